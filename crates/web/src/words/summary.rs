//! What the summary says beside its figures.

use super::format;

pub(crate) const CHEAPEST: &str = "Cheapest cluster that is no slower";
pub(crate) const NEAREST: &str = "Nearest, though not within the limits";
pub(crate) const WHEN: &str = "When: the timeline";
pub(crate) const WHERE: &str = "Where: the stages";
pub(crate) const WHY_LESS: &str = "What more or fewer slots would do";

/// So many of what ended, by the engine's word: `2 executors`.
pub(crate) fn ended(count: u64, of: &str) -> String {
    let (one, many) = match of {
        "executor" => ("executor", "executors"),
        "stage" => ("stage", "stages"),
        "job" => ("job", "jobs"),
        _ => ("task", "tasks"),
    };
    format::number_of(count as f64, one, many)
}

/// The best choice against the run: cost first, then time; nothing where neither is known or both are the same.
pub(crate) fn against(cost: Option<(f64, f64)>, wall: Option<(f64, f64)>) -> Option<String> {
    let told = |pair: Option<(f64, f64)>, less: &str, more: &str| {
        let (now, then) = pair.filter(|(now, _)| *now > 0.0)?;
        let change = then / now - 1.0;
        let word = if change < 0.0 { less } else { more };
        (change.abs() >= 0.005).then(|| format!("{} {word}", format::share(change.abs())))
    };
    let parts = [told(cost, "cheaper", "dearer"), told(wall, "shorter", "longer")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{} than this run", parts.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::against;

    #[test]
    fn the_best_choice_is_set_against_the_run() {
        let both = against(Some((2.0, 1.0)), Some((60.0, 63.0)));
        assert_eq!(both.as_deref(), Some("50 % cheaper and 5 % longer than this run"));
        assert_eq!(against(None, Some((60.0, 45.0))).as_deref(), Some("25 % shorter than this run"));
        assert_eq!(against(None, None), None);
        assert_eq!(against(Some((0.0, 1.0)), Some((60.0, 60.0))), None);
    }
}

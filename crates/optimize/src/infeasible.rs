//! When there is no answer: which rule makes it so, and by how much.

use afterglow_units::{Millis, Usd};

use crate::choice::Choice;
use crate::goal::Limits;
use crate::policy::Policy;
use crate::search::Outcome;

/// No cluster keeps all rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Infeasible {
    /// The reason in one sentence.
    pub because: String,
    /// The rules that stand in the way: with any one of them lifted there is an answer. Empty if no single one does.
    pub blockers: Vec<Blocker>,
    /// Which of all comes nearest, and by how much it misses which limit, as a sentence; `None` if there is none at all.
    pub nearest: Option<String>,
}

/// A rule that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// `deadline`, `budget`, or a field of the policy.
    pub rule: String,
    /// By how much, or what lifting it gives.
    pub what: String,
}

impl std::fmt::Display for Infeasible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.because)?;
        // What the nearest tells of deadline and budget, by an exact replay, is not told twice.
        let told = |rule: &str| self.nearest.is_some() && matches!(rule, "deadline" | "budget");
        for blocker in self.blockers.iter().filter(|blocker| !told(&blocker.rule)) {
            write!(f, " {}: {}", blocker.rule, blocker.what)?;
        }
        if let Some(nearest) = &self.nearest {
            write!(f, " {nearest}")?;
        }
        Ok(())
    }
}

/// By how much the nearest choice misses the limits; `None` where what it misses is another rule.
pub(crate) fn nearest(limits: &Limits, choice: &Choice) -> Option<String> {
    let mut misses = Vec::new();
    if let Some((deadline, chance)) = limits.deadline.zip(choice.meets_deadline_probability)
        && chance < limits.certainty
    {
        let mid = Millis::from_f64(choice.wall.mid);
        let late = mid.0.saturating_sub(deadline.0);
        let by = match late {
            0 => String::new(),
            late => format!(", {} over the deadline", duration(Millis(late))),
        };
        misses.push(format!(
            "takes {}{by}, and is done in time with a chance of {}",
            duration(mid),
            too_little(chance, limits.certainty)
        ));
    }
    if let Some(budget) = limits.budget.filter(|budget| choice.cost.mid > budget.0) {
        let over = Usd(choice.cost.mid - budget.0);
        misses.push(format!("costs {}, {} over the budget", usd(Usd(choice.cost.mid)), usd(over)));
    }
    (!misses.is_empty())
        .then(|| format!("The nearest is {} in {}: it {}.", choice.title(), choice.region, misses.join("; it ")))
}

/// How the deadline and the budget stand in the way, from a search whose space was not empty.
pub(crate) fn limits_in_the_way(limits: &Limits, outcome: &Outcome) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let (Some(fastest), Some(least)) = (outcome.fastest, outcome.least_cost()) else { return blockers };
    if let Some(deadline) = limits.deadline.filter(|_| !limits.in_time(fastest.wall)) {
        let mid = Millis::from_f64(fastest.wall.mid);
        let what = format!(
            "the fastest cluster takes {}; the chance that it is done within {} is {}.",
            duration(mid),
            duration(deadline),
            too_little(fastest.wall.within(deadline), limits.certainty)
        );
        blockers.push(Blocker { rule: "deadline".into(), what });
    }
    if let Some(budget) = limits.budget.filter(|budget| least.0 > budget.0) {
        let what = format!("the cheapest cluster costs {}, {} over it.", usd(least), usd(Usd(least.0 - budget.0)));
        blockers.push(Blocker { rule: "budget".into(), what });
    }
    if let (true, Some(deadline), Some(budget)) = (blockers.is_empty(), limits.deadline, limits.budget) {
        let in_time = outcome.front.iter().find(|found| limits.in_time(found.wall));
        let price = in_time.map_or(String::new(), |found| {
            format!(": within {} the cheapest costs {}", duration(deadline), usd(Usd(found.cost)))
        });
        let what = format!("either can be kept, not both{price}, the budget is {}.", usd(budget));
        blockers.push(Blocker { rule: "deadline and budget".into(), what });
    }
    blockers
}

/// The policy with one rule lifted, for each rule that is set.
pub(crate) fn lifted(policy: &Policy) -> Vec<(&'static str, Policy)> {
    let mut all = Vec::new();
    let open = Policy::default();
    macro_rules! lift {
        ($($field:ident),*) => {$(
            if policy.$field != open.$field {
                all.push((stringify!($field), Policy { $field: open.$field.clone(), ..policy.clone() }));
            }
        )*};
    }
    lift!(
        clouds,
        regions,
        platforms,
        families,
        deny_families,
        instances,
        deny_instances,
        architectures,
        markets,
        spot,
        max_cores,
        max_workers,
        min_workers,
        min_generation,
        max_usd_per_hour,
        head_room
    );
    all
}

/// A chance that is less than what is asked for, in words: in whole per cent, or in tenths, rounded down if need be,
/// where the two would else read as the same.
fn too_little(chance: f64, asked: f64) -> String {
    // What is asked for may have digits of its own: 99.95 %.
    let (chance, asked) = (100.0 * chance, (1e5 * asked).round() / 1e3);
    let (whole, tenths) = (chance.round(), (10.0 * chance).round() / 10.0);
    let shown = if whole < asked {
        whole
    } else if tenths < asked {
        tenths
    } else {
        (10.0 * chance).floor() / 10.0
    };
    format!("{shown} % ({asked} % is asked for)")
}

/// A time for a sentence.
pub(crate) fn duration(time: Millis) -> String {
    afterglow_units::shown::duration(time.0 as f64)
}

/// An amount for a sentence: two digits that count below a dollar.
pub(crate) fn usd(amount: Usd) -> String {
    let value = amount.0;
    if value.abs() >= 1.0 || value == 0.0 {
        format!("{value:.2} USD")
    } else {
        let digits = (1.0 - value.abs().log10().floor()).clamp(2.0, 8.0) as usize;
        format!("{value:.digits$} USD")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_that_are_set_are_lifted() {
        let policy = Policy { spot: Some(false), max_cores: Some(1), ..Policy::default() };
        let names: Vec<&str> = lifted(&policy).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["spot", "max_cores"]);
    }

    #[test]
    fn a_chance_that_is_too_little_never_reads_as_enough() {
        assert_eq!(too_little(0.42, 0.8), "42 % (80 % is asked for)");
        assert_eq!(too_little(0.794, 0.8), "79 % (80 % is asked for)");
        assert_eq!(too_little(0.796, 0.8), "79.6 % (80 % is asked for)");
        assert_eq!(too_little(0.799_99, 0.8), "79.9 % (80 % is asked for)");
        assert_eq!(too_little(0.998, 0.9995), "99.8 % (99.95 % is asked for)");
        assert_eq!(too_little(0.7, 0.995), "70 % (99.5 % is asked for)");
        for at in 0..1_000 {
            let told = too_little(0.79 + f64::from(at) * 1e-5, 0.8);
            assert!(told.starts_with("79"), "{told}");
        }
    }

    #[test]
    fn sentences_have_digits_that_count() {
        assert_eq!(usd(Usd(0.01234)), "0.012 USD");
        assert_eq!(usd(Usd(12.3456)), "12.35 USD");
        assert_eq!(duration(Millis(1_500)), "1.5 s");
        assert_eq!(duration(Millis(600_000)), "10 min");
    }
}

//! Why a run differs from another: reasons, the stages that changed most, and settings.

use afterglow_engine::{Comparison, StageKey};
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::widgets::badge;
use crate::words::format;

/// Rows of the stage table, and of the settings.
const MOST: usize = 12;

/// The section of one comparison, of run number `no` with run number `first`.
pub(super) fn why(first: u32, no: u32, comparison: &Comparison) -> impl IntoView + use<> {
    let (before, after) = comparison.wall_ms;
    let change = after - before;
    let said = if change.abs() < 0.02 * before {
        "takes as long as the first run".to_owned()
    } else {
        let word = if change > 0.0 { "longer" } else { "less" };
        format!("takes {} {word} than the first run", format::duration(change.abs()))
    };
    let reasons = comparison.reasons.iter().map(|reason| {
        let worth = reason.explains_ms.map(|ms| {
            let word = if ms >= 0.0 { "longer" } else { "less" };
            format!(" It accounts for roughly {} {word}.", format::duration(ms.abs()))
        });
        view! { <li>{reason.text.clone()}<span class="quiet-text">{worth}</span></li> }
    });
    let reasons = reasons.collect_view();
    let weighed = comparison.reasons.iter().filter(|reason| reason.explains_ms.is_some()).count();
    let overlap = (weighed > 1).then(|| view! { <p class="quiet-text">"These overlap and do not add up."</p> });
    let (before, after) = &comparison.unmatched;
    let strangers = comparison.stages.is_empty() && !before.is_empty() && !after.is_empty();
    let none = comparison.reasons.is_empty().then(|| {
        let words = if strangers {
            "The two have no stage in common: they are different programs, so no reason is sought."
        } else {
            "Nothing of what is compared differs by much."
        };
        view! { <p class="quiet-text">{words}</p> }
    });
    view! {
        <section class="card">
            <h2>{format!("Run {no} {said}")} {badge::basis("rule")}</h2>
            {none}
            <ul>{reasons}</ul>
            {overlap}
            {stages(first, no, comparison)}
            {lonely(first, no, comparison)}
            {settings(comparison)}
        </section>
    }
}

fn stages(first: u32, no: u32, comparison: &Comparison) -> impl IntoView + use<> {
    let rows = comparison.stages.iter().take(MOST).map(|pair| {
        let both = |(before, after): (f64, f64), shown: fn(f64) -> String| {
            view! { <td class="number">{shown(before)} " → " {shown(after)}</td> }
        };
        view! {
            <tr>
                <th scope="row" title=pair.name.clone()>
                    <span class="stage-ids">{link(first, pair.keys.0)} " → " {link(no, pair.keys.1)}</span>
                    {format::clipped(&pair.name, 48)}
                </th>
                {both(pair.wall_ms, format::duration)} {both(pair.task_ms, format::duration)}
                {both(pair.read_bytes, format::bytes)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = ["Wall", "Task time", "Read"]
        .map(|figure| view! { <th scope="col" class="number">{figure} <span class="quiet-text">{format!(" run {first} → {no}")}</span></th> })
        .collect_view();
    (!comparison.stages.is_empty()).then(|| {
        view! {
            <h3>"Stages whose task time changed most"</h3>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Stages whose task time changed most">
                <table class="plain-table compare stages-compared">
                    <thead><tr><th scope="col">"Stage"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

/// The stages that only one of two runs has, by name, those of most work first; runs without any stage in common are
/// other programs, and not asked.
fn lonely(first: u32, no: u32, comparison: &Comparison) -> impl IntoView + use<> {
    let (before, after) = &comparison.unmatched;
    let shown = !comparison.stages.is_empty();
    [(first, before), (no, after)]
        .into_iter()
        .filter(|(_, stages)| shown && !stages.is_empty())
        .map(|(run, stages)| {
            let items = stages.iter().take(MOST).map(|stage| {
                let task_time = format::duration(stage.task_ms);
                view! {
                    <li>{link(run, stage.key)} " " <bdi>{format::clipped(&stage.name, 80)}</bdi> {format!(", {task_time} of task time")}</li>
                }
            });
            let more = stages.len().saturating_sub(MOST);
            let more = (more > 0).then(|| view! { <li class="quiet-text">{format!("and {more} more")}</li> });
            view! {
                <h3>{format!("Only in run {run}: {}", format::number_of(stages.len() as f64, "stage", "stages"))}</h3>
                <ul class="fine">{items.collect_view()}{more}</ul>
            }
        })
        .collect_view()
}

/// A stage of a run, by its number.
fn link(run: u32, key: StageKey) -> impl IntoView {
    let view = View::Stage { id: key.id.0, attempt: key.attempt };
    view! { <a href=route::print(&Route::run(run, view))>{key.id.0.to_string()}</a> }
}

fn settings(comparison: &Comparison) -> impl IntoView + use<> {
    let rows = comparison.settings.iter().take(MOST).map(|(key, before, after)| {
        let (before, after) = differing(before.as_deref(), after.as_deref());
        view! { <tr><th scope="row">{key.clone()}</th><td>{before}</td><td>{after}</td></tr> }
    });
    let rows = rows.collect_view();
    let more = comparison.settings.len().saturating_sub(MOST);
    let more = (more > 0).then(|| view! { <p class="quiet-text">{format!("and {more} more")}</p> });
    (!comparison.settings.is_empty()).then(|| {
        view! {
            <h3>"Settings that differ"</h3>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Settings that differ">
                <table class="plain-table compare">
                    <thead><tr><th scope="col">"Setting"</th><th scope="col">"First run"</th><th scope="col">"This run"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        }
    })
}

/// Longer values are shown from where they differ.
const LONG: usize = 60;

/// Two values of a setting as they are shown: long ones from a little before where they begin to differ.
fn differing(before: Option<&str>, after: Option<&str>) -> (String, String) {
    let (a, b) = (before.unwrap_or_default(), after.unwrap_or_default());
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = if a.chars().count().max(b.chars().count()) > LONG { alike.saturating_sub(8) } else { 0 };
    let shown = |value: Option<&str>| match value {
        None => "not set".to_owned(),
        Some("") => "empty".to_owned(),
        Some(value) => {
            let rest: String = value.chars().skip(from).collect();
            format!("{}{}", if from > 0 { "…" } else { "" }, format::clipped(&rest, LONG))
        }
    };
    (shown(before), shown(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let long = |end: &str| format!("{}{end}", "-XX:+Same ".repeat(10));
        let (before, after) = differing(Some(&long("-Xss1m")), Some(&long("-Xss2m")));
        assert_eq!((before.as_str(), after.as_str()), ("…ame -Xss1m", "…ame -Xss2m"));
        assert_eq!(differing(None, Some("")), ("not set".to_owned(), "empty".to_owned()));
        assert_eq!(differing(Some("2g"), Some("4g")), ("2g".to_owned(), "4g".to_owned()));
    }
}

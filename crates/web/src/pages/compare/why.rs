//! Why a run differs from another: reasons, the stages that changed most, and settings.

use afterglow_engine::Comparison;
use leptos::prelude::*;

use crate::widgets::badge;
use crate::words::format;

/// Rows of the stage table, and of the settings.
const MOST: usize = 12;

/// The section of one comparison, of run number `no` with the first.
pub(super) fn why(no: u32, comparison: &Comparison) -> impl IntoView + use<> {
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
            {stages(comparison)}
            {settings(comparison)}
        </section>
    }
}

fn stages(comparison: &Comparison) -> impl IntoView + use<> {
    let rows = comparison.stages.iter().take(MOST).map(|pair| {
        let times = |(before, after): (f64, f64)| {
            [before, after].map(|ms| view! { <td class="number">{format::duration(ms)}</td> }).collect_view()
        };
        let sizes = |(before, after): (f64, f64)| {
            [before, after].map(|bytes| view! { <td class="number">{format::bytes(bytes)}</td> }).collect_view()
        };
        view! {
            <tr>
                <th scope="row" title=pair.name.clone()>{format::clipped(&pair.name, 48)}</th>
                {times(pair.wall_ms)} {times(pair.task_ms)} {sizes(pair.read_bytes)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (before, after) = &comparison.unmatched;
    let lonely = (!before.is_empty() || !after.is_empty()).then(|| {
        let words = format!("{} stages are only in the first run, {} only in this one.", before.len(), after.len());
        view! { <p class="quiet-text">{words}</p> }
    });
    let heads = ["Wall", "then", "Task time", "then", "Read", "then"];
    let heads = heads.map(|head| view! { <th scope="col" class="number">{head}</th> }).collect_view();
    (!comparison.stages.is_empty()).then(|| {
        view! {
            <h3>"Stages whose task time changed most"</h3>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Stages whose task time changed most">
                <table class="plain-table compare">
                    <thead><tr><th scope="col">"Stage"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {lonely}
        }
    })
}

fn settings(comparison: &Comparison) -> impl IntoView + use<> {
    let word = |value: &Option<String>| {
        value.as_deref().map_or_else(|| "not set".to_owned(), |value| format::clipped(value, 60))
    };
    let rows = comparison.settings.iter().take(MOST).map(|(key, before, after)| {
        view! { <tr><th scope="row">{key.clone()}</th><td>{word(before)}</td><td>{word(after)}</td></tr> }
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

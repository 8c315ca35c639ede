//! Findings: what costs time, why, and what to do, with the figures behind it.

use afterglow_engine::view::{FindingView, Range, SettingView, ToldView};
use leptos::prelude::*;

use crate::charts::spread::spread;
use crate::route::{self, Route, View};
use crate::widgets::badge;
use crate::widgets::value::Value;
use crate::words::format;

/// Stages named in one finding before the rest is only counted.
const MOST_STAGES: usize = 8;

/// A list of findings; the first is open.
pub(super) fn list(findings: &[FindingView], run: u32) -> impl IntoView + use<> {
    if findings.is_empty() {
        return view! { <p class="empty">"Nothing was found that costs this run much."</p> }.into_any();
    }
    let rows = findings.iter().enumerate().map(|(at, finding)| one(finding, run, at == 0)).collect_view();
    view! { <div class="findings">{rows}</div> }.into_any()
}

fn one(finding: &FindingView, run: u32, open: bool) -> impl IntoView + use<> {
    let saves =
        finding.saves_ms.map(|range| view! { <span class="finding-saves numbers">{saving(range, Value::Ms)}</span> });
    let money =
        finding.saves_usd.map(|range| view! { <span class="finding-saves numbers">{saving(range, Value::Usd)}</span> });
    let share = finding.saves_share.map(|range| {
        view! { <span class="finding-saves numbers">{saving(range, Value::Share)} " of cores and memory"</span> }
    });
    let risk =
        (finding.risk && finding.saves_ms.is_none()).then(|| view! { <span class="finding-saves">"risk"</span> });
    let evidence = finding.evidence.iter().map(|fact| {
        let value = Value::of_unit(fact.value, &fact.unit);
        view! { <dt>{fact.label.clone()}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> }
    });
    let evidence = evidence.collect_view();
    let chart = finding.spread.as_ref().filter(|figure| figure.max > 0.0).map(|figure| {
        let of = finding.stages.first().map(|(id, _)| format!("Tasks of stage {id}"));
        view! { <div class="finding-chart">{spread(figure, of)}</div> }
    });
    view! {
        <details class="finding" open=open data-code=finding.code.clone()>
            <summary>
                <span class="finding-title" dir="auto">{finding.title.clone()}</span>
                {saves}
                {money}
                {share}
                {risk}
                {badge::basis(&finding.basis)}
            </summary>
            <div class="finding-body">
                <p>{finding.what.clone()} " " {finding.why.clone()}</p>
                <p class="finding-advice">{finding.advice.clone()}</p>
                {settings(&finding.settings)}
                <dl class="facts inline">{evidence}</dl>
                {chart}
                {links(finding, run)}
                {told(&finding.told)}
            </div>
        </details>
    }
}

/// `saves 3 min (2 min to 5 min)`.
fn saving(range: Range, kind: fn(f64) -> Value) -> String {
    format!("saves {} ({} to {})", kind(range.mid).shown(), kind(range.low).shown(), kind(range.high).shown())
}

fn settings(settings: &[SettingView]) -> Option<impl IntoView + use<>> {
    if settings.is_empty() {
        return None;
    }
    let rows = settings.iter().map(|setting| {
        let from = setting.from.clone().unwrap_or_else(|| format::UNKNOWN.to_owned());
        view! {
            <tr>
                <th scope="row"><code>{setting.key.clone()}</code></th>
                <td><code>{from}</code></td>
                <td><code class="new-value">{setting.to.clone()}</code></td>
            </tr>
        }
    });
    Some(view! {
        <table class="plain-table">
            <thead><tr><th scope="col">"Setting"</th><th scope="col">"Now"</th><th scope="col">"Try"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    })
}

/// What stands behind findings of this kind, for who doubts one.
fn told(told: &ToldView) -> impl IntoView + use<> {
    view! {
        <details class="told">
            <summary>"How this is told"</summary>
            <dl class="facts">
                <dt>"Said when"</dt><dd>{told.threshold.clone()}</dd>
                <dt>"Source"</dt><dd>{told.source.clone()}</dd>
                <dt>"Mistaken when"</dt><dd>{told.mistaken.clone()}</dd>
            </dl>
        </details>
    }
}

fn links(finding: &FindingView, run: u32) -> impl IntoView + use<> {
    let stages = finding.stages.iter().take(MOST_STAGES).map(|&(id, attempt)| {
        view! { <a href=route::print(&Route::run(run, View::Stage { id, attempt }))>{format!("Stage {id}")}</a> }
    });
    let more = finding.stages.len().saturating_sub(MOST_STAGES);
    let more = (more > 0).then(|| view! { <span class="quiet-text">{format!("and {more} more stages")}</span> });
    // A node leads to its query as well.
    let nodes = finding.nodes.iter().take(MOST_STAGES).map(|&(id, node, ref name)| {
        let view = View::SqlExecution { id, node: Some(node) };
        view! { <a href=route::print(&Route::run(run, view))>{format!("SQL {id}: {}", format::clipped(name, 40))}</a> }
    });
    let bare = finding.sql.iter().filter(|id| finding.nodes.iter().all(|node| node.0 != **id));
    let sql = bare.take(MOST_STAGES).map(|&id| {
        view! { <a href=route::print(&Route::run(run, View::sql(id)))>{format!("SQL {id}")}</a> }
    });
    let executors = (!finding.executors.is_empty()).then(|| {
        let names = finding.executors.iter().take(MOST_STAGES).cloned().collect::<Vec<_>>().join(", ");
        let noun = if finding.executors.len() == 1 { "Executor" } else { "Executors:" };
        view! { <a href=route::print(&Route::run(run, View::Executors))>{format!("{noun} {names}")}</a> }
    });
    view! { <p class="links">{stages.collect_view()} {more} {nodes.collect_view()} {sql.collect_view()} {executors}</p> }
}

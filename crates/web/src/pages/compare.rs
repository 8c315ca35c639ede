//! Two or more runs side by side: the same figures, and how far each is from the first.

mod why;

use std::sync::Arc;

use afterglow_engine::view::SummaryView;
use afterglow_engine::{Machines, Reply, Request, Seen, compare};
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::{Page, Run};
use crate::widgets::skeleton;
use crate::widgets::value::Value;
use crate::words::{format, text};

/// A run, its summary, and what it did and cost.
type Compared = (Run, Arc<SummaryView>, Arc<Seen>);

/// A row: its label, its figure in a summary, and whether more of it is worse.
type Row = (&'static str, fn(&SummaryView) -> Value);

const ROWS: [Row; 17] = [
    ("Spark", |summary| Value::maybe(summary.card.spark_version.clone(), Value::Text)),
    ("Wall time", |summary| Value::maybe(summary.card.wall_ms, Value::Ms)),
    ("Driver only", |summary| Value::maybe(summary.totals.driver_only_ms, |ms| Value::Ms(ms as f64))),
    ("Slots idle", |summary| Value::maybe(summary.totals.slot_idle_ratio, Value::Share)),
    ("Most slots", |summary| Value::maybe(summary.totals.peak_slots, |slots| Value::Count(f64::from(slots)))),
    ("Run time of tasks", |summary| Value::Ms(summary.totals.task_run_ms as f64)),
    ("CPU time", |summary| Value::maybe(summary.totals.task_cpu_ms, |ms| Value::Ms(ms as f64))),
    ("Garbage collection", |summary| Value::Ms(summary.totals.task_gc_ms as f64)),
    ("Jobs", |summary| Value::Count(summary.totals.jobs as f64)),
    ("Stages", |summary| Value::Count(summary.totals.stages as f64)),
    ("Tasks", |summary| Value::Count(summary.totals.tasks as f64)),
    ("Tasks failed", |summary| Value::Count(summary.totals.tasks_failed as f64)),
    ("Read", |summary| Value::Bytes(summary.totals.input_bytes as f64)),
    ("Written", |summary| Value::Bytes(summary.totals.output_bytes as f64)),
    ("Shuffle read", |summary| Value::Bytes(summary.totals.shuffle_read_bytes as f64)),
    ("Spilled to disk", |summary| Value::Bytes(summary.totals.disk_spilled_bytes as f64)),
    ("Executors lost or removed", |summary| Value::Count(summary.totals.executors_removed as f64)),
];

/// The view over all open runs.
pub(super) fn view(page: Page) -> impl IntoView {
    let all = LocalResource::new(move || {
        let runs = page.runs.get();
        async move {
            let mut compared: Vec<Compared> = Vec::new();
            for run in runs {
                let summary = run.client.ask(run.card.run, Request::Summary(Machines::default())).await;
                let seen = run.client.ask(run.card.run, Request::Seen(untrack(|| run.machines()))).await;
                if let (Ok(Reply::Summary(summary)), Ok(Reply::Seen(seen))) = (summary, seen) {
                    compared.push((run, Arc::new(*summary), Arc::new(*seen)));
                }
            }
            compared
        }
    });
    view! {
        <header class="page-head">
            <h1>{text::COMPARE}</h1>
            <p class="page-about">"Every figure of each run, and its change from the first one"</p>
        </header>
        {move || match all.get() {
            None => skeleton::lines(16).into_any(),
            Some(runs) if runs.is_empty() => view! { <p class="empty">{text::NO_SUCH_RUN}</p> }.into_any(),
            Some(runs) => view! { {table(&runs)} {whys(&runs)} }.into_any(),
        }}
    }
}

fn table(runs: &[Compared]) -> impl IntoView + use<> {
    let heads = runs.iter().map(|(run, ..)| {
        view! {
            <th scope="col" class="number">
                <a href=route::print(&Route::run(run.no, View::Summary)) title=run.card.log.clone()>
                    {format!("{}  {}", run.no, format::clipped(&run.card.name, 40))}
                </a>
            </th>
        }
    });
    let rows = ROWS.map(|(label, figure)| row(label, runs.iter().map(|(_, summary, _)| figure(summary)).collect()));
    // One price says nothing beside runs without one.
    let costs: Vec<Option<f64>> = runs.iter().map(|(_, _, seen)| seen.cost_usd).collect();
    let cost = (costs.iter().flatten().count() > 1)
        .then(|| row("Cost", costs.into_iter().map(|cost| Value::maybe(cost, Value::Usd)).collect()));
    let findings = runs.iter().map(|(_, summary, _)| {
        let lines = summary.findings.iter().take(5).map(|finding| view! { <li>{finding.title.clone()}</li> });
        view! { <td class="top"><ul class="fine">{lines.collect_view()}</ul></td> }
    });
    view! {
        <div class="plain-scroll runs-compared" tabindex="0" role="region" aria-label=text::COMPARE>
            <table class="plain-table compare">
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>
                    {rows.into_iter().collect_view()}
                    {cost}
                    <tr><th scope="row">"Findings"</th>{findings.collect_view()}</tr>
                </tbody>
            </table>
        </div>
    }
}

/// A row of the table: each run's figure, with its change from the first.
fn row(label: &'static str, values: Vec<Value>) -> impl IntoView {
    let first = values.first().cloned();
    let cells = values.into_iter().map(|value| {
        let change = first.as_ref().and_then(|first| change(first, &value));
        view! {
            <td class="number" title=value.exact()>
                {value.shown()}
                <span class="change quiet-text">{change}</span>
            </td>
        }
    });
    view! { <tr><th scope="row">{label}</th>{cells.collect_view()}</tr> }
}

/// Why each of the other runs differs from the first.
fn whys(runs: &[Compared]) -> impl IntoView + use<> {
    let ((one, _, first), others) = runs.split_first()?;
    let one = one.no;
    let whys = others.iter().map(|(run, _, seen)| why::why(one, run.no, &compare(&first.digest, &seen.digest)));
    Some(whys.collect_view())
}

/// The change from one figure to another, such as `+12 %`; none where either is unknown, 0 or the same.
fn change(from: &Value, to: &Value) -> Option<String> {
    // A share is not compared by a share: 67 % and 74 % are what they are.
    if matches!(to, Value::Share(_)) {
        return None;
    }
    let number = |value: &Value| value.raw().parse::<f64>().ok();
    let (from, to) = (number(from)?, number(to)?);
    if from == 0.0 || from == to {
        return None;
    }
    let ratio = (to - from) / from.abs();
    let sign = if ratio > 0.0 { "+" } else { "−" };
    Some(format!("{sign}{}", format::share(ratio.abs())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_against_the_first() {
        assert_eq!(change(&Value::Ms(100.0), &Value::Ms(112.0)).as_deref(), Some("+12 %"));
        assert_eq!(change(&Value::Ms(100.0), &Value::Ms(50.0)).as_deref(), Some("−50 %"));
        assert_eq!(change(&Value::Ms(0.0), &Value::Ms(5.0)), None);
        assert_eq!(change(&Value::Unknown, &Value::Ms(5.0)), None);
        assert_eq!(change(&Value::Ms(5.0), &Value::Ms(5.0)), None);
    }
}

//! A table of past runs.

use afterglow_engine::contract::TableJson;
use afterglow_engine::shown;
use afterglow_engine::view::{PastRunsView, TablePoint, UnseenView};

use super::format::{Page, duration, percent};

/// Points of a curve that are printed.
const POINTS: usize = 9;

/// What a table tells.
pub(crate) fn table(table: &TableJson) -> String {
    let (view, mut page) = (&table.view, Page::default());
    page.line(&table.file);
    page.line(&format!("  {} of {} rows used, {} configurations", view.rows_used, view.rows, view.configurations));
    page.blank();
    page.line("Columns");
    for column in &view.columns {
        page.row(&column.name, &format!("{} ({})", column.role, column.why));
    }
    if !view.models.is_empty() {
        page.blank();
        page.line("Models                         say   error in cross-validation");
        for model in &view.models {
            page.row(&model.name, &format!("{:>5} {:>8}", percent(model.weight_ratio), percent(model.error_ratio)));
        }
    }
    if !view.asked.is_empty() {
        page.blank();
        page.line("Asked for (80 % interval)");
        points(&mut page, view, &view.asked);
    }
    for curve in &view.curves {
        page.blank();
        let machine = curve.machine.as_deref().map_or(String::new(), |name| format!(" on {name}"));
        let data = view.data.map_or(String::new(), |data| format!(", data {data}"));
        page.line(&format!("Runtime by scale-out{machine}{data} (80 % interval)"));
        let step = curve.points.len().div_ceil(POINTS).max(1);
        let some: Vec<TablePoint> = curve.points.iter().step_by(step).cloned().collect();
        points(&mut page, view, &some);
    }
    page.blank();
    for (name, point) in [("Cheapest", &view.cheapest), ("Fastest", &view.fastest)] {
        if let Some(point) = point {
            page.row(name, &one(view, point));
        }
    }
    if let Some(trial) = &view.trial {
        page.row("Try next", &one(view, &trial.point));
        page.row("  expected gain", &format!("{} of the {}", percent(trial.gain_ratio), trial.of));
        page.row("  the trial itself", &amount(view, &trial.of, trial.trial_cost));
        page.row("  best known", &amount(view, &trial.of, trial.best));
    }
    if let Some(why) = &view.trial_stops {
        page.wrapped("  ", why);
    }
    if let Some(unseen) = &view.unseen {
        let machine = unseen.machine.as_deref().map_or(String::new(), |name| format!(" × {name}"));
        page.row("For a job never run", &format!("{:>6}{machine}", unseen.nodes));
        page.wrapped("  ", &suited(unseen));
    }
    for note in &view.notes {
        page.wrapped("  - ", note);
    }
    page.text()
}

/// How the choice for a job that never ran suited the others.
fn suited(unseen: &UnseenView) -> String {
    let UnseenView { of, mean_ratio, worst_ratio, worst_job, jobs, measured_jobs, class, .. } = unseen;
    let class = class.as_deref().map_or(String::new(), |class| format!(" of the class {class:?}"));
    let best = if of == "cost" { "cheapest" } else { "fastest" };
    format!(
        "Its {of} is {mean_ratio:.2} times that of the {best} on average over {jobs} jobs{class}, and {worst_ratio:.2} times for \
         {worst_job:?}, which it suits least; {measured_jobs} of them ran on it, for the others it is \
         modelled. That is the mean over the other jobs of this table, and no promise for another."
    )
}

fn points(page: &mut Page, view: &PastRunsView, points: &[TablePoint]) {
    for point in points {
        page.line(&format!("  {}", one(view, point)));
    }
}

fn one(view: &PastRunsView, point: &TablePoint) -> String {
    let machine = point.machine.as_deref().map_or(String::new(), |name| format!(" × {name}"));
    let cost = point.cost.map_or(String::new(), |cost| format!(", {}", money(view, cost.mid)));
    format!("{:>6}{machine}: {}{cost}", point.nodes, shown::interval(duration, point.runtime_ms))
}

fn amount(view: &PastRunsView, of: &str, value: f64) -> String {
    if of == "cost" { money(view, value) } else { duration(value) }
}

/// Amounts in the catalogue's dollars; others are in what the table's own column is in, which has only a name.
fn money(view: &PastRunsView, value: f64) -> String {
    let digits = if value < 0.1 { 4 } else { 2 };
    let unit = view.currency.as_deref().unwrap_or_default();
    if unit == "USD" { format!("{value:.digits$} USD") } else { format!("{value:.digits$} (as in {unit})") }
}

//! Predictions from a plain table of past runs, without a log.

mod chart;
mod choices;
mod mapping;
mod models;
mod wishes;

use std::sync::Arc;

use afterglow_engine::view::PastRunsView;
use leptos::prelude::*;

use crate::charts::line::{Chart, LineChart};
use crate::state::Page;
use crate::state::ask::answered;
use crate::state::table::Table;
use crate::widgets::chooser::chooser;
use crate::widgets::value::Value;
use crate::words::{format, text};
use wishes::Wishes;

/// A table as it may look, to copy from.
const EXAMPLE: &str = "machine_type,nodes,data_gb,runtime_s
m5.xlarge,4,100,812
m5.xlarge,8,100,455
m5.2xlarge,4,100,430
m5.2xlarge,8,200,495";

/// The view: the way in, or the table that was given.
pub(super) fn view(page: Page) -> impl IntoView {
    let shown = move || match page.table.get() {
        None => way_in(page).into_any(),
        Some(table) => view! { {of_table(page, &table)} }.into_any(),
    };
    view! {
        <header class="page-head">
            <p class="page-run">{move || page.table.get().map(|table| format::clipped(&table.name, 100))}</p>
            <h1>{text::TABLE}</h1>
            <p class="page-about">{text::TABLE_ABOUT}</p>
        </header>
        {shown}
    }
}

fn way_in(page: Page) -> impl IntoView {
    view! {
        <section class="drop-here">
            <p class="drop-title">"Drop a CSV file anywhere in this window"</p>
            <p class="quiet-text">"Commas, semicolons or tabs; the first line names the columns"</p>
            {chooser(page, text::CHOOSE_TABLE, Some(".csv,.tsv"), false)}
        </section>
        <section class="card">
            <h2>"What it needs"</h2>
            <ul class="fine">
                <li>"A row for each run, and at least two different ones; five or more for an interval worth its name"</li>
                <li>"A column for the scale-out (nodes, workers, executors or slots) and one for the runtime"</li>
                <li>"Better also the machine type, the data size, and other columns of numbers that may matter; a price or cost"</li>
                <li>"Cells that are missing or absurd are named with row and column, and the rest is used"</li>
            </ul>
            <pre class="table-example"><code>{EXAMPLE}</code></pre>
        </section>
    }
}

fn of_table(page: Page, table: &Table) -> impl IntoView + use<> {
    let wishes = Wishes::default();
    let asked = table.ask(move || wishes.query());
    // What was answered last stays while the next answer is on its way.
    let last = Memo::new(move |_| asked.get().and_then(Result::ok).map(Last));
    let of = move |show: fn(&PastRunsView) -> AnyView| move || last.get().map(|last| show(&last.0));
    let numbers =
        Signal::derive(move || last.get().map_or_else(Chart::default, |last| chart::chart(&last.0, &wishes.machine())));
    let sentence =
        Signal::derive(move || last.get().map_or_else(String::new, |last| chart::describe(&last.0, &wishes.machine())));
    let refused = move || last.get().is_none_or(|last| last.0.refused.is_some());
    let alone = Memo::new(move |_| last.get().map(|last| wishes::Offered::of(&last.0)).unwrap_or_default());
    let columns = Memo::new(move |_| last.get().map(|last| mapping::names(&last.0)).unwrap_or_default());
    view! {
        {answered(asked, 6, |view| view! { {head(&view)} })}
        <div class="stack" hidden=refused>
            {of(choices::cards)}
            {move || wishes::form(wishes, &alone.get())}
            <div aria-live="polite">{of(choices::asked)}</div>
            <LineChart title="Runtime by scale-out" x_name="scale-out" x_kind=Value::Count y_kind=Value::Ms summary=sentence chart=numbers />
            {of(models::models)}
        </div>
        {move || mapping::columns(&columns.get(), last_of(last), wishes)}
        {of(models::left_out)}
        {of(models::machines)}
        {of(models::fitted)}
        {of(models::notes)}
        <p>{chooser(page, text::CHOOSE_TABLE, Some(".csv,.tsv"), false)}</p>
    }
}

/// An answer, told from another one by being another one.
#[derive(Debug, Clone)]
struct Last(Arc<PastRunsView>);

impl PartialEq for Last {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn last_of(last: Memo<Option<Last>>) -> Signal<Option<Arc<PastRunsView>>> {
    Signal::derive(move || last.get().map(|last| last.0))
}

/// How many rows there are, and why nothing is predicted, if so.
fn head(view: &PastRunsView) -> impl IntoView + use<> {
    let rows = (view.rows > 0).then(|| {
        format!(
            "{} of {} used, {}",
            format::count(view.rows_used as f64),
            format::number_of(view.rows as f64, "row", "rows"),
            format::number_of(view.configurations as f64, "configuration", "different configurations"),
        )
    });
    let refused = view.refused.clone().map(|why| view! { <p class="notice" data-level="info" role="status">{why}</p> });
    view! { <p class="quiet-text numbers">{rows}</p> {refused} }
}

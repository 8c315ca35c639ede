//! Right-sizing of machines from samples of their use, without a log.

mod behind;
mod choices;
mod resources;
mod wishes;

use std::sync::Arc;

use afterglow_engine::view::MachineUseView;
use leptos::prelude::*;

use crate::state::Page;
use crate::state::ask::answered;
use crate::state::usage::Samples;
use crate::widgets::chooser::chooser;
use crate::words::{format, text};
use wishes::Wishes;

/// Samples as they may look, to copy from.
const EXAMPLE: &str = "time,host,cpu_percent,memory_gib,network_in_mbps,disk_read_mb_per_s
2026-01-05T10:00:00Z,web-1,17.5,6.2,120,3.1
2026-01-05T10:01:00Z,web-1,22.0,6.3,140,2.8";

/// The view: the way in, or the samples that were given.
pub(super) fn view(page: Page) -> impl IntoView {
    let shown = move || match page.usage.get() {
        None => way_in(page).into_any(),
        Some(samples) => view! { {of_samples(page, &samples)} }.into_any(),
    };
    view! {
        <header class="page-head">
            <p class="page-run">{move || page.usage.get().map(|samples| format::clipped(&samples.name, 100))}</p>
            <h1>{text::USAGE}</h1>
            <p class="page-about">{text::USAGE_ABOUT}</p>
        </header>
        {shown}
    }
}

fn way_in(page: Page) -> impl IntoView {
    view! {
        <section class="drop-here">
            <p class="drop-title">"Drop CSV or JSON files anywhere in this window"</p>
            <p class="quiet-text">"Files that are dropped together are one answer"</p>
            {chooser(page, text::CHOOSE_SAMPLES, None, true)}
        </section>
        <section class="card">
            <h2>"What is read"</h2>
            <ul class="fine">
                <li>"CloudWatch: get-metric-data and get-metric-statistics as JSON, a graph of the console as CSV"</li>
                <li>"Prometheus: the answer of query_range as JSON, series with their names as columns of a CSV"</li>
                <li>"sar: sadf -d and sadf -j, such as sadf -d -- -u -r -n DEV -d"</li>
                <li>"Ganglia: metrics of a host as CSV"</li>
                <li>"Any CSV with a column of times and columns for CPU, memory, network or disk, with their units in the header; also a row for each number, with the metric's name beside it"</li>
            </ul>
            <pre class="table-example"><code>{EXAMPLE}</code></pre>
        </section>
    }
}

fn of_samples(page: Page, samples: &Samples) -> impl IntoView + use<> {
    let wishes = Wishes::default();
    let asked = samples.ask(move || wishes.query());
    // What was answered last stays while the next answer is on its way.
    let last = Memo::new(move |_| asked.get().and_then(Result::ok).map(Last));
    let of = move |show: fn(&MachineUseView) -> AnyView| move || last.get().map(|last| show(&last.0));
    let market = RwSignal::new(String::new());
    view! {
        {answered(asked, 6, |view| view! { {head(&view)} })}
        {wishes::form(wishes)}
        <div class="stack" aria-live="polite">
            {move || last.get().map(|last| choices::choices(&last.0, market))}
        </div>
        {of(resources::resources)}
        {of(behind::machines)}
        {of(behind::left_out)}
        {of(behind::columns)}
        {of(behind::notes)}
        <p>{chooser(page, text::CHOOSE_SAMPLES, None, true)}</p>
    }
}

/// An answer, told from another one by being another one.
#[derive(Debug, Clone)]
struct Last(Arc<MachineUseView>);

impl PartialEq for Last {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How much was read, and what stands in the way of an answer, if something does.
fn head(view: &MachineUseView) -> impl IntoView + use<> {
    let first = view.hosts.iter().map(|host| host.from_ms).min();
    let last = view.hosts.iter().map(|host| host.to_ms).max();
    let span = first.zip(last).map(|(from, to)| {
        format!(
            "{} of {}, from {} to {}",
            format::number_of(view.samples as f64, "sample", "samples"),
            format::number_of(view.hosts_total as f64, "machine", "machines"),
            format::date_time(from),
            format::date_time(to),
        )
    });
    let told = [&view.refused, &view.asks, &view.infeasible];
    let told = told.into_iter().flatten().map(|why| {
        view! { <p class="notice" data-level="info" role="status"><span class="notice-text">{why.clone()}</span></p> }
    });
    view! { <p class="quiet-text numbers">{span}</p> {told.collect_view()} }
}

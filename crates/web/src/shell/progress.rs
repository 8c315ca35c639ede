//! What is being read: how far, how fast, the first figures, and the way to stop it.

use afterglow_engine::Progress;
use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::charts::stacked::stacked;
use crate::state::{Opening, Page};
use crate::widgets::badge;
use crate::words::{format, text};

/// All drops that are being read.
pub(super) fn openings(page: Page) -> impl IntoView {
    view! {
        <For each=move || page.openings.get() key=|opening| opening.client let:opening>
            {one(opening)}
        </For>
    }
}

fn one(opening: Opening) -> impl IntoView {
    let progress = opening.progress;
    let name = opening.name.get_value();
    let ratio = move || progress.with(|progress| progress.as_ref().map_or(0.0, ratio));
    let percent = move || format!("{:.0}", ratio() * 100.0);
    let seconds = move || ((js_sys::Date::now() - opening.began_ms) / 1000.0).max(0.001);
    let said = move || {
        progress
            .with(|progress| progress.as_ref().map_or_else(|| "Starting…".to_owned(), |now| sentence(now, seconds())))
    };
    let first = move || {
        progress.with(|progress| progress.as_ref().filter(|now| now.events > 0).map(first_figures).unwrap_or_default())
    };
    // The bar is drawn anew only when it has changed by what can be seen.
    let task_time = Memo::new_with_compare(
        move |_| progress.with(|progress| progress.as_ref().map(|now| now.task_time.clone()).unwrap_or_default()),
        |before, now| before.is_none_or(|before| now.is_none_or(|now| moved(before, now))),
    );
    let so_far = move || {
        let slices = task_time.get();
        (!slices.is_empty()).then(|| {
            view! { <h3 class="opening-sub">"Task time so far" " " {badge::basis("measured")}</h3> {stacked(&slices)} }
        })
    };
    let label: String = format!("Reading {name}");
    let short = format::clipped(&label, 120);
    view! {
        <section class="opening card" aria-label=label.clone()>
            <div class="opening-head">
                <h2 class="opening-name" title=name>{short}</h2>
                <button type="button" class="button" on:click=move |_| opening.client.end()>{text::CANCEL}</button>
            </div>
            <div
                class="progress"
                role="progressbar"
                aria-label=label.clone()
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=percent
                aria-valuetext=said
            >
                <span class="progress-bar" style:width=move || format!("{}%", percent())></span>
            </div>
            <p class="quiet-text numbers">{said}</p>
            <p class="quiet-text numbers">{first}</p>
            {so_far}
        </section>
    }
}

fn ratio(now: &Progress) -> f64 {
    if now.bytes_total == 0 { 0.0 } else { (now.bytes_read as f64 / now.bytes_total as f64).clamp(0.0, 1.0) }
}

fn sentence(now: &Progress, seconds: f64) -> String {
    let read = now.bytes_read as f64;
    format!(
        "{} of {} · {}{}{}",
        format::bytes(read),
        format::bytes(now.bytes_total as f64),
        format::byte_rate(read / seconds),
        // A file for the house has none.
        if now.events > 0 {
            format!(" · {}", format::number_of(now.events as f64, "event", "events"))
        } else {
            String::new()
        },
        left(now, seconds).map(|left| format!(" · about {} left", format::duration(left * 1000.0))).unwrap_or_default(),
    )
}

/// Seconds left at the rate until now, once that is known well enough to be said.
fn left(now: &Progress, seconds: f64) -> Option<f64> {
    let ratio = ratio(now);
    let left = seconds * (1.0 - ratio) / ratio.max(f64::EPSILON);
    (seconds > 1.0 && ratio > 0.02 && left >= 1.0).then_some(left.round())
}

/// Whether two bars look different: another part, or a share that changed by half a percent, or a sum by two.
fn moved(before: &[Slice], now: &[Slice]) -> bool {
    let whole = |slices: &[Slice]| slices.iter().map(|slice| slice.ms).sum::<f64>().max(1.0);
    let (had, has) = (whole(before), whole(now));
    let same =
        |(left, right): (&Slice, &Slice)| left.key == right.key && (left.ms / had - right.ms / has).abs() < 0.005;
    has > had * 1.02 || before.len() != now.len() || !before.iter().zip(now).all(same)
}

/// What is known already while the rest is being read.
fn first_figures(now: &Progress) -> String {
    let app = now.app.as_deref().map(|app| format!("{} · ", format::clipped(app, 80))).unwrap_or_default();
    let wall = now.wall_ms.map(|ms| format!(" · {} of the run", format::duration(ms))).unwrap_or_default();
    let jobs = format::number_of(now.jobs as f64, "job", "jobs");
    let stages = format::number_of(now.stages as f64, "stage", "stages");
    let tasks = format::number_of(now.tasks as f64, "task", "tasks");
    let failed = if now.tasks_failed > 0 {
        format!(" · {} failed", format::number_of(now.tasks_failed as f64, "task", "tasks"))
    } else {
        String::new()
    };
    let spilled = now.spilled_bytes as f64;
    let spilled = if spilled > 0.0 { format!(" · {} spilled to disk", format::bytes(spilled)) } else { String::new() };
    format!("{app}{jobs}, {stages}, {tasks}{wall}{failed}{spilled}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_in_words() {
        let now = Progress { bytes_read: 4_000_000, bytes_total: 8_000_000, events: 1, ..Progress::default() };
        assert_eq!(sentence(&now, 2.0), "4.0 MB of 8.0 MB · 2.0 MB/s · 1 event · about 2.0 s left");
        assert_eq!(ratio(&now), 0.5);
        assert_eq!(ratio(&Progress::default()), 0.0);
        assert_eq!(first_figures(&now), "0 jobs, 0 stages, 0 tasks");
    }
}

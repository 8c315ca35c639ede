//! What is being read: how far, how fast, the first figures, and the way to stop it.

use afterglow_engine::Progress;
use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::charts::stacked::stacked;
use crate::state::{Opening, Page};
use crate::widgets::badge;
use crate::widgets::progress_bar::progress_bar;
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
            {progress_bar(&label, progress.into(), opening.began_ms)}
            <p class="quiet-text numbers">{first}</p>
            {so_far}
        </section>
    }
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
    fn the_first_figures_are_said_in_words() {
        assert_eq!(first_figures(&Progress::default()), "0 jobs, 0 stages, 0 tasks");
    }
}

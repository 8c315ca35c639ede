//! What was read of the log, and what it cannot tell.

mod contents;

use afterglow_engine::view::QualityView;
use afterglow_engine::{Machines, Request};
use leptos::prelude::*;

use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::words::format;

/// The view of its own.
pub(super) fn page(run: &Run) -> impl IntoView + use<> {
    let summary = ask(run, || Request::Summary(Machines::default()), pick!(boxed Summary));
    let contents = contents::section(run);
    view! {
        {answered(summary, 6, |summary| {
            let others = others(&summary.quality);
            view! { {panel(&summary.quality)} {others} }
        })}
        {contents}
    }
}

/// What was read, what is wrong with it, and what it cannot tell.
pub(super) fn panel(quality: &QualityView) -> impl IntoView + use<> {
    let read = format!(
        "{}, {} of them not understood",
        format::number_of(quality.lines as f64, "line", "lines"),
        format::count(quality.lines_rejected as f64)
    );
    let warnings = quality.warnings.iter().map(|(code, message)| {
        view! { <li data-code=code.clone()><span class="sign" aria-hidden="true">"!"</span>{message.clone()}</li> }
    });
    let silent = quality.cannot_say.iter().map(|line| {
        view! { <li><span class="sign" aria-hidden="true">"?"</span>{line.clone()}</li> }
    });
    view! {
        <p class="numbers">{read}</p>
        <ul class="signed">{warnings.collect_view()} {silent.collect_view()}</ul>
    }
}

/// What the log cannot tell, as it stands before everything that is told from it.
pub(super) fn gaps(quality: &QualityView) -> Option<impl IntoView + use<>> {
    if quality.cannot_say.is_empty() {
        return None;
    }
    let lines = quality.cannot_say.iter().map(|line| {
        view! { <li><span class="sign" aria-hidden="true">"?"</span>{line.clone()}</li> }
    });
    Some(view! {
        <section aria-label="What this log cannot tell">
            <ul class="signed">{lines.collect_view()}</ul>
        </section>
    })
}

/// The short panel at the end of the summary, where the gaps stand before the findings already.
pub(super) fn read_of(quality: &QualityView) -> impl IntoView + use<> {
    panel(&QualityView { cannot_say: Vec::new(), ..quality.clone() })
}

fn others(quality: &QualityView) -> Option<impl IntoView + use<>> {
    if quality.other_events.is_empty() {
        return None;
    }
    let rows = quality.other_events.iter().map(|(name, count)| {
        view! { <tr><th scope="row">{format::clipped(name, 120)}</th><td class="number">{format::count(*count as f64)}</td></tr> }
    });
    Some(view! {
        <section>
            <h2>"Events that were counted and not used"</h2>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Events that were counted and not used">
                <table class="plain-table"><tbody>{rows.collect_view()}</tbody></table>
            </div>
        </section>
    })
}

//! The first answer: a verdict, where the time went, what to change, and the totals.

mod breakdown;
mod causes;
mod next_time;
mod totals;

use afterglow_engine::Request;
use afterglow_engine::view::SummaryView;
use leptos::prelude::*;

use super::{findings, quality};
use crate::state::ask::{answered, ask, pick};
use crate::state::{Run, use_page};
use crate::widgets::{away, clock};
use crate::words::format;

/// The summary of a run.
pub(super) fn summary(run: &Run) -> impl IntoView + use<> {
    let run = run.clone();
    let of = run.clone();
    let asked = ask(&run, move || Request::Summary(of.machines()), pick!(boxed Summary));
    answered(asked, 12, move |summary| page(&run, &summary))
}

fn page(run: &Run, summary: &SummaryView) -> impl IntoView + use<> {
    let sentences = summary.verdict.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect_view();
    let together = summary.top_three_saves_ms.map(|range| {
        let (mid, low, high) = (format::duration(range.mid), format::duration(range.low), format::duration(range.high));
        view! { <p class="quiet-text">{format!("The first three that save time would together save {mid} ({low} to {high}).")}</p> }
    });
    let hints = (!summary.hints.is_empty()).then(|| {
        view! { <h3>"Worth knowing, though the log cannot tell what it would save"</h3> {findings::list(&summary.hints, run.no)} }
    });
    let failures = (!summary.failures.is_empty()).then(|| {
        view! { <section><h2>"Why things failed"</h2>{causes::causes(&summary.failures, run.no)}</section> }
    });
    let fine = (!summary.negatives.is_empty()).then(|| {
        let lines = summary.negatives.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! { <section><h2>"What is fine, and what would not help"</h2><ul class="fine">{lines}</ul></section> }
    });
    let verdict = (!summary.verdict.is_empty())
        .then(|| view! { <section class="verdict card" aria-label="Verdict">{sentences}</section> });
    view! {
        {meta(run, summary)}
        {verdict}
        {quality::gaps(&summary.quality)}
        {breakdown::breakdown(&summary.breakdown, summary.card.wall_ms, run.no)}
        {next_time::next_time(run)}
        <section>
            <h2>"Findings"</h2>
            {together}
            {findings::list(&summary.findings, run.no)}
            {hints}
        </section>
        {failures}
        {fine}
        {totals::totals(summary)}
        <section>
            <h2>"The log"</h2>
            {quality::read_of(&summary.quality)}
        </section>
    }
}

fn meta(run: &Run, summary: &SummaryView) -> impl IntoView + use<> {
    let card = &summary.card;
    let facts = [
        card.id.clone(),
        card.attempt.as_ref().map(|attempt| format!("attempt {attempt}")),
        card.spark_version.as_ref().map(|version| format!("Spark {version}")),
        summary.platform.clone(),
        summary.user.as_ref().map(|user| format!("by {user}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().map(|fact| format::clipped(&fact, 80)).collect();
    let page = use_page();
    let started = card.started_ms.map(|at| view! { " · " {clock::time(page, at, card.zone.as_deref())} });
    let unfinished = (!card.complete).then(|| view! { <span class="badge" data-basis="rule">"partial"</span> });
    view! {
        <div class="meta">
            <p class="numbers" title=card.log.clone()><bdi>{facts.join(" · ")}</bdi> {started} " " {unfinished}</p>
            {away::menu(run)}
        </div>
    }
}

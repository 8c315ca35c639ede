//! The page without a run in view: the way in, what can be read, and the promise.

use leptos::prelude::*;

use super::{recent, samples};
use crate::route::{self, Route, View};
use crate::shell;
use crate::state::{Page, Run};
use crate::widgets::{clock, icon};
use crate::words::{format, home as words, house, text};

/// The home view.
pub(super) fn home(page: Page) -> impl IntoView {
    let has_runs = move || page.runs.with(|runs| !runs.is_empty());
    let reads = text::READS.map(|(what, which)| view! { <dt>{what}</dt><dd>{which}</dd> });
    let checks = text::CHECKS.map(|check| view! { <li>{check}</li> });
    view! {
        <div class="home">
            <section class="hero">
                <h1>{text::HERO}</h1>
                <p class="lead">{text::HERO_MORE}</p>
                <div class="drop-here">
                    <p class="drop-title">{words::DROP}</p>
                    <p class="quiet-text">{words::DROP_MORE}</p>
                    <button type="button" class="button" on:click=|_| shell::choose_files()>{words::CHOOSE}</button>
                    {wanted(page)}
                </div>
            </section>
            <Show when=has_runs>{open_runs(page)}</Show>
            {samples::section(page)}
            {recent::section(page)}
            <section>
                <h2>{words::NO_LOG}</h2>
                <ul class="run-cards">
                    {way(&Route::Table, text::TABLE, text::TABLE_LEAD)}
                    {way(&Route::Usage, text::USAGE, text::USAGE_LEAD)}
                </ul>
            </section>
            <section>
                <h2>{house::TITLE}</h2>
                <ul class="run-cards">{way(&Route::House, house::CARD, house::LEAD)}</ul>
            </section>
            <div class="columns">
                <section class="card">
                    <h2>{icon::shield()} {text::PROMISE}</h2>
                    <p>{text::PROMISE_MORE}</p>
                    <h3>{words::CHECK}</h3>
                    <ol class="checks">{checks.into_iter().collect_view()}</ol>
                    <p><a href=route::print(&Route::Guard)>{words::POLICY}</a></p>
                </section>
                <section class="card">
                    <h2>{words::READS}</h2>
                    <dl class="facts">{reads.into_iter().collect_view()}</dl>
                </section>
            </div>
        </div>
    }
}

/// What a pasted list of paths waits for.
fn wanted(page: Page) -> impl IntoView {
    let count = move || page.wanted.with(Vec::len);
    view! {
        <div role="status" class="wanted">
            {move || (count() > 0).then(|| view! {
                <p>{words::wanted(count())}</p>
                <button type="button" class="button quiet" on:click=move |_| page.want(Vec::new())>{words::ANY}</button>
            })}
        </div>
    }
}

fn open_runs(page: Page) -> impl IntoView {
    view! {
        <section>
            <h2>{words::OPEN_RUNS}</h2>
            <ul class="run-cards">
                <For each=move || page.runs.get() key=|run| run.no let:run>
                    {run_card(page, &run)}
                </For>
            </ul>
        </section>
    }
}

fn run_card(page: Page, run: &Run) -> impl IntoView + use<> {
    let card = run.card.clone();
    let name = format::clipped(&card.name, 100);
    let facts = move || {
        let facts = [
            card.wall_ms.map(format::duration),
            Some(format::number_of(card.tasks as f64, "task", "tasks")),
            card.spark_version.as_ref().map(|version| format!("Spark {version}")),
            card.started_ms.map(|at| clock::shown(page, at, card.zone.as_deref())),
        ];
        facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <li>
            <a class="card run-card" href=route::print(&Route::run(run.no, View::Summary))>
                <strong><bdi>{name}</bdi></strong>
                <span class="quiet-text numbers">{facts}</span>
            </a>
        </li>
    }
}

/// A way on without a log.
fn way(to: &Route, title: &'static str, lead: &'static str) -> impl IntoView + use<> {
    view! {
        <li>
            <a class="card run-card" href=route::print(to)>
                <strong>{title}</strong>
                <span class="quiet-text">{lead}</span>
            </a>
        </li>
    }
}

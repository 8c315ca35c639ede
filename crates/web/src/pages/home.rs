//! The page without a run in view: the way in, what can be read, and the promise.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::files::{Live, Picked};
use crate::route::{self, Route, View};
use crate::shell;
use crate::state::{Page, Run};
use crate::widgets::icon;
use crate::words::{format, text};

/// A bundled run, as `samples/samples.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Sample {
    /// The log's file name in `samples/`.
    file: String,
    /// Its title.
    title: String,
    /// What it shows.
    #[serde(default)]
    sentence: String,
}

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
                    <p class="drop-title">"Drop event logs anywhere in this window"</p>
                    <p class="quiet-text">"Files, folders, archives; as many as you like"</p>
                    <button type="button" class="button" on:click=|_| shell::choose_files()>"Choose files…"</button>
                </div>
            </section>
            <Show when=has_runs>{open_runs(page)}</Show>
            {samples(page)}
            {table()}
            <div class="columns">
                <section class="card">
                    <h2>{icon::shield()} {text::PROMISE}</h2>
                    <p>{text::PROMISE_MORE}</p>
                    <h3>"Check it"</h3>
                    <ol class="checks">{checks.into_iter().collect_view()}</ol>
                </section>
                <section class="card">
                    <h2>"What it reads"</h2>
                    <dl class="facts">{reads.into_iter().collect_view()}</dl>
                </section>
            </div>
        </div>
    }
}

fn open_runs(page: Page) -> impl IntoView {
    view! {
        <section>
            <h2>"Open runs"</h2>
            <ul class="run-cards">
                <For each=move || page.runs.get() key=|run| run.no let:run>
                    {run_card(&run)}
                </For>
            </ul>
        </section>
    }
}

fn run_card(run: &Run) -> impl IntoView + use<> {
    let card = &run.card;
    let facts = [
        card.wall_ms.map(format::duration),
        Some(format::number_of(card.tasks as f64, "task", "tasks")),
        card.spark_version.as_ref().map(|version| format!("Spark {version}")),
        card.started_ms.map(format::date_time),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    view! {
        <li>
            <a class="card run-card" href=route::print(&Route::run(run.no, View::Summary))>
                <strong>{format::clipped(&card.name, 100)}</strong>
                <span class="quiet-text numbers">{facts.join(" · ")}</span>
            </a>
        </li>
    }
}

fn samples(page: Page) -> impl IntoView {
    let samples = bundled();
    (!samples.is_empty()).then(|| {
        let cards = samples.into_iter().map(|sample| sample_card(page, sample)).collect_view();
        view! {
            <section>
                <h2>"Or look at a sample"</h2>
                <ul class="run-cards">{cards}</ul>
            </section>
        }
    })
}

fn sample_card(page: Page, sample: Sample) -> impl IntoView {
    let file = sample.file.clone();
    let open = move |_| {
        let file = file.clone();
        spawn_local(async move {
            match fetch(&file).await.and_then(|bytes| Picked::from_bytes(&file, &bytes)) {
                Some(picked) => page.open(vec![picked], Live::default()),
                None => page.tell(true, &file, "The sample could not be loaded from this page's own site."),
            }
        });
    };
    view! {
        <li>
            <button type="button" class="card run-card" on:click=open>
                <strong>{sample.title}</strong>
                <span class="quiet-text">{sample.sentence}</span>
            </button>
        </li>
    }
}

/// The way in for those who have no log.
fn table() -> impl IntoView {
    view! {
        <section>
            <h2>"Or predict without a log"</h2>
            <ul class="run-cards">
                <li>
                    <a class="card run-card" href=route::print(&Route::Table)>
                        <strong>{text::TABLE}</strong>
                        <span class="quiet-text">{text::TABLE_LEAD}</span>
                    </a>
                </li>
            </ul>
        </section>
    }
}

/// A bundled file, by the boot script: from the site's folder, or from the page itself in the one-file edition.
async fn fetch(name: &str) -> Option<js_sys::Uint8Array> {
    use wasm_bindgen::JsCast;
    let afterglow = js_sys::Reflect::get(&js_sys::global(), &"afterglow".into()).ok()?;
    let sample: js_sys::Function = js_sys::Reflect::get(&afterglow, &"sample".into()).ok()?.dyn_into().ok()?;
    let promise: js_sys::Promise = sample.call1(&afterglow, &name.into()).ok()?.dyn_into().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// The list of samples. It is part of the module, so that an idle page makes no request.
fn bundled() -> Vec<Sample> {
    serde_json::from_str(include_str!("../../../../www/samples/samples.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_list_can_be_read() {
        let samples = super::bundled();
        assert!(!samples.is_empty());
        assert!(samples.iter().all(|sample| !sample.file.is_empty() && !sample.title.is_empty()));
    }
}

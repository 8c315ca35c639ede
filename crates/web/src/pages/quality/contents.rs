//! What sensitive content the log has, by its whole text.

use afterglow_engine::Progress;
use afterglow_engine::view::{InventoryRow, InventoryView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::{Run, use_page};
use crate::widgets::plain_table::plain_table;
use crate::widgets::progress_bar::progress_bar;
use crate::words::{contents as words, format, text};
use crate::worker::client::{self, Client, Trouble};

/// A longer log is looked through only when somebody asks for it, in stored bytes.
const AT_ONCE: f64 = 67_108_864.0;
/// Places of a kind that are shown.
const PLACES: usize = 5;

/// How far it is.
#[derive(Clone)]
enum State {
    /// Nobody asked, or somebody stopped it.
    Waits,
    /// A worker looks, since a time of the page's clock.
    Busy(Client, f64),
    Done(Result<InventoryView, Trouble>),
}

/// The section.
pub(super) fn section(run: &Run) -> impl IntoView + use<> {
    let (page, run) = (use_page(), run.clone());
    let veiled = run.unveiled.is_some();
    let bytes = run.drop_bytes().unwrap_or_default();
    let state = RwSignal::new(State::Waits);
    let progress = RwSignal::new(None);
    let look = move |run: Run| {
        let worker = match client::take() {
            Ok(worker) => worker,
            Err(trouble) => return state.set(State::Done(Err(trouble))),
        };
        progress.set(None);
        state.set(State::Busy(worker, js_sys::Date::now()));
        spawn_local(async move {
            // The view may be gone when a word comes.
            let told = move |now| drop(progress.try_set(Some(now)));
            let found = page.inventory(&run, worker, told).await;
            let came = if found == Err(Trouble::Ended) { State::Waits } else { State::Done(found) };
            let _ = state.try_set(came);
        });
    };
    // Whoever leaves the view wants no more of it.
    on_cleanup(move || {
        if let Some(State::Busy(worker, _)) = state.try_get_untracked() {
            worker.end();
        }
    });
    if bytes < AT_ONCE {
        look(run.clone());
    }
    view! {
        <section class="contents">
            <h2>{words::TITLE}</h2>
            <p class="quiet-text">{if veiled { words::ABOUT_VEILED } else { words::ABOUT }}</p>
            {move || match state.get() {
                State::Waits => {
                    let run = run.clone();
                    view! {
                        <p class="quiet-text">{words::size(bytes)}</p>
                        <button type="button" class="button" on:click=move |_| look(run.clone())>{words::LOOK}</button>
                    }
                    .into_any()
                }
                State::Busy(worker, since) => looking(worker, since, progress).into_any(),
                State::Done(Ok(found)) => found_in(&found).into_any(),
                State::Done(Err(trouble)) => {
                    view! { <p class="notice" data-level="error" role="alert">{text::trouble(&trouble)}</p> }.into_any()
                }
            }}
        </section>
    }
}

/// A short log is done before a bar would be of use.
fn looking(worker: Client, since: f64, progress: RwSignal<Option<Progress>>) -> impl IntoView {
    let long = Memo::new(move |_| progress.with(Option::is_some));
    let bar = move || {
        long.get().then(|| {
            view! {
                {progress_bar(words::LOOKING, progress.into(), since)}
                <button type="button" class="button" on:click=move |_| worker.end()>{words::STOP}</button>
            }
        })
    };
    view! {
        <p class="quiet-text" role="status">{words::LOOKING}</p>
        {bar}
    }
}

fn found_in(found: &InventoryView) -> impl IntoView + use<> {
    let failures = found.failures.iter().map(|failure| {
        view! { <p class="notice" data-level="error" role="alert">{failure.clone()}</p> }
    });
    let table = if found.rows.is_empty() {
        view! { <p class="empty">{words::NOTHING}</p> }.into_any()
    } else {
        plain_table(words::TITLE, &words::HEADS, found.rows.iter().map(row).collect()).into_any()
    };
    view! { {failures.collect_view()} {table} }
}

fn row(row: &InventoryRow) -> AnyView {
    let others = row.places.iter().skip(PLACES).fold(row.elsewhere, |sum, place| sum.saturating_add(place.count));
    let places = row.places.iter().take(PLACES).map(|place| words::place(&place.place, place.count));
    let places = places.chain((others > 0).then(|| words::elsewhere(others)));
    view! {
        <tr data-kind=row.kind.clone()>
            <th scope="row">{words::kind(&row.kind).to_owned()}</th>
            <td class="number">{words::count(row.distinct, row.at_least)}</td>
            <td class="number">{format::count(row.occurrences as f64)}</td>
            <td>{places.map(|place| view! { <div>{format::clipped(&place, 200)}</div> }).collect_view()}</td>
            <td>{row.samples.iter().map(|sample| view! { <div><code>{format::clipped(sample, 80)}</code></div> }).collect_view()}</td>
        </tr>
    }
    .into_any()
}

//! The runs that the browser remembers, where the user asked for it.

use leptos::prelude::*;

use crate::shell;
use crate::state::Page;
use crate::state::recent::RecentRun;
use crate::widgets::clock;
use crate::words::{format, home as words};

/// The section of the home view.
pub(super) fn section(page: Page) -> impl IntoView {
    let recent = page.recent;
    let wish = move |event: web_sys::Event| {
        if event_target_checked(&event) { page.remember_recent() } else { recent.forget() }
    };
    let none = move || recent.wished.get() && recent.list.with(Vec::is_empty);
    view! {
        <section class="recent">
            <h2>{words::RECENT}</h2>
            <ul class="run-cards" hidden=move || recent.list.with(Vec::is_empty)>
                <For each=move || recent.list.get() key=|run| run.no let:run>{card(page, &run)}</For>
            </ul>
            <Show when=none><p class="quiet-text">{words::NONE_YET}</p></Show>
            <div class="buttons">
                <label class="check keep">
                    <input type="checkbox" prop:checked=move || recent.wished.get() on:change=wish />
                    <span>{words::REMEMBER}</span>
                </label>
                <Show when=move || recent.wished.get()>
                    <button type="button" class="button" on:click=move |_| recent.forget()>{words::FORGET}</button>
                </Show>
            </div>
            <p class="quiet-text">{words::REMEMBER_MORE}</p>
            <p class="wrong" role="alert">{move || recent.refused.get()}</p>
        </section>
    }
}

fn card(page: Page, run: &RecentRun) -> impl IntoView + use<> {
    let facts = {
        let (wall, tasks, started, zone) = (run.wall_ms, run.tasks, run.started_ms, run.zone.clone());
        move || {
            let facts = [
                wall.map(format::duration),
                Some(format::number_of(tasks as f64, "task", "tasks")),
                started.map(|at| clock::shown(page, at, zone.as_deref())),
            ];
            facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
    };
    let (no, log, at_hand) = (run.no, run.log.clone(), run.at_hand);
    let open = move |_| if at_hand { page.open_recent(no, log.clone()) } else { shell::choose_files() };
    let (name, how) = (format::clipped(&run.name, 100), words::open_again(run.at_hand, &run.log));
    view! {
        <li>
            <button type="button" class="card run-card" title=run.log.clone() on:click=open>
                <strong><bdi>{name}</bdi></strong>
                <span class="quiet-text numbers">{facts}</span>
                <span class="quiet-text">{how}</span>
            </button>
        </li>
    }
}

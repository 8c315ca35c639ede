//! The list of runs, and the views of the one that is shown.

use afterglow_engine::RunCard;
use leptos::html;
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::{Page, Run};
use crate::widgets::icon;
use crate::words::{format, house, text};

/// From so many runs on, their list can be searched.
const SEVERAL: usize = 4;

/// The rail; it is not there while no run is open.
pub(super) fn rail(page: Page) -> impl IntoView {
    view! {
        <Show when=move || page.runs.with(|runs| !runs.is_empty())>
            <div class="rail">
                {views(page)}
                {runs(page)}
            </div>
        </Show>
    }
}

fn views(page: Page) -> impl IntoView {
    // Only what the list depends on: a step within the same run redraws the marks, not the links.
    let run = Memo::new(move |_| page.run());
    let links = move || {
        run.get().map(|run| {
            let listed = View::LISTED.into_iter().filter(|view| *view != View::Streaming || run.card.streaming);
            let links = listed.map(|view| link(page, run.no, view)).collect_view();
            view! {
                <nav class="views" aria-label="Views of the run">
                    {links}
                </nav>
            }
        })
    };
    view! { {links} }
}

fn link(page: Page, run: u32, view: View) -> impl IntoView {
    let current = move || {
        page.route
            .with(|route| matches!(route, Route::Run { view: shown, .. } if shown.listed() == view).then_some("page"))
    };
    let link = NodeRef::<html::A>::new();
    Effect::new(move || {
        if let (Some(link), Some(_)) = (link.get(), current()) {
            into_sight(&link);
        }
    });
    view! { <a class="view-link" node_ref=link href=route::print(&Route::run(run, view)) aria-current=current>{text::view(view)}</a> }
}

/// Scrolls the list of links sideways by no more than shows a link of it, on a narrow screen; never the page.
fn into_sight(link: &web_sys::Element) {
    let Some(list) = link.parent_element() else { return };
    let (link, shown) = (link.get_bounding_client_rect(), list.get_bounding_client_rect());
    let before = (link.left() - shown.left()).min(0.0);
    let by = if before < 0.0 { before } else { (link.right() - shown.right()).max(0.0) };
    if by != 0.0 {
        list.set_scroll_left(list.scroll_left().saturating_add(by.round() as i32));
    }
}

fn runs(page: Page) -> impl IntoView {
    let compare = move || page.runs.with(|runs| runs.len() > 1);
    let search = RwSignal::new(String::new());
    let several = Memo::new(move |_| page.runs.with(|runs| runs.len() >= SEVERAL));
    let kept = move || {
        let needle = if several.get() { search.get().trim().to_lowercase() } else { String::new() };
        page.runs.get().into_iter().filter(|run| is_found(&run.card, &needle)).collect::<Vec<_>>()
    };
    let none = move || kept().is_empty();
    let field = move || {
        view! {
            <input
                type="search"
                class="search"
                placeholder=text::SEARCH
                aria-label=text::SEARCH_RUNS
                title=text::SEARCH_RUNS_HINT
                prop:value=search
                on:input=move |event| search.set(event_target_value(&event))
            />
        }
    };
    view! {
        <nav class="runs" aria-label=text::RUNS>
            <h2 class="rail-title">{text::RUNS}</h2>
            <Show when=move || several.get()>{field()}</Show>
            <Show when=none><p class="quiet-text" role="status">{text::NO_RUN_FOUND}</p></Show>
            <ul>
                <For each=kept key=|run| (run.no, run.readings, run.lost.is_some()) let:run>
                    {one(page, &run)}
                </For>
            </ul>
            <Show when=move || page.table.with(Option::is_some)>
                <a
                    class="view-link"
                    href=route::print(&Route::Table)
                    aria-current=move || page.route.with(|route| (*route == Route::Table).then_some("page"))
                >
                    {text::TABLE}
                </a>
            </Show>
            <Show when=move || page.usage.with(Option::is_some)>
                <a
                    class="view-link"
                    href=route::print(&Route::Usage)
                    aria-current=move || page.route.with(|route| (*route == Route::Usage).then_some("page"))
                >
                    {text::USAGE}
                </a>
            </Show>
            <a
                class="view-link"
                href=route::print(&Route::House)
                aria-current=move || page.route.with(|route| (*route == Route::House).then_some("page"))
            >
                {house::TITLE}
            </a>
            <Show when=compare>
                <a
                    class="view-link"
                    href=route::print(&Route::Compare)
                    aria-current=move || page.route.with(|route| (*route == Route::Compare).then_some("page"))
                >
                    {text::COMPARE}
                </a>
            </Show>
        </nav>
    }
}

/// Whether a run has a text, in lower case, in its name, id, user, log or start.
fn is_found(card: &RunCard, needle: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(needle);
    let started = card.started_ms.map(format::date_time);
    let rest = [card.id.as_deref(), card.user.as_deref(), started.as_deref()];
    has(&card.name) || has(&card.log) || rest.into_iter().flatten().any(has)
}

fn one(page: Page, run: &Run) -> impl IntoView + use<> {
    let no = run.no;
    let card = run.card.clone();
    let current = move || (page.run_no() == Some(no)).then_some("true");
    let wall = card.wall_ms.map(format::duration);
    let state = if run.lost.is_some() {
        Some("lost")
    } else if card.partial {
        Some("partial")
    } else if card.complete {
        None
    } else {
        Some("unfinished")
    };
    let id = card.id.as_deref().map(|id| format::clipped(id, 48));
    let facts: Vec<String> = [wall, state.map(str::to_owned)].into_iter().flatten().collect();
    let close = format!("Close run {no}");
    view! {
        <li class="run" aria-current=current>
            <a class="run-link" href=route::print(&Route::run(no, View::Summary)) title=card.log.clone()>
                <span class="run-name">{format!("{no}  ")}<bdi>{format::clipped(&card.name, 60)}</bdi></span>
                <span class="quiet-text numbers">{facts.join(" · ")}</span>
                <span class="run-id quiet-text numbers">{id}</span>
            </a>
            <button type="button" class="button quiet run-close" aria-label=close title=text::CLOSE on:click=move |_| page.close(no)>
                {icon::close()}
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_by_name_user_id_log_and_start() {
        let card = RunCard {
            name: "Nightly ETL".to_owned(),
            id: Some("app-7".to_owned()),
            user: Some("Ann".to_owned()),
            log: "eventlog_v2_x".to_owned(),
            started_ms: Some(0),
            ..RunCard::default()
        };
        for found in ["", "etl", "app-7", "ann", "eventlog", "1970-01-01"] {
            assert!(is_found(&card, found), "{found}");
        }
        assert!(!is_found(&card, "bob"));
        assert!(!is_found(&RunCard::default(), "ann"));
    }
}

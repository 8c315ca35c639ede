//! The list of commands: every view, stage, query, executor, finding and action by its name.
//!
//! A combobox over a listbox, as the ARIA practices describe it: the focus stays in the field, the choice is told by
//! `aria-activedescendant`. The dialog is the browser's, which keeps the focus inside and gives it back.

mod entry;

use afterglow_engine::view::NamesView;
use afterglow_engine::{Reply, Request};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::state::Page;
use crate::state::ask::settled;
use crate::widgets::icon;
use crate::words::palette as words;
use entry::Entry;

/// So many lines at most, and so many of them from the worker for each kind.
const MOST: usize = 60;
const MOST_FOUND: usize = 8;

/// The list's id.
const LIST: &str = "palette-list";

/// Where the dialog is, and what is typed.
#[derive(Clone, Copy)]
struct Palette {
    dialog: NodeRef<html::Dialog>,
    field: NodeRef<html::Input>,
    typed: RwSignal<String>,
    /// What there is without asking, as of the opening; empty while it is closed.
    standing: RwSignal<Vec<Entry>>,
    /// The line that Enter takes.
    at: RwSignal<usize>,
}

/// The dialog, closed at first. The page finds it by its context.
pub(super) fn palette(page: Page) -> impl IntoView {
    let palette = Palette {
        dialog: NodeRef::new(),
        field: NodeRef::new(),
        typed: RwSignal::default(),
        standing: RwSignal::default(),
        at: RwSignal::new(0),
    };
    page.palette.set_value(Some(Callback::new(move |()| palette.open(page))));
    let rested = settled(move || palette.typed.get());
    let found = LocalResource::new(move || {
        let typed = rested.get().trim().to_owned();
        let run = palette.standing.with(|standing| !standing.is_empty()).then(|| entry::run_in_view(page)).flatten();
        async move {
            let run = run.filter(|run| run.lost.is_none() && !typed.is_empty())?;
            let (kind, search) = kind_of(&typed);
            let request = Request::Names { search: search.to_owned(), count: MOST_FOUND };
            match run.client.ask(run.card.run, request).await {
                Ok(Reply::Names(found)) => Some((typed, entry::found(run.no, &of_kind(kind, found)))),
                _ => None,
            }
        }
    });
    let lines = Memo::new(move |_| {
        let typed = palette.typed.get();
        // What was found for another text is not shown under this one.
        let found = found.get().flatten().filter(|(of, _)| *of == typed.trim());
        let found = found.map(|(_, found)| found).unwrap_or_default();
        let room = MOST.saturating_sub(found.len());
        let mut lines = palette.standing.with(|standing| entry::fitting(standing, &typed, room));
        // A number names a stage or a query; a word most often names a view.
        let place = if kind_of(&typed).1.starts_with(|letter: char| letter.is_ascii_digit()) { 0 } else { lines.len() };
        lines.splice(place..place, found);
        lines
    });
    let chosen = move || lines.with(|lines| palette.at.get().min(lines.len().saturating_sub(1)));
    let take = move |at: usize| {
        let Some(entry) = lines.with_untracked(|lines| lines.get(at).cloned()) else { return };
        palette.close();
        if entry.act(page) {
            // Who goes to a view reads on there.
            focus_main();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (at, count) = (untrack(chosen), lines.with_untracked(Vec::len));
        let last = count.saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowDown" if at == last => 0,
            "ArrowDown" => at + 1,
            "ArrowUp" if at == 0 => last,
            "ArrowUp" => at - 1,
            "PageDown" => (at + PAGE).min(last),
            "PageUp" => at.saturating_sub(PAGE),
            // Of an input method's own choice, Enter is not ours.
            "Enter" if !event.is_composing() => return take(at),
            _ => return,
        };
        event.prevent_default();
        palette.at.set(to);
        into_sight(to);
    };
    let line = move |(at, entry): (usize, Entry)| {
        view! {
            <li
                id=option(at)
                role="option"
                class="palette-line"
                aria-selected=move || (chosen() == at).to_string()
                on:mousemove=move |_| palette.at.set(at)
                on:click=move |_| take(at)
            >
                <bdi class="palette-label">{entry.label}</bdi>
                <bdi class="palette-of quiet-text">{entry.of}</bdi>
                <span class="palette-kind quiet-text">{entry.kind}</span>
            </li>
        }
    };
    let list = move || lines.get().into_iter().enumerate().map(line).collect_view();
    let count = move || lines.with(Vec::len);
    view! {
        <dialog
            class="palette"
            node_ref=palette.dialog
            aria-label=words::TITLE
            on:close=move |_| palette.closed()
            on:click=move |event| palette.clicked(&event)
        >
            <div class="palette-body">
                <input
                    type="text"
                    role="combobox"
                    class="palette-field"
                    node_ref=palette.field
                    placeholder=words::PLACEHOLDER
                    aria-label=words::TITLE
                    aria-autocomplete="list"
                    aria-expanded="true"
                    aria-controls=LIST
                    aria-activedescendant=move || (count() > 0).then(|| option(chosen()))
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || palette.typed.get()
                    on:input=move |event| {
                        palette.at.set(0);
                        palette.typed.set(event_target_value(&event));
                    }
                    on:keydown=on_key
                />
                <ul id=LIST class="palette-list" role="listbox" aria-label=words::TITLE>{list}</ul>
                <p class="palette-foot quiet-text">
                    <span role="status">{move || words::choices(count())}</span>
                    <span>{words::HOW}</span>
                </p>
            </div>
        </dialog>
    }
}

/// The button that opens it.
pub(super) fn button(page: Page) -> impl IntoView {
    view! {
        <button type="button" class="button quiet find" aria-haspopup="dialog" aria-label=words::BUTTON_NAME on:click=move |_| show(page)>
            {icon::find()}
            <span>{words::BUTTON}</span>
            " "
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

/// Opens the list.
pub(super) fn show(page: Page) {
    if let Some(open) = page.palette.get_value() {
        open.run(());
    }
}

/// Lines that a page key passes over.
const PAGE: usize = 8;

impl Palette {
    fn open(self, page: Page) {
        let Some(dialog) = self.dialog.get_untracked().filter(|dialog| !dialog.open()) else { return };
        self.typed.set(String::new());
        self.at.set(0);
        self.standing.set(entry::standing(page));
        // Refused only when the dialog is not in the document.
        let _ = dialog.show_modal();
        if let Some(field) = self.field.get_untracked() {
            let _ = field.focus();
        }
    }

    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }

    /// The browser tells of a closing later: by then the list may be open again, and what it offers must stay.
    fn closed(self) {
        if self.dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
            self.standing.set(Vec::new());
        }
    }

    /// A click beside the list closes it.
    fn clicked(self, event: &web_sys::MouseEvent) {
        let on = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if on.is_some_and(|on| on.tag_name() == "DIALOG") {
            self.close();
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stage,
    Sql,
    Executor,
    Finding,
}

/// What was found of a kind, where one was said.
fn of_kind(kind: Option<Kind>, found: NamesView) -> NamesView {
    let none = NamesView::default;
    match kind {
        None => found,
        Some(Kind::Stage) => NamesView { stages: found.stages, ..none() },
        Some(Kind::Sql) => NamesView { sql: found.sql, ..none() },
        Some(Kind::Executor) => NamesView { executors: found.executors, ..none() },
        Some(Kind::Finding) => NamesView { findings: found.findings, ..none() },
    }
}

/// What is searched for, and among what, where somebody types "stage 12", "sql 7" or "executor 3".
fn kind_of(typed: &str) -> (Option<Kind>, &str) {
    let typed = typed.trim();
    let kinds = [
        ("stage", Kind::Stage),
        ("sql", Kind::Sql),
        ("query", Kind::Sql),
        ("executor", Kind::Executor),
        ("finding", Kind::Finding),
    ];
    let said = typed.split_once(' ').and_then(|(first, rest)| {
        let (_, kind) = kinds.into_iter().find(|(word, _)| first.eq_ignore_ascii_case(word))?;
        Some((Some(kind), rest.trim()))
    });
    said.unwrap_or((None, typed))
}

fn option(at: usize) -> String {
    format!("palette-{at}")
}

/// Scrolls the list by no more than is needed.
fn into_sight(at: usize) {
    let element = |id: &str| document().get_element_by_id(id)?.dyn_into::<web_sys::HtmlElement>().ok();
    let (Some(list), Some(line)) = (element(LIST), element(&option(at))) else { return };
    let top = line.offset_top() - list.offset_top();
    let bottom = top + line.offset_height();
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

fn focus_main() {
    if let Some(main) =
        document().get_element_by_id("main").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Focus moves or stays; neither is an error.
        let _ = main.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_before_a_number_is_understood() {
        assert_eq!(kind_of(" Stage 12"), (Some(Kind::Stage), "12"));
        assert_eq!(kind_of("sql 7"), (Some(Kind::Sql), "7"));
        assert_eq!(kind_of("executor 3"), (Some(Kind::Executor), "3"));
        assert_eq!(kind_of("stage"), (None, "stage"));
        assert_eq!(kind_of("join orders"), (None, "join orders"));
    }
}

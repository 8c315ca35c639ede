//! The user's own rules, rates and newer prices.

mod keeping;
mod prices;
mod rates;
mod rules;

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::files;
use crate::state::Page;
use crate::widgets::in_force;
use crate::words::{house as words, text};

/// The view.
pub(super) fn view(page: Page) -> impl IntoView {
    let said = Memo::new(move |_| in_force::sentence(page));
    view! {
        <header class="page-head">
            <h1>{words::TITLE}</h1>
            <p class="page-about">{words::ABOUT}</p>
        </header>
        <p class="card in-force" role="status" data-metric="house.in-force">{said}</p>
        {keeping::section(page)}
        {rules::section(page)}
        {rates::section(page)}
        {prices::section(page)}
    }
}

/// A button that takes files, whatever they are to a house. What they are is told by what is in them.
fn chooser(page: Page, name: &'static str) -> impl IntoView {
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let picked = input.files().map(|list| files::picked(&list)).unwrap_or_default();
        // So that the same file can be chosen again.
        input.set_value("");
        if !picked.is_empty() {
            page.bring(picked);
        }
    };
    view! {
        <label class="button">
            <span>{name}</span>
            <input type="file" class="cover" multiple aria-label=name on:change=chosen />
        </label>
    }
}

/// A text that can be edited by hand. It takes effect when it is left; one that is too long is not taken.
fn text_field(
    page: Page,
    name: &'static str,
    rows: u32,
    text: RwSignal<String>,
    too_long: fn(&str) -> bool,
    set: impl Fn(String) + 'static,
) -> impl IntoView {
    let change = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        if too_long(&typed) {
            return page.tell(true, name, words::TOO_LONG);
        }
        set(typed);
    };
    view! {
        <label class="field">
            <span class="field-name">{name}</span>
            <textarea class="code" rows=rows spellcheck="false" autocomplete="off" prop:value=move || text.get() on:change=change></textarea>
        </label>
    }
}

/// What is wrong with what was stated.
fn wrong(id: &'static str, what: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static) -> impl IntoView {
    let lines = move || {
        let all = what();
        let more = all.len().saturating_sub(SHOWN);
        let shown = all.into_iter().take(SHOWN).map(|(place, what)| {
            let place = (!place.is_empty()).then(|| view! { <code>{place}</code> " " });
            view! { <li>{place}{what}</li> }
        });
        let shown = shown.collect_view();
        let more = (more > 0).then(|| view! { <li>{format!("and {more} more")}</li> });
        view! { {shown} {more} }
    };
    view! { <ul class="wrong" id=id role="status" aria-label=text::WRONG>{lines}</ul> }
}

/// So much of what is wrong is shown at once.
const SHOWN: usize = 12;

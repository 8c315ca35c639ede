//! Whether the browser keeps the house, and the house as one file.

use leptos::prelude::*;

use super::chooser;
use crate::state::Page;
use crate::state::house::Kept;
use crate::words::house as words;

/// The section.
pub(super) fn section(page: Page) -> impl IntoView {
    let house = page.house;
    let empty = Memo::new(move |_| house.is_empty());
    let keep = move |event: web_sys::Event| {
        if event_target_checked(&event) { house.keep() } else { house.forget() }
    };
    let said = move || match house.kept.get() {
        Kept::No => words::KEEP_MORE.to_owned(),
        Kept::Saving => "Keeping it…".to_owned(),
        Kept::Yes => "Kept, as it is now".to_owned(),
        Kept::Refused(why) => format!("It is not kept: {why}."),
        Kept::Unread(why) if why.is_empty() => "What this browser keeps was not read.".to_owned(),
        Kept::Unread(why) => {
            format!("What this browser keeps was not read: {why}. Forget it, or keep what is here in its place.")
        }
    };
    let refused = move || matches!(house.kept.get(), Kept::Refused(_) | Kept::Unread(_)).then_some("error");
    let not_kept = move || house.kept.get() == Kept::No;
    view! {
        <section class="card" aria-label="All of it">
            <div class="buttons">
                <button type="button" class="button primary" disabled=move || empty.get() on:click=move |_| house.export()>
                    {words::EXPORT}
                </button>
                {chooser(page, words::IMPORT)}
                <button type="button" class="button" disabled=move || empty.get() on:click=move |_| house.clear()>{words::CLEAR}</button>
            </div>
            <div class="buttons">
                <label class="check keep">
                    <input type="checkbox" prop:checked=move || !matches!(house.kept.get(), Kept::No | Kept::Unread(_)) on:change=keep />
                    <span>{words::KEEP}</span>
                </label>
                <button type="button" class="button" disabled=not_kept on:click=move |_| house.forget()>{words::FORGET}</button>
            </div>
            <p class="quiet-text kept" role="status" data-level=refused>{said}</p>
        </section>
    }
}

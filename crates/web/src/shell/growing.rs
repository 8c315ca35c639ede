//! For a run whose log has no end: reading on in it.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::files;
use crate::state::Page;
use crate::state::grow::is_live;
use crate::words::text;

/// The bar above the views of a run that may still be going on.
pub(super) fn growing(page: Page) -> impl IntoView {
    // Not the run itself: that changes with each reading, and the buttons must keep the focus.
    let shown = Memo::new(move |_| {
        let run = page.run().filter(|run| !run.card.complete && run.lost.is_none())?;
        Some((run.no, is_live(&run)))
    });
    move || shown.get().map(|(no, live)| bar(page, no, live))
}

fn bar(page: Page, no: u32, live: bool) -> impl IntoView {
    let growth = Memo::new(move |_| page.growths.with(|all| all.get(&no).cloned().unwrap_or_default()));
    let busy = move || growth.with(|growth| growth.busy);
    let following = move || growth.with(|growth| growth.following);
    let said =
        move || growth.with(|growth| if growth.busy { text::READING_ON.to_owned() } else { growth.said.clone() });
    let refused = move || growth.with(|growth| growth.refused && !growth.busy);
    let ways = if live {
        view! {
            <button type="button" class="button" disabled=busy on:click=move |_| page.look_again(no)>{text::READ_ON}</button>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=following
                    on:change=move |event| page.follow(no, event_target_checked(&event))
                />
                {text::FOLLOW}
            </label>
        }
        .into_any()
    } else {
        let chosen = move |event: web_sys::Event| {
            let input: HtmlInputElement = event_target(&event);
            let picked = input.files().map(|list| files::picked(&list)).unwrap_or_default();
            input.set_value("");
            if !picked.is_empty() {
                page.read_on(no, picked);
            }
        };
        view! {
            <label class="button" title=text::READ_ON_CHOOSE_MORE>
                <span>{text::READ_ON_CHOOSE}</span>
                <input type="file" class="cover" multiple aria-label=text::READ_ON_CHOOSE on:change=chosen />
            </label>
        }
        .into_any()
    };
    view! {
        <section class="growing" aria-label=text::GROWING>
            <p>{text::GROWING}</p>
            {ways}
            <p class="numbers" class:quiet-text=move || !refused() class:refused=refused role="status">{said}</p>
        </section>
    }
}

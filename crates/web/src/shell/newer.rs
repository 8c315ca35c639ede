//! Tells that a newer version waits, which is taken by a click and never by itself.

use leptos::prelude::*;

use crate::guard::kept;
use crate::state::Page;
use crate::words::guard as words;

/// The bar; it is not there while no newer version waits, or after it was put off.
pub(super) fn newer(page: Page) -> impl IntoView {
    let later = RwSignal::new(false);
    let waits = Memo::new(move |_| page.kept.with(|kept| kept.newer));
    view! {
        <Show when=move || waits.get() && !later.get()>
            <div class="notice" role="status" data-level="info">
                <div class="notice-text">
                    <p><strong>{words::NEWER}</strong> " " {move || words::ends(page.runs.with(Vec::len))}</p>
                    <div>
                        <button type="button" class="button" on:click=|_| kept::take_over()>{words::TAKE}</button>
                        " "
                        <button type="button" class="button quiet" on:click=move |_| later.set(true)>{words::LATER}</button>
                    </div>
                </div>
            </div>
        </Show>
    }
}

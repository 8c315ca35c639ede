//! The frame around every view.

mod growing;
mod help;
mod keys;
mod links;
mod newer;
mod notices;
mod opener;
mod palette;
mod progress;
mod rail;
mod topbar;

pub(crate) use opener::choose as choose_files;

use gloo::events::EventListener;
use leptos::prelude::*;

use crate::pages;
use crate::state::Page;
use crate::words::text;
use crate::worker::client;

/// Puts the page into the document and starts the spare worker.
pub(crate) fn mount() {
    leptos::mount::mount_to_body(App);
    client::warm();
}

#[component]
fn App() -> impl IntoView {
    let page = Page::new();
    provide_context(page);
    EventListener::new(&window(), "hashchange", move |_| page.follow_address()).forget();
    opener::listen_for_drops(page);
    opener::listen_for_pastes(page);
    keys::listen(page);
    links::listen(page);
    page.bring_kept();
    page.bring_recent();

    // The window's title lies outside of the page's own elements.
    Effect::new(move || document().set_title(&pages::title(page)));

    let main = NodeRef::<leptos::html::Main>::new();
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            // Focus moves or stays; neither is an error.
            let _ = main.focus();
        }
    };
    view! {
        <a class="skip" href="#main" on:click=skip>{text::SKIP}</a>
        {topbar::topbar(page)}
        <div class="frame">
            {rail::rail(page)}
            <main id="main" class="main" tabindex="-1" node_ref=main>
                {newer::newer(page)}
                {notices::notices(page)}
                {progress::openings(page)}
                {growing::growing(page)}
                {pages::current(page)}
            </main>
        </div>
        {opener::overlay()}
        {palette::palette(page)}
        {help::sheet()}
    }
}

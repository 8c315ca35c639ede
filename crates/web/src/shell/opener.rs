//! The ways in: a file picker, a folder picker, and the whole window as a drop target.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};

use crate::files;
use crate::state::Page;
use crate::widgets::icon;
use crate::words::text;

/// The two pickers, drawn as buttons.
pub(super) fn inputs(page: Page) -> impl IntoView {
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let picked = input.files().map(|list| files::picked(&list)).unwrap_or_default();
        // So that the same file can be chosen again.
        input.set_value("");
        if !picked.is_empty() {
            page.open(picked, files::Live::default());
        }
    };
    view! {
        <label class="button quiet folder-button">
            <span>{text::OPEN_FOLDER}</span>
            <input type="file" class="cover" aria-label=text::OPEN_FOLDER prop:webkitdirectory=true on:change=chosen />
        </label>
        <label class="button primary">
            {icon::open()}
            <span>{text::OPEN_LOGS}</span>
            <input type="file" class="cover" id="open-logs" multiple aria-label=text::OPEN_LOGS on:change=chosen />
        </label>
    }
}

/// Opens the picker from elsewhere in the page.
pub(crate) fn choose() {
    if let Some(input) =
        document().get_element_by_id("open-logs").and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    {
        input.click();
    }
}

/// Shown while files are dragged over the window.
pub(super) fn overlay() -> impl IntoView {
    view! {
        <div class="drop-overlay" aria-hidden="true">
            <p>{text::DROP_HERE}</p>
        </div>
    }
}

/// Takes drops anywhere in the window, and keeps the browser from opening the file in place of the page.
pub(super) fn listen_for_drops(page: Page) {
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    let listen = |kind: &'static str, act: fn(Page, &DragEvent)| {
        EventListener::new_with_options(&window(), kind, active, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                act(page, event);
            }
        })
        .forget();
    };
    listen("dragenter", over);
    listen("dragover", over);
    listen("dragleave", |_, event| {
        // Leaving an inner element for another one names that one; only leaving the window names none.
        if event.related_target().is_none() {
            set_dragging(false);
        }
    });
    listen("drop", |page, event| {
        event.prevent_default();
        set_dragging(false);
        if let Some(transfer) = event.data_transfer() {
            let (files, live) = (files::dropped(&transfer), files::handles(&transfer));
            spawn_local(async move {
                let files = files.await;
                page.open(files, live.await);
            });
        }
    });
}

fn over(_: Page, event: &DragEvent) {
    let Some(transfer) = event.data_transfer() else { return };
    if files::has_files(&transfer) {
        event.prevent_default();
        transfer.set_drop_effect("copy");
        set_dragging(true);
    }
}

fn set_dragging(dragging: bool) {
    if let Some(body) = document().body() {
        // The attribute is a plain word of ours; the call cannot fail.
        let _ = body.toggle_attribute_with_force("data-dragging", dragging);
    }
}

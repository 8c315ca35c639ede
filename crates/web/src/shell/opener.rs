//! The ways in: a file picker, a folder picker, and the whole window as a drop target.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, HtmlElement, HtmlInputElement};

use super::keys;
use crate::files;
use crate::route::Route;
use crate::state::Page;
use crate::state::wanted::paths;
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
            take(page, &transfer);
        }
    });
}

/// Takes copied files anywhere in the page, and a copied list of paths where no field would take it.
pub(super) fn listen_for_pastes(page: Page) {
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    EventListener::new_with_options(&window(), "paste", active, move |event| {
        let data =
            Reflect::get(event, &"clipboardData".into()).ok().and_then(|data| data.dyn_into::<DataTransfer>().ok());
        let Some(data) = data else { return };
        if files::has_files(&data) {
            event.prevent_default();
            take(page, &data);
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        if !target.is_some_and(|target| keys::is_field(&target))
            && let Some(paths) = data.get_data("text/plain").ok().and_then(|text| paths(&text))
        {
            event.prevent_default();
            page.want(paths);
            page.go(&Route::Home);
        }
    })
    .forget();
}

/// Takes what was dropped or pasted. Its items must be taken before the event returns.
fn take(page: Page, transfer: &DataTransfer) {
    let (files, live) = (files::dropped(transfer), files::handles(transfer));
    spawn_local(async move {
        let files = files.await;
        page.open(files, live.await);
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

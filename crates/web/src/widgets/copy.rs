//! Text to take along: a button that copies, where the browser lets it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::icon;
use crate::words::text;

/// How long the button says what became of the copy.
const SAID_FOR_MS: u32 = 2_500;

/// A block of text with a button that copies it. Where copying is forbidden, the text is selected instead.
#[component]
pub(crate) fn CopyBlock(
    /// What it is, for the button's name.
    label: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let block = NodeRef::<leptos::html::Pre>::new();
    view! {
        <div class="copy-block">
            <CopyButton label=label text=text fallback=move || {
                if let Some(block) = block.get_untracked() {
                    select(&block);
                }
            } />
            <pre node_ref=block tabindex="0">{text}</pre>
        </div>
    }
}

/// A button that copies `text` and says whether it did.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    label: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What to do where copying is forbidden.
    fallback: impl Fn() + Clone + 'static,
) -> impl IntoView {
    let said = RwSignal::new(text::COPY);
    let copy = move |_| {
        let text = text.get_untracked();
        let fallback = fallback.clone();
        spawn_local(async move {
            if to_clipboard(&text).await {
                said.set(text::COPIED);
            } else {
                fallback();
                said.set(text::COPY_BY_HAND);
            }
            gloo::timers::callback::Timeout::new(SAID_FOR_MS, move || said.set(text::COPY)).forget();
        });
    };
    let name = format!("{} {label}", text::COPY);
    view! {
        <button type="button" class="button quiet" on:click=copy aria-label=name>
            {icon::copy()}
            <span aria-live="polite">{said}</span>
        </button>
    }
}

/// False where the browser has no clipboard for this page, which is so on plain http.
async fn to_clipboard(text: &str) -> bool {
    let navigator = window().navigator();
    let has = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|found| found.is_object());
    has && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn select(element: &web_sys::HtmlElement) {
    let Ok(selection) = js_sys::Reflect::get(&window(), &"getSelection".into()) else { return };
    let Ok(selection) = selection.dyn_into::<js_sys::Function>().map(|get| get.call0(&window())) else { return };
    if let Ok(selection) = selection
        && let Ok(choose) = js_sys::Reflect::get(&selection, &"selectAllChildren".into())
        && let Ok(choose) = choose.dyn_into::<js_sys::Function>()
    {
        // Where the browser refuses, the reader still can select with the mouse.
        let _ = choose.call1(&selection, element);
    }
}

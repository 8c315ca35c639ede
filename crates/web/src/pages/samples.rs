//! Runs that come with the page, each with one problem, or none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::files::{Live, Picked};
use crate::state::Page;
use crate::words::home as words;

/// A bundled run, as `samples/samples.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Sample {
    /// The log's file name in `samples/`.
    file: String,
    /// Its title.
    pub(crate) title: String,
    /// What it shows.
    #[serde(default)]
    sentence: String,
}

/// The section of the home view; nothing where no sample came with the page.
pub(super) fn section(page: Page) -> impl IntoView {
    let samples = bundled();
    (!samples.is_empty()).then(|| {
        let cards = samples.into_iter().enumerate().map(|(at, sample)| card(page, at, sample)).collect_view();
        view! {
            <section>
                <h2>{words::SAMPLES}</h2>
                <ul class="run-cards">{cards}</ul>
            </section>
        }
    })
}

fn card(page: Page, at: usize, sample: Sample) -> impl IntoView {
    view! {
        <li>
            <button type="button" class="card run-card" on:click=move |_| open(page, at)>
                <strong>{sample.title}</strong>
                <span class="quiet-text">{sample.sentence}</span>
            </button>
        </li>
    }
}

/// Opens a sample by its place in the list.
pub(crate) fn open(page: Page, at: usize) {
    let Some(file) = bundled().into_iter().nth(at).map(|sample| sample.file) else { return };
    spawn_local(async move {
        match fetch(&file).await.and_then(|bytes| Picked::from_bytes(&file, &bytes)) {
            Some(picked) => page.open(vec![picked], Live::default()),
            None => page.tell(true, &file, words::NO_SAMPLE),
        }
    });
}

/// A bundled file, by the boot script: from the site's folder, or from the page itself in the one-file edition.
async fn fetch(name: &str) -> Option<js_sys::Uint8Array> {
    use wasm_bindgen::JsCast;
    let afterglow = js_sys::Reflect::get(&js_sys::global(), &"afterglow".into()).ok()?;
    let sample: js_sys::Function = js_sys::Reflect::get(&afterglow, &"sample".into()).ok()?.dyn_into().ok()?;
    let promise: js_sys::Promise = sample.call1(&afterglow, &name.into()).ok()?.dyn_into().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// The list of samples. It is part of the module, so that an idle page makes no request.
pub(crate) fn bundled() -> Vec<Sample> {
    serde_json::from_str(include_str!("../../../../www/samples/samples.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_list_can_be_read() {
        let samples = super::bundled();
        assert!(!samples.is_empty());
        assert!(samples.iter().all(|sample| !sample.file.is_empty() && !sample.title.is_empty()));
    }
}

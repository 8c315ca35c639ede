//! What the user must know, above the view.

use leptos::prelude::*;

use crate::state::{Notice, Page};
use crate::widgets::icon;
use crate::words::{format, text};

/// Names of files longer than this are cut in the middle of the page; the whole stands in the title.
const LONGEST_NAME: usize = 160;

/// The notices, the newest last.
pub(super) fn notices(page: Page) -> impl IntoView {
    view! {
        <div class="notices">
            <For each=move || page.notices.get() key=|notice| notice.no let:notice>
                {one(page, &notice)}
            </For>
        </div>
    }
}

fn one(page: Page, notice: &Notice) -> impl IntoView + use<> {
    let no = notice.no;
    let (role, level) = if notice.error { ("alert", "error") } else { ("status", "info") };
    // The engine's messages often begin with the file; it is not said twice.
    let sentence =
        notice.text.strip_prefix(&notice.file).map_or(notice.text.as_str(), |rest| rest.trim_start_matches([':', ' ']));
    let sentence = sentence.to_owned();
    let name = (!notice.file.is_empty()).then(|| {
        let short = format::clipped(&notice.file, LONGEST_NAME);
        view! { <strong class="file-name" title=notice.file.clone()>{short}</strong> }
    });
    let asks = notice.asks.then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| page.open_all_the_same(no)>{text::READ_ALL_THE_SAME}</button>
        }
    });
    view! {
        <div class="notice" role=role data-level=level>
            <div class="notice-text">
                <p dir="auto">{name} " " {sentence}</p>
                {asks}
            </div>
            <button type="button" class="button quiet" aria-label="Dismiss" title=text::CLOSE on:click=move |_| page.dismiss(no)>
                {icon::close()}
            </button>
        </div>
    }
}

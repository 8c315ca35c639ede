//! For a run whose log has no end: reading on in it.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::files;
use crate::state::grow::is_live;
use crate::state::{Page, Run};
use crate::words::text;

/// The bar above the views of a run that may still be going on.
pub(super) fn growing(page: Page) -> impl IntoView {
    // Not the run itself: that changes with each reading, and the buttons must keep the focus.
    let shown = Memo::new(move |_| {
        let run = page.run().filter(|run| !run.card.complete && run.lost.is_none())?;
        Some((run.no, Source::of(&run)))
    });
    move || shown.get().map(|(no, source)| bar(page, no, source))
}

/// What of a run there is to read on in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Its log, which can be looked at again.
    Live,
    /// Its log, once somebody gives it anew.
    Given,
    /// A session's file, which never holds more: only the log itself does.
    Session,
    /// A session's file in which names are replaced, which no log belongs to any more.
    Redacted,
}

impl Source {
    fn of(run: &Run) -> Self {
        match &run.card.session {
            Some(note) if note.redacted => Self::Redacted,
            Some(_) => Self::Session,
            None if is_live(run) => Self::Live,
            None => Self::Given,
        }
    }

    /// What the bar says.
    fn says(self) -> &'static str {
        match self {
            Self::Live | Self::Given => text::GROWING,
            Self::Session => text::SESSION_UNENDED,
            Self::Redacted => text::REDACTED_UNENDED,
        }
    }
}

fn bar(page: Page, no: u32, source: Source) -> impl IntoView {
    let growth = Memo::new(move |_| page.growths.with(|all| all.get(&no).cloned().unwrap_or_default()));
    let busy = move || growth.with(|growth| growth.busy);
    let following = move || growth.with(|growth| growth.following);
    let said =
        move || growth.with(|growth| if growth.busy { text::READING_ON.to_owned() } else { growth.said.clone() });
    let refused = move || growth.with(|growth| growth.refused && !growth.busy);
    let ways = if source == Source::Redacted {
        ().into_any()
    } else if source == Source::Live {
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
        let (name, more) = match source {
            Source::Session => (text::GIVE_LOG, text::GIVE_LOG_MORE),
            _ => (text::READ_ON_CHOOSE, text::READ_ON_CHOOSE_MORE),
        };
        view! {
            <label class="button" title=more>
                <span>{name}</span>
                <input type="file" class="cover" multiple aria-label=name on:change=chosen />
            </label>
        }
        .into_any()
    };
    view! {
        <section class="growing" aria-label=source.says()>
            <p>{source.says()}</p>
            {ways}
            <p class="numbers" class:quiet-text=move || !refused() class:refused=refused role="status">{said}</p>
        </section>
    }
}

//! What can be taken away of a run, and whether names are replaced in it.

use leptos::html;
use leptos::prelude::*;

use super::copy::CopyButton;
use super::menu::Menu;
use crate::export::print::print;
use crate::state::{Page, Run, use_page};
use crate::words::{away as words, text};
use crate::worker::message::Away;

/// A file that a run can be taken away as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// What the menu calls it.
    pub(crate) label: &'static str,
    ending: &'static str,
    what: fn(Page, &Run) -> Away,
}

/// All of them, for the menu and the list of commands.
pub(crate) const FORMS: [Form; 4] = [
    Form { label: words::HTML, ending: "html", what: |_, run| Away::Report(untrack(|| run.machines())) },
    Form { label: words::MARKDOWN, ending: "md", what: |_, run| Away::Ticket(untrack(|| run.machines())) },
    Form { label: words::TRACE, ending: "trace.json", what: |_, _| Away::Trace },
    Form { label: words::SESSION, ending: "afterglow", what: |page, run| Away::Session(page.session_settings(run)) },
];

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.ending == other.ending
    }
}

impl Form {
    /// Has the worker make it, and saves it.
    pub(crate) fn take(self, page: Page, run: &Run) {
        page.take_away(run, (self.what)(page, run), self.ending);
    }
}

/// The menu of a run's files.
pub(crate) fn menu(run: &Run) -> impl IntoView + use<> {
    let page = use_page();
    let run = run.clone();
    let button = move |form: Form| {
        let run = run.clone();
        let disabled = move || page.veil.busy.get();
        view! {
            <button
                type="button"
                class="button quiet"
                disabled=disabled
                on:click=move |_| form.take(page, &run)
            >
                {form.label}
            </button>
        }
    };
    view! {
        <span class="quiet-text" role="status">{move || page.veil.busy.get().then_some(words::MAKING)}</span>
        <Menu label=text::EXPORT>
            {FORMS.map(button).collect_view()}
            <button type="button" class="button quiet" on:click=|_| print()>{words::PRINT}</button>
            {switch()}
        </Menu>
    }
}

/// Whether names are replaced in the run of the address; nothing where there is none.
pub(crate) fn switch() -> impl IntoView {
    let page = use_page();
    untrack(|| page.run()).map(|run| {
        let (no, veiled) = (run.no, run.unveiled.is_some());
        // The views are made anew of the other reading: who ticked the box goes on in the same menu.
        let tick = NodeRef::<html::Input>::new();
        Effect::new(move || {
            if let Some(tick) = tick.get().filter(|_| page.veil.was_open()) {
                if let Ok(Some(menu)) = tick.closest("details") {
                    // Only a name that is none is refused.
                    let _ = menu.set_attribute("open", "");
                }
                let _ = tick.focus();
            }
        });
        let key = (!veiled).then(|| {
            view! {
                <label class="field veil-key">
                    <span class="field-name">{words::KEY}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        title=words::KEY_MORE
                        placeholder=words::KEY_HINT
                        prop:value=move || page.veil.key.get()
                        on:change=move |event| page.veil.key.set(event_target_value(&event))
                    />
                </label>
            }
        });
        view! {
            <div class="veil-switch">
                <label class="check" title=words::REPLACE_MORE>
                    <input
                        type="checkbox"
                        node_ref=tick
                        prop:checked=veiled
                        disabled=move || page.veil.busy.get()
                        on:change=move |event| page.set_veiled(no, event_target_checked(&event))
                    />
                    {words::REPLACE}
                </label>
                {key}
            </div>
        }
    })
}

/// The line that says that names are replaced, with the key to keep.
pub(crate) fn banner(page: Page, run: &Run) -> impl IntoView + use<> {
    let no = run.no;
    run.unveiled.as_ref().map(|_| {
        let key = page.veil.key;
        view! {
            <div class="notice veil-banner" data-level="info" role="status">
                <p>{words::VEILED} " " {words::KEEP_KEY}</p>
                <code class="veil-code">{key}</code>
                <CopyButton label="key" text=key fallback=|| () />
                <button type="button" class="button" on:click=move |_| page.set_veiled(no, false)>{words::SHOW_NAMES}</button>
            </div>
        }
    })
}

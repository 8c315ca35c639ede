//! The bar at the top: the mark, the way in, light and dark, help.

use leptos::prelude::*;

use super::{help, opener, palette};
use crate::route::{self, Route};
use crate::state::Page;
use crate::state::prefs::Theme;
use crate::widgets::icon;
use crate::words::text;

/// The bar.
pub(super) fn topbar(page: Page) -> impl IntoView {
    let theme = page.prefs.theme;
    let name = move || match theme.get() {
        Theme::System => "Theme: as the system has it",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <header class="topbar">
            <a class="brand" href=route::print(&Route::Home)>
                {icon::mark()}
                <span>{text::PRODUCT}</span>
            </a>
            <span class="spread"></span>
            {palette::button(page)}
            <a class="promise" href=route::print(&Route::Guard) title=text::PROMISE_MORE aria-label=text::PROMISE>
                {icon::shield()}
                <span>{text::PROMISE}</span>
            </a>
            <button
                type="button"
                class="button quiet"
                aria-label=name
                title=name
                on:click=move |_| page.prefs.set_theme(theme.get_untracked().next())
            >
                {icon::theme()}
            </button>
            <button type="button" class="button quiet keys" aria-label=text::KEYS title="Keyboard (?)" on:click=|_| help::show()>
                "?"
            </button>
            {opener::inputs(page)}
        </header>
    }
}

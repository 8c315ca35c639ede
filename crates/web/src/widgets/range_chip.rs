//! The range that a list is narrowed to, and the way out of it.

use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::use_page;
use crate::words::tables;

/// Shown above a list while it is narrowed.
pub(crate) fn range_chip() -> impl IntoView {
    let page = use_page();
    let chip = move || {
        let (range, run) = (page.range.get()?, page.run_no()?);
        Some(view! {
            <p class="range-chip" title=tables::RANGE_HINT>
                <strong class="numbers" role="status">{tables::range(range)}</strong>
                <a href=route::print(&Route::run(run, View::Timeline))>{tables::IN_THE_TIMELINE}</a>
                <button type="button" class="button quiet" on:click=move |_| page.narrow(None)>{tables::CLEAR}</button>
            </p>
        })
    };
    view! { {chip} }
}

/// Whether something with these times belongs to the range that is chosen; without a range all does. What has no
/// time belongs to none.
pub(crate) fn in_range(range: Option<afterglow_engine::Span>, from_ms: Option<f64>, wall_ms: Option<f64>) -> bool {
    range.is_none_or(|range| from_ms.is_some_and(|from| range.touches(from, wall_ms.map(|wall| from + wall))))
}

//! What stands where an answer will stand: the same room, so that nothing jumps.

use leptos::prelude::*;

/// Grey bars in place of `count` lines.
pub(crate) fn lines(count: usize) -> impl IntoView {
    let bars = (0..count).map(|_| view! { <span class="skeleton-line"></span> }).collect_view();
    view! { <div class="skeleton" aria-busy="true" aria-label="Loading">{bars}</div> }
}

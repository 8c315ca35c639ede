//! Line icons, 16 by 16, in the colour of the text around them.

use leptos::prelude::*;

fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// The mark of the product: a sun below the horizon.
pub(crate) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path d="M5 15a7 7 0 0 1 14 0" fill="currentColor" />
            <path
                d="M2 15h20M6 19h12M12 2v2.5M3.8 6.2l1.8 1.8M20.2 6.2l-1.8 1.8"
                fill="none"
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
            />
        </svg>
    }
}

/// A cross: close, dismiss.
pub(crate) fn close() -> impl IntoView {
    icon("M4 4l8 8M12 4l-8 8")
}

/// Files into the page.
pub(crate) fn open() -> impl IntoView {
    icon("M2.5 12.5v-9h4l1.5 2h5.5v7zM8 11V7.5M6.3 9L8 7.3 9.700 9")
}

/// A lens.
pub(crate) fn find() -> impl IntoView {
    icon("M7 2.500a4.500 4.500 0 1 0 0 9a4.500 4.500 0 0 0 0-9zM10.300 10.300L13.500 13.500")
}

/// Half light, half dark.
pub(crate) fn theme() -> impl IntoView {
    icon("M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11")
}

/// A shield: privacy.
pub(crate) fn shield() -> impl IntoView {
    icon(
        "M8 1.800l5 2v3.700c0 3.200-2.100 5.600-5 6.700-2.900-1.100-5-3.500-5-6.700V3.800zM5.800 8l1.600 1.600 3-3.200",
    )
}

/// Two sheets.
pub(crate) fn copy() -> impl IntoView {
    icon("M6 6h7.500v7.500H6zM10 6V2.500H2.500V10H6")
}

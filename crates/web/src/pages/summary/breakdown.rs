//! Where the wall time went: one bar whose parts add up to it.

use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::widgets::badge;
use crate::words::format;

/// The bar and its legend.
pub(super) fn breakdown(slices: &[Slice], wall_ms: Option<f64>) -> impl IntoView + use<> {
    let whole: f64 = slices.iter().map(|slice| slice.ms).sum();
    if whole <= 0.0 {
        return view! { <p class="empty">"The log does not tell where the time went."</p> }.into_any();
    }
    let parts = slices.iter().filter(|slice| slice.ms > 0.0).map(|slice| {
        let title = format!("{}: {} ({})", slice.label, format::duration(slice.ms), format::share(slice.ms / whole));
        let width = format!("{}%", slice.ms / whole * 100.0);
        view! { <span class="bar-part" data-part=slice.key.clone() title=title style:width=width></span> }
    });
    let legend = slices.iter().filter(|slice| slice.ms > 0.0).map(|slice| {
        view! {
            <li>
                <span class="swatch" data-part=slice.key.clone() aria-hidden="true"></span>
                <span class="legend-label">{slice.label.clone()}</span>
                {badge::basis(&slice.basis)}
                <span class="legend-value numbers" title=format!("{} ms", format::plain(slice.ms))>{format::duration(slice.ms)}</span>
                <span class="legend-share numbers quiet-text">{format::share(slice.ms / whole)}</span>
            </li>
        }
    });
    let wall = wall_ms.map(|ms| format!("Where the {} went", format::duration(ms)));
    view! {
        <section>
            <h2>{wall.unwrap_or_else(|| "Where the time went".to_owned())}</h2>
            <div class="stacked-bar" aria-hidden="true">{parts.collect_view()}</div>
            <ul class="legend">{legend.collect_view()}</ul>
        </section>
    }
    .into_any()
}

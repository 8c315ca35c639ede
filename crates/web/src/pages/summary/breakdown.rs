//! Where the wall time went: one bar whose parts add up to it.

use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::charts::stacked::stacked;
use crate::words::format;

/// The bar and its legend.
pub(super) fn breakdown(slices: &[Slice], wall_ms: Option<f64>) -> impl IntoView + use<> {
    if slices.iter().all(|slice| slice.ms <= 0.0) {
        return view! { <p class="empty">"The log does not tell where the time went."</p> }.into_any();
    }
    let wall = wall_ms.map(|ms| format!("Where the {} went", format::duration(ms)));
    view! {
        <section>
            <h2>{wall.unwrap_or_else(|| "Where the time went".to_owned())}</h2>
            {stacked(slices)}
        </section>
    }
    .into_any()
}

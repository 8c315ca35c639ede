//! Where the wall time went: one bar whose parts add up to it.

use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::charts::stacked::stacked;
use crate::route::{self, Route, RunNo, View};
use crate::words::{format, summary as words};

/// The bar and its legend.
pub(super) fn breakdown(slices: &[Slice], wall_ms: Option<f64>, run: RunNo) -> impl IntoView + use<> {
    if slices.iter().all(|slice| slice.ms <= 0.0) {
        return view! { <p class="empty">"The log does not tell where the time went."</p> }.into_any();
    }
    let wall = wall_ms.map(|ms| format!("Where the {} went", format::duration(ms)));
    let links = [(View::Timeline, words::WHEN), (View::Stages, words::WHERE), (View::Scaling, words::WHY_LESS)]
        .into_iter()
        .map(|(view, name)| view! { <a href=route::print(&Route::run(run, view))>{name}</a> })
        .collect_view();
    view! {
        <section>
            <h2>{wall.unwrap_or_else(|| "Where the time went".to_owned())}</h2>
            {stacked(slices)}
            <p class="links">{links}</p>
        </section>
    }
    .into_any()
}

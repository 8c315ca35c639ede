//! A bar whose parts add up to a whole, with its legend.

use afterglow_engine::view::Slice;
use leptos::prelude::*;

use crate::widgets::badge;
use crate::widgets::term::term;
use crate::words::format;

/// The bar, and the legend that says the same in words; parts of no length are left out.
pub(crate) fn stacked(slices: &[Slice]) -> impl IntoView + use<> {
    let whole: f64 = slices.iter().map(|slice| slice.ms).sum();
    let parts = slices.iter().filter(|slice| slice.ms > 0.0).map(|slice| {
        let title = format!("{}: {} ({})", slice.label, format::duration(slice.ms), format::share(slice.ms / whole));
        let width = format!("{}%", slice.ms / whole * 100.0);
        view! { <span class="bar-part" data-part=slice.key.clone() title=title style:width=width></span> }
    });
    let legend = slices.iter().filter(|slice| slice.ms > 0.0).map(|slice| {
        view! {
            <li>
                <span class="swatch" data-part=slice.key.clone() aria-hidden="true"></span>
                <span class="legend-label">{term(&slice.key, capitalised(&slice.label))}</span>
                {badge::basis(&slice.basis)}
                <span class="legend-value numbers" title=format!("{} ms", format::plain(slice.ms))>{format::duration(slice.ms)}</span>
                <span class="legend-share numbers quiet-text">{format::share(slice.ms / whole)}</span>
            </li>
        }
    });
    view! {
        <div class="stacked-bar" aria-hidden="true">{parts.collect_view()}</div>
        <ul class="legend">{legend.collect_view()}</ul>
    }
}

/// With a capital: the style of the first letter does not reach into a term's button.
fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

//! A small histogram as SVG.

use leptos::prelude::*;

const HEIGHT: f64 = 40.0;

/// Bars of equal width from the least to the greatest value; the heights are the square roots of the counts, so that a
/// single task far out is seen.
pub(crate) fn histogram(counts: &[u64], name: &str, least: &str, most: &str) -> impl IntoView + use<> {
    let top = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = counts.len().max(1) as f64;
    let bars = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| {
        let height = (*count as f64 / top).sqrt() * HEIGHT;
        let (x, y) = ((at as f64 + 0.05).to_string(), (HEIGHT - height).to_string());
        view! { <rect x=x y=y width="0.9" height=height.to_string()><title>{format!("{count} tasks")}</title></rect> }
    });
    let label = format!("Histogram of {name} from {least} to {most}");
    view! {
        <svg class="histogram" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            {bars.collect_view()}
        </svg>
    }
}

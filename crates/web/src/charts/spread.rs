//! How a figure spreads over the tasks of a stage: a histogram and its quantiles.

use afterglow_engine::view::Distribution;
use leptos::prelude::*;

use super::histogram::histogram;
use crate::widgets::value::Value;
use crate::words::text;

/// The histogram with its quantiles below, which say the same in figures.
pub(crate) fn spread(spread: &Distribution, of: Option<String>) -> impl IntoView + use<> {
    // A quantile may lie between two tasks; half a row is none.
    let whole = spread.unit == "count";
    let value = |number: f64| Value::of_unit(if whole { number.round() } else { number }, &spread.unit);
    let quantiles = [
        ("min", spread.min),
        ("25 %", spread.p25),
        ("median", spread.median),
        ("75 %", spread.p75),
        ("95 %", spread.p95),
        ("max", spread.max),
    ];
    let quantiles = quantiles.map(|(name, number)| {
        let value = value(number);
        view! { <div><dt>{name}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd></div> }
    });
    let measure = text::measure(&spread.metric);
    let name = of.map_or_else(|| measure.clone(), |of| format!("{of}: {measure}"));
    // One value has no shape.
    let histogram = (spread.min < spread.max)
        .then(|| histogram(&spread.histogram, &name, &value(spread.min).shown(), &value(spread.max).shown()));
    view! {
        <figure class="spread card">
            <figcaption>{name.clone()}</figcaption>
            {histogram}
            <dl class="quantiles">{quantiles.into_iter().collect_view()}</dl>
        </figure>
    }
}

//! The configurations worth a look: cheapest, fastest, the next one to try, and the one that was asked for.

use afterglow_engine::view::{PastRunsView, Range, TablePoint};
use leptos::prelude::*;

use crate::widgets::badge;
use crate::words::format;

/// Cheapest, fastest and next trial.
pub(super) fn cards(view: &PastRunsView) -> AnyView {
    let card = |title: &'static str, point: &Option<TablePoint>| {
        let point = point.as_ref()?;
        Some(view! { <div class="card"><h3>{title}</h3>{figures(view, point)}</div> })
    };
    let prices =
        view.price_basis.as_ref().map(|word| view! { <p class="quiet-text">"Prices: " {badge::basis(word)}</p> });
    view! {
        <section>
            <h2>"Worth a look" {badge::basis("modelled")}</h2>
            <div class="picks">
                {card("Cheapest", &view.cheapest)}
                {card("Fastest", &view.fastest)}
                {trial(view)}
            </div>
            {prices}
        </section>
    }
    .into_any()
}

fn trial(view: &PastRunsView) -> Option<impl IntoView + use<>> {
    let body = if let Some(trial) = &view.trial {
        let amount = |value: f64| if trial.of == "cost" { money(view, value) } else { format::duration(value) };
        let sentence = format!(
            "Expected to better the best known {} of {} by {}; the trial itself takes {}",
            trial.of,
            amount(trial.best),
            format::share(trial.gain_ratio),
            amount(trial.trial_cost),
        );
        view! { {figures(view, &trial.point)} <p class="quiet-text">{sentence}</p> }.into_any()
    } else {
        let why = view.trial_stops.clone()?;
        view! { <p>{why}</p> }.into_any()
    };
    Some(view! { <div class="card"><h3>"Next to try"</h3>{body}</div> })
}

/// The configuration that was asked for.
pub(super) fn asked(view: &PastRunsView) -> AnyView {
    let cards = view.asked.iter().map(|point| {
        view! {
            <div class="card" data-metric="table.asked" data-value=point.runtime_ms.mid.to_string()>
                <h3>"As asked for" {badge::basis("modelled")}</h3>
                {figures(view, point)}
            </div>
        }
    });
    cards.collect_view().into_any()
}

fn figures(view: &PastRunsView, point: &TablePoint) -> impl IntoView + use<> {
    let what = match &point.machine {
        Some(machine) => format!("{} × {}", format::plain(point.nodes), format::clipped(machine, 40)),
        None => format!("a scale-out of {}", format::plain(point.nodes)),
    };
    let data = point.data.map(|data| format!(", data of {}", format::plain(data)));
    let Range { low, mid, high } = point.runtime_ms;
    let cost = point.cost.map(|cost| {
        view! { <p class="numbers">{money(view, cost.mid)} " " <span class="quiet-text">{format!("({} to {})", money(view, cost.low), money(view, cost.high))}</span></p> }
    });
    view! {
        <p class="big numbers" title=format!("{} ms", format::plain(mid))>{format::duration(mid)}</p>
        <p class="quiet-text numbers">{format!("between {} and {} in 8 of 10 cases", format::duration(low), format::duration(high))}</p>
        {cost}
        <p>{what}{data}</p>
    }
}

/// An amount: dollars by the catalogue, else in whatever the table's own column is in.
pub(super) fn money(view: &PastRunsView, value: f64) -> String {
    match view.currency.as_deref() {
        Some("USD") => format::usd(value),
        Some(column) => format!("{} ({})", format::plain(value), format::clipped(column, 20)),
        None => format::UNKNOWN.to_owned(),
    }
}

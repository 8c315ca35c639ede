//! Other ways than one cluster that stays, when to run, and what other runs of the program took.

use afterglow_engine::view::{AdviceView, ObservedView, WayView, WhenView};
use leptos::prelude::*;

use crate::widgets::badge;
use crate::words::{format, text};

/// The three sections, each where there is something to say.
pub(super) fn ways(view: &AdviceView) -> impl IntoView + use<> {
    let ways = (!view.ways.is_empty()).then(|| {
        let cards = view.ways.iter().map(way).collect_view();
        view! {
            <section>
                <h2>"Other ways" {badge::basis("modelled")}</h2>
                <p class="quiet-text">"Each against the first choice."</p>
                <div class="ways">{cards}</div>
            </section>
        }
    });
    let when = view.when.as_ref().map(when);
    let others = observed(&view.others);
    view! { {ways} {when} {others} }
}

fn way(way: &WayView) -> impl IntoView + use<> {
    let why = way.why.iter().skip(1).map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let verdict = way.why.first().cloned().unwrap_or_default();
    let conf = way.conf.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join("\n");
    let conf = (!conf.is_empty()).then(|| view! { <pre class="code" tabindex="0">{conf}</pre> });
    view! {
        <article class="card way" data-better=way.better.to_string()>
            <h3>{text::way(&way.kind)}</h3>
            <p>{way.title.clone()}</p>
            <p class="numbers"><strong>{format::interval(format::usd, way.cost_usd)}</strong> " · " {format::interval(format::duration, way.wall_ms)}</p>
            <p>{verdict}</p>
            <ul class="fine">{why}</ul>
            {conf}
        </article>
    }
}

fn when(when: &WhenView) -> impl IntoView + use<> {
    let why = when.why.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let most = when.hours.iter().map(|hour| hour.usd_per_hour.high).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let best = when.start_hour;
    let rows = when.hours.iter().map(|hour| {
        let price = hour.usd_per_hour;
        let bar = format!("{:.1}%", 100.0 * price.mid / most);
        view! {
            <tr data-best=(best == Some(hour.hour)).to_string()>
                <th scope="row" class="number">{format!("{:02}:00", hour.hour)}</th>
                <td class="number">{format::price(price.mid)}</td>
                <td class="number quiet-text">{format!("{} to {}", format::price(price.low), format::price(price.high))}</td>
                <td class="bar-cell"><svg aria-hidden="true" class="bar"><rect width=bar height="100%" /></svg></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card">
            <h2>"When to run" {badge::basis("measured")}</h2>
            <p class="quiet-text">{format!("Spot price of one machine in {} by the hour of your price history; four of five days lie within the range.", when.zone)}</p>
            <ul class="fine">{why}</ul>
            <details class="more">
                <summary>"Price by hour, UTC"</summary>
                <div class="plain-scroll" tabindex="0" role="region" aria-label="Price by hour">
                    <table class="plain-table">
                        <thead><tr><th scope="col">"Hour"</th><th scope="col" class="number">"Mean"</th><th scope="col" class="number">"Range"</th><th></th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

fn observed(others: &[ObservedView]) -> Option<impl IntoView + use<>> {
    if others.is_empty() {
        return None;
    }
    let rows = others.iter().map(|other| {
        let within = (other.predicted_ms.low..=other.predicted_ms.high).contains(&other.observed_ms);
        let off = other.predicted_ms.mid / other.observed_ms.max(1.0) - 1.0;
        let cost = other.cost_usd.map_or_else(|| "not known".to_owned(), format::usd);
        view! {
            <tr>
                <th scope="row">{format::clipped(&other.run, 40)}</th>
                <td>{other.machine.clone().unwrap_or_else(|| "not known".to_owned())}</td>
                <td class="number">{format::count(f64::from(other.slots))}</td>
                <td class="number">{format::interval(format::duration, other.predicted_ms)}</td>
                <td class="number">{format::duration(other.observed_ms)}</td>
                <td class="number">{format::signed_share(off)} {if within { "" } else { ", outside" }}</td>
                <td class="number">{cost}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    Some(view! {
        <section>
            <h2>"Predicted and observed"</h2>
            <p class="quiet-text">"Other open runs of this program: what this run alone predicts for them, and what they took. The choices above are corrected by them."</p>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Predicted and observed">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Run"</th><th scope="col">"Machine"</th><th scope="col" class="number">"Slots"</th>
                            <th scope="col" class="number">"Predicted"</th><th scope="col" class="number">"Observed"</th>
                            <th scope="col" class="number">"Off by"</th><th scope="col" class="number">"Cost"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    })
}

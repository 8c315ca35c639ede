//! Cost and time now, against the best choice for the next time.

use afterglow_engine::Request;
use afterglow_engine::view::AdviceView;
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::badge;
use crate::widgets::value::Value;
use crate::words::format;

/// Two cards: this run, and the cheapest choice.
pub(super) fn next_time(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::Advise(Box::default()), pick!(boxed Advice));
    let no = run.no;
    let body = answered(asked, 3, move |advice| cards(&advice, no));
    view! { <section><h2>"Next time"</h2>{body}</section> }
}

fn cards(advice: &AdviceView, no: u32) -> impl IntoView + use<> {
    let current = &advice.current;
    let cost = Value::maybe(current.cost_usd, Value::Usd);
    let wall = Value::maybe(current.wall_ms, Value::Ms);
    let place = [current.instance.clone(), current.slots.map(|slots| format!("{slots} slots"))];
    let place: Vec<String> = place.into_iter().flatten().collect();
    let missing = current.missing.clone().map(|missing| view! { <p class="quiet-text">{missing}</p> });
    let best = advice.choices.first().map(|choice| {
        view! {
            <div class="card">
                <h3>"Cheapest that is no slower" {badge::basis("modelled")}</h3>
                <p class="big numbers">{format::usd(choice.cost_usd.mid)} " · " {format::duration(choice.wall_ms.mid)}</p>
                <p class="quiet-text numbers">
                    {format!(
                        "{} to {}, {} to {}",
                        format::usd(choice.cost_usd.low),
                        format::usd(choice.cost_usd.high),
                        format::duration(choice.wall_ms.low),
                        format::duration(choice.wall_ms.high),
                    )}
                </p>
                <p>{format!("{} × {} in {}", choice.workers, choice.instance, choice.region)}</p>
                <p><a href=route::print(&Route::run(no, View::Advice))>"All choices and their settings"</a></p>
            </div>
        }
    });
    let infeasible = advice.infeasible.clone().map(|why| view! { <p class="empty">{why}</p> });
    view! {
        <div class="columns">
            <div class="card">
                <h3>"This run" {badge::basis(if current.instance.is_some() { &current.basis } else { "measured" })}</h3>
                <p class="big numbers"><span title=cost.exact()>{cost.shown()}</span> " · " <span title=wall.exact()>{wall.shown()}</span></p>
                <p>{place.join(", ")}</p>
                {missing}
            </div>
            {best}
            {infeasible}
        </div>
    }
}

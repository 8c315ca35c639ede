//! Cost and time now, against the best choice for the next time.

use afterglow_engine::view::AdviceView;
use afterglow_engine::{AdviseQuery, Request};
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::value::Value;
use crate::widgets::{badge, machine};
use crate::words::{format, summary as words};

/// Two cards: this run, and the cheapest choice.
pub(super) fn next_time(run: &Run) -> impl IntoView + use<> {
    let of = run.clone();
    let query = move || AdviseQuery { current_instance: of.machines().instance, ..AdviseQuery::default() };
    let asked = ask(run, move || Request::Advise(Box::new(query())), pick!(boxed Advice));
    let (no, machine) = (run.no, run.machine);
    let body = answered(asked, 8, move |advice| cards(&advice, no, machine));
    view! { <section><h2>"Next time"</h2>{body}</section> }
}

fn cards(advice: &AdviceView, no: u32, machine: RwSignal<String>) -> impl IntoView + use<> {
    let current = &advice.current;
    let cost = Value::maybe(current.cost_usd, Value::Usd);
    let wall = Value::maybe(current.wall_ms, Value::Ms);
    let place = [current.instance.clone(), current.slots.map(|slots| format!("{slots} slots"))];
    let place: Vec<String> = place.into_iter().flatten().collect();
    // What the log does not tell, the reader may know; it prices the findings as well.
    let unknown = current.instance.is_none() || !machine.get_untracked().is_empty();
    let name_it = unknown.then(|| machine::field(machine));
    let missing = current.missing.clone().map(|missing| view! { <p class="quiet-text">{missing}</p> });
    // Where no cluster keeps the limits, the first one only comes nearest.
    let title = if advice.infeasible.is_some() { words::NEAREST } else { words::CHEAPEST };
    let best = advice.choices.first().map(|choice| {
        let pair = |now: Option<f64>, then: f64| now.map(|now| (now, then));
        let against = words::against(pair(current.cost_usd, choice.cost_usd.mid), pair(current.wall_ms, choice.wall_ms.mid));
        let against = against.map(|against| view! { <p class="numbers"><strong>{against}</strong></p> });
        view! {
            <div class="card">
                <h3>{title} {badge::basis("modelled")}</h3>
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
                {against}
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
                {name_it}
            </div>
            {best}
            {infeasible}
        </div>
    }
}

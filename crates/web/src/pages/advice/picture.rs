//! All choices on one picture: time and cost with their intervals, what you have now, and the other ways.

use afterglow_engine::view::{AdviceView, Range};
use leptos::prelude::*;

use crate::charts::scatter::{Point, scatter};
use crate::widgets::badge;
use crate::words::{format, wishes as words};

fn three(range: Range) -> [f64; 3] {
    [range.low, range.mid, range.high]
}

/// The points: choices first, at the places that the front names.
fn points(view: &AdviceView) -> Vec<Point> {
    let choices = view.choices.iter().enumerate().map(|(at, choice)| {
        let front = view.pareto.contains(&at);
        Point {
            name: format!("{} × {}, {}", choice.workers, choice.instance, choice.market.replace('_', " ")),
            kind: match (at, front) {
                (0, _) => "first",
                (_, true) => "best",
                _ => "other",
            },
            time: three(choice.wall_ms),
            cost: three(choice.cost_usd),
            interval: at == 0 || front,
        }
    });
    let ways = view.ways.iter().map(|way| Point {
        name: way.title.clone(),
        kind: "way",
        time: three(way.wall_ms),
        cost: three(way.cost_usd),
        interval: true,
    });
    let now = view.current.wall_ms.zip(view.current.cost_usd).map(|(wall, cost)| Point {
        name: "This run".to_owned(),
        kind: "now",
        time: [wall; 3],
        cost: [cost; 3],
        interval: false,
    });
    choices.chain(ways).chain(now).collect()
}

/// The picture with its legend; the table of all choices is the same in figures.
pub(super) fn picture(view: &AdviceView) -> Option<impl IntoView + use<>> {
    let points = points(view);
    let first = view.choices.first()?;
    let cheapest = view.pareto.first().and_then(|&at| view.choices.get(at)).unwrap_or(first);
    let fastest = view.pareto.last().and_then(|&at| view.choices.get(at)).unwrap_or(first);
    let nearest = view.infeasible.is_some();
    let label = format!(
        "Cost against time of {} choices. From {} in {} to {} in {}; {} takes {} and costs {}.",
        view.choices.len(),
        format::usd(cheapest.cost_usd.mid),
        format::duration(cheapest.wall_ms.mid),
        format::usd(fastest.cost_usd.mid),
        format::duration(fastest.wall_ms.mid),
        if nearest { "the nearest" } else { "the first choice" },
        format::duration(first.wall_ms.mid),
        format::usd(first.cost_usd.mid),
    );
    let drawn = scatter(&points, &view.pareto, &label)?;
    let has = |kind: &str| points.iter().any(|point| point.kind == kind);
    let key = |kind: &'static str, words: &'static str| {
        has(kind).then(|| view! { <li><svg class="point-key" aria-hidden="true"><g class=format!("point {kind}")><circle cx="8" cy="8" r="5" /></g></svg>{words}</li> })
    };
    let now = (!has("now")).then(|| {
        view! { <p class="quiet-text">"This run is not on the picture: what it cost is not known. Name its machine above."</p> }
    });
    Some(view! {
        <figure class="chart card">
            <figcaption>
                <strong>"Cost against time"</strong> " " {badge::basis("modelled")}
                <p class="quiet-text">"Time to the right, cost upwards, both in equal factors. Bars hold 8 of 10 cases. The line joins the choices that no other choice beats in both."</p>
            </figcaption>
            <ul class="chart-legend">
                {key("first", words::FIRST[usize::from(nearest)])}
                {key("best", "Not beaten by another choice")}
                {key("other", "Other choices")}
                {key("way", "Another way")}
                {key("now", "This run")}
            </ul>
            {drawn}
            {now}
        </figure>
    })
}

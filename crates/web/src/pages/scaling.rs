//! What other numbers of slots, or more data, would do.

mod replay;
mod what_if;

use afterglow_engine::view::{PointView, ScalingView};
use afterglow_engine::{PredictQuery, Request};
use leptos::prelude::*;

use crate::charts::line::{Chart, Line, LineChart};
use crate::state::ask::{answered, ask, pick, settled};
use crate::state::{Page, Run};
use crate::widgets::badge;
use crate::widgets::term::term;
use crate::widgets::value::Value;
use crate::words::{format, text};

/// The scaling view.
pub(super) fn scaling(page: Page, run: &Run) -> impl IntoView + use<> {
    let no = run.no;
    let others = replay::others(page, no);
    let wishes = what_if::Wishes::new();
    let factor = settled(move || what_if::SCALES.get(wishes.data.get()).copied().unwrap_or(1.0));
    let curve = ask(
        run,
        move || {
            let others = others.get().unwrap_or_default();
            Request::Predict(PredictQuery { data_scale: vec![factor.get()], others, ..PredictQuery::default() })
        },
        pick!(boxed Scaling),
    );
    let numbers = Signal::derive(move || match curve.get() {
        Some(Ok(view)) => chart(&view),
        _ => Chart::default(),
    });
    let sentence = Signal::derive(move || match curve.get() {
        Some(Ok(view)) => describe(&view, factor.get()),
        _ => String::new(),
    });
    let head = answered(curve, 3, move |view| match refused(&view) {
        Some(why) => why.into_any(),
        None => replay::replay(no, &view).into_any(),
    });
    // Where nothing can be predicted there is nothing to ask either.
    let unable = move || matches!(curve.get(), Some(Ok(view)) if view.refused.is_some());
    view! {
        {head}
        <div class="stack" hidden=unable>
        <LineChart title="Wall time by slots" x_name="slots" x_kind=Value::Count y_kind=Value::Ms summary=sentence chart=numbers />
        {what_if::section(run, wishes, others)}
        {answered(curve, 4, |view| view! { {limits(&view)} {points(&view)} {assumptions(&view.assumptions)} })}
        </div>
    }
}

fn refused(view: &ScalingView) -> Option<impl IntoView + use<>> {
    let why = view.refused.clone()?;
    Some(view! { <p class="notice" data-level="info" role="status">{why}</p> })
}

fn chart(view: &ScalingView) -> Chart {
    let points = &view.points;
    if points.is_empty() {
        return Chart::default();
    }
    let values = |get: fn(&PointView) -> f64| points.iter().map(get).collect();
    let line = |name, values| Line { name, colour: "--accent", values, edge: false, dashed: false };
    let floor = Line {
        colour: "--ink-quiet",
        dashed: true,
        ..line("floor that no number of slots beats", vec![view.limits.critical_path_ms; points.len()])
    };
    Chart {
        x: points.iter().map(|point| f64::from(point.slots)).collect(),
        lines: vec![
            line("expected", values(|point| point.wall_ms.mid)),
            Line { edge: true, ..line("1 in 10 above", values(|point| point.wall_ms.high)) },
            Line { edge: true, ..line("1 in 10 below", values(|point| point.wall_ms.low)) },
            floor,
        ],
        bands: vec![(1, 2)],
    }
}

fn describe(view: &ScalingView, factor: f64) -> String {
    let (Some(first), Some(last)) = (view.points.first(), view.points.last()) else { return String::new() };
    let data =
        if factor == 1.0 { "the same data".to_owned() } else { format!("{} times the data", format::plain(factor)) };
    let knee = view
        .limits
        .knee_slots
        .map(|slots| {
            format!("; beyond {} more of them stop paying", format::number_of(f64::from(slots), "slot", "slots"))
        })
        .unwrap_or_default();
    format!(
        "With {data}, from {} on {} to {} on {}{knee}",
        format::duration(first.wall_ms.mid),
        format::number_of(f64::from(first.slots), "slot", "slots"),
        format::duration(last.wall_ms.mid),
        last.slots,
    )
}

fn limits(view: &ScalingView) -> impl IntoView + use<> {
    let limits = view.limits;
    let fact = |key: &str, label: &'static str, value: Value| {
        view! { <dt>{term(key, label)}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> }
    };
    let measured = limits.measured_driver_only_ms.map(|ms| {
        view! { <p class="quiet-text">{format!("Of the run itself, {} passed without a task, as measured.", format::duration(ms))}</p> }
    });
    view! {
        <section>
            <h2>"Limits" {badge::basis("modelled")}</h2>
            {measured}
            <dl class="facts inline">
                {fact("critical_path", "Floor: critical path", Value::Ms(limits.critical_path_ms))}
                {fact("floor_driver", "Of the floor, without a task", Value::Ms(limits.driver_only_ms))}
                {fact("infinite_slots", "Shortest at any number of slots", Value::Ms(limits.infinite_slots_ms))}
                {fact("knee", "More slots stop paying at", Value::maybe(limits.knee_slots, |slots| Value::Count(f64::from(slots))))}
            </dl>
        </section>
    }
}

fn points(view: &ScalingView) -> impl IntoView + use<> {
    let rows = view.points.iter().map(|point| {
        view! {
            <tr>
                <th scope="row" class="number">{point.slots}</th>
                <td class="number">{format::duration(point.wall_ms.mid)}</td>
                <td class="number">{format!("{} – {}", format::duration(point.wall_ms.low), format::duration(point.wall_ms.high))}</td>
                <td>{text::bound_by(&point.bound_by)}</td>
                <td class="number">{format::share(point.busy_ratio)}</td>
            </tr>
        }
    });
    view! {
        <section>
            <h2>"By slots" {badge::basis("modelled")}</h2>
            <p class="quiet-text">{text::baselines(view.replay.slots, view.replay.observed_ms, view.replay.modelled_ms)}</p>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Predictions by slots">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col" class="number">"Slots"</th>
                            <th scope="col" class="number">"Wall time"</th>
                            <th scope="col" class="number">"8 of 10 cases"</th>
                            <th scope="col">"Bound by"</th>
                            <th scope="col" class="number">"Slots busy"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn assumptions(lines: &[String]) -> impl IntoView + use<> {
    let items = lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    (!lines.is_empty()).then(|| view! { <section><h2>"What this assumes"</h2><ul class="fine">{items}</ul></section> })
}

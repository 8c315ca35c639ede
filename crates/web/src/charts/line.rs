//! Lines over a number axis, with bands for intervals, by uPlot; the same numbers as a table below.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Float64Array, Object};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::colour;
use super::uplot::{UPlot, from_zero, object, splits, wording};
use crate::export::{csv, download};
use crate::state::use_page;
use crate::widgets::resized::Resized;
use crate::widgets::value::Value;
use crate::words::text;

const HEIGHT: f64 = 280.0;

/// A line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its name.
    pub(crate) name: &'static str,
    /// The token of its colour, such as `--accent`.
    pub(crate) colour: &'static str,
    /// A value for each point of the axis; NaN where there is none.
    pub(crate) values: Vec<f64>,
    /// Drawn as the edge of a band: no line of its own.
    pub(crate) edge: bool,
    /// Drawn broken, for bounds.
    pub(crate) dashed: bool,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Chart {
    /// The points of the axis, ascending.
    pub(crate) x: Vec<f64>,
    /// The lines.
    pub(crate) lines: Vec<Line>,
    /// Pairs of lines, by place, between which the ground is tinted: (upper, lower).
    pub(crate) bands: Vec<(usize, usize)>,
}

/// Lines over an axis.
#[component]
pub(crate) fn LineChart(
    /// Its title.
    title: &'static str,
    /// What the axis counts.
    x_name: &'static str,
    /// The kind of the axis's numbers.
    x_kind: fn(f64) -> Value,
    /// The kind of the lines' numbers.
    y_kind: fn(f64) -> Value,
    /// One sentence that says what the chart shows.
    #[prop(into)]
    summary: Signal<String>,
    /// The numbers.
    #[prop(into)]
    chart: Signal<Chart>,
) -> impl IntoView {
    let target = NodeRef::<html::Div>::new();
    let prefs = use_page().prefs;
    let drawn: Rc<RefCell<Option<Drawn>>> = Rc::default();
    let keeper = StoredValue::new_local(Rc::clone(&drawn));
    // The drawing lies outside of what Leptos keeps, so an effect carries the numbers over.
    Effect::new(move || {
        prefs.track_look();
        let (Some(target), chart) = (target.get(), chart.get()) else { return };
        keeper.with_value(|keeper| {
            keeper.borrow_mut().take();
            *keeper.borrow_mut() = Drawn::new(&target, &chart, x_name, [x_kind, y_kind]);
        });
    });
    on_cleanup(move || {
        keeper.with_value(|keeper| keeper.borrow_mut().take());
    });
    let legend = move || {
        chart.with(|chart| {
            let shown = chart.lines.iter().filter(|line| !line.edge);
            shown
                .map(|line| view! { <li><span class="line-key" data-colour=line.colour data-dashed=line.dashed.to_string()></span>{line.name}</li> })
                .collect_view()
        })
    };
    view! {
        <figure class="chart card">
            <figcaption><strong>{title}</strong><p class="quiet-text">{summary}</p></figcaption>
            <ul class="chart-legend">{legend}</ul>
            <div class="chart-canvas" node_ref=target role="img" aria-label=move || format!("{title}. {}", summary.get())></div>
            {data(title, x_name, x_kind, y_kind, chart)}
        </figure>
    }
}

/// The numbers of the chart as a table, which also is the chart for those who cannot see it.
fn data(
    title: &'static str,
    x_name: &'static str,
    x_kind: fn(f64) -> Value,
    y_kind: fn(f64) -> Value,
    chart: Signal<Chart>,
) -> impl IntoView {
    let known = move |value: f64, kind: fn(f64) -> Value| if value.is_nan() { Value::Unknown } else { kind(value) };
    let heads = move || {
        chart.with(|chart| chart.lines.iter().map(|line| view! { <th scope="col">{line.name}</th> }).collect_view())
    };
    let rows = move || {
        chart.with(|chart| {
            let row = |at: usize, x: f64| {
                let cells = chart.lines.iter().map(|line| {
                    let value = known(line.values.get(at).copied().unwrap_or(f64::NAN), y_kind);
                    view! { <td class="number" title=value.exact()>{value.shown()}</td> }
                });
                view! { <tr><th scope="row" class="number">{x_kind(x).shown()}</th>{cells.collect_view()}</tr> }
            };
            chart.x.iter().enumerate().map(|(at, x)| row(at, *x)).collect_view()
        })
    };
    let save = move |_| {
        let chart = chart.get_untracked();
        let names = std::iter::once(x_name).chain(chart.lines.iter().map(|line| line.name));
        let header: Vec<String> = names.map(str::to_owned).collect();
        let rows = chart.x.iter().enumerate().map(|(at, x)| {
            let values = chart.lines.iter().map(|line| line.values.get(at).copied().unwrap_or(f64::NAN));
            let cells = values.map(|value| known(value, y_kind).raw());
            std::iter::once(x_kind(*x).raw()).chain(cells).collect::<Vec<_>>()
        });
        download::save(&format!("{title}.csv"), "text/csv", &csv::lines(std::iter::once(header).chain(rows)));
    };
    view! {
        <details class="chart-data">
            <summary>"Show the data"</summary>
            <button type="button" class="button quiet" on:click=save>{text::EXPORT} " CSV"</button>
            <div class="plain-scroll" tabindex="0" role="region" aria-label=format!("{title}: data")>
                <table class="plain-table">
                    <thead><tr><th scope="col">{x_name}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// A chart in the page. It follows the width of its place, and leaves the page with this value.
struct Drawn {
    plot: Rc<UPlot>,
    _resized: Option<Resized>,
}

impl Drawn {
    fn new(target: &HtmlElement, chart: &Chart, x_name: &str, kinds: [fn(f64) -> Value; 2]) -> Option<Self> {
        if chart.x.is_empty() {
            return None;
        }
        let column = |values: &[f64]| -> JsValue {
            if values.iter().all(|value| value.is_finite()) {
                return Float64Array::from(values).into();
            }
            // A gap is written as null.
            values
                .iter()
                .map(|value| if value.is_finite() { (*value).into() } else { JsValue::NULL })
                .collect::<Array>()
                .into()
        };
        let data: Array =
            std::iter::once(column(&chart.x)).chain(chart.lines.iter().map(|line| column(&line.values))).collect();
        let width = f64::from(target.client_width()).max(200.0);
        let plot = Rc::new(UPlot::draw(&options(chart, width, x_name, kinds), &data, target)?);
        let (resizing, place) = (Rc::clone(&plot), target.clone());
        let resized =
            Resized::watch(target, move || resizing.resize(f64::from(place.client_width()).max(200.0), HEIGHT));
        Some(Self { plot, _resized: resized })
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.plot.destroy();
    }
}

fn options(chart: &Chart, width: f64, x_name: &str, [x_kind, y_kind]: [fn(f64) -> Value; 2]) -> Object {
    let (ink, grid) = (colour::token("--ink-quiet"), colour::token("--line"));
    let font = "12px system-ui, sans-serif";
    // Nothing needs no unit.
    let tick = |kind: fn(f64) -> Value, value: f64| if value == 0.0 { "0".to_owned() } else { kind(value).shown() };
    let axis = |kind: fn(f64) -> Value, label: Option<&str>, size: f64, room: f64| -> JsValue {
        let lines = object(&[("stroke", grid.as_str().into()), ("width", 1.into())]);
        let fields = [
            ("stroke", JsValue::from(ink.as_str())),
            ("font", font.into()),
            ("label", label.map_or(JsValue::UNDEFINED, JsValue::from)),
            ("labelFont", font.into()),
            ("labelSize", 20.into()),
            ("grid", lines.clone().into()),
            ("ticks", lines.into()),
            ("size", size.into()),
            ("space", room.into()),
            ("splits", splits(kind, if size > 50.0 { 6 } else { 8 }).into()),
            ("values", wording(move |value| tick(kind, value)).into()),
        ];
        object(&fields).into()
    };
    let line = |line: &Line| -> JsValue {
        let colour = colour::token(line.colour);
        let mut fields = vec![("label", JsValue::from(line.name)), ("stroke", colour.as_str().into())];
        fields.push(("width", if line.edge { 0 } else { 2 }.into()));
        fields.push(("points", object(&[("show", (!line.edge && !line.dashed && chart.x.len() < 60).into())]).into()));
        if line.dashed {
            fields.push(("dash", Array::of2(&6.into(), &4.into()).into()));
        }
        object(&fields).into()
    };
    let tint = colour::token("--band");
    let bands: Array = chart
        .bands
        .iter()
        .map(|&(upper, lower)| {
            let pair = Array::of2(&(upper as f64 + 1.0).into(), &(lower as f64 + 1.0).into());
            object(&[("series", pair.into()), ("fill", tint.as_str().into())])
        })
        .collect();
    let series: Array = std::iter::once(JsValue::from(Object::new())).chain(chart.lines.iter().map(line)).collect();
    let numbers = object(&[("time", false.into())]);
    let y_range = object(&[("range", from_zero().into())]);
    object(&[
        ("width", width.into()),
        ("height", HEIGHT.into()),
        ("legend", object(&[("show", false.into())]).into()),
        ("cursor", object(&[("drag", object(&[("x", false.into()), ("y", false.into())]).into())]).into()),
        ("scales", object(&[("x", numbers.into()), ("y", y_range.into())]).into()),
        ("axes", Array::of2(&axis(x_kind, Some(x_name), 32.0, 60.0), &axis(y_kind, None, 84.0, 36.0)).into()),
        ("series", series.into()),
        ("bands", bands.into()),
    ])
}

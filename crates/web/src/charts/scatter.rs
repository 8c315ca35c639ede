//! Points with intervals over two axes, both by their logarithm: what is log-normal has an even interval there, and what
//! is cheap and what is dear stand on one picture. As SVG in shares of its place, so that no text shrinks.

use leptos::prelude::*;

use super::ticks;
use crate::words::format;

/// A point with the interval of each figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// What it is, for the pointer that rests on it.
    pub(crate) name: String,
    /// How it is drawn: a class of `charts.css`.
    pub(crate) kind: &'static str,
    /// Low, middle and high in ms.
    pub(crate) time: [f64; 3],
    /// Low, middle and high in US dollars.
    pub(crate) cost: [f64; 3],
    /// Whether its interval is drawn.
    pub(crate) interval: bool,
}

/// An axis by its logarithm.
#[derive(Debug, Clone, Copy)]
struct Axis {
    low: f64,
    high: f64,
}

/// Room beside the outermost figures, as a factor.
const ROOM: f64 = 1.12;

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = values
            .filter(|value| value.is_finite() && *value > 0.0)
            .fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        (low <= high).then(|| Self { low: low / ROOM, high: high * ROOM })
    }

    /// The place of a value as a share of the axis, 0 to 1.
    fn at(self, value: f64) -> f64 {
        let share = (value.max(self.low) / self.low).ln() / (self.high / self.low).ln();
        share.clamp(0.0, 1.0)
    }

    /// Round values, evenly far apart for the eye: those of each factor's stretch.
    fn ticks(self, wanted: usize, round: fn(f64, f64, usize) -> Vec<f64>) -> Vec<f64> {
        let folds = (self.high / self.low).ln();
        let mut all = if folds < 1.5 {
            round(self.low, self.high, wanted)
        } else {
            let near = (0..=wanted).map(|at| self.low * (folds * at as f64 / wanted as f64).exp());
            near.filter_map(|near| {
                let far = |tick: &f64| (tick / near).ln().abs();
                round(near * 0.8, near * 1.25, 1).into_iter().min_by(|a, b| far(a).total_cmp(&far(b)))
            })
            .collect()
        };
        all.retain(|tick| (self.low..=self.high).contains(tick) && *tick > 0.0);
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }
}

fn share(value: f64) -> String {
    format!("{:.2}%", 100.0 * value)
}

/// Time to the right, cost upwards; `front` are places of points that a line joins.
pub(crate) fn scatter(points: &[Point], front: &[usize], label: &str) -> Option<impl IntoView + use<>> {
    let shown = |point: &Point, figure: [f64; 3]| if point.interval { figure } else { [figure[1]; 3] };
    let time = Axis::over(points.iter().flat_map(|point| shown(point, point.time)))?;
    let cost = Axis::over(points.iter().flat_map(|point| shown(point, point.cost)))?;
    let (x, y) = (move |value: f64| share(time.at(value)), move |value: f64| share(1.0 - cost.at(value)));
    let line = |class: &'static str, from: (String, String), to: (String, String)| {
        view! { <line class=class x1=from.0 y1=from.1 x2=to.0 y2=to.1 /> }
    };
    let end = || (share(0.0), share(1.0));
    let (time_ticks, cost_ticks) = (time.ticks(6, ticks::time_ticks), cost.ticks(5, ticks::round_ticks));
    let grid = time_ticks
        .iter()
        .map(|&tick| line("grid", (x(tick), end().0), (x(tick), end().1)))
        .chain(cost_ticks.iter().map(|&tick| line("grid", (end().0, y(tick)), (end().1, y(tick)))))
        .collect_view();
    let path = front
        .windows(2)
        .filter_map(|pair| {
            let (a, b) = (points.get(pair[0])?, points.get(pair[1])?);
            Some(line("front", (x(a.time[1]), y(a.cost[1])), (x(b.time[1]), y(b.cost[1]))))
        })
        .collect_view();
    let marks = points
        .iter()
        .map(|point| {
            let (time, cost) = (point.time, point.cost);
            let bars = point.interval.then(|| {
                view! {
                    {line("reach", (x(time[0]), y(cost[1])), (x(time[2]), y(cost[1])))}
                    {line("reach", (x(time[1]), y(cost[0])), (x(time[1]), y(cost[2])))}
                }
            });
            let title = format!("{}: {}, {}", point.name, format::duration(time[1]), format::usd(cost[1]));
            view! {
                <g class=format!("point {}", point.kind)>
                    {bars}
                    <circle cx=x(time[1]) cy=y(cost[1]) r="5"><title>{title}</title></circle>
                </g>
            }
        })
        .collect_view();
    let x_words = time_ticks.iter().map(|&tick| view! { <text x=x(tick) y="14">{format::duration(tick)}</text> });
    let y_words = cost_ticks.iter().map(|&tick| view! { <text x="100%" y=y(tick) dy="4">{format::usd(tick)}</text> });
    Some(view! {
        <div class="scatter" role="img" aria-label=label.to_owned()>
            <svg class="scatter-y" aria-hidden="true">{y_words.collect_view()}</svg>
            <svg class="scatter-plot" aria-hidden="true">{grid}{path}{marks}</svg>
            <svg class="scatter-x" aria-hidden="true">{x_words.collect_view()}</svg>
        </div>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_at_its_share_of_the_folds() {
        let axis = Axis { low: 1.0, high: 100.0 };
        assert!((axis.at(10.0) - 0.5).abs() < 1e-12);
        assert_eq!((axis.at(0.5), axis.at(1e9)), (0.0, 1.0));
        assert!(Axis::over([f64::NAN, 0.0].into_iter()).is_none());
    }

    #[test]
    fn ticks_are_round_and_on_the_axis() {
        for (low, high) in [(0.018, 0.4), (0.5, 0.7), (3_000.0, 9_000_000.0)] {
            let axis = Axis { low, high };
            let ticks = axis.ticks(5, ticks::round_ticks);
            assert!(
                ticks.len() >= 2 && ticks.iter().all(|tick| (low..=high).contains(tick)),
                "{low} {high}: {ticks:?}"
            );
            assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]), "{ticks:?}");
        }
    }
}

//! The curve of a machine type, and what was measured of it.

use afterglow_engine::view::{CurveView, PastRunsView, TablePoint};

use crate::charts::line::{Chart, Line};
use crate::words::format;

/// The curve of the machine type, or the first one.
fn curve<'a>(view: &'a PastRunsView, machine: &str) -> Option<&'a CurveView> {
    let named = view.curves.iter().find(|curve| curve.machine.as_deref() == Some(machine));
    named.or(view.curves.first()).filter(|curve| !curve.points.is_empty())
}

/// The numbers of the chart.
pub(super) fn chart(view: &PastRunsView, machine: &str) -> Chart {
    let Some(curve) = curve(view, machine) else { return Chart::default() };
    let points = &curve.points;
    let values = |get: fn(&TablePoint) -> f64| points.iter().map(get).collect();
    let line = |name, values| Line { name, colour: "--accent", values, edge: false, dashed: false };
    let measured = |point: &TablePoint| {
        let same = view.fitted.iter().find(|one| {
            one.point.machine == point.machine && one.point.nodes == point.nodes && one.point.data == point.data
        });
        same.map_or(f64::NAN, |one| one.measured_ms)
    };
    let measured = Line { colour: "--part-1", ..line("measured", points.iter().map(measured).collect()) };
    Chart {
        x: points.iter().map(|point| point.nodes).collect(),
        lines: vec![
            line("expected", values(|point| point.runtime_ms.mid)),
            Line { edge: true, ..line("1 in 10 above", values(|point| point.runtime_ms.high)) },
            Line { edge: true, ..line("1 in 10 below", values(|point| point.runtime_ms.low)) },
            measured,
        ],
        bands: vec![(1, 2)],
    }
}

/// The chart in a sentence.
pub(super) fn describe(view: &PastRunsView, machine: &str) -> String {
    let Some(curve) = curve(view, machine) else { return String::new() };
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else { return String::new() };
    let on = curve.machine.as_deref().map_or(String::new(), |name| format!("On {}, ", format::clipped(name, 40)));
    let data = view.data.map_or(String::new(), |data| format!(" with data of {}", format::plain(data)));
    format!(
        "{on}from {} at a scale-out of {} to {} at {}{data}",
        format::duration(first.runtime_ms.mid),
        format::plain(first.nodes),
        format::duration(last.runtime_ms.mid),
        format::plain(last.nodes),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_engine::{PastRunsQuery, past_runs};

    #[test]
    fn measured_points_lie_on_the_curve_of_their_machine_type() {
        let text = "machine,nodes,runtime_s\na,2,100\na,4,60\na,8,40\nb,2,50\nb,4,30\n";
        let view = past_runs(text, &PastRunsQuery::default());
        let shown = chart(&view, "b");
        let measured = shown.lines.last().map(|line| &line.values).into_iter().flatten();
        let measured: Vec<f64> = measured.copied().filter(|value| value.is_finite()).collect();
        assert_eq!(measured, [50_000.0, 30_000.0]);
        assert!(shown.x.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(describe(&view, "b").starts_with("On b, from "));
        assert_eq!(chart(&PastRunsView::default(), ""), Chart::default());
    }
}

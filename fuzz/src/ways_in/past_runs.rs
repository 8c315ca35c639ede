//! Any text as a table of past runs: the same answer twice, counts that agree, no figure that is none, and ranges in
//! their order.
//!
//! The first bytes pick the question.

use afterglow_engine::{PastRunsAt, PastRunsQuery, Reply, past_runs_in};

use super::kit::{choices, figures_are_numbers, input, number, pick};

const ROLES: [&str; 12] =
    ["machine", "nodes", "data", "runtime", "price", "cost", "job", "class", "feature", "ignored", "", "none such"];
const UNITS: [Option<&str>; 6] = [None, Some("ms"), Some("s"), Some("min"), Some("h"), Some("fortnight")];

pub(crate) fn law(data: &[u8]) {
    let Some(([kind, unit, at, amount, role], bytes)) = choices(data) else { return };
    // A table of some thousand rows is slow, and tells no more.
    let bytes = &bytes[..bytes.len().min(6_000)];
    let file = input("table.csv", bytes);
    let text = String::from_utf8_lossy(bytes);
    let titles: Vec<&str> = text.lines().next().unwrap_or_default().split([',', ';', '\t']).collect();
    let title = titles[usize::from(role) % titles.len()].to_owned();
    let query = PastRunsQuery {
        roles: if kind & 1 == 0 { Vec::new() } else { vec![(title.clone(), pick(&ROLES, role).to_owned())] },
        runtime_unit: pick(&UNITS, unit).map(str::to_owned),
        data: (kind & 2 != 0).then(|| number(amount)),
        at: vec![PastRunsAt {
            machine: (kind & 4 != 0).then(|| "m5.xlarge".to_owned()),
            nodes: (kind & 8 != 0).then(|| number(at)),
            data: (kind & 16 != 0).then(|| number(amount)),
            others: if kind & 32 == 0 { Vec::new() } else { vec![(title.clone(), number(amount))] },
        }],
        machines_by: match kind >> 6 {
            0 => None,
            1 => Some("hardware".to_owned()),
            2 => Some("name".to_owned()),
            _ => Some("luck".to_owned()),
        },
        stop_below: (unit & 128 != 0).then(|| number(at)),
        of: (unit & 64 != 0).then(|| title.clone()),
        like: (unit & 32 != 0).then_some(title),
    };
    let view = past_runs_in(file.as_ref(), &query);
    figures_are_numbers(&view);
    assert!(view.rows_used <= view.rows && view.configurations <= view.rows_used);
    assert!(view.issues.len() as u64 <= view.issues_total);
    let chosen = [&view.cheapest, &view.fastest].into_iter().flatten();
    let points = view.curves.iter().flat_map(|curve| &curve.points).chain(view.fitted.iter().map(|one| &one.point));
    for point in points.chain(&view.asked).chain(chosen) {
        for range in [Some(&point.runtime_ms), point.cost.as_ref()].into_iter().flatten() {
            assert!(0.0 <= range.low && range.low <= range.mid && range.mid <= range.high, "{point:?}");
        }
    }
    let again = past_runs_in(file.as_ref(), &query);
    assert_eq!(view, again, "asked twice");
    let reply = Reply::PastRuns(Box::new(view));
    let bytes = reply.to_bytes().expect("an answer is plain data");
    assert_eq!(Reply::from_bytes(&bytes).expect("the same build"), reply);
}

//! What findings save in dollars: by the bill of the run, and never more than it.

mod common;

use afterglow_engine::contract::Finding;
use afterglow_engine::{AdviseQuery, Machines, Run};
use common::open_path;

const MACHINE: &str = "aws:m5.xlarge";

fn fixture() -> std::path::PathBuf {
    let wanted = |fixture: &&afterglow_testkit::Fixture| fixture.name.contains("dynamic-6");
    let fixtures = afterglow_testkit::fixtures();
    fixtures.iter().find(wanted).expect("a fixture with idle executors").path.clone()
}

/// What the run cost and how long it took, in dollars and ms.
fn bill(run: &Run) -> (f64, f64) {
    let query = AdviseQuery { current_instance: Some(MACHINE.to_owned()), ..AdviseQuery::default() };
    let current = run.advice(&query).expect("an advice").current;
    (current.cost_usd.expect("a cost"), current.wall_ms.expect("a wall time"))
}

fn findings(run: &Run, machine: Option<&str>) -> Vec<Finding> {
    let machines = Machines { instance: machine.map(str::to_owned), ..Machines::default() };
    run.profile_json_on(&machines).findings
}

#[test]
fn time_costs_its_part_of_the_bill_and_no_finding_more_than_it() {
    let (session, _) = open_path(&fixture());
    let run = session.run(0).expect("a run");
    let (cost, wall) = bill(run);
    let found = findings(run, Some(MACHINE));
    assert!(found.iter().any(|finding| finding.saves_usd.is_some()));
    for finding in &found {
        let Some(usd) = finding.saves_usd else { continue };
        assert!(
            0.0 <= usd.low && usd.low <= usd.mid && usd.mid <= usd.high && usd.high < cost,
            "{finding:?} of {cost}"
        );
        if let (Some(ms), None) = (finding.saves_ms, finding.saves_ratio) {
            // All but the start of the cluster goes with the time.
            let whole = usd.high * wall / ms.high;
            assert!(whole < cost && whole > 0.1 * cost, "{}: {whole} of {cost}", finding.code);
        }
    }
}

#[test]
fn money_is_not_made_up() {
    let (session, _) = open_path(&fixture());
    let run = session.run(0).expect("a run");
    for machine in [None, Some("aws:no.such"), Some("<b>")] {
        assert!(findings(run, machine).iter().all(|finding| finding.saves_usd.is_none()), "{machine:?}");
    }
}

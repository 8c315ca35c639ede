//! Tables of past runs whose truth is known, and tables that are hostile.

use std::fmt::Write as _;

use afterglow_engine::view::{PastRunsView, TablePoint};
use afterglow_engine::{PastRunsAt, PastRunsQuery, past_runs};

/// Ernest's law: 20 s of driver, 12 s a GB over the nodes, 3 s for each doubling, half a second for each node.
fn truth_s(nodes: f64, data: f64) -> f64 {
    20.0 + 12.0 * data / nodes + 3.0 * nodes.ln() + 0.5 * nodes
}

/// Within 2 % of the truth, the same at every call.
fn noise(at: usize) -> f64 {
    1.0 + 0.02 * ((at * 7919 % 13) as f64 / 6.0 - 1.0)
}

fn ernest() -> String {
    let mut text = "nodes,data_gb,runtime_s\n".to_owned();
    let mut at = 0;
    for nodes in [2.0, 4.0, 6.0, 8.0, 12.0] {
        for data in [20.0, 50.0, 100.0] {
            at += 1;
            let _ = writeln!(text, "{nodes},{data},{:.2}", truth_s(nodes, data) * noise(at));
        }
    }
    text
}

fn asked(nodes: f64, data: f64) -> PastRunsAt {
    PastRunsAt { nodes: Some(nodes), data: Some(data), ..PastRunsAt::default() }
}

#[test]
fn a_table_of_a_known_law_is_predicted_within_the_interval() {
    let query =
        PastRunsQuery { at: vec![asked(10.0, 80.0), asked(16.0, 100.0), asked(3.0, 30.0)], ..Default::default() };
    let view = past_runs(&ernest(), &query);
    assert_eq!((view.refused.as_deref(), view.rows_used, view.issues_total), (None, 15, 0));
    assert_eq!(view.asked.len(), 3);
    for point in &view.asked {
        let truth = 1e3 * truth_s(point.nodes, point.data.expect("the table has data"));
        let range = point.runtime_ms;
        assert!(range.low <= truth && truth <= range.high, "{truth} is outside of {range:?} at {} nodes", point.nodes);
        assert!((range.mid / truth - 1.0).abs() < 0.05, "{truth} and {range:?}");
    }
    let leader = &view.models[0];
    assert!(leader.error_ratio < 0.05 && leader.weight_ratio > 0.25, "{:?}", view.models);
    assert_eq!(view.curves.len(), 1);
    assert_eq!(view.curves[0].points.last().map(|point| point.nodes), Some(48.0), "4 times the greatest scale-out");
    assert_eq!((view.currency, view.cheapest), (None, None), "nobody told a price");
}

/// What the runs cost whose price is known: 4 machines of one type, 2 of another.
fn truth_usd(machine: &str, nodes: f64) -> f64 {
    let (cores, price) = if machine == "m5.xlarge" { (4.0, 0.192) } else { (8.0, 0.384) };
    nodes * price * runtime_s(cores, nodes) / 3600.0
}

fn runtime_s(cores: f64, nodes: f64) -> f64 {
    60.0 + 9600.0 / (nodes * cores) + 8.0 * nodes
}

#[test]
fn trials_go_on_while_they_gain_and_then_stop() {
    let mut rows = vec![("m5.xlarge", 1.0), ("m5.xlarge", 12.0), ("m5.2xlarge", 12.0), ("m5.2xlarge", 9.0)];
    let table = |rows: &[(&str, f64)]| {
        let mut text = "machine,nodes,runtime_s\n".to_owned();
        for (machine, nodes) in rows {
            let cores = if *machine == "m5.xlarge" { 4.0 } else { 8.0 };
            let _ = writeln!(text, "{machine},{nodes},{:.1}", runtime_s(cores, *nodes));
        }
        text
    };
    for step in 0..20 {
        let view = past_runs(&table(&rows), &PastRunsQuery::default());
        assert_eq!(view.currency.as_deref(), Some("USD"));
        let Some(trial) = view.trial else {
            let why = view.trial_stops.expect("a reason");
            assert!(why.contains("is not worth it"), "{why}");
            let best = |costs: &mut dyn Iterator<Item = f64>| costs.fold(f64::INFINITY, f64::min);
            let found = best(&mut rows.iter().map(|(machine, nodes)| truth_usd(machine, *nodes)));
            let types = ["m5.xlarge", "m5.2xlarge"];
            let truth = best(&mut (1..=24).flat_map(|n| types.map(|machine| truth_usd(machine, f64::from(n)))));
            assert!(found <= 1.1 * truth, "after {step} trials {found} USD is the best, {truth} is possible");
            return;
        };
        assert!(trial.gain_ratio >= 0.05 && trial.of == "cost", "{trial:?}");
        let machine = if trial.point.machine.as_deref() == Some("m5.xlarge") { "m5.xlarge" } else { "m5.2xlarge" };
        assert!(!rows.contains(&(machine, trial.point.nodes)), "{trial:?} was tried before");
        rows.push((machine, trial.point.nodes));
    }
    panic!("twenty trials were not enough");
}

#[test]
fn hardware_of_the_catalogue_reaches_types_that_were_never_tried() {
    let mut text = "Instance Type;Workers;Runtime (min)\n".to_owned();
    for machine in ["c5.xlarge", "c5.2xlarge", "c5.4xlarge"] {
        let cores = if machine == "c5.xlarge" {
            4.0
        } else if machine == "c5.2xlarge" {
            8.0
        } else {
            16.0
        };
        for nodes in [2.0, 4.0, 8.0] {
            let minutes = format!("{:.3}", (30.0 + 6400.0 / (nodes * cores)) / 60.0).replace('.', ",");
            let _ = writeln!(text, "{machine};{nodes};{minutes}");
        }
    }
    let at = PastRunsAt { machine: Some("aws:c5.9xlarge".to_owned()), nodes: Some(4.0), ..Default::default() };
    let unknown = PastRunsAt { machine: Some("z9.huge".to_owned()), ..Default::default() };
    let view = past_runs(&text, &PastRunsQuery { at: vec![at, unknown], ..Default::default() });
    assert_eq!(view.asked.len(), 1, "{:?}", view.notes);
    let truth = 1e3 * (30.0 + 6400.0 / (4.0 * 36.0));
    assert!((view.asked[0].runtime_ms.mid / truth - 1.0).abs() < 0.1, "{truth} and {:?}", view.asked[0]);
    assert!(view.asked[0].cost.is_some());
    assert!(view.notes.iter().any(|note| note.contains("z9.huge")), "{:?}", view.notes);
    assert!(view.notes.iter().any(|note| note.contains("count by their cores")), "{:?}", view.notes);
}

#[test]
fn types_that_the_catalogue_lacks_are_told_with_their_line() {
    let text = "machine,nodes,time\nm5.xlarge,2,100\nbig-box,2,40\nm5.xlarge,4,60\nbig-box,4,25\nbig-box,8,16\n";
    let view = past_runs(text, &PastRunsQuery::default());
    assert!(view.notes.iter().any(|note| note.starts_with("Line 3") && note.contains("big-box")), "{:?}", view.notes);
    assert!(view.notes.iter().any(|note| note.contains("each by itself")), "{:?}", view.notes);
    let trial_is_by_time = view.trial.as_ref().is_none_or(|trial| trial.of == "runtime");
    assert!(trial_is_by_time, "not every machine has a price");
}

#[test]
fn a_price_of_the_table_goes_before_the_catalogue() {
    let text = "machine,nodes,time,price_per_hour\nm5.xlarge,2,3600,10\nm5.xlarge,4,1800,10\nm5.xlarge,8,900,10\n";
    let view = past_runs(text, &PastRunsQuery::default());
    assert_eq!((view.currency.as_deref(), view.price_basis.as_deref()), (Some("price_per_hour"), Some("measured")));
    let point: &TablePoint = &view.fitted[0].point;
    let cost = point.cost.expect("a price").mid;
    assert!((cost - 20.0).abs() < 3.0, "two machines for an hour at 10: {cost}");
}

#[test]
fn tables_without_anything_to_use_say_why() {
    let refused = |text: &str| past_runs(text, &PastRunsQuery::default()).refused.unwrap_or_default();
    for (text, part) in [
        ("", "empty"),
        ("\n\n# nothing\n", "empty"),
        ("nodes,runtime\n", "no rows"),
        ("nodes,runtime\n2,10\n", "1 usable rows"),
        ("nodes,runtime\n2,10\n2,11\n", "one configuration"),
        ("nodes,runtime\n0,10\n-1,11\nx,y\n", "0 usable rows"),
        ("a,b\n1,2\n3,4\n", "scale-out"),
        ("nodes,b\n1,2\n3,4\n", "the runtime"),
        ("\u{0}\u{1}\u{2}", "no rows"),
    ] {
        let why = refused(text);
        assert!(why.contains(part), "{text:?}: {why}");
    }
}

#[test]
fn hostile_tables_are_answered_with_finite_figures() {
    let finite = |view: &PastRunsView| {
        let points = view.curves.iter().flat_map(|curve| &curve.points).chain(&view.asked);
        points
            .map(|point| point.runtime_ms)
            .all(|range| range.low <= range.mid && range.mid <= range.high && range.high.is_finite())
    };
    let wide = format!("nodes,time{}\n", ",f".repeat(5000));
    let wide_rows = (1..9).map(|n| format!("{n},{}{}\n", 100 / n, format!(",{n}").repeat(5000)));
    let mut long = "nodes,time\n".to_owned();
    for at in 0..20_000_u32 {
        let _ = writeln!(long, "{},{}", 1 + at % 50, 1000 / (1 + at % 50) + at % 7);
    }
    let tables = [
        wide.clone() + &wide_rows.collect::<String>(),
        long,
        "nodes,time,x\n1,1e300,1\n2,1e-300,1e18\n3,5,-1e18\n4,6,0\n5,7,3\n6,1,1\n".to_owned(),
        "\"nodes\",\"time\n1,2\n3,4\n".to_owned(),
        "nodes,time,<script>alert(1)</script>\n1,10,=cmd()\n2,6,\u{202e}\n4,5,'; DROP\n".to_owned(),
        format!("nodes,time,machine\n1,10,{}\n2,7,m5.large\n3,5,m5.large\n", "x".repeat(100_000)),
    ];
    for table in &tables {
        let view = past_runs(table, &PastRunsQuery { at: vec![asked(1e9, f64::NAN)], ..Default::default() });
        assert!(finite(&view), "{}", table.chars().take(40).collect::<String>());
        assert!(view.columns.len() <= 64 && view.issues.len() <= 100 && view.fitted.len() <= 500);
        assert!(view.machines.iter().all(|machine| machine.name.chars().count() <= 80));
    }
    let view = past_runs(&tables[1], &PastRunsQuery::default());
    assert!(view.notes.iter().any(|note| note.contains("only the first 10000")), "{:?}", view.notes);
}

/// Three jobs on two machine types; two of them read the same data over and over, and want it in memory.
fn three_jobs() -> String {
    let mut text = "workload,class,machine,nodes,runtime_s\n".to_owned();
    for (job, work, need_gib) in [("scan", 3000.0, 0.0), ("cluster", 4000.0, 200.0), ("rank", 8000.0, 220.0)] {
        for (machine, memory) in [("c4.2xlarge", 15.0), ("r4.2xlarge", 61.0)] {
            for nodes in [1.0, 2.0, 4.0, 8.0, 12.0] {
                let short = if nodes * memory < need_gib { 6.0 } else { 1.0 };
                let class = if need_gib > 0.0 { "memory" } else { "plain" };
                let _ = writeln!(text, "{job},{class},{machine},{nodes},{:.1}", 20.0 + work * short / nodes);
            }
        }
    }
    text
}

#[test]
fn a_job_that_never_ran_takes_what_suited_the_others() {
    let query = |of: Option<&str>, like: Option<&str>| PastRunsQuery {
        of: of.map(str::to_owned),
        like: like.map(str::to_owned),
        ..Default::default()
    };
    let view = past_runs(&three_jobs(), &query(None, Some("Memory")));
    let unseen = view.unseen.expect("two jobs of the class tell");
    assert_eq!((unseen.machine.as_deref(), unseen.nodes), (Some("r4.2xlarge"), 4.0), "the least that holds 220 GiB");
    assert_eq!((unseen.jobs, unseen.measured_jobs, unseen.of.as_str()), (2, 2, "cost"));
    assert!(unseen.mean_ratio >= 1.0 && unseen.worst_ratio < 1.05, "{unseen:?}");
    let all = past_runs(&three_jobs(), &query(None, None)).unseen.expect("three jobs tell");
    assert!(all.jobs == 3 && all.worst_ratio > unseen.worst_ratio && all.worst_job == "scan", "{all:?}");

    let view = past_runs(&three_jobs(), &query(Some("brand new"), None));
    assert!(view.refused.is_none() && view.unseen.is_some() && view.models.is_empty(), "{view:?}");
    assert!(view.notes.iter().any(|note| note.contains("brand new")), "{:?}", view.notes);
    let view = past_runs(&three_jobs(), &query(None, Some("odd")));
    assert!(view.unseen.is_none() && view.notes.iter().any(|note| note.contains("odd")), "{:?}", view.notes);
}

#[test]
fn jobs_of_one_table_are_not_mixed() {
    let query = |of: &str| PastRunsQuery { of: Some(of.to_owned()), ..Default::default() };
    for (job, work) in [("scan", 3000.0), ("RANK", 8000.0)] {
        let view = past_runs(&three_jobs(), &query(job));
        assert_eq!((view.refused.as_deref(), view.configurations), (None, 10), "{:?}", view.notes);
        let of_r4 = |one: &&afterglow_engine::view::FittedView| {
            one.point.machine.as_deref() == Some("r4.2xlarge") && one.point.nodes == 8.0
        };
        let found = view.fitted.iter().find(of_r4).expect("it was run");
        assert!((found.measured_ms / 1e3 - (20.0 + work / 8.0)).abs() < 0.1, "{found:?}");
    }
    let view = past_runs(&three_jobs(), &PastRunsQuery::default());
    assert!(view.notes.iter().any(|note| note.contains("3 jobs in its column workload")), "{:?}", view.notes);
    // A name for each run is no job.
    let view = past_runs("application,nodes,time\na1,2,100\na2,4,60\na3,8,40\n", &PastRunsQuery::default());
    assert_eq!((view.configurations, view.unseen.is_none()), (3, true));
    assert_eq!(view.columns[0].role, "ignored", "{:?}", view.columns);
}

#[test]
fn other_jobs_help_to_find_the_first_trials() {
    let mut text: String = three_jobs().lines().filter(|line| !line.starts_with("rank")).collect::<Vec<_>>().join("\n");
    text.push_str("\nrank,memory,c4.2xlarge,2,24020\nrank,memory,c4.2xlarge,4,12020\n");
    let query = PastRunsQuery { of: Some("rank".to_owned()), stop_below: Some(0.0), ..Default::default() };
    let view = past_runs(&text, &query);
    assert_eq!((view.configurations, view.refused.as_deref()), (2, None));
    assert!(view.trial.is_some_and(|trial| trial.of == "cost"), "two runs and two other jobs are enough for a trial");
}

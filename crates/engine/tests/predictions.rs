//! Predictions about runs of one program, from each other.

use std::path::PathBuf;

use afterglow_engine::{Digest, PredictQuery, Reply, Request, Session, WhatIfQuery, view::ScalingView};
use afterglow_testkit::{Fixture, fixtures, inputs, shared_logs};

/// One program under dynamic allocation with up to 1, 2, 3, 4 and 6 executors of two cores.
fn dynamic() -> Vec<(Session, f64, u32)> {
    let of = |fixture: &Fixture| {
        let mut session = Session::default();
        session.open(&inputs(&fixture.path), &mut |_| true);
        let wall = fixture.total("wall_ms").expect("a whole run");
        let executors: u32 = fixture.name.rsplit('-').next().and_then(|most| most.parse().ok()).expect("a number");
        (session, wall, 2 * executors)
    };
    fixtures().iter().filter(|fixture| fixture.name.contains("/dynamic-")).map(of).collect()
}

fn predicted(session: &Session, query: PredictQuery) -> ScalingView {
    match session.ask(0, &Request::Predict(query)) {
        Reply::Scaling(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn on(slots: u32) -> PredictQuery {
    PredictQuery { slots: vec![slots], ..PredictQuery::default() }
}

fn digest(session: &Session) -> Digest {
    session.run(0).expect("a run").digest()
}

/// Executors that were asked for one by one while tasks waited, took seconds to start, and went when idle; beside it the
/// same with executors that stay. The greatest run is slower than all others say: its JVMs, which started together on
/// two cores, held each other up.
#[test]
fn dynamic_allocation_is_replayed() {
    let runs = dynamic();
    assert_eq!(runs.len(), 5);
    let (mut inside, mut replayed, mut fixed) = (0, 0.0, 0.0);
    for (at, (source, ..)) in runs.iter().enumerate() {
        for (target, (_, wall, slots)) in runs.iter().enumerate().filter(|&(target, _)| target != at) {
            let wall_ms = predicted(source, on(*slots)).points[0].wall_ms;
            let ended = vec![("spark.dynamicAllocation.enabled".to_owned(), "false".to_owned())];
            let stays = predicted(source, PredictQuery { conf: ended, ..on(*slots) }).points[0].wall_ms;
            let error = |mid: f64| mid / wall - 1.0;
            println!("{at} -> {target}: {:+.3}, were they to stay {:+.3}", error(wall_ms.mid), error(stays.mid));
            replayed += error(wall_ms.mid).abs() / 20.0;
            fixed += error(stays.mid).abs() / 20.0;
            inside += usize::from((wall_ms.low..=wall_ms.high).contains(wall));
        }
    }
    println!("mean error {replayed:.3}, were they to stay {fixed:.3}; {inside} of 20 inside");
    assert!(replayed < 0.1 && replayed < 0.75 * fixed, "mean errors {replayed:.3} and {fixed:.3}");
    assert!(inside >= 12, "{inside} of 20 inside the 80 % interval");
}

#[test]
fn other_runs_of_the_program_calibrate_and_others_do_not() {
    let runs = dynamic();
    let others: Vec<Digest> = runs[1..].iter().map(|(session, ..)| digest(session)).collect();
    let (alone, with) =
        (predicted(&runs[0].0, on(8)), predicted(&runs[0].0, PredictQuery { others: others.clone(), ..on(8) }));
    assert_eq!((alone.others.used, with.others.used, with.others.passed_over), (0, 4, 0));
    let off = |view: &ScalingView| (view.points[0].wall_ms.mid / runs[3].1 - 1.0).abs();
    assert!(off(&with) < off(&alone), "{} and {}", off(&with), off(&alone));
    // The run itself, the same run twice, an unfinished one, and one of another program teach nothing more.
    let mut more = others.clone();
    more.extend([
        others[0].clone(),
        digest(&runs[0].0),
        Digest { whole: false, run: "cut".into(), ..others[1].clone() },
        Digest::default(),
    ]);
    let same = predicted(&runs[0].0, PredictQuery { others: more, ..on(8) });
    assert_eq!((same.others.used, same.others.passed_over), (4, 2));
    assert_eq!(same.points, with.points);
}

/// Of every log that is not long: driver only, floor, shortest, each row, in this order.
#[test]
fn the_floor_lies_below_the_curve() {
    let shared = shared_logs().into_iter().map(|log| log.path);
    let small = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < 1 << 20);
    let paths: Vec<PathBuf> = fixtures().into_iter().map(|fixture| fixture.path).chain(shared.filter(small)).collect();
    let mut predicted_runs = 0;
    for path in paths {
        let mut session = Session::default();
        session.open(&inputs(&path), &mut |_| true);
        let Some(run) = session.run(0) else { continue };
        let asked = run.predict_json(&PredictQuery::default()).expect("a plain question");
        let Some(limits) = asked.limits else { continue };
        let (driver, floor, shortest) = (limits.driver_only_ms, limits.critical_path_ms, limits.infinite_slots_ms);
        assert!(0.0 <= driver && driver <= floor && floor <= shortest, "{}: {limits:?}", path.display());
        for point in asked.points {
            assert!(shortest <= point.wall_ms.mid, "{}: {shortest} above {point:?}", path.display());
        }
        predicted_runs += 1;
    }
    println!("{predicted_runs} runs were predicted");
    assert!(predicted_runs >= 10, "{predicted_runs} runs");
}

/// Sliders that stand as the run was change nothing; one that is moved does, and what names no machine is refused.
#[test]
fn what_if_starts_from_the_run_itself() {
    let (session, ..) = &dynamic()[1];
    let ask = |query: WhatIfQuery| session.ask(0, &Request::WhatIf(Box::new(query)));
    let answered = |query: WhatIfQuery| match ask(query) {
        Reply::WhatIf(view) => *view,
        other => panic!("{other:?}"),
    };
    let same = answered(WhatIfQuery::default());
    assert_eq!(same.own, same.point.wall_ms);
    assert_eq!(same.own_slots, same.point.slots);
    // What every question is set against is one, whatever is asked.
    let fewer = answered(WhatIfQuery { slots: Some(1), ..WhatIfQuery::default() });
    assert_eq!((fewer.own, fewer.own_slots), (same.own, same.own_slots));
    let more = answered(WhatIfQuery { data_scale: Some(4.0), ..WhatIfQuery::default() });
    assert!(more.point.wall_ms.mid > 1.5 * more.own.mid, "{more:?}");
    let network = answered(WhatIfQuery { network: Some(0.25), ..WhatIfQuery::default() });
    assert!(network.point.wall_ms.mid >= network.own.mid && network.point.hardware_error > 0.0, "{network:?}");
    let named = WhatIfQuery { instance: Some("aws:c7i.2xlarge".to_owned()), ..WhatIfQuery::default() };
    assert_eq!(answered(named).point.instance.as_deref(), Some("aws:c7i.2xlarge"));
    let unknown = WhatIfQuery { instance: Some("aws:nothing.large".to_owned()), ..WhatIfQuery::default() };
    assert!(matches!(ask(unknown), Reply::Refused { because } if because.contains("no instance")));
}

/// Stages and queries are found by the beginning of their number, and by a part of their name.
#[test]
fn stages_and_queries_are_found() {
    let (session, ..) = &dynamic()[0];
    let find = |search: &str, count| match session.ask(0, &Request::Names { search: search.to_owned(), count }) {
        Reply::Names(found) => found,
        other => panic!("{other:?}"),
    };
    let found = find("0", 3);
    assert_eq!((found.stages[0].id, found.stages[0].attempt), (0, 0));
    assert!(find("", 2).stages.len() <= 2 && !find("", 2).executors.is_empty());
    let (id, host) = find("", 1).executors[0].clone();
    assert!(find(&host, 99).executors.contains(&(id, host)));
    assert_eq!(find("no stage has this name", 9), afterglow_engine::view::NamesView::default());
}

//! Predictions about runs of one program, from each other.

use afterglow_engine::{Digest, PredictQuery, Reply, Request, Session, view::ScalingView};
use afterglow_testkit::{Fixture, fixtures, inputs};

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

fn predicted(session: &Session, slots: u32, others: Vec<Digest>) -> ScalingView {
    let query = PredictQuery { slots: vec![slots], others, ..PredictQuery::default() };
    match session.ask(0, &Request::Predict(query)) {
        Reply::Scaling(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn digest(session: &Session) -> Digest {
    session.run(0).expect("a run").digest()
}

/// Executors that were asked for one by one while tasks waited, took seconds to start, and went when idle. The greatest
/// run is 16 to 21 % slower than the others say: its JVMs, which all started on two cores, held each other up.
#[test]
fn dynamic_allocation_is_replayed() {
    let runs = dynamic();
    assert_eq!(runs.len(), 5);
    let (mut inside, mut sum) = (0, 0.0);
    for (at, (source, ..)) in runs.iter().enumerate() {
        for (target, (_, wall, slots)) in runs.iter().enumerate().filter(|&(target, _)| target != at) {
            let point = &predicted(source, *slots, Vec::new()).points[0];
            let error = point.wall_ms.mid / wall - 1.0;
            println!("{at} -> {target}: {:+.1} %", error * 100.0);
            assert!(error.abs() < 0.25, "{at} -> {target}: {error:+.2}");
            sum += error.abs();
            inside += usize::from((point.wall_ms.low..=point.wall_ms.high).contains(wall));
        }
    }
    println!("mean {:.1} %, {inside} of 20 inside", sum * 5.0);
    assert!(sum / 20.0 < 0.1, "mean error {:.3}", sum / 20.0);
    assert!(inside >= 14, "{inside} of 20 inside the 80 % interval");
}

#[test]
fn other_runs_of_the_program_calibrate_and_others_do_not() {
    let runs = dynamic();
    let others: Vec<Digest> = runs[1..].iter().map(|(session, ..)| digest(session)).collect();
    let (alone, with) = (predicted(&runs[0].0, 8, Vec::new()), predicted(&runs[0].0, 8, others.clone()));
    assert_eq!((alone.others.used, with.others.used, with.others.passed_over), (0, 4, 0));
    let width = |view: &ScalingView| (view.points[0].wall_ms.high / view.points[0].wall_ms.low).ln();
    assert!(width(&with) < width(&alone));
    // The run itself, the same run twice, an unfinished one, and one of another program teach nothing more.
    let mut more = others.clone();
    more.extend([
        others[0].clone(),
        digest(&runs[0].0),
        Digest { whole: false, ..others[1].clone() },
        Digest::default(),
    ]);
    let same = predicted(&runs[0].0, 8, more);
    assert_eq!((same.others.used, same.others.passed_over), (4, 4));
    assert_eq!(same.points, with.points);
}

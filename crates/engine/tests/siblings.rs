//! Two runs of one program on one kind of machine are predicted as such, whether the machine is named or not.

use afterglow_engine::{AdviseQuery, Machines, Session};

#[test]
fn the_same_machine_named_changes_no_prediction_of_a_like_run() {
    let Some(folder) = afterglow_testkit::shared() else {
        println!("note: ../shared is not there; skipped");
        return;
    };
    let logs = ["clu-static-e2c2", "clu-static-e3c2"].map(|name| folder.join("truth/cluster").join(name).join("log"));
    let mut session = Session::default();
    for log in &logs {
        let inputs = afterglow_testkit::inputs(log);
        session.open(&inputs, &mut |_| true);
    }
    let predicted = |machine: Option<&str>| {
        let machines = Machines { instance: machine.map(str::to_owned), ..Machines::default() };
        let others = (0..2).map(|run| session.run(run).expect("a run").seen(&machines)).collect();
        let query = AdviseQuery { others, current_instance: machine.map(str::to_owned), ..AdviseQuery::default() };
        let view = session.run(0).expect("a run").advice(&query).expect("an advice");
        assert_eq!(view.others.len(), 1, "the run itself is none of them");
        view.others[0].predicted_ms.mid
    };
    // Both have two slots on a host: a name alone changes nothing.
    let (named, silent) = (predicted(Some("aws:m5.4xlarge")), predicted(None));
    assert!((named / silent - 1.0).abs() < 0.02, "{named} {silent}");
}

//! Every fixture, and every log beside the checkout, against totals that an independent reader counted.

mod common;

use afterglow_engine::contract::ProfileJson;
use common::{open_path, profiles};

#[test]
fn fixtures_have_their_true_totals() {
    for fixture in afterglow_testkit::fixtures() {
        let read = profiles(&fixture.path);
        let [profile] = &read[..] else { panic!("{}: {} runs", fixture.name, read.len()) };
        let totals = serde_json::to_value(&profile.totals).expect("totals are plain data");
        let mut compared = 0;
        for (key, value) in totals.as_object().expect("an object") {
            if let (Some(truth), Some(value)) = (fixture.truth.get(key), value.as_f64()) {
                let truth = truth.as_f64().expect("a number");
                assert!((truth - value).abs() <= 1.0, "{}: {key} is {value}, counted {truth}", fixture.name);
                compared += 1;
            }
        }
        assert!(compared >= 8, "{}: only {compared} figures compared", fixture.name);
    }
}

#[test]
fn bad_input_is_refused_or_read_in_part() {
    for bad in afterglow_testkit::bad_inputs() {
        let (session, opened) = open_path(&bad.path);
        let name = bad.path.file_name().expect("a file").to_string_lossy().into_owned();
        match bad.exit {
            2 => {
                assert!(session.is_empty(), "{name} is no log");
                assert!(opened.failures.iter().any(|failure| failure.message.contains(&name)), "{:?}", opened.failures);
            }
            exit => {
                let run = session.run(0).unwrap_or_else(|| panic!("{name}: {:?}", opened.failures));
                assert_eq!(run.is_partial(), exit == 3, "{name}: {:?}", run.profile_json().log.warnings);
            }
        }
    }
}

#[test]
fn shared_logs_equal_their_manifest() {
    let logs = afterglow_testkit::shared_logs();
    let (mut equal, mut wrong) = (0, Vec::new());
    for log in &logs {
        let truth = log.totals();
        let read = profiles(&log.path);
        let counts = |pick: fn(&ProfileJson) -> u64| read.iter().map(pick).sum::<u64>();
        let ours = [
            counts(|p| p.totals.jobs),
            counts(|p| p.totals.stages),
            counts(|p| p.totals.tasks),
            counts(|p| p.totals.sql_executions),
            counts(|p| p.totals.streaming_batches),
            counts(|p| p.totals.tasks_speculative),
            counts(|p| p.totals.stages_failed),
            counts(|p| p.totals.jobs_failed),
        ];
        let theirs = [
            truth.jobs,
            truth.stages,
            truth.tasks,
            truth.sql_executions,
            truth.streaming_progress,
            truth.speculative_tasks,
            truth.failed_stages,
            truth.failed_jobs,
        ];
        if ours == theirs {
            equal += 1;
        } else {
            wrong.push(format!("{}: {ours:?}, counted {theirs:?}", log.name));
        }
    }
    println!("{equal} of {} shared logs equal their manifest", logs.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

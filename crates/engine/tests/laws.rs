//! The laws that every log must obey, on every fixture and on every log beside the checkout.

mod common;

use std::path::PathBuf;

use afterglow_engine::contract::ProfileJson;
use afterglow_testkit::check_log;
use common::profiles;

fn paths() -> Vec<PathBuf> {
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    let bad = afterglow_testkit::bad_inputs().into_iter().map(|bad| bad.path);
    let shared = afterglow_testkit::shared_logs().into_iter().map(|log| log.path);
    fixtures.chain(bad).chain(shared).collect()
}

#[test]
fn every_log_obeys_the_laws_of_reading() {
    let logs: usize = paths().iter().map(|path| check_log(path)).sum();
    println!("{logs} logs obey the laws of reading");
    assert!(logs >= 20, "{logs} logs");
}

#[test]
fn the_contract_is_the_same_the_second_time_and_its_stages_sum_up() {
    for path in paths() {
        let read = profiles(&path);
        let text = |profiles: &[ProfileJson]| serde_json::to_string(profiles).expect("profiles are plain data");
        assert_eq!(text(&read), text(&profiles(&path)), "{}", path.display());
        for profile in &read {
            let (totals, stages) = (&profile.totals, &profile.stages);
            for (what, total, sum) in [
                ("tasks", totals.tasks, stages.iter().map(|stage| stage.tasks).sum::<u64>()),
                ("tasks_failed", totals.tasks_failed, stages.iter().map(|stage| stage.tasks_failed).sum()),
                ("task_run_ms", totals.task_run_ms, stages.iter().map(|stage| stage.task_run_ms).sum()),
                ("input_bytes", totals.input_bytes, stages.iter().map(|stage| stage.input_bytes).sum()),
                ("output_bytes", totals.output_bytes, stages.iter().map(|stage| stage.output_bytes).sum()),
                (
                    "shuffle_read_bytes",
                    totals.shuffle_read_bytes,
                    stages.iter().map(|stage| stage.shuffle_read_bytes).sum(),
                ),
                (
                    "disk_spilled_bytes",
                    totals.disk_spilled_bytes,
                    stages.iter().map(|stage| stage.disk_spilled_bytes).sum(),
                ),
            ] {
                assert_eq!(total, sum, "{}: {what}", path.display());
            }
        }
    }
}

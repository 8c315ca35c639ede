//! Detectors on small profiles made by hand, one cause each.

use afterglow_diagnose::{Diagnosis, Finding, diagnose};
use afterglow_profile::{Executor, Job, Profile, SqlExecution, Stage, StageStatus, TaskRow, TaskStatus};
use afterglow_units::{Bytes, Cores, ExecutorIx, JobId, Millis, StageId, StageKey, TaskId, Timestamp};

/// A run of one job with one stage, whose tasks are laid on `slots` in the order of the list.
struct Run {
    profile: Profile,
}

impl Run {
    fn new(slots: u32) -> Self {
        let mut profile = Profile::default();
        profile.app.started = Some(Timestamp(0));
        profile.log.complete = true;
        profile.totals.peak_slots = Some(Cores(slots));
        profile.conf.spark.insert("spark.master".into(), "spark://host:7077".into());
        profile.executors.push(Executor {
            id: "1".into(),
            host: "a".into(),
            added: Some(Timestamp(0)),
            cores: Some(Cores(slots)),
            announced: true,
            ..Executor::default()
        });
        Self { profile }
    }

    /// A stage that starts at `from`; tasks as (duration in ms, bytes read, status).
    fn stage(mut self, from: i64, tasks: &[(u64, u64, TaskStatus)]) -> Self {
        let row = self.profile.stages.len();
        let key = StageKey { id: StageId(row as i64), attempt: 0 };
        let job = JobId(row as i64);
        let slots = self.profile.totals.peak_slots.map_or(1, |cores| cores.0 as usize);
        let mut free = vec![Timestamp(from); slots];
        let mut stage = Stage {
            key,
            name: "count at Report.scala:7".into(),
            tasks_announced: tasks.len() as u32,
            submitted: Some(Timestamp(from)),
            status: StageStatus::Succeeded,
            job: Some(job),
            ..Stage::default()
        };
        let mut end = Timestamp(from);
        for (index, &(duration, read, status)) in tasks.iter().enumerate() {
            let slot = (0..slots).min_by_key(|&slot| free[slot]).unwrap_or(0);
            let task = TaskRow {
                stage: row as u32,
                id: TaskId(self.profile.tasks.len() as i64),
                index: index as u32,
                executor: ExecutorIx(0),
                status,
                has_metrics: true,
                launched: free[slot],
                duration: Millis(duration),
                run: Millis(duration),
                cpu_us: duration * 1_000,
                shuffle_read_local: Bytes(read),
                shuffle_read_records: read / 100,
                ..TaskRow::default()
            };
            free[slot] = task.finished();
            end = end.max(task.finished());
            self.profile.tasks.push(&task);
            for sums in [&mut stage.sums, &mut self.profile.totals.sums] {
                sums.tasks += 1;
                sums.duration += task.duration;
                sums.run += task.run;
                sums.cpu_ns += task.cpu_us * 1_000;
                sums.shuffle_read_local += task.shuffle_read_local;
                sums.failed += u64::from(status.is_failure());
            }
        }
        stage.completed = Some(end);
        self.profile.jobs.push(Job {
            id: job,
            submitted: Some(Timestamp(from)),
            completed: Some(end),
            succeeded: Some(true),
            stages: vec![key.id],
            ..Job::default()
        });
        self.profile.stages.push(stage);
        self.profile.app.ended = Some(end);
        self
    }

    fn diagnose(&self) -> Diagnosis {
        diagnose(&self.profile, None)
    }
}

fn good(durations: &[u64]) -> Vec<(u64, u64, TaskStatus)> {
    durations.iter().map(|&duration| (duration, 0, TaskStatus::Succeeded)).collect()
}

fn codes(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.findings.iter().map(|finding| finding.code).collect()
}

fn find<'d>(diagnosis: &'d Diagnosis, code: &str) -> Option<&'d Finding> {
    diagnosis.findings.iter().find(|finding| finding.code == code)
}

#[test]
fn an_even_run_has_no_findings_and_says_so() {
    let diagnosis = Run::new(4).stage(0, &good(&[5_000; 16])).diagnose();
    assert_eq!(codes(&diagnosis), Vec::<&str>::new());
    assert!(diagnosis.negatives.iter().any(|negative| negative.code == "no-skew"));
    assert!(diagnosis.negatives.iter().any(|negative| negative.code == "cpu-bound"));
    insta::assert_debug_snapshot!(diagnosis.verdict);
}

#[test]
fn a_hot_partition_is_data_skew_and_no_straggler() {
    let mut tasks = vec![(1_000, 10 << 20, TaskStatus::Succeeded); 15];
    tasks.insert(6, (30_000, 400 << 20, TaskStatus::Succeeded));
    let diagnosis = Run::new(4).stage(0, &tasks).diagnose();
    let skew = find(&diagnosis, "data-skew").expect("data skew");
    let saves = skew.saves_ms.expect("a saving");
    // 45 s of work on 4 slots take 11 s when even; the hot partition makes it 31 s.
    assert!((18_000.0..22_000.0).contains(&saves.low), "{saves:?}");
    assert!(skew.risk, "40 times the median is a risk as well");
    assert!(find(&diagnosis, "straggler").is_none());
}

#[test]
fn a_late_task_with_usual_data_is_a_straggler() {
    let mut tasks = vec![(1_000, 10 << 20, TaskStatus::Succeeded); 31];
    tasks.insert(20, (30_000, 10 << 20, TaskStatus::Succeeded));
    let diagnosis = Run::new(4).stage(0, &tasks).diagnose();
    assert!(find(&diagnosis, "straggler").is_some(), "{:?}", codes(&diagnosis));
    assert!(find(&diagnosis, "data-skew").is_none());
}

#[test]
fn few_long_tasks_on_many_slots_are_too_few_partitions() {
    let diagnosis = Run::new(8).stage(0, &good(&[20_000, 20_000])).diagnose();
    let few = find(&diagnosis, "too-few-partitions").expect("too few partitions");
    // 40 s of work on 8 slots could take 5 s instead of 20 s.
    assert_eq!(few.saves_ms.map(|saves| saves.high), Some(15_000.0));
    assert!(find(&diagnosis, "idle-slots").is_some());
}

#[test]
fn failed_attempts_are_a_risk_with_their_cost() {
    let mut tasks = good(&[5_000; 8]);
    tasks.extend([(5_000, 0, TaskStatus::Failed); 4]);
    let diagnosis = Run::new(4).stage(0, &tasks).diagnose();
    let failures = find(&diagnosis, "task-failures").expect("failed tasks");
    assert!(failures.risk);
    assert_eq!(failures.saves_ms.map(|saves| saves.mid), Some(5_000.0));
}

#[test]
fn long_pauses_between_jobs_are_the_drivers() {
    let diagnosis = Run::new(4).stage(0, &good(&[5_000; 4])).stage(25_000, &good(&[5_000; 4])).diagnose();
    let driver = find(&diagnosis, "driver-bound").expect("driver bound");
    assert_eq!(driver.saves_ms.map(|saves| saves.high), Some(20_000.0));
    assert!(
        diagnosis.negatives.iter().all(|negative| negative.code != "more-nodes-cannot-help"),
        "totals have no driver time"
    );
}

#[test]
fn hostile_text_stays_text() {
    let mut run = Run::new(8).stage(0, &good(&[20_000, 20_000]));
    run.profile.stages[0].name = "<script>alert('x')</script>\n\u{1b}[31m".into();
    run.profile.sql.push(SqlExecution { description: "</td>".into(), ..SqlExecution::default() });
    let diagnosis = run.diagnose();
    let few = find(&diagnosis, "too-few-partitions").expect("too few partitions");
    assert!(few.what.contains("<script>alert('x')</script> "), "{}", few.what);
    assert!(!few.what.chars().any(char::is_control));
}

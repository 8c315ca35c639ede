//! Laws that hold for every run: bounds, monotony within a stage, determinism, and both forms' agreement.
#![allow(clippy::unwrap_used, reason = "tests")]

use afterglow_predict::{Change, Elastic, Factor, HardwareFactors, Model, Scenario, StageTimes};
use afterglow_profile::{Executor, Job, Profile, ResourceProfile, Stage, StageStatus, TaskRow, Tasks};
use afterglow_units::{Cores, JobId, Millis, StageId, StageKey, Timestamp};
use proptest::prelude::*;

/// A run in local mode: a chain of stages in one job, list-scheduled by hand on `slots`.
fn chain(slots: u32, stages: &[Vec<u64>]) -> Profile {
    let mut profile = Profile::default();
    let start = 1_000_000_i64;
    profile.app.started = Some(Timestamp(start));
    profile.log.complete = true;
    profile.totals.peak_slots = Some(Cores(slots));
    let mut now = start + 100;
    let job_start = now;
    for (number, times) in stages.iter().enumerate() {
        let mut free = vec![now; slots as usize];
        let submitted = now;
        for (index, &time) in times.iter().enumerate() {
            let slot = (0..free.len()).min_by_key(|&slot| free[slot]).unwrap();
            profile.tasks.push(&TaskRow {
                stage: number as u32,
                index: index as u32,
                launched: Timestamp(free[slot]),
                duration: Millis(time),
                run: Millis(time),
                has_metrics: true,
                ..TaskRow::default()
            });
            free[slot] += time as i64;
        }
        now = free.into_iter().max().unwrap().max(now);
        profile.stages.push(Stage {
            key: StageKey { id: StageId(number as i64), attempt: 0 },
            parents: (number > 0).then(|| StageId(number as i64 - 1)).into_iter().collect(),
            submitted: Some(Timestamp(submitted)),
            completed: Some(Timestamp(now)),
            first_launch: Some(Timestamp(submitted)),
            last_finish: Some(Timestamp(now)),
            status: StageStatus::Succeeded,
            job: Some(JobId(0)),
            ..Stage::default()
        });
    }
    profile.jobs.push(Job {
        submitted: Some(Timestamp(job_start)),
        completed: Some(Timestamp(now)),
        succeeded: Some(true),
        stages: (0..stages.len() as i64).map(StageId).collect(),
        ..Job::default()
    });
    profile.executors.push(Executor {
        id: "driver".into(),
        added: Some(Timestamp(start)),
        cores: Some(Cores(slots)),
        first_launch: Some(Timestamp(job_start)),
        ..Executor::default()
    });
    profile.app.ended = Some(Timestamp(now + 50));
    profile
}

/// The tasks of a run, each with a share of its time spent on collections.
fn collecting(profile: &Profile, share: f64) -> Tasks {
    let mut tasks = Tasks::default();
    for at in 0..profile.tasks.len() {
        let row = profile.tasks.row(at);
        tasks.push(&TaskRow { gc: Millis((row.duration.0 as f64 * share) as u64), ..row });
    }
    tasks
}

/// The same with a job for each stage, and the driver alone for a while before each.
fn apart(mut profile: Profile, pause: i64) -> Profile {
    let mut tasks = Tasks::default();
    for at in 0..profile.tasks.len() {
        let row = profile.tasks.row(at);
        tasks.push(&TaskRow { launched: Timestamp(row.launched.0 + pause * i64::from(row.stage)), ..row });
    }
    profile.tasks = tasks;
    profile.jobs.clear();
    for (number, stage) in profile.stages.iter_mut().enumerate() {
        let later = |time: Option<Timestamp>| time.map(|time| Timestamp(time.0 + pause * number as i64));
        let id = JobId(number as i64);
        (stage.submitted, stage.completed) = (later(stage.submitted), later(stage.completed));
        (stage.first_launch, stage.last_finish) = (later(stage.first_launch), later(stage.last_finish));
        stage.parents.clear();
        stage.job = Some(id);
        profile.jobs.push(Job {
            id,
            submitted: stage.submitted,
            completed: stage.completed,
            succeeded: Some(true),
            stages: vec![StageId(number as i64)],
            ..Job::default()
        });
    }
    let end = profile.app.ended.unwrap().0 + pause * profile.stages.len() as i64;
    profile.app.ended = Some(Timestamp(end));
    profile
}

/// Stages of few tasks and of many, with tasks a thousand times shorter than others.
fn stages() -> impl Strategy<Value = Vec<Vec<u64>>> {
    prop::collection::vec(prop::collection::vec(1_u64..5_000, 1..40), 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_prediction_lies_between_the_critical_path_and_the_serial_sum(stages in stages(), slots in 1_u32..9, to in 1_u32..64) {
        let model = Model::of(&chain(slots, &stages)).unwrap();
        let wall = model.predict(&Scenario::slots(to)).wall.mid;
        let path: u64 = stages.iter().map(|times| times.iter().max().unwrap()).sum();
        let sum: u64 = stages.iter().flatten().sum();
        // On fewer slots a task that was the first of its slot may come later, and be shorter for it. And which task
        // meets a slot on which none has run is chance, of which the replay takes the mean: hence the tenth.
        prop_assert!(to < slots || wall >= 0.9 * path as f64 + 149.0, "{wall} below the path {path}");
        prop_assert!(wall <= sum as f64 + 151.0 + 50.0 * stages.len() as f64, "{wall} above the sum {sum}");
    }

    #[test]
    fn more_slots_cost_one_stage_no_more_than_a_cold_start(times in prop::collection::vec(1_u64..5_000, 1..60), slots in 1_u32..9) {
        let longest = times.iter().copied().max().unwrap() as f64;
        let model = Model::of(&chain(slots, &[times])).unwrap();
        let walls: Vec<f64> = [1, 2, 4, 8, 16, 64].map(|to| model.predict(&Scenario::slots(to)).wall.mid).to_vec();
        // List scheduling in a fixed order is monotone for one stage of independent tasks, but every slot is cold once.
        prop_assert!(walls.windows(2).all(|pair| pair[1] <= pair[0] + longest), "{walls:?}");
    }

    #[test]
    fn the_run_on_its_own_slots_comes_back(stages in stages(), slots in 1_u32..9) {
        let profile = chain(slots, &stages);
        let model = Model::of(&profile).unwrap();
        // Not 0: which task meets a slot on which none has run is chance, of which the replay takes the mean.
        prop_assert!(model.replay().error_ratio.abs() < 0.1, "{:?}", model.replay());
    }

    #[test]
    fn no_number_of_slots_beats_the_floor(
        stages in stages(),
        slots in 1_u32..9,
        to in 1_u32..200,
        gc in 0.0_f64..0.9,
        data in 0.2_f64..4.0,
    ) {
        let mut profile = chain(slots, &stages);
        profile.tasks = collecting(&profile, gc);
        let model = Model::of(&profile).unwrap();
        let scenario = Scenario::slots(to).data_scale(data);
        let (limits, wall) = (model.limits_of(&scenario), model.predict(&scenario).wall.mid);
        prop_assert!(limits.critical_path.0 as f64 <= wall + 1.0, "{limits:?} and {wall} on {to}");
        prop_assert!(limits.critical_path <= limits.infinite_slots, "{limits:?}");
    }

    #[test]
    fn a_change_of_nothing_saves_nothing(stages in stages(), slots in 1_u32..9) {
        let model = Model::of(&chain(slots, &stages)).unwrap();
        for stage in 0..stages.len() as i64 {
            let stage = StageKey { id: StageId(stage), attempt: 0 };
            let saved = model.counterfactual(&Change::TasksTake { stage, factor: 1.0 }).saves_ms.mid;
            prop_assert!(saved.abs() < 1e-6, "{saved}");
        }
    }

    #[test]
    fn both_forms_agree_on_other_hardware(
        stages in prop::collection::vec(prop::collection::vec(500_u64..3_000, 20..60), 1..5),
        slots in 2_u32..9,
        to in 1_u32..17,
        speed in 0.5_f64..2.0,
    ) {
        let model = Model::of(&chain(slots, &stages)).unwrap();
        let hardware = HardwareFactors {
            core_speed: Factor::new(speed, 0.1),
            storage_per_slot: Factor::new(speed, 0.1),
            ..HardwareFactors::SAME
        };
        let scenario = Scenario::slots(to).hardware(hardware);
        let (exact, cheap) = (model.predict(&scenario), model.sketch().predict(&scenario));
        prop_assert!((cheap.wall.mid / exact.wall.mid - 1.0).abs() < 0.05, "{cheap:?} and {exact:?}");
        prop_assert!((cheap.task_ms / exact.task_ms - 1.0).abs() < 0.1, "{cheap:?} and {exact:?}");
    }

    #[test]
    fn the_same_question_has_the_same_answer(stages in stages(), slots in 1_u32..9, to in 1_u32..64) {
        let profile = chain(slots, &stages);
        let ask = || Model::of(&profile).unwrap().predict(&Scenario::slots(to));
        prop_assert_eq!(ask(), ask());
    }

    #[test]
    fn what_is_taken_away_saves_time(stages in stages(), slots in 2_u32..9) {
        let model = Model::of(&chain(slots, &stages)).unwrap();
        let key = StageKey { id: StageId(0), attempt: 0 };
        prop_assert!(model.counterfactual(&Change::NoStage(vec![key])).saves_ms.mid > 0.0);
        let halved = model.counterfactual(&Change::TasksTake { stage: key, factor: 0.5 }).saves_ms.mid;
        prop_assert!(halved >= 0.0, "{halved}");
    }

    #[test]
    fn no_table_of_times_makes_it_panic(
        times in prop::collection::vec((prop::collection::vec(-1e9_f64..1e9, 0..8), prop::collection::vec(0_f64..1e4, 0..8)), 0..6),
        slots in 0_u32..40,
        to in 0_u32..1_000,
    ) {
        let stages: Vec<StageTimes> = times
            .into_iter()
            .enumerate()
            .map(|(at, (first, rest))| StageTimes { parents: (0..at + 2).collect(), fresh: first.clone(), first_wave: first, rest })
            .collect();
        let model = Model::of_task_times(&stages, slots);
        let _ = (model.predict(&Scenario::slots(to)), model.sketch().predict(&Scenario::slots(to)), model.limits());
    }
}

#[test]
fn slots_of_a_resource_profile_have_its_cores() {
    // Eight slots of four cores each, by a resource profile and not by `spark.task.cpus`.
    let mut profile = chain(8, &[vec![1_000; 40]]);
    profile.executors[0].cores = Some(Cores(32));
    profile.executors[0].resource_profile = 1;
    profile.stages[0].resource_profile = 1;
    profile.resource_profiles.push(ResourceProfile {
        id: 1,
        task: [("cpus".to_owned(), 4.0)].into_iter().collect(),
        ..ResourceProfile::default()
    });
    let model = Model::of(&profile).unwrap();
    let wall = |slots: u32| model.predict(&Scenario::slots(slots)).wall.mid;
    assert!((wall(8) - 5_150.0).abs() < 60.0, "{}", wall(8));
    assert!((wall(4) - 10_150.0).abs() < 60.0, "{}", wall(4));
}

#[test]
fn both_forms_agree() {
    let stages: Vec<Vec<u64>> =
        (0..4).map(|s| (0..97).map(|t| 500 + (t * 7919 + s * 104_729) % 3_000).collect()).collect();
    let model = Model::of(&chain(4, &stages)).unwrap();
    let sketch = model.sketch();
    for slots in 1..200 {
        let scenario = Scenario::slots(slots);
        let (exact, cheap) = (model.predict(&scenario).wall.mid, sketch.predict(&scenario).wall.mid);
        assert!((cheap / exact - 1.0).abs() < 0.06, "{slots}: {cheap} and {exact}");
    }
}

#[test]
fn two_phases_take_what_the_run_took_and_one_more_start() {
    let model = Model::of(&apart(chain(2, &[vec![900; 6], vec![400; 3], vec![700]]), 250)).unwrap();
    assert_eq!(model.spans().count(), 3);
    let on = Scenario::slots(2);
    let whole = model.predict(&on).wall.mid;
    let parts = model.phase(0..1).predict(&on).wall.mid + model.phase(1..3).predict(&on).wall.mid;
    let start = model.spans().next().unwrap().start().0 as f64;
    assert!((parts - whole - start).abs() < 0.05 * whole, "{parts} for {whole} and {start}");
    assert_eq!(model.phase(0..3).predict(&on).wall, model.predict(&on).wall, "the whole is no phase");
    let episodes = model.sketch().episodes(&on);
    assert_eq!(episodes.len(), 3);
    assert!((episodes.iter().sum::<f64>() - model.sketch().predict(&on).wall.mid).abs() < 1.0);
}

#[test]
fn executors_that_come_and_go_hold_less_and_take_longer() {
    let mut profile = apart(chain(2, &[vec![2_000; 32], vec![30_000], vec![2_000; 32]]), 250);
    for executor in &mut profile.executors {
        executor.id = "1".into();
    }
    let model = Model::of(&profile).unwrap();
    let fixed = Scenario { executors: Some(16), cores_per_executor: Some(1), ..Scenario::slots(16) };
    let elastic = Elastic { least: 1, start_up: Millis(5_000), idle: Millis(5_000), keeps_shuffles: false };
    let (still, moving) = (
        model.predict(&fixed),
        model.predict(&Scenario { elastic: Some(elastic), cores_per_executor: Some(1), ..Scenario::slots(16) }),
    );
    let held = moving.held.unwrap();
    assert!(still.held.is_none() && moving.wall.mid > still.wall.mid, "{still:?} {moving:?}");
    assert!(held.executor_ms < 0.7 * 16.0 * still.wall.mid && held.released > 0, "{held:?} {still:?}");
    assert!(held.executor_ms >= moving.task_ms, "tasks run on executors: {held:?}");
}

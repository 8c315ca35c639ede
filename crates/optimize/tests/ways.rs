//! Other ways than one cluster, on runs made so that the right answer is known.

use afterglow_catalog::{Catalog, Cloud, Rates};
use afterglow_optimize::{Advice, Hint, Policy, Query, Way, WayKind, advise};
use afterglow_predict::Model;
use afterglow_profile::{Executor, Job, Profile, Stage, StageStatus, TaskRow};
use afterglow_units::{Bytes, Cores, JobId, Millis, StageId, StageKey, Timestamp};

const BEGIN: i64 = 1_700_000_000_000;

/// A run on 8 executors of 4 cores: jobs of one stage each, one after another, of so many tasks of so many seconds.
fn run(jobs: &[(u32, i64)]) -> Profile {
    let mut profile = Profile::default();
    profile.app.started = Some(Timestamp(BEGIN));
    profile.log.complete = true;
    profile.totals.peak_slots = Some(Cores(32));
    profile.conf.spark.insert("spark.executor.memory".into(), "8g".into());
    for at in 0..8 {
        profile.executors.push(Executor {
            id: at.to_string(),
            host: format!("host-{at}"),
            added: Some(Timestamp(BEGIN)),
            cores: Some(Cores(4)),
            first_launch: Some(Timestamp(BEGIN + 10_000)),
            ..Executor::default()
        });
    }
    let mut now = BEGIN + 10_000;
    for (number, &(tasks, seconds)) in jobs.iter().enumerate() {
        let (id, submitted) = (number as i64, now);
        let mut free = [now; 32];
        for index in 0..tasks {
            let slot = (0..32).min_by_key(|&slot| free[slot]).unwrap_or(0);
            profile.tasks.push(&TaskRow {
                stage: number as u32,
                index,
                launched: Timestamp(free[slot]),
                duration: Millis(1_000 * seconds as u64),
                run: Millis(1_000 * seconds as u64),
                executor: afterglow_units::ExecutorIx(slot as u32 % 8),
                has_metrics: true,
                ..TaskRow::default()
            });
            free[slot] += 1_000 * seconds;
        }
        now = free.into_iter().max().unwrap_or(now);
        profile.stages.push(Stage {
            key: StageKey { id: StageId(id), attempt: 0 },
            submitted: Some(Timestamp(submitted)),
            completed: Some(Timestamp(now)),
            first_launch: Some(Timestamp(submitted)),
            last_finish: Some(Timestamp(now)),
            status: StageStatus::Succeeded,
            job: Some(JobId(id)),
            ..Stage::default()
        });
        profile.jobs.push(Job {
            id: JobId(id),
            submitted: Some(Timestamp(submitted)),
            completed: Some(Timestamp(now)),
            succeeded: Some(true),
            stages: vec![StageId(id)],
            ..Job::default()
        });
        now += 500;
    }
    profile.app.ended = Some(Timestamp(now));
    profile
}

fn asked(profile: &Profile, policy: &str, rates: &str) -> Advice {
    let model = Model::of(profile).expect("a good run");
    let hint = Hint { instance: Some("aws:m5.xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() };
    let policy = Some(Policy::parse(policy).expect("a good policy"));
    let rates = (!rates.is_empty()).then(|| Rates::parse(rates).0);
    advise(profile, &model, Catalog::builtin(), &Query { hint, policy, rates, ..Query::default() })
}

fn way(advice: &Advice, kind: WayKind) -> &Way {
    advice.ways.iter().find(|way| way.kind == kind).unwrap_or_else(|| panic!("{kind:?}: {:?}", advice.notes))
}

const PLAIN: &str = r#"{"platforms": ["vms"], "spot": false, "families": ["m5", "m6i", "m7i"]}"#;

#[test]
fn a_wide_hour_and_a_narrow_one_want_two_clusters() {
    let narrow: Vec<(u32, i64)> = std::iter::once((1_280, 90)).chain(std::iter::repeat_n((2, 600), 6)).collect();
    let advice = asked(&run(&narrow), PLAIN, "");
    let phases = way(&advice, WayKind::Phases);
    let first = &advice.choices[0];
    assert!(phases.better && phases.cost.mid < 0.8 * first.cost.mid, "{phases:#?} {first:#?}");
    assert!(phases.why[1].contains("group 2"), "the cut is behind the wide job: {:?}", phases.why);
    let (before, after) = phases.title.split_once(", then ").expect("two clusters");
    let cores = |part: &str| {
        let (workers, rest) = part.split_once(" × ").expect("a number of a type");
        let name = rest.split(' ').next().expect("a type");
        let machine = Catalog::builtin().find(Cloud::Aws, name).expect("of the catalogue");
        workers.parse::<u32>().expect("a number") * machine.vcpus.0
    };
    assert!(cores(before) >= 8 * cores(after), "{}", phases.title);
}

#[test]
fn an_even_run_wants_one() {
    let advice = asked(&run(&[(320, 60), (320, 60), (320, 60)]), PLAIN, "");
    let phases = way(&advice, WayKind::Phases);
    assert!(!phases.better && phases.cost.mid > advice.choices[0].cost.mid, "{phases:#?}");
    assert!(phases.why[0].starts_with("Not better") || phases.why[0].starts_with("It does not"), "{phases:#?}");
}

#[test]
fn what_a_later_job_reads_again_is_handed_over() {
    let mut profile = run(&[(640, 90), (2, 900), (2, 900)]);
    let rdd = |id: i64, parents: &[i64]| afterglow_profile::Rdd { id, parents: parents.to_vec(), ..Default::default() };
    profile.stages[0].rdds = vec![rdd(1, &[])];
    profile.stages[0].sums.shuffle_write = Bytes(40 << 30);
    // The second and the third job read the shuffle of the first one.
    profile.stages[1].rdds = vec![rdd(2, &[1])];
    profile.stages[2].rdds = vec![rdd(3, &[1])];
    let advice = asked(&profile, PLAIN, "");
    assert!(way(&advice, WayKind::Phases).why.iter().any(|why| why.starts_with("40.00 GiB")), "{:#?}", advice.ways);
}

#[test]
fn machines_that_come_and_go_pay_where_the_work_does() {
    let uneven: Vec<(u32, i64)> = std::iter::once((1_280, 90)).chain(std::iter::repeat_n((2, 600), 6)).collect();
    let policy = r#"{"platforms": ["kubernetes"], "spot": false, "families": ["m5", "m6i", "m7i"]}"#;
    let advice = asked(&run(&uneven), policy, "");
    let elastic = way(&advice, WayKind::Elastic);
    assert!(
        elastic.feasible && elastic.cost.mid < 0.95 * advice.choices[0].cost.mid,
        "{elastic:#?} {:#?}",
        advice.choices[0]
    );
    let set = |key: &str| elastic.conf.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
    assert_eq!(set("spark.dynamicAllocation.enabled").as_deref(), Some("true"));
    let plain = asked(&run(&uneven), PLAIN, "");
    assert!(plain.ways.iter().all(|way| way.kind != WayKind::Elastic));
    assert!(
        plain.notes.iter().any(|note| note.starts_with("Dynamic allocation was not reckoned")),
        "{:?}",
        plain.notes
    );
}

#[test]
fn a_rack_that_is_too_small_is_helped_by_a_cloud() {
    let rack = "kind,instance,count,cores,memory_gib,usd_per_hour\nnode,rack,2,8,32,0.05\n";
    let policy = r#"{"clouds": ["onprem", "aws"], "platforms": ["vms", "onprem"], "spot": false, "instances": ["m5.*", "m6i.*", "rack"], "link_gbps": 10}"#;
    let profile = run(&[(1_280, 90), (1_280, 90)]);
    let advice = asked(&profile, policy, rack);
    let burst = way(&advice, WayKind::Burst);
    assert!(burst.title.starts_with("2 × rack") && burst.feasible, "{burst:#?}");
    assert!(advice.choices[0].cloud != Cloud::OnPremises, "the rack alone is too slow");
    assert!(burst.better && burst.cost.mid < advice.choices[0].cost.mid, "{burst:#?} {:#?}", advice.choices[0]);
    // Sixteen own cores and the cloud's together would be over it.
    let capped = policy.replace(r#""link_gbps": 10"#, r#""link_gbps": 10, "max_cores": 16"#);
    assert!(asked(&profile, &capped, rack).ways.iter().all(|way| way.kind != WayKind::Burst), "no more than 16 cores");
    // A count that no rack has is no panic.
    let absurd = rack.replace("rack,2,", "rack,4000000000,");
    let _ = asked(&profile, policy, &absurd);
    let silent = asked(&profile, &policy.replace(r#", "link_gbps": 10"#, ""), rack);
    assert!(silent.notes.iter().any(|note| note.contains("link_gbps")), "{:?}", silent.notes);
}

#[test]
fn both_clusters_are_in_one_place() {
    let narrow: Vec<(u32, i64)> = std::iter::once((1_280, 90)).chain(std::iter::repeat_n((2, 600), 6)).collect();
    let policy = r#"{"clouds": ["aws", "gcp"], "platforms": ["vms"], "spot": false}"#;
    let advice = asked(&run(&narrow), policy, "");
    let phases = way(&advice, WayKind::Phases);
    let types = |part: &str| part.split(" × ").nth(1).and_then(|rest| rest.split(' ').next()).map(str::to_owned);
    let (before, after) = phases.title.split_once(", then ").expect("two clusters");
    let cloud = |name: &str| Catalog::builtin().find_id(name).map(|machine| machine.cloud);
    let (a, b) = (types(before).expect("a type"), types(after).expect("a type"));
    assert_eq!(cloud(&a), cloud(&b), "{}", phases.title);
}

#[test]
fn machines_that_come_and_go_are_billed_for_what_they_held() {
    // One job as wide as the cluster all the time: nothing can be given back.
    let even = run(&[(3_200, 90)]);
    let policy = r#"{"platforms": ["kubernetes"], "spot": false, "instances": ["m5.xlarge"], "startup_seconds": 60}"#;
    let advice = asked(&even, policy, "");
    let (elastic, first) = (way(&advice, WayKind::Elastic), &advice.choices[0]);
    assert!(!elastic.better, "{elastic:#?}");
    // At least the tasks' own time on four cores a machine, at the price of an hour.
    let machine = f64::from(first.workers) * first.wall.mid / 3.6e6;
    let each = first.cost.mid / (machine + f64::from(first.workers) * 60.0 / 3_600.0);
    let least = each * 3_200.0 * 90.0 / 3_600.0 / 4.0 * 0.8;
    assert!(elastic.cost.mid > least, "{} for at least {least}: {elastic:#?}", elastic.cost.mid);
    let set = |key: &str| elastic.conf.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
    assert_eq!(set("spark.executor.instances"), set("spark.dynamicAllocation.minExecutors"));
}

#[test]
fn a_run_on_gpus_is_kept_off_machines_without() {
    let mut profile = run(&[(320, 60)]);
    let node = afterglow_profile::PlanNode { name: "GpuHashAggregate".into(), ..Default::default() };
    let plan = afterglow_profile::Plan { nodes: vec![node] };
    profile.sql.push(afterglow_profile::SqlExecution { plan, ..Default::default() });
    let model = Model::of(&profile).expect("a good run");
    let hint = Hint { instance: Some("aws:g5.2xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() };
    let advice = advise(&profile, &model, Catalog::builtin(), &Query { hint, ..Query::default() });
    assert!(!advice.choices.is_empty() && advice.choices.iter().all(|choice| choice.family.starts_with("g5")));
    assert!(advice.ways.iter().all(|way| way.kind != WayKind::Serverless), "{:?}", advice.ways);
    assert!(advice.notes.iter().any(|note| note.contains("GPUs")), "{:?}", advice.notes);
}

#[test]
fn serverless_is_shown_where_it_is_sold() {
    let advice = asked(&run(&[(320, 60)]), r#"{"clouds": ["aws"]}"#, "");
    let serverless = way(&advice, WayKind::Serverless);
    assert!(serverless.title.contains("us-east-1"), "{serverless:#?}");
    let none = asked(&run(&[(320, 60)]), PLAIN, "");
    assert!(none.ways.iter().all(|way| way.kind != WayKind::Serverless), "the policy names platforms");
}

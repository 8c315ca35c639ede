//! What samples of known machines must lead to.

use afterglow_catalog::{Catalog, Cloud, Flag};
use afterglow_units::{Bytes, Cores, Timestamp};

use super::*;
use crate::{Hint, Policy, Purchase, Query};

const GIB: f64 = (1u64 << 30) as f64;

/// A day of five-minute samples, at `share` of the processor and `memory` bytes, with one higher sample in fifty.
fn host(name: &str, share: f64, memory: Option<f64>) -> Host {
    let samples = (0..288).map(|n| Sample {
        cpu: Some(Load::Share(if n % 50 == 0 { (2.0 * share).min(1.0) } else { share })),
        memory: memory.map(Fill::Bytes),
        ..Sample::at(Timestamp(n * 300_000))
    });
    Host { name: name.to_owned(), samples: samples.collect(), ..Host::default() }
}

fn on(instance: &str, policy: &str) -> Sizing {
    let query = Query {
        policy: Some(Policy::parse(policy).expect("a good policy")),
        hint: Hint { instance: Some(instance.to_owned()), region: Some("us-east-1".to_owned()), ..Hint::default() },
        ..Query::default()
    };
    Sizing { query, percentile: None }
}

fn ask(hosts: &[Host], sizing: &Sizing) -> RightSize {
    rightsize(hosts, Catalog::builtin(), sizing)
}

#[test]
fn an_idle_machine_becomes_a_smaller_one_of_its_family() {
    let sizing = on("aws:m5.2xlarge", r#"{"families": ["m5"], "markets": ["on_demand"]}"#);
    let answer = ask(&[host("a", 0.2, Some(4.0 * GIB))], &sizing);
    assert_eq!(answer.asks, None);
    // 0.2 of 8 cores and 4 GiB, with a fifth of head-room: 1.92 cores, 4.8 GiB.
    let need = answer.need.expect("a need");
    assert!((need[0].expect("cpu") - 1.92).abs() < 1e-9 && (need[1].expect("memory") - 4.8 * GIB).abs() < 1.0);
    // One sample in fifty is twice as high.
    assert!(answer.notes.iter().any(|note| note.contains("1.7 times the need")), "{:?}", answer.notes);
    let first = &answer.choices[0];
    assert_eq!((first.instance.as_str(), first.count, first.plan), ("m5.large", 1, Plan::SameNumber));
    assert_eq!(first.limited_by, Resource::Cpu);
    let now = answer.now.expect("the machine is named").usd_per_hour.expect("a price").0;
    assert!((now / first.usd_per_hour.0 - 4.0).abs() < 0.01, "a quarter of the machine at a quarter of the price");
}

#[test]
fn memory_that_no_sample_tells_is_not_reduced() {
    let sizing = on("aws:m5.2xlarge", r#"{"markets": ["on_demand"]}"#);
    let answer = ask(&[host("a", 0.05, None)], &sizing);
    assert!(
        answer.kept[1] && answer.notes.iter().any(|note| note.contains("memory: it is kept")),
        "{:?}",
        answer.notes
    );
    assert!(!answer.choices.is_empty() && answer.choices.iter().all(|one| one.memory >= Bytes(32 << 30)));
    assert!(answer.choices.iter().any(|one| one.vcpus < Cores(8)), "but cores may be fewer");
}

#[test]
fn per_cent_of_nobody_knows_what_is_asked_for() {
    let answer = ask(&[host("a", 0.2, Some(GIB))], &Sizing::default());
    assert!(answer.asks.expect("a question").contains("machine type") && answer.choices.is_empty());
    assert_eq!(answer.busiest[0].expect("the share is told all the same").p50, 0.2);
    let told = Host { cores: Some(Cores(8)), ..host("a", 0.2, Some(GIB)) };
    let answer = ask(&[told], &Sizing::default());
    assert!(answer.asks.is_none() && !answer.choices.is_empty() && answer.now.is_none());
    assert!(answer.choices.iter().all(|one| one.speed.is_none()));
    let unknown = ask(&[host("a", 0.2, Some(GIB))], &on("aws:m99.huge", "{}"));
    assert!(unknown.asks.expect("a question").contains("m99.huge"));
    assert!(ask(&[], &Sizing::default()).asks.is_some());
}

#[test]
fn every_choice_holds_the_need_and_none_runs_on_credits() {
    let sizing = on("aws:m5.2xlarge", r#"{"burstable": true}"#);
    let answer = ask(&[host("a", 0.3, Some(10.0 * GIB)), host("b", 0.4, Some(12.0 * GIB))], &sizing);
    let catalog = Catalog::builtin();
    for one in &answer.choices {
        assert!(one.fill.iter().flatten().all(|share| *share <= 1.0 + 1e-9), "{one:?}");
        let instance = catalog.find(one.cloud, &one.instance).expect("in the catalogue");
        assert!(!instance.flags.has(Flag::Burstable), "{one:?}");
    }
    assert!(answer.choices.windows(2).all(|pair| pair[0].usd_per_hour.0 <= pair[1].usd_per_hour.0));
}

#[test]
fn fewer_machines_only_for_loads_that_were_watched_together() {
    let sizing = on("aws:m5.2xlarge", r#"{"families": ["m5"], "markets": ["on_demand"]}"#);
    let hosts = [host("a", 0.2, Some(4.0 * GIB)), host("b", 0.2, Some(4.0 * GIB)), host("c", 0.2, Some(4.0 * GIB))];
    let fewer: Vec<SizedChoice> =
        ask(&hosts, &sizing).choices.into_iter().filter(|one| one.plan == Plan::Fewer).collect();
    // 4.8 cores and 12 GiB, with head-room 5.76 and 14.4: one m5.2xlarge, two m5.xlarge.
    let told: Vec<(&str, u32)> = fewer.iter().map(|one| (one.instance.as_str(), one.count)).collect();
    assert!(told.contains(&("m5.2xlarge", 1)) && told.contains(&("m5.xlarge", 2)), "{told:?}");
    assert!(fewer.iter().all(|one| one.count < 3));
    let mut apart = hosts.to_vec();
    for sample in &mut apart[1].samples {
        sample.at.0 += 400 * 300_000;
    }
    let answer = ask(&apart, &sizing);
    assert!(answer.together.is_none() && answer.choices.iter().all(|one| one.plan == Plan::SameNumber));
    assert!(answer.notes.iter().any(|note| note.contains("not watched at the same time")));
}

#[test]
fn the_policy_holds() {
    let policy = r#"{"markets": ["spot"], "min_workers": 2, "head_room": 1.5, "architectures": ["x86_64"]}"#;
    let answer = ask(&[host("a", 0.2, Some(GIB)), host("b", 0.2, Some(GIB))], &on("aws:m5.2xlarge", policy));
    assert!((answer.need.expect("a need")[0].expect("cpu") - 2.4).abs() < 1e-9);
    assert!(!answer.choices.is_empty());
    assert!(answer.choices.iter().all(|one| one.market == Purchase::Spot && one.count == 2 && one.cloud == Cloud::Aws));
    let nothing = ask(&[host("a", 0.2, Some(GIB))], &on("aws:m5.2xlarge", r#"{"families": ["none"]}"#));
    assert!(nothing.choices.is_empty() && nothing.infeasible.is_some());
}

#[test]
fn a_full_processor_is_said_to_hide_the_need() {
    let answer = ask(&[host("a", 0.97, Some(GIB))], &on("aws:m5.2xlarge", "{}"));
    assert!(answer.notes.iter().any(|note| note.contains("full at its peaks")), "{:?}", answer.notes);
    assert!(answer.now.expect("named").fill[0].expect("cpu") > 1.0);
}

#[test]
fn own_disks_stay_own_disks() {
    let answer = ask(&[host("a", 0.1, Some(GIB))], &on("aws:m5d.2xlarge", "{}"));
    let catalog = Catalog::builtin();
    let has = |one: &SizedChoice| catalog.find(one.cloud, &one.instance).is_some_and(|one| one.local_disk.included());
    assert!(!answer.choices.is_empty() && answer.choices.iter().all(has));
}

#[test]
fn absurd_samples_do_no_harm() {
    let wild = |at: i64, cpu: f64| Sample {
        cpu: Some(Load::Cores(cpu)),
        memory: Some(Fill::Bytes(f64::MAX)),
        network: Some(f64::INFINITY),
        ..Sample::at(Timestamp(at))
    };
    let samples = vec![wild(i64::MIN, f64::NAN), wild(0, 1e300), wild(i64::MAX, 1.0)];
    let hosts = [Host { samples: samples.clone(), ..Host::default() }, Host { samples, ..Host::default() }];
    let answer = ask(&hosts, &on("aws:m5.2xlarge", "{}"));
    assert!(answer.choices.is_empty() && answer.infeasible.is_some());
}

//! Advice on real logs: laws that hold for every one, and `-- --nocapture` prints what was advised.
#![allow(clippy::print_stdout, reason = "the advice is printed to be read")]

use afterglow_catalog::{Catalog, Cloud, Rates};
use afterglow_optimize::{Advice, Goal, Hint, Kind, Policy, Query, advise, advise_with, emit};
use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::{Millis, Usd};
use common::profiles;

mod common;

/// A cluster as most runs of the collection had one, where the log does not tell.
fn hinted() -> Hint {
    Hint { instance: Some("aws:m5.2xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() }
}

/// What holds for every answer.
fn check(name: &str, profile: &Profile, advice: &Advice, query: &Query) {
    assert!(advice.choices.len() <= 50, "{name}");
    for (at, choice) in advice.choices.iter().enumerate() {
        let (wall, cost) = (choice.wall, choice.cost);
        assert!(wall.low <= wall.mid && wall.mid <= wall.high && wall.mid > 0.0, "{name} {at}: {wall:?}");
        assert!(cost.low <= cost.mid && cost.mid <= cost.high && cost.mid >= 0.0, "{name} {at}: {cost:?}");
        assert!(cost.high.is_finite() && wall.high.is_finite(), "{name} {at}");
        assert!(choice.slots > 0 && choice.executors > 0 && choice.workers > 0, "{name} {at}");
        let each = advice.need.heap(choice.slots / choice.executors, choice.executors, 1.0);
        assert!(choice.executor_memory >= each, "{name} {at}: {:?} does not hold {each:?}", choice.executor_memory);
        assert!(!choice.why.is_empty() && !choice.conf.is_empty(), "{name} {at}");
        if let Some(probability) = choice.meets_deadline_probability {
            assert!((0.0..=1.0).contains(&probability), "{name} {at}");
        }
        if let (Some(budget), true) = (query.budget, choice.feasible) {
            assert!(cost.mid <= budget.0, "{name} {at}");
        }
        for kind in Kind::ALL {
            assert!(!emit(choice, profile, kind).is_empty(), "{name} {at}");
        }
    }
    let feasible = advice.choices.iter().take_while(|choice| choice.feasible).count();
    assert!(
        advice.choices[feasible..].iter().all(|choice| !choice.feasible),
        "{name}: those that keep limits come first"
    );
    assert_eq!(advice.infeasible.is_some(), feasible == 0, "{name}");
    for way in &advice.ways {
        let (wall, cost) = (way.wall, way.cost);
        assert!(wall.low <= wall.mid && wall.mid <= wall.high && wall.mid > 0.0, "{name} {way:?}");
        assert!(cost.low <= cost.mid && cost.mid <= cost.high && cost.mid >= 0.0, "{name} {way:?}");
        assert!(cost.high.is_finite() && wall.high.is_finite() && (!way.better || way.feasible), "{name} {way:?}");
        assert!(way.why.len() > 1 && !way.title.is_empty(), "{name} {way:?}");
    }
    for pair in advice.pareto.windows(2) {
        let (a, b) = (&advice.choices[pair[0]], &advice.choices[pair[1]]);
        assert!(a.cost.mid <= b.cost.mid && a.wall.mid > b.wall.mid, "{name}: the front falls");
    }
}

fn print(name: &str, advice: &Advice) {
    let now = &advice.current;
    println!(
        "## {name}: {:?} {:?} {:?} x{:?} execs {:?} slots {:?} wall {:?} cost {:?}; searched {}, need {:?} a slot ({:?})",
        now.platform_word,
        now.instance,
        now.region,
        now.workers,
        now.executors,
        now.slots,
        now.wall,
        now.cost.as_ref().map(|cost| cost.total.0),
        advice.searched,
        advice.need.heap_per_slot.mib(),
        advice.need.basis,
    );
    for choice in advice.choices.iter().take(4) {
        println!(
            "  {} {} {} {} {} | {}x{} slots {} | {:.1} s ({:.1}-{:.1}) ${:.4} ({:.4}-{:.4}) p {:?} {:?} replayed {}",
            choice.cloud,
            choice.region,
            choice.platform.word(),
            choice.title(),
            choice.market.word(),
            choice.executors,
            choice.executor_cores.0,
            choice.slots,
            choice.wall.mid / 1e3,
            choice.wall.low / 1e3,
            choice.wall.high / 1e3,
            choice.cost.mid,
            choice.cost.low,
            choice.cost.high,
            choice.meets_deadline_probability,
            choice.bound_by,
            choice.replayed,
        );
    }
    if let Some(first) = advice.choices.first() {
        first.why.iter().for_each(|why| println!("    - {why}"));
    }
    for way in &advice.ways {
        println!(
            "  {} {}: {:.1} s ({:.1}-{:.1}) ${:.4} ({:.4}-{:.4}) {} {}",
            way.kind.word(),
            way.title,
            way.wall.mid / 1e3,
            way.wall.low / 1e3,
            way.wall.high / 1e3,
            way.cost.mid,
            way.cost.low,
            way.cost.high,
            if way.feasible { "keeps" } else { "misses" },
            if way.better { "better" } else { "worse" }
        );
        way.why.iter().for_each(|why| println!("    - {why}"));
    }
    if std::env::var("NOTES").is_ok() {
        advice.notes.iter().for_each(|note| println!("    * {note}"));
    }
    if let Some(infeasible) = &advice.infeasible {
        println!("    ! {infeasible}");
    }
}

#[test]
fn every_shared_log_gets_sensible_advice() {
    let catalog = Catalog::builtin();
    let mut asked = 0;
    for log in afterglow_testkit::shared_logs() {
        if std::env::var("ONLY").is_ok_and(|only| !log.name.contains(&only)) {
            continue;
        }
        let Ok(profiles) = profiles(&log.path) else { continue };
        for profile in profiles {
            let Ok(model) = Model::of(&profile) else { continue };
            let told = afterglow_optimize::Current::of(&profile, catalog, &Hint::default()).instance.is_some();
            let query = Query { hint: if told { Hint::default() } else { hinted() }, ..Query::default() };
            let start = std::time::Instant::now();
            let sketch = model.sketch();
            let sketched = start.elapsed();
            let advice = advise_with(&profile, &model, &sketch, catalog, &query);
            let took = start.elapsed();
            let start = std::time::Instant::now();
            let _ = model.predict(&afterglow_predict::Scenario::slots(64));
            println!("sketch {sketched:?}, one replay {:?}", start.elapsed());
            check(&log.name, &profile, &advice, &query);
            println!("{took:?} for {} tasks", profile.tasks.len());
            print(&log.name, &advice);
            asked += 1;
        }
    }
    println!("{asked} runs");
}

/// One fixture with several stages, for the tests below.
fn fixture() -> (Profile, Model) {
    let path = afterglow_testkit::fixture("3.5.9/local/zstd").path;
    let profile = profiles(&path).expect("a fixture is readable").remove(0);
    let model = Model::of(&profile).expect("a fixture can be modelled");
    (profile, model)
}

#[test]
fn fixtures_get_the_same_advice_twice() {
    let (profile, model) = fixture();
    let query = Query { hint: hinted(), ..Query::default() };
    let (a, b) =
        (advise(&profile, &model, Catalog::builtin(), &query), advise(&profile, &model, Catalog::builtin(), &query));
    assert_eq!((a.choices.clone(), a.pareto.clone(), a.notes.clone()), (b.choices, b.pareto, b.notes));
    check("fixture", &profile, &a, &query);
    print("fixture", &a);
}

#[test]
fn a_policy_is_kept_by_every_choice() {
    let (profile, model) = fixture();
    let text = r#"{"clouds": ["gcp"], "spot": false, "max_cores": 32, "families": ["n2*"], "min_workers": 2,
                   "conf": {"spark.speculation": "true"}}"#;
    let policy = Policy::parse(text).expect("a good policy");
    let query = Query { policy: Some(policy), ..Query::default() };
    let advice = advise(&profile, &model, Catalog::builtin(), &query);
    check("policy", &profile, &advice, &query);
    assert!(!advice.choices.is_empty());
    for choice in &advice.choices {
        let row = Catalog::builtin().find(Cloud::Gcp, &choice.instance).expect("of Google");
        assert!(choice.family.starts_with("n2") && !choice.market.uses_spot() && choice.workers >= 2);
        assert!(row.vcpus.0 * choice.workers <= 32);
        assert!(choice.conf.contains(&("spark.speculation".into(), "true".into())));
    }
}

#[test]
fn what_cannot_be_had_is_said_with_the_rule() {
    let (profile, model) = fixture();
    let ask = |query: &Query| advise(&profile, &model, Catalog::builtin(), query);
    let nothing = Policy::parse(r#"{"families": ["no-such-family"]}"#).expect("a good policy");
    let advice = ask(&Query { policy: Some(nothing), ..Query::default() });
    let infeasible = advice.infeasible.expect("nothing is allowed");
    assert!(advice.choices.is_empty() && infeasible.blockers.iter().any(|b| b.rule == "families"), "{infeasible}");

    let advice = ask(&Query { deadline: Some(Millis(1)), ..Query::default() });
    let infeasible = advice.infeasible.expect("a millisecond is too short");
    assert!(infeasible.blockers.iter().any(|b| b.rule == "deadline"), "{infeasible}");
    let nearest = infeasible.nearest.expect("some cluster is nearest");
    assert!(nearest.starts_with("The nearest is ") && nearest.contains(" over the deadline"), "{nearest}");
    let first = &advice.choices[0];
    assert!(
        advice.choices.iter().all(|choice| first.wall.mid <= 1.1 * choice.wall.mid),
        "the fastest, not the cheapest"
    );
    assert!(first.why[0].contains("no choice"), "{:?}", first.why);

    let advice = ask(&Query { budget: Some(Usd(1e-9)), goal: Goal::Fastest, ..Query::default() });
    let infeasible = advice.infeasible.expect("too cheap");
    assert!(infeasible.blockers.iter().any(|b| b.rule == "budget"), "{infeasible}");
    assert!(infeasible.nearest.is_some_and(|nearest| nearest.contains(" over the budget")));
}

#[test]
fn goals_pull_in_their_directions() {
    let (profile, model) = fixture();
    let first = |goal| {
        let query = Query { goal, deadline: Some(Millis(86_400_000)), hint: hinted(), ..Query::default() };
        advise(&profile, &model, Catalog::builtin(), &query).choices.remove(0)
    };
    let (cheap, fast, balanced) = (first(Goal::Cheapest), first(Goal::Fastest), first(Goal::Balanced));
    assert!(cheap.cost.mid <= balanced.cost.mid * 1.001 && balanced.wall.mid <= cheap.wall.mid * 1.001);
    assert!(fast.wall.mid <= balanced.wall.mid * 1.02, "{} {}", fast.wall.mid, balanced.wall.mid);
}

#[test]
fn own_machines_are_advised_at_their_own_cost() {
    let (profile, model) = fixture();
    let csv = "kind,instance,count,cores,memory_gib,usd_per_hour\nnode,rack-a,4,16,64,0.10\n";
    let rates = Rates::parse(csv).0;
    let query = Query { rates: Some(rates), clouds: vec![Cloud::OnPremises], ..Query::default() };
    let advice = advise(&profile, &model, Catalog::builtin(), &query);
    print("own", &advice);
    let choice = advice.choices.first().expect("the rack is enough");
    assert_eq!((choice.cloud, &*choice.instance, choice.driver.as_deref()), (Cloud::OnPremises, "rack-a", None));
    assert!(choice.workers <= 4);
    let hours = choice.wall.mid.max(60_000.0) / 3.6e6;
    assert!((choice.cost.mid - 0.1 * hours * f64::from(choice.workers)).abs() < 1e-9);
}

//! A house in force: its rules, rates and prices reach the advice and the findings.

mod common;

use afterglow_engine::contract::Advise;
use afterglow_engine::house::{House, bring};
use afterglow_engine::{AdviseQuery, Machines, Session};
use common::open_path;

fn session() -> Session {
    let wanted = |fixture: &&afterglow_testkit::Fixture| fixture.name.contains("dynamic-6");
    let fixtures = afterglow_testkit::fixtures();
    open_path(&fixtures.iter().find(wanted).expect("a fixture").path).0
}

fn house(texts: &[&str]) -> House {
    let mut house = House::default();
    for text in texts {
        house.take(bring("dropped", text.as_bytes()).unwrap_or_else(|error| panic!("{error}")));
    }
    // As everybody gets it.
    House::parse(&house.to_json()).expect("a house")
}

fn advice(session: &Session) -> Result<Advise, String> {
    let query = AdviseQuery {
        clouds: vec!["aws".to_owned()],
        regions: vec!["us-east-1".to_owned()],
        current_instance: Some("aws:m5.xlarge".to_owned()),
        ..AdviseQuery::default()
    };
    session.run(0).expect("a run").advice(&query).map(Advise::from)
}

#[test]
fn dropped_prices_are_those_of_the_advice_and_of_the_findings() {
    let mut session = session();
    let before = advice(&session).expect("an advice");
    let prices = "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m5.xlarge,19.2,2099-01-01\n";
    session.set_house(house(&[prices]));
    let after = advice(&session).expect("an advice");
    let ratio = after.current.cost_usd.expect("a cost") / before.current.cost_usd.expect("a cost");
    assert!(ratio > 20.0, "a hundred times the list price for the machines: {ratio}");
    assert!(after.catalog.sha256.ends_with("+own") && !before.catalog.sha256.ends_with("+own"));
    assert!(after.notes.iter().any(|note| note.contains("2099-01-01")), "{:?}", after.notes);
    let machines = Machines { instance: Some("aws:m5.xlarge".to_owned()), ..Machines::default() };
    let saved = |session: &Session| -> f64 {
        let findings = session.run(0).expect("a run").profile_json_on(&machines).findings;
        findings.iter().filter_map(|finding| finding.saves_usd).map(|usd| usd.mid).fold(0.0, f64::max)
    };
    let dear = saved(&session);
    session.set_house(House::default());
    assert!(dear > 20.0 * saved(&session), "findings are worth what the machines cost");
    assert_eq!(advice(&session).expect("an advice"), before, "and without a house all is as before");
}

#[test]
fn the_rules_of_the_house_hold() {
    let mut session = session();
    session.set_house(house(&[r#"{"families": ["m6i"], "spot": false, "max_workers": 2}"#]));
    let choices = advice(&session).expect("an advice").choices;
    assert!(!choices.is_empty());
    for choice in &choices {
        assert!(choice.instance.starts_with("m6i.") && choice.market == "on_demand", "{choice:?}");
    }
    session.set_house(house(&[r#"{"spot": false, "markets": ["spot"]}"#]));
    let nothing = advice(&session).expect("an answer");
    assert!(nothing.choices.is_empty() && nothing.infeasible.is_some(), "a policy that allows nothing: {nothing:?}");
    session.set_house(house(&[r#"{"max_cores": -1, "clouds": []}"#]));
    let refused = advice(&session).expect_err("a policy that is wrong is not passed over");
    assert!(refused.contains("max_cores"), "{refused}");
}

#[test]
fn bad_rows_are_told_and_the_rest_goes_on() {
    let mut session = session();
    let rates = "kind,cloud,instance,market,usd_per_hour,currency\nrate,aws,m5.xlarge,on_demand,-3,EUR\nrate,aws,m5.xlarge,on_demand,0.5,EUR\n";
    let prices = "cloud,region,instance_type,on_demand_usd_per_hour\naws,us-east-1,z99.huge,1\n";
    session.set_house(house(&[rates, prices]));
    let advice = advice(&session).expect("an advice");
    for part in ["line 2", "negative", "EUR", "aws:z99.huge"] {
        assert!(advice.notes.iter().any(|note| note.contains(part)), "{part}: {:?}", advice.notes);
    }
    assert!(advice.current.cost_usd.is_some());
}

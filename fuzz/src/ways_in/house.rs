//! Any bytes as a file for the house (a house, a policy, rates, prices): taken or refused in one line; what was taken
//! comes back from its own file as it was; rates come back from their rows; and a run is advised under it without a panic.
//!
//! The first byte picks what is asked beside.

use afterglow_engine::house::{Brought, House, LARGEST_RATES, RatesTable, bring, policy_problems};
use afterglow_engine::{AdviseQuery, MachineUseQuery, Machines, Reply, Request, Session};

use super::kit::{choices, figures_are_numbers, input, opened};

/// A run that is advised under any rules.
const RUN: &[u8] =
    include_bytes!("../../../tests/fixtures/3.5.9/standalone/dynamic-1/log/app-20261121141731-0000.zstd");

pub(crate) fn law(data: &[u8]) {
    let Some(([choice], bytes)) = choices(data) else { return };
    let text = String::from_utf8_lossy(bytes);
    rates_come_back(&text);
    for (field, what) in policy_problems(&text) {
        assert!(!what.is_empty(), "{field}: no word of what is wrong");
    }
    let mut house = House::default();
    match bring("folder/a file", bytes) {
        Ok(brought) => {
            let (view, files) = brought.clone().apart();
            assert_eq!(view.files.len(), files.len());
            house.take(brought);
        }
        Err(why) => assert!(!why.is_empty()),
    }
    comes_back(&house);
    if choice.is_multiple_of(4) && bytes.len() <= LARGEST_RATES {
        // Whatever it is, somebody may paste it into the fields of the page.
        house.take(Brought::Policy(text.to_string()));
        house.take(Brought::Rates(text.into_owned()));
    }
    if choice & 0x1C == 0 {
        advises(house);
    }
}

/// Rows that were read give the same rows again, and nothing new is wrong with them.
fn rates_come_back(text: &str) {
    if text.len() > LARGEST_RATES {
        return;
    }
    let table = RatesTable::parse(text);
    let written = table.to_text();
    let again = RatesTable::parse(&written);
    assert_eq!(again.to_text(), RatesTable::parse(&again.to_text()).to_text(), "written twice");
    assert!(again.rows.len() <= table.rows.len(), "a cell became a row: {written:?}");
}

fn comes_back(house: &House) {
    let text = house.to_json();
    let back = House::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(back.rates, house.rates);
    let again = back.to_json();
    // What was read from a provider's file is rounded once, when it is first written.
    let settled = House::parse(&again).map(|house| house.to_json());
    assert_eq!(settled.ok().as_deref(), Some(again.as_str()), "a house that was read changes when it is read again");
}

fn advises(house: House) {
    thread_local!(static SESSION: std::cell::RefCell<Session> = std::cell::RefCell::new(opened(&[input("app-1", RUN)])));
    SESSION.with_borrow_mut(|session| {
        assert_eq!(session.len(), 1);
        session.set_house(house);
        let queries =
            [AdviseQuery::default(), AdviseQuery { clouds: vec!["onprem".to_owned()], ..AdviseQuery::default() }];
        for query in queries {
            let reply = session.ask(0, &Request::Advise(Box::new(query)));
            figures_are_numbers(&reply);
            assert!(matches!(reply, Reply::Advice(_) | Reply::Refused { .. }), "{reply:?}");
        }
        figures_are_numbers(&session.ask(0, &Request::Summary(Machines::default())));
        let samples = b"time,host,cpu_percent\n2026-01-01T00:00:00Z,a,50\n2026-01-01T00:05:00Z,a,60\n";
        let query =
            MachineUseQuery { current_instance: Some("aws:m5.2xlarge".to_owned()), ..MachineUseQuery::default() };
        figures_are_numbers(&session.machine_use(&[input("use.csv", samples)], &query));
    });
}

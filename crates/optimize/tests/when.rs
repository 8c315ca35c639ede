//! A price history of the user's tells when to run.

use afterglow_catalog::{Catalog, import};
use afterglow_optimize::{Hint, Policy, Query, advise};
use afterglow_predict::Model;

mod common;

/// A month of `m5.large` in two zones: nights at half the price in the first, the second always dearer.
fn history() -> String {
    let mut rows = Vec::new();
    for day in 1..=30 {
        for (hour, price) in [(0, 0.02), (6, 0.04)] {
            for (zone, more) in [("a", 0.0), ("b", 0.01)] {
                rows.push(format!(
                    r#"{{"AvailabilityZone":"us-east-1{zone}","InstanceType":"m5.large","ProductDescription":"Linux/UNIX",
                        "SpotPrice":"{}","Timestamp":"2026-10-{day:02}T{hour:02}:00:00.000Z"}}"#,
                    price + more
                ));
            }
        }
    }
    format!(r#"{{"SpotPriceHistory":[{}]}}"#, rows.join(","))
}

#[test]
fn the_night_is_advised_where_the_history_has_it() {
    let overlay = import::import(history().as_bytes()).expect("a good history");
    let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
    let profile = afterglow_testkit::fixture("3.5.9/local/zstd");
    let profile = common::profiles(&profile.path).expect("a fixture is readable").remove(0);
    let model = Model::of(&profile).expect("a fixture can be modelled");
    let policy = r#"{"clouds": ["aws"], "regions": ["us-east-1"], "platforms": ["vms"], "instances": ["m5.large"], "markets": ["spot"]}"#;
    let query = Query { policy: Policy::parse(policy).ok(), hint: Hint::default(), ..Query::default() };
    let ask = |catalog: &Catalog| advise(&profile, &model, catalog, &query).when;
    assert_eq!(ask(Catalog::builtin()), None, "nothing is said without a history");
    let when = ask(&catalog).expect("a history of the chosen type");
    assert_eq!((when.zone.as_str(), when.zones.len(), when.hours.len()), ("us-east-1a", 2, 24));
    let start = when.of_day.expect("a month has days");
    assert!(start.sure && start.hour < 6 && start.saves_ratio.mid > 0.3, "{start:?}");
    assert!(when.why[0].starts_with("Start at 0"), "{:?}", when.why);
}

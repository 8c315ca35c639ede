//! The user's own rates: read, applied, written back.

use afterglow_catalog::{Catalog, Cloud, Market, NodeCost, OWN_REGION, PriceBasis, Rates};

const FILE: &str = "kind;cloud;family;instance;region;discount_percent;usd_per_hour;count;cores;memory_gib;disks;disk_gib;disk_kind;purchase;months;watts;per_kwh;currency\n\
discount;aws;;;;10,5;;;;;;;;;;;;EUR\n\
discount;aws;m7g;;;20;;;;;;;;;;;;\n\
rate;aws;;m5.2xlarge;us-east-1;;0,30;;;;;;;;;;;\n\
node;;;rack-a;;;;12;32;256;4;7,2;hdd;14600;60;500;0,25;\n\
node;;;rack-b;;;1,5;3;64;512;;;;;;;;\n";

#[test]
fn a_spreadsheet_with_decimal_commas_is_read() {
    let (rates, issues) = Rates::parse(FILE);
    assert_eq!(issues, []);
    assert_eq!((rates.discounts.len(), rates.own.len(), rates.nodes.len()), (2, 1, 2));
    assert_eq!(rates.currency.as_deref(), Some("EUR"));
    assert_eq!(rates.discounts[0].percent, 10.5);
    let cost = rates.nodes[0].usd_per_hour().expect("a cost").0;
    assert!((cost - (14_600.0 / (60.0 * 730.0) + 0.5 * 0.25)).abs() < 1e-12, "{cost}");
}

#[test]
fn what_is_written_reads_back_the_same() {
    let (rates, _) = Rates::parse(FILE);
    let (again, issues) = Rates::parse(&rates.to_csv());
    assert_eq!((again, issues), (rates, vec![]));
}

#[test]
fn wrong_rows_are_named_and_the_rest_holds() {
    let text = "kind,cloud,instance,discount_percent,usd_per_hour,count,cores,memory_gib,purchase,currency,colour\n\
                discount,aws,,15,,,,,,,\n\
                discount,moon,,15,,,,,,,\n\
                discount,aws,,150,,,,,,,\n\
                rate,aws,m5.large,,-1,,,,,,\n\
                rate,aws,,,1,,,,,,\n\
                node,,a,,,4,abc,64,,,\n\
                node,,a,,,4,16,64,9000,,\n\
                gift,,,,,,,,,,\n\
                discount,gcp,,5,,,,,,EUR,\n";
    let (rates, issues) = Rates::parse(text);
    assert_eq!((rates.discounts.len(), rates.own.len(), rates.nodes.len()), (1, 0, 0));
    let lines: Vec<_> = issues.iter().filter_map(|issue| issue.line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 7, 8, 9, 10], "{issues:#?}");
    assert_eq!(issues[3].to_string(), "line 5, column 5 (usd_per_hour): -1 is negative");
    let (nothing, issues) = Rates::parse("hello");
    assert!(nothing.is_empty() && issues.len() == 1);
}

#[test]
fn rates_change_the_prices_they_are_for() {
    let (rates, _) = Rates::parse(FILE);
    let list = Catalog::builtin();
    let (own, issues) = list.with_rates(&rates);
    assert_eq!(issues, []);
    let price = |catalog: &Catalog, id: &str, region| {
        let instance = catalog.find_id(id).expect("a type");
        catalog.price(instance, region, Market::OnDemand).expect("a price")
    };
    let ratio = |id, region| price(&own, id, region).usd_per_hour.0 / price(list, id, region).usd_per_hour.0;
    assert!((ratio("aws:c5.xlarge", "eu-west-1") - 0.895).abs() < 1e-12);
    assert!((ratio("aws:m7g.xlarge", "eu-west-1") - 0.8).abs() < 1e-12, "the family's discount is the nearer one");
    assert_eq!(price(&own, "gcp:n2-standard-8", "us-central1"), price(list, "gcp:n2-standard-8", "us-central1"));
    let fixed = price(&own, "aws:m5.2xlarge", "us-east-1");
    assert_eq!((fixed.usd_per_hour.0, fixed.basis), (0.30, PriceBasis::Own));
    assert!(fixed.source.contains("EUR"), "{}", fixed.source);

    let node = own.find(Cloud::OnPremises, "rack-b").expect("a node");
    assert_eq!(node.available, Some(3));
    assert_eq!(own.price(node, OWN_REGION, Market::OnDemand).map(|p| p.usd_per_hour.0), Some(1.5));
    assert!(own.sha256().ends_with("+own") && !list.sha256().ends_with("+own"));
    assert!(matches!(rates.nodes[1].cost, NodeCost::Hourly(_)));
}

use super::*;

const POLICY: &str = r#"{"clouds": ["aws"], "spot": false, "max_cores": 256}"#;
const RATES: &str = "kind,cloud,instance,discount_percent,usd_per_hour,count,cores,memory_gib,currency\n\
    discount,aws,,12.5,,,,,EUR\nrate,aws,m5.xlarge,,0.11,,,,\nnode,,rack-a,,1.5,3,64,512,\n";
const PRICES: &str = "cloud,region,instance_type,on_demand_usd_per_hour,od_date\n\
    aws,eu-west-1,m5.xlarge,0.123,2020-01-05\naws,eu-west-1,m5.2xlarge,-1,2020-01-05\n";

fn brought(name: &str, text: &str) -> Brought {
    bring(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn filled() -> House {
    let mut house = House::default();
    for (name, text) in [("policy.json", POLICY), ("rates.csv", RATES), ("prices.csv", PRICES)] {
        house.take(brought(name, text));
    }
    house
}

#[test]
fn files_are_told_by_what_is_in_them() {
    let house = filled().to_json();
    for (text, kind) in [
        (POLICY, Some(HouseKind::Policy)),
        (r#"{"clouds": ["aws"], "max_cores": "#, Some(HouseKind::Policy)),
        (r#"{"spot": 1}"#, Some(HouseKind::Policy)),
        (RATES, Some(HouseKind::Rates)),
        ("kind;purchase\nnode;3", Some(HouseKind::Rates)),
        (PRICES, Some(HouseKind::Prices)),
        (r#"{"SpotPriceHistory": []}"#, Some(HouseKind::Prices)),
        (&house, Some(HouseKind::House)),
        (r#"{ "schema" : "afterglow.house/9" }"#, Some(HouseKind::House)),
        ("", None),
        (r#"{"Event":"SparkListenerLogStart","spot":1,"clouds":2}"#, None),
        (r#"{"regions": "#, None),
        (r#"{"schema": "afterglow.advise/1", "choices": []}"#, None),
        ("machine_type,nodes,runtime_s\nm5.xlarge,4,812", None),
        ("kind,nodes,runtime_s\nx,4,812", None),
        ("PAR1\0\0spot", None),
    ] {
        assert_eq!(recognise(text.as_bytes()), kind, "{text}");
    }
}

#[test]
fn a_house_comes_back_as_it_was() {
    let house = filled();
    let text = house.to_json();
    let back = House::parse(&text).expect("a house");
    assert_eq!(back.to_json(), text);
    assert_eq!(back.rates, house.rates);
    assert_eq!(policy_problems(&back.policy), []);
    assert_eq!(back.files[0].view(), house.files[0].view());
    assert_eq!(back.files[0].overlay.offers, house.files[0].overlay.offers);

    let (before, behind) = House::frame(&house.policy, &house.rates);
    let framed = House::parse(&format!("{before}{}{behind}", house.files[0].to_json())).expect("the same house");
    assert_eq!(framed.to_json(), text, "put together of its parts");
    let (before, behind) = House::frame("", "");
    assert!(House::parse(&format!("{before}{behind}")).is_ok_and(|house| house.is_empty()));
}

#[test]
fn a_policy_with_a_slip_is_kept_and_told_of() {
    let mut house = House::default();
    house.take(brought("policy.json", r#"{"clouds": ["aws"], "max_cores": }"#));
    let back = House::parse(&house.to_json()).expect("a house");
    assert_eq!(back.policy, house.policy);
    assert!(policy_problems(&back.policy)[0].1.contains("line 1"));
    let problems = policy_problems(r#"{"clouds": ["moon"], "max_core": 3}"#);
    let fields: Vec<&str> = problems.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["clouds[0]", "max_core"]);
}

#[test]
fn what_a_price_file_lacks_is_told() {
    let house = filled();
    let view = house.files[0].view();
    assert_eq!((view.prices, view.date.as_deref(), view.issues_total), (1, Some("2020-01-05"), 2));
    assert!(view.issues[0].contains("older"), "of the wrong year: {:?}", view.issues);
    assert!(view.issues[1].contains("line 3") && view.issues[1].contains("-1"), "{:?}", view.issues);
    let undated = brought("x.csv", "cloud,region,instance_type,on_demand_usd_per_hour\naws,eu-west-1,m5.xlarge,0.1\n");
    let Brought::Prices(file) = undated else { panic!("prices") };
    assert!(file.issues.iter().any(|issue| issue.contains("what day")), "{:?}", file.issues);
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let error = |text: &str| bring("x", text.as_bytes()).expect_err("refused");
    assert!(error("hello").contains("no price file; it begins with “hello”"));
    assert!(error("").contains("empty"));
    assert!(error(r#"{"schema": "afterglow.house/2", "policy": 7}"#).contains("afterglow.house/2"));
    assert!(error(r#"{"schema": "afterglow.house/1", "files": [7]}"#).contains("line 1"));
    assert!(error(r#"{"schema": "afterglow.house/1", "files": ["#).contains("line 1"));
    let long = format!("{{\"spot\": false, \"clouds\": [], \"description\": \"{}\"}}", "x".repeat(LARGEST_POLICY));
    assert!(error(&long).contains("256 kB"), "{}", error(&long));
    let rates = format!("kind,usd_per_hour\n{}", "rate,1\n".repeat(LARGEST_RATES / 7 + 1));
    assert!(error(&rates).contains("128 kB"));
    let rates = format!("kind,usd_per_hour\n{}", "rate,1\n".repeat(2_001));
    assert!(error(&rates).contains("2000 rows"));
    let files = |name: &str, count: usize| {
        let files = vec![format!(r#"{{"name": "{name}"}}"#); count].join(",");
        format!(r#"{{"schema": "afterglow.house/1", "files": [{files}]}}"#)
    };
    assert!(House::parse(&files("x", 64)).is_ok());
    assert!(error(&files("x", 65)).contains("65 price files"));
    assert!(error(&files(&"x".repeat(257), 1)).contains("price file 1"));
    let prices = "cloud,region,instance_type,on_demand_usd_per_hour\naws,us-east-1,m5.large,1\n";
    let Ok(Brought::Prices(file)) = bring("home/me/prices.csv", prices.as_bytes()) else { panic!("no prices") };
    assert_eq!(file.name, "prices.csv", "folders are not handed on");
}

#[test]
fn another_currency_keeps_its_label() {
    let table = RatesTable::parse(RATES);
    assert_eq!((table.currency.as_deref(), table.used, table.issues.len()), (Some("EUR"), 3, 0));
    let item = r#"{"Items": [{"currencyCode":"EUR","retailPrice":0.5,"armRegionName":"westeurope","armSkuName":"Standard_D8s_v5",
        "productName":"Virtual Machines DSv5 Series","skuName":"D8s v5","serviceName":"Virtual Machines","type":"Consumption",
        "unitOfMeasure":"1 Hour","effectiveStartDate":"2099-09-01T00:00:00Z"}]}"#;
    let Brought::Prices(file) = brought("prices.json", item) else { panic!("prices") };
    assert!(file.issues.iter().any(|issue| issue.contains("EUR")), "{:?}", file.issues);
    let back = House::parse(&House { files: vec![*file], ..House::default() }.to_json()).expect("a house");
    let catalog = InForce::new(back);
    let type_ = catalog.catalog().find_id("azure:Standard_D8s_v5").expect("a type");
    let price = catalog.catalog().price(type_, "westeurope", afterglow_catalog::Market::OnDemand).expect("a price");
    assert!(price.usd_per_hour.0 == 0.5 && price.source.contains("in EUR, not converted"), "{price:?}");
}

#[test]
fn rates_are_edited_row_by_row() {
    let text =
        "kind;instance;count;cores;memory_gib;usd_per_hour\nnode;rack-a;3;64;512;1,234\nnode;;3;64;512;1\nfee;;;;;\n";
    let mut table = RatesTable::parse(text);
    assert_eq!((table.rows.len(), table.used), (3, 1));
    let at = |name: &str| RatesTable::COLUMNS.iter().position(|column| *column == name).expect("a column");
    assert_eq!(table.rows[0].cells[at("usd_per_hour")], "1.234", "a decimal comma is read");
    let told: Vec<_> = table.issues.iter().map(|issue| (issue.line, issue.column.as_deref())).collect();
    assert_eq!(told, [(Some(3), Some("instance")), (Some(4), Some("kind"))]);
    table.rows[1].cells[at("instance")] = "rack, \"b\"\n=1".to_owned();
    table.rows.remove(2);
    let again = RatesTable::parse(&table.to_text());
    assert_eq!((again.issues.len(), again.used, again.rows[1].line), (0, 2, 3));
    assert_eq!(again.rows[1].cells[at("instance")], "rack, \"b\" =1");
    assert_eq!(again.to_text(), table.to_text());
    assert_eq!(RatesTable::parse(" \n"), RatesTable::default());
}

#[test]
fn what_was_asked_with_holds_before_the_house() {
    let house = InForce::new(filled());
    assert_eq!(house.policy(None), Some(POLICY));
    assert_eq!(house.policy(Some("{}")), Some("{}"));
    assert_eq!(house.policy(Some(" ")), None, "an empty policy is the wish for none");
    assert_eq!(InForce::default().rates(None), None);
    assert_eq!(house.catalog().sha256(), format!("{}+own", afterglow_catalog::Catalog::builtin().sha256()));
}

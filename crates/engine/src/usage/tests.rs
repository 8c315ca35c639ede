//! Files of each tool, and files that are wrong.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::rc::Rc;

use afterglow_eventlog::source::BytesInput;

use super::{is_machine_use, machine_use};
use crate::MachineUseQuery;
use crate::view::{MachineUseView, UsePercentiles, UseResource};

const GIB: f64 = (1u64 << 30) as f64;

fn fixture(name: &str) -> (String, String) {
    let path = afterglow_testkit::workspace_root().join("tests/fixtures/usage").join(name);
    (name.to_owned(), std::fs::read_to_string(&path).unwrap())
}

fn on(instance: &str) -> MachineUseQuery {
    MachineUseQuery { current_instance: Some(instance.to_owned()), ..MachineUseQuery::default() }
}

fn ask(files: &[(String, String)], query: &MachineUseQuery) -> MachineUseView {
    machine_use(files, query)
}

fn text(text: &str, query: &MachineUseQuery) -> MachineUseView {
    machine_use(&[("samples.csv".to_owned(), text.to_owned())], query)
}

fn resource<'a>(view: &'a MachineUseView, name: &str) -> &'a UseResource {
    view.resources.iter().find(|one| one.resource == name).unwrap_or_else(|| panic!("no {name}: {view:?}"))
}

fn busiest(view: &MachineUseView, name: &str) -> UsePercentiles {
    resource(view, name).busiest.unwrap()
}

#[track_caller]
fn near(value: f64, wanted: f64) {
    assert!((value - wanted).abs() <= 0.003 * wanted, "{value} is not {wanted}");
}

/// Machine A of `tests/fixtures/usage/make.py`: 20 % of eight cores with one sample in forty at 60 %, 40 % of 32 GiB.
#[track_caller]
fn is_machine_a(view: &MachineUseView) {
    assert_eq!((view.refused.as_deref(), view.issues_total), (None, 0), "{:?}", view.issues);
    let cpu = busiest(view, "cpu");
    near(cpu.p50, 1.6);
    near(cpu.max, 4.8);
}

#[test]
fn a_plain_table_has_two_machines_with_all_four_resources() {
    let view = ask(&[fixture("plain.csv")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    assert_eq!((view.hosts_total, view.hosts[0].name.as_str(), view.hosts[0].step_ms), (2, "node-a", 300_000));
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
    near(busiest(&view, "network").max, 30e6);
    near(busiest(&view, "disk").p50, 2e6);
    near(resource(&view, "cpu").together.unwrap().max, 7.2);
    near(resource(&view, "cpu").need.unwrap(), 1.6 * 1.2);
    near(resource(&view, "memory").need.unwrap(), 0.4 * 32.0 * GIB * 1.2);
    assert!(view.choices.iter().any(|one| one.plan == "fewer"));
    assert!(view.choices.iter().all(|one| one.saves_usd_per_month.is_some()));
    assert_eq!(view.basis, "rule");
}

#[test]
fn numbers_may_be_rows_with_semicolons_and_decimal_commas() {
    let view = ask(&[fixture("long.csv")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
    assert_eq!(view.hosts_total, 2);
}

#[test]
fn cloudwatch_is_read_as_json_and_as_csv() {
    let view = ask(&[fixture("cloudwatch-data.json")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    assert_eq!((view.hosts_total, view.hosts[0].name.as_str()), (2, "i-0aaaaaaaaaaaaaaaa"));
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
    near(busiest(&view, "network").p50, 5e6);
    let view = ask(&[fixture("cloudwatch-statistics.json")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    assert!(resource(&view, "memory").kept, "memory is in no sample");
    let view = ask(&[fixture("cloudwatch-console.csv")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    assert_eq!(view.hosts[0].name, "i-0aaaaaaaaaaaaaaaa");
    near(busiest(&view, "disk").max, 20e6);
}

#[test]
fn prometheus_is_read_with_counters_and_labels() {
    let view = ask(&[fixture("prometheus.json")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    assert_eq!((view.hosts_total, view.hosts[1].name.as_str()), (2, "b:9100"));
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
    // The first of a counter's samples has none before it, and lo is no network.
    near(busiest(&view, "network").p50, 5e6);
    let view = ask(&[fixture("prometheus.csv")], &on("aws:m5.2xlarge"));
    is_machine_a(&view);
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
}

#[test]
fn sar_tells_the_cores_by_itself() {
    for name in ["sadf.csv", "sadf.json"] {
        let view = ask(&[fixture(name)], &MachineUseQuery::default());
        is_machine_a(&view);
        assert_eq!(view.hosts[0].name, "node-a", "{name}");
        near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
        near(busiest(&view, "network").p50, 5e6);
        assert!(view.asks.is_none() && !view.choices.is_empty(), "{name}: {:?}", view.asks);
        assert!(view.current.is_none() && view.choices[0].saves_usd_per_month.is_none());
    }
    near(busiest(&ask(&[fixture("sadf.csv")], &MachineUseQuery::default()), "disk").p50, 2e6);
}

#[test]
fn ganglia_has_memory_in_kib_and_waiting_is_no_work() {
    let view = ask(&[fixture("ganglia.csv")], &MachineUseQuery::default());
    is_machine_a(&view);
    near(busiest(&view, "memory").max, 0.4 * 32.0 * GIB);
    near(busiest(&view, "network").max, 30e6);
}

#[test]
fn files_of_one_metric_each_come_together() {
    let cpu = ("cpu.csv".to_owned(), "timestamp,host,cpu_percent\n1767225600,a,10\n1767225660,a,30\n".to_owned());
    let memory = ("mem.csv".to_owned(), "timestamp,host,memory_gib\n1767225603,a,4\n1767225663,a,5\n".to_owned());
    let view = ask(&[cpu.clone(), memory], &on("aws:m5.2xlarge"));
    assert_eq!((view.hosts_total, view.samples), (1, 2), "times a few seconds apart are one sample");
    near(busiest(&view, "memory").max, 5.0 * GIB);
    // Two files that tell the same of nobody are of two machines.
    let unnamed = |name: &str| (name.to_owned(), "timestamp,cpu_percent\n1767225600,10\n1767225660,30\n".to_owned());
    assert_eq!(ask(&[unnamed("a.csv"), unnamed("b.csv")], &on("aws:m5.2xlarge")).hosts_total, 2);
}

#[test]
fn the_kind_of_a_file_is_told_by_its_content() {
    let is = |text: &str| is_machine_use(&BytesInput::new("x", text.as_bytes().to_vec()));
    for name in [
        "plain.csv",
        "long.csv",
        "cloudwatch-data.json",
        "cloudwatch-console.csv",
        "prometheus.json",
        "prometheus.csv",
        "sadf.csv",
        "sadf.json",
        "ganglia.csv",
        "cloudwatch-statistics.json",
    ] {
        assert!(is(&fixture(name).1), "{name}");
    }
    // The names alone would make a table of past runs of it, with time as the runtime and cores as the scale-out.
    assert!(is("time,cores,cpu_percent,memory_gib\n1767225600,8,20,4\n1767225660,8,30,5\n"));
    for other in [
        "",
        "machine_type,nodes,data_gb,runtime_s\nm5.xlarge,4,100,812\n",
        "nodes,runtime,timestamp,cpu_percent\n4,10,2026-01-01T00:00:00Z,5\n8,9,2026-01-02T00:00:00Z,6\n",
        "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.9\"}\n",
        "kind,cloud,scope,value\ndiscount,aws,m5,10\n",
        "a,b\n1,2\n",
        "\u{0}\u{1}\u{2}",
    ] {
        assert!(!is(other), "{other:?}");
    }
}

#[test]
fn use_of_single_cores_is_told_from_that_of_the_machine() {
    let view = text("time,cpu %\n1767225600,350\n1767225660,120\n1767225720,80\n", &on("aws:m5.2xlarge"));
    near(busiest(&view, "cpu").max, 3.5);
    assert!(view.notes.iter().any(|note| note.contains("350 %") && note.contains("single cores")), "{:?}", view.notes);
    // CloudWatch's metric is of the whole machine: there it is a mistake.
    let view = text("time,CPUUtilization\n1767225600,350\n1767225660,20\n", &on("aws:m5.2xlarge"));
    near(busiest(&view, "cpu").max, 1.6);
    assert_eq!((view.issues_total, view.issues[0].line), (1, Some(2)));
}

#[test]
fn bad_cells_are_named_and_the_rest_is_used() {
    let rows = "time,host,cpu_percent,memory\n2026-01-01 00:00,a,-3,1.5 GB\n2026-01-01 00:05,a,NaN,900 MB\n\
                soon,a,5,1 GB\n2026-01-01 00:10,a,11,80 %\n2026-01-01 00:10,a,12,1 GB\n2026-01-01 00:15,a,7 apples,\n\
                2026-01-01 00:20,a,20\n";
    let view = text(rows, &on("aws:m5.2xlarge"));
    let told: Vec<(Option<u64>, Option<&str>)> =
        view.issues.iter().map(|issue| (issue.line, issue.column.as_deref())).collect();
    let (cpu, memory) = (Some("cpu_percent"), Some("memory"));
    for wanted in
        [(Some(2), cpu), (Some(3), cpu), (Some(4), Some("time")), (Some(5), memory), (Some(6), cpu), (Some(7), cpu)]
    {
        assert!(told.contains(&wanted), "{wanted:?} is not among {:?}", view.issues);
    }
    assert_eq!(view.issues_total, 6, "{:?}", view.issues);
    near(busiest(&view, "cpu").max, 1.6);
    near(busiest(&view, "memory").max, 1.5 * GIB);
}

#[test]
fn units_that_nothing_tells_are_assumed_aloud_or_not_at_all() {
    let view = text("time,cpu,memory\n1767225600,0.5,12\n1767225660,0.25,90\n", &on("aws:m5.2xlarge"));
    near(busiest(&view, "cpu").max, 4.0);
    near(busiest(&view, "memory").max, 0.9 * 32.0 * GIB);
    assert_eq!(view.notes.iter().filter(|note| note.contains("names no unit")).count(), 2, "{:?}", view.notes);
    let view = text("time,cpu,memory\n1767225600,0.5,5400\n1767225660,0.25,5500\n", &on("aws:m5.2xlarge"));
    assert!(view.issues[0].message.contains("memory_gib") && resource(&view, "memory").kept);
}

#[test]
fn columns_may_be_chosen() {
    let chosen = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    let columns = vec![chosen("Last %", "cpu"), chosen("box", "host"), chosen("lost", "disk")];
    let query = MachineUseQuery { columns, ..on("aws:m5.2xlarge") };
    let view = text("when,box,last %\n1767225600,x,50\n1767225660,y,25\n", &query);
    assert_eq!(view.hosts_total, 2);
    near(busiest(&view, "cpu").max, 4.0);
    assert!(view.notes.iter().any(|note| note.contains("lost")));
}

#[test]
fn what_cannot_be_read_says_why() {
    for (file, why) in [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("time,cpu\n", "no row has a time"),
        ("a,b\n1,2\n", "no row has a time"),
        ("2026-01-01T00:00:00Z,5\n", "the first line must name the columns"),
        ("{\"a\": 1}", "JSON of none of the kinds"),
        ("{\"resultType\": ", "EOF"),
        ("time,colour\n1767225600,3\n", "Nothing was recognised"),
    ] {
        let refused = text(file, &on("aws:m5.2xlarge")).refused.unwrap_or_default();
        assert!(refused.contains(why), "{file:?}: {refused}");
    }
    assert!(ask(&[], &MachineUseQuery::default()).refused.is_some());
}

#[test]
fn one_sample_is_enough_and_said_to_be_little() {
    let view = text("time,cpu_percent,memory_gib\n1767225600,50,3\n", &on("aws:m5.2xlarge"));
    assert!(view.refused.is_none() && !view.choices.is_empty());
    assert!(view.notes.iter().any(|note| note.contains("single sample")), "{:?}", view.notes);
}

#[test]
fn wrong_words_of_the_question_are_named_and_the_figures_stay() {
    let file = [fixture("plain.csv")];
    for (query, why) in [
        (MachineUseQuery { clouds: vec!["moon".into()], ..on("aws:m5.2xlarge") }, "no cloud"),
        (MachineUseQuery { percentile: Some(0.0), ..on("aws:m5.2xlarge") }, "percentile"),
        (MachineUseQuery { policy: Some("{".into()), ..on("aws:m5.2xlarge") }, "JSON"),
    ] {
        let view = ask(&file, &query);
        assert!(view.refused.as_ref().is_some_and(|told| told.contains(why)), "{:?}", view.refused);
        assert!(!view.resources.is_empty() && view.choices.is_empty());
    }
    let view = ask(&file, &MachineUseQuery::default());
    assert!(view.refused.is_none() && view.asks.unwrap().contains("machine type"));
}

#[test]
fn hostile_text_stays_text_and_short() {
    let name = "<script>alert(1)</script>".repeat(100);
    let view = text(
        &format!("time,host,cpu_percent\n1767225600,\"{name}\",5\n1767225660,\"=cmd()\",6\n"),
        &on("aws:m5.2xlarge"),
    );
    assert_eq!(view.hosts_total, 2);
    assert!(view.hosts.iter().all(|host| host.name.chars().count() <= 81));
    let deep = "[".repeat(5000) + "\"sysstat\"";
    assert!(text(&deep, &on("aws:m5.2xlarge")).refused.is_some());
}

#[test]
fn many_machines_are_bounded() {
    let two = |host: u32| format!("1767225600,h{host:03},5\n1767225660,h{host:03},6\n");
    let rows: String = (0..700).map(two).collect();
    let rows = format!("time,host,cpu_percent\n{rows}");
    let view = text(&rows, &on("aws:m5.2xlarge"));
    assert_eq!((view.hosts_total, view.hosts.len()), (500, 200));
    assert!(view.notes.iter().any(|note| note.contains("700 machines")));
}

#[test]
fn inputs_are_read_like_texts() {
    let (name, text) = fixture("plain.csv");
    let input = Rc::new(BytesInput::new(&name, text.clone().into_bytes()));
    let inputs: Vec<Rc<dyn crate::Input>> = vec![input];
    assert_eq!(super::machine_use_in(&inputs, &on("aws:m5.2xlarge")), ask(&[(name, text)], &on("aws:m5.2xlarge")));
}

#[test]
fn the_memory_of_containers_adds_up() {
    let at = |container: &str| format!("container_memory_working_set_bytes{{instance=n1;container={container}}}");
    let one = |name: &str| format!("\"{}\"", at(name).replace(';', ",").replace('"', "\"\""));
    let rows = format!("time,{},{}\n1767225600,3e9,1e9\n1767225660,3e9,2e9\n", one("a"), one("b"));
    let view = text(&rows, &on("aws:m5.2xlarge"));
    near(busiest(&view, "memory").max, 5e9);
    // Two columns of the same are one part.
    let view = text("time,memory_gib,memory_max_gib\n1767225600,4,4\n1767225660,5,5\n", &on("aws:m5.2xlarge"));
    near(busiest(&view, "memory").max, 5.0 * GIB);
}

#[test]
fn sums_of_bytes_go_before_means() {
    let point = |at: &str| format!(r#"{{"Timestamp":"2026-01-01T0{at}:00:00Z","Sum":3600000000,"Average":5000000}}"#);
    let both = format!(r#"{{"Label":"NetworkIn","Datapoints":[{},{}]}}"#, point("1"), point("2"));
    let view = text(&both, &on("aws:m5.2xlarge"));
    near(busiest(&view, "network").max, 1e6);
    assert!(!view.notes.iter().any(|note| note.contains("five minutes")), "{:?}", view.notes);
    let view = text(&both.replace(r#""Sum":3600000000,"#, ""), &on("aws:m5.2xlarge"));
    near(busiest(&view, "network").max, 5e6 / 300.0);
    assert!(view.notes.iter().any(|note| note.contains("up to five times higher")), "{:?}", view.notes);
    let table = "time,NetworkIn Sum,NetworkIn Average\n1767225600,3600,50\n1767229200,3600,50\n";
    near(busiest(&text(table, &on("aws:m5.2xlarge")), "network").max, 1.0);
}

#[test]
fn a_house_holds_for_machines_too() {
    let (name, text) = fixture("plain.csv");
    let inputs: Vec<Rc<dyn crate::Input>> = vec![Rc::new(BytesInput::new(&name, text.into_bytes()))];
    let prices = "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m5.2xlarge,0.5,2099-01-01\n";
    let mut house = crate::house::House {
        policy: r#"{"families": ["m5", "m6i"], "spot": false}"#.to_owned(),
        rates: "kind,cloud,discount_percent\ndiscount,aws,10\n".to_owned(),
        ..Default::default()
    };
    house.take(crate::house::bring("prices.csv", prices.as_bytes()).unwrap());
    let mut session = crate::Session::default();
    session.set_house(house);
    let view = session.machine_use(&inputs, &on("aws:m5.2xlarge"));
    assert_eq!(view.refused, None);
    assert!(view.catalog_sha256.ends_with("+own"), "{}", view.catalog_sha256);
    assert!(view.notes.iter().any(|note| note.contains("prices.csv")), "{:?}", view.notes);
    assert!(!view.choices.is_empty());
    for choice in &view.choices {
        assert!(choice.instance.starts_with("m5.") || choice.instance.starts_with("m6i."), "{}", choice.instance);
        assert_eq!(choice.price_basis, "negotiated");
    }
    // What is asked with holds before the house's.
    let asked = MachineUseQuery { policy: Some(r#"{"families": ["r6i"]}"#.to_owned()), ..on("aws:m5.2xlarge") };
    assert!(session.machine_use(&inputs, &asked).choices.iter().all(|one| one.instance.starts_with("r6i.")));
}

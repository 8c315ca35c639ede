//! `afterglow rightsize` as a whole: output that fits its schema, exit statuses, and lines that name the place.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    afterglow_testkit::workspace_root().join("tests/fixtures/usage").join(name)
}

fn rightsize(files: &[PathBuf], words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterglow"));
    command.arg("rightsize").args(files).args(words).output().expect("the program runs")
}

fn json(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    let path = afterglow_testkit::workspace_root().join("docs/schema/rightsize.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    value
}

#[test]
fn every_tool_fits_the_schema() {
    let mut seen = 0;
    for entry in std::fs::read_dir(fixture("")).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "py") {
            continue;
        }
        let output = rightsize(std::slice::from_ref(&path), &["--current", "aws:m5.2xlarge", "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", path.display());
        let value = json(&output);
        assert!(value["choices"].as_array().is_some_and(|list| !list.is_empty()), "{}", path.display());
        assert_eq!(value["basis"], "rule");
        seen += 1;
    }
    assert!(seen >= 9, "{seen} files");
}

#[test]
fn the_text_says_what_it_rests_on() {
    let words = ["--current", "aws:m5.2xlarge", "--current-region", "us-east-1", "--percentile", "99"];
    let output = rightsize(&[fixture("plain.csv")], &words);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in [
        "2 × aws:m5.2xlarge in us-east-1",
        "limited by",
        "rule of thumb",
        "nothing of how long",
        "99th percentile",
        "saves",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

#[test]
fn exit_statuses_tell_how_it_went() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    let bad = file("bad.csv", "time,cpu_percent\n1767225600,5\n1767225660,-7\n1767225720,6\n");
    let output = rightsize(&[bad], &["--current", "aws:m5.2xlarge", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("bad.csv: line 3: cpu_percent: -7 is below 0"), "{said}");
    json(&output);
    let output = rightsize(&[file("other.csv", "a,b\n1,2\n")], &[]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
    let output = rightsize(&[fixture("plain.csv")], &["--clouds", "moon"]);
    assert_eq!(output.status.code(), Some(1));
    // Without the machine's type the percentiles are told, and the question is asked.
    let output = rightsize(&[fixture("cloudwatch-statistics.json")], &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(json(&output)["asks"].as_str().is_some_and(|asks| asks.contains("machine type")));
}

#[test]
fn a_house_holds_and_a_table_refuses_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let prices =
        "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m6i.large,0.001,2099-01-01\n";
    let prices = file("prices.csv", prices);
    let house =
        file("house.json", r#"{"schema": "afterglow.house/1", "policy": {"families": ["m6i"], "spot": false}}"#);
    let words = ["--current", "aws:m5.2xlarge", "--current-region", "us-east-1", "--format", "json"];
    let own = ["--house", &house, "--catalogue", &prices];
    let value = json(&rightsize(&[fixture("plain.csv")], &[&words[..], &own[..]].concat()));
    let choices = value["choices"].as_array().expect("choices");
    assert!(!choices.is_empty(), "{value}");
    for choice in choices {
        assert!(choice["instance"].as_str().is_some_and(|name| name.starts_with("m6i.")), "{choice}");
    }
    assert!(value["catalog_sha256"].as_str().is_some_and(|hash| hash.ends_with("+own")));

    let table = Command::new(env!("CARGO_BIN_EXE_afterglow")).args(["table", "x.csv"]).args(own).output();
    let table = table.expect("the program runs");
    assert_eq!(table.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&table.stderr).contains("--house"), "{table:?}");
}

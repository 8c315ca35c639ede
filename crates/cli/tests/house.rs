//! Files put together into a house, and advice under it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn afterglow(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_afterglow")).args(words).output().expect("the program runs")
}

/// A folder of the test's own, with files in it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    for (file, text) in files {
        fs::write(folder.join(file), text).expect("a file");
    }
    folder
}

fn log() -> String {
    let fixtures = afterglow_testkit::fixtures();
    let log = fixtures.iter().find(|fixture| fixture.name.contains("sample-healthy")).expect("a sample");
    log.path.display().to_string()
}

const POLICY: &str = r#"{"families": ["m6i"], "spot": false}"#;
const RATES: &str = "kind,cloud,discount_percent\ndiscount,aws,10\n";
const PRICES: &str =
    "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m5.xlarge,0.123,2099-01-01\n";

#[test]
fn files_are_put_together_and_hold() {
    let folder = folder("house", &[("p.json", POLICY), ("r.csv", RATES), ("prices.csv", PRICES), ("bad.txt", "hello")]);
    let at = |name: &str| folder.join(name).display().to_string();
    let made = afterglow(&["house", &at("p.json"), &at("r.csv"), &at("prices.csv"), "-o", &at("house.json")]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));

    let text = fs::read_to_string(at("house.json")).expect("a house");
    let house: Value = serde_json::from_str(&text).expect("JSON");
    let schema = afterglow_testkit::workspace_root().join("docs/schema/house.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).expect("the schema")).expect("JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&house), "{house}");

    let words = ["advise", &log(), "--clouds", "aws", "--regions", "us-east-1", "--format", "json"];
    let advised = afterglow(&[&words[..], &["--house", &at("house.json")]].concat());
    let advice: Value = serde_json::from_slice(&advised.stdout).expect("JSON");
    let choices = advice["choices"].as_array().expect("choices");
    assert!(!choices.is_empty(), "{advice}");
    for choice in choices {
        assert!(choice["instance"].as_str().is_some_and(|name| name.starts_with("m6i.")), "{choice}");
        assert_eq!(choice["price_basis"], "negotiated");
    }
    assert!(advice["catalog"]["sha256"].as_str().is_some_and(|hash| hash.ends_with("+own")));

    let alone = afterglow(&[&words[..], &["--catalogue", &at("prices.csv"), "--current", "aws:m5.xlarge"]].concat());
    let said = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(
        alone.status.success() && said.contains("own table of prices of 2099-01-01: 0 types, 1 prices, 0 fees"),
        "{said}"
    );
}

#[test]
fn files_of_another_kind_are_refused_by_name() {
    let folder =
        folder("no-house", &[("p.json", POLICY), ("bad.txt", "hello"), ("wrong.json", r#"{"clouds": ["moon"]}"#)]);
    let at = |name: &str| folder.join(name).display().to_string();
    for (words, part) in [
        (["advise", &log(), "--catalogue", &at("p.json")], "no price file"),
        (["advise", &log(), "--house", &at("p.json")], "no house file"),
        (["advise", &log(), "--catalogue", &at("bad.txt")], "begins with “hello”"),
        (["advise", &log(), "--house", &at("none.json")], "none.json"),
    ] {
        let output = afterglow(&words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains(part), "{words:?}: {said}");
    }
    let partly = afterglow(&["house", &at("wrong.json"), &at("bad.txt"), "-o", &at("out.json")]);
    let said = String::from_utf8_lossy(&partly.stderr).into_owned();
    assert!(partly.status.code() == Some(3) && said.contains("clouds[0]") && said.contains("bad.txt"), "{said}");
    let again = afterglow(&["house", &at("p.json"), "-o", &at("out.json")]);
    assert_eq!(again.status.code(), Some(1), "a file that exists is not written over");
}

//! `afterglow table` as a whole: output that fits its schema, exit statuses, and lines that name the cell.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const TABLE: &str = "machine_type;nodes;data (GB);runtime (s)
m5.xlarge;2;100;1520,5
m5.xlarge;4;100;812
m5.xlarge;8;100;455
m5.2xlarge;2;100;815
m5.2xlarge;4;100;430
m5.2xlarge;8;200;495
";

fn saved(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("past.csv");
    std::fs::write(&path, text).expect("the table is written");
    (folder, path)
}

fn table(text: &str, words: &[&str]) -> Output {
    let (_folder, path) = saved(text);
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterglow"));
    command.arg("table").arg(path).args(words).output().expect("the program runs")
}

fn json(text: &str, words: &[&str]) -> Value {
    let output = table(text, &[words, &["--format", "json"]].concat());
    let path = afterglow_testkit::workspace_root().join("docs/schema/table.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    value
}

#[test]
fn output_fits_the_schema() {
    let value = json(TABLE, &["--at", "nodes=6,data=100,machine=m5.xlarge", "--at", "nodes=3,machine=aws:m5.4xlarge"]);
    assert_eq!((value["file"].as_str(), value["rows_used"].as_u64()), (Some("past.csv"), Some(6)));
    assert_eq!(value["currency"].as_str(), Some("USD"));
    assert_eq!(value["asked"].as_array().map(Vec::len), Some(2));
    assert!(value["trial"].is_object() != value["trial_stops"].is_string(), "a trial, or why there is none");
    json("nodes,time,cost\n1,100,3\n2,60,4\n4,40,5\nx,1,1\n", &[]);
    let jobs = "job,nodes,time,price\na,1,100,2\na,2,60,2\na,4,50,2\nb,1,300,2\nb,2,120,2\nb,4,70,2\n";
    let value = json(jobs, &["--of", "c"]);
    assert_eq!(value["unseen"]["jobs"].as_u64(), Some(2), "{value}");
    assert_eq!(json(jobs, &["--of", "b"])["configurations"].as_u64(), Some(3));
    json("n,t\n1,100\n2,60\n", &["--nodes", "N", "--runtime", "t", "--runtime-unit", "min"]);
}

#[test]
fn the_exit_status_tells_how_much_was_used() {
    for (text, status, said) in [
        (TABLE, 0, ""),
        ("nodes,time\n1,100\n2,60\n4,forty\n", 3, "past.csv: line 4, column time: “forty” is not a number"),
        ("nodes,time\n1,100\n2,0\n", 2, "past.csv: line 3, column time: 0 must be above 0"),
        ("nodes,time\n", 2, "no rows"),
        ("", 2, "empty"),
        ("a,b\n1,2\n", 2, "scale-out"),
    ] {
        let output = table(text, &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{text:?}: {error}");
        assert!(error.contains(said) && error.is_empty() == said.is_empty(), "{text:?}: {error}");
        assert_eq!(output.stdout.is_empty(), status == 2, "{text:?}");
    }
    let missing = Command::new(env!("CARGO_BIN_EXE_afterglow")).args(["table", "/nowhere.csv"]).output();
    assert_eq!(missing.expect("the program runs").status.code(), Some(2));
}

#[test]
fn text_of_a_table_does_not_reach_the_terminal_as_commands() {
    let output = table("nodes,time,machine\n1,100,\u{1b}[31mred\n2,60,\u{1b}[31mred\n4,\u{7}x,b\n", &[]);
    let said = [output.stdout, output.stderr].concat();
    assert!(!said.contains(&0x1b) && !said.contains(&7), "{}", String::from_utf8_lossy(&said));
}

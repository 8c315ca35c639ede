//! The real program against the contract: exit codes, messages, and output that fits the schemas in `docs/schema`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn afterglow(words: &[&str], path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_afterglow")).args(words).arg(path).output().expect("the program runs")
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = afterglow_testkit::workspace_root().join(format!("docs/schema/{name}.schema.json"));
    let text = std::fs::read_to_string(path).expect("the schema is there");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("the schema is JSON")).expect("the schema is one")
}

fn check(schema: &jsonschema::Validator, output: &Output, of: &str) -> Value {
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{of}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{of}: {errors:?}");
    value
}

#[test]
fn profiles_fit_the_schema() {
    let schema = schema("profile");
    for fixture in afterglow_testkit::fixtures() {
        let output = afterglow(&["profile", "--format", "json"], &fixture.path);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}: {:?}", fixture.name, output.status);
        let value = check(&schema, &output, &fixture.name);
        assert!(value["log"]["files"][0]["sha256"].is_string(), "{}: the hash of the file", fixture.name);
    }
}

#[test]
fn predictions_and_advice_fit_their_schemas() {
    let (predict, advise) = (schema("predict"), schema("advise"));
    let fixtures = afterglow_testkit::fixtures();
    for fixture in fixtures.iter().filter(|fixture| fixture.name.contains("sample-")) {
        let output =
            afterglow(&["predict", "--slots", "1,4,16", "--data-scale", "1.0,2.0", "--format", "json"], &fixture.path);
        let value = check(&predict, &output, &fixture.name);
        assert_eq!(value["points"].as_array().map(Vec::len), Some(6), "{}", fixture.name);
        for point in value["points"].as_array().into_iter().flatten() {
            let at = |key: &str| point["wall_ms"][key].as_f64().expect("a number");
            assert!(at("low") <= at("mid") && at("mid") <= at("high"), "{}: {point}", fixture.name);
        }
        let output = afterglow(&["advise", "--clouds", "aws", "--format", "json"], &fixture.path);
        let value = check(&advise, &output, &fixture.name);
        assert!(value["searched"].as_u64() > Some(0), "{}", fixture.name);
    }
}

#[test]
fn inventories_fit_the_schema_and_show_no_value() {
    let schema = schema("inventory");
    for fixture in afterglow_testkit::fixtures() {
        let output = afterglow(&["inventory", "--format", "json"], &fixture.path);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}: {:?}", fixture.name, output.status);
        let value = check(&schema, &output, &fixture.name);
        assert!(value["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{}", fixture.name);
    }
    let log = std::env::temp_dir().join(format!("afterglow-inventory-{}", std::process::id()));
    let lines = [
        r#"{"Event":"SparkListenerApplicationStart","App Name":"x","App ID":"app-1","Timestamp":1,"User":"wilhelmina"}"#,
        r#"{"Event":"com.acme.Own","k":{"db.password":"swordfish","n":"4111 1111 1111 1111"}}"#,
        "WARN jdbc:postgresql://u:tigertiger@db7/x \u{1b}[31m",
    ];
    std::fs::write(&log, lines.join("\n")).expect("a file");
    let output = afterglow(&["inventory"], &log);
    std::fs::remove_file(&log).expect("it was there");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{text}");
    for value in ["wilhelmina", "swordfish", "4111 1111", "tigertiger", "\u{1b}"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    for said in ["secret", "user", "card", "com.acme.Own › k › db.password", "Rule of thumb"] {
        assert!(text.contains(said), "{said} not in {text}");
    }
    let output = afterglow(&["inventory"], Path::new("no such file"));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn no_verb_writes_what_a_terminal_obeys() {
    let evil = "e\\u001b]0;x\\u0007\\u009b31m\\u202e\\u2066\\r\\nz";
    let log = std::env::temp_dir().join(format!("afterglow-evil\u{202e}-{}", std::process::id()));
    let stage = format!(
        r#"{{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"{evil}","Number of Tasks":1,"Submission Time":1000,"Completion Time":90000,"Failure Reason":"{evil}"}}"#
    );
    let lines = [
        format!(r#"{{"Event":"SparkListenerLogStart","Spark Version":"{evil}"}}"#),
        format!(
            r#"{{"Event":"SparkListenerApplicationStart","App Name":"{evil}","App ID":"{evil}","Timestamp":1000,"User":"{evil}"}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{{"spark.{evil}":"{evil}","spark.x.password":"12345678{evil}","spark.master":"{evil}","spark.executor.extraJavaOptions":"{evil}"}}}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerExecutorAdded","Timestamp":1000,"Executor ID":"{evil}","Executor Info":{{"Host":"{evil}","Total Cores":2}}}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1000,"Stage Infos":[{stage}],"Stage IDs":[1]}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{{"Reason":"Success"}},"Task Info":{{"Task ID":1,"Index":0,"Attempt":0,"Launch Time":1500,"Finish Time":89000,"Executor ID":"{evil}","Host":"{evil}"}},"Task Metrics":{{"Executor Run Time":80000,"Executor CPU Time":70000000000}}}}"#
        ),
        format!(r#"{{"Event":"SparkListenerStageCompleted","Stage Info":{stage}}}"#),
        format!(r#"{{"Event":"com.{evil}","x":"{evil}"}}"#),
        r#"{"Event":"SparkListenerApplicationEnd","Timestamp":95000}"#.to_owned(),
        "cut \u{1b}[31m \u{202e}".to_owned(),
    ];
    std::fs::write(&log, lines.join("\n")).expect("a file");
    for verb in [
        &["profile"][..],
        &["predict"],
        &["advise"],
        &["inventory"],
        &["emit", "--as", "no such kind"],
        &["table"],
        &["rightsize"],
    ] {
        let output = afterglow(verb, &log);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).expect("text");
            let obeyed = |c: &char| {
                c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!text.chars().any(|c| obeyed(&c)), "{verb:?}: {text:?}");
        }
    }
    std::fs::remove_file(&log).expect("it was there");
}

#[test]
fn bad_input_gets_its_exit_code_and_one_line_that_names_the_file() {
    for bad in afterglow_testkit::bad_inputs() {
        let output = afterglow(&["profile", "--format", "json"], &bad.path);
        let name = bad.path.file_name().expect("a file").to_string_lossy().into_owned();
        assert_eq!(output.status.code(), Some(bad.exit), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        if bad.exit == 2 {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains(&name) && said.contains("byte"), "{said}");
            assert!(output.stdout.is_empty(), "{name}: nothing on standard output");
        }
    }
}

#[test]
fn bad_usage_is_told_apart() {
    for words in
        [&["profile"][..], &["fly", "x"], &["profile", "x", "--format", "xml"], &["predict", "x", "--slots", "-1"]]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_afterglow")).args(words).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{words:?}");
    }
    let missing = Path::new("/nowhere/at/all.log");
    assert_eq!(afterglow(&["profile"], missing).status.code(), Some(2));
}

#[test]
fn emitted_configuration_comes_for_every_kind() {
    let fixture = afterglow_testkit::fixtures()
        .into_iter()
        .find(|fixture| fixture.name.contains("sample-skew"))
        .expect("the sample");
    let kinds = [
        ("spark-submit", "aws", "--conf spark.executor.memory="),
        ("spark-defaults", "aws", "spark.executor.memory "),
        ("emr", "aws", "InstanceType"),
        ("dataproc", "gcp", "gcloud dataproc clusters create"),
        ("databricks", "azure", "node_type_id"),
        ("emr-fleet", "aws", "InstanceFleets"),
        ("emr-serverless", "aws", "aws emr-serverless start-job-run"),
        ("dataproc-workflow", "gcp", "managedCluster"),
        ("kubernetes", "aws", "kind: SparkApplication"),
        ("terraform", "aws", "resource"),
    ];
    for (kind, cloud, said) in kinds {
        let output = afterglow(&["emit", "--clouds", cloud, "--choice", "1", "--as", kind], &fixture.path);
        assert_eq!(output.status.code(), Some(0), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(said), "{kind} says no {said:?}: {text}");
    }
    // Another cloud's machines cannot be had there, and a cluster without a known fee is not priced.
    for (kind, cloud) in [("dataproc", "aws"), ("hdinsight", "azure")] {
        let output = afterglow(&["emit", "--clouds", cloud, "--choice", "1", "--as", kind], &fixture.path);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true), "{kind}");
    }
}

#[test]
fn one_search_writes_every_kind_of_a_choice() {
    let fixture = afterglow_testkit::fixtures()
        .into_iter()
        .find(|fixture| fixture.name.contains("sample-skew"))
        .expect("the sample");
    let folder = tempfile::tempdir().expect("a folder");
    let emit = |kinds: &str, into: &str| {
        let out = folder.path().join(into);
        let output =
            afterglow(&["emit", "--clouds", "aws", "--as", kinds, "-o", &out.to_string_lossy()], &fixture.path);
        let names: BTreeSet<String> = std::fs::read_dir(&out)
            .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        (output.status.code(), names, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, names, said) = emit("emr,terraform", "two");
    assert_eq!((code, names), (Some(0), BTreeSet::from(["emr.json".to_owned(), "terraform.tf".to_owned()])), "{said}");
    let (code, names, said) = emit("all", "all");
    assert_eq!((code, names.contains("spark-defaults.conf")), (Some(0), true), "{said}");
    assert!(!names.contains("dataproc.sh"), "Google's tool cannot start machines of AWS: {names:?}");
    let (code, _, said) = emit("all", "all");
    assert_eq!((code, said.contains("not written over")), (Some(1), true), "{said}");
    let (code, names, said) = emit("emr,dataproc", "none");
    assert_eq!((code, names.is_empty(), said.contains("two platforms")), (Some(1), true, true), "{said}");
}

#[test]
fn a_redacted_log_has_the_same_figures_and_none_of_the_text() {
    let bad =
        afterglow_testkit::bad_inputs().into_iter().find(|bad| bad.path.ends_with("canary.log")).expect("the canary");
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("redacted.log");
    let output = Command::new(env!("CARGO_BIN_EXE_afterglow"))
        .arg("redact")
        .arg(&bad.path)
        .arg("-o")
        .arg(&out)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&out).expect("the redacted log");
    assert!(!text.to_lowercase().contains("canary"), "no canary gets out");
    let totals = |path: &Path| {
        let output = afterglow(&["profile", "--format", "json"], path);
        let value: Value = serde_json::from_slice(&output.stdout).expect("a profile");
        value["totals"].clone()
    };
    assert_eq!(totals(&bad.path), totals(&out));
}

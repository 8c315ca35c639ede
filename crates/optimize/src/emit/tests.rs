use std::io::Write;
use std::process::{Command, Stdio};

use afterglow_catalog::{Arch, Cloud, Date};
use afterglow_predict::Bound;
use afterglow_units::{Bytes, Cores, Interval, UsdPerHour};
use serde_json::Value;

use super::*;
use crate::Purchase;

/// A value that ends quotes, comments, lines and templates in every language that is written here.
const EVIL: &str = "a'b\"c$(touch /tmp/x)`id`\n#x\r\\ ${var.y} %{if} ,;|~#@ \u{2028}é --- {\"k\": [1]} </b>\t&& : - ";

fn choice(platform: Platform, cloud: Cloud, market: Purchase, workers: u32) -> Choice {
    Choice {
        cloud,
        region: "us-east-1".into(),
        platform,
        instance: "m7g.2xlarge".into(),
        family: "m7g".into(),
        arch: Arch::Arm64,
        workers,
        market,
        driver: Some("m7g.xlarge".into()),
        driver_memory: Bytes(2 << 30),
        executors: 2 * workers,
        executor_cores: Cores(4),
        executor_memory: Bytes(10 << 30),
        executor_overhead: Bytes(1 << 30),
        slots: 8 * workers,
        volume: Bytes(100 << 30),
        wall: Interval::exact(60_000.0),
        cost: Interval::exact(1.0),
        usd_per_hour: UsdPerHour(1.0),
        price_basis: "listed",
        price_date: Date::default(),
        meets_deadline_probability: None,
        feasible: true,
        bound_by: Bound::Slots,
        replayed: false,
        conf: vec![
            ("spark.executor.memory".into(), "10240m".into()),
            ("spark.executor.extraJavaOptions".into(), EVIL.into()),
            (format!("spark.odd.{EVIL}"), "v".into()),
        ],
        why: Vec::new(),
    }
}

fn profile() -> Profile {
    let mut profile = Profile::default();
    profile.app.name = format!("Nightly {EVIL}");
    profile.log.spark_version = Some("3.5.1-amzn-0".into());
    profile.conf.spark.insert("spark.executor.extraJavaOptions".into(), EVIL.into());
    profile.conf.spark.insert("spark.master".into(), format!("spark://{EVIL}"));
    profile
}

fn all() -> Vec<Choice> {
    let mut all = Vec::new();
    for market in [Purchase::OnDemand, Purchase::Spot, Purchase::Mixed] {
        for workers in [1, 2, 5] {
            for (platform, cloud) in [
                (Platform::Emr, Cloud::Aws),
                (Platform::Dataproc, Cloud::Gcp),
                (Platform::Databricks, Cloud::Azure),
                (Platform::HdInsight, Cloud::Azure),
                (Platform::PlainVms, Cloud::Aws),
                (Platform::PlainVms, Cloud::Gcp),
                (Platform::PlainVms, Cloud::Azure),
                (Platform::Kubernetes, Cloud::Aws),
                (Platform::OnPremises, Cloud::OnPremises),
            ] {
                all.push(choice(platform, cloud, market, workers));
            }
        }
    }
    all
}

/// Where the comment lines at the top end.
fn heading_end(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum()
}

/// The words that a POSIX shell makes of a command: `printf` is put in front of it. `None` where there is no shell.
fn words(command: &str) -> Option<Vec<String>> {
    let body = &command[heading_end(command)..];
    let script = format!("set -f; printf '%s\\0' {body}");
    let mut shell = Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    shell.stdin.take()?.write_all(script.as_bytes()).ok()?;
    let out = shell.wait_with_output().ok()?;
    assert!(out.status.success(), "sh refuses: {script}");
    let text = String::from_utf8(out.stdout).expect("text");
    Some(text.split_terminator('\0').map(str::to_owned).collect())
}

#[test]
fn a_shell_reads_back_what_was_meant() {
    for choice in all() {
        let Some(words) = words(&emit(&choice, &profile(), Kind::SparkSubmit)) else { return };
        assert_eq!(words[0], "spark-submit");
        assert!(words.contains(&format!("spark.executor.extraJavaOptions={EVIL}")), "{words:?}");
        assert_eq!(words.iter().filter(|word| *word == "--conf").count(), choice.conf.len());
        assert_eq!(words.last().map(String::as_str), Some("PROGRAM"));
    }
}

#[test]
fn gcloud_gets_every_property_whole() {
    for choice in all() {
        let Some(words) = words(&emit(&choice, &profile(), Kind::Dataproc)) else { return };
        let list = words.iter().find_map(|word| word.strip_prefix("--properties=")).expect("properties");
        let (separator, rest) = list.strip_prefix('^').and_then(|list| list.split_once('^')).unwrap_or((",", list));
        let parts: Vec<&str> = rest.split(separator).collect();
        assert_eq!(parts.len(), choice.conf.len(), "{list}");
        assert!(parts.contains(&&*format!("spark:spark.executor.extraJavaOptions={EVIL}")));
        assert!(words.iter().all(|word| word.starts_with("--") || !word.contains('\n')));
        let count = |name: &str| words.iter().find_map(|w| w.strip_prefix(name)?.parse::<u32>().ok()).unwrap_or(0);
        let total = count("--num-workers=") + count("--num-secondary-workers=");
        assert_eq!(if choice.workers == 1 { 1 } else { total }, choice.workers);
    }
}

#[test]
fn azure_gets_its_configurations_whole() {
    for choice in all() {
        let Some(words) = words(&emit(&choice, &profile(), Kind::HdInsight)) else { return };
        let at = words.iter().position(|word| word == "--cluster-configurations").expect("configurations");
        let parsed: Value = serde_json::from_str(&words[at + 1]).expect("JSON");
        assert_eq!(parsed["spark2-defaults"]["spark.executor.extraJavaOptions"], EVIL);
    }
}

#[test]
fn emr_json_has_one_master_one_core_group_and_all_workers() {
    for choice in all().into_iter().filter(|choice| Kind::Emr.suits(choice)) {
        let parsed: Value = serde_json::from_str(&emit(&choice, &profile(), Kind::Emr)).expect("JSON");
        let groups = parsed["Instances"]["InstanceGroups"].as_array().expect("groups");
        let of = |role: &str| {
            let fitting: Vec<&Value> = groups.iter().filter(|group| group["InstanceRole"] == role).collect();
            (fitting.len(), fitting.iter().filter_map(|group| group["InstanceCount"].as_u64()).sum::<u64>())
        };
        assert_eq!((of("MASTER"), of("CORE").0), ((1, 1), 1));
        assert_eq!(of("CORE").1 + of("TASK").1, u64::from(choice.workers));
        assert_eq!(parsed["Configurations"][0]["Properties"]["spark.executor.extraJavaOptions"], EVIL);
    }
}

#[test]
fn databricks_json_leaves_executors_to_databricks() {
    for choice in all() {
        let parsed: Value = serde_json::from_str(&emit(&choice, &profile(), Kind::Databricks)).expect("JSON");
        let cluster = &parsed["new_cluster"];
        assert_eq!(cluster["num_workers"], choice.workers);
        assert_eq!(cluster["spark_conf"]["spark.executor.extraJavaOptions"], EVIL);
        assert!(cluster["spark_conf"].get("spark.executor.memory").is_none());
    }
}

#[test]
fn comments_hold_the_way_back_and_nothing_else() {
    for choice in all() {
        for kind in [Kind::SparkSubmit, Kind::SparkDefaults, Kind::Dataproc, Kind::Kubernetes, Kind::Terraform] {
            let text = emit(&choice, &profile(), kind);
            let heading = &text[..heading_end(&text)];
            assert!(heading.contains("spark.executor.memory (not set)"), "{kind:?}");
            assert!(!heading.contains('\r') && !heading.contains('\u{2028}'), "{kind:?}");
            assert_eq!(
                heading.matches("touch /tmp/x").count(),
                2,
                "{kind:?}: the odd value and the odd key, a line each"
            );
        }
    }
}

#[test]
fn properties_are_one_line_each() {
    let choice = choice(Platform::PlainVms, Cloud::Aws, Purchase::OnDemand, 3);
    let text = emit(&choice, &profile(), Kind::SparkDefaults);
    let lines: Vec<&str> = text[heading_end(&text)..].lines().collect();
    assert_eq!(lines.len(), choice.conf.len());
    assert!(lines[1].starts_with("spark.executor.extraJavaOptions a'b\"c$(touch /tmp/x)`id`\\n#x\\r\\\\ "));
    assert!(text.is_ascii() || lines.iter().all(|line| line.is_ascii()));
}

/// A strict reader of the little YAML that is written: `key: value` lines, two blanks a level, values plain words,
/// numbers or JSON strings.
fn yaml(text: &str) -> Vec<(Vec<String>, Option<Value>)> {
    let mut path: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for line in text[heading_end(text)..].lines() {
        let blanks = line.len() - line.trim_start().len();
        assert_eq!(blanks % 2, 0, "{line}");
        let mut body = line.trim_start();
        let key = if body.starts_with('"') {
            let mut stream = serde_json::Deserializer::from_str(body).into_iter::<String>();
            let key = stream.next().expect("a key").expect("a JSON string");
            body = &body[stream.byte_offset()..];
            key
        } else {
            let end = body.find(':').expect("a colon");
            let key = body[..end].to_owned();
            assert!(key.chars().all(|c| c.is_ascii_alphanumeric()), "{line}");
            body = &body[end..];
            key
        };
        let value = body.strip_prefix(':').expect("a colon after the key").trim_start();
        assert!(blanks / 2 <= path.len(), "{line}");
        path.truncate(blanks / 2);
        path.push(key);
        let value = if value.is_empty() {
            None
        } else if value.starts_with('"') || value.parse::<u64>().is_ok() {
            Some(serde_json::from_str(value).expect("a JSON scalar"))
        } else {
            assert!(value.chars().all(|c| c.is_ascii_alphanumeric() || "./".contains(c)), "{line}");
            Some(Value::from(value))
        };
        out.push((path.clone(), value));
    }
    out
}

#[test]
fn the_spark_application_is_read_back() {
    for choice in all() {
        let rows = yaml(&emit(&choice, &profile(), Kind::Kubernetes));
        let get = |path: &[&str]| {
            rows.iter()
                .find(|(keys, _)| keys.iter().map(String::as_str).eq(path.iter().copied()))
                .and_then(|r| r.1.clone())
        };
        assert_eq!(get(&["kind"]), Some(Value::from("SparkApplication")));
        assert_eq!(get(&["spec", "executor", "instances"]), Some(Value::from(choice.executors)));
        assert_eq!(get(&["spec", "sparkConf", "spark.executor.extraJavaOptions"]), Some(Value::from(EVIL)));
        assert_eq!(get(&["spec", "executor", "memory"]), Some(Value::from("10240m")));
    }
}

#[test]
fn terraform_braces_and_quotes_balance() {
    for choice in all() {
        let text = emit(&choice, &profile(), Kind::Terraform);
        let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
        let mut before = ' ';
        for line in text[heading_end(&text)..].lines() {
            for c in line.chars() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' if quoted => escaped = true,
                    '"' => quoted = !quoted,
                    '{' if quoted && before == '$' => assert!(
                        line.contains("$${var.y}") || line.contains("${count.index}"),
                        "a template slipped in: {line}"
                    ),
                    '{' if !quoted => depth += 1,
                    '}' if !quoted => depth -= 1,
                    _ => {}
                }
                before = c;
            }
            assert!(!quoted, "a string is open at the end of: {line}");
            assert!(depth >= 0);
        }
        assert_eq!(depth, 0);
        assert!(text.contains("$${var.y} %%{if}"), "{text}");
    }
}

#[test]
fn names_are_plain() {
    assert_eq!(plain_name(&Profile::default()), "spark-run");
    assert!(plain_name(&profile()).chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
}

use std::io::Write;
use std::process::{Command, Stdio};

use afterglow_catalog::{Arch, Cloud, Date, Platform};
use afterglow_predict::Bound;
use afterglow_units::{Bytes, Cores, Interval, UsdPerHour};
use serde_json::Value;

use super::*;
use crate::Purchase;

/// A value that ends quotes, comments, lines and templates in every language that is written here.
const EVIL: &str = "a'b\"c$(touch /tmp/x)`id`\n#x\r\\ ${var.y} %{if} ,;|~#@ \u{2028}é --- {\"k\": [1]} </b>\t&& : - \u{1b}[31m\u{9b}\u{202e} ";

fn choice(platform: Platform, cloud: Cloud, market: Purchase, workers: u32) -> Choice {
    Choice {
        cloud,
        region: "us-east-1".into(),
        platform,
        instance: "m7g.2xlarge".into(),
        alike: vec!["m6g.2xlarge".into(), "m7gd.2xlarge".into()],
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
        startup: afterglow_units::Millis(0),
        price_basis: "listed",
        price_date: Date::default(),
        meets_deadline_probability: None,
        feasible: true,
        bound_by: Bound::Slots,
        replayed: false,
        instead_of: Some(format!("3 × m5.{EVIL}")),
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
                (Platform::Databricks, Cloud::Aws),
                (Platform::Databricks, Cloud::Azure),
                (Platform::Databricks, Cloud::Gcp),
                (Platform::HdInsight, Cloud::Azure),
                (Platform::PlainVms, Cloud::Aws),
                (Platform::PlainVms, Cloud::Gcp),
                (Platform::PlainVms, Cloud::Azure),
                (Platform::Kubernetes, Cloud::Aws),
                (Platform::Kubernetes, Cloud::Azure),
                (Platform::Kubernetes, Cloud::Gcp),
                (Platform::OnPremises, Cloud::OnPremises),
            ] {
                all.push(choice(platform, cloud, market, workers));
            }
        }
    }
    all
}

/// `cargo xtask emitted` names a folder: every text that suits, for the tools' own schemas (`tests/emitted/check.py`).
#[test]
fn samples_for_the_tools() {
    let Some(folder) = std::env::var_os("AFTERGLOW_EMITTED").map(std::path::PathBuf::from) else { return };
    for choice in all() {
        let name = format!("{}-{}-{}-{}", choice.platform.word(), choice.cloud, choice.market.word(), choice.workers);
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let conf: std::collections::BTreeMap<_, _> = choice.conf.iter().cloned().collect();
        std::fs::write(folder.join("conf.json"), serde_json::json!(conf).to_string()).expect("the settings");
        for kind in Kind::ALL.into_iter().filter(|kind| kind.suits(&choice)) {
            std::fs::write(folder.join(kind.file_name()), emit(&choice, &profile(), kind)).expect("a text");
        }
    }
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
    let commented = Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Emr | Kind::EmrFleet | Kind::Databricks));
    for choice in all() {
        for kind in commented.clone() {
            let text = emit(&choice, &profile(), kind);
            let heading = &text[..heading_end(&text)];
            assert!(heading.contains("spark.executor.memory (not set)"), "{kind:?}");
            assert!(!heading.contains('\r') && !heading.contains('\u{2028}'), "{kind:?}");
            assert_eq!(
                heading.matches("touch /tmp/x").count(),
                3,
                "{kind:?}: the odd cluster, value and key, a line each"
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
/// numbers or JSON strings; the items of a list are passed through as if they were one map.
fn yaml(text: &str) -> Vec<(Vec<String>, Option<Value>)> {
    let mut path: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for line in text[heading_end(text)..].lines() {
        let line = line.replacen("- ", "  ", usize::from(line.trim_start().starts_with("- ")));
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
            assert!(value.chars().all(|c| c.is_ascii_alphanumeric() || "./-".contains(c)), "{line}");
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
fn json_carries_the_way_back_whole_or_says_that_it_does_not() {
    let mut profile = profile();
    profile.conf.spark.insert("spark.executor.memory".into(), "4g".into());
    let choice = choice(Platform::Emr, Cloud::Aws, Purchase::Spot, 3);
    for kind in [Kind::Emr, Kind::EmrFleet] {
        let parsed: Value = serde_json::from_str(&emit(&choice, &profile, kind)).expect("JSON");
        let tags = parsed["Tags"].as_array().expect("tags");
        let of = |key: &str| tags.iter().find(|tag| tag["Key"] == key).and_then(|tag| tag["Value"].as_str());
        assert_eq!(of("before:spark.executor.memory"), Some("4g"));
        assert!(of("before:cluster").is_some_and(|cluster| cluster.starts_with("3 x m5.")));
        let odd = of("before:spark.executor.extraJavaOptions").expect("a tag");
        assert!(odd.starts_with("see the run"), "no tag can hold it: {odd}");
        assert!(tags.iter().all(|tag| tag["Value"].as_str().is_some_and(|value| value.chars().count() <= 256)));
    }
    profile.conf.spark.insert("spark.executor.extraJavaOptions".into(), "x".repeat(2_000));
    let parsed: Value = serde_json::from_str(&emit(&choice, &profile, Kind::Databricks)).expect("JSON");
    let told = parsed["description"].as_str().expect("a description");
    assert!(told.contains("To roll back") && told.contains("see the run"), "{told}");
    assert!(told.chars().count() <= 1000 && !told.contains("spark.executor.memory"), "{told}");
}

#[test]
fn secrets_of_the_log_are_not_written() {
    let mut profile = profile();
    profile.app.name = "etl --password=hunter2".into();
    profile.conf.spark.insert("spark.master".into(), "spark://u:hunter2@h:7077".into());
    profile.conf.spark.insert("spark.databricks.clusterUsageTags.sparkVersion".into(), "token=hunter2".into());
    profile.conf.spark.insert("spark.executor.extraJavaOptions".into(), "-Dpassword=hunter2".into());
    profile.conf.spark.insert("spark.hadoop.fs.s3a.secret.key".into(), "hunter2".into());
    for mut choice in all() {
        choice.conf.push(("spark.hadoop.fs.s3a.secret.key".into(), "of the policy".into()));
        for kind in Kind::ALL {
            let text = emit(&choice, &profile, kind);
            assert!(!text.contains("hunter2"), "{kind:?}: {text}");
        }
    }
    let choice = choice(Platform::PlainVms, Cloud::Aws, Purchase::OnDemand, 3);
    let text = emit(&choice, &profile, Kind::SparkDefaults);
    assert!(text.contains("spark.executor.extraJavaOptions (not written here, since it looks like a secret"), "{text}");
}

#[test]
fn fleets_have_all_workers_and_spot_ones_of_several_types() {
    for choice in all().into_iter().filter(|choice| Kind::EmrFleet.suits(choice)) {
        let parsed: Value = serde_json::from_str(&emit(&choice, &profile(), Kind::EmrFleet)).expect("JSON");
        let fleets = parsed["Instances"]["InstanceFleets"].as_array().expect("fleets");
        let sum = |name: &str| fleets[1..].iter().filter_map(|fleet| fleet[name].as_u64()).sum::<u64>();
        assert_eq!(fleets[0]["InstanceFleetType"], "MASTER");
        assert_eq!(fleets.iter().filter(|fleet| fleet["InstanceFleetType"] == "CORE").count(), 1);
        assert_eq!(sum("TargetSpotCapacity"), u64::from(choice.spot_workers()));
        assert_eq!(sum("TargetOnDemandCapacity") + sum("TargetSpotCapacity"), u64::from(choice.workers));
        for fleet in &fleets[1..] {
            let types = fleet["InstanceTypeConfigs"].as_array().expect("types").len();
            assert_eq!(types, if fleet.get("TargetSpotCapacity").is_some() { 3 } else { 1 });
        }
    }
}

/// What two `aws` commands were given, with a shell function in the place of `aws`.
fn aws_words(script: &str) -> Option<Vec<String>> {
    let script = format!("set -f; aws() {{ printf '%s\\0' \"$@\" >&2; echo abc; }}\n{script}");
    let mut shell =
        Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    shell.stdin.take()?.write_all(script.as_bytes()).ok()?;
    let out = shell.wait_with_output().ok()?;
    assert_eq!((out.status.success(), &*out.stdout), (true, &b"abc\n"[..]), "sh refuses: {script}");
    let text = String::from_utf8(out.stderr).expect("text");
    Some(text.split_terminator('\0').map(str::to_owned).collect())
}

#[test]
fn serverless_gets_its_job_whole_and_only_what_fits() {
    for mut choice in all().into_iter().filter(|choice| choice.platform == Platform::Emr) {
        assert!(Kind::EmrServerless.suits(&choice));
        let Some(words) = aws_words(&emit(&choice, &profile(), Kind::EmrServerless)) else { return };
        let inputs: Vec<Value> = words
            .windows(2)
            .filter(|pair| pair[0] == "--cli-input-json")
            .map(|pair| serde_json::from_str(&pair[1]).expect("JSON"))
            .collect();
        let executors = u64::from(choice.executors);
        assert_eq!(inputs[0]["maximumCapacity"]["cpu"], format!("{} vCPU", executors * 4 + 2));
        assert_eq!(inputs[0]["maximumCapacity"]["memory"], format!("{} GB", executors * 11 + 4));
        let properties = &inputs[1]["configurationOverrides"]["applicationConfiguration"][0]["properties"];
        assert_eq!(properties["spark.executor.extraJavaOptions"], EVIL);
        assert!(words.windows(2).any(|pair| pair == ["--application-id", "abc"]));
        choice.executor_cores = Cores(5);
        assert!(!Kind::EmrServerless.suits(&choice), "there are no workers of five cores");
    }
}

#[test]
fn a_workflow_has_every_machine_and_property() {
    for choice in all().into_iter().filter(|choice| Kind::DataprocWorkflow.suits(choice)) {
        let rows = yaml(&emit(&choice, &profile(), Kind::DataprocWorkflow));
        let get = |path: &[&str]| {
            let full: Vec<&str> = ["placement", "managedCluster"].iter().chain(path).copied().collect();
            rows.iter().find(|(keys, _)| *keys == full).and_then(|row| row.1.clone())
        };
        let count = |group: &str| get(&["config", group, "numInstances"]).and_then(|count| count.as_u64()).unwrap_or(0);
        let workers = count("workerConfig") + count("secondaryWorkerConfig");
        assert_eq!((count("masterConfig"), workers.max(1)), (1, u64::from(choice.workers)));
        assert_eq!(count("secondaryWorkerConfig"), u64::from(choice.spot_workers()));
        let key = "spark:spark.executor.extraJavaOptions";
        assert_eq!(get(&["config", "softwareConfig", "properties", key]), Some(Value::from(EVIL)));
        let alone = get(&["config", "softwareConfig", "properties", "dataproc:dataproc.allow.zero.workers"]);
        assert_eq!(alone.is_some(), choice.workers == 1);
        assert!(get(&["clusterName"]).and_then(|name| Some(name.as_str()?.len())).is_some_and(|length| length <= 35));
    }
}

#[test]
fn a_policy_never_grows_beyond_the_choice() {
    let mut seen = 0;
    for choice in all().into_iter().filter(|choice| choice.platform == Platform::Dataproc) {
        assert_eq!(Kind::DataprocAutoscaling.suits(&choice), choice.workers > 2);
        if !Kind::DataprocAutoscaling.suits(&choice) {
            continue;
        }
        let rows = yaml(&emit(&choice, &profile(), Kind::DataprocAutoscaling));
        let most = rows.iter().filter(|row| row.0.last().is_some_and(|key| key == "maxInstances"));
        assert_eq!(most.filter_map(|row| row.1.as_ref()?.as_u64()).sum::<u64>(), u64::from(choice.workers));
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn terraform_has_the_driver_and_declares_what_it_asks_for() {
    for choice in all() {
        let text = emit(&choice, &profile(), Kind::Terraform);
        let body = &text[heading_end(&text)..];
        if choice.cloud != Cloud::OnPremises {
            assert!(body.contains("\"m7g.xlarge\"") || choice.workers == 1, "no driver: {body}");
        }
        for used in body.split("var.").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(name == "y" || body.contains(&format!("variable \"{name}\" {{")), "{name} is not declared: {body}");
        }
    }
}

#[test]
fn every_kind_has_a_word_and_a_file_of_its_own() {
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        assert_eq!(Kind::parse(kind.word()), Some(kind));
        let others = &Kind::ALL[at + 1..];
        assert!(others.iter().all(|other| other.word() != kind.word() && other.file_name() != kind.file_name()));
    }
}

#[test]
fn names_are_plain() {
    assert_eq!(plain_name(&Profile::default()), "spark-run");
    assert!(plain_name(&profile()).chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
}

#[test]
fn mixed_clusters_may_use_spot_nodes_too() {
    for (market, has) in [(Purchase::OnDemand, false), (Purchase::Spot, true), (Purchase::Mixed, true)] {
        let text = super::kubernetes::text(&choice(Platform::Kubernetes, Cloud::Azure, market, 4), &profile());
        assert_eq!(text.contains("tolerations:"), has, "{market:?}: {text}");
    }
}

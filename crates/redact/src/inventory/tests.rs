use super::*;

fn of(log: &str) -> Vec<Found> {
    let mut inventory = Inventory::default();
    inventory.push(log.as_bytes());
    inventory.finish()
}

/// The place of the only finding of a kind.
fn place(log: &str, kind: Kind) -> String {
    let found = of(log);
    let one =
        found.iter().find(|found| found.kind == kind).unwrap_or_else(|| panic!("no {kind:?} in {log}: {found:?}"));
    one.places.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>().join(" | ")
}

#[test]
fn values_are_found_in_unusual_places() {
    for (log, kind, at) in [
        (
            r#"{"Event":"SparkListenerEnvironmentUpdate","Classpath Entries":{"/opt/acme/pay.jar":"System Classpath"}}"#,
            Kind::Path,
            "SparkListenerEnvironmentUpdate › Classpath Entries › (a key)",
        ),
        (
            r#"{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.x.password":"pw"}}"#,
            Kind::Secret,
            "SparkListenerEnvironmentUpdate › Spark Properties › spark.x.password",
        ),
        (r#"{"Event":"com.acme.Own","a":[{"b":"mail ann@bank.example"}]}"#, Kind::Email, "com.acme.Own › a › b"),
        (
            r#"{"Event":"SparkListenerJobStart","Properties":{"acme.card":"4111 1111 1111 1111"}}"#,
            Kind::Card,
            "SparkListenerJobStart › Properties › acme.card",
        ),
        (
            r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Accumulables":[{"Name":"x","Value":"DE89370400440532013000"}]}}"#,
            Kind::Iban,
            "SparkListenerStageCompleted › Stage Info › Accumulables › Value",
        ),
        (
            r#"{"Event":"SparkListenerExecutorAdded","Executor Info":{"Log Urls":{"stdout":"http://w7.acme.corp:8042/x"}}}"#,
            Kind::Host,
            "SparkListenerExecutorAdded › Executor Info › Log Urls › stdout",
        ),
        (
            r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","physicalPlanDescription":"FileScan parquet hr.pay[salary#1]"}"#,
            Kind::Column,
            "SparkListenerSQLExecutionStart › physicalPlanDescription",
        ),
        (
            r#"{"Event":"x","sparkPlanInfo":{"children":[{"children":[{"children":[{"nodeName":"Scan parquet hr.pay"}]}]}]}}"#,
            Kind::Table,
            "x › sparkPlanInfo › children › nodeName",
        ),
        (r#"{"Event":"x","m":{"AKIAIOSFODNN7EXAMPLE":{"y":"1"}}}"#, Kind::Secret, "x › m › (a key)"),
        (r#"{"Event":"x","m":{"ann@bank.example":{"user":"bob"}}}"#, Kind::User, "x › m › (a key) › user"),
        (r#"{"Event":"x","u":"\u0061nn\u0040bank.example"}"#, Kind::Email, "x › u"),
        ("WARN password=hunter2 for all", Kind::Secret, "(no event)"),
        (
            r#"{"Event":"SparkListenerJobStart","Properties":{"user.name":"bob and then it is c"#,
            Kind::User,
            "SparkListenerJobStart › Properties › user.name",
        ),
        (r#"{"Event":"x","n":"account 123456789012"}"#, Kind::LongNumber, "x › n"),
        (r#"{"Event":"x","sql":"SELECT 1 WHERE a = 'Ann'"}"#, Kind::Literal, "x › sql"),
        (r#"{"Event":"x","d":"s3a://k:s@bucket/x"}"#, Kind::Url, "x › d"),
    ] {
        assert_eq!(place(log, kind), at, "{log}");
    }
}

#[test]
fn what_is_masked_already_is_no_secret() {
    for log in [
        r#"{"Event":"x","spark.x.password":"*********(redacted)"}"#,
        r#"{"Event":"x","spark.x.password":"••••••"}"#,
        r#"{"Event":"x","spark.x.tokens.enabled":"true","spark.x.secret.size":"256"}"#,
        r#"{"Event":"x","a":"-Dpassword=••••••"}"#,
    ] {
        assert!(!of(log).iter().any(|found| found.kind == Kind::Secret), "{log}: {:?}", of(log));
    }
}

#[test]
fn samples_and_places_give_nothing_away() {
    let secrets = ["swordfish", "AKIAIOSFODNN7EXAMPLE", "hunter2", "tiger-tiger-tiger"];
    let log = r#"{"Event":"ann@bank.example","swordfish@acme.example":{"db.password":"swordfish"},"c":"x AKIAIOSFODNN7EXAMPLE -Dpassword=hunter2","https://u:tiger-tiger-tiger@h/x":{"token":"abc"}}"#;
    let shown = format!("{:?}", of(log));
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("(an event)") && shown.contains("AKIA•••"), "{shown}");
}

#[test]
fn each_value_is_counted_once_and_each_occurrence() {
    let line = r#"{"Event":"SparkListenerTaskEnd","Task Info":{"Host":"w1"}}"#;
    let found = of(&format!("{line}\n{line}\n{}\n", line.replace("w1", "w2")));
    let hosts = found.iter().find(|found| found.kind == Kind::Host).expect("hosts");
    assert_eq!((hosts.distinct, hosts.occurrences, hosts.at_least), (2, 3, false));
    assert_eq!(hosts.places, [("SparkListenerTaskEnd › Task Info › Host".to_owned(), 3)]);
}

#[test]
fn memory_is_bounded_and_said() {
    let mut inventory = Inventory::default();
    for number in 0..MOST_VALUES + 10 {
        inventory.push(format!("{{\"Event\":\"x\",\"k{}\":\"a{number}@b.example\"}}\n", number % 500).as_bytes());
    }
    assert!(inventory.counts.known.len() <= MOST_KNOWN && inventory.counts.roles.len() <= MOST_KNOWN);
    let found = inventory.finish();
    assert!(found[0].at_least && found[0].distinct == MOST_VALUES as u64);
    assert_eq!((found[0].places.len(), found[0].elsewhere > 0), (MOST_PLACES, true));
    let told: u64 = found[0].places.iter().map(|(_, count)| count).sum();
    assert_eq!(told + found[0].elsewhere, found[0].occurrences);
}

#[test]
fn blocks_do_not_matter() {
    let log = "{\"Event\":\"x\",\"user\":\"bob\",\"b\":\"s3://a/b\"}\nuser=eve\n{\"Event\":\"y\",\"Host\":\"w1";
    let whole = of(log);
    for cut in 0..log.len() {
        let mut inventory = Inventory::default();
        inventory.push(&log.as_bytes()[..cut]);
        inventory.push(&log.as_bytes()[cut..]);
        assert_eq!(inventory.finish(), whole);
    }
}

//! Secrets that a log gives away.

use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::words::count;

pub(crate) const DETECTORS: &[Detector] = &[Detector {
    code: "secrets-in-log",
    title: "The log holds secrets",
    basis: Basis::Measured,
    group: Group::Configuration,
    threshold: "a property named like a password, key or token whose value is not masked",
    source: "Spark's redaction pattern; apache/spark 17725, 30446, 33832",
    needs: "configuration",
    mistaken: "a property that only sounds like one",
    find: secrets,
}];

fn secrets(case: &Case<'_>) -> Vec<Finding> {
    const NAMES: &[&str] = &[
        "password",
        "passwd",
        "secret",
        "token",
        "accesskey",
        "access.key",
        "credential",
        "apikey",
        "api.key",
        "account.key",
        "sas.",
    ];
    // Settings about secrets that are no secrets: switches, file names, classes, durations.
    let harmless = |value: &str| {
        value.is_empty()
            || value.contains("redacted")
            || value == "true"
            || value == "false"
            || value.len() < 8
            || value.starts_with("org.")
            || value.starts_with("com.")
            || value.starts_with("${")
            || value.contains("(?i)")
            || value.parse::<f64>().is_ok()
            || value.ends_with('s') && value[..value.len() - 1].parse::<f64>().is_ok()
    };
    let conf = case.conf();
    let mut keys: Vec<&str> = conf
        .spark
        .iter()
        .chain(&conf.hadoop)
        .chain(&conf.system)
        .filter(|(key, value)| {
            let lower = key.to_ascii_lowercase();
            let named = NAMES.iter().any(|name| lower.contains(name))
                && ![
                    "provider",
                    "class",
                    "renew",
                    "regex",
                    "enabled",
                    "path",
                    "file",
                    "interval",
                    "expiry",
                    "lifetime",
                    "principal",
                    "max-lifetime",
                    "address",
                    "bind",
                    "keytab",
                    "type",
                    "server",
                    "url",
                    "uri",
                    "format",
                    "ttl",
                ]
                .iter()
                .any(|word| lower.contains(word));
            let in_url = value.contains("://")
                && value.split("://").nth(1).is_some_and(|rest| {
                    rest.split('/').next().is_some_and(|host| {
                        host.contains('@') && host.split('@').next().is_some_and(|user| user.contains(':'))
                    })
                });
            (named && !harmless(value)) || in_url
        })
        .map(|(key, _)| key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Vec::new();
    }
    let shown: Vec<String> = keys.iter().take(5).map(|key| crate::words::clip(key, 80)).collect();
    vec![
        Finding::new(
            format!(
                "{} in the log's configuration look like secrets and are not masked: {}.",
                count(keys.len() as u64, "value"),
                shown.join(", ")
            ),
            "Whoever gets this file has them. They are not shown here, and nothing was sent anywhere.",
            "Change them, widen spark.redaction.regex, and redact the log before passing it on.",
        )
        .risk()
        .sure(0.6)
        .count("properties", keys.len() as f64),
    ]
}

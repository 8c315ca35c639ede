//! Secrets that a log gives away.

use afterglow_units::{Basis, SqlId};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::words::count;

pub(crate) const DETECTORS: &[Detector] = &[Detector {
    code: "secrets-in-log",
    title: "The log holds secrets",
    basis: Basis::Measured,
    group: Group::Configuration,
    threshold: "a property named like a password, key or token whose value is not masked, or a query whose text holds one",
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
    let mut found = in_queries(case);
    if keys.is_empty() {
        return found;
    }
    let shown: Vec<String> = keys.iter().take(5).map(|key| crate::words::clip(key, 80)).collect();
    found.push(
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
    );
    found
}

/// Words before a value that nobody should read, in lower case.
const BEFORE_SECRETS: [&str; 6] = ["password=", "passwd=", "pwd=", "secret=", "access_key=", "accountkey="];

/// Queries whose description or plan holds what looks like a password or an access key: Spark masks settings by itself,
/// but of queries only what spark.sql.redaction.string.regex names.
fn in_queries(case: &Case<'_>) -> Vec<Finding> {
    let open = case.profile.sql.iter().filter(|sql| holds_secret(&sql.description) || holds_secret(&sql.plan_text));
    let open: Vec<SqlId> = open.map(|sql| sql.id).collect();
    if open.is_empty() {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("The text of {} holds what looks like a password or a key.", count(open.len() as u64, "query").replace("querys", "queries")),
            "Whoever gets this file can read it; nothing was sent anywhere.",
            "Change it, pass it by a secret store, set spark.sql.redaction.string.regex, and redact the log before passing it on.",
        )
        .risk()
        .sure(0.6)
        .sql(open.iter().take(20).copied())
        .count("queries", open.len() as f64),
    ]
}

fn holds_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let told = BEFORE_SECRETS.iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let value: String = lower[at + word.len()..]
                .chars()
                .take_while(|letter| !letter.is_whitespace() && !matches!(letter, ',' | ';' | '&' | ')'))
                .collect();
            value.len() >= 4 && !value.contains("***") && !value.contains("redacted")
        })
    });
    // AWS access keys: four letters that say so and sixteen more.
    let key = text.match_indices("AKIA").any(|(at, _)| {
        let rest = text[at + 4..].bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        rest.count() == 16
    });
    told || key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_queries_are_seen_and_masked_ones_are_not() {
        for open in
            ["jdbc:postgresql://db?user=a&password=hunter22&ssl=1", "copy from s3 AKIAIOSFODNN7EXAMPLE x", "PWD=abcd"]
        {
            assert!(holds_secret(open), "{open}");
        }
        for fine in ["", "password=*********(redacted)", "select pwd from users", "AKIA", "where secret= 1"] {
            assert!(!holds_secret(fine), "{fine}");
        }
    }
}

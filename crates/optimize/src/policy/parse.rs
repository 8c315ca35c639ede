//! From JSON to [`Policy`], by hand, so that every error can name its field.

use std::collections::BTreeMap;

use afterglow_catalog::{Arch, Cloud, Gbps, Platform};
use serde_json::{Map, Value};

use super::{Policy, PolicyError, Problem};
use crate::Purchase;

/// Every rule by its name, in the order of the alphabet.
pub(super) const FIELDS: [&str; 25] = [
    "architectures",
    "bare_metal",
    "burstable",
    "clouds",
    "conf",
    "confidential",
    "deadline_probability",
    "deny_families",
    "deny_instances",
    "description",
    "families",
    "gpu",
    "head_room",
    "instances",
    "link_gbps",
    "markets",
    "max_cores",
    "max_usd_per_hour",
    "max_workers",
    "min_generation",
    "min_workers",
    "platforms",
    "regions",
    "spot",
    "startup_seconds",
];

pub(super) fn policy(json: &str) -> Result<Policy, PolicyError> {
    let single = |what: String| PolicyError { problems: vec![Problem { field: String::new(), what }] };
    let value: Value = serde_json::from_str(json.trim_start_matches('\u{feff}'))
        .map_err(|error| single(format!("this is no JSON: {error}")))?;
    let Value::Object(fields) = value else {
        return Err(single("a policy is a JSON object, such as {\"clouds\": [\"aws\"]}".into()));
    };
    let mut reader = Reader { fields, problems: Vec::new() };
    let policy = Policy {
        clouds: reader.words("clouds", "aws, gcp, azure or onprem", Cloud::parse),
        regions: reader.texts("regions"),
        platforms: reader.words("platforms", &all(Platform::ALL.iter().map(|p| p.word())), Platform::parse),
        families: reader.texts("families"),
        deny_families: reader.texts("deny_families"),
        instances: reader.texts("instances"),
        deny_instances: reader.texts("deny_instances"),
        architectures: reader.words("architectures", "x86_64 or arm64", arch),
        markets: reader.words("markets", &all(Purchase::ALL.iter().map(|p| p.word())), Purchase::parse),
        spot: reader.flag("spot"),
        max_cores: reader.whole("max_cores", 1),
        max_workers: reader.whole("max_workers", 1),
        min_workers: reader.whole("min_workers", 0),
        min_generation: reader.whole("min_generation", 0).map(|n| n.min(255) as u8),
        max_usd_per_hour: reader.number("max_usd_per_hour", 0.0, f64::MAX),
        burstable: reader.flag("burstable").unwrap_or(false),
        gpu: reader.flag("gpu").unwrap_or(false),
        bare_metal: reader.flag("bare_metal").unwrap_or(false),
        confidential: reader.flag("confidential").unwrap_or(false),
        deadline_probability: reader.number("deadline_probability", 0.0, 1.0),
        head_room: reader.number("head_room", 1.0, 10.0),
        startup_seconds: reader.number("startup_seconds", 0.0, 86_400.0),
        link: reader.number("link_gbps", 0.001, 10_000.0).map(Gbps),
        conf: reader.settings("conf"),
    };
    let workers = policy.min_workers.zip(policy.max_workers);
    if let Some((least, most)) = workers.filter(|(least, most)| least > most) {
        reader.problem("min_workers", format!("{least} is more than max_workers, {most}"));
    }
    reader.unknown();
    if reader.problems.is_empty() { Ok(policy) } else { Err(PolicyError { problems: reader.problems }) }
}

fn all<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn arch(word: &str) -> Option<Arch> {
    [Arch::X86_64, Arch::Arm64].into_iter().find(|arch| arch.word().eq_ignore_ascii_case(word.trim()))
}

struct Reader {
    fields: Map<String, Value>,
    problems: Vec<Problem>,
}

impl Reader {
    fn problem(&mut self, field: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { field: field.into(), what: what.into() });
    }

    /// A field that is there and not null.
    fn value(&self, field: &str) -> Option<Value> {
        self.fields.get(field).filter(|value| !value.is_null()).cloned()
    }

    fn texts(&mut self, field: &str) -> Vec<String> {
        self.words(field, "a text", |word| (!word.trim().is_empty()).then(|| word.trim().to_owned()))
    }

    fn words<T>(&mut self, field: &str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let Some(value) = self.value(field) else { return Vec::new() };
        let Value::Array(items) = value else {
            self.problem(field, format!("a list is expected, such as [\"…\"], not {}", kind(&value)));
            return Vec::new();
        };
        if items.is_empty() && !field.starts_with("deny_") {
            self.problem(field, "an empty list allows nothing: leave the rule out, or name what is allowed");
            return Vec::new();
        }
        let mut words = Vec::new();
        for (at, item) in items.iter().enumerate() {
            match item.as_str().and_then(&read) {
                Some(word) => words.push(word),
                None => self.problem(format!("{field}[{at}]"), format!("{item} is not {expected}")),
            }
        }
        words
    }

    fn flag(&mut self, field: &str) -> Option<bool> {
        let value = self.value(field)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.problem(field, format!("true or false is expected, not {value}"));
        }
        flag
    }

    fn whole(&mut self, field: &str, least: u32) -> Option<u32> {
        let value = self.value(field)?;
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= least);
        if number.is_none() {
            self.problem(field, format!("a whole number from {least} on is expected, not {value}"));
        }
        number
    }

    fn number(&mut self, field: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.value(field)?;
        let number = value.as_f64().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            let range = if most < f64::MAX { format!("from {least} to {most}") } else { format!("from {least} on") };
            self.problem(field, format!("a number {range} is expected, not {value}"));
        }
        number
    }

    fn settings(&mut self, field: &str) -> BTreeMap<String, String> {
        let Some(value) = self.value(field) else { return BTreeMap::new() };
        let Value::Object(entries) = value else {
            self.problem(field, format!("an object of Spark properties is expected, not {}", kind(&value)));
            return BTreeMap::new();
        };
        let mut settings = BTreeMap::new();
        for (key, value) in entries {
            let text = match &value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(flag) => Some(flag.to_string()),
                _ => None,
            };
            match text {
                Some(text) if key.starts_with("spark.") => {
                    settings.insert(key, text);
                }
                Some(_) => self.problem(format!("{field}.{key}"), "Spark properties begin with \"spark.\""),
                None => self.problem(format!("{field}.{key}"), format!("a text is expected, not {}", kind(&value))),
            }
        }
        settings
    }

    fn unknown(&mut self) {
        let unknown: Vec<String> = self.fields.keys().filter(|key| !FIELDS.contains(&key.as_str())).cloned().collect();
        for field in unknown {
            let what = format!("there is no such rule; the rules are {}", FIELDS.join(", "));
            self.problem(field, what);
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let text = r#"{"clouds": ["aws", "moon"], "max_cores": -3, "spot": "no", "head_room": 0.5,
                       "conf": {"x": 1}, "max_core": 3, "regions": "eu"}"#;
        let problems = policy(text).expect_err("wrong in seven places").problems;
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["clouds[1]", "regions", "spot", "max_cores", "head_room", "conf.x", "max_core"]);
    }

    #[test]
    fn a_text_that_is_no_object_is_refused_with_its_place() {
        assert!(policy("{\"a\": ").expect_err("cut").to_string().contains("line 1"));
        assert!(policy("[]").expect_err("a list").to_string().contains("object"));
        assert_eq!(policy("\u{feff}{}"), Ok(Policy::default()));
    }

    #[test]
    fn a_full_policy_is_read() {
        let text = r#"{"clouds": ["AWS"], "platforms": ["emr"], "families": ["m7*"], "architectures": ["arm64"],
            "markets": ["on_demand"], "min_generation": 6, "max_usd_per_hour": 12.5, "gpu": true, "description": "x",
            "conf": {"spark.sql.shuffle.partitions": 400, "spark.speculation": false}}"#;
        let policy = policy(text).expect("a good policy");
        assert_eq!((policy.clouds, policy.min_generation, policy.gpu), (vec![Cloud::Aws], Some(6), true));
        assert_eq!(policy.conf["spark.sql.shuffle.partitions"], "400");
        assert_eq!(policy.conf["spark.speculation"], "false");
    }
}

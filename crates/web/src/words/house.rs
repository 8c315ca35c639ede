//! The words of the page of rules, rates and prices.

use afterglow_engine::house::{RatesTable, policy_problems};
use serde_json::{Map, Value};

use super::format;

pub(crate) const TITLE: &str = "Prices and rules";
pub(crate) const ABOUT: &str =
    "Your own rules, rates and newer prices, under which clusters are advised; hand them on as one file";
pub(crate) const CARD: &str = "Your own prices and rules";
pub(crate) const LEAD: &str = "Which clouds and machines may be used, negotiated discounts, machines in the rack, newer price files of the providers: state them once, and hand them to everybody as one file.";
pub(crate) const CHANGE: &str = "Change";
pub(crate) const KEPT_FILE: &str = "What this browser kept";
pub(crate) const KEPT_GONE: &str = "it is not there any more";
pub(crate) const KEPT_LATE: &str =
    "something was changed before it was read, so it does not hold here; load the page anew to have it";
pub(crate) const KEEP: &str = "Keep in this browser";
pub(crate) const KEEP_MORE: &str = "Without this, all of it ends with the page. Kept on this machine alone; whoever uses this browser here can read it";
pub(crate) const FORGET: &str = "Forget what is kept";
pub(crate) const EXPORT: &str = "Export all as one file";
pub(crate) const IMPORT: &str = "Import…";
pub(crate) const CLEAR: &str = "Clear all";
pub(crate) const TOO_LONG: &str = "This text is too long to be looked at while you type: it is not taken. Shorten it.";

/// So many rules are named in one line; the others are counted.
const RULES_NAMED: usize = 3;
/// The rules that are named before others.
const FIRST: [&str; 5] = ["clouds", "spot", "max_cores", "max_workers", "regions"];

/// What holds, in one line.
pub(crate) fn in_force(policy: &str, rates: &str, files: usize) -> String {
    let prices = match files {
        0 => "Prices: built in".to_owned(),
        files => format!("Prices: built in, and {} of yours", format::number_of(files as f64, "file", "files")),
    };
    [prices, rates_said(rates), policy_said(policy)].join(" · ")
}

fn rates_said(text: &str) -> String {
    let table = RatesTable::parse(text);
    let used = match table.used {
        0 => "no rates of yours".to_owned(),
        used => format::number_of(used as f64, "rate", "rates") + " of yours",
    };
    let label = table.currency.map(|label| format!(" in {}", format::clipped(&label, 8))).unwrap_or_default();
    match table.issues.len() {
        0 => used + &label,
        wrong => format!("{used}{label}, {} wrong", format::count(wrong as f64)),
    }
}

fn policy_said(text: &str) -> String {
    if text.trim().is_empty() {
        return "no policy".to_owned();
    }
    let problems = policy_problems(text).len();
    if problems > 0 {
        let wrong = format::number_of(problems as f64, "mistake", "mistakes");
        return format!("policy: {wrong}, so no cluster is advised");
    }
    let rules: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let mut rules: Vec<(&String, &Value)> = rules.iter().collect();
    rules.sort_by_key(|(name, _)| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()));
    let said: Vec<String> = rules.into_iter().filter_map(|(name, value)| rule(name, value)).collect();
    if said.is_empty() {
        return "policy: without a rule".to_owned();
    }
    let more = said.len().saturating_sub(RULES_NAMED);
    let named = said[..said.len().min(RULES_NAMED)].join(", ");
    if more > 0 {
        format!("policy: {named} and {}", format::number_of(more as f64, "more rule", "more rules"))
    } else {
        format!("policy: {named}")
    }
}

/// One rule in a few words; `None` for what rules nothing.
fn rule(name: &str, value: &Value) -> Option<String> {
    let number = value.as_f64();
    let words = |most: usize| {
        let all: Vec<&str> = value.as_array()?.iter().filter_map(Value::as_str).collect();
        let shown = all.iter().take(most).map(|word| format::clipped(word, 24)).collect::<Vec<_>>().join(" or ");
        (!all.is_empty())
            .then(|| if all.len() > most { format!("{shown} or {} more", all.len() - most) } else { shown })
    };
    Some(match name {
        "clouds" | "regions" | "platforms" | "architectures" => format!("only {}", words(2)?),
        "families" | "instances" | "markets" => format!("only {} {}", words(2)?.replace('_', " "), name),
        "deny_families" | "deny_instances" => format!("no {}", words(2)?),
        "spot" => (if value.as_bool()? { "spot allowed" } else { "no spot" }).to_owned(),
        "max_cores" => format!("at most {} cores", format::count(number?)),
        "max_workers" => format!("at most {} workers", format::count(number?)),
        "min_workers" => format!("at least {} workers", format::count(number?)),
        "min_generation" => format!("generation {} or newer", format::count(number?)),
        "max_usd_per_hour" => format!("at most {} an hour", format::usd(number?)),
        "deadline_probability" => format!("in time with {}", format::share(number?)),
        "head_room" => format!("memory × {}", format::plain(number?)),
        "startup_seconds" => format!("start-up {}", format::duration(number? * 1000.0)),
        "conf" => {
            let settings = value.as_object().map_or(0, Map::len);
            format!("{} pinned", format::number_of(settings as f64, "setting", "settings"))
        }
        "burstable" | "gpu" | "bare_metal" | "confidential" => {
            let word = name.replace('_', " ");
            if value.as_bool()? { format!("{word} allowed") } else { return None }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_is_said_in_one_line() {
        assert_eq!(in_force("", "", 0), "Prices: built in · no rates of yours · no policy");
        let rates = "kind,cloud,discount_percent,currency\ndiscount,aws,10,EUR\ndiscount,aws,-1,EUR\n";
        let policy =
            r#"{"spot": false, "max_cores": 256, "clouds": ["aws", "gcp", "azure"], "description": "x", "gpu": true}"#;
        assert_eq!(
            in_force(policy, rates, 2),
            "Prices: built in, and 2 files of yours · 1 rate of yours in EUR, 1 wrong · \
             policy: only aws or gcp or 1 more, no spot, at most 256 cores and 1 more rule"
        );
        assert!(in_force(r#"{"max_cores": "x"}"#, "", 1).ends_with("policy: 1 mistake, so no cluster is advised"));
        assert!(in_force("{}", "", 1).ends_with("policy: without a rule"));
    }
}

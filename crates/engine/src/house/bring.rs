//! What a file brings to a house: recognised by what is in it, never by its name.

use std::io::{BufRead, Read};

use afterglow_catalog::{Csv, import};
use afterglow_optimize::Policy;
use serde_json::Value;

use super::json::{LARGEST_HOUSE, LONGEST_NAME};
use super::{House, HouseFile};

/// Bytes at the beginning of a file that [`recognise`] looks at.
pub const RECOGNISED_BY: usize = import::HEAD;
/// A longer policy is not taken, in bytes: it is checked while somebody types.
pub const LARGEST_POLICY: usize = 256 << 10;
/// Longer rates are not taken, in bytes, for the same reason.
pub const LARGEST_RATES: usize = 128 << 10;
/// More lines of rates are not taken, for the same reason.
pub const MOST_RATES: usize = 2_000;

/// What a file is to a house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HouseKind {
    /// A whole house.
    House,
    /// Rules.
    Policy,
    /// Discounts, own rates and own machines.
    Rates,
    /// A newer price file of a provider, or an own table of prices or types.
    Prices,
}

/// What a file brought.
#[derive(Debug, Clone)]
pub enum Brought {
    /// A whole house.
    House(House),
    /// The text of a policy.
    Policy(String),
    /// The text of rates.
    Rates(String),
    /// A price file.
    Prices(Box<HouseFile>),
}

/// What a file is, by its beginning; `None` for what concerns no house, such as a log or a table of past runs.
pub fn recognise(head: &[u8]) -> Option<HouseKind> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // An event log says so in its first bytes; those are by far the most of all files.
    if text.starts_with("{\"Event\"") || text.contains('\0') {
        return None;
    }
    if House::is_begun_by(text) {
        return Some(HouseKind::House);
    }
    if import::recognise(head).is_some() {
        return Some(HouseKind::Prices);
    }
    let found = if text.starts_with('{') { is_policy(text).then_some(HouseKind::Policy) } else { None };
    found.or_else(|| is_rates(text).then_some(HouseKind::Rates))
}

/// Reads a file into what it brings.
///
/// # Errors
/// A sentence that says what is wrong with it, and where.
pub fn bring(name: &str, mut file: impl BufRead) -> Result<Brought, String> {
    let mut head = Vec::new();
    let read = file.by_ref().take(RECOGNISED_BY as u64).read_to_end(&mut head);
    read.map_err(|error| format!("reading failed: {error}"))?;
    let kind = recognise(&head);
    let mut whole = head.chain(file);
    match kind {
        Some(HouseKind::House) => {
            let mut text = Vec::new();
            // One byte more than may be, so that what is too long is seen to be.
            let mut whole = whole.take(LARGEST_HOUSE as u64 + 1);
            whole.read_to_end(&mut text).map_err(|error| format!("reading failed: {error}"))?;
            let house = House::parse(&String::from_utf8_lossy(&text)).map_err(|error| error.to_string())?;
            short(house.policy.as_bytes(), LARGEST_POLICY, "the policy in a house")?;
            longer_than_rates_may_be(&house.rates).map_or(Ok(()), Err)?;
            Ok(Brought::House(house))
        }
        Some(HouseKind::Policy) => short(whole, LARGEST_POLICY, "a policy").map(Brought::Policy),
        Some(HouseKind::Rates) => {
            let text = short(whole, LARGEST_RATES, "a rates file")?;
            longer_than_rates_may_be(&text).map_or(Ok(Brought::Rates(text)), Err)
        }
        Some(HouseKind::Prices) => {
            let file = HouseFile::read(&bare(name), whole).map_err(|error| error.to_string())?;
            Ok(Brought::Prices(Box::new(file)))
        }
        None => Err(unknown(&mut whole)),
    }
}

/// Why rates are not taken, if they are too long.
pub fn longer_than_rates_may_be(text: &str) -> Option<String> {
    let lines = text.lines().count();
    (text.len() > LARGEST_RATES || lines > MOST_RATES + 1).then(|| {
        format!(
            "rates may have {MOST_RATES} rows and {} kB at most, and these have {lines} lines and {} kB",
            LARGEST_RATES >> 10,
            text.len() >> 10
        )
    })
}

/// A file's name without the folders that it was dropped with: those say more of the user's machine than of the prices.
fn bare(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).chars().take(LONGEST_NAME).collect()
}

/// What is said of a file that is none of all these.
fn unknown(head: &mut impl Read) -> String {
    const NEITHER: &str = "this is no house file, no policy (JSON with the names of rules), no rates file (CSV with a \
                           column “kind”) and no price file";
    let mut begins = [0; 400];
    let count = head.read(&mut begins).unwrap_or(0);
    let begins = String::from_utf8_lossy(&begins[..count]);
    let begins: String = begins.chars().filter(|c| !c.is_control()).take(40).collect();
    if begins.is_empty() {
        format!("{NEITHER}: it is empty")
    } else {
        format!("{NEITHER}; it begins with “{begins}”")
    }
}

/// A text that is held as one, if it is not longer than it may be.
fn short(whole: impl Read, most: usize, what: &str) -> Result<String, String> {
    let mut text = Vec::new();
    whole.take(most as u64 + 1).read_to_end(&mut text).map_err(|error| format!("reading failed: {error}"))?;
    if text.len() > most {
        return Err(format!("{what} may have {} kB at most, and this one is longer", most >> 10));
    }
    let text = String::from_utf8_lossy(&text);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A policy by its rules' names. One with a slip in its JSON must be known too, so that the slip can be told.
fn is_policy(head: &str) -> bool {
    if let Ok(value) = serde_json::from_str::<Value>(head) {
        return value.as_object().is_some_and(|rules| rules.keys().any(|key| Policy::FIELDS.contains(&key.as_str())));
    }
    let named = |rule: &&&str| head.contains(&format!("\"{rule}\""));
    !head.contains("\"Event\"") && Policy::FIELDS.iter().filter(named).count() >= 2
}

fn is_rates(head: &str) -> bool {
    let Some(first) = head.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')) else { return false };
    let csv = Csv::parse(first);
    csv.has(&["kind"])
        && ["discount_percent", "usd_per_hour", "purchase", "memory_gib"].iter().any(|name| csv.has(&[name]))
}

/// What is wrong with a policy: each field with what would be right. The field is empty where the text is no JSON object
/// at all. Nothing is wrong with an empty text.
pub fn policy_problems(text: &str) -> Vec<(String, String)> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let problems = Policy::parse(text).err().map(|error| error.problems).unwrap_or_default();
    problems.into_iter().map(|problem| (problem.field, problem.what)).collect()
}

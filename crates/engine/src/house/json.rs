//! A house as one JSON file, `afterglow.house/1`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::House;
use super::file::FileJson;

/// The name of the form, with its version.
pub(super) const SCHEMA: &str = "afterglow.house/1";
const FAMILY: &str = "afterglow.house/";

/// A longer house is not read, in bytes.
pub(super) const LARGEST_HOUSE: usize = 64 << 20;
/// More price files are not taken.
pub const MOST_FILES: usize = 64;
/// No name of a price file is longer, in characters.
pub(super) const LONGEST_NAME: usize = 256;

/// Why a file is no house that can be used.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// It is no JSON of the form.
    #[error("the house file cannot be read: {0}; export it again, or mend it at that place")]
    Json(#[from] serde_json::Error),
    /// It is of another version, or no house at all.
    #[error("this is “{0}”, and “{SCHEMA}” is understood: export it with this version of Afterglow")]
    Version(String),
    /// It is larger than any that was made here.
    #[error("a house may have 64 MB and {MOST_FILES} price files with names of {LONGEST_NAME} letters at most: {0}")]
    TooMuch(String),
}

#[derive(Serialize, Deserialize)]
struct HouseJson {
    schema: String,
    /// The rules as an object; as a text where they are no JSON and wait to be mended.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    policy: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    rates: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileJson>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    schema: String,
}

impl House {
    /// Reads a house file. Rows of its tables that cannot be used are among the issues of their file.
    ///
    /// # Errors
    /// When it is no JSON of the form, with line and column, or of another version.
    pub fn parse(text: &str) -> Result<Self, HouseError> {
        let text = text.trim_start_matches('\u{feff}');
        if text.len() > LARGEST_HOUSE {
            return Err(HouseError::TooMuch("this one is longer".to_owned()));
        }
        // The version first: what another version has in its fields need not fit this one's.
        let named: Named = serde_json::from_str(text)?;
        if named.schema != SCHEMA {
            return Err(HouseError::Version(named.schema.chars().take(40).collect()));
        }
        let house: HouseJson = serde_json::from_str(text)?;
        let files = house.files.len();
        if files > MOST_FILES {
            return Err(HouseError::TooMuch(format!("this one has {files} price files")));
        }
        if let Some(at) = house.files.iter().position(|file| file.has_name_longer_than(LONGEST_NAME)) {
            return Err(HouseError::TooMuch(format!("the name of price file {} is longer", at + 1)));
        }
        let policy = match house.policy {
            Value::Null => String::new(),
            Value::String(text) => text,
            rules => serde_json::to_string_pretty(&rules).unwrap_or_default(),
        };
        Ok(Self { policy, rates: house.rates, files: house.files.into_iter().map(FileJson::file).collect() })
    }

    /// The file to hand on.
    pub fn to_json(&self) -> String {
        let house = HouseJson {
            schema: SCHEMA.to_owned(),
            policy: rules(&self.policy),
            rates: self.rates.clone(),
            files: self.files.iter().map(FileJson::of).collect(),
        };
        serde_json::to_string_pretty(&house).unwrap_or_default()
    }

    /// The file up to its price files, and what comes behind them: between the two goes [`super::HouseFile::to_json`] of
    /// each, with commas. So a page can put a large house together without holding its price files as text.
    pub fn frame(policy: &str, rates: &str) -> (String, &'static str) {
        let text = |value: &Value| serde_json::to_string(value).unwrap_or_default();
        let policy = text(&rules(policy));
        let rates = text(&Value::String(rates.to_owned()));
        (format!("{{\n\"schema\": \"{SCHEMA}\",\n\"policy\": {policy},\n\"rates\": {rates},\n\"files\": [\n"), "\n]}\n")
    }

    /// Whether a text begins like a house file of any version.
    pub(super) fn is_begun_by(head: &str) -> bool {
        head.split_once("\"schema\"").is_some_and(|(before, behind)| {
            let value = behind.trim_start().strip_prefix(':').map(str::trim_start);
            before.trim() == "{" && value.is_some_and(|value| value.starts_with(&format!("\"{FAMILY}")))
        })
    }
}

fn rules(policy: &str) -> Value {
    if policy.trim().is_empty() {
        return Value::Null;
    }
    match serde_json::from_str(policy.trim_start_matches('\u{feff}')) {
        Ok(rules @ Value::Object(_)) => rules,
        _ => Value::String(policy.to_owned()),
    }
}

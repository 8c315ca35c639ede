//! One newer price file, reduced to what is used of it.

use std::io::BufRead;

use afterglow_catalog::import::{self, ImportError};
use afterglow_catalog::{Catalog, Overlay, OverlayText};
use serde::{Deserialize, Serialize};

/// So many issues of a file are kept; the rest is counted.
const ISSUES_KEPT: usize = 20;
/// So many single prices of a spot price history are kept, the newest ones: about 2 MB of text.
const SAMPLES_KEPT: usize = 50_000;

/// What a price file of a provider, or an own table, brought.
#[derive(Debug, Clone, Default)]
pub struct HouseFile {
    /// Its name.
    pub name: String,
    /// What it was, in a few words.
    pub kind: String,
    /// The newest day that it states, as `2026-07-11`.
    pub date: Option<String>,
    /// Rows that were passed over on purpose, such as those of Windows.
    pub passed_over: u64,
    /// The first of what could not be used, each with its place.
    pub issues: Vec<String>,
    /// How many such there are.
    pub issues_total: u64,
    /// What is used of it.
    pub overlay: Overlay,
}

/// The same in a house's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct FileJson {
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(default)]
    passed_over: u64,
    #[serde(default)]
    issues: Vec<String>,
    #[serde(default)]
    issues_total: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    instances: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    prices: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    families: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    fees: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    spot_samples: String,
}

impl HouseFile {
    /// Reads a price file, in one pass.
    ///
    /// # Errors
    /// When it is of no kind that is understood, breaks off, or cannot be read.
    pub fn read(name: &str, file: impl BufRead) -> Result<Self, ImportError> {
        let mut overlay = import::import(file)?;
        let issues = std::mem::take(&mut overlay.issues);
        let mut issues: Vec<String> = issues.iter().map(ToString::to_string).collect();
        let more = overlay.spot_samples.len().saturating_sub(SAMPLES_KEPT);
        if more > 0 {
            // They are in the order of time.
            overlay.spot_samples.drain(..more);
            issues.insert(0, format!("of its single prices the newest {SAMPLES_KEPT} are kept; ranges are of all"));
        }
        let date = overlay.date();
        if date.is_none() {
            issues.insert(0, "does not say of what day it is".to_owned());
        }
        // What of it fits nowhere, or is older than what is built in.
        let (_, unfit) = Catalog::builtin().with_overlay(&overlay);
        issues.splice(0..0, unfit.iter().map(ToString::to_string));
        Ok(Self {
            name: name.to_owned(),
            kind: overlay.kind.to_owned(),
            date: date.map(|date| date.to_string()),
            passed_over: overlay.passed_over as u64,
            issues_total: issues.len() as u64,
            issues: issues.into_iter().take(ISSUES_KEPT).collect(),
            overlay,
        })
    }

    /// What it is in a house's JSON: an object of the list `files`.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&FileJson::of(self)).unwrap_or_default()
    }
}

impl FileJson {
    pub(super) fn of(file: &HouseFile) -> Self {
        let OverlayText { instances, prices, families, fees, spot_samples } = file.overlay.to_text();
        Self {
            name: file.name.clone(),
            kind: file.kind.clone(),
            date: file.date.clone(),
            passed_over: file.passed_over,
            issues: file.issues.clone(),
            issues_total: file.issues_total,
            instances,
            prices,
            families,
            fees,
            spot_samples,
        }
    }

    pub(super) fn has_name_longer_than(&self, most: usize) -> bool {
        self.name.chars().nth(most).is_some() || self.kind.chars().nth(most).is_some()
    }

    /// What the tables say counts, and not what the file says of itself.
    pub(super) fn file(self) -> HouseFile {
        let text = OverlayText {
            instances: self.instances,
            prices: self.prices,
            families: self.families,
            fees: self.fees,
            spot_samples: self.spot_samples,
        };
        let mut overlay = Overlay::from_text(&text);
        let newer: Vec<String> = std::mem::take(&mut overlay.issues).iter().map(ToString::to_string).collect();
        let total = self.issues_total.max(self.issues.len() as u64).saturating_add(newer.len() as u64);
        HouseFile {
            name: self.name,
            kind: self.kind,
            date: overlay.date().map(|date| date.to_string()),
            passed_over: self.passed_over,
            issues: newer.into_iter().chain(self.issues).take(ISSUES_KEPT).collect(),
            issues_total: total,
            overlay,
        }
    }
}

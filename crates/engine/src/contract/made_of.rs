//! What a report was made from: the record that every report carries, and that `afterglow verify` reads back.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::CatalogJson;
use crate::away::sha256_of;
use crate::{AdviseQuery, MachineUseQuery, Machines, PastRunsAt, PastRunsQuery, PredictQuery};

/// What a report was made from. With the same files the same report can be made anew from it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MadeOf {
    /// The form of this record; a reader refuses a newer one than it knows.
    pub form: u32,
    /// What computed it.
    pub engine: EngineJson,
    /// The prices it was computed by, those of the house laid over the built-in ones.
    pub catalog: CatalogJson,
    /// The hash of the house, as `afterglow house` would write it; absent under none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house_sha256: Option<String>,
    /// What was asked for.
    #[serde(default)]
    pub settings: SettingsJson,
    /// The files that it was made from.
    #[serde(default)]
    pub files: Vec<SourceJson>,
    /// The files of the other runs that calibrate it, run by run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Vec<SourceJson>>,
    /// The hash of this record with this field empty, as compact JSON: a digit that was altered shows even in a setting
    /// on which no figure depends.
    #[serde(default)]
    pub sha256: String,
}

/// What computed a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EngineJson {
    /// Afterglow's version.
    pub version: String,
    /// The hash of the sources that answers are made by.
    pub sha256: String,
}

/// A file that a report was made from, as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceJson {
    /// Its name, with folders; a token where names are replaced.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash; absent where it was left out, and where names are replaced: a hash would tell which log it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What of an archive was read; empty where the file is no archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<String>,
}

/// What was asked for, as far as it was. A default stands for nothing, and is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsJson {
    /// The machine that the run was on, in the user's words: `cloud:type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_region: Option<String>,
    /// The hash of the rates that were asked with, as a file's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates_sha256: Option<String>,
    /// The hash of the policy that was asked with, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_sha256: Option<String>,
    /// Of a prediction: task slots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<u32>,
    /// Amounts of data as multiples of the observed one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_scale: Vec<f64>,
    /// Other machines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<String>,
    /// Settings to change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conf: Vec<(String, String)>,
    /// Of advice: clouds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clouds: Vec<String>,
    /// Regions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The run must end within this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<f64>,
    /// The run may cost this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_usd: Option<f64>,
    /// `cheapest`, `fastest` or `balanced`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The window of a pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// Of samples of use: the percentile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentile: Option<f64>,
    /// Columns with what they were taken for, of a table of past runs or of samples.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<(String, String)>,
    /// Of a table: the unit of the runtime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_unit: Option<String>,
    /// The amount of data, in the unit of its column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<f64>,
    /// Configurations to predict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<PastRunsAt>,
    /// How machine types count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machines_by: Option<String>,
    /// The gain below which no trial is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_below: Option<f64>,
    /// The job that is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The class that a job without runs is like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
    /// Whether packed files might unpack to whatever they do.
    #[serde(skip_serializing_if = "is_false")]
    pub trust_size: bool,
    /// Whether names were replaced under a key before anything was computed.
    #[serde(skip_serializing_if = "is_false")]
    pub names_replaced: bool,
    /// Whether the reading of the log was stopped before its end.
    #[serde(skip_serializing_if = "is_false")]
    pub stopped: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(is: &bool) -> bool {
    !is
}

impl MadeOf {
    /// The form that is written.
    pub const FORM: u32 = 1;

    /// The record with its own hash.
    pub(crate) fn sealed(mut self) -> Self {
        self.sha256.clear();
        self.sha256 = sha256_of(serde_json::to_string(&self).unwrap_or_default().as_bytes());
        self
    }

    /// As JSON for a document: characters that a document cannot show as they are stand as their escapes.
    pub(crate) fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        let mut out = String::with_capacity(json.len());
        for letter in json.chars() {
            let shown = letter == '\n' || !(letter.is_control() || turns(letter));
            // Writing to a string cannot fail.
            let _ = if shown { out.write_char(letter) } else { write!(out, "\\u{:04x}", u32::from(letter)) };
        }
        out
    }
}

/// Whether a character turns the writing direction, or ends a line where nobody sees it.
pub(crate) fn turns(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn hash(text: Option<&String>) -> Option<String> {
    text.map(|text| sha256_of(text.as_bytes()))
}

impl From<&Machines> for SettingsJson {
    fn from(machines: &Machines) -> Self {
        Self {
            current: machines.instance.clone(),
            current_region: machines.region.clone(),
            rates_sha256: hash(machines.rates.as_ref()),
            ..Self::default()
        }
    }
}

impl From<&PredictQuery> for SettingsJson {
    fn from(query: &PredictQuery) -> Self {
        Self {
            slots: query.slots.clone(),
            data_scale: query.data_scale.clone(),
            instances: query.instances.clone(),
            conf: query.conf.clone(),
            ..Self::default()
        }
    }
}

impl From<&AdviseQuery> for SettingsJson {
    fn from(query: &AdviseQuery) -> Self {
        Self {
            current: query.current_instance.clone(),
            current_region: query.current_region.clone(),
            rates_sha256: hash(query.rates.as_ref()),
            policy_sha256: hash(query.policy.as_ref()),
            clouds: query.clouds.clone(),
            regions: query.regions.clone(),
            deadline_ms: query.deadline_ms,
            budget_usd: query.budget_usd,
            goal: query.goal.clone(),
            ..Self::default()
        }
    }
}

impl From<&PastRunsQuery> for SettingsJson {
    fn from(query: &PastRunsQuery) -> Self {
        Self {
            columns: query.roles.clone(),
            runtime_unit: query.runtime_unit.clone(),
            data: query.data,
            at: query.at.clone(),
            machines_by: query.machines_by.clone(),
            stop_below: query.stop_below,
            of: query.of.clone(),
            like: query.like.clone(),
            ..Self::default()
        }
    }
}

impl From<&MachineUseQuery> for SettingsJson {
    fn from(query: &MachineUseQuery) -> Self {
        Self {
            current: query.current_instance.clone(),
            current_region: query.current_region.clone(),
            rates_sha256: hash(query.rates.as_ref()),
            policy_sha256: hash(query.policy.as_ref()),
            clouds: query.clouds.clone(),
            regions: query.regions.clone(),
            percentile: query.percentile,
            columns: query.columns.clone(),
            ..Self::default()
        }
    }
}

impl SettingsJson {
    /// The machines of a report; texts that stand here by their hash come from outside.
    pub(crate) fn machines(&self, rates: Option<&String>) -> Machines {
        Machines { instance: self.current.clone(), region: self.current_region.clone(), rates: rates.cloned() }
    }

    pub(crate) fn predict(&self) -> PredictQuery {
        PredictQuery {
            slots: self.slots.clone(),
            data_scale: self.data_scale.clone(),
            instances: self.instances.clone(),
            conf: self.conf.clone(),
            others: Vec::new(),
        }
    }

    pub(crate) fn advise(&self, policy: Option<&String>, rates: Option<&String>) -> AdviseQuery {
        AdviseQuery {
            clouds: self.clouds.clone(),
            regions: self.regions.clone(),
            deadline_ms: self.deadline_ms,
            budget_usd: self.budget_usd,
            goal: self.goal.clone(),
            policy: policy.cloned(),
            rates: rates.cloned(),
            current_instance: self.current.clone(),
            current_region: self.current_region.clone(),
            others: Vec::new(),
        }
    }

    pub(crate) fn past_runs(&self) -> PastRunsQuery {
        PastRunsQuery {
            roles: self.columns.clone(),
            runtime_unit: self.runtime_unit.clone(),
            data: self.data,
            at: self.at.clone(),
            machines_by: self.machines_by.clone(),
            stop_below: self.stop_below,
            of: self.of.clone(),
            like: self.like.clone(),
        }
    }

    pub(crate) fn machine_use(&self, policy: Option<&String>, rates: Option<&String>) -> MachineUseQuery {
        MachineUseQuery {
            current_instance: self.current.clone(),
            current_region: self.current_region.clone(),
            clouds: self.clouds.clone(),
            regions: self.regions.clone(),
            percentile: self.percentile,
            policy: policy.cloned(),
            rates: rates.cloned(),
            columns: self.columns.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_no_character_that_a_document_cannot_show() {
        let file = SourceJson { name: "a\u{202e}b\u{7f}`\u{1}".to_owned(), ..SourceJson::default() };
        let record = MadeOf { form: MadeOf::FORM, files: vec![file], ..MadeOf::default() }.sealed();
        let text = record.text();
        assert!(text.contains("a\\u202eb\\u007f`\\u0001"), "{text}");
        assert_eq!(serde_json::from_str::<MadeOf>(&text).expect("JSON"), record);
    }

    #[test]
    fn the_hash_of_a_record_is_of_all_of_it() {
        let record = MadeOf { form: MadeOf::FORM, ..MadeOf::default() }.sealed();
        let mut other = record.clone();
        assert_eq!(other.clone().sealed(), record);
        other.settings.deadline_ms = Some(1.0);
        assert_ne!(other.sealed().sha256, record.sha256);
    }
}

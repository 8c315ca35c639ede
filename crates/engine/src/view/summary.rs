//! The summary of a run.

use serde::{Deserialize, Serialize};

use super::{FindingView, QualityView, Range, ReplayView};
use crate::RunCard;
use crate::contract::Totals;

/// What a reader wants to know first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SummaryView {
    /// The run's card.
    pub card: RunCard,
    /// The user who ran it.
    pub user: Option<String>,
    /// The platform as far as the log tells: `databricks`, `emr`, `dataproc`, `kubernetes`, `yarn`, `standalone`, `local`.
    pub platform: Option<String>,
    /// The verdict in at most three sentences.
    pub verdict: Vec<String>,
    /// The contract's totals, whose JSON leaves out what is not known, which bytes cannot.
    #[serde(with = "as_text")]
    pub totals: Totals,
    /// Where the wall time went; the slices add up to `card.wall_ms`.
    pub breakdown: Vec<Slice>,
    /// Findings, those that save most first.
    pub findings: Vec<FindingView>,
    /// What is worth knowing although the log cannot tell what it would save.
    pub hints: Vec<FindingView>,
    /// What fixing the top three together would save.
    pub top_three_saves_ms: Option<Range>,
    /// Negative answers: what is right as it is, or cannot help.
    pub negatives: Vec<String>,
    /// Why things failed, the costliest cause first.
    pub failures: Vec<CauseView>,
    /// What the log lacks, and what therefore cannot be said.
    pub quality: QualityView,
    /// The model against the observed run.
    pub replay: Option<ReplayView>,
}

/// Failures of one cause.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CauseView {
    /// Kind, exception and the first frame of user code.
    pub text: String,
    /// What one of them said.
    pub example: String,
    /// What ended so: `task`, `executor`, `stage` or `job`.
    pub of: String,
    /// How many of them.
    pub count: u64,
    /// Task time lost with them.
    pub lost_ms: f64,
    /// The stages concerned, as (id, attempt).
    pub stages: Vec<(i64, u32)>,
}

/// A part of the wall time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Slice {
    /// A stable word: `driver`, `scheduling`, `cpu`, `gc`, `fetch-wait`, `shuffle-write`, `spill`, `io`, `idle` …
    pub key: String,
    /// For the reader.
    pub label: String,
    /// Its share.
    pub ms: f64,
    /// `measured`, `modelled` or `rule`.
    pub basis: String,
}

/// A value as JSON within bytes.
mod as_text {
    use serde::de::{DeserializeOwned, Deserializer, Error as _};
    use serde::ser::{Error as _, Serializer};
    use serde::{Deserialize, Serialize};

    pub(super) fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(value).map_err(S::Error::custom)?.serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

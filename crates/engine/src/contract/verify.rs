//! `afterglow.verify/1`.

use serde::{Deserialize, Serialize};

/// What `verify --format json` prints: whether a report stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VerifyJson {
    /// `afterglow.verify/1`.
    pub schema: String,
    /// What the report is: `html`, `markdown`, `profile`, `predict`, `advise`, `pipeline`, `rightsize` or `table`.
    pub report: String,
    /// `stands`: each number was recomputed; `differs`: some of it was not; `unjudged`: it cannot be told, or not by
    /// this program.
    pub outcome: String,
    /// Why it is so, in sentences; none where all stands.
    pub because: Vec<String>,
    /// The engine, the catalogue, the house, and the rules and rates that were asked with.
    pub parts: Vec<CheckedPart>,
    /// What its author chose, by the record: its numbers are recomputed under these settings, and whether they are true
    /// of the run nobody can tell.
    pub chosen: Vec<ChosenJson>,
    /// The files that it was made from.
    pub files: Vec<CheckedFile>,
    /// Its sections in their order; none where nothing was recomputed.
    pub sections: Vec<SectionJson>,
    /// Numbers in the report.
    pub numbers: u64,
    /// Those of them that were recomputed.
    pub numbers_stand: u64,
    /// What differs, the first thousand.
    pub differences: Vec<DifferenceJson>,
    /// How many differences there are.
    pub differences_total: u64,
    /// What is not judged, since it depends on a clock.
    pub not_judged: Vec<String>,
}

/// Something that a report was made under.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckedPart {
    /// What it is.
    pub what: String,
    /// Its version, date or hash in the report; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The same here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<String>,
    /// Whether they are the same.
    pub same: bool,
}

/// A setting that a report was made with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChosenJson {
    /// Its name in the record.
    pub setting: String,
    /// Its value there, a text as it is and anything else as compact JSON.
    pub value: String,
}

/// A file that a report was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckedFile {
    /// Its name in the report.
    pub name: String,
    /// Its size in the report.
    pub bytes: u64,
    /// Its hash in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// `same`: the hash is that of a file that was given; `unhashed`: the report has no hash of it, and a file of its
    /// name and size was given; `different`: one of its name was given, with another hash;
    /// `grown`: it begins as the one of then and is longer now; `missing`; `veiled`: names
    /// are replaced, so that only the numbers can tell.
    pub state: String,
    /// The file that was given for it, where its name is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_as: Option<String>,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SectionJson {
    /// Its heading or its path.
    pub name: String,
    /// Numbers in it.
    pub numbers: u64,
    /// Those of them that were recomputed.
    pub stand: u64,
    /// Places of it that differ, be it in words.
    pub differences: u64,
}

/// A place where a report says something else than was recomputed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DifferenceJson {
    /// Its section.
    pub section: String,
    /// Where in it.
    pub place: String,
    /// What the report says; absent where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// What was recomputed; absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<String>,
}

//! The JSON that the command line prints (`docs/schema/`), as types.

mod advise;
mod inventory;
mod made_of;
mod predict;
mod profile;
mod rightsize;
mod table;
mod verify;

pub use advise::{Advise, CatalogJson, Choice, Current, Pipeline};
pub use inventory::InventoryJson;
pub(crate) use made_of::turns;
pub use made_of::{EngineJson, MadeOf, SettingsJson, SourceJson};
pub use predict::{Limits, Point, Predict, Replay, StageReplay};
pub use profile::{AppJson, FileJson, Finding, LogJson, ProfileJson, Saves, StageJson, Totals, WarningJson};
pub use rightsize::RightsizeJson;
pub use table::TableJson;
pub use verify::{CheckedFile, CheckedPart, ChosenJson, DifferenceJson, SectionJson, VerifyJson};

use serde::Serialize;
use serde_json::Value;

/// The text of an answer that is the page's too, where what is not known stands as a null: in JSON it is absent.
///
/// # Errors
/// What serde says; the types of this module give none.
pub fn known<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_value(value).map(without_nulls).and_then(|known| serde_json::to_string_pretty(&known))
}

/// Without the fields that are null.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

//! The JSON that the command line prints (`docs/schema/`), as types.

mod advise;
mod inventory;
mod predict;
mod profile;
mod rightsize;
mod table;

pub use advise::{Advise, CatalogJson, Choice, Current};
pub use inventory::InventoryJson;
pub use predict::{Limits, Point, Predict, Replay, StageReplay};
pub use profile::{AppJson, FileJson, Finding, LogJson, ProfileJson, Saves, StageJson, Totals, WarningJson};
pub use rightsize::RightsizeJson;
pub use table::TableJson;

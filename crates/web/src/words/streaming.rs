//! Sentences of the view of streaming queries.

use super::format;

pub(crate) const DROPPED_HINT: &str =
    "Rows that came later than the watermark allows; unknown where no operator of the batch keeps a state";
pub(crate) const WATERMARK_HINT: &str = "By the time that events carry; rows older than it are dropped. Unknown before the first event and in queries without one";
pub(crate) const GAP_HINT: &str = "How far the watermark lies behind the start of the trigger";
pub(crate) const GAP_SUMMARY: &str =
    "From the watermark to the start of the trigger; a watermark ahead of it is not drawn, and stands in the table";

/// How many batches took in more than they could process.
pub(crate) fn behind(behind: usize, batches: usize) -> String {
    format!("{behind} of {batches} batches took in more than they could process")
}

/// How many rows came too late, where batches count them.
pub(crate) fn dropped(rows: u64) -> String {
    format!("; {} dropped behind the watermark", format::number_of(rows as f64, "row was", "rows were"))
}

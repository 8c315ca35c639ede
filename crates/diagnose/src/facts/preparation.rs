//! Stages that Spark runs before a query, to learn what there is to read.

use std::collections::BTreeSet;

use afterglow_profile::{Profile, Stage};
use afterglow_units::JobId;

/// What a stage found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preparation {
    /// Which files there are.
    Listing,
    /// Which columns they have.
    Schema,
}

/// How Spark describes a job that lists files (`HadoopFSUtils.scala`).
const LISTING: &str = "Listing leaf files and directories";

/// Where a reader is called whose jobs look at files for their schema (`DataFrameReader.scala`).
const READERS: [&str; 7] = ["load at ", "parquet at ", "orc at ", "json at ", "csv at ", "avro at ", "xml at "];

impl Preparation {
    /// The jobs that list files.
    pub(super) fn listing_jobs(profile: &Profile) -> BTreeSet<JobId> {
        let listing = profile.jobs.iter().filter(|job| job.description.as_deref().is_some_and(is_listing));
        listing.map(|job| job.id).collect()
    }

    /// What a stage found out; `None` if it did work of its own.
    pub(super) fn of(stage: &Stage, listing: &BTreeSet<JobId>) -> Option<Self> {
        if is_listing(&stage.name) || stage.job.is_some_and(|job| listing.contains(&job)) {
            return Some(Self::Listing);
        }
        // A writer's call looks alike, but writes, or belongs to a query.
        let moved = stage.sums.output + stage.sums.shuffle_write + stage.sums.shuffle_read();
        let reader = READERS.iter().any(|reader| stage.name.starts_with(reader));
        (reader && stage.sql.is_none() && moved.0 == 0).then_some(Self::Schema)
    }
}

fn is_listing(text: &str) -> bool {
    text.starts_with(LISTING)
}

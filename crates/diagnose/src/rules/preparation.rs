//! What Spark does before a query can start: listing files and finding out their columns.

use afterglow_profile::interval::{covered, union};
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::{Preparation, StageFacts};
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "listing-files",
        title: "Finding the files to read takes jobs of its own",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "jobs that list files, which Spark starts for more than 32 paths, over 1 s",
        source: "Spark's spark.sql.sources.parallelPartitionDiscovery.threshold",
        needs: "job descriptions",
        mistaken: "a first listing that later queries of the session profit from",
        find: listing,
    },
    Detector {
        code: "schema-inference",
        title: "Files are read once more for their columns",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "stages of a reader's call outside all queries that move nothing on, over 1 s",
        source: "Spark's DataFrameReader: CSV and JSON without a schema are read twice",
        needs: "stage names",
        mistaken: "a program that reads one file as an RDD under such a name",
        find: inference,
    },
];

/// The stages of one kind, the longest first, and the wall time that they cover, ms.
fn stages_of<'c>(case: &'c Case<'_>, kind: Preparation) -> (Vec<&'c StageFacts>, f64) {
    let mut stages: Vec<_> = case.done().filter(|stage| stage.preparing == Some(kind)).collect();
    order::largest_first(&mut stages, |one| one.wall);
    // From the first task on: before that, a stage may have waited for executors.
    let began = |stage: &StageFacts| case.profile.stages[stage.row].first_launch.unwrap_or(stage.from);
    let covers = covered(&union(stages.iter().map(|stage| (began(stage), stage.to)).collect())).0 as f64;
    (stages, covers)
}

fn listing(case: &Case<'_>) -> Vec<Finding> {
    let (stages, covers) = stages_of(case, Preparation::Listing);
    let Some(worst) = stages.first() else { return Vec::new() };
    if covers < limit::PREPARATION_MS {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!(
                "{} looked for files in {}; {} in {}.",
                count(stages.len() as u64, "stage"),
                time(covers),
                case.name(worst),
                time(worst.wall)
            ),
            format!("No row is read meanwhile; it is {} of the run.", case.of_run(covers)),
            "Read tables that a catalogue or a table format (Delta, Iceberg, Hudi) keeps a list of, name the folders \
             that are needed rather than their root, and keep the number of partitions low.",
        )
        .stages(stages.iter().take(8).map(|stage| stage.key))
        .saves(saving::between(covers * 0.2, covers * 0.6, covers))
        .ms("listing", covers)
        .count("tasks", stages.iter().map(|stage| stage.n as f64).sum()),
    ]
}

fn inference(case: &Case<'_>) -> Vec<Finding> {
    let (stages, covers) = stages_of(case, Preparation::Schema);
    let Some(worst) = stages.first() else { return Vec::new() };
    if covers < limit::PREPARATION_MS {
        return Vec::new();
    }
    let read: f64 = stages.iter().map(|stage| stage.read.sum).sum();
    vec![
        Finding::new(
            format!("{} looked into files for their columns, before any query: {}.", count(stages.len() as u64, "stage"), time(covers)),
            if read > 0.0 {
                format!("{} read {} for it, and the queries read the files again.", case.name(worst), size(worst.read.sum))
            } else {
                format!("{} read no rows, only the ends of the files, where their columns stand.", case.name(worst))
            },
            "Give the schema with the read (schema(...)), take it from a catalogue's table, or store the data as Parquet; \
             of Parquet itself leave mergeSchema off.",
        )
        .stages(stages.iter().take(8).map(|stage| stage.key))
        .saves(saving::between(covers * 0.5, covers * 0.9, covers))
        .ms("looking for columns", covers)
        .bytes("read for it", read),
    ]
}

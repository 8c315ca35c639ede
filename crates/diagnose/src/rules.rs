//! The detectors, one file a theme.

mod conf;
mod conf_cluster;
mod driver;
mod elasticity;
mod executors;
mod failures;
mod gc;
mod jobs;
mod losses;
mod memory;
mod partitions;
mod preparation;
mod secrets;
mod shuffle;
mod sizing;
mod skew;
mod spill;
mod sql_cache;
mod sql_files;
mod sql_join;
mod sql_plan;
mod sql_work;
mod straggler;
mod streaming;
mod time;
mod utilisation;

use crate::detector::Detector;

/// The tables of all themes.
pub(crate) const ALL: &[&[Detector]] = &[
    driver::DETECTORS,
    utilisation::DETECTORS,
    jobs::DETECTORS,
    skew::DETECTORS,
    straggler::DETECTORS,
    partitions::DETECTORS,
    spill::DETECTORS,
    gc::DETECTORS,
    memory::DETECTORS,
    time::DETECTORS,
    shuffle::DETECTORS,
    failures::DETECTORS,
    losses::DETECTORS,
    elasticity::DETECTORS,
    sizing::DETECTORS,
    executors::DETECTORS,
    preparation::DETECTORS,
    sql_files::DETECTORS,
    sql_join::DETECTORS,
    sql_cache::DETECTORS,
    sql_plan::DETECTORS,
    sql_work::DETECTORS,
    streaming::DETECTORS,
    conf::DETECTORS,
    conf_cluster::DETECTORS,
    secrets::DETECTORS,
];

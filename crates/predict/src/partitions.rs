//! How many tasks a stage has on another cluster, with other data or under other settings.
//!
//! A shuffle of Spark SQL has `spark.sql.shuffle.partitions`, unless adaptive execution merges them by size. A scan of
//! files is cut into splits of `min(maxPartitionBytes, max(openCostInBytes, all bytes / parallelism))` (Spark's
//! `FilePartition.maxSplitBytes`), so small inputs are cut by the number of cores and great ones by size. Everything
//! else keeps its number of tasks.

use afterglow_profile::{Conf, Profile};
use afterglow_units::Bytes;

use crate::allocation::ENABLED;
use crate::graph::Stage;
use crate::scenario::Scenario;

const SHUFFLE_PARTITIONS: &str = "spark.sql.shuffle.partitions";
const MAX_PARTITION_BYTES: &str = "spark.sql.files.maxPartitionBytes";
const OPEN_COST: &str = "spark.sql.files.openCostInBytes";
/// Settings that fix the parallelism by which files are cut, the stronger first.
const PARALLELISM: [&str; 3] =
    ["spark.sql.files.minPartitionNum", "spark.sql.leafNodeDefaultParallelism", "spark.default.parallelism"];

/// A shuffle of more partitions than this is a slip: its index alone would not fit.
const MOST_PARTITIONS: f64 = 1e6;

/// Tasks that read this many times the opening cost each were not cut by it: files that cannot be split, or buckets.
const UNSPLIT: f64 = 2.0;

/// What sets the number of tasks: of the run, or of a question about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Partitioning {
    /// `spark.sql.shuffle.partitions`.
    shuffle: f64,
    /// Parts that files are to be cut into at least.
    parallelism: f64,
    /// Whether the parallelism is set, and so does not follow the cluster.
    parallelism_set: bool,
    /// `spark.sql.files.maxPartitionBytes`.
    most_bytes: f64,
    /// `spark.sql.files.openCostInBytes`.
    open_cost: f64,
}

impl Partitioning {
    /// Of a run on so many cores, by its settings and Spark's defaults. Under dynamic allocation a scan is cut by the cores
    /// that are there when it is planned, which a question cannot tell: the parallelism is taken as set.
    pub(crate) fn observed(profile: &Profile, cores: u32) -> Self {
        let conf = &profile.conf;
        let dynamic = conf.flag(ENABLED) == Some(true);
        let set =
            PARALLELISM.iter().find_map(|key| positive(conf.get(key)?)).or(dynamic.then(|| f64::from(cores.max(1))));
        let bytes = |key: &str, default: Bytes| conf.bytes(key, Bytes(1)).filter(|size| size.0 > 0).unwrap_or(default);
        Self {
            shuffle: conf.get(SHUFFLE_PARTITIONS).and_then(positive).unwrap_or(200.0),
            parallelism: set.unwrap_or_else(|| f64::from(cores.max(1))),
            parallelism_set: set.is_some(),
            most_bytes: bytes(MAX_PARTITION_BYTES, Bytes::from_mib(128)).0 as f64,
            open_cost: bytes(OPEN_COST, Bytes::from_mib(4)).0 as f64,
        }
    }

    /// Of a question: so many cores, and what its settings change.
    pub(crate) fn asked(&self, scenario: &Scenario, cores: u32) -> Self {
        let mut asked = *self;
        if !self.parallelism_set {
            asked.parallelism = f64::from(cores.max(1));
        }
        let mut conf = Conf::default();
        conf.spark.extend(scenario.conf.iter().cloned());
        if let Some(count) = conf.get(SHUFFLE_PARTITIONS).and_then(positive) {
            asked.shuffle = count;
        }
        if let Some(size) = conf.bytes(MAX_PARTITION_BYTES, Bytes(1)).filter(|size| size.0 > 0) {
            asked.most_bytes = size.0 as f64;
        }
        asked
    }

    /// Whether a value is one that a followed setting can have; any value of another setting.
    pub(crate) fn understands(key: &str, value: &str) -> bool {
        match key {
            SHUFFLE_PARTITIONS => positive(value).is_some_and(|count| count <= MOST_PARTITIONS),
            MAX_PARTITION_BYTES => {
                let mut conf = Conf::default();
                conf.spark.insert(key.to_owned(), value.to_owned());
                conf.bytes(key, Bytes(1)).is_some_and(|size| size.0 > 0)
            }
            _ => true,
        }
    }

    /// Whether a setting is one that this follows in some run.
    pub(crate) fn knows(key: &str) -> bool {
        [SHUFFLE_PARTITIONS, MAX_PARTITION_BYTES].contains(&key)
    }

    /// Whether a setting of a question is one that this follows in a stage; `coalesces`: adaptive execution merges
    /// shuffle partitions by size, whatever their number was.
    pub(crate) fn follows(&self, key: &str, stage: &Stage, coalesces: bool) -> bool {
        match key {
            SHUFFLE_PARTITIONS => !coalesces && self.sets_shuffle_of(stage),
            MAX_PARTITION_BYTES => stage.scans_files,
            _ => false,
        }
    }

    /// Whether a stage has its number of tasks from the shuffle setting.
    fn sets_shuffle_of(&self, stage: &Stage) -> bool {
        stage.shuffled && stage.tasks.len() as f64 == self.shuffle
    }

    /// By what the number of a stage's tasks is multiplied, for the same data, from a shuffle setting to another.
    pub(crate) fn shuffle_factor(&self, asked: &Self, stage: &Stage) -> f64 {
        if self.sets_shuffle_of(stage) { asked.shuffle / self.shuffle } else { 1.0 }
    }

    /// By what the number of tasks of a stage that scans files is multiplied, with `scale` times the bytes.
    pub(crate) fn split_factor(&self, asked: &Self, stage: &Stage, scale: f64) -> f64 {
        let tasks = stage.tasks.len() as f64;
        if tasks < self.parallelism && stage.bytes.input > UNSPLIT * self.open_cost * tasks {
            // More data comes as more of such files.
            return scale;
        }
        // The log has the bytes that were read, not those that were cut (whole files, all columns, opening costs), but
        // the number of splits tells which of the three terms ruled and so what the bytes must have been.
        let bytes = if tasks > self.parallelism {
            tasks * self.most_bytes
        } else if tasks < self.parallelism {
            tasks * self.open_cost
        } else {
            stage.bytes.input.clamp(tasks * self.open_cost, (tasks * self.most_bytes).max(tasks * self.open_cost))
        };
        asked.splits(bytes * scale) / self.splits(bytes)
    }

    fn splits(&self, bytes: f64) -> f64 {
        let split = self.most_bytes.min(self.open_cost.max(bytes / self.parallelism));
        (bytes / split).max(1.0)
    }
}

/// A whole number above 0.
fn positive(text: &str) -> Option<f64> {
    text.trim().parse::<u32>().ok().filter(|&count| count > 0).map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(cores: u32) -> Partitioning {
        Partitioning::observed(&Profile::default(), cores)
    }

    fn scan(tasks: usize, input: f64) -> Stage {
        let bytes = crate::graph::StageBytes { input, ..Default::default() };
        Stage { tasks: 0..tasks, scans_files: true, bytes, ..Stage::default() }
    }

    #[test]
    fn small_files_are_cut_by_the_cores_and_great_ones_by_size() {
        let same = Scenario::slots(8);
        // 8 tasks on 8 cores, 160 MB: on 16 cores they are 16, on 64 cores as many as opening costs allow.
        let (run, stage) = (on(8), scan(8, 160e6));
        assert_eq!(run.split_factor(&run.asked(&same, 16), &stage, 1.0), 2.0);
        assert!((run.split_factor(&run.asked(&same, 64), &stage, 1.0) * 8.0 - 38.1).abs() < 0.1);
        // Twice the data on the same cores: longer tasks, up to the greatest split.
        assert_eq!(run.split_factor(&run, &stage, 2.0), 1.0);
        assert!(run.split_factor(&run, &stage, 100.0) > 10.0);
        // Cut by size: the cores matter only once there are more of them than splits.
        let (run, stage) = (on(8), scan(40, 5e9));
        assert_eq!(run.split_factor(&run.asked(&same, 32), &stage, 1.0), 1.0);
        assert_eq!(run.split_factor(&run.asked(&same, 80), &stage, 1.0), 2.0);
        assert_eq!(run.split_factor(&run, &stage, 3.0), 3.0);
    }

    #[test]
    fn files_that_cannot_be_split_keep_their_number() {
        // 100 files of 1 GB, one task each, on 200 cores.
        let (run, stage) = (on(200), scan(100, 100e9));
        assert_eq!(run.split_factor(&run.asked(&Scenario::slots(1), 50), &stage, 1.0), 1.0);
        assert_eq!(run.split_factor(&run, &stage, 2.0), 2.0);
    }

    #[test]
    fn what_is_set_does_not_follow_the_cluster() {
        let mut profile = Profile::default();
        profile.conf.spark.insert("spark.default.parallelism".into(), "8".into());
        let run = Partitioning::observed(&profile, 8);
        assert_eq!(run.split_factor(&run.asked(&Scenario::slots(1), 64), &scan(8, 160e6), 1.0), 1.0);
        let halved = run.asked(&Scenario::slots(1).conf(MAX_PARTITION_BYTES, "10m"), 8);
        assert!((run.split_factor(&halved, &scan(8, 160e6), 1.0) - 160e6 / (8.0 * 1_048_576.0 * 10.0)).abs() < 1e-9);
    }
}

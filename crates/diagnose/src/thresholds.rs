//! Every constant that decides, in one place, with its source.
//!
//! The field's tools disagree up to sixfold on most of these. They are therefore set so low that a cause is seen, and
//! what it would save decides whether it is shown ([`RAISE_SHARE`], [`RAISE_MS`]).
//!
//! Sources: SL Sparklens, EA AWS EMR Advisor, DE Dr. Elephant, DF DataFlint, OC Compass, RT RAPIDS tools,
//! SP Apache Spark's documentation and defaults, DBX Databricks' guide to the Spark UI, ST StreamingLens,
//! own: reasoned at the constant.

use afterglow_units::Millis;

/// A finding that is no risk must save this share of the run … (own).
pub(crate) const RAISE_SHARE: f64 = 0.01;
/// … or this many ms, whichever is less (own).
pub(crate) const RAISE_MS: f64 = 5_000.0;

/// A pause of the driver that is longer is no ordinary hand-over from one job to the next, ms (own: planning and
/// submitting a job takes well under this on a loaded driver).
pub(crate) const DRIVER_PAUSE_MS: f64 = 3_000.0;
/// Share of the run in such pauses (SL and EA inform from 10 %).
pub(crate) const DRIVER_PAUSES: f64 = 0.10;
/// Share of the run outside all jobs and queries, however short each pause (SL; OC warns from 50 %).
pub(crate) const DRIVER_SHARE: f64 = 0.30;
/// Time before the first job, ms, and … (own).
pub(crate) const LATE_START_MS: f64 = 10_000.0;
/// … as a share of the run (EA warns of a cluster start from 10 %).
pub(crate) const LATE_START: f64 = 0.10;
/// Mean time from a job's submission to its first stage, ms (EA).
pub(crate) const SLOW_JOB_START_MS: f64 = 1_000.0;
/// Mean result size of a job, bytes (EA).
pub(crate) const BIG_RESULT_PER_JOB: f64 = 16.0 * MIB;
/// Share of the run in jobs with less than half of the slots busy (own; OC warns from 50 % waste in jobs).
pub(crate) const HALF_EMPTY: f64 = 0.15;
/// What a stage with fewer tasks than slots must save of the run (SL looks at stages above 5 %).
pub(crate) const FEW_PARTITIONS_SAVE: f64 = 0.05;
/// Less read by a task than this is too little to be split further, bytes (SP: `minPartitionSize`).
pub(crate) const SPLITTABLE: f64 = MIB;
/// A task that lasts longer is worth splitting whatever it reads, ms (own).
pub(crate) const SPLITTABLE_MS: f64 = 5_000.0;
/// Idle share of the last wave of tasks (SL's parallelism ratio).
pub(crate) const LAST_WAVE_IDLE: f64 = 0.20;
/// Share of a job's time that no stage covers, and the least length of the job, ms (OC: 5 min; own: 1 min).
pub(crate) const GAPS_SHARE: f64 = 0.30;
/// See [`GAPS_SHARE`].
pub(crate) const GAPS_MS: f64 = 60_000.0;
/// Share of the run that jobs waited for a first executor (EA).
pub(crate) const CLUSTER_START: f64 = 0.10;
/// Share of the run that a stage waited behind other stages (own).
pub(crate) const QUEUED: f64 = 0.10;
/// Waits that are looked at, the longest (own: more would not change what is said).
pub(crate) const QUEUED_MOST: usize = 50;
/// Share of the run of a stage with a single task (OC, DBX).
pub(crate) const SINGLE_TASK: f64 = 0.10;
/// How much longer a run on half of the slots may take for the other half to be too much (own).
pub(crate) const KNEE: f64 = 0.10;
/// How much longer a cluster of fixed size may take to count as fast as dynamic allocation (own: within the error of
/// a good replay).
pub(crate) const AS_FAST: f64 = 1.05;
/// Share of slot time that a fixed size must save (own: several times that error).
pub(crate) const FIXED_SAVES: f64 = 0.15;
/// Share of slot time that executors were held beyond their idle timeout (own).
pub(crate) const HELD_SHARE: f64 = 0.05;
/// Slots idle over the whole life of the executors (DF 50 %, SA 60 %).
pub(crate) const IDLE_EXECUTORS: f64 = 0.50;

/// Fewest tasks of a stage that can be called skewed (own: below four a median says nothing).
pub(crate) const SKEW_TASKS: usize = 4;
/// Greatest over median bytes or records of a task (DE: 2 is its lowest step).
pub(crate) const SKEW_DATA: f64 = 2.0;
/// From here on skew is a risk as well, whatever it costs now (DE's second step).
pub(crate) const SKEW_RISK: f64 = 4.0;
/// Greatest over median duration that the heavy task must have (DBX: 1.5; own: below 1.3 it costs nothing).
pub(crate) const SKEW_TIME: f64 = 1.3;
/// A heavy task has at least as many records, or … (own: below, counts are chance).
pub(crate) const SKEW_RECORDS: f64 = 1_000.0;
/// … at least as many bytes.
pub(crate) const SKEW_BYTES: f64 = MIB;
/// A straggler's duration over the median's (DBX 1.5).
pub(crate) const STRAGGLER: f64 = 1.5;
/// A straggler's duration over the upper quartile's (own: keeps broad distributions out).
pub(crate) const STRAGGLER_P75: f64 = 1.3;
/// A host's median over the others' (NSDI'15 found slow hosts by such a ratio).
pub(crate) const SLOW_NODE: f64 = 1.5;
/// An executor's share of time or bytes over the median executor's (DE's second step).
pub(crate) const EXECUTOR_IMBALANCE: f64 = 1.78;
/// Tiny: median duration of a task, ms (DF).
pub(crate) const TINY_MS: f64 = 500.0;
/// Tiny: at least as many tasks … (own: fewer cost nothing worth telling).
pub(crate) const TINY_TASKS: usize = 100;
/// … and as many waves of them (own: with fewer waves the tasks spread the work).
pub(crate) const TINY_WAVES: f64 = 4.0;
/// Tiny: share of a task that a task costs without data (own, after SP's advice to keep overhead small).
pub(crate) const TINY_OVERHEAD: f64 = 0.25;
/// The most bytes of a file that Spark puts into one split (SP: `spark.sql.files.maxPartitionBytes`).
pub(crate) const SPLIT: f64 = 128.0 * MIB;
/// A read of so many times that is of a file that cannot be cut (own: splits may be packed up to once their size).
pub(crate) const UNSPLIT: f64 = 2.0;
/// … where each file has a task of its own (own: a tenth for the last, short split).
pub(crate) const UNSPLIT_ALONE: f64 = 1.1;
/// A task that handled as many records, or … (own: below, its CPU is mostly that of being a task at all).
pub(crate) const SOME_RECORDS: u64 = 1_000;
/// … as many bytes, did some work.
pub(crate) const SOME_BYTES: u64 = 64 << 10;
/// A single task that reads or writes more is too big, bytes (DF).
pub(crate) const HUGE_TASK: f64 = 5.0 * GIB;
/// Target size of a shuffle partition, bytes (RT; SP's advisory size is half of it).
pub(crate) const PARTITION_TARGET: f64 = 128.0 * MIB;
/// How far off the target a shuffle may be (RT).
pub(crate) const PARTITION_OFF: f64 = 2.0;

/// Spilled bytes over bytes handled (DE's first step is 1 %).
pub(crate) const SPILL_SHARE: f64 = 0.01;
/// Share of the executors that spill (DE).
pub(crate) const SPILL_BREADTH: f64 = 0.20;
/// Share of run time in collections (DE, EA, SL: 10 %).
pub(crate) const GC_SHARE: f64 = 0.10;
/// Share of run time in tasks that saw a collection: pressure shows in most of them, one long pause in a few (own).
pub(crate) const GC_BREADTH: f64 = 0.60;
/// From this share of run time on in collections they matter wherever they fell (DE's greatest step).
pub(crate) const GC_SEVERE: f64 = 0.20;
/// … in a run of so many tasks (own: in fewer one pause is a fifth).
pub(crate) const GC_TASKS: u64 = 50;
/// A heap whose peak stays below this share of it has room (own: collectors start their work well above it).
pub(crate) const GC_FULL: f64 = 0.60;
/// Collections that are always there: taken off the saving (DE calls below 5 % low).
pub(crate) const GC_NORMAL: f64 = 0.05;
/// Allocated over needed memory (DE's third step).
pub(crate) const MEMORY_OVER: f64 = 1.5;
/// Head-room on top of the peak (DE: 25 %).
pub(crate) const HEAD_ROOM: f64 = 1.25;
/// Memory that the JVM reserves for itself, bytes (SP: 300 MB).
pub(crate) const RESERVED: f64 = 300.0 * MIB;
/// The part of a slot's price that is memory: whichever of cores and memory is short decides how many executors fit
/// a node, so half of it (own rule of thumb).
pub(crate) const MEMORY_WEIGHT: f64 = 0.5;
/// Peak heap over the heap's size that leaves no room (DF 95 %).
pub(crate) const MEMORY_TIGHT: f64 = 0.95;
/// Least share of unified memory that is used (DE's first step is 70 %, its second 60 %).
pub(crate) const UNIFIED_USED: f64 = 0.40;
/// A heap between 32 GiB and this loses more by wide pointers than it gains, bytes (JVM documentation).
pub(crate) const OOPS_REGAINED: f64 = 48.0 * GIB;
/// A heap of which less was used fits below 32 GiB with head-room (DE: a quarter).
pub(crate) const OOPS_NEEDED: f64 = 24.0 * GIB;
/// Memory overhead that needs a reason, bytes (DE's second step).
pub(crate) const BIG_OVERHEAD: f64 = 4.0 * GIB;
/// Executor cores that hurt each other (DE's second step; EA: up to 16 for short CPU-bound work).
pub(crate) const BIG_EXECUTOR_CORES: u32 = 8;

/// Fetch wait over run time (SL informs from 10 %).
pub(crate) const FETCH_WAIT: f64 = 0.10;
/// Shuffle write time over run time (SL).
pub(crate) const SHUFFLE_WRITE: f64 = 0.20;
/// Run time that is neither CPU, collection, fetch wait nor shuffle write, in stages that read or write files (after
/// NSDI'15's blocked time).
pub(crate) const IO_RESIDUAL: f64 = 0.40;
/// Share of shuffle bytes from other hosts (own).
pub(crate) const REMOTE_READ: f64 = 0.50;
/// Scheduler delay over task time (own).
pub(crate) const SCHEDULER_DELAY: f64 = 0.10;
/// A delay of so many times the median is something else (own).
pub(crate) const DELAY_OUTLIER: f64 = 5.0;
/// Deserialisation over task time (own).
pub(crate) const DESERIALISE: f64 = 0.10;
/// Serialising and fetching results over task time (own).
pub(crate) const RESULTS: f64 = 0.05;
/// Bytes out over bytes in of a stage (SL).
pub(crate) const EXPLOSION: f64 = 5.0;

/// Share of the task time that was wasted (DE-S's first step of failed tasks is 5 %).
pub(crate) const WASTED: f64 = 0.05;
/// How long dynamic allocation keeps an idle executor (SP: `executorIdleTimeout`).
pub(crate) const IDLE_TIMEOUT: Millis = Millis(60_000);
/// An executor that lives shorter is churn, ms (own).
pub(crate) const SHORT_LIFE_MS: f64 = 300_000.0;
/// Share of the run that it takes until nine tenths of the executors are there (EA).
pub(crate) const RAMP_UP: f64 = 0.10;

/// Mean size of a file that is small, bytes (DF: 3 MB).
pub(crate) const SMALL_FILE: f64 = 3e6;
/// How many of them matter (DF).
pub(crate) const SMALL_FILES: i64 = 100;
/// What opening a file costs, as bytes read (SP: `spark.sql.files.openCostInBytes`).
pub(crate) const OPEN_COST: f64 = 4.0 * MIB;
/// Of two runs, reads that differ by less than this share are of the same data (own: no two runs cut partitions alike).
pub(crate) const SAME_DATA: f64 = 0.10;
/// Task time on the same data that differs by more is slower or faster (own: runs repeat within a tenth).
pub(crate) const SLOWER: f64 = 0.10;
/// Collections whose share of run time differs by more are a reason (own).
pub(crate) const GC_DIFFERS: f64 = 0.03;
/// Bytes spilled that differ by more are a reason (own).
pub(crate) const SPILL_DIFFERS: f64 = 64.0 * MIB;
/// Time outside jobs that differs by more, as a share of the first run (own).
pub(crate) const DRIVER_DIFFERS: f64 = 0.03;
/// Late tasks, and stages that one run lacks, that differ by more, as a share of the first run (own).
pub(crate) const PART_DIFFERS: f64 = 0.05;
/// Default of `spark.sql.autoBroadcastJoinThreshold`, bytes (SP).
pub(crate) const BROADCAST_DEFAULT: f64 = 10.0 * MIB;
/// Rows of a product that is one, whatever it was meant for (own: DF's 1e10 misses all but disasters).
pub(crate) const CARTESIAN_ROWS: f64 = 1e5;
/// Rows after the filter over rows read (own).
pub(crate) const AMPLIFICATION: f64 = 0.01;
/// Rows of a single scan that are many (OC).
pub(crate) const LARGE_SCAN: f64 = 5e10;
/// Length of a filter's text (DF).
pub(crate) const LONG_FILTER: usize = 1_000;
/// Share of task time in Python (own).
pub(crate) const PYTHON_SHARE: f64 = 0.20;
/// Rows out over rows in of an explode, and of an expand (own).
pub(crate) const EXPLODE: f64 = 20.0;
/// See [`EXPLODE`].
pub(crate) const EXPAND: f64 = 4.0;
/// Rows through a single partition (own).
pub(crate) const SINGLE_PARTITION_ROWS: f64 = 1e6;
/// What loading the planner takes the first query of an application (own: seconds on a slow driver).
pub(crate) const FIRST_PLANNING: Millis = Millis(3_000);
/// Listing files and reading schemas up to this long are part of any query, ms (own).
pub(crate) const PREPARATION_MS: f64 = 1_000.0;
/// Planning a query: ms, or share of the run (own).
pub(crate) const PLANNING_MS: f64 = 5_000.0;
/// See [`PLANNING_MS`].
pub(crate) const PLANNING_SHARE: f64 = 0.10;
/// Time in queries after their last job: at least this (own).
pub(crate) const QUERY_TAIL_MS: f64 = 10_000.0;
/// And this share of the run (own).
pub(crate) const QUERY_TAIL_SHARE: f64 = 0.05;
/// Share of the run between the last task of a writing query and its end (own).
pub(crate) const COMMIT_TAIL: f64 = 0.05;

/// Batch time over trigger interval: below, more than enough (ST).
pub(crate) const STREAM_LOW: f64 = 0.30;
/// Above, near the limit (ST).
pub(crate) const STREAM_HIGH: f64 = 0.70;
/// Batches in a row that fall behind (own).
pub(crate) const STREAM_BEHIND: usize = 3;
/// Share of a batch in planning, offsets and write-ahead log (own).
pub(crate) const STREAM_OVERHEAD: f64 = 0.20;
/// Share of a batch in committing state (own).
pub(crate) const STATE_COMMIT: f64 = 0.30;

/// 2²⁰ bytes.
pub(crate) const MIB: f64 = 1_048_576.0;
/// 2³⁰ bytes.
pub(crate) const GIB: f64 = 1_073_741_824.0;

//! The answer: a wall time, what binds it, and what it rests on.

use afterglow_units::Interval;

/// What keeps the run from being shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The driver's own time: more than half of the run no task could have run.
    Driver,
    /// The chain of stages that wait for each other.
    CriticalPath,
    /// Single long tasks: the stage would be shorter if they were.
    LongestTask,
    /// The number of task slots.
    Slots,
    /// The number of task slots, while most of a task's time is waiting for the network.
    Network,
    /// The number of task slots, while most of a task's time is local disk.
    Disk,
}

impl Bound {
    /// The word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::CriticalPath => "critical-path",
            Self::LongestTask => "longest-task",
            Self::Slots => "slots",
            Self::Network => "network",
            Self::Disk => "disk",
        }
    }
}

/// Something that a reader of the prediction must know.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// One log alone does not tell how task times grow with the cluster: a growth measured on other clusters is used.
    GrowthAssumed,
    /// Work is taken to be proportional to input bytes, stage by stage.
    DataAssumed,
    /// How the time grows with data was fitted to so many other runs of the application.
    DataFitted(usize),
    /// A shuffle that had these partitions is taken to follow the data by larger tasks, not by more.
    PartitionsKept,
    /// A Spark property was set that the model does not follow.
    ConfIgnored(String),
    /// A Spark property was set that no stage of this run goes by.
    ConfWithoutEffect(String),
    /// The number of tasks changes: the same work in other pieces, of which each keeps what does not depend on data.
    OtherPieces,
    /// The replay of the run itself is this far off, in percent.
    ReplayPoor(u32),
    /// The mean task took so many milliseconds: the driver's launches rule, and how they slow down is not modelled.
    TinyTasks(u32),
    /// The log does not tell how many slots there were; taken for them are the most tasks that ran at one time, so many.
    SlotsSeen(u32),
    /// So many tasks have no end in the log, and what they did is not in the figure.
    TasksWithoutEnd(u64),
    /// So many tasks end before they start by their clocks.
    ClocksJump(u64),
    /// A join may change between broadcast and sort-merge; the cost of that is not guessed.
    PlanMayChange,
    /// Failed, killed and superseded attempts of the observed run are left out, in milliseconds of task time.
    WasteLeftOut(u64),
    /// The log ends before the application did: what came later is not in the prediction.
    LogIncomplete,
    /// The observed cluster grew and shrank; the prediction has its slots all the time.
    FixedCluster,
    /// Executors come and go by the run's settings of dynamic allocation, and take as long to start as in its log.
    DynamicReplayed,
    /// A streaming query runs until it is stopped: its time says nothing.
    Streaming,
    /// The run had one slot: nothing of contention or shuffling between slots was seen.
    OneSlot,
    /// More memory pressure than observed: spill and GC may grow faster than the model says.
    MemoryCliff,
}

impl Note {
    /// The note as a sentence.
    pub fn text(&self) -> String {
        match self {
            Self::GrowthAssumed => "How task times grow with the number of slots is taken from measurements on other clusters, not from this log.".into(),
            Self::DataAssumed => "Work is assumed proportional to input bytes, stage by stage; fixed costs stay.".into(),
            Self::DataFitted(1) => "How the time grows with data is fitted to one other run of this application.".into(),
            Self::DataFitted(runs) => format!("How the time grows with data is fitted to {runs} other runs of this application."),
            Self::PartitionsKept => "Shuffle partition counts stay, so their tasks grow with the data.".into(),
            Self::ConfIgnored(key) => format!("{key} is set but the model does not follow it."),
            Self::ConfWithoutEffect(key) => format!("{key} is set, but no stage of this run goes by it."),
            Self::OtherPieces => "The work stays and comes in another number of tasks, each of which keeps its launch and its code; what a task costs beside its data is as in this log.".into(),
            Self::ReplayPoor(percent) => format!("The model is {percent} % off on the run itself: take its figures for no better than that."),
            Self::TinyTasks(ms) => format!("Tasks took {ms} ms on average, so that launching them rules; how that slows down with more slots is not modelled, and the error may be several-fold."),
            Self::SlotsSeen(slots) => format!("The log does not tell how many slots there were. Seen: at most {slots} tasks ran at once; that many are taken, and there may have been more."),
            Self::TasksWithoutEnd(tasks) => format!("{tasks} tasks have no end in the log; what they did is not in the figure."),
            Self::ClocksJump(tasks) => format!("{tasks} tasks end before they start: some clock jumped."),
            Self::PlanMayChange => "A join may change between broadcast and sort-merge; that is not in the figure.".into(),
            Self::WasteLeftOut(ms) => format!("{:.1} s of failed, killed or repeated attempts are left out.", *ms as f64 / 1e3),
            Self::LogIncomplete => "The log ends before the application did; what came later is not in the figure.".into(),
            Self::FixedCluster => "The observed cluster grew and shrank; the figure is for slots that stay.".into(),
            Self::DynamicReplayed => "Executors are asked for and given back as the run's dynamic allocation is set, with the start-up time that its log shows or, where it shows none, that of its first executor; the slots are the most there may be.".into(),
            Self::Streaming => "A streaming query ran here. It waits for data and runs until it is stopped, so its wall time is no measure: look at how long its batches take.".into(),
            Self::OneSlot => "The run had one slot, so contention between slots was not seen.".into(),
            Self::MemoryCliff => "With less memory or more data for a slot, spill and GC may grow faster than modelled.".into(),
        }
    }
}

/// What executors that come and go take of their machines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldExecutors {
    /// Time of all executors together, from each one's registration to its end, in milliseconds.
    pub executor_ms: f64,
    /// How many were given back before the end of the run.
    pub released: u32,
    /// How many came in all.
    pub came: u32,
}

/// One predicted run.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Task slots.
    pub slots: u32,
    /// Input over the observed input.
    pub data_scale: f64,
    /// Wall time in milliseconds, with its 80 % interval.
    pub wall: Interval,
    /// What keeps the run from being shorter.
    pub bound_by: Bound,
    /// Share of the slots' time, over the whole run, in which they run tasks; 0 to 1.
    pub slot_busy_ratio: f64,
    /// Share of the wall time in which a task runs; 0 to 1.
    pub busy_ratio: f64,
    /// Time of all tasks together, in milliseconds.
    pub task_ms: f64,
    /// Relative standard deviation from replaying on another number of slots.
    pub scale_out_error: f64,
    /// The part of it that comes of the orders which Spark leaves to chance.
    pub order_error: f64,
    /// Relative standard deviation from the hardware factors, stated apart.
    pub hardware_error: f64,
    /// What executors held, where they come and go.
    pub held: Option<HeldExecutors>,
    /// What the figure rests on.
    pub notes: Vec<Note>,
}

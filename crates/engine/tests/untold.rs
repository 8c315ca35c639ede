//! What a log does not tell is not made up: logs that lack executors, task ends, or their end.

mod untold {
    pub(crate) mod kit;
    mod losses;
    mod sessions;
    mod shares;
    mod slots;
    mod task_ends;
}

//! What the terms of the page mean, for those who meet them: one table, one or two plain sentences each.

/// Keys are the words that views and the engine use; the meaning is shown where the term stands.
const TERMS: [(&str, &str); 36] = [
    ("wall", "Time on the clock on the wall, from the start of the application to its end."),
    (
        "start-up",
        "From the start of the application to its first job or query: executors were asked for and started, the program prepared.",
    ),
    (
        "driver",
        "No job was running: the driver ran the program's own code, listed files, collected results, or waited.",
    ),
    ("planning", "Spark planned a query, or committed what a query wrote, and no task ran."),
    (
        "waiting-in-jobs",
        "A job was running and none of its tasks: executors were missing, or the driver prepared the next stage.",
    ),
    ("wasted", "Tasks that failed, were killed, or whose work was lost and done again."),
    (
        "scheduler-delay",
        "Between the driver's launching a task and its running, and between its end and the driver's knowing it.",
    ),
    ("deserialise", "An executor read a task's program and its variables before it ran."),
    ("results", "Tasks sent what they came to back to the driver."),
    ("cpu", "The tasks computed. The JVM measures it for each task."),
    (
        "gc",
        "Garbage collection: the JVM stopped the tasks to find free memory. Much of it means too little memory for a slot.",
    ),
    ("fetch-wait", "Tasks waited for shuffle data from other executors."),
    ("shuffle-write", "Tasks wrote what the next stage reads, to the local disk of their executor."),
    (
        "spill",
        "What did not fit into a slot's memory went to the local disk and came back. More memory, or more partitions, ends it.",
    ),
    (
        "io-and-other",
        "Tasks neither computed nor waited for shuffle: they read or wrote data, ran Python or native code, or waited.",
    ),
    (
        "driver_only_ms",
        "Time in which no task ran: the driver planned, listed files, collected results, or waited for somebody.",
    ),
    (
        "slot_idle_ratio",
        "A slot has room for one task at a time. Of all the time that slots were there, the part without a task on them.",
    ),
    ("task_run_ms", "The times of all tasks added up: longer than the wall time where tasks run beside each other."),
    (
        "task_cpu_ms",
        "Of the tasks' time, what they computed. For the rest they waited: for disk, network, memory, another system.",
    ),
    (
        "task_gc_ms",
        "Garbage collection: the JVM stopped the tasks to find free memory. Much of it means too little memory for a slot.",
    ),
    ("jobs", "A job is what one action of the program started, such as a write or a count."),
    (
        "stages",
        "A stage is a part of a job without a shuffle inside: its tasks do the same to different parts of the data. Attempts count each.",
    ),
    ("tasks", "A task is the work of one stage on one partition of the data."),
    ("tasks_killed", "Tasks that were stopped on purpose, such as the slower one of a speculative pair."),
    ("tasks_speculative", "Second copies of slow tasks; whichever ends first counts."),
    ("sql_executions", "Queries, and actions on data frames, that Spark planned as SQL."),
    ("streaming_batches", "A streaming query works in micro-batches: each takes what has come since the last one."),
    ("shuffle_read_bytes", "Data that tasks fetched from what an earlier stage had written, divided by key."),
    ("shuffle_write_bytes", "Data that tasks wrote, divided by key, for a later stage to fetch."),
    ("memory_spilled_bytes", "What did not fit into memory and went to disk, by its size in memory."),
    ("disk_spilled_bytes", "What did not fit into memory and went to disk, by its size there."),
    ("peak_slots", "The most tasks that could have run at the same time, at the largest size of the cluster."),
    (
        "critical_path",
        "The longest chain of tasks and driver time in which each link waits for the one before. No number of slots beats it.",
    ),
    (
        "floor_driver",
        "Time of the floor in which no task runs. It can be more than was measured: tasks then end sooner, and less runs beside the driver's waits.",
    ),
    (
        "infinite_slots",
        "The shortest time that any number of slots leads to. Beyond some number, more of them take longer.",
    ),
    ("knee", "From here on, more slots save too little time for what they cost."),
];

/// What a term means.
pub(crate) fn meaning(key: &str) -> Option<&'static str> {
    TERMS.iter().find(|(term, _)| *term == key).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_stands_once_and_in_sentences() {
        for (at, (key, text)) in TERMS.iter().enumerate() {
            assert!(TERMS[..at].iter().all(|(other, _)| other != key), "{key} stands twice");
            assert!(text.ends_with('.') && text.len() < 200, "{key}");
        }
        assert!(meaning("spill").is_some());
        assert_eq!(meaning("no such term"), None);
    }
}

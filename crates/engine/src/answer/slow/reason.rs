//! Why a task took longer than the others of its stage: each of its figures against the median of the stage.
//!
//! All of it is arithmetic on what the log has. What took the most of the time beyond the median comes first; a figure
//! that explains nothing is not named, and if none does, that is said.

use std::collections::BTreeMap;

use afterglow_eventlog::event::Locality;
use afterglow_profile::{TaskRow, TaskStatus};
use afterglow_units::{ExecutorIx, TaskId, shown};

use crate::run::Run;

/// A part of a task's time, in ms: its word, how the sentence names it, and how it is read.
type Part = (&'static str, &'static str, fn(&TaskRow) -> u64);

const PARTS: [Part; 6] = [
    ("gc", "in garbage collection", |task| task.gc.0),
    ("fetch", "waiting for shuffle data", |task| task.fetch_wait.0),
    ("write", "writing shuffle data", |task| task.shuffle_write_us / 1000),
    ("delay", "with the scheduler", |task| task.scheduler_delay().0),
    ("deserialise", "deserialising the task", |task| task.deserialize.0),
    ("result", "with its result", |task| task.serialize_result.0 + task.getting_result.0),
];

/// A figure this many times the median's is another one.
const MORE: f64 = 1.5;
/// Bytes and rows that are read in no time worth a word, however many times the median's they are.
const FEW_BYTES: f64 = 1e6;
/// As [`FEW_BYTES`].
const FEW_ROWS: f64 = 1e4;
/// A part of the time beyond the median that is worth a word.
const WORTH: f64 = 0.15;
/// A host this many times slower than the stage is a slow one.
const SLOW_HOST: f64 = 1.3;
/// Tasks of a host that make a median of it.
const OF_HOST: usize = 3;

/// The medians of a stage's succeeded tasks whose metrics were logged.
pub(super) struct Typical {
    duration: f64,
    cpu: f64,
    data: f64,
    records: f64,
    spilled: f64,
    remote: f64,
    parts: [f64; PARTS.len()],
    /// The median duration of each host that ran enough of them.
    hosts: BTreeMap<String, f64>,
    /// The first task of each executor, in this stage or before it.
    firsts: BTreeMap<ExecutorIx, TaskId>,
    /// Whether half of the tasks stood near their data.
    near: bool,
}

fn data(task: &TaskRow) -> u64 {
    (task.input + task.shuffle_read()).0
}

impl Typical {
    /// The medians of a stage by its row.
    pub(super) fn of(run: &Run, stage: usize) -> Self {
        let profile = &run.profile;
        let rows = run.tasks_of(stage).iter().map(|&row| profile.tasks.row(row as usize));
        let tasks: Vec<TaskRow> =
            rows.filter(|task| task.status == TaskStatus::Succeeded && task.has_metrics).collect();
        let middle = |figure: fn(&TaskRow) -> u64| median(&mut tasks.iter().map(figure).collect::<Vec<u64>>());
        let mut of_host: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        let mut firsts: BTreeMap<ExecutorIx, (i64, TaskId)> = BTreeMap::new();
        for task in &tasks {
            let executor = profile.executor(task.executor);
            of_host.entry(&executor.host).or_default().push(task.duration.0);
            if executor.first_launch.is_some_and(|first| task.launched <= first) {
                firsts.entry(task.executor).or_insert((task.launched.0, task.id));
            }
        }
        let hosts = of_host.into_iter().filter(|(_, durations)| durations.len() >= OF_HOST);
        let near = tasks.iter().filter(|task| is_near(task.locality)).count() * 2 > tasks.len();
        Self {
            duration: middle(|task| task.duration.0),
            cpu: middle(|task| task.cpu_us / 1000),
            data: middle(data),
            records: middle(|task| task.input_records + task.shuffle_read_records),
            spilled: middle(|task| task.memory_spilled.0),
            remote: middle(|task| task.shuffle_read_remote.0),
            parts: PARTS.map(|(_, _, figure)| middle(figure)),
            hosts: hosts.map(|(host, mut durations)| (host.to_owned(), median(&mut durations))).collect(),
            firsts: firsts.into_iter().map(|(executor, (_, task))| (executor, task)).collect(),
            near,
        }
    }

    /// The chief cause in a word, and all that is known of it in a sentence.
    pub(super) fn why(&self, run: &Run, task: &TaskRow, beyond: f64) -> (&'static str, String) {
        if !task.has_metrics {
            return ("unknown", "Its metrics were not logged.".to_owned());
        }
        // With what each is worth, as a share of the time beyond the median.
        let mut causes: Vec<(f64, &'static str, String)> = Vec::new();
        self.amounts(task, beyond, &mut causes);
        for ((word, name, figure), usual) in PARTS.iter().zip(self.parts) {
            let more = figure(task) as f64 - usual;
            if more >= WORTH * beyond {
                let remote = if *word == "fetch" { self.remote_share(task) } else { String::new() };
                causes.push((more / beyond, word, format!("{} more {name}{remote}", shown::duration(more))));
            }
        }
        let executor = run.profile.executor(task.executor);
        if let Some(&of_host) = self.hosts.get(&executor.host)
            && of_host >= SLOW_HOST * self.duration
        {
            let median = shown::duration(of_host);
            causes.push(((of_host - self.duration) / beyond, "host", format!("on its host the median is {median}")));
        }
        if self.firsts.get(&task.executor) == Some(&task.id) {
            causes.push((
                WORTH,
                "first",
                "the first task of its executor: classes, code and caches are cold".to_owned(),
            ));
        }
        if self.near && !is_near(task.locality) {
            causes.push((WORTH, "locality", "it ran away from its data".to_owned()));
        }
        let busy = task.cpu_us as f64 / 1e3 - self.cpu;
        let more_data = causes.iter().any(|(_, word, _)| matches!(*word, "bytes" | "records"));
        if busy >= 0.5 * beyond && !more_data {
            causes.push((busy / beyond, "cpu", format!("{} more CPU on no more data", shown::duration(busy))));
        }
        causes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let Some((_, word, _)) = causes.first() else {
            let why = "No figure of the log explains it: it waited for something that Spark does not log, such as \
                       storage, a service or a busy host.";
            return ("unexplained", why.to_owned());
        };
        let word = *word;
        let clauses: Vec<String> = causes.into_iter().take(3).map(|(_, _, clause)| clause).collect();
        let mut sentence = clauses.join("; ");
        if let Some(first) = sentence.get(0..1).map(str::to_uppercase) {
            sentence.replace_range(0..1, &first);
        }
        sentence.push('.');
        (word, sentence)
    }

    /// Amounts of data: they are worth the time that so much more of it takes at the median's pace.
    fn amounts(&self, task: &TaskRow, beyond: f64, causes: &mut Vec<(f64, &'static str, String)>) {
        let worth = |times: f64| ((times - 1.0) * self.duration / beyond).min(1.0);
        let bytes = data(task) as f64;
        if bytes > (MORE * self.data).max(FEW_BYTES) {
            let amount = format!("{} against {}", shown::bytes(bytes), shown::bytes(self.data));
            let times = if self.data > 0.0 { bytes / self.data } else { f64::INFINITY };
            let text = if times.is_finite() {
                format!("{times:.1} times the bytes ({amount})")
            } else {
                format!("more bytes ({amount})")
            };
            causes.push((worth(times), "bytes", text));
        }
        let records = (task.input_records + task.shuffle_read_records) as f64;
        if self.records > 0.0 && records > (MORE * self.records).max(FEW_ROWS) && bytes <= MORE * self.data {
            let times = records / self.records;
            causes.push((worth(times), "records", format!("{times:.1} times the rows")));
        }
        let spilled = task.memory_spilled.0 as f64;
        if spilled > MORE * self.spilled && spilled > 0.0 {
            let usual = if self.spilled > 0.0 { shown::bytes(self.spilled) } else { "nothing".to_owned() };
            // Less than data, since more data is mostly why it spilled.
            causes.push((0.4, "spill", format!("spilled {}, the median task {usual}", shown::bytes(spilled))));
        }
    }

    fn remote_share(&self, task: &TaskRow) -> String {
        let remote = task.shuffle_read_remote.0 as f64;
        if remote > MORE * self.remote {
            format!(", with {} from other hosts against {}", shown::bytes(remote), shown::bytes(self.remote))
        } else {
            String::new()
        }
    }
}

fn is_near(locality: Locality) -> bool {
    matches!(locality, Locality::Process | Locality::Node)
}

/// The median; the values change their places.
pub(super) fn median(values: &mut [u64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    let even = values.len().is_multiple_of(2);
    let (below, &mut high, _) = values.select_nth_unstable(middle);
    let low = if even { below.iter().copied().max().unwrap_or(high) } else { high };
    f64::midpoint(low as f64, high as f64)
}

//! `MANIFEST.csv` of the shared logs: one row for each file or archive entry, grouped here into logs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::csv;
use crate::place::shared;

/// One row: a file, or one entry of an archive.
#[derive(Debug, Clone, Default)]
pub struct ManifestRow {
    /// Path under `shared/logs`, with `/`.
    pub file: String,
    /// The entry inside the archive; empty for a plain file.
    pub entry: String,
    /// How it is packed, in the manifest's words (`zip+lz4`).
    pub codec: String,
    /// As the log says it; empty if it does not.
    pub spark_version: String,
    /// Empty, or the vendor's platform.
    pub platform: String,
    /// Empty if this part of the log does not name it.
    pub app_id: String,
    /// Empty if this part of the log does not name it.
    pub app_name: String,
    /// What was counted in this row alone.
    pub totals: Totals,
    /// Whether the application's end is in it.
    pub complete: bool,
    /// `real`, `damaged on purpose`, and so on.
    pub origin: String,
    /// Remarks, such as `2 bad lines (first at line 4)`.
    pub odd: String,
}

/// The counts of a manifest row, or their sums over a log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Lines that parse as events.
    pub events: u64,
    /// `JobStart` events.
    pub jobs: u64,
    /// Distinct (stage, attempt) of `StageCompleted`.
    pub stages: u64,
    /// `TaskEnd` events, `Resubmitted` ones too.
    pub tasks: u64,
    /// `ExecutorAdded` events.
    pub executors: u64,
    /// `SQLExecutionStart` events.
    pub sql_executions: u64,
    /// `QueryProgressEvent` events.
    pub streaming_progress: u64,
    /// `TaskEnd` events whose reason is not `Success`: failures, kills and `Resubmitted` together.
    pub tasks_not_successful: u64,
    /// `TaskEnd` events of speculative tasks.
    pub speculative_tasks: u64,
    /// `StageCompleted` events with a failure reason.
    pub failed_stages: u64,
    /// `JobEnd` events whose result is not success.
    pub failed_jobs: u64,
    /// Bytes of plain text.
    pub decoded_bytes: u64,
}

impl Totals {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.jobs += other.jobs;
        self.stages += other.stages;
        self.tasks += other.tasks;
        self.executors += other.executors;
        self.sql_executions += other.sql_executions;
        self.streaming_progress += other.streaming_progress;
        self.tasks_not_successful += other.tasks_not_successful;
        self.speculative_tasks += other.speculative_tasks;
        self.failed_stages += other.failed_stages;
        self.failed_jobs += other.failed_jobs;
        self.decoded_bytes += other.decoded_bytes;
    }
}

/// One log of the shared collection: a file, a rolled log's folder, or an archive.
#[derive(Debug, Clone)]
pub struct SharedLog {
    /// Path under `shared/logs`, with `/`.
    pub name: String,
    /// What a reader is to be given.
    pub path: PathBuf,
    /// Its rows, in the manifest's order.
    pub rows: Vec<ManifestRow>,
}

impl SharedLog {
    /// The sums over all rows: a rolled, Databricks or zipped log counts as the one log that it is.
    pub fn totals(&self) -> Totals {
        let mut sum = Totals::default();
        self.rows.iter().for_each(|row| sum.add(&row.totals));
        sum
    }

    /// Whether the application's end is in any part.
    pub fn is_complete(&self) -> bool {
        self.rows.iter().any(|row| row.complete)
    }

    /// Whether somebody damaged it on purpose: then the totals are what a careful reader gets before the damage.
    pub fn is_damaged(&self) -> bool {
        self.rows.iter().any(|row| row.origin == "damaged on purpose")
    }

    /// The application's id, from the first part that names one; empty if none does.
    pub fn app_id(&self) -> &str {
        self.rows.iter().map(|row| row.app_id.as_str()).find(|id| !id.is_empty()).unwrap_or_default()
    }
}

/// Every log of the shared collection, in the order of its name; none, with a note on stderr, if it is not here.
///
/// # Panics
/// If the collection is here but its `MANIFEST.csv` cannot be read.
pub fn shared_logs() -> Vec<SharedLog> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    let folder = shared.join("logs");
    let manifest = folder.join("MANIFEST.csv");
    let text = std::fs::read_to_string(&manifest).unwrap_or_else(|error| panic!("{}: {error}", manifest.display()));
    grouped(&folder, parsed(&text))
}

fn parsed(text: &str) -> Vec<ManifestRow> {
    let mut rows = csv::rows(text).into_iter();
    let header = rows.next().unwrap_or_default();
    rows.map(|fields| row(&header, &fields)).collect()
}

fn row(header: &[String], fields: &[String]) -> ManifestRow {
    let field = |name: &str| {
        header.iter().position(|column| column == name).and_then(|at| fields.get(at)).map_or("", String::as_str)
    };
    let text = |name: &str| field(name).to_owned();
    let number = |name: &str| {
        field(name)
            .parse()
            .unwrap_or_else(|_| panic!("MANIFEST.csv, {}: {name} is {:?}, not a number", field("file"), field(name)))
    };
    ManifestRow {
        file: text("file"),
        entry: text("entry"),
        codec: text("codec"),
        spark_version: text("spark_version"),
        platform: text("platform"),
        app_id: text("app_id"),
        app_name: text("app_name"),
        totals: Totals {
            events: number("events"),
            jobs: number("jobs"),
            stages: number("stages"),
            tasks: number("tasks"),
            executors: number("executors"),
            sql_executions: number("sql_executions"),
            streaming_progress: number("streaming_progress"),
            tasks_not_successful: number("failed_tasks"),
            speculative_tasks: number("speculative_tasks"),
            failed_stages: number("failed_stages"),
            failed_jobs: number("failed_jobs"),
            decoded_bytes: number("decoded_bytes"),
        },
        complete: field("complete") == "yes",
        origin: text("origin"),
        odd: text("odd"),
    }
}

fn grouped(folder: &Path, rows: Vec<ManifestRow>) -> Vec<SharedLog> {
    let mut logs: BTreeMap<String, Vec<ManifestRow>> = BTreeMap::new();
    for row in rows {
        logs.entry(log_of(&row.file).to_owned()).or_default().push(row);
    }
    logs.into_iter().map(|(name, rows)| SharedLog { path: folder.join(&name), name, rows }).collect()
}

/// The log that a file belongs to: the rolled log's folder if it lies in one, else the file itself.
fn log_of(file: &str) -> &str {
    let mut end = 0;
    for part in file.split('/') {
        end += part.len();
        if part.starts_with("eventlog_v2_") {
            return &file[..end];
        }
        end += 1;
    }
    file
}

#[cfg(test)]
mod tests {
    use super::{Totals, grouped, log_of, parsed, shared_logs};
    use std::path::Path;

    const HEADER: &str = "file,entry,codec,spark_version,platform,app_id,app_name,events,jobs,stages,tasks,executors,sql_executions,\
        streaming_progress,failed_tasks,speculative_tasks,failed_stages,failed_jobs,complete,decoded_bytes,origin,licence,source_repo,odd\n";

    #[test]
    fn a_file_belongs_to_its_rolled_folder_or_to_itself() {
        assert_eq!(log_of("a/eventlog_v2_x/events_1_x.zstd"), "a/eventlog_v2_x");
        assert_eq!(log_of("a/b/app-1.zstd"), "a/b/app-1.zstd");
        assert_eq!(log_of("eventLogs-eventlog_v2_x.zip"), "eventLogs-eventlog_v2_x.zip");
    }

    #[test]
    fn parts_and_entries_become_one_log_with_summed_totals() {
        let text = HEADER.to_owned()
            + "eventlog_v2_x/events_1_x,,plain,3.5.9,,x,app,10,1,2,3,1,0,0,1,0,0,0,no,100,real,A,r,\n\
               eventlog_v2_x/events_2_x,,plain,,,,,5,1,1,4,0,1,0,0,0,0,0,yes,50,real,A,r,\"no LogStart, no more\"\n\
               y.zip,one,zip,3.5.9,,y,app,7,1,1,1,1,0,0,0,0,0,0,no,70,damaged on purpose,A,r,\n";
        let logs = grouped(Path::new("logs"), parsed(&text));
        assert_eq!(logs.len(), 2);
        let expected = Totals {
            events: 15,
            jobs: 2,
            stages: 3,
            tasks: 7,
            executors: 1,
            sql_executions: 1,
            tasks_not_successful: 1,
            decoded_bytes: 150,
            ..Totals::default()
        };
        assert_eq!(logs[0].totals(), expected);
        assert_eq!((logs[0].app_id(), logs[0].is_complete(), logs[0].is_damaged()), ("x", true, false));
        assert_eq!(logs[0].rows[1].odd, "no LogStart, no more");
        assert_eq!(
            (logs[1].path.as_path(), logs[1].is_complete(), logs[1].is_damaged()),
            (Path::new("logs/y.zip"), false, true)
        );
    }

    #[test]
    fn the_shared_collection_is_found_whole() {
        for log in shared_logs() {
            assert!(log.path.exists(), "{}", log.name);
            let zipped = log.rows.iter().all(|row| !row.entry.is_empty());
            assert!(log.rows.len() == 1 || zipped || log.path.is_dir(), "{}", log.name);
        }
    }
}

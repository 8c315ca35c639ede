//! Finds event logs in whatever was dropped: files, folders, archives, archives in archives.
//!
//! Content decides what a file is; names only decide which files belong together and in which order.

mod archives;
mod databricks;
mod explore;
mod legacy;
mod names;
mod part;
mod verdict;

use afterglow_units::order;
use std::rc::Rc;

pub(crate) use self::explore::{Explored, Leaf};
pub(crate) use self::names::{attempt, base, folder, stem};
pub use self::part::{Part, PartReader};
use crate::failure::{Failure, Warning};
use crate::rolling;
use crate::source::Input;

/// How far looking into archives may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Layers of compression and archives around a log.
    pub max_depth: usize,
    /// Bytes held in memory for archives inside compressed streams, all together.
    pub max_spool_bytes: u64,
    /// Plain bytes per stored byte beyond which data is taken for a bomb ...
    pub bomb_ratio: u64,
    /// ... once this many plain bytes were unpacked.
    pub bomb_from_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_depth: 6, max_spool_bytes: 512 << 20, bomb_ratio: 1000, bomb_from_bytes: 1 << 30 }
    }
}

impl Limits {
    /// For files whose owner says that they are no bombs, whatever they unpack to.
    #[must_use]
    pub fn trusting() -> Self {
        Self { bomb_ratio: u64::MAX, ..Self::default() }
    }
}

/// What [`discover`] found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The logs, in the order in which their first files were given.
    pub logs: Vec<Log>,
    /// Files that are no readable logs.
    pub failures: Vec<Failure>,
    /// Files beside logs that are nobody's concern.
    pub ignored: Vec<Ignored>,
}

/// A file that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The file, with the archives around it.
    pub file: String,
    /// One phrase.
    pub reason: String,
}

/// One event log: the run of one application, or of one attempt of it.
#[derive(Debug)]
pub struct Log {
    /// The file or folder that holds it.
    pub name: String,
    /// Its files, in reading order; never empty.
    pub parts: Vec<Part>,
    /// How the files make up the log.
    pub layout: Layout,
    /// Whether the names say that the application had not ended when the log was copied.
    pub in_progress: bool,
    /// The attempt of the application, if the names tell.
    pub attempt: Option<u32>,
    /// What is wrong with the set of files.
    pub warnings: Vec<Warning>,
}

impl Log {
    /// The stored length of all parts, in bytes.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.stored_bytes).sum()
    }
}

/// How files make up a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One file.
    Single,
    /// A folder of Spark 1.0 to 1.2 with `EVENT_LOG_n` files.
    Legacy {
        /// The version in the name of a marker file, the only place that has it.
        spark_version: Option<String>,
    },
    /// Files `events_n_...` of Spark 3.0 and later.
    Rolling {
        /// Whether the first part is a `.compact` file, which leaves out work that had ended.
        compacted: bool,
        /// Numbers of parts that should be there.
        missing: Vec<u64>,
    },
    /// Files that Databricks rolls over every hour.
    Databricks {
        /// The SparkContext's id, unless no file has it.
        context: Option<String>,
        /// Rollover numbers that should be there.
        missing: Vec<u64>,
    },
}

/// Finds the logs in `inputs`.
///
/// Reads a few kilobytes of each file, the directories of zips, and all of a compressed tar. Nothing fails as a
/// whole: each input ends up in a log, among the failures, or among the ignored files.
///
/// ```
/// use std::rc::Rc;
/// use afterglow_eventlog::discover::{Limits, discover};
/// use afterglow_eventlog::source::{BytesInput, Input};
///
/// let log = Rc::new(BytesInput::new("app-1", &b"{\"Event\":\"SparkListenerLogStart\"}\n"[..]));
/// let photo = Rc::new(BytesInput::new("photo.png", &b"\x89PNG"[..]));
/// let inputs: Vec<Rc<dyn Input>> = vec![log, photo];
/// let found = discover(&inputs, &Limits::default());
/// assert_eq!(found.logs[0].name, "app-1");
/// assert!(found.failures[0].to_string().starts_with("photo.png: at byte 0: found a PNG picture, expected"));
/// ```
#[must_use]
pub fn discover(inputs: &[Rc<dyn Input>], limits: &Limits) -> Discovery {
    let mut found = explore::explore(inputs, *limits);
    let mut logs = Vec::new();
    rolling::group(&mut found, &mut logs);
    legacy::group(&mut found, &mut logs);
    databricks::group(&mut found, &mut logs);
    logs.extend(found.leaves.drain(..).map(|leaf| (leaf.order, single(leaf))));
    order::by_key(&mut logs, |(order, _)| *order);
    let logs = logs.into_iter().map(|(_, log)| log).collect();
    verdict::settle(logs, found)
}

fn single(leaf: explore::Leaf) -> Log {
    let stem = names::stem(&leaf.base);
    Log {
        name: leaf.part.name.clone(),
        layout: Layout::Single,
        in_progress: stem.in_progress,
        attempt: names::attempt(stem.name),
        warnings: Vec::new(),
        parts: vec![leaf.part],
    }
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;

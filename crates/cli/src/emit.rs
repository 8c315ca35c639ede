//! `afterglow emit`: a choice as configuration, on the terminal or as files in a folder.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use afterglow_engine::{AdviseQuery, Run, Seen, Session};

use crate::advise;
use crate::run::runs;

/// What to write, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) query: Box<AdviseQuery>,
    /// The choice's rank, from 1.
    pub(crate) choice: usize,
    /// Words of kinds with commas between them, or `all`.
    pub(crate) kinds: String,
    /// A folder for one file a kind; `None` for the one text on standard output.
    pub(crate) folder: Option<std::path::PathBuf>,
}

impl Wanted {
    /// Whether it is of one kind, which standard output can take.
    pub(crate) fn is_one(&self) -> bool {
        !self.kinds.contains(',') && !self.kinds.trim().eq_ignore_ascii_case("all")
    }
}

/// The configuration for every run; in a folder of one only.
///
/// # Errors
/// A sentence that says what is wrong with the question, or which file could not be written.
pub(crate) fn all(session: &Session, wanted: &Wanted) -> Result<String, String> {
    if let Some(folder) = wanted.folder.as_ref().filter(|_| session.len() > 1) {
        let many = session.len();
        return Err(format!("{}: takes the configuration of one run, and {many} were read", folder.display()));
    }
    let others = advise::others(session, &wanted.query);
    Ok(runs(session).map(|run| emit(run, wanted, &others)).collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// The text of the one kind; or, where a folder is named, a line for each file that was written.
///
/// # Errors
/// A sentence that says what is wrong with the question, or which file could not be written.
fn emit(run: &Run, wanted: &Wanted, others: &[Seen]) -> Result<String, String> {
    let query = AdviseQuery { others: others.to_vec(), ..(*wanted.query).clone() };
    let texts = run.emit_texts(&query, wanted.choice, &wanted.kinds)?;
    let Some(folder) = &wanted.folder else {
        return Ok(texts.into_iter().map(|emitted| emitted.text).collect::<Vec<_>>().join("\n"));
    };
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut lines = Vec::new();
    for emitted in texts {
        let path = folder.join(&emitted.file_name);
        written(&path, &emitted.text)?;
        lines.push(format!("{}: {}", path.display(), emitted.paste));
    }
    Ok(lines.join("\n"))
}

fn written(path: &Path, text: &str) -> Result<(), String> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| format!("{}: {error}; a file that exists is not written over", path.display()))
}

//! Event logs on disk to profiles.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_profile::{Fold, Profile};

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// Every log in a file or folder, by name.
pub(super) fn profiles(path: &Path) -> Result<Vec<(String, Profile)>, Box<dyn Error>> {
    let base = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let mut inputs: Vec<Rc<dyn Input>> = Vec::new();
    for file in files(path)? {
        let name = file.strip_prefix(base)?.to_string_lossy().into_owned();
        inputs.push(Rc::new(BytesInput::new(name, std::fs::read(&file)?)));
    }
    let mut found = Vec::new();
    for log in discover(&inputs, &Limits::default()).logs {
        let mut sink = Folding(Fold::default());
        for part in &log.parts {
            if let Ok(mut reader) = part.open() {
                read_stream(&mut reader, Reading::default(), &mut sink);
            }
        }
        found.push((log.name.clone(), sink.0.finish()));
    }
    Ok(found)
}

/// All files under a path, sorted.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    let mut all = Vec::new();
    for entry in entries {
        all.extend(files(&entry)?);
    }
    Ok(all)
}

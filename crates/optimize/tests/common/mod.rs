//! Logs read for tests.

use std::io;
use std::path::Path;
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

/// The profiles of a file, a folder or a zip.
pub(crate) fn profiles(path: &Path) -> io::Result<Vec<Profile>> {
    let mut inputs: Vec<Rc<dyn Input>> = Vec::new();
    let mut waiting = vec![path.to_path_buf()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(path)? {
                waiting.push(entry?.path());
            }
        } else {
            inputs.push(Rc::new(BytesInput::new(path.to_string_lossy(), std::fs::read(&path)?)));
        }
    }
    inputs.sort_by(|a, b| a.path().cmp(b.path()));
    let logs = discover(&inputs, &Limits::default()).logs;
    let read = |log: &afterglow_eventlog::discover::Log| {
        let mut sink = Folding(Fold::default());
        for part in &log.parts {
            if let Ok(mut reader) = part.open() {
                let _ = read_stream(&mut reader, Reading::default(), &mut sink);
            }
        }
        sink.0.finish()
    };
    Ok(logs.iter().map(read).collect())
}

//! Files as inputs, for the tests of the engine.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_engine::contract::ProfileJson;
use afterglow_engine::{Input, Opened, ReadSeek, Session};

struct FileInput {
    path: PathBuf,
    name: String,
}

impl Input for FileInput {
    fn path(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |about| about.len())
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}

/// A file, or all files of a folder, as one drop.
pub(crate) fn inputs_of(path: &Path) -> Vec<Rc<dyn Input>> {
    let mut inputs = Vec::new();
    walk(path, path.parent().unwrap_or(path), &mut inputs);
    inputs
}

/// Opens a file, or all files of a folder, as one drop.
pub(crate) fn open_path(path: &Path) -> (Session, Opened) {
    let inputs = inputs_of(path);
    let mut session = Session::default();
    let opened = session.open(&inputs, &mut |_| true);
    (session, opened)
}

/// The profiles of all runs at a path.
pub(crate) fn profiles(path: &Path) -> Vec<ProfileJson> {
    let (session, _) = open_path(path);
    (0..session.len() as u32).filter_map(|run| session.run(run)).map(afterglow_engine::Run::profile_json).collect()
}

fn walk(path: &Path, base: &Path, inputs: &mut Vec<Rc<dyn Input>>) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        entries.sort();
        for entry in &entries {
            walk(entry, base, inputs);
        }
    } else {
        let name = path.strip_prefix(base).unwrap_or(path).to_string_lossy().into_owned();
        inputs.push(Rc::new(FileInput { path: path.to_owned(), name }));
    }
}

//! Files of the machine as inputs, as the command line gives them.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_eventlog::source::{Input, ReadSeek};

struct FileInput {
    path: PathBuf,
    name: String,
    len: u64,
}

impl Input for FileInput {
    fn path(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}

/// A file, or all files below a folder, as one drop; named from the folder around `path` on.
///
/// # Panics
/// If the path cannot be read.
pub fn inputs(path: &Path) -> Vec<Rc<dyn Input>> {
    let mut found: Vec<Rc<dyn Input>> = Vec::new();
    walk(path, path.parent().unwrap_or(path), &mut found);
    found
}

fn walk(path: &Path, base: &Path, found: &mut Vec<Rc<dyn Input>>) {
    let about = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if about.is_dir() {
        let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for entry in entries {
            walk(&entry, base, found);
        }
    } else {
        let name = path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/");
        found.push(Rc::new(FileInput { path: path.to_owned(), name, len: about.len() }));
    }
}

//! Files of the machine as inputs of the engine.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_engine::{Input, ReadSeek};

/// A file by its path.
pub(crate) struct FileInput {
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

/// All files at and below the paths, in order of their names. A path that cannot be read is an error line.
pub(crate) fn inputs(paths: &[PathBuf]) -> (Vec<Rc<dyn Input>>, Vec<String>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        // A folder is named from itself on, a file by its bare name, as if it were dropped on the page.
        let base = path.parent().unwrap_or(Path::new(""));
        if let Err(error) = walk(path, base, &mut found) {
            errors.push(format!("{}: {error}", path.display()));
        }
    }
    (found, errors)
}

fn walk(path: &Path, base: &Path, found: &mut Vec<Rc<dyn Input>>) -> io::Result<()> {
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            walk(&entry, base, found)?;
        }
    } else {
        let name = path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/");
        found.push(Rc::new(FileInput { path: path.to_owned(), name, len: about.len() }));
    }
    Ok(())
}

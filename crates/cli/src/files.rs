//! Files of the machine as inputs of the engine.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_engine::{Input, ReadSeek};
use sha2::{Digest, Sha256};

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

/// The sha256 of a file's bytes, in hex; `None` if it cannot be read.
pub(crate) fn sha256(input: &dyn Input) -> Option<String> {
    let mut reader = input.open().ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => hash.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    Some(hex)
}

//! The files that a report was made from among those that are given: by their hash, under whatever name.

use std::io;
use std::rc::Rc;

use afterglow_eventlog::source::{Input, ReadSeek};

use crate::away::{Sources, sha256_of_first};
use crate::contract::{CheckedFile, MadeOf, SourceJson};

/// A file beside a log's is no longer, in bytes: such as Spark's mark that an application goes on, or a checksum.
const BESIDE: u64 = 64 << 10;

/// A given file under the name that it had when the report was made.
struct Renamed {
    input: Rc<dyn Input>,
    path: String,
}

impl Input for Renamed {
    fn path(&self) -> &str {
        &self.path
    }

    fn len(&self) -> u64 {
        self.input.len()
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        self.input.open()
    }

    fn open_range(&self, start: u64, len: u64) -> io::Result<Box<dyn ReadSeek>> {
        self.input.open_range(start, len)
    }
}

/// What was found.
pub(super) struct Found {
    /// The files to read, under their names of then.
    pub(super) inputs: Vec<Rc<dyn Input>>,
    pub(super) checked: Vec<CheckedFile>,
}

impl Found {
    /// Whether all files are there.
    pub(super) fn is_whole(&self) -> bool {
        self.checked.iter().all(|file| matches!(file.state.as_str(), "same" | "unhashed" | "veiled"))
    }

    /// Looks for the files of some records.
    pub(super) fn among(records: &[MadeOf], given: &[Rc<dyn Input>]) -> Self {
        let mut wanted: Vec<&SourceJson> = Vec::new();
        let known = |wanted: &[&SourceJson], file: &SourceJson| {
            wanted.iter().any(|one| (&one.name, one.bytes, &one.sha256) == (&file.name, file.bytes, &file.sha256))
        };
        for file in records.iter().flat_map(|record| record.files.iter().chain(record.others.iter().flatten())) {
            if !known(&wanted, file) {
                wanted.push(file);
            }
        }
        if records.iter().any(|record| record.settings.names_replaced) {
            let checked = wanted.into_iter().map(|file| checked(file, "veiled", None)).collect();
            return Self { inputs: given.to_vec(), checked };
        }
        let sources = Sources::new(given);
        let mut found = Self { inputs: Vec::new(), checked: Vec::new() };
        let mut taken: Vec<(usize, &SourceJson)> = Vec::new();
        for file in wanted {
            let at = match &file.sha256 {
                Some(hash) => nearest(file, given).find(|at| sources.sha256(*at).as_ref() == Some(hash)),
                None => nearest(file, given).find(|at| given[*at].len() == file.bytes && named(file, &given[*at])),
            };
            let Some(at) = at else {
                let state = if given.iter().any(|input| has_grown(file, input)) {
                    "grown"
                } else if given.iter().any(|input| named(file, input)) {
                    "different"
                } else {
                    "missing"
                };
                found.checked.push(checked(file, state, None));
                continue;
            };
            let path = given[at].path();
            let state = if file.sha256.is_some() { "same" } else { "unhashed" };
            found.checked.push(checked(file, state, (path != file.name).then(|| path.to_owned())));
            found.inputs.push(Rc::new(Renamed { input: Rc::clone(&given[at]), path: file.name.clone() }));
            taken.push((at, file));
        }
        found.beside(&taken, given);
        found
    }

    /// Takes in the small files that lie beside those of a log.
    fn beside(&mut self, taken: &[(usize, &SourceJson)], given: &[Rc<dyn Input>]) {
        for (at, input) in given.iter().enumerate() {
            if input.len() > BESIDE || taken.iter().any(|(known, _)| *known == at) {
                continue;
            }
            let (folder, base) = split(input.path());
            let Some((_, file)) = taken.iter().find(|(known, _)| split(given[*known].path()).0 == folder) else {
                continue;
            };
            let path = format!("{}{base}", split(&file.name).0);
            if !folder.is_empty() && self.inputs.iter().all(|known| known.path() != path) {
                self.inputs.push(Rc::new(Renamed { input: Rc::clone(input), path }));
            }
        }
    }
}

/// The folder of a path, up to its last slash, and what is in it.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

/// Whether a file was made longer since, and is as it was up to there.
fn has_grown(file: &SourceJson, input: &Rc<dyn Input>) -> bool {
    named(file, input)
        && input.len() > file.bytes
        && file.sha256.is_some()
        && sha256_of_first(input.as_ref(), file.bytes) == file.sha256
}

fn named(file: &SourceJson, input: &Rc<dyn Input>) -> bool {
    split(input.path()).1 == split(&file.name).1
}

/// The given files, the likeliest first: hashes are dear.
fn nearest(file: &SourceJson, given: &[Rc<dyn Input>]) -> impl Iterator<Item = usize> + use<> {
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by_key(|at| {
        let input = &given[*at];
        (input.len() != file.bytes, input.path() != file.name, !named(file, input))
    });
    order.into_iter()
}

fn checked(file: &SourceJson, state: &str, given_as: Option<String>) -> CheckedFile {
    let SourceJson { name, bytes, sha256, .. } = file.clone();
    CheckedFile { name, bytes, sha256, state: state.to_owned(), given_as }
}

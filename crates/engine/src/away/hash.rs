//! The hash of a file as it is stored.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use std::rc::Rc;

use afterglow_eventlog::source::Input;
use sha2::{Digest, Sha256};

use crate::contract::{FileJson, SourceJson};
use crate::house::House;
use crate::run::Run;

/// The SHA-256 of a file in hexadecimal digits; `None` if it cannot be read to its end.
pub fn sha256(input: &dyn Input) -> Option<String> {
    sha256_of_first(input, u64::MAX)
}

/// The same of no more than the first bytes of it.
pub(crate) fn sha256_of_first(input: &dyn Input, bytes: u64) -> Option<String> {
    let mut reader = input.open().ok()?.take(bytes);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    Some(hex(hash))
}

/// The hash of bytes.
pub(crate) fn sha256_of(bytes: &[u8]) -> String {
    hex(Sha256::new().chain_update(bytes))
}

/// The hash of a house as it is handed on; `None` where it states nothing.
pub fn house_sha256(house: &House) -> Option<String> {
    (!house.is_empty()).then(|| sha256_of(house.to_json().as_bytes()))
}

fn hex(hash: Sha256) -> String {
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The files as they were given, each hashed once, when it is first asked for.
pub struct Sources<'a> {
    inputs: &'a [Rc<dyn Input>],
    hashed: bool,
    /// Hashes by the file's place; none of a file that cannot be read.
    known: RefCell<BTreeMap<usize, Option<String>>>,
}

impl<'a> Sources<'a> {
    /// The given files.
    pub fn new(inputs: &'a [Rc<dyn Input>]) -> Self {
        Self { inputs, hashed: true, known: RefCell::default() }
    }

    /// The same, of which nobody wants the hashes.
    pub fn unhashed(inputs: &'a [Rc<dyn Input>]) -> Self {
        Self { hashed: false, ..Self::new(inputs) }
    }

    /// The file of a name, or the archive that holds what is called so.
    fn find(&self, name: &str, bytes: u64) -> Option<usize> {
        let named = |at: &usize| self.inputs[*at].path() == name;
        let all = || 0..self.inputs.len();
        // Files of two folders may be called alike.
        let same = all().filter(named).find(|at| self.inputs[*at].len() == bytes).or_else(|| all().find(named));
        let holds = |at: &usize| name.strip_prefix(self.inputs[*at].path()).is_some_and(|rest| rest.starts_with('!'));
        same.or_else(|| all().filter(holds).max_by_key(|at| self.inputs[*at].path().len()))
    }

    pub(crate) fn sha256(&self, at: usize) -> Option<String> {
        if !self.hashed {
            return None;
        }
        if let Some(known) = self.known.borrow().get(&at) {
            return known.clone();
        }
        let hash = sha256(self.inputs.get(at)?.as_ref());
        self.known.borrow_mut().insert(at, hash.clone());
        hash
    }

    /// Gives each stored file that has none yet its hash; a part inside an archive gets that of the archive.
    pub(crate) fn hash_files(&self, files: &mut [FileJson]) {
        for file in files.iter_mut().filter(|file| file.sha256.is_none()) {
            file.sha256 = self.find(&file.name, file.bytes).and_then(|at| self.sha256(at));
        }
    }

    /// A whole file, as a record names it.
    pub(crate) fn source(&self, at: usize) -> Option<SourceJson> {
        let input = self.inputs.get(at)?;
        let (name, bytes) = (input.path().to_owned(), input.len());
        Some(SourceJson { name, bytes, sha256: self.sha256(at), inside: Vec::new() })
    }

    /// All files.
    pub(crate) fn all(&self) -> Vec<SourceJson> {
        (0..self.inputs.len()).filter_map(|at| self.source(at)).collect()
    }

    /// The files that a run was read from, in their order.
    pub fn of(&self, run: &Run) -> Vec<SourceJson> {
        let plain = |name: &str, bytes| SourceJson { name: name.to_owned(), bytes, ..SourceJson::default() };
        if run.origin.key.is_some() {
            // Tokens stand for names, and a hash would tell which log it was.
            return run.files.iter().map(|file| plain(&file.name, file.bytes)).collect();
        }
        let mut found: Vec<(Option<usize>, SourceJson)> = Vec::new();
        for (name, bytes) in &run.origin.parts {
            let at = self.find(name, *bytes);
            let Some((at, source)) = at.and_then(|at| Some((at, self.source(at)?))) else {
                found.push((None, plain(name, *bytes)));
                continue;
            };
            let inside = name.strip_prefix(&*source.name).and_then(|rest| rest.strip_prefix('!'));
            match found.iter_mut().find(|(known, _)| *known == Some(at)) {
                Some((_, known)) => known.inside.extend(inside.map(str::to_owned)),
                None => found
                    .push((Some(at), SourceJson { inside: inside.map(str::to_owned).into_iter().collect(), ..source })),
            }
        }
        found.into_iter().map(|(_, source)| source).collect()
    }
}

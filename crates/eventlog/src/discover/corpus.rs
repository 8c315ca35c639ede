//! The real logs of `../shared`, where they are at hand: every part gives the bytes that an independent reader got.

use afterglow_units::order;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::{Discovery, Layout, Limits, Log, discover};
use crate::source::{Input, ReadSeek};

struct FileInput {
    name: String,
    path: PathBuf,
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

/// A folder of `../shared`, or a note that it is not there.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("note: ../shared/{folder} is not there, so this test checks nothing");
    None
}

fn files_below(folder: &Path, name: &str, out: &mut Vec<Rc<dyn Input>>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    order::by_key(&mut entries, fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files_below(&entry.path(), &name, out)?;
        } else {
            out.push(Rc::new(FileInput { name, path: entry.path(), len: entry.metadata()?.len() }));
        }
    }
    Ok(())
}

fn find(folder: &Path) -> Discovery {
    let mut inputs = Vec::new();
    files_below(folder, "in", &mut inputs).unwrap_or_default();
    discover(&inputs, &Limits::default())
}

/// The fields of one line of a CSV file.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    fields
}

fn plain_len(log: &Log) -> BTreeMap<String, u64> {
    let read = |part: &super::Part| {
        let mut reader = part.open().unwrap_or_else(|failure| panic!("{failure}"));
        let (mut buffer, mut length) = (vec![0; 1 << 18], 0);
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            length += count as u64;
        }
        length
    };
    let short = |name: &str| name.trim_start_matches("in/").to_owned();
    log.parts.iter().map(|part| (short(&part.name), read(part))).collect()
}

#[test]
fn every_shared_log_gives_the_bytes_of_the_manifest() {
    let Some(folder) = shared("logs") else { return };
    let found = find(&folder);
    let manifest = fs::read_to_string(folder.join("MANIFEST.csv")).unwrap_or_default();
    let mut lines = manifest.lines();
    let head = fields(lines.next().unwrap_or_default());
    let column = |name: &str| head.iter().position(|field| field == name).unwrap_or(0);
    let (file, entry, codec, bytes, odd) =
        (column("file"), column("entry"), column("codec"), column("decoded_bytes"), column("odd"));

    let mut lengths = BTreeMap::new();
    let mut encodings = BTreeMap::new();
    for log in &found.logs {
        lengths.extend(plain_len(log));
        let short = |name: &str| name.trim_start_matches("in/").to_owned();
        encodings.extend(log.parts.iter().map(|part| (short(&part.name), part.encoding())));
    }
    let mut checked = 0;
    for row in lines.map(fields).filter(|row| row[bytes] != "0") {
        let name = if row[entry].is_empty() { row[file].clone() } else { format!("{}!{}", row[file], row[entry]) };
        if found.ignored.iter().any(|ignored| ignored.file.ends_with(&name)) {
            assert!(name.contains("duplicate-part"), "{name} was ignored");
            continue;
        }
        // The manifest counts a byte order mark.
        let mark = if row[odd].contains("BOM") { 3 } else { 0 };
        let length = lengths.get(&name).map(|length| (length + mark).to_string());
        assert_eq!(length.as_ref(), Some(&row[bytes]), "{name}");
        // Some plain logs were packed for keeping, and the manifest tells what they were.
        if row[codec] != "plain" {
            assert_eq!(encodings.get(&name), Some(&row[codec]), "{name}");
        }
        checked += 1;
    }
    assert!(checked > 100, "{checked} rows of the manifest");
    eprintln!("{checked} parts of {} logs are as the manifest says", found.logs.len());

    let failures: Vec<_> = found.failures.iter().map(ToString::to_string).collect();
    assert_eq!(failures.len(), 1, "{failures:#?}");
    assert!(failures[0].contains("cut-no-central-directory.zip: at byte 125186: "), "{failures:#?}");
    let rolled = found.logs.iter().filter(|log| log.name.contains("databricks-rollover"));
    for log in rolled {
        assert_eq!(log.parts.len(), 3, "{}", log.name);
        let names: Vec<_> = log.parts.iter().map(|part| part.name.as_str()).collect();
        assert!(names[2].ends_with("/eventlog"), "{names:?}");
        assert!(matches!(&log.layout, Layout::Databricks { missing, .. } if missing.is_empty()));
    }
}

#[test]
fn every_format_unpacks_to_the_true_bytes() {
    let Some(folder) = shared("truth/formats") else { return };
    let mut checked = 0;
    for case in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = find(&case.path().join("log"));
        assert_eq!((found.logs.len(), found.failures.len()), (1, 0), "{}: {found:?}", case.path().display());
        let truth = fs::read_to_string(case.path().join("truth.json")).unwrap_or_default();
        let Some((_, rest)) = truth.split_once("\"plain_sha256\": \"") else { continue };
        let mut plain = Vec::new();
        for part in &found.logs[0].parts {
            part.open().unwrap_or_else(|failure| panic!("{failure}")).read_to_end(&mut plain).ok();
        }
        let truth: Vec<_> = (0..64).step_by(2).map(|at| u8::from_str_radix(&rest[at..at + 2], 16)).collect();
        let digest: Vec<_> = Sha256::digest(&plain).iter().map(|byte| Ok(*byte)).collect();
        assert_eq!(digest, truth, "{}", case.path().display());
        checked += 1;
    }
    eprintln!("{checked} checksums agree");
}

//! Files that are damaged, doubled, missing, or that change under the reader.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use afterglow_engine::{Input, ReadSeek};
use afterglow_eventlog::FailureCode;
use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::source::BytesInput;
use afterglow_testkit::{fixture, inputs, pack, read};

use crate::kit::{only, open, open_inputs, sound, warning};

#[test]
fn names_do_not_decide() {
    let whole = only(&open(&[("log", &sound())]).0);
    for name in ["log.zstd", "log.gz", "log.lz4.inprogress", "a.zip", "a.pdf"] {
        assert_eq!(only(&open(&[(name, &sound())]).0).totals, whole.totals, "{name}");
    }
}

#[test]
fn a_wrong_magic_number_is_told_with_its_place() {
    for magic in [&b"\x28\xB5\x2F\xFD"[..], b"LZ4Block", b"\x82SNAPPY\0", b"\x1F\x8B\x08", b"BZh9", b"ZV\x01"] {
        let (session, opened) = open(&[("app-7", &[magic, &sound()].concat())]);
        assert!(session.is_empty());
        let [failure] = &opened.failures[..] else { panic!("{:?}", opened.failures) };
        assert!(failure.message.starts_with("app-7: at byte "), "{}", failure.message);
    }
}

#[test]
fn damage_costs_what_it_hits_and_is_told() {
    let text = sound();
    let whole = only(&open(&[("log", &text)]).0);
    for (way, packer) in pack::ALL {
        let packed = packer(&text);
        for place in 1..25 {
            let mut damaged = packed.clone();
            let at = packed.len() * place / 25;
            damaged[at] ^= 1 << (place % 8);
            let (session, opened) = open(&[("app-7", &damaged)]);
            // Zstd without checksums and LZF cannot know; the others do.
            if matches!(way, "gzip" | "lz4") {
                assert!(!opened.failures.is_empty(), "{way}, byte {at}: not noticed");
            }
            for failure in &opened.failures {
                assert!(failure.message.starts_with("app-7: at byte "), "{way}, byte {at}: {}", failure.message);
            }
            for run in 0..session.len() as u32 {
                let tasks = session.run(run).map_or(0, |run| run.profile().totals.sums.tasks);
                assert!(tasks <= whole.totals.tasks, "{way}, byte {at}");
            }
        }
    }
}

#[test]
fn a_broken_line_is_told_with_line_and_offset() {
    let mut text = sound();
    let third: usize = text.split_inclusive(|byte| *byte == b'\n').take(2).map(<[u8]>::len).sum();
    text[third] = b'#';
    let profile = only(&open(&[("app-7", &text)]).0);
    let message = warning(&profile, "lines-rejected");
    assert!(message.starts_with(&format!("app-7: at byte {third}: found line 3 ")), "{message}");
    assert_eq!(profile.log.lines_rejected, 1);
}

/// The files of a rolled log as names and bytes.
fn rolled() -> Vec<(String, Vec<u8>)> {
    let files = inputs(&fixture("3.5.9/local/rolling-parts").path);
    let bytes = |input: &Rc<dyn Input>| {
        let mut bytes = Vec::new();
        input.open().and_then(|mut reader| reader.read_to_end(&mut bytes)).expect("a fixture can be read");
        (input.path().to_owned(), bytes)
    };
    files.iter().map(bytes).collect()
}

fn open_files(files: &[(String, Vec<u8>)]) -> (afterglow_engine::Session, afterglow_engine::Opened) {
    open(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

#[test]
fn a_missing_part_in_the_middle_is_named() {
    let whole = only(&open_files(&rolled()).0);
    let files: Vec<_> = rolled().into_iter().filter(|(name, _)| !name.contains("events_2_")).collect();
    let (session, _) = open_files(&files);
    let profile = only(&session);
    assert!(warning(&profile, "missing-parts").contains("parts 2 "), "{:?}", profile.log.warnings);
    assert!(!profile.log.complete && session.run(0).is_some_and(afterglow_engine::Run::is_partial));
    assert!(profile.totals.tasks < whole.totals.tasks);
}

#[test]
fn two_copies_of_a_part_count_once() {
    let whole = only(&open_files(&rolled()).0);
    let mut files = rolled();
    let part = files.iter().find(|(name, _)| name.contains("events_2_")).cloned().expect("a second part");
    let copy = part.0.replace(".zstd", "");
    files.push((copy, part.1));
    let profile = only(&open_files(&files).0);
    assert!(warning(&profile, "duplicate-part").contains("part 2 "));
    assert_eq!(profile.totals, whole.totals);
}

#[test]
fn files_of_no_bytes_are_told() {
    let (session, opened) = open(&[("empty", b"")]);
    assert!(session.is_empty());
    assert_eq!(opened.failures[0].code, "empty");
    assert!(opened.failures[0].message.starts_with("empty: "));
    let mut files = rolled();
    for (name, bytes) in &mut files {
        if name.contains("events_2_") {
            bytes.clear();
        }
    }
    assert!(warning(&only(&open_files(&files).0), "missing-parts").contains("parts 2 "));
}

#[test]
fn a_bomb_is_stopped_at_its_limit() {
    let limits = Limits { bomb_ratio: 20, bomb_from_bytes: 1 << 20, ..Limits::default() };
    let text = [&sound()[..], &vec![b'\n'; 32 << 20]].concat();
    let packed = pack::gzip(&text);
    let most = packed.len() as u64 * limits.bomb_ratio + (1 << 20);
    assert!(most < text.len() as u64);
    let input: Rc<dyn Input> = Rc::new(BytesInput::new("bomb.gz", packed));
    let found = discover(&[input], &limits);
    let reading = read(&found.logs[0], 1 << 20);
    let [failure] = &reading.failures[..] else { panic!("{:?}", reading.failures) };
    assert_eq!(failure.code, FailureCode::TooLarge);
    assert!(failure.file == "bomb.gz" && failure.offset.is_some(), "{failure}");
    assert!(reading.lines[0].bytes <= most, "{} bytes", reading.lines[0].bytes);
    assert_eq!(reading.profile.totals.sums.tasks, only(&open(&[("log", &sound())]).0).totals.tasks);
}

/// How a file changes while it is read.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// It cannot be opened any more after so many times.
    Vanishes(u32),
    /// From this byte on it cannot be read.
    Breaks(u64),
    /// It ends here, though it was longer when it was listed.
    Shrinks(u64),
}

struct Changing {
    bytes: Rc<[u8]>,
    change: Change,
    opened: Cell<u32>,
}

impl Input for Changing {
    fn path(&self) -> &'static str {
        "share/app-7"
    }

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        self.opened.set(self.opened.get() + 1);
        if matches!(self.change, Change::Vanishes(times) if self.opened.get() > times) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such file"));
        }
        Ok(Box::new(Unsteady { bytes: Rc::clone(&self.bytes), change: self.change, at: 0 }))
    }
}

struct Unsteady {
    bytes: Rc<[u8]>,
    change: Change,
    at: u64,
}

impl Read for Unsteady {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let end = match self.change {
            Change::Breaks(at) if self.at >= at => return Err(io::Error::other("the network name is gone")),
            Change::Breaks(at) | Change::Shrinks(at) => at,
            Change::Vanishes(_) => self.bytes.len() as u64,
        };
        let there = &self.bytes[self.at.min(end) as usize..end as usize];
        let count = there.len().min(target.len());
        target[..count].copy_from_slice(&there[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Unsteady {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            SeekFrom::End(by) => (self.bytes.len() as u64).saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_gives_what_came_before() {
    let text = sound();
    for bytes in [text.clone(), pack::zstd(&text), pack::gzip(&text)] {
        let half = bytes.len() as u64 / 2;
        for change in [Change::Vanishes(0), Change::Vanishes(1), Change::Breaks(half), Change::Shrinks(half)] {
            let input = Changing { bytes: bytes.clone().into(), change, opened: Cell::new(0) };
            let (session, opened) = open_inputs(&[Rc::new(input)]);
            // A second failure may tell of the line that was cut by it.
            let failure = opened.failures.first().unwrap_or_else(|| panic!("{change:?}: no failure"));
            assert!(failure.message.starts_with("share/app-7: "), "{}", failure.message);
            assert_eq!(failure.code, "unreadable", "{}", failure.message);
            let vanished = matches!(change, Change::Vanishes(_));
            assert_eq!(failure.offset, (!vanished).then_some(half), "{}", failure.message);
            assert_eq!(session.is_empty(), vanished, "{change:?}");
            if !vanished {
                assert!(failure.message.contains(" after line "), "{}", failure.message);
                assert!(session.run(0).is_some_and(afterglow_engine::Run::is_partial));
            }
        }
    }
}

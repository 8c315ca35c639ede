//! Logs cut anywhere: never a panic, never more than the whole log has.
//!
//! By default a few places of each log are tried; `AFTERGLOW_FULL_SWEEP=1` tries 2,000 of each log and every byte of
//! each line up to 20 kB, which takes about half an hour. Every byte of every file is cut by the test kit's example
//! `sweep`, which goes on where it was stopped.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_engine::{BytesInput, Input};
use afterglow_eventlog::discover::{Limits, Part, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{LineReport, Sink, read_stream};
use afterglow_testkit::{Counts, digest, inputs, plain_text, read};

/// A file as it lies on the disk.
type Stored = (String, Vec<u8>);

fn full() -> bool {
    std::env::var_os("AFTERGLOW_FULL_SWEEP").is_some()
}

fn paths() -> Vec<PathBuf> {
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    let bad = afterglow_testkit::bad_inputs().into_iter().filter(|bad| bad.exit != 2).map(|bad| bad.path);
    let shared = afterglow_testkit::shared_logs().into_iter().map(|log| log.path);
    fixtures.chain(bad).chain(shared).collect()
}

/// The files at a path, in the order in which they are read.
fn stored(path: &Path) -> Vec<Stored> {
    let all = inputs(path);
    let found = discover(&all, &Limits::default());
    let turn = |name: &str| {
        let parts = found.logs.iter().flat_map(|log| &log.parts);
        parts.map(|part| part.name.as_str()).position(|part| part == name).unwrap_or(usize::MAX)
    };
    let mut files: Vec<Stored> = all.iter().map(|input| (input.path().to_owned(), bytes_of(input.as_ref()))).collect();
    files.sort_by_key(|(name, _)| turn(name));
    files
}

fn bytes_of(input: &dyn Input) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = input.open().and_then(|mut reader| reader.read_to_end(&mut bytes));
    assert!(read.is_ok(), "{}: {read:?}", input.path());
    bytes
}

/// Reads the first `length` bytes of the files as one drop: how many bytes of plain text that took, and what came out.
fn counts(files: &[Stored], mut length: usize) -> (u64, Counts) {
    let mut drop: Vec<Rc<dyn Input>> = Vec::new();
    for (name, bytes) in files {
        let cut = bytes.len().min(length);
        length -= cut;
        drop.push(Rc::new(BytesInput::new(name.as_str(), &bytes[..cut])));
        if length == 0 {
            break;
        }
    }
    let found = discover(&drop, &Limits::default());
    let (mut plain, mut sum) = (0, Counts::default());
    for log in &found.logs {
        let reading = read(log, 1 << 20);
        plain += reading.lines.iter().map(|lines| lines.bytes).sum::<u64>();
        let counts = Counts::of(&reading);
        sum.0.iter_mut().zip(counts.0).for_each(|(sum, count)| *sum = sum.saturating_add(count));
    }
    (plain, sum)
}

#[test]
fn a_cut_log_gives_no_more_than_the_whole() {
    let (mut logs, mut cuts) = (0, 0);
    for path in paths() {
        let files = stored(&path);
        let length = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        let (plain, whole) = counts(&files, length);
        let affordable = (20_000_000 / (plain / 2 + 1)).clamp(6, 100) as usize;
        let places = if full() { 2_000 } else { affordable }.min(length);
        // Single files are cut in one direction; of several, later ones can replace earlier ones, as compact parts do.
        let grows = files.len() == 1;
        let mut before = Counts::default();
        for place in 0..places {
            // Spread over the length, and never at the same distance from the frames of a codec.
            let cut = (length * place / places + place * 7919 % (length / places).max(1)).min(length - 1);
            let (read, cut_counts) = counts(&files, cut);
            assert!(cut_counts.within(&whole), "{} cut at {cut}: {cut_counts:?}, whole {whole:?}", path.display());
            let steady = !grows || read == 0 || before.within(&cut_counts);
            assert!(steady, "{} cut at {cut}: {cut_counts:?}, {before:?} when cut earlier", path.display());
            before = cut_counts;
        }
        logs += 1;
        cuts += places;
    }
    println!("{logs} logs cut at {cuts} places");
}

/// Keeps what the events of a line look like.
#[derive(Default)]
struct Seen(Vec<u64>);

impl Sink for Seen {
    fn event(&mut self, event: &Event<'_>) {
        self.0.push(digest(event));
    }
}

fn events(mut line: &[u8]) -> (Vec<u64>, LineReport) {
    let mut seen = Seen::default();
    let reading = afterglow_eventlog::Reading { chunk: line.len() + 1, ..afterglow_eventlog::Reading::default() };
    let (report, _) = read_stream(&mut line, reading, &mut seen);
    (seen.0, report)
}

#[test]
fn a_cut_line_gives_its_event_or_none() {
    let (mut lines, mut cuts) = (0_u64, 0_u64);
    for path in paths() {
        let found = discover(&inputs(&path), &Limits::default());
        // The shared collection has the same kinds of lines thousands of times.
        let most = if full() { usize::MAX } else { 60 };
        for text in found.logs.iter().filter(|log| log.stored_bytes() < 1_000_000).flat_map(plain_text) {
            for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).take(most) {
                let places = match (full(), line.len()) {
                    (true, length @ ..=20_000) => length,
                    (true, _) => 2_000,
                    (false, length) => length.min(12),
                };
                let (whole, _) = events(line);
                for place in 0..places {
                    let cut = line.len() * place / places;
                    let (of_cut, report) = events(&line[..cut]);
                    let known = of_cut.is_empty() || of_cut == whole;
                    assert!(known, "{}: another event when cut at {cut}: {:?}", path.display(), shown(line));
                    assert!(report.events + report.rejected <= report.lines, "{}: {report:?}", path.display());
                }
                lines += 1;
                cuts += places as u64;
            }
        }
    }
    println!("{lines} lines cut at {cuts} places");
}

fn shown(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned()
}

#[test]
fn a_part_that_is_cut_says_where() {
    for fixture in afterglow_testkit::fixtures() {
        let files = stored(&fixture.path);
        let [(name, bytes)] = &files[..] else { continue };
        let input: Rc<dyn Input> = Rc::new(BytesInput::new(name.as_str(), &bytes[..bytes.len() * 2 / 3]));
        let found = discover(&[input], &Limits::default());
        let packed = |part: &Part| !part.layers.is_empty();
        for log in found.logs.iter().filter(|log| log.parts.iter().all(packed)) {
            for failure in read(log, 1 << 20).failures {
                assert!(failure.offset.is_some_and(|at| at < bytes.len() as u64), "{}: {failure}", fixture.name);
                assert!(failure.to_string().contains(name.as_str()), "{}: {failure}", fixture.name);
            }
        }
    }
}

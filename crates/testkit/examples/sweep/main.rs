//! Cuts every log of the shared collection at every byte (those of 1 MB and more at 2,000 places) and reads each cut: no
//! crash, and no total above the whole log's or below that of an earlier cut.
//!
//! `cargo run --profile test -p afterglow-testkit --example sweep -- JOURNAL [MINUTES [PATIENCE]]`. Each file that was swept is a
//! line of the journal and is not swept again, so that a sweep may be stopped and gone on with. A file whose cuts can only
//! be read from their start is cut at as many places as fit into PATIENCE, five minutes where it is not given.
//!
//! Each cut within the beginning of a file is looked at by `discover`, and each 32nd behind it. Reading each from its
//! start would take days, so the reading goes on from states that were kept: the fold at the last whole line, the decoder
//! at the last place where one may begin. The line that was cut and the packed block that was cut run through the
//! product's code each time; and some cuts of each file are read from their start too, and must come to the same.

mod cut;
mod file;
mod packed;
mod plain;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};

use afterglow_testkit::{inputs, shared_logs};
use file::Clock;

/// Files of this size and more are cut at [`PLACES`].
const LARGE: usize = 1_000_000;
const PLACES: usize = 2_000;

/// What a sweep of one file, or of all, came to.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) cuts: u64,
    /// Cuts that were read from their start.
    pub(crate) read_whole: u64,
    pub(crate) crashes: u64,
    pub(crate) violations: u64,
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let journal = arguments.next().unwrap_or_else(|| "sweep.tsv".to_owned());
    let mut minutes = || arguments.next().and_then(|minutes| minutes.parse::<u64>().ok());
    let until =
        minutes().and_then(|minutes| Instant::now().checked_add(Duration::from_secs(minutes.saturating_mul(60))));
    let clock = Clock { until, patience: Duration::from_secs(minutes().unwrap_or(5).saturating_mul(60)) };
    let known = std::fs::read_to_string(&journal).unwrap_or_default();
    let done: BTreeSet<&str> = known.lines().filter_map(|line| line.split('\t').next()).collect();
    let mut journal = std::fs::OpenOptions::new().create(true).append(true).open(journal)?;

    let mut files = Vec::new();
    for log in shared_logs() {
        for input in inputs(&log.path) {
            let mut bytes = Vec::new();
            input.open()?.read_to_end(&mut bytes)?;
            let shown = if log.path.is_dir() { format!("{}: {}", log.name, input.path()) } else { log.name.clone() };
            files.push((shown, input.path().to_owned(), Rc::<[u8]>::from(bytes)));
        }
    }
    // The plain and the short ones first: most logs are through soon.
    files.sort_by_key(|(_, _, bytes)| (bytes.len() >= LARGE, !bytes.starts_with(b"{"), bytes.len()));
    files.dedup_by(|a, b| a.0 == b.0);
    let all = files.len();
    for (at, (shown, name, bytes)) in
        files.into_iter().enumerate().filter(|(_, (shown, ..))| !done.contains(shown.as_str()))
    {
        let begun = Instant::now();
        let places = if bytes.len() < LARGE { bytes.len() } else { PLACES };
        let Some(tally) = file::sweep(&name, &bytes, places, &clock) else {
            eprintln!("stopped by the clock in {shown}; what was swept is in the journal");
            return Ok(());
        };
        let mut line = String::new();
        let Tally { cuts, read_whole, crashes, violations } = tally;
        let seconds = begun.elapsed().as_secs_f64();
        let length = bytes.len();
        // Writing to a string cannot fail.
        let _ =
            writeln!(line, "{shown}\t{length}\t{places}\t{cuts}\t{read_whole}\t{crashes}\t{violations}\t{seconds:.1}");
        journal.write_all(line.as_bytes())?;
        eprint!("{} of {all}: {line}", at + 1);
    }
    eprintln!("all {all} files are swept");
    Ok(())
}

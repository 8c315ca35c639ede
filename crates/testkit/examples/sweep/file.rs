//! One file, cut at many places.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::{Duration, Instant};

use afterglow_eventlog::codec::Codec;
use afterglow_eventlog::discover::{Discovery, Limits, Log, discover};
use afterglow_eventlog::source::Input;
use afterglow_testkit::{Counts, plain_text, read};

use crate::Tally;
use crate::cut::Cut;
use crate::packed::Pieces;
use crate::plain::Beginnings;

/// So many cuts of each file are read from their start as well.
const READ_WHOLE: usize = 40;
const TRIED: usize = 15;

/// What a file is, `discover` tells by its beginning: behind this many bytes it is asked at every [`ASKED`]th cut only.
const BEGINNING: usize = 32 << 10;
const ASKED: usize = 32;

/// How the plain text of a cut is found.
enum Way<'a> {
    /// The text is the file.
    Plain,
    /// By a decoder in the middle of the file.
    Packed(Pieces<'a>),
    /// Only from the start.
    Whole,
}

/// How long a sweep may take.
pub(crate) struct Clock {
    /// All of it ends then.
    pub(crate) until: Option<Instant>,
    /// A file whose cuts can only be read from their start is cut at as many places as fit into this.
    pub(crate) patience: Duration,
}

/// Cuts a file at `places`; `None` where the clock ran out.
pub(crate) fn sweep(name: &str, bytes: &Rc<[u8]>, places: usize, clock: &Clock) -> Option<Tally> {
    let whole = look(name, bytes, bytes.len());
    let totals = read_all(&whole);
    let text = match &whole.logs[..] {
        [log] if log.parts.len() == 1 => plain_text(log).concat(),
        _ => Vec::new(),
    };
    let (way, layers) = match &whole.logs[..] {
        [log] if log.parts.len() == 1 => (way_of(log, bytes, &text), log.parts[0].layers.clone()),
        _ => (Way::Whole, Vec::new()),
    };
    let places = places.min(affordable(&way, name, bytes, clock.patience));
    let mut tally = Tally::default();
    let mut beginnings = Beginnings::of(&text);
    let mut before = Counts::default();
    for place in 0..places {
        let length = (bytes.len() as u64 * place as u64 / places.max(1) as u64) as usize;
        if clock.until.is_some_and(|until| Instant::now() > until) {
            return None;
        }
        let from_start = place % (places / READ_WHOLE).max(1) == 0;
        let counted = catch_unwind(AssertUnwindSafe(|| {
            let asked = length < BEGINNING || from_start || place % ASKED == 0;
            let found = (asked || matches!(way, Way::Whole)).then(|| look(name, bytes, length));
            let same = found.as_ref().is_none_or(
                |found| matches!(&found.logs[..], [log] if log.parts.len() == 1 && log.parts[0].layers == layers),
            );
            let fast = match &way {
                Way::Plain if same => Some(beginnings.counts(length)),
                Way::Packed(pieces) if same => Some(beginnings.counts(pieces.plain_until(length))),
                _ => None,
            };
            match (fast, found) {
                (Some(fast), Some(found)) if from_start => {
                    let slow = read_all(&found);
                    assert_eq!(fast, slow, "read from its start, the cut comes to something else");
                    (slow, true)
                }
                (Some(fast), _) => (fast, false),
                (None, found) => (found.as_ref().map(read_all).unwrap_or_default(), true),
            }
        }));
        tally.cuts += 1;
        let Ok((counts, read_whole)) = counted else {
            tally.crashes += 1;
            eprintln!("{name} cut at {length}: a crash");
            continue;
        };
        tally.read_whole += u64::from(read_whole);
        if !counts.within(&totals) || !before.within(&counts) {
            tally.violations += 1;
            eprintln!("{name} cut at {length}: {counts:?}; before {before:?}, whole {totals:?}");
        }
        before = counts;
    }
    Some(tally)
}

fn way_of<'a>(log: &Log, bytes: &'a [u8], text: &'a [u8]) -> Way<'a> {
    match &log.parts[0].layers[..] {
        [] if text == bytes => Way::Plain,
        [codec] if !matches!(codec, Codec::Zip | Codec::Tar) => Way::Packed(Pieces::of(*codec, bytes, text)),
        _ => Way::Whole,
    }
}

/// At how many places a file can be cut in this time: some cuts tell what the others cost.
fn affordable(way: &Way<'_>, name: &str, bytes: &Rc<[u8]>, patience: Duration) -> usize {
    let begun = Instant::now();
    for place in 1..=TRIED {
        let length = bytes.len() * place / (TRIED + 1);
        // A crash is told of when it is come upon in turn.
        let tried = catch_unwind(AssertUnwindSafe(|| match way {
            Way::Whole => drop(read_all(&look(name, bytes, length))),
            Way::Packed(pieces) => drop(pieces.plain_until(length)),
            Way::Plain => {}
        }));
        drop(tried);
    }
    let one = begun.elapsed().as_secs_f64() / TRIED as f64;
    (patience.as_secs_f64() / one.max(1e-9)) as usize
}

fn look(name: &str, bytes: &Rc<[u8]>, length: usize) -> Discovery {
    let input: Rc<dyn Input> = Rc::new(Cut { name: name.to_owned(), bytes: Rc::clone(bytes), length });
    discover(&[input], &Limits::default())
}

/// The counts of all logs that were found, read from their start.
fn read_all(found: &Discovery) -> Counts {
    let mut sum = Counts::default();
    for log in &found.logs {
        let counts = Counts::of(&read(log, 1 << 20));
        sum.0.iter_mut().zip(counts.0).for_each(|(sum, count)| *sum = sum.saturating_add(count));
    }
    sum
}

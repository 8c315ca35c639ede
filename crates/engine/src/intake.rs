//! Reading a drop, step by step.
//!
//! Whoever drives it may do other things between two steps: answer questions, show how far it is, and hand pieces of
//! the log to helpers in other threads. The pieces are folded in the order of the log, so neither the steps nor the
//! helpers show in the result.

mod helper;
mod mark;
mod piece;
mod read_on;
mod reading;
mod trail;
mod veil;
mod warnings;

use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, Log, discover};
use afterglow_eventlog::source::Input;
use serde::{Deserialize, Serialize};

pub use helper::{Ahead, Helper, Stride};
pub use piece::{Block, Order, Sharing};
pub(crate) use trail::Trail;
use veil::Veil;

use crate::away::session::Head;
use crate::{FailureView, IgnoredView, Opened, Progress, Session};
use reading::LogReading;

/// How much a packed file may unpack to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Trust {
    /// No more than a log can: beyond, it is taken for a decompression bomb and read up to there.
    #[default]
    Wary,
    /// As much as it does: its owner was asked.
    Asked,
}

impl Trust {
    pub(crate) fn limits(self) -> Limits {
        match self {
            Self::Wary => Limits::default(),
            Self::Asked => Limits::trusting(),
        }
    }
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Some of the log was read.
    Went,
    /// A block of this order was folded: its helper may send the next one.
    Folded(Order),
    /// The next piece is with a helper and not here yet.
    Waits,
    /// Everything is read.
    Done,
}

/// The reading of a drop.
pub struct Intake {
    /// The logs that are not begun, the next one last.
    logs: Vec<(u32, Log)>,
    reading: Option<LogReading>,
    trust: Trust,
    sharing: Option<Sharing>,
    /// The key under which names are replaced, if they are.
    key: Option<Vec<u8>>,
    opened: Opened,
    bytes_total: u64,
    /// Stored bytes of the logs that are done.
    bytes_done: u64,
}

impl Intake {
    /// Finds the logs in what was dropped. With `sharing`, [`Intake::order`] has pieces to give away.
    pub fn new(inputs: &[Rc<dyn Input>], trust: Trust, sharing: Option<Sharing>) -> Self {
        let found = discover(inputs, &trust.limits());
        let ignored = found.ignored.into_iter();
        let opened = Opened {
            failures: found.failures.iter().map(FailureView::of).collect(),
            ignored: ignored.map(|ignored| IgnoredView { file: ignored.file, reason: ignored.reason }).collect(),
            ..Opened::default()
        };
        let bytes_total = found.logs.iter().map(Log::stored_bytes).sum();
        let logs = found.logs.into_iter().enumerate().map(|(at, log)| (at as u32, log)).rev().collect();
        Self { logs, reading: None, trust, sharing, key: None, opened, bytes_total, bytes_done: 0 }
    }

    /// Reads so that no name of the logs comes into a run: each event goes through a redactor under `key` first, and
    /// only what comes out of it is read.
    #[must_use]
    pub fn veiled(mut self, key: &[u8]) -> Self {
        self.key = Some(key.to_vec());
        // What is told of files tells their names.
        self.opened.failures.iter_mut().for_each(nameless);
        self.opened.ignored.clear();
        self
    }

    /// Reads about a megabyte more. Runs that are complete go to the session.
    pub fn step(&mut self, session: &mut Session) -> Step {
        let Some(reading) = self.begun() else { return Step::Done };
        match reading.step() {
            Step::Done => {
                self.close(session);
                Step::Went
            }
            step => step,
        }
    }

    /// Ends the reading here. What was read of the log at hand is kept and marked as partial.
    pub fn stop(&mut self, session: &mut Session) {
        if let Some(reading) = &mut self.reading {
            reading.stop();
            self.close(session);
        }
        self.logs.clear();
        self.opened.cancelled = true;
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let mut progress = self.reading.as_ref().map(LogReading::progress).unwrap_or_default();
        progress.bytes_read += self.bytes_done;
        progress.bytes_total = self.bytes_total;
        progress
    }

    /// What became of the drop, once all is read.
    pub fn opened(self) -> Opened {
        self.opened
    }

    /// A piece for one of so many helpers to read ahead, if there is one worth it.
    pub fn order(&mut self, helpers: usize) -> Option<Order> {
        self.begun()?.order(helpers)
    }

    /// Whether blocks of an order are still waited for.
    pub fn is_open(&self, order: Order) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.is_open(order))
    }

    /// A helper has read a block. One that nobody waits for is dropped.
    pub fn arrived(&mut self, block: Block) {
        if let Some(reading) = &mut self.reading {
            reading.arrived(block);
        }
    }

    /// A helper cannot go on with an order: the piece, or what is missing of it, is read here instead.
    pub fn lost(&mut self, order: Order) {
        if let Some(reading) = &mut self.reading {
            reading.lost(order);
        }
    }

    /// The log at hand, or else the next one.
    fn begun(&mut self) -> Option<&mut LogReading> {
        if self.reading.is_none() {
            let (number, log) = self.next_log()?;
            let veil = self.key.as_deref().map(Veil::new);
            self.reading = Some(LogReading::veiled(number, log, self.trust, self.sharing, veil));
        }
        self.reading.as_mut()
    }

    /// The next log that can be read. A session's file of a newer version is told of and passed over.
    fn next_log(&mut self) -> Option<(u32, Log)> {
        while let Some((number, log)) = self.logs.pop() {
            let Some(failure) = Head::newer(&log) else { return Some((number, log)) };
            let mut failure = FailureView::of(&failure);
            if self.key.is_some() {
                nameless(&mut failure);
            }
            self.opened.failures.push(failure);
        }
        None
    }

    fn close(&mut self, session: &mut Session) {
        let Some(reading) = self.reading.take() else { return };
        self.bytes_done += reading.stored_bytes();
        let (run, failures) = reading.close();
        self.opened.failures.extend(failures.iter().map(FailureView::of));
        if let Some(run) = run {
            self.opened.runs.push(session.add(run));
        }
    }
}

/// Takes out of a failure what names its file.
fn nameless(failure: &mut FailureView) {
    failure.file.clear();
    failure.message = format!("A file could not be read: {}.", failure.code);
}

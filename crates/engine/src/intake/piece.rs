//! Pieces of a log: what can be read apart and is folded in order.

use std::collections::VecDeque;

use afterglow_eventlog::discover::{Log, Part};
use serde::{Deserialize, Serialize};

/// How a log is shared with helpers. The result does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Stored bytes of a packed log from which on helpers are asked: below, handing over costs more than it gives. A
    /// plain log is as much work with eight times as many.
    pub worth_from: u64,
    /// Stored bytes of a piece of a plain part, at most: large enough that handing it over costs little. A log has a
    /// dozen pieces or more, so that nobody waits long for the last one.
    pub piece: u32,
    /// Decoded bytes of a block, at most.
    pub block: u32,
}

impl Default for Sharing {
    fn default() -> Self {
        Self { worth_from: 6 << 20, piece: 32 << 20, block: 8 << 20 }
    }
}

impl Sharing {
    /// How many readers a drop is worth on a machine with so many cores.
    ///
    /// On two, it is one: measured in Chromium, two workers took as long as one over a log of 1 GB, plain or rolled in
    /// zstd, since fetching the bytes and compiling the module keep the other core busy. Beyond four, folding is what
    /// would take the time.
    pub fn readers(cores: u32) -> u32 {
        if cores > 2 { cores.min(4) } else { 1 }
    }

    /// Whether a log is shared.
    pub(super) fn is_worth_it(&self, log: &Log) -> bool {
        let work = |part: &Part| if part.is_plain() { part.stored_bytes / 8 } else { part.stored_bytes };
        log.parts.iter().map(work).sum::<u64>() >= self.worth_from && log.parts.iter().all(Part::opens_cheaply)
    }
}

/// A piece for a helper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The log, in the order in which they were found.
    pub(crate) log: u32,
    /// The piece of the log.
    pub(crate) piece: u32,
    /// The part of the log.
    pub(crate) part: u32,
    /// What of the part: its stored bytes from here, this many; all of it if it is packed.
    pub(crate) range: Option<(u64, u64)>,
    /// The part's stored bytes: a helper that finds another part there declines.
    pub(crate) stored: u64,
    /// Decoded bytes of a block, at most.
    pub(crate) block: u32,
}

/// What a helper read: a stretch of a piece, condensed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Of which order.
    pub order: Order,
    /// The stretch, as [`afterglow_eventlog::Condensed`] has it.
    pub bytes: Vec<u8>,
    /// Stored bytes of the piece that are read with it.
    pub stored: u64,
    /// Whether the piece ends with it.
    pub last: bool,
}

/// Who reads a piece.
pub(super) enum Reader {
    /// Nobody yet.
    Free,
    /// A helper; these blocks have come and are not folded yet.
    Helper(VecDeque<Block>),
    /// We do.
    Own,
}

/// A piece.
pub(super) struct Piece {
    pub(super) part: usize,
    pub(super) range: Option<(u64, u64)>,
    pub(super) reader: Reader,
}

/// The pieces of a log from a part and a stored position in it on.
pub(super) fn cut(log: &Log, from_part: usize, from: u64, sharing: Option<Sharing>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, part) in log.parts.iter().enumerate().skip(from_part) {
        let start = if number == from_part { from } else { 0 };
        let piece = |range| Piece { part: number, range, reader: Reader::Free };
        if !part.is_plain() {
            pieces.push(piece(None));
        } else if let Some(sharing) = sharing
            && start < part.stored_bytes
        {
            let len = u64::from(sharing.piece).min(log.stored_bytes() / 12).max(1);
            let starts = (start..part.stored_bytes).step_by(len as usize);
            pieces.extend(starts.map(|start| piece(Some((start, len.min(part.stored_bytes - start))))));
        } else {
            pieces.push(piece(Some((start, part.stored_bytes.saturating_sub(start)))));
        }
    }
    pieces
}

/// Which of the pieces behind `at` one of so many helpers should read next. Each of us has its turn: who folds has time
/// to read too. A packed part is one piece: measured in Chromium, to unpack it in one worker and to read what was
/// unpacked in another took 1.2 times as long as both in one, since the bytes must be copied twice on their way.
pub(super) fn for_helper(pieces: &[Piece], at: usize, helpers: usize) -> Option<usize> {
    let theirs = |number: &usize| !number.is_multiple_of(helpers + 1);
    (at + 1..pieces.len()).filter(theirs).find(|&number| matches!(pieces[number].reader, Reader::Free))
}

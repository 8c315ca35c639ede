//! By what a part of a log is known again.

use std::hash::{DefaultHasher, Hasher};
use std::io::Read;

use afterglow_eventlog::discover::Part;

/// Bytes that are compared at the start of a part, and before the place where reading stopped.
const STRETCH: u64 = 64 << 10;

/// A part as far as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its stored length then.
    pub(super) stored: u64,
    /// How much of its plain text was looked at from the start, and its hash.
    head: (u64, u64),
    /// The hash of what stands before the stored length, where the part is plain.
    tail: Option<u64>,
}

impl Mark {
    /// Of a part that was read to its end.
    pub(super) fn of(part: &Part) -> Option<Self> {
        if !part.opens_cheaply() {
            return None;
        }
        Self::at(part, part.stored_bytes, STRETCH)
    }

    /// Whether a part begins as this one did, and may go on behind it.
    pub(super) fn begins(&self, part: &Part) -> bool {
        part.stored_bytes >= self.stored && Self::at(part, self.stored, self.head.0).as_ref() == Some(self)
    }

    fn at(part: &Part, stored: u64, head: u64) -> Option<Self> {
        let head = hash(part.open().ok()?.take(head))?;
        let tail = if part.is_plain() {
            let from = stored.saturating_sub(STRETCH);
            Some(hash(part.open_range(from, stored - from).ok()?)?.1)
        } else {
            None
        };
        Some(Self { stored, head, tail })
    }
}

/// The length and the hash of what can be read.
fn hash(mut reader: impl Read) -> Option<(u64, u64)> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).ok()?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Some((bytes.len() as u64, hasher.finish()))
}

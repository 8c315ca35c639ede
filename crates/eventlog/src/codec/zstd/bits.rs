//! Bit readers of Zstandard: forwards for table descriptions, backwards for everything else.

// The readers sit in the innermost loops: a call for each of them would cost a third of the speed.
#![allow(clippy::inline_always)]

/// A bit stream that is read from its last byte to its first (RFC 8878, section 4.1).
///
/// The last byte holds a 1 bit that marks the end; the bits above it are padding.
/// Reading past the front is not checked at each step: the value is then meaningless,
/// and [`BitsBack::overrun`] or [`BitsBack::finished`] tell it afterwards.
#[derive(Clone, Copy)]
pub(super) struct BitsBack<'a> {
    data: &'a [u8],
    /// Eight bytes of `data` beginning at `at`, little-endian.
    container: u64,
    /// How many of the container's bits are used up, counted from its top.
    consumed: u32,
    at: usize,
}

impl<'a> BitsBack<'a> {
    /// Opens a stream; `None` when it is empty or lacks the end mark.
    pub(super) fn new(data: &'a [u8]) -> Option<Self> {
        let last = *data.last()?;
        if last == 0 {
            return None;
        }
        let mark = last.leading_zeros() + 1;
        if let Some(at) = data.len().checked_sub(8) {
            return Some(Self { data, container: load(data, at), consumed: mark, at });
        }
        let mut word = [0; 8];
        word[..data.len()].copy_from_slice(data);
        let missing = 8 * (8 - data.len() as u32);
        Some(Self { data, container: u64::from_le_bytes(word), consumed: mark + missing, at: 0 })
    }

    /// The next `count` bits (0 to 56) without taking them.
    #[inline(always)]
    pub(super) fn look(&self, count: u32) -> u64 {
        // Two shifts, because a shift by 64 for a count of zero is not defined.
        (self.container.wrapping_shl(self.consumed) >> 1) >> (63 - (count & 63))
    }

    /// Drops `count` bits that were looked at.
    #[inline(always)]
    pub(super) fn skip(&mut self, count: u32) {
        self.consumed += count;
    }

    /// Takes the next `count` bits (0 to 56).
    #[inline(always)]
    pub(super) fn take(&mut self, count: u32) -> u64 {
        let bits = self.look(count);
        self.consumed += count;
        bits
    }

    /// Refills the container, so that at least 57 bits can be taken if the stream has them.
    #[inline(always)]
    pub(super) fn reload(&mut self) {
        let bytes = (self.consumed >> 3) as usize;
        if bytes <= self.at && self.consumed <= 64 {
            self.at -= bytes;
            self.consumed &= 7;
            self.container = load(self.data, self.at);
        } else {
            self.reload_at_front();
        }
    }

    #[cold]
    fn reload_at_front(&mut self) {
        if self.consumed > 64 {
            return;
        }
        self.consumed -= 8 * self.at as u32;
        self.at = 0;
        // A stream of fewer than eight bytes is whole in the container already.
        if self.data.len() >= 8 {
            self.container = load(self.data, 0);
        }
    }

    /// Whether more bits were taken than there are.
    pub(super) fn overrun(&self) -> bool {
        self.consumed > 64
    }

    /// Whether every bit was taken and not one more.
    pub(super) fn finished(&self) -> bool {
        self.at == 0 && self.consumed == 64
    }
}

#[inline(always)]
fn load(data: &[u8], at: usize) -> u64 {
    match data.get(at..at + 8).and_then(|word| word.try_into().ok()) {
        Some(word) => u64::from_le_bytes(word),
        None => 0,
    }
}

/// A bit stream read from its first byte, lowest bit first.
pub(super) struct BitsForward<'a> {
    data: &'a [u8],
    bit: usize,
}

impl<'a> BitsForward<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, bit: 0 }
    }

    /// The next `count` bits (at most 16); beyond the end they are zero.
    pub(super) fn look(&self, count: u32) -> u32 {
        let rest = self.data.get(self.bit / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(word) => u32::from_le_bytes(*word),
            None => rest.iter().rev().fold(0, |word, byte| (word << 8) | u32::from(*byte)),
        };
        (word >> (self.bit % 8)) & ((1 << count) - 1)
    }

    pub(super) fn skip(&mut self, count: u32) {
        self.bit += count as usize;
    }

    /// Whole bytes used so far; `None` when they are more than there are.
    pub(super) fn bytes_used(&self) -> Option<usize> {
        let bytes = self.bit.div_ceil(8);
        (bytes <= self.data.len()).then_some(bytes)
    }
}

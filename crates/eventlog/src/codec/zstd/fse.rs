//! Finite State Entropy: probabilities from the stream to decoding tables (RFC 8878, section 4.1).

use super::bits::BitsForward;

/// The largest accuracy that any table of the format may have.
pub(super) const MAX_LOG: u32 = 9;
const MAX_SIZE: usize = 1 << MAX_LOG;
/// More than any alphabet coded by FSE has.
pub(super) const MAX_SYMBOLS: usize = 256;

/// Normalised probabilities; -1 stands for "less than one".
pub(super) struct Distribution {
    pub(super) counts: [i16; MAX_SYMBOLS],
    pub(super) symbols: usize,
    pub(super) log: u32,
}

impl Distribution {
    /// A distribution given by the format itself.
    pub(super) fn given(counts: &[i16], log: u32) -> Self {
        let mut all = [0; MAX_SYMBOLS];
        all[..counts.len()].copy_from_slice(counts);
        Self { counts: all, symbols: counts.len(), log }
    }

    /// Reads a description; gives it with the number of bytes that it takes.
    pub(super) fn read(data: &[u8], max_log: u32, max_symbols: usize) -> Option<(Self, usize)> {
        let mut bits = BitsForward::new(data);
        let log = bits.look(4) + 5;
        bits.skip(4);
        if log > max_log {
            return None;
        }
        let mut this = Self { counts: [0; MAX_SYMBOLS], symbols: 0, log };
        let mut left: u32 = 1 << log;
        while left > 0 {
            // A value up to `left + 1`; the smaller ones are written with one bit less.
            let width = 32 - (left + 1).leading_zeros();
            let short = (1 << (width - 1)) - 1;
            let threshold = (1 << width) - 1 - (left + 1);
            let mut value = bits.look(width);
            if value & short < threshold {
                value &= short;
                bits.skip(width - 1);
            } else {
                if value > short {
                    value -= threshold;
                }
                bits.skip(width);
            }
            let count = value as i16 - 1;
            *this.counts[..max_symbols].get_mut(this.symbols)? = count;
            this.symbols += 1;
            left = left.checked_sub(u32::from(count.unsigned_abs()))?;
            if count == 0 {
                loop {
                    let zeros = bits.look(2);
                    bits.skip(2);
                    this.symbols += zeros as usize;
                    if zeros < 3 {
                        break;
                    }
                    // Beyond the end the bits read as zero, so this loop ends.
                    if this.symbols > max_symbols {
                        return None;
                    }
                }
            }
        }
        if this.symbols > max_symbols {
            return None;
        }
        Some((this, bits.bytes_used()?))
    }

    /// Calls `put(state, symbol, bits, base)` for each state of the decoding table.
    ///
    /// The next state is `base` plus the next `bits` bits of the stream.
    pub(super) fn spread(&self, mut put: impl FnMut(usize, u8, u8, u16)) -> Option<()> {
        let size = 1_usize << self.log;
        let mut symbols = [0_u8; MAX_SIZE];
        let mut next = [0_u16; MAX_SYMBOLS];
        let mut high = size;
        for (symbol, &count) in self.counts[..self.symbols].iter().enumerate() {
            if count == -1 {
                high = high.checked_sub(1)?;
                symbols[high] = symbol as u8;
                next[symbol] = 1;
            } else {
                next[symbol] = count as u16;
            }
        }
        let (step, mask) = ((size >> 1) + (size >> 3) + 3, size - 1);
        let mut at = 0;
        for (symbol, &count) in self.counts[..self.symbols].iter().enumerate() {
            for _ in 0..count.max(0) {
                symbols[at & (MAX_SIZE - 1)] = symbol as u8;
                at = (at + step) & mask;
                while at >= high && high > 0 {
                    at = (at + step) & mask;
                }
            }
        }
        for (state, &symbol) in symbols[..size].iter().enumerate() {
            let slot = &mut next[usize::from(symbol)];
            let value = u32::from(*slot);
            *slot = slot.wrapping_add(1);
            let width = self.log.checked_sub(value.checked_ilog2()?)?;
            put(state, symbol, width as u8, ((value << width) as usize - size) as u16);
        }
        Some(())
    }
}

//! One compressed block: its literals, then the sequences that copy them and earlier output.

// The innermost loop: a call for each step would cost a third of the speed.
#![allow(clippy::inline_always)]

use super::bits::BitsBack;
use super::fse::MAX_LOG;
use super::huffman::Huffman;
use super::tables::{LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS, State, Table};

/// No block regenerates more than this (RFC 8878, section 3.1.1.2.4).
pub(super) const MAX_BLOCK: usize = 128 << 10;
/// Short copies move this many bytes at once, so both buffers have that much room behind their data.
pub(super) const SLACK: usize = 32;
const SHORT: usize = 16;
/// Keeps a state inside its table, which spares a check in the innermost loop.
const MASK: usize = (1 << MAX_LOG) - 1;

/// What blocks of one frame share, and scratch space that all frames reuse.
pub(super) struct Blocks {
    huffman: Huffman,
    literal_lengths: Table,
    match_lengths: Table,
    offsets: Table,
    recent: [usize; 3],
    literals: Box<[u8]>,
}

/// Where a block writes: `buffer[history..at]` may be copied from, `at..` is free.
pub(super) struct Output<'a> {
    pub(super) buffer: &'a mut [u8],
    pub(super) history: usize,
    pub(super) at: usize,
    /// The most that this block may write, in bytes.
    pub(super) most: usize,
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            huffman: Huffman::new(),
            literal_lengths: Table::new(&LITERAL_LENGTHS),
            match_lengths: Table::new(&MATCH_LENGTHS),
            offsets: Table::new(&OFFSETS),
            recent: [1, 4, 8],
            literals: vec![0; MAX_BLOCK + SLACK].into_boxed_slice(),
        }
    }

    /// Starts a frame: nothing is remembered from the one before.
    pub(super) fn reset(&mut self) {
        self.huffman.reset();
        self.literal_lengths.reset();
        self.match_lengths.reset();
        self.offsets.reset();
        self.recent = [1, 4, 8];
    }

    /// Decodes a block; gives the end of the output.
    pub(super) fn decode(&mut self, data: &[u8], out: Output<'_>) -> Result<usize, &'static str> {
        let (used, literals) = self.read_literals(data, out.most).ok_or("a valid literals section")?;
        let data = data.get(used..).ok_or("a sequences section")?;
        self.read_sequences(data, literals, out)
    }

    /// Fills `self.literals`; gives the bytes used and the number of literals.
    fn read_literals(&mut self, data: &[u8], most: usize) -> Option<(usize, usize)> {
        let byte = |index: usize| data.get(index).map(|value| usize::from(*value));
        let head = byte(0)?;
        let (kind, format) = (head & 3, (head >> 2) & 3);
        if kind < 2 {
            let (size, header) = match format {
                1 => ((head >> 4) + (byte(1)? << 4), 2),
                3 => ((head >> 4) + (byte(1)? << 4) + (byte(2)? << 12), 3),
                _ => (head >> 3, 1),
            };
            if size > most {
                return None;
            }
            let target = self.literals.get_mut(..size)?;
            if kind == 0 {
                target.copy_from_slice(data.get(header..header + size)?);
                return Some((header + size, size));
            }
            target.fill(*data.get(header)?);
            return Some((header + 1, size));
        }
        let (bits, header) = match format {
            0 | 1 => (10, 3),
            2 => (14, 4),
            _ => (18, 5),
        };
        let mut word = 0_u64;
        for index in 0..header {
            word |= (byte(index)? as u64) << (8 * index);
        }
        let mask = (1_u64 << bits) - 1;
        let size = ((word >> 4) & mask) as usize;
        let packed = ((word >> (4 + bits)) & mask) as usize;
        if size > most {
            return None;
        }
        let mut section = data.get(header..header + packed)?;
        if kind == 2 {
            let used = self.huffman.read(section)?;
            section = section.get(used..)?;
        } else if !self.huffman.is_ready() {
            return None;
        }
        let target = self.literals.get_mut(..size)?;
        if format == 0 {
            self.huffman.decode_one(section, target)?;
        } else {
            self.huffman.decode_four(section, target)?;
        }
        Some((header + packed, size))
    }

    fn read_sequences(&mut self, data: &[u8], literals: usize, mut out: Output<'_>) -> Result<usize, &'static str> {
        let (count, mut used) = match *data {
            [0, ..] => (0, 1),
            [a @ 1..128, ..] => (usize::from(a), 1),
            [a @ 128..=254, b, ..] => ((usize::from(a) - 128) * 256 + usize::from(b), 2),
            [255, b, c, ..] => (usize::from(b) + usize::from(c) * 256 + 0x7F00, 3),
            _ => return Err("a sequences section"),
        };
        if count == 0 {
            return self.copy_rest(0, literals, &mut out);
        }
        let modes = *data.get(used).ok_or("the modes of the sequences")?;
        if modes & 3 != 0 {
            return Err("zeros in the reserved bits of the sequences section");
        }
        used += 1;
        let mut set = |table: &mut Table, shift: u8| -> Option<()> {
            used += table.set((modes >> shift) & 3, data.get(used..)?)?;
            Some(())
        };
        set(&mut self.literal_lengths, 6).ok_or("a table of literal lengths")?;
        set(&mut self.offsets, 4).ok_or("a table of offsets")?;
        set(&mut self.match_lengths, 2).ok_or("a table of match lengths")?;
        let bits = BitsBack::new(&data[used..]).ok_or("the bit stream of the sequences")?;
        self.run_sequences(bits, count, literals, out)
    }

    fn run_sequences(
        &mut self,
        mut bits: BitsBack<'_>,
        count: usize,
        literals: usize,
        mut out: Output<'_>,
    ) -> Result<usize, &'static str> {
        let (ll_states, ll_log) = self.literal_lengths.states();
        let (of_states, of_log) = self.offsets.states();
        let (ml_states, ml_log) = self.match_lengths.states();
        let mut ll_state = bits.take(ll_log) as usize;
        let mut of_state = bits.take(of_log) as usize;
        let mut ml_state = bits.take(ml_log) as usize;
        let end = out.at + out.most;
        let mut taken = 0;
        let mut recent = self.recent;
        for left in (0..count).rev() {
            let ll = ll_states[ll_state & MASK];
            let of = of_states[of_state & MASK];
            let ml = ml_states[ml_state & MASK];
            bits.reload();
            let offset_value = of.base as usize + bits.take(u32::from(of.extra)) as usize;
            let length = ml.base as usize + bits.take(u32::from(ml.extra)) as usize;
            if of.extra + ml.extra + ll.extra > 30 {
                bits.reload();
            }
            let run = ll.base as usize + bits.take(u32::from(ll.extra)) as usize;
            if left > 0 {
                let step = |bits: &mut BitsBack<'_>, state: State| {
                    usize::from(state.next) + bits.take(u32::from(state.width)) as usize
                };
                ll_state = step(&mut bits, ll);
                ml_state = step(&mut bits, ml);
                of_state = step(&mut bits, of);
            }
            let offset = resolve(offset_value, run, &mut recent);

            if run > literals - taken || run + length > end - out.at {
                return Err("sequences that stay within the block's size");
            }
            out.literals(&self.literals, taken, run);
            taken += run;
            if offset == 0 || offset > out.at - out.history {
                return Err("a match within the window");
            }
            out.repeat(offset, length);
        }
        if !bits.finished() {
            return Err("sequences that use up their bits exactly");
        }
        self.recent = recent;
        self.copy_rest(taken, literals, &mut out)
    }

    /// The literals behind the last sequence.
    fn copy_rest(&self, taken: usize, literals: usize, out: &mut Output<'_>) -> Result<usize, &'static str> {
        let rest = &self.literals[taken..literals];
        let room = out.buffer.get_mut(out.at..out.at + rest.len()).ok_or("literals that fit into the block")?;
        room.copy_from_slice(rest);
        Ok(out.at + rest.len())
    }
}

/// Turns an offset value into a distance and updates the three recent ones (RFC 8878, section 3.1.1.5).
#[inline(always)]
fn resolve(value: usize, run: usize, recent: &mut [usize; 3]) -> usize {
    if value > 3 {
        *recent = [value - 3, recent[0], recent[1]];
        return value - 3;
    }
    // Without literals before it, "the last offset again" would be pointless: the meaning shifts by one.
    let index = value - 1 + usize::from(run == 0);
    let offset = match index {
        0 => return recent[0],
        1 | 2 => recent[index],
        _ => recent[0].wrapping_sub(1),
    };
    *recent = [offset, recent[0], if index == 1 { recent[2] } else { recent[1] }];
    offset
}

impl Output<'_> {
    #[inline(always)]
    fn literals(&mut self, literals: &[u8], from: usize, run: usize) {
        if run <= SHORT {
            // One fixed-size move; what is written beyond the run is overwritten later.
            let (source, target) = (&literals[from..from + SHORT], &mut self.buffer[self.at..self.at + SHORT]);
            target.copy_from_slice(source);
        } else {
            self.buffer[self.at..self.at + run].copy_from_slice(&literals[from..from + run]);
        }
        self.at += run;
    }

    /// Copies `length` bytes from `offset` bytes back; the two may overlap.
    #[inline(always)]
    fn repeat(&mut self, offset: usize, length: usize) {
        let (from, at) = (self.at - offset, self.at);
        if offset >= SHORT && length <= 2 * SHORT {
            self.buffer.copy_within(from..from + SHORT, at);
            if length > SHORT {
                self.buffer.copy_within(from + SHORT..from + 2 * SHORT, at + SHORT);
            }
        } else if offset >= length {
            self.buffer.copy_within(from..from + length, at);
        } else {
            self.repeat_overlapping(offset, length);
        }
        self.at += length;
    }

    /// A period shorter than the match: what was copied doubles with each step.
    fn repeat_overlapping(&mut self, offset: usize, length: usize) {
        let from = self.at - offset;
        let mut done = 0;
        while done < length {
            let step = (offset + done).min(length - done);
            self.buffer.copy_within(from..from + step, self.at + done);
            done += step;
        }
    }
}

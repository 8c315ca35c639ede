//! Huffman-coded literals (RFC 8878, section 4.2).

#![allow(clippy::inline_always)]

use super::bits::BitsBack;
use super::fse::Distribution;

/// The longest code that the format allows, in bits.
const MAX_BITS: u32 = 11;
const TABLE: usize = 1 << MAX_BITS;

/// One decoding step: a symbol and the length of its code.
#[derive(Clone, Copy, Default)]
struct Entry {
    symbol: u8,
    bits: u8,
}

/// The decoding table of the last description seen in the frame.
pub(super) struct Huffman {
    entries: Box<[Entry; TABLE]>,
    /// Zero as long as no table was read: a "treeless" block is then an error.
    bits: u32,
}

impl Huffman {
    pub(super) fn new() -> Self {
        Self { entries: Box::new([Entry::default(); TABLE]), bits: 0 }
    }

    /// Forgets the table, at the start of a frame.
    pub(super) fn reset(&mut self) {
        self.bits = 0;
    }

    pub(super) fn is_ready(&self) -> bool {
        self.bits > 0
    }

    /// Reads a table description; gives the number of bytes that it takes.
    pub(super) fn read(&mut self, data: &[u8]) -> Option<usize> {
        self.bits = 0;
        let (&head, rest) = data.split_first()?;
        let mut weights = [0_u8; 256];
        let (count, used) = if head >= 128 {
            let count = usize::from(head) - 127;
            let bytes = rest.get(..count.div_ceil(2))?;
            for (index, weight) in weights[..count].iter_mut().enumerate() {
                let pair = bytes[index / 2];
                *weight = if index % 2 == 0 { pair >> 4 } else { pair & 15 };
            }
            (count, 1 + bytes.len())
        } else {
            let bytes = rest.get(..usize::from(head))?;
            (read_weights(bytes, &mut weights)?, 1 + bytes.len())
        };
        self.build(&mut weights, count)?;
        Some(used)
    }

    /// Fills the table; the last weight is implied by the others.
    fn build(&mut self, weights: &mut [u8; 256], count: usize) -> Option<()> {
        let mut ranks = [0_u32; MAX_BITS as usize + 2];
        let mut sum = 0_u32;
        for &weight in &weights[..count] {
            if u32::from(weight) > MAX_BITS {
                return None;
            }
            ranks[usize::from(weight)] += 1;
            sum += (1 << weight) >> 1;
        }
        let bits = sum.checked_ilog2()? + 1;
        let left = (1_u32 << bits) - sum;
        if bits > MAX_BITS || !left.is_power_of_two() {
            return None;
        }
        let last = left.ilog2() + 1;
        *weights.get_mut(count)? = last as u8;
        ranks[last as usize] += 1;

        // Codes are handed out by rising weight, so each weight owns a run of the table.
        let mut start = [0_usize; MAX_BITS as usize + 2];
        let mut at = 0;
        for weight in 1..=bits as usize {
            start[weight] = at;
            at += (ranks[weight] as usize) << (weight - 1);
        }
        for (symbol, &weight) in weights[..=count].iter().enumerate().filter(|(_, w)| **w > 0) {
            let from = start[usize::from(weight)];
            let to = from + (1 << (weight - 1));
            let entry = Entry { symbol: symbol as u8, bits: (bits + 1) as u8 - weight };
            self.entries.get_mut(from..to)?.fill(entry);
            start[usize::from(weight)] = to;
        }
        self.bits = bits;
        Some(())
    }

    #[inline(always)]
    fn next(&self, bits: &mut BitsBack<'_>) -> u8 {
        let entry = self.entries[bits.look(self.bits) as usize & (TABLE - 1)];
        bits.skip(u32::from(entry.bits));
        entry.symbol
    }

    /// Decodes one stream, which must hold exactly as many symbols as `out` takes.
    pub(super) fn decode_one(&self, data: &[u8], out: &mut [u8]) -> Option<()> {
        self.finish(BitsBack::new(data)?, out)
    }

    fn finish(&self, mut bits: BitsBack<'_>, out: &mut [u8]) -> Option<()> {
        for group in out.chunks_mut(5) {
            bits.reload();
            for slot in group {
                *slot = self.next(&mut bits);
            }
        }
        bits.finished().then_some(())
    }

    /// Decodes four streams at once, so that the processor can overlap them.
    pub(super) fn decode_four(&self, data: &[u8], out: &mut [u8]) -> Option<()> {
        let (jumps, data) = data.split_at_checked(6)?;
        let size = |index: usize| usize::from(u16::from_le_bytes([jumps[index], jumps[index + 1]]));
        let (first, data) = data.split_at_checked(size(0))?;
        let (second, data) = data.split_at_checked(size(2))?;
        let (third, fourth) = data.split_at_checked(size(4))?;

        let part = out.len().div_ceil(4);
        let (out_1, out) = out.split_at_mut_checked(part)?;
        let (out_2, out) = out.split_at_mut_checked(part)?;
        let (out_3, out_4) = out.split_at_mut_checked(part)?;

        let mut a = BitsBack::new(first)?;
        let mut b = BitsBack::new(second)?;
        let mut c = BitsBack::new(third)?;
        let mut d = BitsBack::new(fourth)?;
        // Five codes of at most eleven bits fit into one refill.
        let together = out_4.len() / 5 * 5;
        let (now_1, rest_1) = out_1.split_at_mut_checked(together)?;
        let (now_2, rest_2) = out_2.split_at_mut_checked(together)?;
        let (now_3, rest_3) = out_3.split_at_mut_checked(together)?;
        let (now_4, rest_4) = out_4.split_at_mut_checked(together)?;
        let groups = now_1
            .chunks_exact_mut(5)
            .zip(now_2.chunks_exact_mut(5))
            .zip(now_3.chunks_exact_mut(5))
            .zip(now_4.chunks_exact_mut(5));
        for (((w, x), y), z) in groups {
            a.reload();
            b.reload();
            c.reload();
            d.reload();
            for index in 0..5 {
                w[index] = self.next(&mut a);
                x[index] = self.next(&mut b);
                y[index] = self.next(&mut c);
                z[index] = self.next(&mut d);
            }
        }
        self.finish(a, rest_1)?;
        self.finish(b, rest_2)?;
        self.finish(c, rest_3)?;
        self.finish(d, rest_4)
    }
}

/// Weights that are themselves FSE-coded: two states take turns until the bits run out.
fn read_weights(data: &[u8], weights: &mut [u8; 256]) -> Option<usize> {
    let (distribution, used) = Distribution::read(data, 6, MAX_BITS as usize + 2)?;
    let mut table = [(0_u8, 0_u8, 0_u16); 64];
    distribution.spread(|state, symbol, width, base| table[state] = (symbol, width, base))?;
    let mut bits = BitsBack::new(data.get(used..)?)?;
    let mut states = [bits.take(distribution.log), bits.take(distribution.log)];
    if bits.overrun() {
        return None;
    }
    let mut count = 0;
    loop {
        let turn = count % 2;
        let (symbol, width, base) = table[states[turn] as usize & 63];
        *weights[..255].get_mut(count)? = symbol;
        count += 1;
        bits.reload();
        states[turn] = u64::from(base) + bits.take(u32::from(width));
        if bits.overrun() {
            // The other state holds the last symbol.
            *weights[..255].get_mut(count)? = table[states[1 - turn] as usize & 63].0;
            return Some(count + 1);
        }
    }
}

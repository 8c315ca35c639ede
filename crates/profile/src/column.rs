//! Columns that cost four bytes a row, and none while every value is zero.

use std::collections::BTreeMap;

/// A column of non-negative whole numbers.
///
/// Most of a task's figures are zero for most stages, and nearly all others fit in 32 bits. So a column takes no
/// memory until its first value above zero, four bytes a row from then on, and the rare greater values lie, exact,
/// in a map at the side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    len: usize,
    /// Empty while all values are 0, else all rows in chunks. A value that does not fit reads `u32::MAX` here.
    low: Vec<Vec<u32>>,
    wide: BTreeMap<usize, u64>,
}

/// Rows of a chunk. Full chunks are never moved again: one long vector would be copied, and held twice, each time
/// that it grows, and a wasm memory never gives back what it took for that.
const CHUNK: usize = 1 << 14;

impl Narrow {
    /// Appends a value.
    #[inline]
    pub fn push(&mut self, value: u64) {
        let row = self.len;
        self.len += 1;
        if self.low.is_empty() {
            if value == 0 {
                return;
            }
            self.begin(row);
        }
        let low = self.narrowed(row, value);
        match self.low.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(low),
            _ => {
                // The first chunk grows as it needs to, for the many small logs; later ones are made whole.
                let mut chunk = Vec::with_capacity(if row == 0 { 64 } else { CHUNK });
                chunk.push(low);
                self.low.push(chunk);
            }
        }
    }

    /// Fills in the zeros of the rows before the first value above zero.
    #[cold]
    fn begin(&mut self, rows: usize) {
        self.low.extend((0..rows / CHUNK).map(|_| vec![0; CHUNK]));
        if !rows.is_multiple_of(CHUNK) {
            self.low.push(vec![0; rows % CHUNK]);
        }
    }

    fn narrowed(&mut self, row: usize, value: u64) -> u32 {
        match u32::try_from(value) {
            Ok(small) if small != u32::MAX => small,
            _ => {
                self.wide.insert(row, value);
                u32::MAX
            }
        }
    }

    /// The value of a row.
    #[inline]
    pub fn get(&self, row: usize) -> u64 {
        match self.low.get(row / CHUNK).and_then(|chunk| chunk.get(row % CHUNK)) {
            None => 0,
            Some(&u32::MAX) => self.wide.get(&row).copied().unwrap_or(0),
            Some(&small) => u64::from(small),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether every value is zero.
    pub fn all_zero(&self) -> bool {
        self.low.is_empty()
    }

    /// All values in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.len).map(|row| self.get(row))
    }

    /// The memory that the column holds, in bytes (its few wide values estimated).
    pub fn memory(&self) -> usize {
        self.low.iter().map(|chunk| chunk.capacity() * 4).sum::<usize>() + self.wide.len() * 48
    }

    /// Appends the rows of `other`.
    pub fn append(&mut self, other: &Self) {
        for value in other.iter() {
            self.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_exactly() {
        let values = [0, 0, 7, u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::MAX, 0];
        let mut column = Narrow::default();
        for value in values {
            column.push(value);
        }
        assert_eq!(column.iter().collect::<Vec<_>>(), values);
    }

    #[test]
    fn chunks_join_without_a_seam() {
        for zeros in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let mut column = Narrow::default();
            (0..zeros).for_each(|_| column.push(0));
            (0..2 * CHUNK + 3).for_each(|row| column.push(row as u64 + 1));
            assert_eq!((column.get(zeros), column.get(column.len() - 1)), (1, 2 * CHUNK as u64 + 3));
            assert_eq!(column.iter().filter(|&value| value == 0).count(), zeros);
        }
    }

    #[test]
    fn zeros_cost_nothing() {
        let mut column = Narrow::default();
        (0..1_000_000).for_each(|_| column.push(0));
        assert_eq!((column.len(), column.memory()), (1_000_000, 0));
    }
}

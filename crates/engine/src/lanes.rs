//! Spans laid on lanes that keep them apart.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Lanes, filled in the order of the spans' begins.
pub(crate) struct Lanes {
    /// Lanes that are taken, by when they become free.
    taken: BinaryHeap<Reverse<(u64, usize)>>,
    /// Lanes that are free again.
    free: BTreeSet<usize>,
    count: usize,
    most: usize,
}

impl Default for Lanes {
    fn default() -> Self {
        Self::at_most(usize::MAX)
    }
}

impl Lanes {
    /// No more than `most` lanes, at least one.
    pub(crate) fn at_most(most: usize) -> Self {
        Self { taken: BinaryHeap::new(), free: BTreeSet::new(), count: 0, most: most.max(1) }
    }

    /// The lowest lane that is free from `from` on; it is taken until `to`. Where none is free and there may be no
    /// more, the last one, on which spans then lie over each other.
    pub(crate) fn place(&mut self, from: u64, to: u64) -> usize {
        while let Some(Reverse((_, lane))) = self.taken.peek().filter(|Reverse((until, _))| *until <= from) {
            self.free.insert(*lane);
            self.taken.pop();
        }
        if self.free.is_empty() {
            if self.count == self.most {
                return self.most - 1;
            }
            self.free.insert(self.count);
            self.count += 1;
        }
        let lane = self.free.pop_first().unwrap_or_default();
        self.taken.push(Reverse((to, lane)));
        lane
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_lane_is_taken() {
        let mut lanes = Lanes::default();
        let spans = [(0, 10), (0, 5), (5, 7), (6, 9), (10, 11), (10, 12)];
        assert_eq!(spans.map(|(from, to)| lanes.place(from, to)), [0, 1, 1, 2, 0, 1]);
    }

    #[test]
    fn where_no_more_may_be_the_last_one_holds_the_rest() {
        let mut lanes = Lanes::at_most(2);
        let spans = [(0, 10), (0, 10), (1, 10), (10, 11)];
        assert_eq!(spans.map(|(from, to)| lanes.place(from, to)), [0, 1, 1, 0]);
    }
}

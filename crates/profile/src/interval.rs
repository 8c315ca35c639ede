//! Intervals of time: unions, gaps, concurrency.

use afterglow_units::{Millis, Timestamp};

/// Intervals merged: sorted, apart from each other, none empty or turned around.
pub fn union(mut intervals: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    intervals.retain(|(from, to)| from < to);
    intervals.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (from, to) in intervals {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

/// The length of merged intervals.
pub fn covered(merged: &[(Timestamp, Timestamp)]) -> Millis {
    merged.iter().map(|(from, to)| to.since(*from)).sum()
}

/// Merged intervals cut to a window.
pub fn clipped(merged: &[(Timestamp, Timestamp)], from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    merged.iter().map(|&(a, b)| (a.max(from), b.min(to))).filter(|(a, b)| a < b).collect()
}

/// The parts of a window that merged intervals leave free.
pub fn gaps(merged: &[(Timestamp, Timestamp)], from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut free = Vec::new();
    let mut at = from;
    for (start, end) in clipped(merged, from, to) {
        if at < start {
            free.push((at, start));
        }
        at = at.max(end);
    }
    if at < to {
        free.push((at, to));
    }
    free
}

/// The greatest sum of weights alive at one time. An interval that ends when another starts does not overlap it.
pub fn peak(weighted: impl IntoIterator<Item = (Timestamp, Timestamp, u64)>) -> u64 {
    let mut changes: Vec<(Timestamp, bool, u64)> = Vec::new();
    for (from, to, weight) in weighted {
        if from < to {
            changes.push((from, true, weight));
            changes.push((to, false, weight));
        }
    }
    changes.sort_unstable();
    let (mut alive, mut most) = (0u64, 0u64);
    for (_, starts, weight) in changes {
        alive = if starts { alive + weight } else { alive.saturating_sub(weight) };
        most = most.max(alive);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(pairs: &[(i64, i64)]) -> Vec<(Timestamp, Timestamp)> {
        pairs.iter().map(|&(a, b)| (Timestamp(a), Timestamp(b))).collect()
    }

    #[test]
    fn overlapping_and_touching_intervals_merge() {
        let merged = union(times(&[(5, 7), (0, 3), (2, 4), (7, 9), (4, 4)]));
        assert_eq!(merged, times(&[(0, 4), (5, 9)]));
        assert_eq!(covered(&merged), Millis(8));
        assert_eq!(gaps(&merged, Timestamp(-1), Timestamp(10)), times(&[(-1, 0), (4, 5), (9, 10)]));
    }

    #[test]
    fn the_peak_counts_weights_and_not_neighbours() {
        let one = |a, b, w| (Timestamp(a), Timestamp(b), w);
        assert_eq!(peak([one(0, 5, 2), one(5, 9, 2), one(6, 7, 1)]), 3);
    }
}

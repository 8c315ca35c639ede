//! Scheduling one stage again: what its wall time would be with other task durations.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The time until the last of `durations` (ms, in launch order) is done on `slots` equal slots, each task going to
/// the slot that is free first, as Spark's task scheduler does within a stage.
pub(crate) fn makespan(durations: &[f64], slots: usize) -> f64 {
    let slots = slots.max(1).min(durations.len().max(1));
    // Microseconds, so that the heap can order whole numbers.
    let mut free: BinaryHeap<Reverse<u64>> = (0..slots).map(|_| Reverse(0)).collect();
    let mut last = 0;
    for duration in durations {
        let Some(Reverse(start)) = free.pop() else { break };
        let end = start.saturating_add((duration.max(0.0) * 1e3) as u64);
        last = last.max(end);
        free.push(Reverse(end));
    }
    last as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_fill_the_slot_that_is_free_first() {
        assert_eq!(makespan(&[4.0, 1.0, 1.0, 1.0], 2), 4.0);
        assert_eq!(makespan(&[1.0, 1.0, 1.0, 4.0], 2), 5.0);
        assert_eq!(makespan(&[], 3), 0.0);
        assert_eq!(makespan(&[2.0], 0), 2.0);
    }
}

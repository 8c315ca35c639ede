//! The Pareto front of time and cost.

use crate::found::Found;

/// Clusters that no other beats in both time and cost, kept by rising cost (and so falling time).
#[derive(Debug, Default)]
pub(crate) struct Front {
    sorted: Vec<Found>,
}

impl Front {
    /// Adds a cluster if it is not beaten, and drops those that it beats.
    pub(crate) fn add(&mut self, found: Found) {
        let at = self.sorted.partition_point(|other| other.cost <= found.cost);
        // The one before costs no more: it must be slower, or the new one is beaten.
        if at > 0 && self.sorted[at - 1].wall.mid <= found.wall.mid {
            return;
        }
        let beaten = self.sorted[at..].iter().take_while(|other| other.wall.mid >= found.wall.mid).count();
        // One of the same cost that is slower is beaten too.
        let from = if at > 0 && self.sorted[at - 1].cost == found.cost { at - 1 } else { at };
        self.sorted.splice(from..at + beaten, [found]);
    }

    pub(crate) fn into_sorted(self) -> Vec<Found> {
        self.sorted
    }
}

/// The indexes of points (time, cost) that no other beats, in the order of cost.
pub(crate) fn front(points: &[(f64, f64)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| points[a].1.total_cmp(&points[b].1).then(points[a].0.total_cmp(&points[b].0)));
    let mut fastest = f64::INFINITY;
    order.retain(|&at| {
        let better = points[at].0 < fastest;
        fastest = fastest.min(points[at].0);
        better
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goal::Wall;
    use crate::price::Hourly;
    use crate::shape::Shape;
    use afterglow_units::{Bytes, Cores};

    fn found(time: f64, cost: f64) -> Found {
        let shape = Shape { executors: 1, cores: Cores(1), slots: 1, heap: Bytes(0), overhead: Bytes(0) };
        let wall = Wall { mid: time, spread: 0.0 };
        let hourly = Hourly { usd: 0.0, spread: 0.0 };
        Found { site: 0, offer: 0, rate: 0, workers: 1, shape, wall, cost, hourly }
    }

    #[test]
    fn one_by_one_gives_the_same_front_as_all_at_once() {
        // A fixed scramble of 500 points.
        let points: Vec<(f64, f64)> = (1..500_u64)
            .map(|i| (i * 7_919 % 1_009, i * 104_729 % 997))
            .filter(|p| p.0 + p.1 > 600)
            .map(|p| (p.0 as f64, p.1 as f64))
            .collect();
        let mut one_by_one = Front::default();
        for &(time, cost) in &points {
            one_by_one.add(found(time, cost));
        }
        let kept: Vec<(f64, f64)> = one_by_one.into_sorted().iter().map(|f| (f.wall.mid, f.cost)).collect();
        let at_once: Vec<(f64, f64)> = front(&points).into_iter().map(|at| points[at]).collect();
        assert_eq!(kept, at_once);
        assert!(kept.len() > 1 && kept.windows(2).all(|w| w[0].0 > w[1].0 && w[0].1 < w[1].1));
    }
}

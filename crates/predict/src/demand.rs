//! What a task is made of, in parts that each follow one resource.
//!
//! The parts of a task sum to its duration from launch to finish. `Executor Run Time` is split as Ousterhout et al.
//! (NSDI 2015, "Making sense of performance in data analytics frameworks") do: what is left after computing, fetch
//! wait, shuffle write and GC is time blocked on input, output or anything else that Spark does not measure.

use afterglow_profile::TaskRow;

/// A part of a task's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Part {
    /// From the driver's launch to the executor's start, and back: the duration less what the executor measured.
    Launch,
    /// Reading the task's code and closure.
    Deserialize,
    /// On a core.
    Cpu,
    /// The JVM's collector.
    Gc,
    /// Waiting for shuffle blocks from other hosts.
    FetchWait,
    /// Writing shuffle blocks.
    ShuffleWrite,
    /// Spilling and reading back, estimated from bytes at `SPILL_BYTES_PER_MS`.
    Spill,
    /// Serialising the result, and the driver's fetching of a big one.
    Result,
    /// The rest: reading input, writing output, other processes, waiting.
    Other,
}

/// How many parts there are.
pub(crate) const PARTS: usize = 9;

/// Local disk rate assumed for spill, whose time Spark does not log: 100 MB/s, the order of one slot's share of a
/// cloud node's SSD. A rule of thumb; the part is bounded by the residual, so it only moves time between two parts.
pub(crate) const SPILL_BYTES_PER_MS: f64 = 100_000.0;

impl Part {
    /// All parts, in the order of [`Demand::parts`].
    pub const ALL: [Self; PARTS] = [
        Self::Launch,
        Self::Deserialize,
        Self::Cpu,
        Self::Gc,
        Self::FetchWait,
        Self::ShuffleWrite,
        Self::Spill,
        Self::Result,
        Self::Other,
    ];
}

/// A time split into its parts, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Demand {
    /// Milliseconds by part, in the order of [`Part::ALL`].
    pub parts: [f32; PARTS],
}

impl Demand {
    /// The demand of a task that took `duration_ms` in the replay's sense. The measured parts are cut, in the order
    /// of [`Part::ALL`] without CPU, so that they never sum to more: CPU, GC and waits overlap in Spark's accounts.
    pub(crate) fn of(row: &TaskRow, duration_ms: f64, run_divisor: f64) -> Self {
        let mut left = duration_ms.max(0.0);
        let mut take = |amount: f64| {
            let taken = amount.clamp(0.0, left);
            left -= taken;
            taken as f32
        };
        let mut parts = [0.0; PARTS];
        if !row.has_metrics {
            parts[Part::Other as usize] = take(f64::INFINITY);
            return Self { parts };
        }
        let run = row.run.0 as f64 / run_divisor;
        let result = (row.serialize_result + row.getting_result).0 as f64;
        let deserialize = row.deserialize.0 as f64;
        // Where several attempts were joined, the time of the others is not of this row: it goes to the rest.
        let own = duration_ms.min(row.duration.0 as f64);
        parts[Part::Launch as usize] = take(own - run - deserialize - result);
        parts[Part::Deserialize as usize] = take(deserialize);
        parts[Part::Result as usize] = take(result);
        parts[Part::FetchWait as usize] = take(row.fetch_wait.0 as f64);
        parts[Part::ShuffleWrite as usize] = take(row.shuffle_write_us as f64 / 1e3);
        parts[Part::Gc as usize] = take(row.gc.0 as f64);
        parts[Part::Cpu as usize] = take(row.cpu_us as f64 / 1e3);
        // Spilled bytes are written once and read once.
        parts[Part::Spill as usize] = take(2.0 * row.disk_spilled.0 as f64 / SPILL_BYTES_PER_MS);
        parts[Part::Other as usize] = take(f64::INFINITY);
        Self { parts }
    }

    /// One part in milliseconds.
    pub fn get(&self, part: Part) -> f64 {
        f64::from(self.parts[part as usize])
    }

    /// The whole in milliseconds.
    pub fn total(&self) -> f64 {
        self.parts.iter().map(|&part| f64::from(part)).sum()
    }

    /// The whole with each part multiplied by its factor.
    pub(crate) fn weighted(&self, factors: &[f64; PARTS]) -> f64 {
        self.parts.iter().zip(factors).map(|(&part, factor)| f64::from(part) * factor).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_units::{Bytes, Millis};

    #[test]
    fn parts_sum_to_the_duration_even_when_the_accounts_overlap() {
        let row = TaskRow {
            has_metrics: true,
            duration: Millis(100),
            run: Millis(90),
            cpu_us: 80_000,
            gc: Millis(30),
            fetch_wait: Millis(20),
            deserialize: Millis(5),
            disk_spilled: Bytes(1 << 30),
            ..TaskRow::default()
        };
        let demand = Demand::of(&row, 100.0, 1.0);
        assert!((demand.total() - 100.0).abs() < 1e-3);
        assert_eq!((demand.get(Part::Launch), demand.get(Part::Cpu), demand.get(Part::Other)), (5.0, 40.0, 0.0));
        // Joined with an attempt of 400 ms that failed before it.
        let joined = Demand::of(&row, 500.0, 1.0);
        assert_eq!((joined.get(Part::Launch), joined.total()), (5.0, 500.0));
    }
}

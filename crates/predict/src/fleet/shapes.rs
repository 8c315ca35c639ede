//! What runtimes over configurations may look like before anything was run: many shapes, drawn from wide ranges.
//!
//! A shape is Ernest's sum (a serial part, work shared by all cores or by machines, an overhead that grows with the
//! machines) whose shared work takes longer where memory is short: that of all machines together (data that is cached
//! and read again) or that of one (heaps that spill). No range was fitted to a table: they say what jobs may be, from
//! nearly serial to nearly perfectly parallel, from content with any memory to starved in most places.

use super::place::{Make, Place};

/// How many shapes are drawn where trials are few: with a quarter of them their choice begins to depend on the draw.
pub(super) const MANY: usize = 4096;
/// How many are enough where many runs tell the shape.
pub(super) const SOME: usize = 1024;
/// The first points of the sequence fill the space badly.
const SKIPPED: usize = 20;
/// The bases of Halton's sequence, one for each number of a shape.
const BASES: [usize; 10] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

/// Time of the serial part over that of the shared work on the middle of all configurations.
const SERIAL: (f64, f64) = (0.01, 10.0);
/// Overhead of the middle number of machines, over the same.
const OVERHEAD: (f64, f64) = (0.0003, 0.3);
/// The greatest power of a core's speed by which work shrinks: benchmarks rank cores, and jobs differ.
const SPEED: f64 = 1.2;
/// By how much work grows where the memory of all machines is far too small.
const SHORT_TOGETHER: (f64, f64) = (0.1, 20.0);
/// By how much it grows where that of one machine is.
const SHORT_EACH: (f64, f64) = (0.1, 10.0);
/// Over how many e-folds of memory the growth rises to the full.
const CLIFF: (f64, f64) = (0.1, 3.0);
/// The same for the memory of one machine.
const CLIFF_EACH: f64 = 0.7;
/// Share of shapes that fit into the memory of all configurations.
const FITS: f64 = 1.0 / 3.0;
/// Share of shapes that fit into that of any machine.
const FITS_EACH: f64 = 0.5;
/// The greatest share of the smallest machine's memory that is not the job's, on every machine.
const RESERVED: f64 = 0.5;

/// One shape.
struct Shape {
    serial: f64,
    overhead: f64,
    /// Share of the work that machines share and not cores (disk, network).
    by_machine: f64,
    speed: f64,
    together: Shortage,
    each: Shortage,
    reserved: f64,
}

/// What memory below a need costs.
struct Shortage {
    /// The logarithm of the need; `None` where any memory is enough.
    need: Option<f64>,
    growth: f64,
    cliff: f64,
}

impl Shortage {
    fn factor(&self, memory: f64) -> f64 {
        let Some(need) = self.need else { return 1.0 };
        1.0 + self.growth * ((need - memory.max(f64::MIN_POSITIVE).ln()) / self.cliff).clamp(0.0, 1.0)
    }
}

/// The logarithms of the runtimes at some places, one list for each shape; their common scale is left open.
pub(super) fn surfaces(places: &[Place], count: usize) -> Vec<Vec<f64>> {
    let frame = Frame::of(places);
    let at = |number: usize| {
        let shape = frame.shape(&BASES.map(|base| halton(number + SKIPPED, base)));
        places.iter().map(|place| frame.runtime(&shape, place).max(f64::MIN_POSITIVE).ln()).collect()
    };
    (1..=count).map(at).collect()
}

/// The configurations that are asked about, which give the ranges their scale.
struct Frame {
    /// Geometric means.
    nodes: f64,
    cores: f64,
    speed: f64,
    /// The least and the greatest logarithm.
    together: (f64, f64),
    each: (f64, f64),
}

impl Frame {
    fn of(places: &[Place]) -> Self {
        let middle = |of: fn(&Place) -> f64| {
            (places.iter().map(|place| of(place).ln()).sum::<f64>() / places.len().max(1) as f64).exp()
        };
        let range = |of: fn(&Place) -> f64| {
            let logs = || places.iter().map(|place| of(place).ln());
            (logs().fold(f64::INFINITY, f64::min), logs().fold(f64::NEG_INFINITY, f64::max))
        };
        Self {
            nodes: middle(|place| place.nodes),
            cores: middle(|place| place.nodes * make(place).cores),
            speed: middle(|place| make(place).speed),
            together: range(|place| place.nodes * make(place).memory),
            each: range(|place| make(place).memory),
        }
    }

    /// The shape for numbers from 0 to 1.
    fn shape(&self, u: &[f64; BASES.len()]) -> Shape {
        let between = |u: f64, (low, high): (f64, f64)| low * (high / low).powf(u);
        let need = |u: f64, fits: f64, (low, high): (f64, f64)| {
            (u > fits).then(|| low + (u - fits) / (1.0 - fits) * (high - low))
        };
        Shape {
            serial: between(u[0], SERIAL),
            by_machine: u[1] * u[1],
            overhead: between(u[2], OVERHEAD),
            speed: u[3] * SPEED,
            together: Shortage {
                need: need(u[4], FITS, self.together),
                growth: between(u[5], SHORT_TOGETHER),
                cliff: between(u[6], CLIFF),
            },
            each: Shortage {
                need: need(u[7], FITS_EACH, self.each),
                growth: between(u[8], SHORT_EACH),
                cliff: CLIFF_EACH,
            },
            reserved: u[9] * RESERVED * self.each.0.exp(),
        }
    }

    fn runtime(&self, shape: &Shape, place: &Place) -> f64 {
        let Make { cores, speed, memory } = make(place);
        let speed = (speed / self.speed).powf(shape.speed);
        let by_core = (1.0 - shape.by_machine) * self.cores / (place.nodes * cores * speed);
        let work = by_core + shape.by_machine * self.nodes / place.nodes;
        let short = shape.together.factor(place.nodes * (memory - shape.reserved)) * shape.each.factor(memory);
        shape.serial / speed + work * short + shape.overhead * place.nodes / self.nodes
    }
}

/// Machines of unknown make are taken to be alike.
fn make(place: &Place) -> Make {
    place.make.unwrap_or(Make { cores: 1.0, speed: 1.0, memory: 1.0 })
}

/// A number of Halton's sequence (*Numerische Mathematik* 2, 1960): evenly spread, and the same at every call.
fn halton(mut number: usize, base: usize) -> f64 {
    let (mut digit, mut sum) = (1.0, 0.0);
    while number > 0 {
        digit /= base as f64;
        sum += digit * (number % base) as f64;
        number /= base;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_of_all_kinds() {
        let place = |nodes: f64| Place { nodes, make: None, kind: 0 };
        let all = surfaces(&[place(4.0), place(8.0), place(16.0)], SOME);
        assert_eq!(all.len(), SOME);
        assert!(all.iter().flatten().all(|value| value.is_finite()));
        let share = |of: fn(f64) -> bool| {
            all.iter().filter(|shape| of((shape[0] - shape[1]).exp())).count() as f64 / SOME as f64
        };
        assert!(share(|speed_up| speed_up < 1.2) > 0.05, "some are nearly serial");
        assert!(share(|speed_up| (1.8..2.0).contains(&speed_up)) > 0.1, "some are nearly ideal");
        assert!(share(|speed_up| speed_up > 2.5) > 0.05, "some are starved of memory");
    }

    #[test]
    fn the_sequence_fills_evenly() {
        assert_eq!([1, 2, 3, 4].map(|at| halton(at, 2)), [0.5, 0.25, 0.75, 0.125]);
    }
}

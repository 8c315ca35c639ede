//! Configurations as the search for the cheapest sees them: so many machines of one make.

/// What one machine is; all must be above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Make {
    /// Its cores.
    pub cores: f64,
    /// The speed of one core, in any unit.
    pub speed: f64,
    /// Its memory, in any unit.
    pub memory: f64,
}

/// A configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The scale-out, above 0.
    pub nodes: f64,
    /// Its machines; `None` where nobody knows what they are.
    pub make: Option<Make>,
    /// Tells machine types apart whose make is not known.
    pub kind: usize,
}

/// A configuration that was run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// The configuration.
    pub place: Place,
    /// Its runtime, in any unit, above 0.
    pub runtime: f64,
    /// The standard deviation of the logarithm of the runtime where it is a prediction itself; 0 where it was measured.
    pub spread: f64,
}

/// A configuration that could be run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The configuration.
    pub place: Place,
    /// What one unit of its runtime costs, above 0.
    pub price: f64,
}

/// Two machine types of unknown make are as far from each other as this, in e-folds of a known difference (rule).
const UNKNOWN: f64 = 1.0;

impl Place {
    pub(super) fn is_usable(&self) -> bool {
        let above_0 = |value: f64| value.is_finite() && value > 0.0;
        above_0(self.nodes) && self.make.is_none_or(|one| [one.cores, one.speed, one.memory].into_iter().all(above_0))
    }

    /// How unlike another configuration is, in e-folds. Speeds differ by less than counts do, so they count double.
    pub fn distance(&self, other: &Self) -> f64 {
        let square = |a: f64, b: f64| (a / b).ln().powi(2);
        let machines = match (self.make, other.make) {
            (Some(a), Some(b)) => {
                square(a.cores, b.cores)
                    + 4.0 * square(a.speed, b.speed)
                    + square(a.memory / a.cores, b.memory / b.cores)
            }
            _ if self.kind == other.kind => 0.0,
            _ => UNKNOWN * UNKNOWN,
        };
        (square(self.nodes, other.nodes) + machines).sqrt()
    }
}

impl Tried {
    pub(super) fn is_usable(&self) -> bool {
        self.place.is_usable() && self.runtime.is_finite() && self.runtime > 0.0 && self.spread >= 0.0
    }
}

impl Candidate {
    pub(super) fn is_usable(&self) -> bool {
        self.place.is_usable() && self.price.is_finite() && self.price > 0.0
    }
}

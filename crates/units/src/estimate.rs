//! Numbers that are not measured: where they come from, and how sure they are.

/// Where a number comes from. The page shows it beside every figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Read or summed from the log.
    Measured,
    /// Computed by the performance model.
    Modelled,
    /// A rule of thumb, with its source named where it is used.
    Rule,
}

impl Basis {
    /// The word that JSON and the page use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Modelled => "modelled",
            Self::Rule => "rule",
        }
    }
}

/// A predicted figure: the middle and the ends of its 80 % interval. The unit is that of the field that holds it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Interval {
    /// One in ten outcomes is expected below.
    pub low: f64,
    /// As many outcomes are expected above as below.
    pub mid: f64,
    /// One in ten outcomes is expected above.
    pub high: f64,
}

impl Interval {
    /// A figure without spread.
    pub const fn exact(value: f64) -> Self {
        Self { low: value, mid: value, high: value }
    }

    /// All three multiplied; `factor` must not be negative.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { low: self.low * factor, mid: self.mid * factor, high: self.high * factor }
    }

    /// Whether `value` lies inside, ends included.
    pub fn covers(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

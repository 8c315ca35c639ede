//! Amounts: times, sizes, cores, money.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub};

use serde::{Deserialize, Serialize};

/// A point in time by the driver's clock: milliseconds since 1970-01-01 UTC, as the event log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// A length of time in milliseconds. Never negative: a clock that jumped back gives 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Millis(pub u64);

/// A size in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Bytes(pub u64);

/// A number of cores, virtual ones where a cloud sells those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cores(pub u32);

/// An amount of money in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Usd(pub f64);

/// A price in US dollars an hour.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct UsdPerHour(pub f64);

impl Timestamp {
    /// The time from `earlier` to here; 0 when `earlier` is later.
    pub fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0).max(0) as u64)
    }
}

impl Add<Millis> for Timestamp {
    type Output = Self;
    fn add(self, length: Millis) -> Self {
        Self(self.0.saturating_add(i64::try_from(length.0).unwrap_or(i64::MAX)))
    }
}

impl Millis {
    /// The same length in seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e3
    }

    /// The same length in hours.
    pub fn hours(self) -> f64 {
        self.0 as f64 / 3.6e6
    }

    /// The nearest whole number of milliseconds; 0 for a negative or undefined one.
    pub fn from_f64(milliseconds: f64) -> Self {
        Self(milliseconds.round().max(0.0) as u64)
    }
}

impl Bytes {
    /// The same size in GiB (2³⁰ bytes).
    pub fn gib(self) -> f64 {
        self.0 as f64 / (1u64 << 30) as f64
    }

    /// The same size in MiB (2²⁰ bytes).
    pub fn mib(self) -> f64 {
        self.0 as f64 / (1u64 << 20) as f64
    }

    /// A size given in GiB; 0 for a negative or undefined one.
    pub fn from_gib(gib: f64) -> Self {
        Self((gib * (1u64 << 30) as f64).round().max(0.0) as u64)
    }

    /// A size given in MiB.
    pub const fn from_mib(mib: u64) -> Self {
        Self(mib << 20)
    }
}

impl UsdPerHour {
    /// What `length` at this price costs.
    pub fn over(self, length: Millis) -> Usd {
        Usd(self.0 * length.hours())
    }
}

// Whole numbers stop at their greatest value: absurd figures in a damaged log must neither panic nor wrap around to
// believable ones.
macro_rules! adds_up {
    ($($unit:ident: $zero:expr, $add:expr;)*) => {$(
        impl Add for $unit {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self($add(self.0, other.0))
            }
        }
        impl AddAssign for $unit {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl Sum for $unit {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self($zero), Add::add)
            }
        }
    )*};
}
adds_up! {
    Millis: 0, u64::saturating_add;
    Bytes: 0, u64::saturating_add;
    Cores: 0, u32::saturating_add;
    Usd: 0.0, f64::add;
    UsdPerHour: 0.0, f64::add;
}

impl Sub for Millis {
    type Output = Self;
    /// Stops at 0.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sub for Bytes {
    type Output = Self;
    /// Stops at 0.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<f64> for UsdPerHour {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

impl Mul<f64> for Usd {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_at_a_price_costs_the_price() {
        assert_eq!(UsdPerHour(0.4).over(Millis(3_600_000)), Usd(0.4));
    }

    #[test]
    fn absurd_times_saturate() {
        assert_eq!(Timestamp(i64::MIN).since(Timestamp(i64::MAX)), Millis(0));
        assert_eq!(Timestamp(i64::MAX).since(Timestamp(i64::MIN)), Millis(i64::MAX as u64));
        assert_eq!(Timestamp(i64::MAX) + Millis(u64::MAX), Timestamp(i64::MAX));
        assert_eq!([Bytes(u64::MAX), Bytes(7)].into_iter().sum::<Bytes>(), Bytes(u64::MAX));
    }
}

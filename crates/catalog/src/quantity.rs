//! Rates and dates that only the catalogue needs; money, sizes and cores come from the units crate.

use std::fmt;

/// A network rate in gigabits (10⁹ bits) a second, as clouds publish it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Gbps(pub f64);

impl Gbps {
    /// The same rate in bytes a second.
    pub fn bytes_per_second(self) -> f64 {
        self.0 * 1e9 / 8.0
    }
}

/// A rate in megabytes (10⁶ bytes) a second: disks, memory, compression.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct MbPerSecond(pub f64);

impl MbPerSecond {
    /// The same rate in bytes a second.
    pub fn bytes_per_second(self) -> f64 {
        self.0 * 1e6
    }
}

/// What a cloud promises all the time, and for a while. Either may be unpublished.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Limits<T> {
    /// Sustained.
    pub baseline: Option<T>,
    /// At most, for a while; on Google Cloud the paid Tier 1 option.
    pub burst: Option<T>,
}

impl<T: Copy> Limits<T> {
    /// The sustained rate, or the published maximum where nothing sustained is known.
    ///
    /// The second case overstates: say so where it is shown ([`Limits::is_sustained`]).
    pub fn sustained_or_most(&self) -> Option<T> {
        self.baseline.or(self.burst)
    }

    /// Whether the sustained rate is known.
    pub fn is_sustained(&self) -> bool {
        self.baseline.is_some()
    }
}

/// The day of a figure. Sources give a day, a month, or only a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date {
    /// The year; 0 when the source gives no date at all.
    pub year: u16,
    /// 1 to 12, or 0 when the source gives only the year.
    pub month: u8,
    /// 1 to 31, or 0 when the source gives only the month.
    pub day: u8,
}

impl Date {
    /// Reads `2026-07-11`, `2026-07` or `2026`, also with a time behind a `T`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let day_part = text.split('T').next().unwrap_or_default();
        let mut parts = day_part.split('-');
        let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = parts.next().map_or(Some(0), |m| m.parse().ok().filter(|m| (1..=12).contains(m)))?;
        let day = parts.next().map_or(Some(0), |d| d.parse().ok().filter(|d| (1..=31).contains(d)))?;
        parts.next().is_none().then_some(Self { year, month, day })
    }

    /// Whether the day was before `other` for certain: what is not known of either date decides nothing.
    pub fn is_before(self, other: Self) -> bool {
        let parts =
            [(self.year, other.year), (self.month.into(), other.month.into()), (self.day.into(), other.day.into())];
        let told = parts.into_iter().take_while(|(a, b)| *a != 0 && *b != 0);
        told.map(|(a, b)| a.cmp(&b)).find(|order| order.is_ne()).is_some_and(std::cmp::Ordering::is_lt)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.year, self.month, self.day) {
            (0, _, _) => f.write_str("undated"),
            (year, 0, _) => write!(f, "{year:04}"),
            (year, month, 0) => write!(f, "{year:04}-{month:02}"),
            (year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_print_as_precisely_as_they_were_given() {
        for text in ["2026-07-11", "2026-07", "2024"] {
            assert_eq!(Date::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Date::parse("2026-08-01T00:00:00Z").map(|d| d.day), Some(1));
        let before = |a, b| Date::parse(a).zip(Date::parse(b)).is_some_and(|(a, b): (Date, Date)| a.is_before(b));
        assert!(before("2025-12-31", "2026") && before("2026-06", "2026-07-01") && before("2026-07-01", "2026-07-02"));
        assert!(!before("2026", "2026-07") && !before("2026-07", "2026-07-20") && !before("2027", "2026"));
        assert!(!Date::default().is_before(Date { year: 2026, month: 1, day: 1 }));
        for wrong in ["", "26-07-11", "2026-13", "2026-01-32", "2026-1-1-1", "x"] {
            assert_eq!(Date::parse(wrong), None, "{wrong:?}");
        }
    }
}

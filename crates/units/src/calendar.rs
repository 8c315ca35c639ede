//! Days of the calendar as numbers.

/// Days from 1970-01-01 to a day of the Gregorian calendar (carried on before 1582 too); `None` where there is no such
/// day, as 31 February.
///
/// Years are counted from March, so that the leap day is the last of its year, and 153 days are five months.
///
/// ```
/// use afterglow_units::calendar::days_since_1970;
///
/// assert_eq!(days_since_1970(2024, 2, 29), Some(19_782));
/// assert_eq!(days_since_1970(2026, 2, 29), None);
/// ```
pub fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_day =
        (-9999..=9999).contains(&year) && (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
    is_day.then(|| {
        let year = if month <= 2 { year - 1 } else { year };
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
    })
}

/// Days of a month, 1 to 12.
fn length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other() {
        let mut last = days_since_1970(1899, 12, 31).expect("a day");
        for year in 1900..2101 {
            for month in 1..=12 {
                for day in 1..=length(year, month) {
                    let now = days_since_1970(year, month, day);
                    assert_eq!(now, Some(last + 1), "{year}-{month}-{day}");
                    last += 1;
                }
                assert_eq!(days_since_1970(year, month, length(year, month) + 1), None, "{year}-{month}");
            }
        }
        assert_eq!(days_since_1970(1970, 1, 1), Some(0));
        assert_eq!(days_since_1970(1900, 2, 29), None);
        assert_eq!(days_since_1970(i64::MAX, 1, 1), None);
    }
}

//! ISO times, as the streaming events write them.

/// Milliseconds since 1970 of `2024-05-01T12:34:56.789Z` (the fraction may be missing or of any length; UTC).
pub(crate) fn iso_millis(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let separators =
        text.len() >= 19 && text.is_ascii() && &text[4..5] == "-" && &text[7..8] == "-" && &text[13..14] == ":";
    if !separators {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let fraction: String =
        text[19..].strip_prefix('.').unwrap_or("").chars().take_while(char::is_ascii_digit).take(3).collect();
    let millis = format!("{fraction:0<3}").parse::<i64>().ok()?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some((((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar: years are counted from March, so that the leap day
/// is the last of its year, and 153 days are five months.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::iso_millis;

    #[test]
    fn known_instants() {
        assert_eq!(iso_millis("1970-01-01T00:00:00.000Z"), Some(0));
        assert_eq!(iso_millis("2024-02-29T12:00:00Z"), Some(1_709_208_000_000));
        assert_eq!(iso_millis("2016-12-05T20:54:20.827Z"), Some(1_480_971_260_827));
        assert_eq!(iso_millis("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(iso_millis("soon"), None);
        assert_eq!(iso_millis("2024-13-01T00:00:00Z"), None);
    }
}

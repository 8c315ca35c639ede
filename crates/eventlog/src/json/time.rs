//! ISO times, as the streaming events write them.

use afterglow_units::calendar::days_since_1970;

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
    Some((((days_since_1970(year, month, day)? * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
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
        assert_eq!(iso_millis("2026-02-31T00:00:00Z"), None);
    }
}

//! Times as monitoring tools write them: ISO, with slashes, or seconds, milliseconds, … since 1970.

use afterglow_units::Timestamp;
use afterglow_units::calendar::days_since_1970;

/// A cell as a time: `2026-01-31T12:00:00+01:00`, `2026-01-31 12:00:00 UTC`, `2026/01/31 12:00`, `1769860800`, and
/// milliseconds, microseconds or nanoseconds since 1970. Without a zone it is taken for UTC. `None` for anything else; a
/// day before the month (`31/01/2026`) is not told from a month before the day, so neither is read.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return epoch(text.parse().ok()?);
    }
    calendar(text)
}

/// A number as a time. Seconds reach from 1973 to 5138; what is greater is in finer units.
pub(super) fn epoch(number: f64) -> Option<Timestamp> {
    let to_ms = match number {
        n if (1e8..1e11).contains(&n) => 1e3,
        n if (1e11..1e14).contains(&n) => 1.0,
        n if (1e14..1e17).contains(&n) => 1e-3,
        n if (1e17..1e20).contains(&n) => 1e-6,
        _ => return None,
    };
    Some(Timestamp((number * to_ms).round() as i64))
}

fn calendar(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let dash = *bytes.get(4)?;
    let dated = text.is_ascii() && bytes.len() >= 10 && (dash == b'-' || dash == b'/') && bytes[7] == dash;
    if !dated {
        return None;
    }
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
    let (mut ms, mut rest) = (days_since_1970(year, month, day)? * 86_400_000, &text[10..]);
    if !rest.is_empty() {
        let (hour, minute) = (digits(text, 11, 2)?, digits(text, 14, 2)?);
        let seconds = bytes.get(16) == Some(&b':');
        let second = if seconds { digits(text, 17, 2)? } else { 0 };
        let between = matches!(bytes[10], b'T' | b't' | b' ') && bytes[13] == b':';
        if !between || hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        ms += ((hour * 60 + minute) * 60 + second) * 1000;
        rest = &text[if seconds { 19 } else { 16 }..];
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            ms += format!("{:0<3.3}", &fraction[..end]).parse::<i64>().ok()?;
            rest = &fraction[end..];
        }
        ms -= zone_minutes(rest.trim())? * 60_000;
    }
    Some(Timestamp(ms))
}

/// Minutes east of Greenwich. Names of zones other than UTC are not known.
fn zone_minutes(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first() {
        None => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return ["z", "utc", "gmt"].contains(&zone.to_ascii_lowercase().as_str()).then_some(0),
    };
    let figures: String = zone[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = (digits(&figures, 0, 2)?, if figures.len() > 2 { digits(&figures, 2, 2)? } else { 0 });
    Some(sign * (hours * 60 + minutes))
}

fn digits(text: &str, from: usize, count: usize) -> Option<i64> {
    let part = text.get(from..from + count)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_many_forms() {
        for text in [
            "2024-02-29T12:00:00Z",
            "2024-02-29 12:00:00",
            "2024-02-29 12:00:00 UTC",
            "2024/02/29 12:00",
            "2024-02-29T13:00:00+01:00",
            "2024-02-29T06:30:00.000-0530",
            "1709208000",
            "1709208000.0",
            "1709208000000",
            "1709208000000000",
        ] {
            assert_eq!(time(text), Some(Timestamp(1_709_208_000_000)), "{text}");
        }
        assert_eq!(time("2024-02-29T12:00:00.781Z"), Some(Timestamp(1_709_208_000_781)));
        assert_eq!(time("2024-02-29"), Some(Timestamp(1_709_164_800_000)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "12",
            "31/01/2024 10:00",
            "2024-13-01",
            "2026-02-31",
            "2024-01-01 25:00:00",
            "2024-01-01 10:00 CEST",
            "x",
            "1e9",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
        assert_eq!(time("2024-0é-01"), None);
        assert_eq!(time("2024-01-01T"), None);
    }
}

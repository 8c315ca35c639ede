//! Quantities as a person reads them: one wording, so that the same figure reads the same on the page, in a finding and
//! on the command line.

use crate::Interval;

const SECOND: f64 = 1e3;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// A length of time in milliseconds: `412 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub fn duration(milliseconds: f64) -> String {
    let sign = if milliseconds < 0.0 { "−" } else { "" };
    let ms = milliseconds.abs();
    let text = if ms < 0.05 {
        "0 ms".to_owned()
    } else if ms < 10.0 && ms.fract() > 0.05 {
        format!("{ms:.1} ms")
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 9.95 * SECOND {
        format!("{:.1} s", ms / SECOND)
    } else if ms < 59.5 * SECOND {
        format!("{:.0} s", ms / SECOND)
    } else if ms < HOUR - 0.5 * SECOND {
        two_units(ms, MINUTE, "min", SECOND, "s")
    } else if ms < DAY - 0.5 * MINUTE {
        two_units(ms, HOUR, "h", MINUTE, "min")
    } else {
        two_units(ms, DAY, "d", HOUR, "h")
    };
    format!("{sign}{text}")
}

fn two_units(ms: f64, big: f64, big_name: &str, small: f64, small_name: &str) -> String {
    let total = (ms / small).round();
    let per_big = (big / small).round();
    let (whole, rest) = ((total / per_big).floor(), total % per_big);
    if rest == 0.0 { format!("{whole:.0} {big_name}") } else { format!("{whole:.0} {big_name} {rest:.0} {small_name}") }
}

/// A size in bytes, in decimal units as storage services bill them: `812 B`, `1.2 GB`. Memory is worded in Spark's
/// binary units instead.
pub fn bytes(bytes: f64) -> String {
    scaled(bytes, &["B", "kB", "MB", "GB", "TB", "PB", "EB"])
}

/// A value in the greatest of `units`, each a thousand of the one before, of which there is one at least.
pub fn scaled(value: f64, units: &[&str]) -> String {
    let mut left = value.abs();
    let mut unit = 0;
    while left >= 999.5 && unit + 1 < units.len() {
        left /= 1000.0;
        unit += 1;
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let digits = usize::from(unit > 0 && left < 9.95);
    format!("{sign}{left:.digits$} {}", units.get(unit).copied().unwrap_or_default())
}

/// A size of memory in bytes, in binary units as Spark's settings have them: `1.5 KiB`, `2.8 GiB`.
pub fn memory(bytes: f64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut value = bytes.max(0.0);
    let mut unit = 0;
    while value >= 1023.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 || value >= 99.95 {
        format!("{value:.0} {}", UNITS[unit])
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// The sign for "not known": the log does not tell.
pub const UNKNOWN: &str = "–";

/// A whole number with its thousands set apart: `1,234,567`.
pub fn count(value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value <= -0.5 {
        out.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// US dollars: `$1,204`, `$12.30`, `$0.0042`; two significant digits below a cent.
pub fn usd(dollars: f64) -> String {
    if !dollars.is_finite() {
        return UNKNOWN.to_owned();
    }
    let sign = if dollars < 0.0 { "−" } else { "" };
    let value = dollars.abs();
    if value == 0.0 {
        "$0".to_owned()
    } else if value >= 999.5 {
        format!("{sign}${}", count(value))
    } else if value >= 0.0995 {
        format!("{sign}${value:.2}")
    } else {
        let digits = (1.0 - value.log10().floor()).clamp(2.0, 8.0) as usize;
        format!("{sign}${value:.digits$}")
    }
}

/// A ratio of 0 to 1 as a share: `42 %`, `4.2 %`, `< 0.1 %`.
pub fn share(ratio: f64) -> String {
    if !ratio.is_finite() {
        return UNKNOWN.to_owned();
    }
    let percent = ratio * 100.0;
    let (sign, size) = (if percent < 0.0 { "−" } else { "" }, percent.abs());
    if size != 0.0 && size < 0.1 {
        "< 0.1 %".to_owned()
    } else if (size < 9.95 && size.fract() > 0.05) || (99.5..99.95).contains(&size) {
        format!("{sign}{size:.1} %")
    } else if (99.95..100.0).contains(&size) {
        // Nearly all is not all.
        format!("{sign}99.9 %")
    } else {
        format!("{sign}{size:.0} %")
    }
}

/// A point in time, milliseconds since 1970 in UTC: `2026-11-21 02:54:32 UTC`.
pub fn date_time(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

/// The calendar day that is `days` after 1970-01-01, in the Gregorian calendar.
///
/// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A figure with what 8 of 10 cases lie within: `3.0 s (2.1 s to 4.4 s)`; alone where nothing spreads.
pub fn interval(word: fn(f64) -> String, of: impl Into<Interval>) -> String {
    let Interval { low, mid, high } = of.into();
    if low == high { word(mid) } else { format!("{} ({} to {})", word(mid), word(low), word(high)) }
}

/// A text of a log cut to `limit` characters, the last of them an ellipsis.
pub fn clipped(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// The first `limit` bytes of a text, less where that would cut a character.
pub fn first_bytes(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit.min(text.len()))]
}

/// A sentence of ours with names of a log in it, without the signs that would turn the rest of it round: overrides,
/// embeddings and isolates of writing direction. Letters keep their own direction.
pub fn one_way(text: &str) -> String {
    text.chars().filter(|sign| !matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!([0.994, 0.996, 0.9997, 1.0, -0.996].map(share), ["99 %", "99.6 %", "99.9 %", "100 %", "−99.6 %"]);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!([first_bytes("naïve", 3), first_bytes("naïve", 4), first_bytes("naïve", 9)], ["na", "naï", "naïve"]);
    }

    #[test]
    fn a_name_does_not_turn_a_sentence_round() {
        assert_eq!(one_way("stage \u{202e}txt\u{2066} took שלום 3 s"), "stage txt took שלום 3 s");
    }

    #[test]
    fn sizes_have_decimal_units() {
        assert_eq!([bytes(812.0), bytes(1_234_567_890.0), bytes(999_600.0)], ["812 B", "1.2 GB", "1.0 MB"]);
    }

    #[test]
    fn memory_has_binary_units() {
        assert_eq!([memory(5.0), memory(1536.0), memory(3e9)], ["5 B", "1.5 KiB", "2.8 GiB"]);
    }

    #[test]
    fn durations_read_like_a_clock() {
        for (ms, text) in [
            (0.0, "0 ms"),
            (2.0, "2 ms"),
            (2.34, "2.3 ms"),
            (412.0, "412 ms"),
            (4_200.0, "4.2 s"),
            (9_960.0, "10 s"),
            (59_600.0, "1 min"),
            (200_000.0, "3 min 20 s"),
            (3_599_900.0, "1 h"),
            (7_500_000.0, "2 h 5 min"),
            (273_600_000.0, "3 d 4 h"),
            (-1500.0, "−1.5 s"),
        ] {
            assert_eq!(duration(ms), text, "{ms}");
        }
    }
}

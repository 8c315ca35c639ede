//! Numbers as a person reads them; the exact value goes into the `title` beside them.
//!
//! One format for each kind of quantity, so that the same figure reads the same everywhere on the page.

use afterglow_engine::shown;

/// The sign for "not known": the log does not tell.
pub(crate) const UNKNOWN: &str = "–";

/// A length of time in milliseconds, as every part of the product words it.
pub(crate) fn duration(milliseconds: f64) -> String {
    if milliseconds.is_finite() { shown::duration(milliseconds) } else { UNKNOWN.to_owned() }
}

/// A size in bytes, as every part of the product words it.
pub(crate) fn bytes(bytes: f64) -> String {
    if bytes.is_finite() { shown::bytes(bytes) } else { UNKNOWN.to_owned() }
}

/// A size of memory in bytes.
pub(crate) fn memory(bytes: f64) -> String {
    if bytes.is_finite() { shown::memory(bytes) } else { UNKNOWN.to_owned() }
}

/// A rate in bytes a second: `84 MB/s`.
pub(crate) fn byte_rate(bytes_per_second: f64) -> String {
    format!("{}/s", bytes(bytes_per_second))
}

/// A whole number with its thousands set apart: `1,234,567`.
pub(crate) fn count(value: f64) -> String {
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

/// A count where room is short: `950`, `12 k`, `3.4 M`.
pub(crate) fn short_count(value: f64) -> String {
    if value.abs() < 9_999.5 || !value.is_finite() {
        count(value)
    } else {
        shown::scaled(value, &["", "k", "M", "G", "T"])
    }
}

/// US dollars: `$1,204`, `$12.30`, `$0.0042`; two significant digits below a cent.
pub(crate) fn usd(dollars: f64) -> String {
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
pub(crate) fn share(ratio: f64) -> String {
    if !ratio.is_finite() {
        return UNKNOWN.to_owned();
    }
    let percent = ratio * 100.0;
    let (sign, size) = (if percent < 0.0 { "−" } else { "" }, percent.abs());
    if size != 0.0 && size < 0.1 {
        "< 0.1 %".to_owned()
    } else if size < 9.95 && size.fract() > 0.05 {
        format!("{sign}{size:.1} %")
    } else {
        format!("{sign}{size:.0} %")
    }
}

/// How many times as much: `1.8×`, `12×`.
pub(crate) fn times(factor: f64) -> String {
    if factor < 9.95 { format!("{factor:.1}×") } else { format!("{}×", count(factor)) }
}

/// A number of no certain kind, up to three digits after the point: `3`, `0.25`, `12.346`.
pub(crate) fn plain(value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A point in time, milliseconds since 1970 in UTC: `2026-11-21 02:54:32 UTC`.
pub(crate) fn date_time(milliseconds: i64) -> String {
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

/// Cuts a text of the log to `limit` characters, with an ellipsis; the whole stands in the `title`.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// `1 run`, `3 runs`.
pub(crate) fn number_of(n: f64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1.0 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_counts_and_money() {
        assert_eq!(bytes(812.0), "812 B");
        assert_eq!(bytes(1_234_567_890.0), "1.2 GB");
        assert_eq!(bytes(999_600.0), "1.0 MB");
        assert_eq!(count(1_234_567.0), "1,234,567");
        assert_eq!(count(-12.0), "−12");
        assert_eq!(short_count(12_300.0), "12 k");
        assert_eq!(usd(1204.4), "$1,204");
        assert_eq!(usd(12.3), "$12.30");
        assert_eq!(usd(0.0042), "$0.0042");
        assert_eq!(usd(0.042), "$0.042");
        assert_eq!(share(0.42), "42 %");
        assert_eq!(share(0.0004), "< 0.1 %");
        assert_eq!(share(-0.007), "−0.7 %");
        assert_eq!(times(1.84), "1.8×");
        assert_eq!(plain(0.25), "0.25");
    }

    #[test]
    fn what_is_no_number_is_unknown() {
        for text in [duration(f64::NAN), bytes(f64::INFINITY), count(f64::NAN), usd(f64::NAN), share(f64::NAN)] {
            assert_eq!(text, UNKNOWN);
        }
    }

    #[test]
    fn dates_of_the_calendar() {
        assert_eq!(date_time(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(date_time(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(date_time(1_795_229_604_021), "2026-11-21 02:53:24 UTC");
        assert_eq!(date_time(-1), "1969-12-31 23:59:59 UTC");
    }

    #[test]
    fn long_texts_are_cut_at_characters() {
        assert_eq!(clipped("naïve", 5), "naïve");
        assert_eq!(clipped("naïveté", 5), "naïv…");
    }
}

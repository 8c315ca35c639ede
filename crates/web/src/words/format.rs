//! Numbers as a person reads them; the exact value goes into the `title` beside them.
//!
//! One format for each kind of quantity, so that the same figure reads the same everywhere on the page.

use afterglow_engine::shown;
pub(crate) use afterglow_engine::shown::{UNKNOWN, clipped, count, date_time, interval, share, usd};

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

/// A count where room is short: `950`, `12 k`, `3.4 M`.
pub(crate) fn short_count(value: f64) -> String {
    if value.abs() < 9_999.5 || !value.is_finite() {
        count(value)
    } else {
        shown::scaled(value, &["", "k", "M", "G", "T"])
    }
}

/// A ratio as a share with its sign: `+12 %`, `−3 %`.
pub(crate) fn signed_share(ratio: f64) -> String {
    let sign = if ratio < 0.0 { "−" } else { "+" };
    format!("{sign}{}", share(ratio.abs()))
}

/// The price of a machine for an hour: four digits, since spot prices differ in them.
pub(crate) fn price(dollars: f64) -> String {
    format!("${dollars:.4}")
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

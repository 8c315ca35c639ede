//! Quantities as a person reads them: one wording, so that the same figure reads the same on the page, in a finding and
//! on the command line.

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

#[cfg(test)]
mod tests {
    use super::*;

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

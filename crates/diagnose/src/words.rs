//! Numbers in sentences.

use afterglow_units::StageKey;
pub(crate) use afterglow_units::shown::memory;

/// A length of time in milliseconds.
pub(crate) fn time(ms: f64) -> String {
    afterglow_units::shown::duration(ms)
}

/// A size of data.
pub(crate) fn size(bytes: f64) -> String {
    afterglow_units::shown::bytes(bytes)
}

/// A share as per cent.
pub(crate) fn share(ratio: f64) -> String {
    let percent = ratio * 100.0;
    if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// How many times as much.
pub(crate) fn times(factor: f64) -> String {
    if factor < 9.95 { format!("{factor:.1} times") } else { format!("{factor:.0} times") }
}

/// A count with its noun: `1 task`, `1,250 tasks`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    let ending = match noun {
        _ if number == 1 => "",
        _ if noun.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(number))
}

/// A whole number with thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A stage with its name, cut to a line's length: `stage 7 (count at Report.scala:12)`.
pub(crate) fn stage(key: StageKey, name: &str) -> String {
    if name.is_empty() { format!("stage {key}") } else { format!("stage {key} ({})", clip(&without_folders(name), 60)) }
}

/// A call site without the folders of its file: `count at /opt/jobs/daily/report.py:12` becomes
/// `count at …/report.py:12`.
pub(crate) fn without_folders(call_site: &str) -> String {
    match call_site.split_once(" at /") {
        Some((call, path)) if path.contains('/') && !path.contains(' ') => {
            format!("{call} at …/{}", path.rsplit('/').next().unwrap_or_default())
        }
        _ => call_site.to_owned(),
    }
}

/// Text of the log, cut and without control characters.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let mut short: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(most).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

/// A size as Spark's configuration writes it: whole GiB where it is one, else MiB.
pub(crate) fn conf_size(bytes: f64) -> String {
    let mib = (bytes / f64::from(1 << 20)).ceil().max(1.0) as u64;
    if mib.is_multiple_of(1024) { format!("{}g", mib / 1024) } else { format!("{mib}m") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_a_call_site_are_left_out() {
        assert_eq!(without_folders("count at /opt/jobs/daily/report.py:12"), "count at …/report.py:12");
        for same in ["count at Report.scala:7", "load at <unknown>:0", "count at /report.py:3", "", "a at /b c/d:1"] {
            assert_eq!(without_folders(same), same);
        }
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [time(0.4), time(1_000.0), time(245_000.0), time(7_620_000.0)],
            ["0.4 ms", "1.0 s", "4 min 5 s", "2 h 7 min"]
        );
        assert_eq!([size(5.0), size(1536.0), size(3e9)], ["5 B", "1.5 kB", "3.0 GB"]);
        assert_eq!(
            [count(1, "task"), count(12_500, "task"), count(2, "batch")],
            ["1 task", "12,500 tasks", "2 batches"]
        );
        assert_eq!([conf_size(4e9), conf_size(2.0 * 1024.0 * 1024.0 * 1024.0)], ["3815m", "2g"]);
        assert_eq!(clip("a\nb\u{7}cdef", 4), "a b …");
    }
}

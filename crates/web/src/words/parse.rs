//! Amounts as a person types them: `10 s`, `3 min 20 s`, `64 MB`, `1,000`.

/// Units with what one is of the base unit: milliseconds, bytes, or things.
const TIMES: [(&str, f64); 9] = [
    ("ms", 1.0),
    ("s", 1e3),
    ("sec", 1e3),
    ("m", 6e4),
    ("min", 6e4),
    ("h", 3.6e6),
    ("d", 8.64e7),
    // A number without a unit means seconds.
    ("", 1e3),
    ("µs", 1e-3),
];
const SIZES: [(&str, f64); 11] = [
    ("b", 1.0),
    ("kb", 1e3),
    ("mb", 1e6),
    ("gb", 1e9),
    ("tb", 1e12),
    ("kib", 1024.0),
    ("mib", 1_048_576.0),
    ("gib", 1_073_741_824.0),
    ("tib", 1_099_511_627_776.0),
    // As in the lists, where sizes are decimal.
    ("m", 1e6),
    ("", 1.0),
];
const COUNTS: [(&str, f64); 4] = [("", 1.0), ("k", 1e3), ("m", 1e6), ("g", 1e9)];

/// An amount of `unit` (`ms`, `bytes` or another), in that unit; `None` for what cannot be read.
pub(crate) fn amount(text: &str, unit: &str) -> Option<u64> {
    let units: &[(&str, f64)] = match unit {
        "ms" => &TIMES,
        "bytes" => &SIZES,
        _ => &COUNTS,
    };
    let text = text.trim().to_lowercase().replace(',', "");
    let mut rest = text.as_str();
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().ok()?;
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| c.is_ascii_digit() || c == ' ').unwrap_or(rest.len());
        let (_, factor) = units.iter().find(|(name, _)| *name == &rest[..end])?;
        sum += number * factor;
        rest = rest[end..].trim_start();
    }
    (!text.is_empty() && sum.is_finite()).then_some(sum.round() as u64)
}

/// A stage as it is shown, `7`, or one attempt of it, `7.1`; `None` for what cannot be read.
pub(crate) fn stage(text: &str) -> Option<(i64, Option<u32>)> {
    let text = text.trim();
    match text.split_once('.') {
        Some((id, attempt)) => Some((id.parse().ok()?, Some(attempt.parse().ok()?))),
        None => Some((text.parse().ok()?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_read_with_its_attempt() {
        assert_eq!([stage("7"), stage(" 1.1 ")], [Some((7, None)), Some((1, Some(1)))]);
        for text in ["", "x", "1.", "1.x", ".1", "1.1.1", "1.-1"] {
            assert_eq!(stage(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_read_as_they_are_shown() {
        assert_eq!(amount("3 min 20 s", "ms"), Some(200_000));
        assert_eq!(amount("10", "ms"), Some(10_000));
        assert_eq!(amount("1.5s", "ms"), Some(1_500));
        assert_eq!(amount("64 MB", "bytes"), Some(64_000_000));
        assert_eq!(amount("2 GiB", "bytes"), Some(2 << 30));
        assert_eq!(amount("1,000", "count"), Some(1_000));
        for text in ["", "x", "10 parsecs", "-1", "5 MB"] {
            assert_eq!(amount(text, "ms"), None, "{text}");
        }
    }
}

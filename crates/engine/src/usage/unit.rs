//! Units in names of columns and behind numbers.

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    /// Hundredths.
    Percent,
    /// A share, 0 to 1.
    Share,
    /// So many cores.
    Cores(f64),
    /// So many bytes. `binary` is the factor where memory is meant: a GB of memory is a GiB.
    Bytes { decimal: f64, binary: f64 },
    /// So many bytes, written in bits.
    Bits(f64),
}

impl Unit {
    /// The factor from a number in this unit to shares, cores or bytes.
    pub(super) fn factor(self, memory: bool) -> f64 {
        match self {
            Self::Percent => 0.01,
            Self::Share => 1.0,
            Self::Cores(factor) | Self::Bits(factor) => factor,
            Self::Bytes { binary, .. } if memory => binary,
            Self::Bytes { decimal, .. } => decimal,
        }
    }

    /// How it is told.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Percent => "per cent",
            Self::Share => "share",
            Self::Cores(_) => "cores",
            Self::Bytes { .. } => "bytes",
            Self::Bits(_) => "bits",
        }
    }
}

const PLAIN_BYTES: Unit = Unit::Bytes { decimal: 1.0, binary: 1.0 };

/// The unit that a word is, in the case of letters that it has: `Mb` is megabits, `MB` and `mb` are megabytes, and
/// `Mbps` and `mbps` are megabits a second.
pub(super) fn unit(word: &str) -> Option<Unit> {
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "%" | "percent" | "pct" | "percentage" | "prozent" => Unit::Percent,
        "ratio" | "share" | "fraction" => Unit::Share,
        "core" | "cores" | "vcpu" | "vcpus" => Unit::Cores(1.0),
        "millicore" | "millicores" | "mcores" | "mcpu" => Unit::Cores(1e-3),
        "byte" | "bytes" => PLAIN_BYTES,
        "bit" | "bits" => Unit::Bits(0.125),
        _ => return sized(word, &lower),
    })
}

/// `kB`, `MiB`, `Gbit`, `Mbps`, `MBps`.
fn sized(word: &str, lower: &str) -> Option<Unit> {
    let stem = lower.strip_suffix("ps").unwrap_or(lower);
    let (power, rest) = match stem.chars().next()? {
        'k' => (1, &stem[1..]),
        'm' => (2, &stem[1..]),
        'g' => (3, &stem[1..]),
        't' => (4, &stem[1..]),
        'b' => (0, stem),
        _ => return None,
    };
    let (decimal, binary) = (1000_f64.powi(power), 1024_f64.powi(power));
    let per_second = stem.len() < lower.len();
    let small_b = !word.contains('B');
    Some(match rest {
        "ib" | "ibyte" | "ibytes" => Unit::Bytes { decimal: binary, binary },
        "bit" | "bits" => Unit::Bits(decimal / 8.0),
        "b" if small_b && (per_second || word.starts_with(['M', 'G', 'T', 'K'])) => Unit::Bits(decimal / 8.0),
        // A single letter is a word of its own more often than a unit.
        "b" if power == 0 && !per_second && small_b => return None,
        "b" | "byte" | "bytes" => Unit::Bytes { decimal, binary },
        _ => return None,
    })
}

/// The words of a name, with the case of their letters: `memUsedGiB` has mem, Used, Gib.
pub(super) fn words(name: &str) -> Vec<String> {
    // So that units are no words of two parts.
    let name = name.replace("iB", "ib").replace("kB", "KB");
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if letter == '%' {
            words.push("%".to_owned());
            words.push(String::new());
        } else if !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(letter);
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A cell as a number and the unit behind it: `3.5`, `12 %`, `1,2 GB`.
pub(super) fn amount(cell: &str, number: impl Fn(&str) -> Option<f64>) -> Result<(f64, Option<Unit>), String> {
    let cell = cell.trim();
    if let Some(plain) = number(cell) {
        return Ok((plain, None));
    }
    let end = cell.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (digits, behind) = cell.split_at(end);
    let behind = behind.trim().trim_end_matches("/s");
    match (number(digits), unit(behind)) {
        (Some(value), Some(unit)) => Ok((value, Some(unit))),
        (Some(_), None) if !behind.is_empty() => Err(format!("“{}” is no unit that is known", shorten(behind))),
        _ => Err(format!("“{}” is not a number", shorten(cell))),
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_by_their_letters() {
        let mega = Some(Unit::Bytes { decimal: 1e6, binary: 1_048_576.0 });
        for (word, wanted) in [
            ("MB", mega),
            ("mb", mega),
            ("MBps", mega),
            ("Mib", Some(Unit::Bytes { decimal: 1_048_576.0, binary: 1_048_576.0 })),
            ("Mbps", Some(Unit::Bits(125_000.0))),
            ("mbps", Some(Unit::Bits(125_000.0))),
            ("Mb", Some(Unit::Bits(125_000.0))),
            ("Gbit", Some(Unit::Bits(1.25e8))),
            ("bytes", Some(PLAIN_BYTES)),
            ("bps", Some(Unit::Bits(0.125))),
            ("pct", Some(Unit::Percent)),
            ("millicores", Some(Unit::Cores(1e-3))),
            ("b", None),
            ("k", None),
            ("mem", None),
            ("é", None),
        ] {
            assert_eq!(unit(word), wanted, "{word}");
        }
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("memUsedGiB"), ["mem", "Used", "Gib"]);
        assert_eq!(words("net_in (kB/s)"), ["net", "in", "KB", "s"]);
        assert_eq!(words("%user"), ["%", "user"]);
    }

    #[test]
    fn numbers_may_have_units_behind_them() {
        let read = |cell: &str| amount(cell, |text| text.trim().replace(',', ".").parse().ok());
        assert_eq!(read("1,5 GB").map(|one| one.0), Ok(1.5));
        assert_eq!(read("12%"), Ok((12.0, Some(Unit::Percent))));
        assert_eq!(read("7"), Ok((7.0, None)));
        assert!(read("7 apples").is_err_and(|why| why.contains("apples")));
        assert!(read("n/a").is_err() && read("").is_err() && read("é").is_err());
    }
}

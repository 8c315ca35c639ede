//! Figures as a person reads them, and lines without control characters: text of a log could move the cursor or
//! recolour the screen.

/// Lines of text.
#[derive(Default)]
pub(super) struct Page {
    out: String,
}

impl Page {
    /// A line.
    pub(super) fn line(&mut self, text: &str) {
        self.out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.out.push('\n');
    }

    /// An empty line.
    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A name and its figure.
    pub(super) fn row(&mut self, name: &str, value: &str) {
        self.line(&format!("  {name:<28} {value}"));
    }

    /// Text broken at 100 characters, each line behind `margin` or as many spaces.
    pub(super) fn wrapped(&mut self, margin: &str, text: &str) {
        let mut line = margin.to_owned();
        let indent = margin.chars().count();
        for word in text.split_whitespace() {
            if line.chars().count() > indent && line.chars().count() + word.chars().count() >= 100 {
                self.line(&line);
                line = " ".repeat(indent);
            }
            if line.chars().count() > indent {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(&line);
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.out
    }
}

/// `850 ms`, `12.3 s`, `3 min 20 s`, `1 h 05 min`, `2 d 3 h`.
pub(super) fn duration(ms: f64) -> String {
    let seconds = ms / 1e3;
    let whole = |unit: f64| (seconds / unit) as u64;
    match seconds {
        s if s < 0.9995 => format!("{ms:.0} ms"),
        s if s < 59.95 => format!("{s:.1} s"),
        s if s < 3_600.0 => format!("{} min {:02} s", whole(60.0), (s % 60.0) as u64),
        s if s < 86_400.0 => format!("{} h {:02} min", whole(3_600.0), ((s % 3_600.0) / 60.0) as u64),
        s => format!("{} d {} h", whole(86_400.0), ((s % 86_400.0) / 3_600.0) as u64),
    }
}

/// `512 B`, `1.2 GB`, in powers of ten.
pub(super) fn bytes(bytes: u64) -> String {
    let units = [("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    match units.into_iter().find(|(_, size)| bytes as f64 >= *size) {
        Some((unit, size)) => format!("{:.1} {unit}", bytes as f64 / size),
        None => format!("{bytes} B"),
    }
}

/// `12 %`, with a decimal below ten.
pub(super) fn percent(ratio: f64) -> String {
    if (0.0..0.0995).contains(&ratio) { format!("{:.1} %", ratio * 100.0) } else { format!("{:.0} %", ratio * 100.0) }
}

/// Two decimals, more for small amounts.
pub(super) fn usd(usd: f64) -> String {
    if usd < 0.1 { format!("{usd:.4} USD") } else { format!("{usd:.2} USD") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        for (ms, text) in [
            (0.4, "0 ms"),
            (999.4, "999 ms"),
            (12_340.0, "12.3 s"),
            (200_000.0, "3 min 20 s"),
            (3_900_000.0, "1 h 05 min"),
            (183_600_000.0, "2 d 3 h"),
        ] {
            assert_eq!(duration(ms), text);
        }
        assert_eq!((bytes(999).as_str(), bytes(1_200_000_000).as_str()), ("999 B", "1.2 GB"));
        assert_eq!((percent(0.015).as_str(), percent(0.5).as_str()), ("1.5 %", "50 %"));
    }

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        let mut page = Page::default();
        page.wrapped("- ", "\u{1b}[31mred\u{7}");
        assert_eq!(page.text(), "-  [31mred \n");
    }
}

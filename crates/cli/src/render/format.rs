//! Figures as a person reads them, and lines without control characters: text of a log could move the cursor or
//! recolour the screen.

use crate::plain;

/// Lines of text.
#[derive(Default)]
pub(super) struct Page {
    out: String,
}

impl Page {
    /// A line.
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(&plain::line(text));
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

pub(super) use afterglow_engine::shown::duration;

/// A size in bytes.
pub(super) fn bytes(bytes: u64) -> String {
    afterglow_engine::shown::bytes(bytes as f64)
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

//! A document as the texts that it is made of, each with its place.

use crate::contract::turns;

/// Longer texts of a report are cut where they are told, in characters.
const LONGEST: usize = 300;

/// A text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Leaf {
    /// The heading that it stands under.
    pub(super) section: String,
    /// Where there, in words.
    pub(super) place: String,
    pub(super) text: String,
}

/// The texts of a document, as they are found.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub(super) all: Vec<Leaf>,
    section: String,
    /// How many paragraphs, list entries and tables the section has so far.
    paragraphs: usize,
    entries: usize,
    tables: usize,
    /// The head of the table at hand, and the row.
    heads: Vec<String>,
    rows: usize,
    cells: usize,
    label: String,
}

/// What a document calls its part before the first heading.
const TOP: &str = "The run";

impl Leaves {
    pub(super) fn new() -> Self {
        Self { section: TOP.to_owned(), ..Self::default() }
    }

    fn push(&mut self, place: String, text: String) {
        self.all.push(Leaf { section: self.section.clone(), place, text });
    }

    pub(super) fn title(&mut self, text: String) {
        self.push("title".to_owned(), text);
    }

    pub(super) fn heading(&mut self, text: String) {
        *self = Self { all: std::mem::take(&mut self.all), section: shown(&text), ..Self::default() };
        self.push("heading".to_owned(), text);
    }

    pub(super) fn paragraph(&mut self, text: String) {
        self.paragraphs += 1;
        self.push(format!("paragraph {}", self.paragraphs), text);
    }

    pub(super) fn entry(&mut self, text: String) {
        self.entries += 1;
        self.push(format!("entry {}", self.entries), text);
    }

    /// A block of lines.
    pub(super) fn lines(&mut self, text: &str, of: &str) {
        for (at, line) in text.lines().enumerate() {
            self.push(format!("{of}, line {}", at + 1), line.to_owned());
        }
    }

    /// A text of a picture.
    pub(super) fn drawn(&mut self, text: String) {
        self.push("picture".to_owned(), text);
    }

    pub(super) fn table(&mut self) {
        self.tables += 1;
        self.heads.clear();
        self.rows = 0;
    }

    pub(super) fn head(&mut self, text: String) {
        let place = format!("table {}, heading {}", self.tables, self.heads.len() + 1);
        self.heads.push(shown(&text));
        self.push(place, text);
    }

    pub(super) fn row(&mut self) {
        self.rows += 1;
        self.cells = 0;
    }

    pub(super) fn cell(&mut self, text: String) {
        let place = if self.cells == 0 {
            self.label = shown(&text);
            format!("table {}, row {}", self.tables, self.rows)
        } else {
            match self.heads.get(self.cells).filter(|head| !head.is_empty()) {
                Some(head) => format!("{} / {head}", self.label),
                None => self.label.clone(),
            }
        };
        self.cells += 1;
        self.push(place, text);
    }
}

/// A text as it can be told: cut short, and without characters that move a cursor or turn the writing direction.
pub(super) fn shown(text: &str) -> String {
    let harmless = |letter: char| if letter.is_control() || turns(letter) { '\u{fffd}' } else { letter };
    let mut out: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// The numbers in a text: digits with their separators that are no part of a word.
pub(super) fn numbers(text: &str) -> Vec<&str> {
    let inside = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '_') || letter.is_alphabetic();
    let is_number = |word: &&str| {
        word.starts_with(|first: char| first.is_ascii_digit())
            && word.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','))
    };
    text.split(|letter| !inside(letter)).map(|word| word.trim_end_matches(['.', ','])).filter(is_number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words() {
        for (text, count) in [
            ("12 s to 1.5 min (80 %)", 3),
            ("8 × m5.xlarge", 1),
            ("3fa9c1", 0),
            ("$1,234.50, and 7.", 2),
            ("no number", 0),
            ("2026-11-22", 3),
        ] {
            assert_eq!(numbers(text).len(), count, "{text}: {:?}", numbers(text));
        }
    }

    #[test]
    fn what_is_told_is_harmless() {
        assert_eq!(shown("a\u{1b}[31m\u{202e}\n"), "a\u{fffd}[31m\u{fffd}\u{fffd}");
        assert_eq!(shown(&"x".repeat(1_000)).chars().count(), LONGEST + 1);
    }
}

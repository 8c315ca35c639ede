//! The little of YAML that is needed: maps and lists of maps, every text in double quotes.

use super::quote;

/// A document that grows line by line; `depth` counts maps, two blanks each.
#[derive(Default)]
pub(super) struct Yaml {
    pub(super) out: String,
}

impl Yaml {
    fn line(&mut self, depth: usize, key: &str, value: &str) {
        let safe = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric());
        let key = if safe { key.to_owned() } else { quote::double(key) };
        self.out.push_str(&format!("{}{key}:{value}\n", "  ".repeat(depth)));
    }

    pub(super) fn open(&mut self, depth: usize, key: &str) {
        self.line(depth, key, "");
    }

    /// For words of this crate only.
    pub(super) fn plain(&mut self, depth: usize, key: &str, word: &'static str) {
        self.line(depth, key, &format!(" {word}"));
    }

    pub(super) fn text(&mut self, depth: usize, key: &str, value: &str) {
        self.line(depth, key, &format!(" {}", quote::double(value)));
    }

    pub(super) fn number(&mut self, depth: usize, key: &str, value: u64) {
        self.line(depth, key, &format!(" {value}"));
    }

    pub(super) fn text_or_number(&mut self, depth: usize, key: &str, value: &str) {
        match value.parse::<u32>() {
            Ok(number) => self.number(depth, key, number.into()),
            Err(_) => self.text(depth, key, value),
        }
    }

    /// A map of texts; nothing where there is none.
    pub(super) fn map<'a>(&mut self, depth: usize, key: &str, rows: impl IntoIterator<Item = (String, &'a str)>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_some() {
            self.open(depth, key);
        }
        for (key, value) in rows {
            self.text(depth + 1, &key, value);
        }
    }

    /// Begins a map of a list at `depth`: its first line comes from `first`, written for a depth one more.
    pub(super) fn item(&mut self, depth: usize, first: impl FnOnce(&mut Self)) {
        let at = self.out.len() + 2 * depth;
        first(self);
        self.out.replace_range(at..at + 2, "- ");
    }
}

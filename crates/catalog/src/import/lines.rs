//! CSV files of hundreds of megabytes, a line at a time: what is kept of them is all the memory they take.

use std::io::{self, BufRead, Read};

use crate::Issue;
use crate::csv::{number, shorten};

/// The longest line that is read; AWS's rows have some 100 columns and about 1,500 bytes.
const LONGEST: u64 = 1 << 20;

/// The lines of a file, with their numbers.
pub(super) struct Lines<R> {
    from: R,
    number: usize,
    bytes: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, number: 0, bytes: Vec::new() }
    }

    /// Splits the next line into `row`; `false` at the end of the file. A quote that is still open at the end of the
    /// line ends with it, so that one wrong quote costs one row. Of a line that is too long the beginning is kept.
    pub(super) fn next(&mut self, separator: char, row: &mut Row) -> io::Result<bool> {
        self.bytes.clear();
        if self.from.by_ref().take(LONGEST).read_until(b'\n', &mut self.bytes)? == 0 {
            return Ok(false);
        }
        if self.bytes.len() as u64 == LONGEST && !self.bytes.ends_with(b"\n") {
            self.skip_line()?;
        }
        self.number += 1;
        let text = String::from_utf8_lossy(&self.bytes);
        let text = if self.number == 1 { text.trim_start_matches('\u{feff}') } else { &text };
        row.fill(self.number, text.trim_end_matches(['\n', '\r']), separator);
        Ok(true)
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let ready = self.from.fill_buf()?;
            let (used, done) = match ready.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (ready.len(), ready.is_empty()),
            };
            self.from.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

/// One line as cells, in a buffer that the next line takes over.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line of the file, from 1.
    pub(super) line: usize,
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// The cell of a column; empty when the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..*end).unwrap_or_default().trim()
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell as a number; an issue with line and column when it is none.
    pub(super) fn number(&self, column: usize, separator: char) -> Result<f64, Issue> {
        let cell = self.cell(column);
        number(cell, separator != ',').ok_or_else(|| {
            Issue::at(self.line, format!("column {}", column + 1), format!("“{}” is not a number", shorten(cell)))
        })
    }

    fn fill(&mut self, line: usize, text: &str, separator: char) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
        let mut in_quotes = false;
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '"' if in_quotes && letters.peek() == Some(&'"') => {
                    letters.next();
                    self.text.push('"');
                }
                '"' => in_quotes = !in_quotes,
                c if c == separator && !in_quotes => self.ends.push(self.text.len()),
                c => self.text.push(c),
            }
        }
        self.ends.push(self.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Lines, Row};

    #[test]
    fn a_line_at_a_time_with_quotes_and_lines_that_are_too_long() {
        let long = "x".repeat(LONGEST as usize + 10);
        let text = format!("\u{feff}\"a,1\",\"b \"\"c\"\"\"\r\n{long},y\nopen,\"quote\nlast");
        let mut lines = Lines::new(std::io::Cursor::new(text));
        let mut row = Row::default();
        assert!(lines.next(',', &mut row).expect("memory"));
        assert_eq!((row.line, row.len(), row.cell(0), row.cell(1), row.cell(9)), (1, 2, "a,1", "b \"c\"", ""));
        assert!(lines.next(',', &mut row).expect("memory"));
        assert_eq!((row.line, row.len()), (2, 1), "the rest of the line is passed over");
        assert!(lines.next(',', &mut row).expect("memory"));
        assert_eq!((row.line, row.cell(0), row.cell(1)), (3, "open", "quote"));
        assert!(lines.next(',', &mut row).expect("memory"));
        assert_eq!((row.line, row.cell(0)), (4, "last"));
        assert!(!lines.next(',', &mut row).expect("memory"));
    }
}

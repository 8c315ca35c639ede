//! Tables as people save them: commas, semicolons or tabs, quotes, decimal commas.

use crate::Issue;

/// A table read from text. Every cell is kept as written, with blanks around it removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv {
    /// What separates the cells: `,`, `;`, a tab.
    pub separator: char,
    /// The names of the first row, in lower case.
    pub header: Vec<String>,
    /// The same as they are written.
    pub titles: Vec<String>,
    /// The other rows.
    pub rows: Vec<CsvRow>,
}

/// One row and where it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRow {
    /// The line of the file, from 1.
    pub line: usize,
    /// The cells; a short row has fewer than the header.
    pub cells: Vec<String>,
}

impl CsvRow {
    /// The cell of a column; empty when the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Csv {
    /// Splits `text`. The separator is the one of `,`, `;` and tab that the first row has most of.
    ///
    /// Lines that are empty or begin with `#` are passed over, and so is a byte order mark. A quote that is never
    /// closed ends with the text.
    pub fn parse(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().find(|line| !is_blank(line)).unwrap_or_default();
        let count = |c: char| first.matches(c).count();
        let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(',');

        let mut rows = split(text, separator).into_iter();
        let titles = rows.next().map(|row| row.cells).unwrap_or_default();
        let header = titles.iter().map(|title| title.to_lowercase()).collect();
        Self { separator, header, titles, rows: rows.collect() }
    }

    /// The index of the column `name` (lower case), or `None`.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h == name)
    }

    /// Whether all of `names` are columns.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }

    /// A cell as a number, `None` when it is empty; an [`Issue`] with line and column when it is no number.
    pub fn number(&self, row: &CsvRow, column: usize) -> Result<Option<f64>, Issue> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let found = number(cell, self.separator != ',');
        found.map(Some).ok_or_else(|| self.issue(row, column, format!("“{}” is not a number", shorten(cell))))
    }

    /// A text as a number by the same rules: decimal commas where commas do not separate. `None` when it is none.
    pub fn plain_number(&self, text: &str) -> Option<f64> {
        number(text, self.separator != ',')
    }

    /// Something wrong with a cell.
    pub fn issue(&self, row: &CsvRow, column: usize, what: String) -> Issue {
        let name = self.header.get(column).map_or("?", String::as_str);
        Issue::at(row.line, format!("column {} ({name})", column + 1), what)
    }
}

/// Reads a number. With `decimal_comma`, `1,5` is one and a half, and so is `1.234,5` 1234.5; without it a comma
/// still is a decimal comma when it is the only sign and does not look like a thousands separator.
pub(crate) fn number(text: &str, decimal_comma: bool) -> Option<f64> {
    let text = text.trim();
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(comma), None) if decimal_comma || text.len() - comma != 4 => text.replace(',', "."),
        (Some(_), None) => return None,
        _ => text.to_owned(),
    };
    // What is written as −0 is 0.
    plain.parse().ok().filter(|n: &f64| n.is_finite()).map(|n| n + 0.0)
}

/// At most 40 characters of a cell, for messages.
pub(crate) fn shorten(cell: &str) -> String {
    let mut text: String = cell.chars().take(40).collect();
    if text.len() < cell.len() {
        text.push('…');
    }
    text
}

/// A cell for output: quoted when it must be. Not for a spreadsheet: a cell that looks like a formula stays one.
pub fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '\t', '"', '\n', '\r', '#']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

fn split(text: &str, separator: char) -> Vec<CsvRow> {
    let mut rows = Vec::new();
    let mut lines = text.split('\n').enumerate();
    while let Some((number, line)) = lines.next() {
        if is_blank(line) {
            continue;
        }
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut in_quotes = false;
        let mut line = line;
        loop {
            let mut letters = line.strip_suffix('\r').unwrap_or(line).chars().peekable();
            while let Some(c) = letters.next() {
                match c {
                    '"' if in_quotes && letters.peek() == Some(&'"') => {
                        letters.next();
                        cell.push('"');
                    }
                    '"' if in_quotes => in_quotes = false,
                    '"' if cell.trim().is_empty() => {
                        cell.clear();
                        in_quotes = true;
                    }
                    c if c == separator && !in_quotes => cells.push(std::mem::take(&mut cell).trim().to_owned()),
                    c => cell.push(c),
                }
            }
            // Only an open quote runs over the end of the line.
            let Some((_, more)) = (if in_quotes { lines.next() } else { None }) else { break };
            cell.push('\n');
            line = more;
        }
        cells.push(cell.trim().to_owned());
        rows.push(CsvRow { line: number + 1, cells });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_separator_is_found() {
        for (text, separator) in [("a,b\n1,2", ','), ("a;b\n1;2", ';'), ("a\tb\n1\t2", '\t'), ("a\n1", ',')] {
            let csv = Csv::parse(text);
            assert_eq!(csv.separator, separator, "{text:?}");
            assert_eq!(csv.rows[0].cells[0], "1");
        }
    }

    #[test]
    fn quotes_may_hold_separators_quotes_and_line_ends() {
        let csv = Csv::parse("\u{feff}# note\r\na,b\r\n\"x, \"\"y\"\"\",\"one\r\ntwo\"\r\n\r\n3,4\r\n");
        assert_eq!(csv.rows[0].cells, ["x, \"y\"", "one\ntwo"]);
        assert_eq!((csv.rows[1].line, csv.rows[1].cell(1)), (6, "4"));
    }

    #[test]
    fn numbers_with_points_and_commas() {
        for (text, comma, wanted) in [
            ("1.5", false, Some(1.5)),
            ("1,5", true, Some(1.5)),
            ("0,25", false, Some(0.25)),
            ("1.234,5", true, Some(1234.5)),
            ("1,234.5", false, Some(1234.5)),
            ("1,234", false, None),
            ("1,234", true, Some(1.234)),
            ("-0", false, Some(0.0)),
            ("NaN", false, None),
            ("1 USD", false, None),
        ] {
            assert_eq!(number(text, comma), wanted, "{text:?}");
        }
    }
}

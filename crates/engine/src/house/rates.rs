//! A rates file as rows that can be edited, and back. The text stays the one truth.

use afterglow_catalog::{Csv, RATE_COLUMNS, Rates, quoted};
use serde::{Deserialize, Serialize};

/// A row of a rates file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RateRow {
    /// Its line in the text, from 1.
    pub line: usize,
    /// Its cells in the order of [`RatesTable::COLUMNS`], numbers with a decimal point.
    pub cells: Vec<String>,
}

/// What is wrong in a rates file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateIssue {
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column's name, where it is one of the file's.
    pub column: Option<String>,
    /// Place and reason in words.
    pub text: String,
}

/// A rates file, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RatesTable {
    /// The rows, also those that cannot be used.
    pub rows: Vec<RateRow>,
    /// What is wrong.
    pub issues: Vec<RateIssue>,
    /// The label of the amounts; `None` for US dollars. Nothing is converted.
    pub currency: Option<String>,
    /// How many rows are used.
    pub used: usize,
}

/// The columns that hold words; the others hold numbers.
const WORDS: [&str; 9] = ["kind", "cloud", "family", "instance", "region", "market", "arch", "disk_kind", "currency"];

impl RatesTable {
    /// The columns of a row.
    pub const COLUMNS: [&'static str; 21] = RATE_COLUMNS;

    /// Reads a text. An empty one has no rows, and nothing is wrong with it.
    pub fn parse(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::default();
        }
        let (rates, issues) = Rates::parse(text);
        let csv = Csv::parse(text);
        let places = Self::COLUMNS.map(|name| csv.column(name));
        let cell = |row: &afterglow_catalog::CsvRow, at: usize| {
            let Some(place) = places[at] else { return String::new() };
            let number = if WORDS.contains(&Self::COLUMNS[at]) { None } else { csv.number(row, place).ok().flatten() };
            number.map_or_else(|| row.cell(place).to_owned(), |number| number.to_string())
        };
        let rows = csv
            .rows
            .iter()
            .map(|row| RateRow { line: row.line, cells: (0..Self::COLUMNS.len()).map(|at| cell(row, at)).collect() });
        let issues = issues.iter().map(|issue| RateIssue {
            line: issue.line,
            column: Self::COLUMNS
                .into_iter()
                .find(|name| issue.place.ends_with(&format!("({name})")))
                .map(str::to_owned),
            text: issue.to_string(),
        });
        Self {
            rows: rows.collect(),
            issues: issues.collect(),
            currency: rates.currency.as_deref().map(str::to_owned),
            used: rates.discounts.len() + rates.own.len() + rates.nodes.len(),
        }
    }

    /// The rows as a text, with commas and decimal points; empty without rows. Each row gets the line that follows from
    /// its place.
    pub fn to_text(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let mut text = Self::COLUMNS.join(",") + "\n";
        for row in &self.rows {
            let cells: Vec<String> = row.cells.iter().map(|cell| quoted(&plain(cell))).collect();
            text += &cells.join(",");
            text.push('\n');
        }
        text
    }
}

/// A cell on one line: a row is a line, also for whoever reads what is wrong with it.
fn plain(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

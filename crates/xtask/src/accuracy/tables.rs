//! Public tables of runtimes: C3O, CherryPick, Bell; what is predicted from them, and how the cheapest is found.

mod c3o;
mod costs;
mod machines;
mod one_column;
pub(super) mod trials;
pub(super) mod unseen;

use std::error::Error;
use std::path::Path;

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::from("## Runtimes from tables of past runs\n\n");
    page.push_str(&c3o::report(shared)?);
    page.push_str(&one_column::report(shared)?);
    page.push_str(&machines::report(shared)?);
    Ok(page)
}

/// A table with a header: rows of named cells.
pub(super) struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn read(path: &Path, separator: char) -> Result<Self, Box<dyn Error>> {
        let text = std::fs::read_to_string(path)?;
        let split = |line: &str| line.split(separator).map(|cell| cell.trim().trim_matches('"').to_owned()).collect();
        let mut lines = text.lines().map(split);
        Ok(Self { names: lines.next().unwrap_or_default(), rows: lines.collect() })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { names: &self.names, cells })
    }
}

/// One row.
pub(super) struct Row<'a> {
    names: &'a [String],
    cells: &'a [String],
}

impl Row<'_> {
    pub(super) fn text(&self, name: &str) -> &str {
        let at = self.names.iter().position(|known| known == name);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap_or(f64::NAN)
    }

    /// All cells but those of some columns, as one key.
    pub(super) fn key_without(&self, left_out: &[&str]) -> String {
        let kept = self.names.iter().zip(self.cells).filter(|(name, _)| !left_out.contains(&name.as_str()));
        kept.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("|")
    }
}

/// The median.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

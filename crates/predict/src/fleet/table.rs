//! A table of past runs as CSV: numbers with a header, any separator of comma, semicolon or tab.

use super::PastRun;

/// A cell that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// A cell that must be a number is not.
    #[error("row {row}, column {column}: {found:?} is not a number; the row is left out")]
    NotANumber {
        /// Row, the header being 1.
        row: usize,
        /// The column's name.
        column: String,
        /// What stands there.
        found: String,
    },
    /// A runtime or scale-out that is not above 0.
    #[error("row {row}, column {column}: {found} must be above 0; the row is left out")]
    Absurd {
        /// Row, the header being 1.
        row: usize,
        /// The column's name.
        column: String,
        /// What stands there.
        found: String,
    },
    /// A row with fewer cells than the header.
    #[error("row {row} has {cells} cells, the header {expected}; the row is left out")]
    Short {
        /// Row, the header being 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// The header's cells.
        expected: usize,
    },
    /// A column that the header lacks.
    #[error("the header has no column named {column}")]
    NoColumn {
        /// The column's name.
        column: String,
    },
}

/// Rows that could be used, and what was wrong with the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The runs.
    pub runs: Vec<PastRun>,
    /// What was left out, and why.
    pub errors: Vec<CellError>,
}

impl History {
    /// Reads a table: `scale_out` first, then `columns`, and `runtime`, by their names in the header.
    pub fn read(text: &str, scale_out: &str, columns: &[&str], runtime: &str) -> Self {
        let mut history = Self::default();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let header = lines.next().unwrap_or_default();
        let separator = ['\t', ';', ','].into_iter().find(|&one| header.contains(one)).unwrap_or(',');
        let split = |line: &str| -> Vec<String> {
            line.split(separator).map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
        };
        let names = split(header);
        let wanted: Vec<&str> = [scale_out].into_iter().chain(columns.iter().copied()).chain([runtime]).collect();
        let mut places = Vec::with_capacity(wanted.len());
        for name in &wanted {
            match names.iter().position(|known| known == name) {
                Some(place) => places.push(place),
                None => history.errors.push(CellError::NoColumn { column: (*name).to_owned() }),
            }
        }
        if places.len() < wanted.len() {
            return history;
        }
        for (at, line) in lines.enumerate() {
            match row(at + 2, &split(line), &names, &places) {
                Ok(run) => history.runs.push(run),
                Err(error) => history.errors.push(error),
            }
        }
        history
    }
}

fn row(row: usize, cells: &[String], names: &[String], places: &[usize]) -> Result<PastRun, CellError> {
    if cells.len() < names.len() {
        return Err(CellError::Short { row, cells: cells.len(), expected: names.len() });
    }
    let mut values = Vec::with_capacity(places.len());
    for &place in places {
        let (column, found) = (names[place].clone(), cells[place].clone());
        match found.parse::<f64>() {
            Ok(value) if value.is_finite() => values.push((value, place)),
            _ => return Err(CellError::NotANumber { row, column, found }),
        }
    }
    for &(value, place) in [values.first(), values.last()].into_iter().flatten() {
        if value <= 0.0 {
            return Err(CellError::Absurd { row, column: names[place].clone(), found: cells[place].clone() });
        }
    }
    let runtime = values.pop().map_or(0.0, |value| value.0);
    Ok(PastRun { columns: values.into_iter().map(|value| value.0).collect(), runtime })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_cell_is_named_and_the_rest_is_used() {
        let text = "nodes,data,time\n2,10,100\n4,,60\n8,10,-1\n16,10\n32,10,20\n";
        let history = History::read(text, "nodes", &["data"], "time");
        assert_eq!(history.runs.len(), 2);
        let said: Vec<String> = history.errors.iter().map(ToString::to_string).collect();
        assert!(said[0].starts_with("row 3, column data"), "{said:?}");
        assert!(said[1].starts_with("row 4, column time"), "{said:?}");
        assert!(said[2].starts_with("row 5 has 2 cells"), "{said:?}");
        let none = History::read(text, "machines", &[], "time");
        assert!(none.runs.is_empty() && none.errors.len() == 1);
    }
}

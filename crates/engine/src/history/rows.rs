//! Rows of the table as runs; a cell that cannot be used is named, and the rest is used.

use afterglow_catalog::{Csv, CsvRow};

use super::columns::{Column, Role};
use crate::view::CellIssue;

/// A usable row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its line in the file.
    pub(super) line: usize,
    /// The machine type; empty where the table has none.
    pub(super) machine: String,
    /// The job that it is a run of, and its class; empty where the table has none.
    pub(super) job: String,
    pub(super) class: String,
    pub(super) nodes: f64,
    pub(super) data: Option<f64>,
    pub(super) runtime_ms: f64,
    /// In the order of the columns that are features.
    pub(super) features: Vec<f64>,
    /// Price of one machine for an hour.
    pub(super) price: Option<f64>,
    /// Cost of the run.
    pub(super) cost: Option<f64>,
}

/// What was wrong with cells: all are counted, the first hundred kept.
#[derive(Debug, Default)]
pub(super) struct Issues {
    pub(super) kept: Vec<CellIssue>,
    pub(super) total: u64,
}

/// More issues than this are only counted.
const KEPT: usize = 100;
/// A scale-out above this is no count of machines, executors or cores.
const MOST_NODES: f64 = 1e6;
/// And one below this is none either.
const LEAST_NODES: f64 = 1e-3;
/// Names of machine types and jobs are cut to this: the longest type of the catalogue has 24 characters.
const LONGEST_NAME: usize = 80;
/// No number of a table is greater: what is, is no measurement.
const GREATEST: f64 = 1e18;
/// And none but 0 is nearer to it, for the same reason: its inverse would be no number any more.
const SMALLEST: f64 = 1e-18;

impl Issues {
    pub(super) fn push(&mut self, line: usize, column: Option<&str>, message: String, left_out: bool) {
        self.total += 1;
        if self.kept.len() < KEPT {
            let column = column.map(str::to_owned);
            self.kept.push(CellIssue { line: line as u64, column, message, left_out });
        }
    }
}

/// The usable ones of at most `most` rows.
pub(super) fn rows(csv: &Csv, columns: &[Column], unit_ms: f64, most: usize, issues: &mut Issues) -> Vec<Row> {
    csv.rows.iter().take(most).filter_map(|row| one(csv, row, columns, unit_ms, issues)).collect()
}

fn one(csv: &Csv, row: &CsvRow, columns: &[Column], unit_ms: f64, issues: &mut Issues) -> Option<Row> {
    let needed = columns.iter().filter(|column| column.role != Role::Ignored).map(|column| column.at).max()?;
    if row.cells.len() <= needed {
        let text = format!("{} cells where the header has {}; the row is left out", row.cells.len(), csv.titles.len());
        issues.push(row.line, None, text, true);
        return None;
    }
    let mut out = Row {
        line: row.line,
        machine: String::new(),
        job: String::new(),
        class: String::new(),
        nodes: 0.0,
        data: None,
        runtime_ms: 0.0,
        features: Vec::new(),
        price: None,
        cost: None,
    };
    let mut usable = true;
    for column in columns {
        let optional = matches!(column.role, Role::Price | Role::Cost);
        match cell(csv, row, column, &mut out, unit_ms) {
            Ok(()) => {}
            Err(what) => {
                let done = if optional { "the row is used without it" } else { "the row is left out" };
                issues.push(row.line, Some(&column.name), format!("{what}; {done}"), !optional);
                usable &= optional;
            }
        }
    }
    usable.then_some(out)
}

/// Takes one cell into the row, or says what is wrong with it.
fn cell(csv: &Csv, row: &CsvRow, column: &Column, out: &mut Row, unit_ms: f64) -> Result<(), String> {
    let number = || number(csv, row, column.at);
    let above_0 = |value: f64| {
        if value > 0.0 { Ok(value) } else { Err(format!("{} must be above 0", row.cell(column.at))) }
    };
    match column.role {
        Role::Ignored => {}
        Role::Machine => {
            out.machine = name(row.cell(column.at));
            if out.machine.is_empty() {
                return Err("no machine type".to_owned());
            }
        }
        Role::Job => out.job = name(row.cell(column.at)),
        Role::Class => out.class = name(row.cell(column.at)),
        Role::Nodes => {
            out.nodes = above_0(number()?)?;
            if !(LEAST_NODES..=MOST_NODES).contains(&out.nodes) {
                return Err(format!("{} is no such count", row.cell(column.at)));
            }
        }
        Role::Data => out.data = Some(above_0(number()?)?),
        Role::Runtime => out.runtime_ms = above_0(number()?)? * unit_ms,
        Role::Price => out.price = Some(above_0(number()?)?),
        Role::Cost => out.cost = Some(above_0(number()?)?),
        Role::Feature => out.features.push(number()?),
    }
    Ok(())
}

fn name(cell: &str) -> String {
    cell.chars().take(LONGEST_NAME).collect()
}

fn number(csv: &Csv, row: &CsvRow, at: usize) -> Result<f64, String> {
    match csv.number(row, at) {
        Ok(Some(value)) if value.abs() > GREATEST => Err("too great a number".to_owned()),
        Ok(Some(value)) if value != 0.0 && value.abs() < SMALLEST => Err("too small a number".to_owned()),
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err("the cell is empty".to_owned()),
        Err(issue) => Err(issue.what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PastRunsQuery;
    use crate::history::columns::columns;

    fn read(text: &str) -> (Vec<Row>, Issues) {
        let csv = Csv::parse(text);
        let columns = columns(&csv, &PastRunsQuery::default(), &mut Vec::new());
        let mut issues = Issues::default();
        (rows(&csv, &columns, 1e3, 1000, &mut issues), issues)
    }

    #[test]
    fn a_bad_cell_is_named_with_row_and_column_and_the_rest_is_used() {
        let text = "nodes,data,time\n2,10,100\n4,,60\n8,10,-1\n16,10\n32,10,20\n0,10,5\nNaN,1,2\nmany,1,3\n9e9,1,4\n4,2,7\n4,1,2\n3,3,3\n3,3,4\n";
        let (rows, issues) = read(text);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 6, 11, 12, 13, 14]);
        let said: Vec<(u64, Option<&str>)> =
            issues.kept.iter().map(|issue| (issue.line, issue.column.as_deref())).collect();
        let (nodes, data, time) = (Some("nodes"), Some("data"), Some("time"));
        assert_eq!(said, [(3, data), (4, time), (5, None), (7, nodes), (8, nodes), (9, nodes), (10, nodes)]);
        assert!(issues.kept.iter().all(|issue| issue.left_out && issue.message.ends_with("is left out")));
        assert!(issues.kept[5].message.contains("“many” is not a number"), "{:?}", issues.kept[5]);
    }

    #[test]
    fn numbers_without_an_inverse_are_none() {
        let (rows, issues) = read("nodes,data,time\n1e-320,1,2\n0.5,1,2\n4,1e-300,2\n4,1,1e-30\n");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
        assert!(issues.kept.iter().all(|issue| issue.message.starts_with("too small")), "{:?}", issues.kept);
    }

    #[test]
    fn decimal_commas_quotes_and_marks_are_read() {
        let (rows, issues) = read("\u{feff}\"nodes\";\"data\";\"time\"\r\n\"2\";\"1,5\";\"10,25\"\r\n");
        assert_eq!(issues.total, 0);
        assert_eq!((rows[0].nodes, rows[0].data, rows[0].runtime_ms), (2.0, Some(1.5), 10_250.0));
    }

    #[test]
    fn a_bad_price_does_not_cost_the_row() {
        let (rows, issues) = read("nodes,time,price_per_hour\n2,10,0.5\n4,8,-1\n");
        assert_eq!((rows.len(), rows[1].price, issues.total), (2, None, 1));
        assert!(!issues.kept[0].left_out && issues.kept[0].message.ends_with("used without it"));
    }

    #[test]
    fn many_bad_cells_are_counted_and_a_hundred_kept() {
        let (rows, issues) = read(&format!("nodes,time\n2,1\n{}{}", "4,1\n".repeat(300), "x,1\n".repeat(200)));
        assert_eq!((rows.len(), issues.total, issues.kept.len()), (301, 200, 100));
    }
}

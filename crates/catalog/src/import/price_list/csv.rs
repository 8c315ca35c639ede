//! `index.csv` of AWS's Price List.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::super::ImportFormat;
use super::super::lines::{Lines, Row};
use super::{Column, Taken, market, product};
use crate::{Date, Issue, Overlay};

/// Rows about the file before the row of names; AWS writes five.
const MOST_BEFORE_NAMES: usize = 40;

pub(in super::super) fn read(from: impl BufRead) -> io::Result<Overlay> {
    let mut taken = Taken::new(ImportFormat::AwsPriceCsv);
    let mut lines = Lines::new(from);
    let mut row = Row::default();
    let Some(names) = Names::find(&mut lines, &mut row, &mut taken.date)? else {
        taken.found.push(Issue::at(row.line, "header", "no row of names with SKU, TermType and PricePerUnit"));
        return Ok(taken.finish());
    };
    for needed in [Column::Family, Column::Instance, Column::Region, Column::Unit] {
        if names.at(needed).is_none() {
            let what = format!("no column “{}”; lists before 2021 lack it", needed.name());
            taken.found.push(Issue::at(row.line, "header", what));
        }
    }
    while lines.next(names.separator, &mut row)? {
        let get = |column: Column| names.at(column).map_or("", |at| row.cell(at));
        if row.len() == 1 && row.cell(0).is_empty() {
            continue;
        }
        if row.len() < names.count {
            let what = format!("{} of {} columns; is the file cut?", row.len(), names.count);
            taken.found.push(Issue::at(row.line, "row", what));
            continue;
        }
        let (Some(product), Some(market)) = (product(get), market(get)) else {
            taken.overlay.passed_over += 1;
            continue;
        };
        let price_at = names.at(Column::Price).unwrap_or(usize::MAX);
        let place = (Arc::from(get(Column::Region)), Arc::from(get(Column::Instance)));
        match row.number(price_at, names.separator) {
            Ok(price) => {
                let currency = get(Column::Currency);
                if let Err(what) = taken.put(product, place, market, (price, currency)) {
                    taken.found.push(Issue::at(row.line, format!("column {} (PricePerUnit)", price_at + 1), what));
                }
            }
            Err(issue) => taken.found.push(issue),
        }
    }
    Ok(taken.finish())
}

/// Where the columns are.
struct Names {
    separator: char,
    count: usize,
    places: [Option<usize>; Column::ALL.len()],
}

impl Names {
    /// Reads up to the row of names; `None` when there is none. The rows before it tell the day of the file.
    fn find<R: BufRead>(lines: &mut Lines<R>, row: &mut Row, date: &mut Date) -> io::Result<Option<Self>> {
        for _ in 0..MOST_BEFORE_NAMES {
            // A separator that does not occur keeps the line whole, less its quotes, whatever it is separated by.
            if !lines.next('\u{0}', row)? {
                return Ok(None);
            }
            let line = row.cell(0).to_owned();
            let count = |c: char| line.matches(c).count();
            let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(',');
            let titles: Vec<String> = line.split(separator).map(plain).collect();
            if titles.first().is_some_and(|title| title == "publicationdate") {
                let day = line.split(separator).nth(1).unwrap_or_default();
                *date = Date::parse(day.trim()).unwrap_or_default();
            }
            let has = |column: Column| titles.iter().any(|title| title == column.name());
            if titles.first().is_some_and(|title| title == "sku") && has(Column::TermType) && has(Column::Price) {
                let places = Column::ALL.map(|column| titles.iter().position(|title| title == column.name()));
                return Ok(Some(Self { separator, count: titles.len(), places }));
            }
        }
        Ok(None)
    }

    fn at(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }
}

/// A title in lower case with its letters and digits only.
fn plain(title: &str) -> String {
    title.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

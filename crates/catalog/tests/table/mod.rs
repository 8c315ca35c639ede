//! The source tables as the tests read them: with a splitter of their own, so that one mistake in the crate's reader
//! cannot stand on both sides of a comparison.
#![allow(clippy::print_stdout, dead_code, reason = "notes for whoever runs the tests; not every test needs all of it")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// A table whose rows are cells by column.
pub(crate) struct Table {
    names: HashMap<String, usize>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The text of a file of `../shared/catalog`; `None`, with a note, where it is not there.
pub(crate) fn source(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/catalog").join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("note: {} is not there, nothing to compare with", path.display());
    }
    text
}

/// One of its tables.
pub(crate) fn table(name: &str) -> Option<Table> {
    let mut rows = split(&source(name)?).into_iter();
    let header = rows.next().unwrap_or_default();
    let names = header.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
    Some(Table { names, rows: rows.collect() })
}

impl Table {
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(move |cells| Row { table: self, cells })
    }

    /// A fixed sequence that looks random: `count` rows, always the same ones.
    pub(crate) fn sample(&self, count: usize) -> impl Iterator<Item = Row<'_>> {
        let mut state = 0x5eed_u64;
        (0..count).map(move |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Row { table: self, cells: &self.rows[(state >> 33) as usize % self.rows.len()] }
        })
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// A cell; `None` when it is empty. A column that is not there is a mistake of the test.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        let at = *self.table.names.get(name).unwrap_or_else(|| panic!("no column {name}"));
        self.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    pub(crate) fn number(self, name: &str) -> Option<f64> {
        self.text(name).map(|text| text.parse().expect("a number in the source"))
    }
}

/// Splits at commas outside of quotes (RFC 4180); the sources have no other separators.
fn split(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut quoted) = (Vec::new(), vec![String::new()], false);
    let mut bytes = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = bytes.next() {
        let cell = row.last_mut().expect("a row has a cell");
        match c {
            '"' if quoted && bytes.peek() == Some(&'"') => {
                bytes.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(std::mem::replace(&mut row, vec![String::new()])),
            c => cell.push(c),
        }
    }
    if row.len() > 1 {
        rows.push(row);
    }
    rows
}

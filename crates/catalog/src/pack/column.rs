//! One column of a table as bytes: a text column as a dictionary and indexes, a number column as fixed point.
//!
//! The columns lie one after the other, so that equal things lie together and gzip finds them.

use std::collections::HashMap;
use std::sync::Arc;

use super::PackError;
use super::bytes::{Reader, Writer};

/// A text column: the distinct texts, and which of them each row has. The empty text is "not known".
#[derive(Debug, Default)]
pub(crate) struct Texts {
    distinct: Vec<Option<Arc<str>>>,
    rows: Vec<u32>,
}

impl Texts {
    /// The text of a row; `None` when empty.
    pub(crate) fn get(&self, row: usize) -> Option<Arc<str>> {
        self.rows.get(row).and_then(|ix| self.distinct.get(*ix as usize)).cloned().flatten()
    }

    /// The index of a row's text: equal texts have equal indexes.
    pub(crate) fn index(&self, row: usize) -> u32 {
        self.rows.get(row).copied().unwrap_or_default()
    }

    pub(super) fn write<'a>(to: &mut Writer, cells: impl Iterator<Item = &'a str> + Clone) {
        let mut distinct = vec![""];
        let mut index = HashMap::from([("", 0u64)]);
        for cell in cells.clone() {
            index.entry(cell).or_insert_with(|| {
                distinct.push(cell);
                distinct.len() as u64 - 1
            });
        }
        to.unsigned(distinct.len() as u64 - 1);
        distinct.iter().skip(1).for_each(|text| to.text(text));
        cells.for_each(|cell| to.unsigned(index[cell]));
    }

    pub(super) fn read(from: &mut Reader<'_>, rows: usize) -> Self {
        let mut distinct = vec![None];
        distinct.extend((0..from.count()).map(|_| Some(Arc::from(from.text()))));
        let rows = (0..rows).map(|_| from.unsigned() as u32).collect();
        Self { distinct, rows }
    }
}

/// A number column; NaN is "not known".
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<f64>);

impl Numbers {
    /// The number of a row.
    pub(crate) fn get(&self, row: usize) -> Option<f64> {
        self.0.get(row).copied().filter(|n| !n.is_nan())
    }

    /// Every cell is a whole number of 10⁻ᵈ with the same d; dividing that whole number by 10ᵈ gives back exactly
    /// the `f64` that the text stands for, as both are exact and the division is rounded correctly.
    pub(super) fn write<'a>(
        to: &mut Writer,
        name: &str,
        cells: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), PackError> {
        let decimals = cells.clone().map(decimals_of).max().unwrap_or(0);
        to.unsigned(u64::from(decimals));
        for cell in cells {
            if cell.is_empty() {
                to.unsigned(0);
            } else {
                let whole = fixed(cell, decimals)
                    .ok_or_else(|| PackError::Number { column: name.to_owned(), cell: cell.to_owned() })?;
                to.unsigned(whole + 1);
            }
        }
        Ok(())
    }

    pub(super) fn read(from: &mut Reader<'_>, rows: usize) -> Self {
        let scale = 10f64.powi(from.unsigned().min(15) as i32);
        let cell = |coded: u64| coded.checked_sub(1).map_or(f64::NAN, |whole| whole as f64 / scale);
        Self((0..rows).map(|_| cell(from.unsigned())).collect())
    }
}

/// Digits behind the decimal point.
pub(super) fn decimals_of(cell: &str) -> u32 {
    cell.split_once('.').map_or(0, |(_, digits)| digits.len() as u32)
}

/// A decimal text as a whole number of 10⁻ᵈ; `None` when it is not one, or does not fit.
pub(super) fn fixed(cell: &str, decimals: u32) -> Option<u64> {
    let (whole, digits) = cell.split_once('.').unwrap_or((cell, ""));
    let missing = decimals.checked_sub(digits.len() as u32)?;
    let text = format!("{whole}{digits}{}", "0".repeat(missing as usize));
    text.parse().ok().filter(|n| *n < 1 << 53)
}

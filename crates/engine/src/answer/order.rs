//! Sorting the rows of a table by one of their fields.

use std::cmp::Ordering;

use crate::Sort;

/// What a row is sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    /// A figure; an unknown one comes last in either direction.
    Number(Option<f64>),
    /// A name.
    Text(String),
}

impl From<f64> for Key {
    fn from(value: f64) -> Self {
        Self::Number(Some(value))
    }
}

impl From<u64> for Key {
    fn from(value: u64) -> Self {
        Self::Number(Some(value as f64))
    }
}

impl From<Option<f64>> for Key {
    fn from(value: Option<f64>) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Key {
    fn from(value: &str) -> Self {
        Self::Text(value.to_lowercase())
    }
}

/// The order of indexes by their keys; equal keys keep their place.
pub(super) fn sorted<T>(mut rows: Vec<T>, sort: Option<&Sort>, key: impl Fn(&T, &str) -> Option<Key>) -> Vec<T> {
    let Some(sort) = sort else { return rows };
    rows.sort_by_cached_key(|row| Sortable { key: key(row, &sort.column), descending: sort.descending });
    rows
}

/// A key with its direction.
struct Sortable {
    key: Option<Key>,
    descending: bool,
}

impl PartialEq for Sortable {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Sortable {}

impl PartialOrd for Sortable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sortable {
    fn cmp(&self, other: &Self) -> Ordering {
        let turned = |order: Ordering| if self.descending { order.reverse() } else { order };
        match (&self.key, &other.key) {
            (Some(Key::Number(Some(a))), Some(Key::Number(Some(b)))) => turned(a.total_cmp(b)),
            (Some(Key::Number(Some(_))), _) => Ordering::Less,
            (_, Some(Key::Number(Some(_)))) => Ordering::Greater,
            (Some(Key::Text(a)), Some(Key::Text(b))) => turned(a.cmp(b)),
            _ => Ordering::Equal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_figures_come_last_either_way() {
        for (descending, expected) in [(false, [1, 2, 0]), (true, [2, 1, 0])] {
            let sort = Sort { column: "x".into(), descending };
            let values = [None, Some(1.0), Some(2.0)];
            let rows = sorted(vec![0, 1, 2], Some(&sort), |&row: &usize, _| Some(values[row].into()));
            assert_eq!(rows, expected);
        }
    }
}

//! Features that say nothing of their own are left out: they would only tell the models the same twice, and at other
//! configurations nobody could say what they are.

use std::collections::BTreeMap;

use super::columns::{Column, Role};
use super::rows::Row;

/// Leaves out features that are the same in all rows, or follow from machine type, scale-out or data; the columns say so.
pub(super) fn thin(rows: &mut [Row], columns: &mut [Column]) {
    let Some(first) = rows.first() else { return };
    let several_types = rows.iter().any(|row| row.machine != first.machine);
    let mut dropped = Vec::new();
    for (place, column) in columns.iter_mut().filter(|column| column.role == Role::Feature).enumerate() {
        let value = |row: &Row| row.features[place];
        let why = if constant(rows.iter(), value) {
            "the same in all rows"
        } else if several_types && within_types(rows, value) {
            "the same in all rows of a machine type"
        } else if within_types(rows, |row| value(row) / row.nodes) {
            "follows from the scale-out"
        } else if rows.iter().all(|row| row.data.is_some())
            && constant(rows.iter(), |row| value(row) / row.data.unwrap_or(1.0))
        {
            "follows from the data"
        } else {
            continue;
        };
        column.ignore(why);
        dropped.push(place);
    }
    for row in rows {
        let mut place = 0;
        row.features.retain(|_| {
            place += 1;
            !dropped.contains(&(place - 1))
        });
    }
}

fn constant<'a>(rows: impl Iterator<Item = &'a Row>, value: impl Fn(&Row) -> f64) -> bool {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for row in rows {
        let value = value(row);
        (low, high) = (low.min(value), high.max(value));
    }
    high - low <= 1e-9 * high.abs().max(low.abs())
}

/// Whether a value is constant among the rows of each machine type.
fn within_types(rows: &[Row], value: impl Fn(&Row) -> f64) -> bool {
    let mut types: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        types.entry(&row.machine).or_default().push(row);
    }
    types.into_values().all(|rows| constant(rows.into_iter(), &value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_features_that_tell_something_stay() {
        let row = |machine: &str, nodes: f64, data: f64, features: [f64; 5]| Row {
            line: 2,
            machine: machine.to_owned(),
            job: String::new(),
            class: String::new(),
            nodes,
            data: Some(data),
            runtime_ms: 1.0,
            features: features.to_vec(),
            price: None,
            cost: None,
        };
        // The same; of the type; cores of the cluster; rows of the data; a feature.
        let mut rows = [
            row("a", 2.0, 10.0, [5.0, 15.0, 16.0, 100.0, 7.0]),
            row("a", 4.0, 30.0, [5.0, 15.0, 32.0, 300.0, 2.0]),
            row("b", 4.0, 20.0, [5.0, 30.0, 16.0, 200.0, 1.0]),
        ];
        let column = |at: usize| Column { at, name: format!("c{at}"), role: Role::Feature, why: String::new() };
        let mut columns: Vec<Column> = (0..5).map(column).collect();
        thin(&mut rows, &mut columns);
        assert_eq!(rows[1].features, [2.0]);
        let why: Vec<&str> = columns.iter().map(|column| column.why.as_str()).collect();
        assert_eq!(
            why,
            [
                "the same in all rows",
                "the same in all rows of a machine type",
                "follows from the scale-out",
                "follows from the data",
                ""
            ]
        );
    }
}

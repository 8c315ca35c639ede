//! The machine types of a table: what the catalogue knows of them, and what one costs.

use afterglow_units::order;
use std::collections::BTreeMap;

use afterglow_catalog::{Catalog, Instance, Market};

use super::columns::Counts;
use super::rows::Row;
use crate::view::MachineView;

/// A machine type.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    /// Its name in the table, or as it was asked for; empty where the table tells none.
    pub(super) name: String,
    /// Its rows.
    pub(super) rows: usize,
    pub(super) first_line: usize,
    pub(super) known: Option<&'static Instance>,
    /// Of one machine for an hour.
    pub(super) price: Option<f64>,
    /// The same for one of what the scale-out counts.
    pub(super) unit_price: Option<f64>,
}

impl Machine {
    pub(super) fn new(name: &str) -> Self {
        let known = Catalog::builtin().find_id(name.trim());
        Self { name: name.to_owned(), rows: 0, first_line: 0, known, price: None, unit_price: None }
    }

    /// Cores, speed of a core where it was measured, memory for a core in GiB.
    pub(super) fn hardware(&self) -> Option<(f64, Option<f64>, f64)> {
        let known = self.known?;
        let cores = f64::from(known.vcpus.0.max(1));
        Some((cores, known.cpu_score_per_core().map(|core| core.score), known.memory.gib() / cores))
    }

    /// The name as a view has it: none where the table tells none.
    pub(super) fn shown(&self) -> Option<String> {
        Some(self.name.clone()).filter(|name| !name.is_empty())
    }

    pub(super) fn view(&self) -> MachineView {
        MachineView {
            name: self.name.clone(),
            rows: self.rows as u64,
            first_line: self.first_line as u64,
            id: self.known.map(|known| format!("{}:{}", known.cloud.word(), known.name)),
            cores: self.known.map(|known| known.vcpus.0),
            memory_bytes: self.known.map(|known| known.memory.0),
            core_score: self.known.and_then(Instance::cpu_score_per_core).map(|core| core.score),
            price_per_hour: self.price,
        }
    }

    /// On demand in the main region, in US dollars.
    fn listed(&self) -> Option<f64> {
        let catalog = Catalog::builtin();
        let known = self.known?;
        let region = catalog.regions(known.cloud).next()?;
        Some(catalog.price(known, &region.name, Market::OnDemand)?.usd_per_hour.0)
    }

    /// Takes the catalogue's price.
    pub(super) fn price_by_catalogue(&mut self, counts: Counts) {
        self.price = self.listed();
        self.unit_price = self.price.and_then(|price| match counts {
            Counts::Machines => Some(price),
            Counts::Cores => self.known.map(|known| price / f64::from(known.vcpus.0.max(1))),
            // How many executors share a machine is not told.
            Counts::Executors => None,
        });
    }
}

/// The machine types of the rows, the one with most rows first.
pub(super) fn machines(rows: &[Row]) -> Vec<Machine> {
    let mut by_name: BTreeMap<&str, Machine> = BTreeMap::new();
    for row in rows {
        let machine = by_name.entry(&row.machine).or_insert_with(|| Machine::new(&row.machine));
        if machine.rows == 0 {
            machine.first_line = row.line;
        }
        machine.rows += 1;
    }
    let mut machines: Vec<Machine> = by_name.into_values().collect();
    order::by(&mut machines, |a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
    machines
}

/// The middle of some values.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// What one of the scale-out costs for an hour by the table's own columns: the price, or the cost of a run over what it
/// used; the median of `rows`.
pub(super) fn price_by_table<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<f64> {
    let one = |row: &Row| row.price.or_else(|| Some(row.cost? / (row.nodes * row.runtime_ms / 3.6e6)));
    median(rows.filter_map(one).filter(|price| price.is_finite()).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn row(machine: &str, line: usize) -> Row {
        Row {
            line,
            machine: machine.to_owned(),
            job: String::new(),
            class: String::new(),
            nodes: 2.0,
            data: None,
            runtime_ms: 1.8e6,
            features: Vec::new(),
            price: None,
            cost: Some(3.0),
        }
    }

    #[test]
    fn types_are_found_with_and_without_their_cloud() {
        let found = machines(&[row("m5.xlarge", 2), row("aws:M5.XLARGE", 3), row("m5.xlarge", 4), row("<b>", 5)]);
        let told: Vec<(&str, usize, bool)> =
            found.iter().map(|one| (one.name.as_str(), one.first_line, one.known.is_some())).collect();
        assert_eq!(told, [("m5.xlarge", 2, true), ("<b>", 5, false), ("aws:M5.XLARGE", 3, true)]);
        assert_eq!(found[0].hardware().map(|one| (one.0, one.2)), Some((4.0, 4.0)));
    }

    #[test]
    fn prices_are_of_what_the_scale_out_counts() {
        let mut machine = Machine::new("m5.xlarge");
        machine.price_by_catalogue(Counts::Machines);
        let whole = machine.unit_price.unwrap();
        assert!((0.1..0.4).contains(&whole), "{whole}");
        machine.price_by_catalogue(Counts::Cores);
        assert!((machine.unit_price.unwrap() - whole / 4.0).abs() < 1e-12);
        machine.price_by_catalogue(Counts::Executors);
        assert_eq!((machine.price, machine.unit_price), (Some(whole), None));
    }

    #[test]
    fn the_cost_of_a_run_tells_the_price_of_an_hour() {
        assert_eq!(price_by_table([row("x", 2)].iter()), Some(3.0), "two machines for half an hour cost 3");
    }
}

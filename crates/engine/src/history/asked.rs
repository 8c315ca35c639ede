//! Configurations that were asked for, also of machine types that the table lacks.

use super::choice;
use super::columns::{Column, Counts, Role};
use super::machines::{self, Machine};
use super::space::{Config, MachinesBy, Measured, Space};
use crate::view::{PastRunsView, TablePoint};
use crate::{PastRunsAt, PastRunsQuery};

/// What the question brings beyond the table.
pub(super) struct Asked {
    /// Machine types that the table lacks and the catalogue has.
    pub(super) machines: Vec<Machine>,
    /// How machine types are to count.
    pub(super) by: Option<MachinesBy>,
}

impl Asked {
    pub(super) fn of(query: &PastRunsQuery, machines: &[Machine], counts: Counts, view: &mut PastRunsView) -> Self {
        let mut by = match query.machines_by.as_deref() {
            Some("hardware") => Some(MachinesBy::Hardware),
            Some("name") => Some(MachinesBy::Name),
            _ => None,
        };
        let measured = |machine: &Machine| machine.hardware().is_some_and(|hardware| hardware.1.is_some());
        let by_hardware = machines.len() > 1 && machines.iter().all(|machine| machine.known.is_some());
        let mut new: Vec<Machine> = Vec::new();
        let names = query.at.iter().filter_map(|at| at.machine.as_deref());
        for name in names.filter(|name| find(machines, name).is_none()) {
            let mut machine = Machine::new(name);
            // A machine whose speed nobody measured is not like those whose speed is known.
            let alike = measured(&machine) || !machines.iter().all(measured);
            if alike && machine.known.is_some() && by_hardware && by != Some(MachinesBy::Name) {
                by = Some(MachinesBy::Hardware);
                if view.price_basis.as_deref() == Some("rule") {
                    machine.price_by_catalogue(counts);
                }
                new.push(machine);
            } else {
                view.notes.push(format!(
                    "Nothing is predicted for {name:?}: the table has no row with it, and its rows do not tell what \
                     hardware does."
                ));
            }
        }
        Self { machines: new, by }
    }
}

/// A machine type by its name in any case, or by what the catalogue calls it.
fn find<'a>(machines: &'a [Machine], name: &str) -> Option<&'a Machine> {
    let name = name.trim();
    machines.iter().find(|machine| machine.name.eq_ignore_ascii_case(name))
}

/// The prediction for a configuration that was asked for.
pub(super) fn answer(
    at: &PastRunsAt,
    space: &Space,
    measured: &[Measured<'_>],
    machines: &[Machine],
    columns: &[Column],
    view: &PastRunsView,
) -> Option<TablePoint> {
    let above_0 = |value: Option<f64>| value.filter(|value| value.is_finite() && *value > 0.0);
    let machine = match &at.machine {
        Some(name) => find(machines, name)?,
        None => machines.first()?,
    };
    // Scale-out and data by their column's own name.
    let other = |role: Role| {
        let column = columns.iter().find(|column| column.role == role)?;
        at.others.iter().find(|(name, _)| column.name.eq_ignore_ascii_case(name)).map(|other| other.1)
    };
    let middle_nodes = || machines::median(measured.iter().map(|one| one.config.nodes).collect());
    let mut features = choice::middle(measured, machine);
    for (name, value) in at.others.iter().filter(|other| other.1.is_finite()) {
        let mut named = columns.iter().filter(|column| column.role == Role::Feature);
        if let Some(place) = named.position(|column| column.name.eq_ignore_ascii_case(name)) {
            features[place] = *value;
        }
    }
    let config = Config {
        machine,
        nodes: above_0(at.nodes).or_else(|| above_0(other(Role::Nodes))).or_else(middle_nodes)?,
        data: view.data.map(|middle| above_0(at.data).or_else(|| above_0(other(Role::Data))).unwrap_or(middle)),
        features,
    };
    Some(choice::point(space, &config)).filter(choice::is_finite)
}

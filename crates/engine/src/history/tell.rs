//! Sentences about a table: what it lacks, and how its machine types count.

use afterglow_catalog::Csv;
use afterglow_predict::fleet::FleetRefusal;

use super::columns::{Column, Role};
use super::machines::Machine;
use super::rows::Row;
use super::space::{MachinesBy, Space};
use crate::PastRunsQuery;
use crate::view::UnseenView;

/// Machine types that the catalogue lacks are told one by one up to this many.
const TOLD: usize = 10;

/// What a table must have and this one has not.
pub(super) fn lacking(csv: &Csv, columns: &[Column]) -> Option<String> {
    if csv.titles.iter().all(String::is_empty) {
        return Some("The table is empty: the first line must name the columns, such as nodes,runtime.".to_owned());
    }
    if csv.rows.is_empty() {
        return Some("The table has a header and no rows.".to_owned());
    }
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    let lacks = match (has(Role::Nodes), has(Role::Runtime)) {
        (true, true) => return None,
        (true, false) => "the runtime (as in a column named runtime, duration or time)",
        (false, true) => "the scale-out (as in a column named nodes, workers or slots)",
        (false, false) => {
            "the scale-out (as in nodes, workers, slots), and none as the runtime (runtime, duration, time)"
        }
    };
    Some(format!(
        "No column of numbers was recognised as {lacks}. Say which column it is, and look whether its cells are plain numbers."
    ))
}

/// The first word of a question that names no column.
pub(super) fn misnamed(columns: &[Column], query: &PastRunsQuery) -> Option<String> {
    let names = || columns.iter().map(|column| column.name.as_str());
    let asked =
        query.roles.iter().map(|(name, _)| name).chain(query.at.iter().flat_map(|at| &at.others).map(|(name, _)| name));
    let mut unknown = asked.filter(|asked| !names().any(|name| name.eq_ignore_ascii_case(asked.trim())));
    let wrong = unknown.next()?;
    Some(format!("The header has no column named {wrong:?}; it has {}.", names().collect::<Vec<_>>().join(", ")))
}

/// Why the rows are not enough.
pub(super) fn refused(refusal: &FleetRefusal, rows: &[Row]) -> String {
    match refusal {
        FleetRefusal::TooFewRuns { .. } if rows.len() > 1 => {
            "All usable rows are of one configuration: at least two different ones are needed.".to_owned()
        }
        FleetRefusal::TooFewRuns { .. } => {
            format!("{} usable rows in the table: at least two are needed.", rows.len())
        }
    }
}

/// What to think of the choice for a job that never ran, or why there is none.
pub(super) fn unseen(choice: Option<&UnseenView>, like: Option<&str>) -> Option<String> {
    match (choice, like) {
        (None, Some(class)) => {
            Some(format!("No job of the table is of the class {class:?}, so none tells what suits a new one."))
        }
        (None, None) => None,
        (Some(choice), _) => Some(format!(
            "What suits the {} may suit a new job less: jobs differ most in the memory that they need. One trial more, after \
             its first run is a row of the table, tells far more.",
            if choice.jobs == 1 { "job of the table" } else { "jobs of the table" }
        )),
    }
}

/// What is said of a job that has no row.
pub(super) fn new_job(name: &str) -> String {
    format!(
        "No row is of the job {name:?}, so nothing is predicted for it; only what suited the other jobs can be told."
    )
}

/// Says how the machine types count, and which of them the catalogue lacks.
pub(super) fn machines(space: &Space, machines: &[Machine], asked: Option<MachinesBy>, notes: &mut Vec<String>) {
    if machines.len() == 1 && machines[0].name.is_empty() {
        return;
    }
    for machine in machines.iter().filter(|machine| machine.known.is_none()).take(TOLD) {
        notes.push(format!(
            "Line {}: the catalogue has no machine type {:?}, so its hardware and price are not known.",
            machine.first_line, machine.name
        ));
    }
    let unknown = machines.iter().filter(|machine| machine.known.is_none()).count();
    if unknown > TOLD {
        notes.push(format!("So it is with {} more machine types.", unknown - TOLD));
    }
    let how = if asked == Some(space.by) { "as you chose" } else { "which errs less in cross-validation" };
    notes.push(match space.by {
        MachinesBy::Hardware => {
            format!("Machine types count by their cores, core speed and memory in the catalogue, {how}.")
        }
        MachinesBy::Name if unknown > 0 => {
            "Machine types count each by itself and not by their hardware, since the catalogue does not know all of them."
                .to_owned()
        }
        MachinesBy::Name => format!("Machine types count each by itself and not by their hardware, {how}."),
        MachinesBy::Nothing if machines.len() > 1 => {
            "There are too many machine types that the catalogue lacks: they are not told apart.".to_owned()
        }
        MachinesBy::Nothing => "All rows have one machine type, so nothing is known of others.".to_owned(),
    });
}

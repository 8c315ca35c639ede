//! CherryPick's tables with all their machine types at once: does the catalogue's hardware help?
//!
//! Asked of the product's own door, one row left out at a time.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_engine::{PastRunsAt, PastRunsQuery, past_runs};
use afterglow_units::Interval;

use super::Table;
use crate::accuracy::figures::Errors;

/// How machine types count, as the head of a column and the word of the query.
const WAYS: [(&str, Option<&str>); 3] =
    [("each by itself", Some("name")), ("by hardware", Some("hardware")), ("chosen", None)];

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::new();
    writeln!(
        page,
        "\nCherryPick with all machine types in one table, each row from the others, by how the types count: mean error \
         in % (share inside %). Chosen is what the product does.\n"
    )?;
    writeln!(page, "| job | rows | {} |", WAYS.map(|(name, _)| name).join(" | "))?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: |")?;
    let mut all = [const { Vec::new() }; WAYS.len()];
    for job in ["terasort", "tpcds", "spark", "tpch", "kmeans"] {
        let table = Table::read(&shared.join(format!("tables/cherrypick/CP_{job}.csv")), ',')?;
        let rows: Vec<(String, f64, f64)> = table
            .rows()
            .map(|row| (row.text("vm_name").to_owned(), row.number("num_machines"), row.number("time")))
            .filter(|row| row.1 > 0.0 && row.2 > 0.0)
            .collect();
        let mut cells = String::new();
        for (at, (_, way)) in WAYS.iter().enumerate() {
            let errors = left_out(&rows, *way);
            write!(cells, " {:.1} ({:.0}) |", errors.mean(), errors.coverage())?;
            all[at].push(errors.mean());
        }
        writeln!(page, "| {job} | {} |{cells}", rows.len())?;
    }
    let means = all.map(|errors| format!("**{:.1}**", errors.iter().sum::<f64>() / errors.len().max(1) as f64));
    writeln!(page, "| **mean** | | {} |", means.join(" | "))?;
    Ok(page)
}

fn left_out(rows: &[(String, f64, f64)], way: Option<&str>) -> Errors {
    let mut errors = Errors::default();
    for (out, (machine, nodes, time)) in rows.iter().enumerate() {
        let mut text = "machine,nodes,runtime_s\n".to_owned();
        for (_, (machine, nodes, time)) in rows.iter().enumerate().filter(|(at, _)| *at != out) {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{machine},{nodes},{time}");
        }
        let at = PastRunsAt { machine: Some(machine.clone()), nodes: Some(*nodes), ..PastRunsAt::default() };
        let query = PastRunsQuery { at: vec![at], machines_by: way.map(str::to_owned), ..PastRunsQuery::default() };
        if let Some(point) = past_runs(&text, &query).asked.first() {
            let range = point.runtime_ms;
            let interval = Interval { low: range.low / 1e3, mid: range.mid / 1e3, high: range.high / 1e3 };
            errors.add_interval(interval, *time);
        }
    }
    errors
}

//! A plain table of past runs, without any log: which column is what, the models over its rows, and what they say.
//!
//! Stateless: the text and the question in, plain data out. The text is hostile; all that goes out of it are numbers,
//! names of columns and machine types, and cells cut short, as plain text.

mod asked;
mod choice;
mod columns;
mod features;
mod jobs;
mod machines;
mod places;
mod rows;
mod space;
mod tell;
mod trial;
mod unseen;

use std::collections::BTreeMap;
use std::io::Read;

use afterglow_catalog::Csv;
use afterglow_eventlog::source::Input;
use afterglow_units::{order, shown};

use crate::PastRunsQuery;
use crate::view::{FittedView, ModelView, PastRunsView};
use asked::Asked;
use columns::{Column, Counts, Role};
use jobs::{Jobs, Other};
use machines::Machine;
use rows::{Issues, Row};
use space::{Measured, Space};
use trial::{Next, Wanted};

/// More text than this is not read: a table of so many runs is a log.
const MOST_BYTES: usize = 8 << 20;
/// More rows than this are not taken.
const MOST_ROWS: usize = 10_000;
/// More configurations or machine types than this are not listed, though all are used.
const LISTED: usize = 500;
/// A model that errs by more than this tells nothing.
const HOPELESS: f64 = 1.0;
/// The expected gain under which no more trials are proposed.
const STOP_BELOW: f64 = 0.05;

/// Answers a question about a table of past runs. It never fails as a whole: what cannot be used is named, and where
/// nothing can be predicted, `refused` says why.
pub fn past_runs(text: &str, query: &PastRunsQuery) -> PastRunsView {
    let mut view = PastRunsView::default();
    let csv = Csv::parse(bounded(text, &mut view.notes));
    view.rows = csv.rows.len() as u64;
    if csv.titles.len() > columns::MOST_COLUMNS {
        view.notes.push(format!(
            "The table has {} columns; only the first {} are looked at.",
            csv.titles.len(),
            columns::MOST_COLUMNS
        ));
    }
    if csv.rows.len() > MOST_ROWS {
        view.notes.push(format!("The table has {} rows; only the first {MOST_ROWS} are taken.", csv.rows.len()));
    }
    let mut columns = columns::columns(&csv, query, &mut view.notes);
    view.refused = tell::misnamed(&columns, query).or_else(|| tell::lacking(&csv, &columns));
    if view.refused.is_none() {
        let mut issues = Issues::default();
        let unit_ms = unit_ms(&columns, query, &mut view.notes);
        let mut rows = rows::rows(&csv, &columns, unit_ms, MOST_ROWS, &mut issues);
        (view.issues, view.issues_total, view.rows_used) = (issues.kept, issues.total, rows.len() as u64);
        features::thin(&mut rows, &mut columns);
        let mut jobs = jobs::split(rows, &mut columns, query, &mut view.notes);
        features::thin(&mut jobs.own, &mut columns);
        view.refused = answer(&jobs, &columns, query, &mut view).err();
    }
    view.columns = columns.iter().map(Column::view).collect();
    view
}

/// The same for a file. Bytes that are no UTF-8 become the sign for that: tables are also saved in older encodings.
pub fn past_runs_in(input: &dyn Input, query: &PastRunsQuery) -> PastRunsView {
    let mut bytes = Vec::new();
    let read = input.open().and_then(|reader| reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => past_runs(&String::from_utf8_lossy(&bytes), query),
        Err(error) => PastRunsView { refused: Some(format!("The file cannot be read: {error}")), ..Default::default() },
    }
}

/// The column of the runtimes, if a table holds past runs: by its header, and by its columns having numbers.
pub(crate) fn runtimes_of(csv: &Csv) -> Option<usize> {
    let columns = columns::columns(csv, &PastRunsQuery::default(), &mut Vec::new());
    let told = tell::lacking(csv, &columns).is_none();
    columns.iter().find(|column| told && column.role == Role::Runtime).map(|column| column.at)
}

/// The text up to the last whole line that is taken.
fn bounded<'a>(text: &'a str, notes: &mut Vec<String>) -> &'a str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let cut = text.as_bytes()[..MOST_BYTES].iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
    notes.push(format!("Only the first {} of the table are read.", shown::bytes(cut as f64)));
    &text[..cut]
}

fn named(columns: &[Column], role: Role) -> &str {
    columns.iter().find(|column| column.role == role).map_or("", |column| &column.name)
}

fn unit_ms(columns: &[Column], query: &PastRunsQuery, notes: &mut Vec<String>) -> f64 {
    let name = named(columns, Role::Runtime);
    let (unit_ms, assumed) = columns::unit_ms(name, query.runtime_unit.as_deref());
    if assumed {
        notes.push(format!("The column {name} does not name its unit; it is taken for seconds."));
    }
    unit_ms
}

/// Fills the view with what the models say of the job in question, and with what suits a job that never ran.
fn answer(jobs: &Jobs, columns: &[Column], query: &PastRunsQuery, view: &mut PastRunsView) -> Result<(), String> {
    let counts = columns::counts(named(columns, Role::Nodes));
    let all: Vec<Row> = jobs.own.iter().chain(&jobs.others).filter(|_| !jobs.others.is_empty()).cloned().collect();
    let mut machines = machines::machines(&all);
    // What is said of prices is said once, of the job in question.
    let said = &mut PastRunsView::default();
    price(&mut machines, &all, columns, counts, if jobs.new.is_some() { &mut *view } else { said });
    let like = query.like.as_deref().filter(|class| !class.trim().is_empty());
    if !all.is_empty() {
        view.unseen = unseen::choice(&jobs::others(&all, &machines, like), &machines, counts, like);
        view.notes.extend(tell::unseen(view.unseen.as_ref(), like));
    }
    if let Some(name) = &jobs.new {
        view.notes.push(tell::new_job(name));
        return view.unseen.is_some().then_some(()).ok_or_else(|| tell::new_job(name));
    }
    predict(&jobs.own, &jobs::others(&jobs.others, &machines, like), columns, query, view)
}

/// Fits the models to the rows of one job and fills the view with what they say.
fn predict(
    rows: &[Row],
    others: &[Other<'_>],
    columns: &[Column],
    query: &PastRunsQuery,
    view: &mut PastRunsView,
) -> Result<(), String> {
    let mut machines = machines::machines(rows);
    let counts = columns::counts(named(columns, Role::Nodes));
    price(&mut machines, rows, columns, counts, view);
    let asked = Asked::of(query, &machines, counts, view);
    let all: Vec<Machine> = machines.iter().chain(&asked.machines).cloned().collect();
    let measured = space::measured(rows, &all);
    view.configurations = measured.len() as u64;
    let named = machines.iter().filter(|machine| !machine.name.is_empty());
    view.machines = named.take(LISTED).map(Machine::view).collect();
    let space = Space::fit(&measured, &machines, asked.by).map_err(|refusal| tell::refused(&refusal, rows))?;
    tell::machines(&space, &machines, asked.by, &mut view.notes);
    if measured.iter().all(|one| one.config.nodes == measured[0].config.nodes) {
        view.notes.push(
            "All rows have one scale-out: what another one would do is a rule of thumb (the power −1/2) and no experience."
                .to_owned(),
        );
    }
    let asked_data = query.data.filter(|data| data.is_finite() && *data > 0.0);
    view.data = machines::median(measured.iter().filter_map(|one| one.config.data).collect())
        .map(|middle| asked_data.unwrap_or(middle));
    view.models = models(&space);
    view.fitted = measured.iter().take(LISTED).map(|one| fitted(&space, one)).collect();
    let curves = choice::curves(&space, &measured, &machines, view.data);
    if machines.len() > choice::MOST_CURVES {
        view.notes.push(format!(
            "Curves and choices are of the {} machine types with most rows, of {}.",
            choice::MOST_CURVES,
            machines.len()
        ));
    }
    view.curves = curves.iter().map(|curve| choice::curve_view(curve)).collect();
    view.asked = query.at.iter().filter_map(|at| asked::answer(at, &space, &measured, &all, columns, view)).collect();
    let points = choice::sensible(&curves, &measured);
    view.fastest = choice::least(&points, |point| Some(point.runtime_ms.mid));
    view.cheapest = choice::least(&points, |point| point.cost.map(|cost| cost.mid));
    if view.models.first().is_some_and(|leader| leader.error_ratio > HOPELESS) {
        view.notes.insert(0, "No model tells these rows from each other: even the best errs by more than 100 %, so no configuration is recommended. Look for rows of another unit or another job.".to_owned());
        (view.fastest, view.cheapest) = (None, None);
        return Ok(());
    }
    view.notes.push(format!(
        "The cheapest, the fastest and the next to try are looked for up to {} times the greatest scale-out in the table.",
        choice::SENSIBLE
    ));
    let stop_below = query.stop_below.filter(|share| (0.0..1.0).contains(share)).unwrap_or(STOP_BELOW);
    let wanted = Wanted { data: view.data, stop_below, counts, others };
    match trial::next(&space, &measured, &points, &wanted) {
        Some(Next::Try(trial)) => view.trial = Some(trial),
        Some(Next::Stop(of)) => {
            view.trial_stops = Some(format!(
                "Trying on is not worth it: no other configuration is expected to better the {of} by {} %.",
                (1000.0 * stop_below).round() / 10.0
            ));
        }
        None => {}
    }
    Ok(())
}

/// Prices by the table's own column, else by the catalogue.
fn price(machines: &mut [Machine], rows: &[Row], columns: &[Column], counts: Counts, view: &mut PastRunsView) {
    let own = [Role::Price, Role::Cost].into_iter().find(|&role| !named(columns, role).is_empty());
    let mut rows_of: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        rows_of.entry(&row.machine).or_default().push(row);
    }
    for machine in &mut *machines {
        match own {
            Some(_) => {
                let price = machines::price_by_table(rows_of.remove(machine.name.as_str()).into_iter().flatten());
                (machine.price, machine.unit_price) = (price, price);
            }
            None => machine.price_by_catalogue(counts),
        }
    }
    if machines.iter().all(|machine| machine.unit_price.is_none()) {
        if own.is_none() && counts == Counts::Executors && machines.iter().any(|machine| machine.known.is_some()) {
            view.notes.push(
                "Costs are not told: the table counts executors, and not how many of them share a machine.".to_owned(),
            );
        }
        return;
    }
    let (currency, basis) = match own {
        Some(role) => (named(columns, role), "measured"),
        None => ("USD", "rule"),
    };
    (view.currency, view.price_basis) = (Some(currency.to_owned()), Some(basis.to_owned()));
    view.notes.push(match own {
        Some(Role::Cost) => format!("Costs are by what an hour of one of the scale-out cost in the column {currency}."),
        Some(_) => format!("Costs are the price in the column {currency}, taken for one of the scale-out and an hour."),
        None => "Costs are on-demand prices of each cloud's main region, for the machines alone.".to_owned(),
    });
}

fn models(space: &Space) -> Vec<ModelView> {
    let mut models: Vec<ModelView> = space
        .fleet
        .standings()
        .into_iter()
        .map(|one| ModelView { name: one.model.to_owned(), weight_ratio: one.weight, error_ratio: one.error_ratio })
        .collect();
    order::largest_first(&mut models, |one| one.weight_ratio);
    models
}

fn fitted(space: &Space, one: &Measured<'_>) -> FittedView {
    FittedView {
        line: one.line as u64,
        rows: one.rows as u64,
        point: choice::point(space, &one.config),
        measured_ms: one.runtime_ms,
    }
}

//! Tables with the runs of several jobs: whose runs the models are fitted to, and what the other jobs tell.

use afterglow_units::order;
use std::collections::{BTreeMap, BTreeSet};

use afterglow_predict::fleet::{Candidate, Elsewhere, Tried};

use super::columns::{Column, Role};
use super::machines::{Machine, median};
use super::places::Places;
use super::rows::Row;
use crate::PastRunsQuery;

/// More jobs than this have no say: those with most rows have.
const MOST_JOBS: usize = 48;
/// More contexts than this are not looked at, over all jobs: each costs a model of its own.
const MOST_CONTEXTS: usize = 16;

/// The rows of a table by job.
#[derive(Debug)]
pub(super) struct Jobs {
    /// The rows that the models are fitted to.
    pub(super) own: Vec<Row>,
    /// The rows of the other jobs; none in a table of one job.
    pub(super) others: Vec<Row>,
    /// The job that was asked for and has no row.
    pub(super) new: Option<String>,
}

/// Splits the rows by the job that was asked for, or else the one with most rows; a column that names each run by itself is
/// no job's, and the columns say so.
pub(super) fn split(rows: Vec<Row>, columns: &mut [Column], query: &PastRunsQuery, notes: &mut Vec<String>) -> Jobs {
    let single = |own: Vec<Row>| Jobs { own, others: Vec::new(), new: None };
    let Some(column) = columns.iter_mut().find(|column| column.role == Role::Job) else {
        if query.of.is_some() || query.like.is_some() {
            notes.push(
                "No column names the job of a row (as in job, workload, algorithm): all rows count as one job."
                    .to_owned(),
            );
        }
        return single(rows);
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(&row.job).or_default() += 1;
    }
    let jobs = counts.len();
    let most = counts.iter().max_by_key(|one| (*one.1, std::cmp::Reverse(*one.0))).map(|one| (*one.0).to_owned());
    let asked = query.of.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if jobs == rows.len() && asked.is_none() {
        column.ignore("names each run by itself, and no job");
        return single(rows);
    }
    let found = asked
        .and_then(|asked| counts.keys().find(|name| name.eq_ignore_ascii_case(asked)).map(|&name| name.to_owned()));
    let new = asked.filter(|_| found.is_none()).map(str::to_owned);
    let named = column.name.clone();
    let (own, others): (Vec<Row>, Vec<Row>) = match (&new, found.or(most)) {
        (None, Some(job)) if jobs > 1 => {
            if asked.is_none() {
                notes.push(format!(
                    "The table has {jobs} jobs in its column {named}. Models, curves and the next trial are those of {job:?}, \
                     which has most rows; another one can be asked for."
                ));
            }
            rows.into_iter().partition(|row| row.job == job)
        }
        (None, _) => (rows, Vec::new()),
        (Some(_), _) => (Vec::new(), rows),
    };
    Jobs { own, others, new }
}

/// Runs by configuration: machine type and the bits of the scale-out.
type Configurations<'a> = BTreeMap<(&'a str, u64), Vec<f64>>;

/// Another job over configurations.
#[derive(Debug)]
pub(super) struct Other<'a> {
    pub(super) name: &'a str,
    /// By context (data and features): machine, scale-out and the median runtime in ms.
    contexts: Vec<Vec<(&'a Machine, f64, f64)>>,
}

/// The jobs of rows, those with most rows first, of one class where one is wanted.
pub(super) fn others<'a>(rows: &'a [Row], machines: &'a [Machine], class: Option<&str>) -> Vec<Other<'a>> {
    let by_name: BTreeMap<&str, &Machine> = machines.iter().map(|one| (one.name.as_str(), one)).rev().collect();
    let alike = |row: &&Row| class.is_none_or(|class| row.class.eq_ignore_ascii_case(class.trim()));
    let mut jobs: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(alike) {
        jobs.entry(&row.job).or_default().push(row);
    }
    let mut jobs: Vec<(&str, Vec<&Row>)> = jobs.into_iter().collect();
    order::by_key(&mut jobs, |(_, rows)| std::cmp::Reverse(rows.len()));
    jobs.truncate(MOST_JOBS);
    let each = (MOST_CONTEXTS / jobs.len().max(1)).max(1);
    jobs.into_iter().map(|(name, rows)| Other { name, contexts: contexts(&rows, &by_name, each) }).collect()
}

/// The contexts with most configurations.
fn contexts<'a>(
    rows: &[&'a Row],
    machines: &BTreeMap<&str, &'a Machine>,
    most: usize,
) -> Vec<Vec<(&'a Machine, f64, f64)>> {
    let mut contexts: BTreeMap<Vec<u64>, Configurations<'_>> = BTreeMap::new();
    for row in rows {
        let key = row.data.into_iter().chain(row.features.iter().copied()).map(f64::to_bits).collect();
        let configurations = contexts.entry(key).or_default();
        configurations.entry((&row.machine, row.nodes.to_bits())).or_default().push(row.runtime_ms);
    }
    let mut contexts: Vec<Vec<(&Machine, f64, f64)>> = contexts
        .into_values()
        .map(|configurations| {
            let one = |((machine, nodes), runtimes): ((&str, u64), Vec<f64>)| {
                Some((*machines.get(machine)?, f64::from_bits(nodes), median(runtimes)?))
            };
            configurations.into_iter().filter_map(one).collect()
        })
        .collect();
    order::by_key(&mut contexts, |one| std::cmp::Reverse(one.len()));
    contexts.truncate(most);
    contexts
}

impl<'a> Other<'a> {
    /// The machine types that it ran on.
    pub(super) fn machines(&self) -> impl Iterator<Item = &'a Machine> {
        self.contexts.iter().flatten().map(|one| one.0)
    }

    /// The configurations that it ran on, each once.
    pub(super) fn configurations(&self) -> BTreeSet<(&'a str, u64)> {
        self.contexts.iter().flatten().map(|one| (one.0.name.as_str(), one.1.to_bits())).collect()
    }

    /// What it took, or would take, at candidates.
    pub(super) fn elsewhere(&self, places: &Places, candidates: &[Candidate]) -> Vec<Elsewhere> {
        let tried = |&(machine, nodes, runtime): &(&Machine, f64, f64)| Tried {
            place: places.place(machine, nodes),
            runtime,
            spread: 0.0,
        };
        let of = |runs: &Vec<_>| Elsewhere::of(&runs.iter().map(tried).collect::<Vec<_>>(), candidates);
        self.contexts.iter().filter_map(of).collect()
    }
}

//! Which tasks are asked for, and in what order: rows as numbers, no task is made before it is shown.

use std::borrow::Cow;
use std::rc::Rc;

use afterglow_profile::TaskStatus;
use afterglow_units::{StageId, StageKey, order};

use super::figure::Figure;
use super::{locality_word, status_word};
use crate::run::Run;
use crate::{Sort, TaskFilter};

/// All but those that succeeded.
const UNSUCCESSFUL: &str = "unsuccessful";

/// The rows that a filter keeps, in an order; those of the last question are kept.
pub(super) fn ordered(run: &Run, filter: &TaskFilter, sort: Option<&Sort>) -> Rc<[u32]> {
    let kept = run.ordered_tasks.borrow();
    if let Some((_, _, rows)) = kept.as_ref().filter(|kept| kept.0 == *filter && kept.1.as_ref() == sort) {
        return Rc::clone(rows);
    }
    drop(kept);
    let rows = picked(run, filter);
    let rows: Rc<[u32]> = match sort {
        Some(sort) => sorted(run, &rows, sort).into(),
        None => rows.into(),
    };
    run.ordered_tasks.replace(Some((filter.clone(), sort.cloned(), Rc::clone(&rows))));
    rows
}

/// The rows of the stage that a filter names, or of the run, before anything else is filtered.
pub(super) fn of_stage<'r>(run: &'r Run, filter: &TaskFilter) -> Cow<'r, [u32]> {
    let profile = &run.profile;
    match filter.stage {
        Some((id, attempt)) => {
            let stage = profile.stage_row(StageKey { id: StageId(id), attempt });
            Cow::Borrowed(stage.map_or(&[], |stage| run.tasks_of(stage)))
        }
        None => Cow::Owned((0..profile.tasks.len() as u32).collect()),
    }
}

/// How many tasks the stage of a filter has, or the run.
pub(super) fn count_of_stage(run: &Run, filter: &TaskFilter) -> usize {
    if filter.stage.is_some() { of_stage(run, filter).len() } else { run.profile.tasks.len() }
}

/// The rows that a filter keeps, in the order of the log.
pub(in super::super) fn picked(run: &Run, filter: &TaskFilter) -> Vec<u32> {
    let profile = &run.profile;
    let tasks = &profile.tasks;
    let mut rows = of_stage(run, filter).into_owned();
    if let Some(id) = filter.stage_id {
        let wanted: Vec<bool> = profile.stages.iter().map(|stage| stage.key.id.0 == id).collect();
        rows.retain(|&row| wanted[tasks.stage(row as usize) as usize]);
    }
    if filter.executor.is_some() || filter.host.is_some() {
        let host = filter.host.as_ref().map(|host| host.to_lowercase());
        let wanted = profile.executors.iter().map(|executor| {
            filter.executor.as_ref().is_none_or(|id| executor.id == *id)
                && host.as_ref().is_none_or(|host| executor.host.to_lowercase().contains(host))
        });
        let wanted: Vec<bool> = wanted.collect();
        rows.retain(|&row| wanted[tasks.executor(row as usize).0 as usize]);
    }
    if let Some(status) = &filter.status {
        rows.retain(|&row| match tasks.status(row as usize) {
            TaskStatus::Succeeded if status == UNSUCCESSFUL => false,
            of_row => status == UNSUCCESSFUL || status_word(of_row) == status,
        });
    }
    if let Some((range, begin)) = filter.range.zip(profile.app.begin()) {
        rows.retain(|&row| {
            let from = tasks.launched(row as usize).0 as f64 - begin.0 as f64;
            range.touches(from, Some(from + tasks.duration(row as usize).0 as f64))
        });
    }
    if let Some((column, least)) = &filter.at_least
        && let Some(figure) = Figure::of(tasks, column)
    {
        let least = figure.scaled(*least);
        rows.retain(|&row| figure.get(tasks, row as usize).is_some_and(|value| value >= least));
    }
    rows
}

/// Rows by a column; equal ones in the order of the log, unknown ones last either way.
fn sorted(run: &Run, rows: &[u32], sort: &Sort) -> Vec<u32> {
    let profile = &run.profile;
    let tasks = &profile.tasks;
    let ranked = |names: Vec<&str>| {
        let mut order: Vec<&str> = names.clone();
        order.sort_unstable();
        names.into_iter().map(|name| order.partition_point(|other| *other < name) as u64).collect::<Vec<u64>>()
    };
    let of_executors =
        |ranks: Vec<u64>| -> Figure<'_> { Figure::Always(Box::new(move |row| ranks[tasks.executor(row).0 as usize])) };
    let word = |word: fn(usize, &Run) -> &'static str| -> Figure<'_> {
        // Few words, so that their first eight letters tell them apart.
        Figure::Always(Box::new(move |row| {
            word(row, run).bytes().chain(std::iter::repeat(0)).take(8).fold(0, |key, byte| key << 8 | u64::from(byte))
        }))
    };
    let figure = match sort.column.as_str() {
        "executor" => of_executors(by_number(profile.executors.iter().map(|executor| executor.id.as_str()).collect())),
        "host" => of_executors(ranked(profile.executors.iter().map(|executor| executor.host.as_str()).collect())),
        "status" => word(|row, run| status_word(run.profile.tasks.status(row))),
        "locality" => word(|row, run| locality_word(run.profile.tasks.row(row).locality)),
        "speculative" => Figure::Always(Box::new(|row| u64::from(tasks.row(row).speculative))),
        "stage" => {
            let mut order: Vec<usize> = (0..profile.stages.len()).collect();
            order::by_key(&mut order, |&stage| profile.stages[stage].key);
            let mut ranks = vec![0_u64; order.len()];
            for (rank, stage) in order.into_iter().enumerate() {
                ranks[stage] = rank as u64;
            }
            Figure::Always(Box::new(move |row| ranks[tasks.stage(row) as usize]))
        }
        column => match Figure::of(tasks, column) {
            Some(figure) => figure,
            None => return rows.to_vec(),
        },
    };
    let turned = |key: u64| if sort.descending { !key } else { key };
    let (mut keyed, mut unknown) = (Vec::with_capacity(rows.len()), Vec::new());
    for &row in rows {
        match figure.get(tasks, row as usize) {
            Some(key) => keyed.push((turned(key), row)),
            None => unknown.push(row),
        }
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, row)| row).chain(unknown).collect()
}

/// Ranks of executors: by number where the id is one, then by name.
fn by_number(ids: Vec<&str>) -> Vec<u64> {
    let key = |id: &str| (id.parse::<u64>().unwrap_or(u64::MAX), id.to_owned());
    let mut order: Vec<(u64, String)> = ids.iter().map(|id| key(id)).collect();
    order.sort_unstable();
    ids.into_iter().map(|id| order.partition_point(|other| *other < key(id)) as u64).collect()
}

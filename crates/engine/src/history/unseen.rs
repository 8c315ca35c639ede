//! The configuration for a job that never ran, by what suited the jobs of the table.

use afterglow_units::order;
use std::collections::BTreeMap;

use afterglow_predict::fleet::{Candidate, Elsewhere, Search};

use super::columns::Counts;
use super::jobs::Other;
use super::machines::Machine;
use super::places::Places;
use crate::view::UnseenView;

/// More configurations than this are not weighed: those that most jobs ran on are.
const MOST_CONFIGURATIONS: usize = 100;

/// The choice; `None` where fewer than two jobs tell, or none of a class that was asked for.
pub(super) fn choice(
    others: &[Other<'_>],
    machines: &[Machine],
    counts: Counts,
    class: Option<&str>,
) -> Option<UnseenView> {
    let mut ran: BTreeMap<(&str, u64), usize> = BTreeMap::new();
    for configuration in others.iter().flat_map(Other::configurations) {
        *ran.entry(configuration).or_default() += 1;
    }
    let mut configurations: Vec<((&str, u64), usize)> = ran.into_iter().collect();
    order::by_key(&mut configurations, |one| std::cmp::Reverse(one.1));
    configurations.truncate(MOST_CONFIGURATIONS);
    let all: Vec<&Machine> = others.iter().flat_map(Other::machines).collect();
    let priced = all.iter().all(|machine| machine.unit_price.is_some());
    let places = Places::of(&all, counts);
    let open: Vec<(&Machine, f64)> = configurations
        .into_iter()
        .filter_map(|((name, nodes), _)| Some((machines.iter().find(|one| one.name == name)?, f64::from_bits(nodes))))
        .collect();
    let candidate = |&(machine, nodes): &(&Machine, f64)| {
        let price = machine.unit_price.filter(|_| priced).map_or(1.0, |price| price * nodes);
        Candidate { place: places.place(machine, nodes), price }
    };
    let candidates: Vec<Candidate> = open.iter().map(candidate).collect();
    let jobs: Vec<(&str, Vec<Elsewhere>)> = others
        .iter()
        .map(|job| (job.name, job.elsewhere(&places, &candidates)))
        .filter(|job| !job.1.is_empty())
        .collect();
    if jobs.len() < if class.is_some() { 1 } else { 2 } {
        return None;
    }
    let (names, contexts): (Vec<&str>, Vec<Vec<Elsewhere>>) = jobs.into_iter().unzip();
    let choice = Search::over(candidates)?.knowing(contexts).choice()?;
    let (machine, nodes) = *open.get(choice.candidate)?;
    Some(UnseenView {
        machine: machine.shown(),
        nodes,
        of: if priced { "cost" } else { "runtime" }.to_owned(),
        mean_ratio: choice.mean_ratio,
        worst_ratio: choice.worst_ratio,
        worst_job: (*names.get(choice.worst_job)?).to_owned(),
        jobs: names.len() as u64,
        measured_jobs: (choice.measured_share * names.len() as f64).round() as u64,
        class: class.map(str::to_owned),
    })
}

//! Configurations as the models see them, and the models fitted over them.

use std::collections::BTreeMap;

use afterglow_predict::fleet::{Fleet, FleetRefusal, Hardware, PastRun, Roles};
use afterglow_units::{Interval, order};

use super::machines::{Machine, median};
use super::rows::Row;

/// A configuration.
#[derive(Debug, Clone)]
pub(super) struct Config<'a> {
    pub(super) machine: &'a Machine,
    pub(super) nodes: f64,
    pub(super) data: Option<f64>,
    pub(super) features: Vec<f64>,
}

/// A configuration that was measured.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    pub(super) config: Config<'a>,
    /// The line of its first row, and how many rows it has.
    pub(super) line: usize,
    pub(super) rows: usize,
    /// The median.
    pub(super) runtime_ms: f64,
}

/// Rows of one configuration are one: of repeats left apart, cross-validation would learn from one what the other is.
pub(super) fn measured<'a>(rows: &[Row], machines: &'a [Machine]) -> Vec<Measured<'a>> {
    let mut groups: BTreeMap<(&str, Vec<u64>), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let numbers = [Some(row.nodes), row.data].into_iter().flatten().chain(row.features.iter().copied());
        groups.entry((&row.machine, numbers.map(f64::to_bits).collect())).or_default().push(row);
    }
    let by_name: BTreeMap<&str, &Machine> = machines.iter().map(|one| (one.name.as_str(), one)).rev().collect();
    let mut measured: Vec<Measured<'a>> = groups
        .into_values()
        .filter_map(|group| {
            let first = *group.first()?;
            let machine = *by_name.get(first.machine.as_str())?;
            let (nodes, data, features) = (first.nodes, first.data, first.features.clone());
            Some(Measured {
                config: Config { machine, nodes, data, features },
                line: first.line,
                rows: group.len(),
                runtime_ms: median(group.iter().map(|row| row.runtime_ms).collect()).unwrap_or_default(),
            })
        })
        .collect();
    order::by_key(&mut measured, |one| one.line);
    measured
}

/// How machine types become numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MachinesBy {
    /// Not at all: there is one, or none is told.
    Nothing,
    /// Cores, core speed, memory for a core.
    Hardware,
    /// Each by a column of its own that is 1 for it.
    Name,
}

/// The models and how configurations are put to them.
#[derive(Debug)]
pub(super) struct Space {
    pub(super) fleet: Fleet,
    pub(super) by: MachinesBy,
    /// The names that have a column.
    names: Vec<String>,
    /// Whether each machine type has a measured speed of its cores.
    speeds: bool,
}

/// More machine types than this are not told apart by name.
const MOST_NAMES: usize = 24;

impl Space {
    /// Fits the models with machine types by hardware and by name, as far as each can be, and keeps the one whose leading
    /// model errs less in cross-validation.
    ///
    /// # Errors
    /// With fewer than two configurations.
    pub(super) fn fit(
        measured: &[Measured<'_>],
        machines: &[Machine],
        asked: Option<MachinesBy>,
    ) -> Result<Self, FleetRefusal> {
        let mut ways = Vec::new();
        if machines.len() > 1 {
            if machines.iter().all(|one| one.known.is_some()) {
                ways.push(MachinesBy::Hardware);
            }
            if machines.len() <= MOST_NAMES {
                ways.push(MachinesBy::Name);
            }
            if let Some(asked) = asked.filter(|asked| ways.contains(asked)) {
                ways = vec![asked];
            }
        }
        if ways.is_empty() {
            ways.push(MachinesBy::Nothing);
        }
        let error =
            |space: &Self| space.fleet.standings().iter().map(|one| one.error_ratio).fold(f64::INFINITY, f64::min);
        let mut best: Option<Self> = None;
        for by in ways {
            let space = Self::fit_by(measured, machines, by)?;
            if best.as_ref().is_none_or(|best| error(&space) < error(best)) {
                best = Some(space);
            }
        }
        best.ok_or(FleetRefusal::TooFewRuns { usable: 0 })
    }

    fn fit_by(measured: &[Measured<'_>], machines: &[Machine], by: MachinesBy) -> Result<Self, FleetRefusal> {
        // The first is the one that the others are compared with.
        let names: Vec<String> = machines.iter().skip(1).map(|one| one.name.clone()).collect();
        let speeds = machines.iter().all(|one| one.hardware().is_some_and(|hardware| hardware.1.is_some()));
        let has_data = measured.first().is_some_and(|one| one.config.data.is_some());
        let before = 1 + usize::from(has_data);
        let roles = Roles {
            data: has_data.then_some(1),
            hardware: (by == MachinesBy::Hardware).then_some(Hardware {
                cores: before,
                speed: before + 1,
                memory: before + 2,
            }),
        };
        let runs: Vec<PastRun> = measured
            .iter()
            .map(|one| PastRun { columns: columns(&one.config, by, &names, speeds), runtime: one.runtime_ms })
            .collect();
        Ok(Self { fleet: Fleet::fit_as(&runs, roles)?, by, names, speeds })
    }

    /// The configuration as the models' columns.
    pub(super) fn columns(&self, config: &Config<'_>) -> Vec<f64> {
        columns(config, self.by, &self.names, self.speeds)
    }

    /// The runtime in ms, with an 80 % interval.
    pub(super) fn predict(&self, config: &Config<'_>) -> Interval {
        self.fleet.predict(&self.columns(config))
    }
}

fn columns(config: &Config<'_>, by: MachinesBy, names: &[String], speeds: bool) -> Vec<f64> {
    let mut columns: Vec<f64> = [Some(config.nodes), config.data].into_iter().flatten().collect();
    match by {
        MachinesBy::Nothing => {}
        MachinesBy::Hardware => {
            let (cores, speed, memory) = config.machine.hardware().unwrap_or((1.0, None, 1.0));
            columns.extend([cores, speed.filter(|_| speeds).unwrap_or(1.0), memory]);
        }
        MachinesBy::Name => {
            columns.extend(names.iter().map(|name| f64::from(u8::from(*name == config.machine.name))));
        }
    }
    columns.extend(&config.features);
    columns
}

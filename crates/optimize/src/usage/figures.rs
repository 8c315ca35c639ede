//! What the samples of each machine come to, and where they have gaps.

use afterglow_units::{Millis, Timestamp};

use super::percentile::Percentiles;
use super::sample::{Fill, Host, Load, Resource, Sample};

/// A pause of more than this many usual steps is a gap.
const GAP: f64 = 1.5;

/// What is known of one machine.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HostUse {
    /// Its name in the data; empty where the data has none.
    pub name: String,
    /// How many samples it has.
    pub samples: usize,
    /// The first of them.
    pub from: Timestamp,
    /// The last.
    pub to: Timestamp,
    /// The usual time from one to the next, the median; 0 with a single one.
    pub step: Millis,
    /// Where samples are missing.
    pub gaps: Gaps,
    /// By [`Resource`]; `None` where the samples do not tell it.
    pub figures: [Option<Percentiles>; 4],
}

/// Pauses between samples that are longer than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gaps {
    /// How many.
    pub count: usize,
    /// The longest.
    pub longest: Millis,
    /// Of all together, the time that no sample stands for.
    pub missing: Millis,
}

/// What converts shares into amounts: the cores and bytes of the machine that was watched, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Whole {
    pub(super) cores: Option<f64>,
    pub(super) memory: Option<f64>,
}

impl Whole {
    /// The amount of a sample: cores, bytes, bytes a second; the share where the whole is not known.
    pub(super) fn amount(self, resource: Resource, sample: &Sample) -> Option<f64> {
        let of = |share: f64, whole: Option<f64>| whole.map_or(share, |whole| share * whole);
        match resource {
            Resource::Cpu => sample.cpu.map(|load| match load {
                Load::Share(share) => of(share, self.cores),
                Load::Cores(cores) => cores,
            }),
            Resource::Memory => sample.memory.and_then(|fill| match fill {
                Fill::Share(share) => Some(of(share, self.memory)),
                Fill::Bytes(bytes) => Some(bytes),
                Fill::Left(bytes) => self.memory.map(|whole| (whole - bytes).max(0.0)),
            }),
            Resource::Network => sample.network,
            Resource::Disk => sample.disk,
        }
    }

    /// Whether some sample of the machine is a share of nobody knows what.
    pub(super) fn lacks(self, resource: Resource, host: &Host) -> bool {
        let mut samples = host.samples.iter();
        match resource {
            Resource::Cpu => self.cores.is_none() && samples.any(|one| matches!(one.cpu, Some(Load::Share(_)))),
            Resource::Memory => {
                self.memory.is_none() && samples.any(|one| matches!(one.memory, Some(Fill::Share(_) | Fill::Left(_))))
            }
            Resource::Network | Resource::Disk => false,
        }
    }
}

/// The figures of one machine, `percentile` from 0 to 1.
pub(super) fn host_use(host: &Host, whole: Whole, percentile: f64) -> HostUse {
    let times: Vec<Timestamp> = host.samples.iter().map(|sample| sample.at).collect();
    let step = step(&times);
    HostUse {
        name: host.name.clone(),
        samples: host.samples.len(),
        from: times.first().copied().unwrap_or_default(),
        to: times.last().copied().unwrap_or_default(),
        step,
        gaps: gaps(&times, step),
        figures: Resource::ALL.map(|resource| {
            let values = host.samples.iter().filter_map(|sample| whole.amount(resource, sample)).collect();
            Percentiles::of(values, percentile)
        }),
    }
}

/// The median time between neighbours.
fn step(times: &[Timestamp]) -> Millis {
    let mut steps: Vec<Millis> = times.windows(2).map(|pair| pair[1].since(pair[0])).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or_default()
}

fn gaps(times: &[Timestamp], step: Millis) -> Gaps {
    let mut gaps = Gaps::default();
    for pause in times.windows(2).map(|pair| pair[1].since(pair[0])) {
        if pause.0 as f64 > GAP * step.0 as f64 {
            gaps.count += 1;
            gaps.longest = gaps.longest.max(pause);
            gaps.missing += pause - step;
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_amounts_where_the_machine_is_known() {
        let sample = Sample { cpu: Some(Load::Share(0.5)), memory: Some(Fill::Bytes(7.0)), ..Sample::default() };
        let host = Host { samples: vec![sample], ..Host::default() };
        let whole = Whole { cores: Some(8.0), memory: None };
        assert_eq!(whole.amount(Resource::Cpu, &sample), Some(4.0));
        assert_eq!(Whole::default().amount(Resource::Cpu, &sample), Some(0.5));
        assert_eq!(whole.amount(Resource::Network, &sample), None);
        assert!(Whole::default().lacks(Resource::Cpu, &host) && !whole.lacks(Resource::Cpu, &host));
        assert!(!whole.lacks(Resource::Memory, &host));
    }

    #[test]
    fn gaps_are_pauses_longer_than_usual() {
        let minutes = [0, 5, 10, 15, 45, 50, 55, 100];
        let samples = minutes.iter().map(|minute| Sample::at(Timestamp(minute * 60_000))).collect();
        let told = host_use(&Host { samples, ..Host::default() }, Whole::default(), 0.95);
        assert_eq!(told.step, Millis(300_000));
        let minutes = |count: u64| Millis(count * 60_000);
        assert_eq!(told.gaps, Gaps { count: 2, longest: minutes(45), missing: minutes(25 + 40) });
        assert_eq!(told.figures, [None; 4]);
    }
}

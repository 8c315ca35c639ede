//! The load of all machines at the same time, for fewer machines that carry it together.

use std::collections::BTreeMap;

use afterglow_units::Millis;

use super::figures::{HostUse, Whole};
use super::percentile::Percentiles;
use super::sample::{Host, Resource};

/// Machines count as watched at the same time if at least this share of all steps has a sample of each: a rule of thumb.
const SHARED: f64 = 0.9;

/// The sums over all machines, by resource. `None` where there is one machine, where they were not watched at the same
/// time, and for a resource that some of them lack.
pub(super) fn together(
    hosts: &[Host],
    uses: &[HostUse],
    wholes: &[Whole],
    percentile: f64,
) -> Option<[Option<Percentiles>; 4]> {
    let step = uses.iter().map(|one| one.step).max().unwrap_or_default();
    if hosts.len() < 2 || step == Millis(0) {
        return None;
    }
    // For each step of time and each resource: the sum of the machines' means, and how many machines it is of.
    let mut steps: BTreeMap<i64, Step> = BTreeMap::new();
    for (host, whole) in hosts.iter().zip(wholes) {
        let mut own: BTreeMap<i64, [(f64, u32); 4]> = BTreeMap::new();
        for sample in &host.samples {
            let slot = own.entry(sample.at.0.div_euclid(step.0 as i64)).or_default();
            for resource in Resource::ALL {
                if let Some(amount) = whole.amount(resource, sample) {
                    slot[resource.place()].0 += amount;
                    slot[resource.place()].1 += 1;
                }
            }
        }
        for (at, means) in own {
            let into = steps.entry(at).or_default();
            into.hosts += 1;
            for (sum, (total, count)) in into.sums.iter_mut().zip(means) {
                if count > 0 {
                    sum.0 += total / f64::from(count);
                    sum.1 += 1;
                }
            }
        }
    }
    let all = hosts.len() as u32;
    let shared = steps.values().filter(|step| step.hosts == all).count();
    if (shared as f64) < SHARED * steps.len() as f64 {
        return None;
    }
    Some(Resource::ALL.map(|resource| {
        if hosts.iter().zip(wholes).any(|(host, whole)| whole.lacks(resource, host)) {
            return None;
        }
        let sums = steps.values().map(|step| step.sums[resource.place()]);
        Percentiles::of(sums.filter(|sum| sum.1 == all).map(|sum| sum.0).collect(), percentile)
    }))
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    hosts: u32,
    sums: [(f64, u32); 4],
}

#[cfg(test)]
mod tests {
    use super::super::figures::host_use;
    use super::super::sample::{Load, Sample};
    use super::*;
    use afterglow_units::Timestamp;

    fn host(minutes: std::ops::Range<i64>, offset_ms: i64, cores: impl Fn(i64) -> f64) -> Host {
        let sample = |minute: i64| Sample {
            cpu: Some(Load::Cores(cores(minute))),
            ..Sample::at(Timestamp(minute * 60_000 + offset_ms))
        };
        Host { samples: minutes.map(sample).collect(), ..Host::default() }
    }

    fn sums(hosts: &[Host]) -> Option<Percentiles> {
        let wholes = vec![Whole::default(); hosts.len()];
        let uses: Vec<HostUse> = hosts.iter().map(|host| host_use(host, Whole::default(), 0.95)).collect();
        together(hosts, &uses, &wholes, 0.95)?[0]
    }

    #[test]
    fn machines_that_take_turns_need_less_together() {
        let day = host(0..100, 0, |minute| if minute < 50 { 4.0 } else { 1.0 });
        let night = host(0..100, 20_000, |minute| if minute < 50 { 1.0 } else { 4.0 });
        let sum = sums(&[day, night]).expect("watched at the same time");
        assert_eq!((sum.count, sum.p50, sum.max), (100, 5.0, 5.0));
    }

    #[test]
    fn machines_that_were_watched_at_other_times_have_no_sum() {
        assert_eq!(sums(&[host(0..100, 0, |_| 1.0), host(50..150, 0, |_| 1.0)]), None);
        assert_eq!(sums(&[host(0..100, 0, |_| 1.0)]), None);
    }
}

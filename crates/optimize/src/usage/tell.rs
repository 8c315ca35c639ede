//! What the answer rests on, and what must be said before there is one, in sentences.

use afterglow_catalog::{Arch, Cloud, Flag, Instance};
use afterglow_units::shown;

use super::answer::RightSize;
use super::choices::Plan;
use super::sample::{Host, Resource};
use crate::Current;
use crate::policy::Policy;

/// A processor that is this full by the percentile may have held the job back (*rule*).
const FULL: f64 = 0.9;
/// Fewer samples of a machine than this make the 95th percentile its greatest sample.
const FEW: usize = 20;
/// A week: load that comes by the weekday does not show in less.
const WEEK_MS: u64 = 7 * 86_400_000;

/// What the user must say before anything can be chosen.
pub(super) fn asks(answer: &RightSize, current: &Current, from: Option<&Instance>, hosts: &[Host]) -> Option<String> {
    if hosts.is_empty() {
        return Some("There is no sample to size by.".to_owned());
    }
    if answer.busiest[..2].iter().all(Option::is_none) && !answer.shares[1] {
        return Some(
            "Neither the processor nor the memory is in the samples: network and disk alone size no machine."
                .to_owned(),
        );
    }
    if from.is_some() {
        return None;
    }
    if let Some(name) = &current.instance {
        return Some(format!(
            "The catalogue has no machine type {name:?}: name it with its cloud, such as aws:m5.2xlarge."
        ));
    }
    let why = match (answer.shares[0], answer.shares[1], answer.busiest[0], answer.busiest[1]) {
        (true, ..) => "the processor is told in per cent, and not of how many cores",
        (_, true, ..) => "the memory is told as a share or as what is left, and not of how much",
        (_, _, None, _) => "the processor is not in the samples, and is kept as the machine has it",
        (_, _, _, None) => "the memory is not in the samples, and is kept as the machine has it",
        _ => return None,
    };
    Some(format!("Say which machine type these samples are of, such as aws:m5.2xlarge: {why}."))
}

/// Why nothing was found.
pub(super) fn nothing(searched: u64) -> String {
    if searched == 0 {
        "No type is allowed, or none has a price in these regions.".to_owned()
    } else {
        "No type that is allowed here holds the need with its head-room.".to_owned()
    }
}

/// What the answer rests on.
pub(super) fn notes(answer: &RightSize, from: Option<&Instance>, hosts: &[Host], policy: &Policy) -> Vec<String> {
    let mut notes = Vec::new();
    if answer.need.is_some() {
        notes.push(format!(
            "A rule of thumb from samples: a need is the {} percentile of the busiest machine times {}, of memory the maximum times {}. It says nothing of how long the job would take on other machines.",
            ordinal(answer.percentile), answer.head_room, answer.head_room
        ));
    }
    notes.extend(of_samples(answer));
    notes.extend(above(answer));
    if answer.need.is_none() {
        return notes;
    }
    notes.extend(of_what_is_not_known(answer, from));
    notes.extend(of_the_machine(answer, from, hosts));
    notes.extend(of_choices(answer, from, policy));
    notes
}

fn of_samples(answer: &RightSize) -> Vec<String> {
    let mut notes = Vec::new();
    let steps = answer.hosts.iter().map(|one| one.step.0).filter(|step| *step > 0);
    if let Some(longest) = steps.max() {
        notes.push(format!(
            "A sample stands for {}: where it is an average, shorter peaks do not show in it.",
            shown::duration(longest as f64)
        ));
    }
    let few = answer.hosts.iter().map(|one| one.samples).min().unwrap_or(0);
    if few == 1 {
        notes.push("A machine with a single sample tells one moment, and nothing of its peaks.".to_owned());
    } else if few < FEW {
        notes.push(format!("With {few} samples of a machine, its 95th percentile is its greatest sample."));
    }
    // The last sample stands for a step too.
    let span = answer.hosts.iter().map(|one| one.to.since(one.from).0.saturating_add(one.step.0)).min().unwrap_or(0);
    if few > 1 && span < WEEK_MS {
        notes.push(format!(
            "The samples of a machine span {}: what happens on other days of a week or month is not in them.",
            shown::duration(span as f64)
        ));
    }
    let gaps: usize = answer.hosts.iter().map(|one| one.gaps.count).sum();
    if let Some(longest) = answer.hosts.iter().map(|one| one.gaps.longest.0).max().filter(|_| gaps > 0) {
        let missing: u64 = answer.hosts.iter().map(|one| one.gaps.missing.0).sum();
        notes.push(format!(
            "{gaps} gap{} in time, the longest of {}; {} of machine time is in no sample.",
            if gaps == 1 { "" } else { "s" },
            shown::duration(longest as f64),
            shown::duration(missing as f64)
        ));
    }
    notes
}

/// What the greatest samples take beyond the need, which the percentile leaves out.
fn above(answer: &RightSize) -> Vec<String> {
    let of = |resource: &Resource| {
        let (seen, need) = (answer.busiest[resource.place()]?, answer.need?[resource.place()]?);
        (seen.max > need && need > 0.0).then(|| {
            format!(
                "The greatest sample of the {} is {:.1} times the need: a machine that just holds the need is too small for it, and the job gets slower then. Size by a higher percentile if it must not.",
                called(*resource),
                seen.max / need
            )
        })
    };
    [Resource::Cpu, Resource::Network, Resource::Disk].iter().filter_map(of).collect()
}

fn of_what_is_not_known(answer: &RightSize, from: Option<&Instance>) -> Vec<String> {
    let mut notes = Vec::new();
    for resource in Resource::ALL {
        let known = answer.busiest[resource.place()].is_some();
        let name = called(resource);
        let some = answer.hosts.iter().filter(|one| one.figures[resource.place()].is_some()).count();
        if answer.kept[resource.place()] {
            notes.push(format!("No sample tells the {name}: it is kept as the machine has it, and not reduced."));
        } else if !known {
            notes
                .push(format!("No sample tells the {name}: look yourself whether a smaller machine has enough of it."));
        } else if some < answer.hosts.len() {
            notes.push(format!(
                "{some} of {} machines tell their {name}; the others are taken for no busier.",
                answer.hosts.len()
            ));
        }
    }
    if from.is_some_and(|from| from.local_disk.included()) {
        notes.push("The machine has disks of its own, and no sample tells what lies on them: all choices have such disks, whose size you must check.".to_owned());
    } else if answer.busiest[Resource::Disk.place()].is_some() {
        notes.push("Disks are held against what a machine may move to and from its volumes. What your volumes themselves give is not in the samples.".to_owned());
    }
    notes
}

fn of_the_machine(answer: &RightSize, from: Option<&Instance>, hosts: &[Host]) -> Vec<String> {
    let mut notes = Vec::new();
    let Some(from) = from else {
        notes.push("The machine's type is not named, so a core counts as a core, whatever its speed, and nothing is said of what it costs now.".to_owned());
        return notes;
    };
    if let Some(cores) = hosts.iter().filter_map(|host| host.cores).find(|cores| *cores != from.vcpus) {
        notes.push(format!(
            "The samples are of a machine with {} virtual CPUs, and {} has {}: is that the right type?",
            cores.0, from.name, from.vcpus.0
        ));
    }
    if from.flags.has(Flag::Burstable) {
        notes.push(format!(
            "{} runs on CPU credits: the samples show what it was given, which may be less than it wanted.",
            from.name
        ));
    }
    let cpu = answer.busiest[0].map(|seen| seen.asked / f64::from(from.vcpus.0.max(1)));
    if cpu.is_some_and(|share| share >= FULL) {
        notes.push(
            "The processor was full at its peaks, so the job may have wanted more than any sample shows.".to_owned(),
        );
    }
    if let Some(now) = &answer.now {
        if !now.region_said && now.cloud != Cloud::OnPremises {
            notes.push(format!("The region is not said; prices now are those of {}.", now.region));
        }
        if now.usd_per_hour.is_none() {
            notes.push(format!(
                "The catalogue has no price of {} in {}, so no saving is told.",
                now.instance, now.region
            ));
        }
    }
    notes
}

fn of_choices(answer: &RightSize, from: Option<&Instance>, policy: &Policy) -> Vec<String> {
    let mut notes = Vec::new();
    if answer.choices.iter().any(|one| one.speed.is_none()) && from.is_some() {
        notes.push("Where a type's core speed was never measured, its cores count as those of now.".to_owned());
    } else if from.is_some() {
        notes.push("Cores count by their speed in benchmarks, against those of now: a rule of thumb.".to_owned());
    }
    if answer.choices.iter().any(|one| one.arch == Arch::Arm64) && from.is_none_or(|from| from.arch != Arch::Arm64) {
        notes.push("Arm types run only programs that are built for Arm.".to_owned());
    }
    if answer.choices.iter().any(|one| one.market.uses_spot()) {
        notes.push("Spot machines may be taken back at any time: only for jobs that bear it.".to_owned());
    }
    notes.push(
        "Costs are of the machines alone, running all the time: no volumes, traffic, licences or platform fees."
            .to_owned(),
    );
    if !policy.platforms.is_empty() {
        notes.push("The policy's platforms do not matter here: no platform's fee is counted.".to_owned());
    }
    if answer.hosts.len() > 1 {
        notes.push(if answer.choices.iter().any(|one| one.plan == Plan::Fewer) {
            "Fewer machines carry the load of all only if it can be spread evenly over them; the load of one at another's peak is in the sum.".to_owned()
        } else if answer.together.is_none() {
            "Fewer machines are not offered: the machines were not watched at the same time, so what they need together is not known.".to_owned()
        } else {
            "Fewer machines are not offered: no allowed type holds what all need together with fewer of it, or a resource is not told by all machines.".to_owned()
        });
    }
    notes
}

/// A resource's name in a sentence.
const fn called(resource: Resource) -> &'static str {
    match resource {
        Resource::Cpu => "processor",
        other => other.word(),
    }
}

/// `95th`, `99.9th`, `91st`.
fn ordinal(share: f64) -> String {
    let percent = (share * 1000.0).round() / 10.0;
    let end = match (percent.fract() == 0.0, percent as u32 % 10, percent as u32 / 10) {
        (true, 1, tens) if tens != 1 => "st",
        (true, 2, tens) if tens != 1 => "nd",
        (true, 3, tens) if tens != 1 => "rd",
        _ => "th",
    };
    format!("{percent}{end}")
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn percentiles_read_as_people_say_them() {
        assert_eq!(
            [0.95, 0.999, 0.91, 0.12, 1.0, 0.83].map(ordinal),
            ["95th", "99.9th", "91st", "12th", "100th", "83rd"]
        );
    }
}

//! From series to what each machine did at each time.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_optimize::usage::{Fill, Host, Load, Sample};
use afterglow_units::{Bytes, Cores, Millis, Timestamp};

use super::meaning::Kind;
use super::series::{Key, Reading, Series, step};
use super::unit::Unit;

/// More machines than this are not taken.
pub(super) const MOST_HOSTS: usize = 500;
/// Series of one machine were sampled in turns if the times of all are this much denser than those of each.
const IN_TURNS: f64 = 0.75;

/// What all series of a machine say of a time, by kind.
#[derive(Debug, Clone, Copy)]
struct Bag {
    sums: [f64; Kind::COUNT],
    counts: [u32; Kind::COUNT],
    /// Processor or memory told in cores or bytes, and not in shares.
    amounts: [bool; Kind::COUNT],
}

impl Bag {
    const EMPTY: Self = Self { sums: [0.0; Kind::COUNT], counts: [0; Kind::COUNT], amounts: [false; Kind::COUNT] };

    fn get(&self, kind: Kind) -> Option<f64> {
        let at = kind as usize;
        (self.counts[at] > 0).then_some(self.sums[at])
    }

    /// One of shares, or one of amounts.
    fn of(&self, kind: Kind, amount: bool) -> Option<f64> {
        self.get(kind).filter(|_| self.amounts[kind as usize] == amount)
    }
}

/// The machines, by name. What is left out is noted in the reading.
pub(super) fn hosts(reading: &mut Reading) -> Vec<Host> {
    let clash = clashes(reading);
    let mut by_host: BTreeMap<String, Vec<(&Key, &Series)>> = BTreeMap::new();
    let name = |file: usize, host: &str| match (host, clash) {
        ("", true) => reading.files.get(file).cloned().unwrap_or_default(),
        (host, _) => host.to_owned(),
    };
    for (key, one) in &reading.series {
        by_host.entry(name(key.file, &key.host)).or_default().push((key, one));
    }
    let told: BTreeMap<String, Cores> =
        reading.cores.iter().map(|((file, host), cores)| (name(*file, host), *cores)).collect();
    let many = by_host.len();
    let hosts = by_host
        .into_iter()
        .take(MOST_HOSTS)
        .map(|(name, series)| {
            let cores = told.get(&name).copied();
            host(name, &series, cores)
        })
        .filter(|host| !host.samples.is_empty())
        .collect();
    if many > MOST_HOSTS {
        reading.notes.push(format!("There are {many} machines; only the first {MOST_HOSTS} by name are taken."));
    }
    hosts
}

/// Whether several files tell the same of a machine that none of them names: then they are of several machines.
fn clashes(reading: &Reading) -> bool {
    let mut seen: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
    reading
        .series
        .keys()
        .filter(|key| key.host.is_empty())
        .any(|key| *seen.entry((key.kind, &key.part)).or_insert(key.file) != key.file)
}

fn host(name: String, series: &[(&Key, &Series)], told: Option<Cores>) -> Host {
    let series = &once_told(series);
    let grid = grid(series);
    let mut bags: BTreeMap<Timestamp, Bag> = BTreeMap::new();
    // The mean of each part in its slot; then the sum or the mean over the parts.
    for ((kind, amount), of) in parts(series) {
        let mut slots: BTreeMap<Timestamp, (f64, u32)> = BTreeMap::new();
        for point in of.iter().flat_map(|one| &one.points) {
            let at = grid.map_or(point.at, |step| Timestamp(point.at.0.div_euclid(step) * step));
            let slot = slots.entry(at).or_default();
            slot.0 += point.value;
            slot.1 += 1;
        }
        let at = kind as usize;
        for (time, (sum, count)) in slots {
            let bag = bags.entry(time).or_insert(Bag::EMPTY);
            // Where both are told, bytes go before shares.
            if bag.counts[at] > 0 && bag.amounts[at] != amount {
                if !amount {
                    continue;
                }
                (bag.sums[at], bag.counts[at]) = (0.0, 0);
            }
            bag.sums[at] += sum / f64::from(count);
            bag.counts[at] += 1;
            bag.amounts[at] = amount;
        }
    }
    let kinds: BTreeSet<Kind> = series.iter().map(|one| one.0.kind).collect();
    for bag in bags.values_mut() {
        for kind in &kinds {
            let at = *kind as usize;
            if kind.is_mean(bag.amounts[at]) {
                bag.sums[at] /= f64::from(bag.counts[at].max(1));
            }
        }
    }
    let share_of = memory_shares(series, grid);
    let mut host = Host { name, cores: told.or_else(|| counted(series, &bags)), ..Host::default() };
    let mut memory: Option<f64> = None;
    for (at, bag) in &bags {
        let total = bag.get(Kind::MemTotal).or_else(|| {
            // kbmemused beside %memused tells the whole.
            let (used, share) = (bag.of(Kind::MemUsed, true)?, *share_of.get(at)?);
            (share > 0.01).then(|| used / share)
        });
        memory = memory.into_iter().chain(total).reduce(f64::max);
        let sample =
            Sample { at: *at, cpu: cpu(bag), memory: fill(bag, total), network: network(bag), disk: disk(bag) };
        if sample != Sample::at(*at) {
            host.samples.push(sample);
        }
    }
    host.memory = memory.filter(|bytes| *bytes >= 1.0).map(|bytes| Bytes(bytes as u64));
    host
}

/// The series by what they are parts of: several columns that tell the memory of one part in bytes (its mean and its
/// maximum, two tools' words for it) are one part, and not two that add up.
fn parts<'a>(series: &[(&'a Key, &'a Series)]) -> Vec<((Kind, bool), Vec<&'a Series>)> {
    let mut parts: Vec<((Kind, bool), Vec<&Series>)> = Vec::new();
    let mut memory: BTreeMap<(Kind, &str), Vec<&Series>> = BTreeMap::new();
    for (key, one) in series {
        let amount = !matches!(one.meaning.unit, Some(Unit::Percent | Unit::Share));
        if amount && key.kind.is_memory() {
            memory.entry((key.kind, &key.part)).or_default().push(one);
        } else {
            parts.push(((key.kind, amount), vec![one]));
        }
    }
    parts.extend(memory.into_iter().map(|((kind, _), of)| ((kind, true), of)));
    parts
}

/// sar tells all disks together in blocks, and each by itself: together they would count twice.
fn once_told<'a>(series: &[(&'a Key, &'a Series)]) -> Vec<(&'a Key, &'a Series)> {
    let blocks = |key: &Key| ["bread/s", "bwrtn/s"].contains(&key.column.as_str());
    let each = series.iter().any(|(key, _)| key.kind.is_disk() && !blocks(key));
    series.iter().filter(|(key, _)| !(each && blocks(key))).copied().collect()
}

/// The slots of time where the series of a machine were sampled in turns; `None` where they were at the same times.
fn grid(series: &[(&Key, &Series)]) -> Option<i64> {
    let times: BTreeSet<Timestamp> = series.iter().flat_map(|one| one.1.points.iter().map(|point| point.at)).collect();
    let times: Vec<Timestamp> = times.into_iter().collect();
    let mut between: Vec<Millis> = times.windows(2).map(|pair| pair[1].since(pair[0])).collect();
    between.sort_unstable();
    let own: Vec<Millis> = series.iter().filter_map(|one| step(&one.1.points)).collect();
    let in_turns = (between.get(between.len() / 4)?.0 as f64) < IN_TURNS * own.iter().min()?.0 as f64;
    let longest = own.iter().max().map(|step| step.0 as i64).filter(|step| *step > 0)?;
    in_turns.then_some(longest)
}

/// Used shares of memory at each time, which stand beside used bytes.
fn memory_shares(series: &[(&Key, &Series)], grid: Option<i64>) -> BTreeMap<Timestamp, f64> {
    let shares = series.iter().filter(|(key, one)| {
        key.kind == Kind::MemUsed && matches!(one.meaning.unit, Some(Unit::Percent | Unit::Share))
    });
    let slot = |at: Timestamp| grid.map_or(at, |step| Timestamp(at.0.div_euclid(step) * step));
    shares.flat_map(|one| one.1.points.iter().map(move |point| (slot(point.at), point.value))).collect()
}

/// Cores by a series that counts them, or by the cores that have series of their own.
fn counted(series: &[(&Key, &Series)], bags: &BTreeMap<Timestamp, Bag>) -> Option<Cores> {
    let said = bags.values().filter_map(|bag| bag.get(Kind::Cores)).fold(0.0, f64::max);
    if said >= 1.0 {
        return Some(Cores(said.round() as u32));
    }
    let idle = series.iter().filter(|one| one.0.kind == Kind::CpuIdle);
    let parts: BTreeSet<&str> = idle.map(|one| one.0.part.as_str()).filter(|part| is_core(part)).collect();
    (parts.len() > 1).then_some(Cores(parts.len() as u32))
}

fn is_core(part: &str) -> bool {
    let part = part.split('/').next().unwrap_or_default();
    let digits = part.strip_prefix("cpu").unwrap_or(part);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn cpu(bag: &Bag) -> Option<Load> {
    if let Some(cores) = bag.of(Kind::CpuBusy, true) {
        return Some(Load::Cores(cores));
    }
    // Waiting for disks and being kept out by other guests is no work, as in the node mixin's rule.
    let not_busy = || {
        let idle = bag.get(Kind::CpuIdle)?;
        Some(1.0 - idle - bag.get(Kind::CpuWait).unwrap_or(0.0) - bag.get(Kind::CpuSteal).unwrap_or(0.0))
    };
    let parts = || {
        let user = bag.get(Kind::CpuUser)?;
        let others = [Kind::CpuSystem, Kind::CpuNice, Kind::CpuIrq, Kind::CpuSoft];
        Some(user + others.into_iter().filter_map(|kind| bag.get(kind)).sum::<f64>())
    };
    let share = bag.get(Kind::CpuBusy).or_else(not_busy).or_else(parts)?;
    Some(Load::Share(share.clamp(0.0, 1.0)))
}

/// Memory in use, caches of files left out where they are told apart.
fn fill(bag: &Bag, total: Option<f64>) -> Option<Fill> {
    let left = bag.of(Kind::MemAvailable, true).or_else(|| {
        let free = bag.of(Kind::MemFree, true)?;
        let caches = [Kind::MemCache, Kind::MemBuffers].into_iter().filter_map(|kind| bag.of(kind, true));
        Some(free + caches.sum::<f64>())
    });
    let used = bag.of(Kind::MemUsed, true).map(Fill::Bytes);
    match (bag.of(Kind::MemAvailable, true), total, left) {
        (Some(available), Some(total), _) => Some(Fill::Bytes((total - available).max(0.0))),
        // Older versions of sar count caches as used.
        (None, Some(total), Some(left)) if used.is_none() || bag.of(Kind::MemCache, true).is_some() => {
            Some(Fill::Bytes((total - left).max(0.0)))
        }
        _ => used
            .or_else(|| bag.of(Kind::MemUsed, false).map(Fill::Share))
            .or_else(|| bag.of(Kind::MemAvailable, false).map(|share| Fill::Share(1.0 - share)))
            .or_else(|| bag.of(Kind::MemFree, false).map(|share| Fill::Share(1.0 - share)))
            .or(left.map(Fill::Left)),
    }
}

fn network(bag: &Bag) -> Option<f64> {
    let ways = [bag.get(Kind::NetIn), bag.get(Kind::NetOut), bag.get(Kind::Net)];
    ways.into_iter().flatten().reduce(f64::max)
}

fn disk(bag: &Bag) -> Option<f64> {
    let ways = [bag.get(Kind::DiskRead), bag.get(Kind::DiskWrite)];
    bag.get(Kind::Disk).or_else(|| ways.into_iter().flatten().reduce(|read, write| read + write))
}

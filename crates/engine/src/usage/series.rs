//! Series as they are read, and how their numbers become shares, cores, bytes and bytes a second.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_units::{Cores, Millis, Timestamp, order};

use super::issues::{self, Issues, Notes};
use super::meaning::{Kind, Meaning, Per};
use super::unit::Unit;

/// More samples than this are not taken.
const MOST_POINTS: usize = 4_000_000;
/// More series than this are not taken: the most machines that are taken, with all that sar tells of each.
const MOST_SERIES: usize = 20_000;
/// No machine has more cores.
const MOST_CORES: f64 = 4096.0;
/// No memory is larger and no network or disk faster, in bytes and bytes a second.
const MOST_BYTES: f64 = 1e15;
/// Rounding may take a hundred per cent this far.
const FULL: f64 = 1.005;
/// CloudWatch's basic monitoring counts bytes over five minutes.
const BASIC_SECONDS: f64 = 300.0;
/// The same with detailed monitoring.
const DETAILED_SECONDS: f64 = 60.0;
/// Numbers of memory without a unit from here on are bytes: as KiB they would be a terabyte.
const SURELY_BYTES: f64 = 1e9;

/// A number at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) at: Timestamp,
    pub(super) value: f64,
    /// Its line in the file; 0 where lines mean nothing.
    pub(super) line: usize,
}

/// What a series is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The file, by its place.
    pub(super) file: usize,
    /// The column or label.
    pub(super) column: String,
    /// Empty where none is told.
    pub(super) host: String,
    pub(super) kind: Kind,
    /// Device, interface or core; empty where there is one.
    pub(super) part: String,
}

#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) meaning: Meaning,
    /// Whether the numbers are sums over a period, and not averages in it.
    pub(super) sum: bool,
    pub(super) points: Vec<Point>,
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) files: Vec<String>,
    pub(super) series: BTreeMap<Key, Series>,
    /// Virtual CPUs that the data names, by host.
    pub(super) cores: BTreeMap<(usize, String), Cores>,
    /// Columns that tell nothing of use, by file.
    pub(super) ignored: Vec<(usize, String)>,
    pub(super) issues: Issues,
    pub(super) notes: Notes,
    points: usize,
    /// Whether there were more series than are taken.
    too_many: bool,
}

impl Reading {
    /// Takes a number, or says what is wrong with it.
    pub(super) fn add(&mut self, key: Key, meaning: Meaning, sum: bool, point: Point) {
        if is_virtual(key.kind, &key.part) {
            return;
        }
        if !point.value.is_finite() || point.value < 0.0 {
            let what = if point.value < 0.0 {
                format!("{} is below 0; the sample is left out", point.value)
            } else {
                "not a number; the sample is left out".to_owned()
            };
            return self.wrong(key.file, point.line, &key.column, what);
        }
        if self.points == MOST_POINTS {
            self.points += 1;
            self.notes.push(format!("Only the first {MOST_POINTS} samples are taken."));
        }
        if self.points > MOST_POINTS {
            return;
        }
        if self.series.len() >= MOST_SERIES && !self.series.contains_key(&key) {
            if !std::mem::replace(&mut self.too_many, true) {
                self.notes.push(format!("Only the first {MOST_SERIES} series are taken."));
            }
            return;
        }
        self.points += 1;
        self.series.entry(key).or_insert_with(|| Series { meaning, sum, points: Vec::new() }).points.push(point);
    }

    pub(super) fn wrong(&mut self, file: usize, line: usize, column: &str, message: impl Into<String>) {
        let name = self.files.get(file).map_or("", String::as_str);
        self.issues.push(name, line, column, message);
    }

    /// Settles the units, and turns all numbers into amounts by the second.
    pub(super) fn settle(&mut self) {
        let mut series = std::mem::take(&mut self.series);
        sums_before_means(&mut series);
        let mut columns: BTreeMap<(usize, &str, Kind), Vec<&mut Series>> = BTreeMap::new();
        for (key, one) in &mut series {
            columns.entry((key.file, &key.column, key.kind)).or_default().push(one);
        }
        for ((file, column, kind), mut of) in columns {
            let greatest = of.iter().flat_map(|one| &one.points).map(|point| point.value).fold(0.0, f64::max);
            let Some(meaning) = of.first().map(|one| one.meaning) else { continue };
            let settled = self.unit(file, column, kind, meaning, greatest);
            for one in &mut of {
                match settled {
                    Some(unit) => one.meaning.unit = Some(unit),
                    None => one.points.clear(),
                }
            }
        }
        let (mut twice, mut guessed) = (None, false);
        for (key, one) in &mut series {
            order::by_key(&mut one.points, |point| point.at);
            self.once(key, one, &mut twice);
            if per_second(one) == Length::Guessed && !std::mem::replace(&mut guessed, true) {
                self.notes.push(MEANS_OF_COUNTS.to_owned());
            }
            self.scale(key, one);
        }
        series.retain(|_, one| !one.points.is_empty());
        self.series = series;
    }

    /// The unit of a column's numbers: the one in its name, else one that the numbers leave. `None` if they leave none.
    fn unit(&mut self, file: usize, column: &str, kind: Kind, meaning: Meaning, greatest: f64) -> Option<Unit> {
        let bytes = Unit::Bytes { decimal: 1.0, binary: 1.0 };
        let mut told = |words: &str| self.notes.push(format!("“{}” names no unit; {words}.", issues::name(column)));
        let unit = match (meaning.unit, kind) {
            (Some(unit), _) => unit,
            (None, Kind::Cores) => Unit::Cores(1.0),
            (None, _) if kind.is_cpu() && greatest > 0.0 && greatest <= 1.0 => {
                told("none of its numbers is above 1, so they are taken for shares of the machine");
                Unit::Share
            }
            (None, _) if kind.is_cpu() => {
                told("it is taken for per cent");
                Unit::Percent
            }
            (None, Kind::MemTotal) if greatest >= SURELY_BYTES => bytes,
            (None, _) if kind.is_memory() && kind != Kind::MemTotal && greatest <= 1.0 => {
                told("none of its numbers is above 1, so they are taken for shares of the memory");
                Unit::Share
            }
            (None, _) if kind.is_memory() && kind != Kind::MemTotal && greatest <= 100.0 => {
                told("none of its numbers is above 100, so it is taken for per cent");
                Unit::Percent
            }
            (None, _) if kind.is_memory() && greatest >= SURELY_BYTES => {
                told("its numbers are so great that they are taken for bytes");
                bytes
            }
            (None, _) if kind.is_memory() => {
                self.wrong(file, 0, column, "names no unit, and its numbers do not tell one: put it into the title, such as memory_gib; the column is left out");
                return None;
            }
            (None, _) => {
                told("it is taken for bytes a second");
                bytes
            }
        };
        let whole = match unit {
            Unit::Percent => 100.0,
            Unit::Share => 1.0,
            _ => return Some(unit),
        };
        if kind == Kind::CpuBusy && !meaning.sure && greatest > whole * FULL {
            self.notes.push(format!(
                "“{}” goes up to {} of a core: it is read as use of single cores, {} for each, and not of the whole machine.",
                issues::name(column),
                if whole > 1.0 { format!("{greatest} %") } else { format!("{greatest}") },
                if whole > 1.0 { "100 %" } else { "1" },
            ));
            return Some(Unit::Cores(1.0 / whole));
        }
        Some(unit)
    }

    /// Keeps one number of each time: the later in the file.
    fn once(&mut self, key: &Key, one: &mut Series, told: &mut Option<(usize, usize)>) {
        let mut kept: Vec<Point> = Vec::with_capacity(one.points.len());
        for point in one.points.drain(..) {
            match kept.last_mut().filter(|last| last.at == point.at) {
                Some(last) => {
                    // A row of many columns is told once.
                    if *told != Some((key.file, point.line)) || point.line == 0 {
                        self.wrong(key.file, point.line, &key.column, "the time is there twice; the later one counts");
                        *told = Some((key.file, point.line));
                    }
                    *last = point;
                }
                None => kept.push(point),
            }
        }
        one.points = kept;
    }

    /// Amounts in place of numbers; what no machine can do is left out.
    fn scale(&mut self, key: &Key, one: &mut Series) {
        let unit = one.meaning.unit.unwrap_or(Unit::Share);
        let factor = unit.factor(key.kind.is_memory());
        let (most, what) = match unit {
            Unit::Percent | Unit::Share => (FULL, "more than the whole machine has"),
            Unit::Cores(_) => (MOST_CORES, "more cores than any machine has"),
            Unit::Bytes { .. } | Unit::Bits(_) => (MOST_BYTES, "more bytes than any machine has or moves"),
        };
        let mut wrong = Vec::new();
        one.points.retain_mut(|point| {
            let told = point.value;
            point.value *= factor;
            let fits = point.value <= most;
            if !fits {
                wrong.push((point.line, told));
            } else if most == FULL {
                point.value = point.value.min(1.0);
            }
            fits
        });
        for (line, told) in wrong {
            self.wrong(key.file, line, &key.column, format!("{told} is {what}; the sample is left out"));
        }
    }
}

/// Of bytes of periods that are told both as sums and as means, the sums alone: of those the time is known, and both
/// together would count twice.
fn sums_before_means(series: &mut BTreeMap<Key, Series>) {
    let of_period = |one: &Series| one.meaning.per == Per::Period;
    let what = |key: &Key| (key.file, key.host.clone(), key.kind, key.part.clone());
    let sums: BTreeSet<_> =
        series.iter().filter(|(_, one)| of_period(one) && one.sum).map(|(key, _)| what(key)).collect();
    if !sums.is_empty() {
        series.retain(|key, one| one.sum || !of_period(one) || !sums.contains(&what(key)));
    }
}

/// Interfaces and devices that show the traffic of others once more.
fn is_virtual(kind: Kind, part: &str) -> bool {
    const NETWORKS: [&str; 9] = ["lo", "veth", "docker", "br-", "virbr", "cni", "flannel", "cali", "tun"];
    const DISKS: [&str; 6] = ["loop", "ram", "dm-", "dev253-", "dev7-", "zram"];
    (kind.is_network() && NETWORKS.iter().any(|start| part.starts_with(start)))
        || (kind.is_disk() && DISKS.iter().any(|start| part.starts_with(start)))
}

/// The median time between neighbours; `None` for fewer than two.
pub(super) fn step(points: &[Point]) -> Option<Millis> {
    let mut steps: Vec<Millis> = points.windows(2).map(|pair| pair[1].at.since(pair[0].at)).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied()
}

/// Whether the time that a count is of was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Known,
    /// Taken for [`BASIC_SECONDS`] at most.
    Guessed,
}

/// What is said of means of counts over more than a minute.
const MEANS_OF_COUNTS: &str = "CloudWatch's averages of bytes over periods of more than a minute are means of the \
                               samples within the period, and the time of such a sample is taken for five minutes at \
                               most (a rule of thumb): with detailed monitoring the truth is up to five times higher. \
                               Export the statistic Sum to be sure.";

/// Counters and sums over periods as rates by the second. `points` are in the order of time, each time once.
fn per_second(one: &mut Series) -> Length {
    match one.meaning.per {
        Per::Gauge => {}
        Per::Counter => {
            // A counter that goes down began anew: what it counted in between is not known.
            let rate = |pair: &[Point]| {
                let seconds = pair[1].at.since(pair[0].at).seconds();
                let more = pair[1].value - pair[0].value;
                (seconds > 0.0 && more >= 0.0).then(|| Point { value: more / seconds, ..pair[1] })
            };
            one.points = one.points.windows(2).filter_map(rate).collect();
        }
        Per::Period => {
            let step = step(&one.points).map_or(BASIC_SECONDS, Millis::seconds).max(1.0);
            let seconds = if one.sum { step } else { step.min(BASIC_SECONDS) };
            for point in &mut one.points {
                point.value /= seconds;
            }
            if !one.sum && seconds > DETAILED_SECONDS {
                return Length::Guessed;
            }
        }
    }
    Length::Known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64], step_s: i64) -> Vec<Point> {
        let at = |n: usize| Timestamp(1_700_000_000_000 + n as i64 * step_s * 1000);
        values.iter().enumerate().map(|(n, &value)| Point { at: at(n), value, line: n + 2 }).collect()
    }

    fn series(per: Per, sum: bool, points: Vec<Point>) -> Series {
        let meaning = Meaning { kind: Kind::NetIn, unit: None, per, sure: true };
        Series { meaning, sum, points }
    }

    fn values(mut one: Series) -> Vec<f64> {
        per_second(&mut one);
        one.points.iter().map(|point| point.value).collect()
    }

    #[test]
    fn counters_become_rates_and_begin_anew_after_a_restart() {
        let read = values(series(Per::Counter, false, points(&[100.0, 700.0, 50.0, 110.0], 60)));
        assert_eq!(read, [10.0, 1.0]);
    }

    #[test]
    fn bytes_of_a_period_become_bytes_a_second() {
        assert_eq!(values(series(Per::Period, true, points(&[7200.0; 3], 3600))), [2.0; 3]);
        // An average of an hour is of five-minute counts.
        assert_eq!(values(series(Per::Period, false, points(&[600.0; 3], 3600))), [2.0; 3]);
        assert_eq!(values(series(Per::Period, false, points(&[60.0; 3], 60))), [1.0; 3]);
    }

    #[test]
    fn virtual_devices_do_not_count_twice() {
        assert!(is_virtual(Kind::NetIn, "lo") && is_virtual(Kind::Disk, "dm-0") && is_virtual(Kind::NetOut, "veth12"));
        assert!(
            !is_virtual(Kind::NetIn, "eth0") && !is_virtual(Kind::DiskRead, "nvme0n1") && !is_virtual(Kind::Net, "")
        );
    }
}

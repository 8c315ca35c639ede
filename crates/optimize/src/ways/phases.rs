//! Two clusters, one after the other: the run cut between two jobs, each side on the cluster that suits it.
//!
//! The compressed run tells what each episode takes on each of some hundred clusters, so every cut with every pair is a
//! few additions. The best few pairs are then replayed exactly, each side as an application of its own.

use std::collections::BTreeMap;

use afterglow_catalog::Cloud;
use afterglow_predict::Model;
use afterglow_units::Bytes;

use super::handover::handovers;
use super::{Bill, Case, Tried, WayKind};
use crate::found::Found;
use crate::frontier::Front;
use crate::goal::Wall;
use crate::infeasible::duration;
use crate::replay::scenario;
use crate::search::counts;

/// Cuts that are looked at, evenly over the time of the run where there are more.
const CUTS: usize = 64;
/// Kinds of clusters (type, place, market, shape) that are tried in all sizes.
const KINDS: usize = 16;
/// Episodes times clusters that are looked up at most: some tenths of a second of work.
const LOOKED_UP: usize = 4_000_000;
/// Pairs that are replayed exactly.
const LOOKED_INTO: usize = 3;
/// Runs with more tasks are not.
const MOST_TASKS: usize = 400_000;
/// Bytes a second of a virtual CPU to and from an object store where the network of the type is not known: 60 MB/s. A
/// rule of thumb.
const STORE_PER_VCPU: f64 = 60e6;
/// Standard deviation of that time.
const STORE_SPREAD: f64 = 0.5;

/// What a cluster takes for the episodes in front of each cut, in ms; the whole behind the last.
struct Timed {
    found: Found,
    before: Vec<f64>,
    whole: f64,
    spread: f64,
    /// By what other runs of the program correct its times.
    by: f64,
}

/// A cut and the clusters of its sides.
struct Pair {
    cut: usize,
    sides: [Found; 2],
    bill: Bill,
}

/// The best two clusters.
pub(super) fn phases(case: Case<'_>) -> Tried {
    let episodes = case.model.spans().count();
    if episodes < 2 {
        return Tried::not("Two clusters, one after the other: all jobs overlap, so there is no place to cut the run.");
    }
    let clusters = clusters(case, (LOOKED_UP / episodes).clamp(24, 600));
    let cuts = cuts(case, &clusters, episodes);
    let handed = handovers(case.profile, case.model);
    let timed: Vec<Timed> = clusters.iter().map(|found| timed(case, found, &cuts)).collect();
    let start = case.model.spans().next().map_or(0.0, |span| span.start().0 as f64);
    let mut best: Vec<Pair> = Vec::new();
    let mut searched = 0;
    for (at, &cut) in cuts.iter().enumerate() {
        let bytes = handed.get(cut - 1).copied().unwrap_or_default();
        // A front for each place: the best cluster of all may lie where nothing suits the other side.
        let side = |second: bool| {
            let mut fronts: BTreeMap<Place<'_>, Front> = BTreeMap::new();
            for one in &timed {
                let wall = if second { one.whole - one.before[at] + start * one.by } else { one.before[at] };
                let wall = moved(case, &one.found, Wall { mid: wall, spread: one.spread }, bytes);
                if let Some(found) = priced(case, &one.found, wall) {
                    fronts.entry(place(case, &found)).or_default().add(found);
                }
            }
            fronts
        };
        let (first, mut second) = (side(false), side(true));
        for (place, first) in first {
            let first = first.into_sorted();
            let second = second.remove(&place).unwrap_or_default().into_sorted();
            searched += (first.len() * second.len()) as u64;
            for a in &first {
                // The second is started while the first one works, so the policy's limits hold for both together.
                for b in second.iter().filter(|b| !alike(a, b) && case.within([a, b])) {
                    let bill = Bill::of(case, a).then(Bill::of(case, b));
                    keep(case, &mut best, Pair { cut, sides: [*a, *b], bill });
                }
            }
        }
    }
    let replayed = case.profile.tasks.len() <= MOST_TASKS;
    let exact = best
        .iter()
        .take(if replayed { case.replays(LOOKED_INTO) } else { 0 })
        .filter_map(|pair| exact(case, pair, episodes, &handed));
    let exact: Vec<Pair> = exact.collect();
    let pairs = if replayed { exact } else { best };
    let pair = pairs.into_iter().reduce(|best, other| if case.beats(&other.bill, &best.bill) { other } else { best });
    let Some(pair) = pair else {
        return Tried { searched, ..Tried::not("Two clusters, one after the other: no pair is left to look at.") };
    };
    let region = &case.space.sites[pair.sides[0].site as usize].offers[usize::from(pair.sides[0].offer)].region;
    let title = format!("{}, then {} in {region}", case.title(&pair.sides[0]), case.title(&pair.sides[1]));
    let mut why = why(case, &pair, handed.get(pair.cut - 1), start);
    if !replayed {
        why.push("By the compressed run, not replayed exactly: it has too many tasks.".to_owned());
    }
    let way = case.way(WayKind::Phases, title, pair.bill, why);
    Tried { way: Some(way), note: None, searched }
}

/// Clusters worth a look: the best kinds and those of the front, each in all sizes.
fn clusters(case: Case<'_>, most: usize) -> Vec<Found> {
    let mut kinds: Vec<Found> = Vec::new();
    let first = std::iter::once(&case.first.found);
    let ends = case.outcome.front.iter().step_by((case.outcome.front.len() / KINDS).max(1));
    for found in first.chain(ends).chain(case.outcome.best.iter().take(2 * KINDS)) {
        let same = |other: &Found| {
            (other.site, other.offer, other.rate, other.shape) == (found.site, found.offer, found.rate, found.shape)
        };
        if kinds.len() < KINDS && !kinds.iter().any(same) {
            kinds.push(*found);
        }
    }
    let least = case.task.policy.min_workers.unwrap_or(1);
    let sizes = (most / kinds.len().max(1)).max(2);
    let mut all = Vec::new();
    for kind in kinds {
        let site = &case.space.sites[kind.site as usize];
        let fits = |workers: &u32| {
            case.task.allows(site, *workers) && kind.shape.fits(case.task.need, *workers, case.task.head_room())
        };
        all.extend(counts(least).filter(fits).take(sizes).map(|workers| Found { workers, ..kind }));
    }
    all
}

/// The episodes in front of which to cut: all, or some at even steps of the first cluster's time.
fn cuts(case: Case<'_>, clusters: &[Found], episodes: usize) -> Vec<usize> {
    if episodes <= CUTS + 1 {
        return (1..episodes).collect();
    }
    let Some(first) = clusters.first() else { return Vec::new() };
    let walls = case.sketch.episodes(&scenario(case.space, case.task, first));
    let whole: f64 = walls.iter().sum();
    let (mut cuts, mut sum) = (Vec::new(), 0.0);
    for (at, wall) in walls.iter().enumerate().take(episodes - 1) {
        sum += wall;
        if sum >= whole * (cuts.len() + 1) as f64 / (CUTS + 1) as f64 {
            cuts.push(at + 1);
        }
    }
    cuts
}

fn timed(case: Case<'_>, found: &Found, cuts: &[usize]) -> Timed {
    let scenario = scenario(case.space, case.task, found);
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for wall in case.sketch.episodes(&scenario) {
        sum += wall;
        sums.push(sum);
    }
    let wall = case.task.wall(case.sketch.predict(&scenario));
    // As other runs of the program correct the whole, so they correct its parts.
    let by = wall.mid / sum.max(1e-9);
    let before = cuts.iter().map(|&cut| sums[cut] * by).collect();
    Timed { found: *found, before, whole: sum * by, spread: wall.spread, by }
}

/// The time with what is written or read at the cut.
fn moved(case: Case<'_>, found: &Found, wall: Wall, bytes: Bytes) -> Wall {
    let instance = case.space.sites[found.site as usize].instance;
    let network = instance.network.sustained_or_most().map(afterglow_catalog::Gbps::bytes_per_second);
    let rate = network.unwrap_or(STORE_PER_VCPU * f64::from(instance.vcpus.0)) * f64::from(found.workers.max(1));
    let more = 1e3 * bytes.0 as f64 / rate.max(1.0);
    let mid = wall.mid + more;
    let spread = if mid > 0.0 { (wall.mid * wall.spread + more * STORE_SPREAD) / mid } else { 0.0 };
    Wall { mid, spread }
}

fn priced(case: Case<'_>, found: &Found, wall: Wall) -> Option<Found> {
    case.task.priced(case.space, (found.site, found.offer, found.rate), found.workers, found.shape, wall)
}

fn alike(a: &Found, b: &Found) -> bool {
    (a.site, a.offer, a.rate, a.workers, a.shape) == (b.site, b.offer, b.rate, b.workers, b.shape)
}

/// Where a cluster stands: what one leaves in a store of one place, the other reads there.
type Place<'a> = (Cloud, &'a str);

fn place<'a>(case: Case<'a>, found: &Found) -> Place<'a> {
    let site = &case.space.sites[found.site as usize];
    (site.instance.cloud, &site.offers[usize::from(found.offer)].region)
}

/// Keeps the best few, the best first.
fn keep(case: Case<'_>, best: &mut Vec<Pair>, pair: Pair) {
    if best.len() == LOOKED_INTO && !case.beats(&pair.bill, &best[LOOKED_INTO - 1].bill) {
        return;
    }
    let at = best.partition_point(|other| !case.beats(&pair.bill, &other.bill));
    best.insert(at, pair);
    best.truncate(LOOKED_INTO);
}

/// The pair by exact replay of each side.
fn exact(case: Case<'_>, pair: &Pair, episodes: usize, handed: &[Bytes]) -> Option<Pair> {
    let bytes = handed.get(pair.cut - 1).copied().unwrap_or_default();
    let side = |model: &Model, found: &Found| {
        let wall = case.task.wall(model.predict(&scenario(case.space, case.task, found)));
        priced(case, found, moved(case, found, wall, bytes))
    };
    let first = side(&case.model.phase(0..pair.cut), &pair.sides[0])?;
    let second = side(&case.model.phase(pair.cut..episodes), &pair.sides[1])?;
    Some(Pair { bill: Bill::of(case, &first).then(Bill::of(case, &second)), sides: [first, second], cut: pair.cut })
}

fn why(case: Case<'_>, pair: &Pair, bytes: Option<&Bytes>, start: f64) -> Vec<String> {
    let time = |ms: f64| duration(afterglow_units::Millis::from_f64(ms));
    let sides =
        pair.sides.map(|found| (time(found.wall.mid), crate::infeasible::usd(afterglow_units::Usd(found.cost))));
    let ids: Vec<_> = case.model.spans().nth(pair.cut).into_iter().flat_map(afterglow_predict::Span::stages).collect();
    let stage = ids.first().map_or(String::new(), |key| format!(" (stage {} is its first)", key.id.0));
    let bytes = bytes.copied().unwrap_or_default();
    let handed = if bytes.0 == 0 {
        "No shuffle file or cached block crosses the cut.".to_owned()
    } else {
        format!(
            "{:.2} GiB of shuffle files or cached blocks cross the cut: the first application has to write them and the \
             second to read them, whose time is in these figures at the machines' network rate (a rule of thumb).",
            bytes.gib()
        )
    };
    vec![
        format!(
            "The first cluster runs what comes before group {} of jobs{stage}: {} for {}. The second one runs the rest: {} for {}.",
            pair.cut + 1,
            sides[0].0,
            sides[0].1,
            sides[1].0,
            sides[1].1
        ),
        handed,
        format!(
            "The start of the second cluster is paid for, but not waited for: start it while the first one works. Its \
             application starts anew, which took {} in the run.",
            time(start)
        ),
        "What the driver program holds in memory at the cut is in no log: the two programs must hand it over themselves."
            .to_owned(),
    ]
}

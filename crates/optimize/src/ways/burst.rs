//! The user's own machines, all of them, with machines of a cloud beside them in one cluster.
//!
//! Tasks go to whatever slot is free, so a slot counts by its speed: the hardware of the whole is the mean over its
//! slots. Shuffle data crosses the line between both sites; how wide that line is, only the user can say.

use afterglow_catalog::{Cloud, Gbps};
use afterglow_predict::{Factor, HardwareFactors};

use super::{Bill, Case, Tried, WayKind};
use crate::found::Found;
use crate::goal::Wall;
use crate::machine::Site;
use crate::price::{Extras, with_interruptions};
use crate::search::{MOST_WORKERS, counts};
use crate::shape::Shape;
use crate::surface::Surface;

/// Kinds of cloud machines that are put beside the own ones.
const KINDS: usize = 24;
/// Standard deviation of the time on the line.
const LINE_SPREAD: f64 = 0.5;

struct Mixed {
    own: Found,
    cloud: Found,
    bill: Bill,
    line_ms: f64,
    slots: u32,
}

/// The best mixture of own machines and one kind of cloud machines.
pub(super) fn burst(case: Case<'_>, surface: &mut Surface<'_>) -> Tried {
    let sites = || case.space.sites.iter().enumerate();
    let own: Vec<(u32, &Site<'_>)> =
        sites().filter(|(_, s)| s.instance.cloud == Cloud::OnPremises).map(|(at, s)| (at as u32, s)).collect();
    let clouds =
        case.outcome.best.iter().chain(&case.outcome.front).filter(|found| cloud_of(case, found) != Cloud::OnPremises);
    let mut kinds: Vec<Found> = Vec::new();
    for found in clouds {
        if kinds.len() < KINDS
            && !kinds.iter().any(|other| (other.site, other.offer, other.rate) == (found.site, found.offer, found.rate))
        {
            kinds.push(*found);
        }
    }
    if own.is_empty() || kinds.is_empty() {
        return Tried::default();
    }
    let Some(link) = case.task.policy.link else {
        return Tried::not(
            "Your machines with a cloud's beside them were not reckoned: say in the policy how wide the line between them \
             is (link_gbps).",
        );
    };
    let mut best: Option<Mixed> = None;
    let mut searched = 0;
    for (at, site) in own {
        let workers = site.instance.available.unwrap_or(0).min(MOST_WORKERS);
        for shape in site.shapes.iter().filter(|_| workers > 0) {
            if !shape.fits(case.task.need, workers, case.task.head_room()) {
                continue;
            }
            for kind in &kinds {
                for count in counts(1).take_while(|&n| case.task.allows(&case.space.sites[kind.site as usize], n)) {
                    // Few machines may be under the policy's least number: more of them are still looked at.
                    let Some(mixed) = mixed(case, surface, (at, site, *shape, workers), kind, count, link) else {
                        continue;
                    };
                    searched += 1;
                    let slots = mixed.slots;
                    if best.as_ref().is_none_or(|best| case.beats(&mixed.bill, &best.bill)) {
                        best = Some(mixed);
                    }
                    if slots >= surface.useful_slots() {
                        break;
                    }
                }
            }
        }
    }
    let Some(best) = best else { return Tried { searched, ..Tried::default() } };
    let title = format!("{} with {}", case.title(&best.own), case.title(&best.cloud));
    let why = vec![
        format!(
            "Of the time {} is shuffle data on a line of {} Gbit/s between both sites, if slots are drawn evenly (a rule \
             of thumb).",
            crate::infeasible::duration(afterglow_units::Millis::from_f64(best.line_ms)),
            link.0
        ),
        "Reading the input over that line, and what the cloud charges for data that leaves it, are not in these figures: \
         neither is known."
            .to_owned(),
        "By the compressed run, not replayed exactly.".to_owned(),
    ];
    Tried { way: Some(case.way(WayKind::Burst, title, best.bill, why)), note: None, searched }
}

/// All own machines and so many of a cloud's; `None` where the policy forbids them together.
fn mixed(
    case: Case<'_>,
    surface: &mut Surface<'_>,
    own: (u32, &Site<'_>, Shape, u32),
    kind: &Found,
    count: u32,
    link: Gbps,
) -> Option<Mixed> {
    let (at, site, shape, workers) = own;
    let beside = &case.space.sites[kind.site as usize];
    let (offer, own_offer) = (&beside.offers[usize::from(kind.offer)], site.offers.first()?);
    let (terms, own_terms) = (&offer.rates[usize::from(kind.rate)], own_offer.rates.first()?);
    let slots = (shape.slots_of_node().saturating_mul(workers), kind.shape.slots_of_node().saturating_mul(count));
    let factors = mean((case.task.factors(site, &shape), slots.0), (case.task.factors(beside, &kind.shape), slots.1));
    let all_slots = slots.0.saturating_add(slots.1);
    let line_ms = line(case, slots, link);
    let plain = with_line(surface.wall(all_slots, &factors), line_ms);
    let (startup, spot) = (case.task.startup_ms(beside), terms.purchase.spot_workers(beside.platform, count));
    // A machine that is taken back loses its share of all machines, the own ones too.
    let wall = with_interruptions(plain, terms, spot, workers.saturating_add(count), startup);
    // The driver has its place in the rack.
    let extras = Extras { driver: 0.0, ..offer.extras };
    let hourly = terms.hourly(&extras, count, spot, beside.volume(case.task.need, count));
    let own_hourly = own_terms.hourly(&own_offer.extras, workers, 0, site.volume(case.task.need, workers));
    let cost = hourly.over(wall.mid, startup);
    let usd = cost + own_hourly.over(wall.mid, 0.0);
    let cloud = Found { workers: count, wall, cost, hourly, ..*kind };
    let own = Found { site: at, offer: 0, rate: 0, workers, shape, wall, cost: usd - cost, hourly: own_hourly };
    // Only the cloud's part has a price that may differ.
    let spread = wall.spread.hypot(hourly.spread * cost / usd.max(1e-12));
    case.within([&own, &cloud]).then_some(Mixed {
        own,
        cloud,
        bill: Bill { wall, usd, spread },
        line_ms,
        slots: all_slots,
    })
}

fn cloud_of(case: Case<'_>, found: &Found) -> Cloud {
    case.space.sites[found.site as usize].instance.cloud
}

/// The mean over the slots of both sites; what spreads, spreads by its share.
fn mean(own: (HardwareFactors, u32), cloud: (HardwareFactors, u32)) -> HardwareFactors {
    let share = f64::from(cloud.1) / f64::from(own.1.saturating_add(cloud.1)).max(1.0);
    let both = |a: Factor, b: Factor| {
        Factor::new(a.ratio * (1.0 - share) + b.ratio * share, a.spread * (1.0 - share) + b.spread * share)
    };
    HardwareFactors {
        core_speed: both(own.0.core_speed, cloud.0.core_speed),
        memory_per_slot: both(own.0.memory_per_slot, cloud.0.memory_per_slot),
        network_per_slot: both(own.0.network_per_slot, cloud.0.network_per_slot),
        local_disk_per_slot: both(own.0.local_disk_per_slot, cloud.0.local_disk_per_slot),
        storage_per_slot: both(own.0.storage_per_slot, cloud.0.storage_per_slot),
    }
}

/// Milliseconds that shuffle data spends on the line: of all that is shuffled, the part whose writer and reader are on
/// different sites.
fn line(case: Case<'_>, slots: (u32, u32), link: Gbps) -> f64 {
    let share = f64::from(slots.1) / f64::from(slots.0.saturating_add(slots.1)).max(1.0);
    let shuffled = case.profile.totals.sums.shuffle_write.0 as f64;
    // Both directions of the line carry the same.
    1e3 * share * (1.0 - share) * shuffled / link.bytes_per_second().max(1.0)
}

fn with_line(wall: Wall, line_ms: f64) -> Wall {
    let mid = wall.mid + line_ms;
    Wall { mid, spread: if mid > 0.0 { (wall.mid * wall.spread + line_ms * LINE_SPREAD) / mid } else { 0.0 } }
}

//! What machines cost while they run: their price, the platform's fee, volumes, and what interruptions add.

use std::sync::Arc;

use afterglow_catalog::{Catalog, Cloud, Date, Flag, Instance, InterruptionBucket, Platform, PriceBasis, StorageKind};
use afterglow_units::Bytes;

use crate::Purchase;
use crate::goal::{REACH, Wall};

/// What a cluster takes to start, which is paid for: the figure that AWS's own advisor tool reckons with for EC2. Taken
/// for all clouds for want of better ones; the policy can state another.
pub(crate) const STARTUP_SECONDS: f64 = 210.0;
/// Clouds that charge by the second charge one minute at least.
const LEAST_MILLIS: f64 = 60_000.0;
/// A machine's own volume for its system and logs.
pub(crate) const SYSTEM_VOLUME: Bytes = Bytes(32 << 30);
/// Volumes that a worker is given, in the order of preference.
const VOLUMES: [&str; 2] = ["gp3", "pd-balanced"];

/// What one worker costs in an hour in one market.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rate {
    pub(crate) purchase: Purchase,
    /// A worker that stays; US dollars an hour.
    pub(crate) firm: f64,
    /// A worker on spare capacity.
    pub(crate) spot: f64,
    /// Standard deviation of the logarithm of the spot price; of the firm price where it is estimated.
    pub(crate) spot_spread: f64,
    pub(crate) firm_spread: f64,
    /// Interruptions of one machine in an hour.
    pub(crate) interruptions: f64,
    pub(crate) basis: &'static str,
    pub(crate) date: Date,
    /// The currency of the price, where it is not the dollar.
    pub(crate) currency: Option<Arc<str>>,
}

/// The ways in which a type can be paid for in a region, as far as prices are known.
pub(crate) fn rates(catalog: &Catalog, instance: &Instance, region: &str) -> Vec<Rate> {
    let price = |purchase: Purchase| catalog.price(instance, region, purchase.firm_market());
    let firm = |purchase: Purchase| {
        price(purchase).filter(|p| p.usd_per_hour.0.is_finite() && p.usd_per_hour.0 >= 0.0).map(|price| Rate {
            purchase,
            firm: price.usd_per_hour.0,
            spot: 0.0,
            spot_spread: 0.0,
            firm_spread: estimate_spread(&price.basis),
            interruptions: 0.0,
            basis: price.basis.word(),
            date: price.date,
            currency: price.currency().map(Arc::from),
        })
    };
    if instance.cloud == Cloud::OnPremises {
        let owned = firm(Purchase::OnDemand).map(|rate| Rate { purchase: Purchase::Owned, ..rate });
        return owned.into_iter().collect();
    }
    let mut rates: Vec<Rate> =
        [Purchase::OnDemand, Purchase::Reserved1y, Purchase::Reserved3y].into_iter().filter_map(firm).collect();
    let spare = catalog.spot(instance, region).filter(|spot| spot.mid.0 > 0.0);
    if let (Some(spot), Some(on_demand)) = (spare, rates.first().cloned()) {
        let spread = if spot.high.0 > spot.low.0 && spot.low.0 > 0.0 {
            (spot.high.0 / spot.low.0).ln() / (2.0 * REACH)
        } else {
            0.0
        };
        for purchase in [Purchase::Spot, Purchase::Mixed] {
            rates.push(Rate {
                purchase,
                spot: spot.mid.0,
                spot_spread: spread,
                interruptions: interruptions(catalog.interruption(instance, region)),
                basis: spot.basis.word(),
                date: spot.date,
                currency: spot.currency().or(on_demand.currency.as_deref()).map(Arc::from),
                ..on_demand.clone()
            });
        }
    }
    rates
}

fn estimate_spread(basis: &PriceBasis) -> f64 {
    match basis {
        PriceBasis::Estimated { within, .. } => within / REACH,
        _ => 0.0,
    }
}

/// Interruptions of one machine in an hour: the middle of AWS's bucket. The last bucket has no upper end, and Google
/// Cloud and Azure publish nothing: there one and a half times AWS's highest bound is taken. A rule of thumb.
fn interruptions(bucket: Option<InterruptionBucket>) -> f64 {
    let (low, high) = bucket.unwrap_or(InterruptionBucket::Over20).hourly_rate();
    high.map_or(1.5 * low, |high| 0.5 * (low + high))
}

/// The time with the replays that interruptions cause.
///
/// Each interruption of one of `n` workers loses, on average, half of what that worker did (its share of the shuffle
/// files must be made anew) and its share of the slots until a new machine is there. With a rate λ for a machine and
/// an hour, `s` of the workers on spare capacity and a run of `W` hours: λ·s·W · (W/2 + start-up) / n.
pub(crate) fn with_interruptions(wall: Wall, rate: &Rate, spot: u32, workers: u32, startup_ms: f64) -> Wall {
    let spot = f64::from(spot);
    if spot == 0.0 || rate.interruptions == 0.0 {
        return wall;
    }
    let events = rate.interruptions * spot * wall.mid / 3.6e6;
    let each = (0.5 * wall.mid + startup_ms) / f64::from(workers.max(1));
    let added = events * each;
    // Events are rare and independent: their number, and with it what they add, spreads as a Poisson number does.
    let spread = events.sqrt() * each / (wall.mid + added);
    Wall { mid: wall.mid + added, spread: wall.spread.hypot(spread) }
}

/// Everything that a cluster costs beside its workers' own price.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Extras {
    /// The platform's fee for a worker, an hour.
    pub(crate) fee: f64,
    /// The driver's machine with its fee and volume, an hour; 0 where there is none.
    pub(crate) driver: f64,
    /// The workers' volumes, a GiB and an hour; `None` where the catalogue has no price.
    pub(crate) volume_gib: Option<f64>,
}

/// What a cluster costs in an hour, and the spread of the prices in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hourly {
    pub(crate) usd: f64,
    pub(crate) spread: f64,
}

impl Rate {
    /// `workers`, of them `spot` on spare capacity, each with a volume of this size.
    pub(crate) fn hourly(&self, extras: &Extras, workers: u32, spot: u32, volume: Bytes) -> Hourly {
        let spot = f64::from(spot);
        let firm = f64::from(workers) - spot;
        let volumes = extras.volume_gib.unwrap_or(0.0) * volume.gib();
        let usd = firm * self.firm + spot * self.spot + f64::from(workers) * (extras.fee + volumes) + extras.driver;
        let doubt = firm * self.firm * self.firm_spread + spot * self.spot * self.spot_spread;
        Hourly { usd, spread: if usd > 0.0 { doubt / usd } else { 0.0 } }
    }
}

impl Hourly {
    /// What a run costs: the time with the start-up, at least a minute.
    pub(crate) fn over(self, wall_ms: f64, startup_ms: f64) -> f64 {
        self.usd * (wall_ms + startup_ms).max(LEAST_MILLIS) / 3.6e6
    }
}

/// The price of a GiB of volume for an hour; `None` where the catalogue has none for the region.
pub(crate) fn volume_gib(catalog: &Catalog, cloud: Cloud, region: &str) -> Option<f64> {
    let named = |name: &str| {
        catalog
            .storage(cloud, region)
            .find(|product| product.kind == StorageKind::Block && &*product.product == name && product.region.is_some())
    };
    VOLUMES.iter().find_map(|name| named(name)?.usd_per_hour(Bytes(1 << 30))).map(|price| price.0)
}

/// Whether a platform takes a type, as far as that is known.
pub(crate) fn runs_on(platform: Platform, instance: &Instance) -> bool {
    use afterglow_catalog::Arch;
    platform.is_on(instance.cloud)
        && match platform {
            Platform::Emr => instance.flags.has(Flag::Emr),
            // Their images are for x86 alone.
            Platform::Dataproc | Platform::HdInsight => instance.arch == Arch::X86_64,
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(purchase: Purchase) -> Rate {
        Rate {
            purchase,
            firm: 1.0,
            spot: 0.4,
            spot_spread: 0.2,
            firm_spread: 0.0,
            interruptions: 0.01,
            basis: "listed",
            date: Date::default(),
            currency: None,
        }
    }

    #[test]
    fn a_cluster_costs_its_workers_fees_volumes_and_driver() {
        let extras = Extras { fee: 0.25, driver: 0.5, volume_gib: Some(0.001) };
        let hourly = rate(Purchase::OnDemand).hourly(&extras, 4, 0, Bytes(100 << 30));
        assert!((hourly.usd - (4.0 * (1.0 + 0.25 + 0.1) + 0.5)).abs() < 1e-12);
        assert!((hourly.over(3.6e6 - 210e3, 210e3) - hourly.usd).abs() < 1e-12);
        let mixed = rate(Purchase::Mixed).hourly(&Extras::default(), 5, 2, Bytes(0));
        assert!((mixed.usd - (3.0 + 2.0 * 0.4)).abs() < 1e-12, "three stay, two may be taken back");
    }

    #[test]
    fn interruptions_cost_more_on_longer_runs() {
        let hour = Wall { mid: 3.6e6, spread: 0.1 };
        let one = with_interruptions(hour, &rate(Purchase::Spot), 10, 10, 0.0);
        // 0.01 × 10 machines × 1 h, each losing a twentieth of an hour.
        assert!((one.mid / hour.mid - 1.005).abs() < 1e-9, "{one:?}");
        assert_eq!(with_interruptions(hour, &rate(Purchase::OnDemand), 0, 10, 0.0), hour);
        assert!(one.spread > hour.spread);
    }

    #[test]
    fn unknown_interruptions_count_as_the_worst_that_is_published() {
        assert!(interruptions(None) >= interruptions(Some(InterruptionBucket::From15To20)));
        assert!(interruptions(Some(InterruptionBucket::Under5)) < 1e-4);
    }
}

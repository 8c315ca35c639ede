//! What it costs to send data from one zone of a region to another. Read by hand from the providers' pages
//! ([`READ_BY_HAND`](crate::READ_BY_HAND)); the tables have no such column.

use afterglow_units::{Bytes, Usd};

use crate::source::{Source, source_of};
use crate::{Catalog, Cloud, Date};

/// The price of traffic between two zones of one region, over private addresses in one network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneTraffic {
    /// Charged where the data leaves, for one unit.
    pub sent: Usd,
    /// Charged where the data arrives, for one unit.
    pub received: Usd,
    /// The unit of both.
    pub unit: TrafficUnit,
    /// The day of the page.
    pub date: Date,
    /// The page.
    pub source: &'static Source,
    /// What to know about it, in a sentence; empty for nothing.
    pub note: &'static str,
}

/// By what a cloud counts traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrafficUnit {
    /// "GB", of which the page does not say whether it means 10⁹ or 2³⁰ bytes. Reckoned as 10⁹, the dearer reading:
    /// at most 7.4 % too much.
    Gb,
    /// 2³⁰ bytes.
    Gib,
}

impl ZoneTraffic {
    /// What both ends together pay for data that crosses once.
    pub fn usd(&self, bytes: Bytes) -> Usd {
        let units = match self.unit {
            TrafficUnit::Gb => bytes.0 as f64 / 1e9,
            TrafficUnit::Gib => bytes.gib(),
        };
        Usd((self.sent.0 + self.received.0) * units)
    }
}

impl Catalog {
    /// What traffic between the zones of a region costs; `None` where no page that was read tells: regions without
    /// prices here, China and government clouds, and the user's own machines.
    pub fn traffic_between_zones(&self, cloud: Cloud, region: &str) -> Option<ZoneTraffic> {
        let apart = ["cn-", "us-gov-", "us-iso", "china", "usgov", "usdod"];
        if apart.iter().any(|prefix| region.starts_with(prefix)) {
            return None;
        }
        self.region(cloud, region)?;
        let (sent, received, unit, code, date, note) = match cloud {
            Cloud::Aws => {
                let note = "a cent in each direction: sender and receiver both pay";
                (0.01, 0.01, TrafficUnit::Gb, "AWT", Date { year: 2026, month: 6, day: 0 }, note)
            }
            Cloud::Gcp => {
                let note = "the sender pays; what arrives is free";
                (0.01, 0.0, TrafficUnit::Gib, "GVN", Date { year: 2026, month: 9, day: 20 }, note)
            }
            Cloud::Azure => {
                let note = "not charged for; virtual networks that are peered are, and are not meant here";
                (0.0, 0.0, TrafficUnit::Gb, "MSR", Date { year: 2026, month: 2, day: 11 }, note)
            }
            Cloud::OnPremises => return None,
        };
        Some(ZoneTraffic { sent: Usd(sent), received: Usd(received), unit, date, source: source_of(code)?, note })
    }
}

#[cfg(test)]
mod tests {
    use afterglow_units::Bytes;

    use crate::{Catalog, Cloud};

    #[test]
    fn each_cloud_has_its_own_rule() {
        let catalog = Catalog::builtin();
        let usd = |cloud, region| catalog.traffic_between_zones(cloud, region).map(|t| t.usd(Bytes(1 << 40)).0);
        let aws = usd(Cloud::Aws, "eu-central-1").expect("a price");
        assert!((aws - 0.02 * 1024f64.powi(4) / 1e9).abs() < 1e-9, "{aws}");
        assert_eq!(usd(Cloud::Gcp, "us-central1"), Some(10.24));
        assert_eq!(usd(Cloud::Azure, "westeurope"), Some(0.0));
        for (cloud, region) in [(Cloud::Aws, "mars-1"), (Cloud::Aws, "cn-north-1"), (Cloud::OnPremises, "onprem")] {
            assert_eq!(usd(cloud, region), None, "{region}");
        }
        for cloud in Cloud::PUBLIC {
            let all = catalog.regions(cloud).filter_map(|r| catalog.traffic_between_zones(cloud, &r.name));
            assert_eq!(all.count(), catalog.regions(cloud).count(), "{cloud}");
        }
    }
}

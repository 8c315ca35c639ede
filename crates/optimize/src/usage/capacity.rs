//! What a type offers, in the terms of the machine that was watched.

use afterglow_catalog::{Catalog, Cloud, Date, Instance, MbPerSecond};
use afterglow_units::UsdPerHour;

use super::sample::Resource;
use crate::hardware::{core, network};
use crate::price::{Extras, rates};
use crate::{Current, Purchase};
use afterglow_units::Bytes;

/// What each machine of a type offers: cores of the watched machine's speed, bytes, bytes a second. `None` where the
/// catalogue does not tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Capacity {
    pub(super) amounts: [Option<f64>; 4],
    /// Speed of a core over that of the watched machine; `None` where either was never measured, and then a core is
    /// taken for a core.
    pub(super) speed: Option<f64>,
}

/// What `instance` offers beside the watched machine `from`. Cores count by their speed in the catalogue (*rule*).
pub(super) fn capacity(instance: &Instance, from: Option<&Instance>) -> Capacity {
    let same = from.is_some_and(|from| from.cloud == instance.cloud && from.name == instance.name);
    let measured = || Some(core(instance)? / core(from?)?).filter(|ratio| ratio.is_finite() && *ratio > 0.0);
    let speed = if same { Some(1.0) } else { measured() };
    let amount = |resource| match resource {
        Resource::Cpu => Some(f64::from(instance.vcpus.0) * speed.unwrap_or(1.0)),
        Resource::Memory => Some(instance.memory.0 as f64),
        Resource::Network => network(instance),
        // The limit of volumes. Disks inside the host move more; how much, clouds publish for few types.
        Resource::Disk => instance.remote_disk.throughput.sustained_or_most().map(MbPerSecond::bytes_per_second),
    };
    Capacity { amounts: Resource::ALL.map(amount), speed }
}

impl Capacity {
    /// The shares of it that `needs` take, each machine's; `None` where one of the two is not known.
    pub(super) fn fill(&self, needs: &[Option<f64>; 4]) -> [Option<f64>; 4] {
        Resource::ALL.map(|resource| {
            let (need, has) = (needs[resource.place()]?, self.amounts[resource.place()]?);
            Some(if has > 0.0 { need / has } else { f64::INFINITY })
        })
    }
}

/// The machines as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Now {
    /// Whose.
    pub cloud: Cloud,
    /// Their type.
    pub instance: String,
    /// Where; the main region where nobody says.
    pub region: String,
    /// Whether the region was said.
    pub region_said: bool,
    /// How many were watched.
    pub count: u32,
    /// Virtual CPUs of one.
    pub vcpus: u32,
    /// Memory of one.
    pub memory: Bytes,
    /// By [`Resource`]: what one of them has, as far as the catalogue tells: cores, bytes, bytes a second.
    pub has: [Option<f64>; 4],
    /// By [`Resource`]: what the need takes of one of them, 1 for all of it.
    pub fill: [Option<f64>; 4],
    /// What all of them cost on demand; `None` where the catalogue has no price.
    pub usd_per_hour: Option<UsdPerHour>,
    /// How the price was come by.
    pub price_basis: &'static str,
    /// The day of the price.
    pub price_date: Date,
}

/// The machines that were watched, where the user names their type.
pub(super) fn now(catalog: &Catalog, current: &Current, count: u32, needs: &[Option<f64>; 4]) -> Option<Now> {
    let instance = current.machine(catalog)?;
    let mut regions = catalog.regions(instance.cloud);
    let said = current.region.as_deref();
    let region = match said {
        // A region as it was named, in any case of letters.
        Some(said) => {
            regions.find(|one| one.name.eq_ignore_ascii_case(said)).map_or(said.to_owned(), |one| one.name.to_string())
        }
        None => regions.next()?.name.to_string(),
    };
    let firm = |purchase| matches!(purchase, Purchase::OnDemand | Purchase::Owned);
    let rate = rates(catalog, instance, &region).into_iter().find(|rate| firm(rate.purchase));
    let capacity = capacity(instance, Some(instance));
    Some(Now {
        cloud: instance.cloud,
        instance: instance.name.to_string(),
        region_said: said.is_some(),
        region,
        count,
        vcpus: instance.vcpus.0,
        memory: instance.memory,
        has: capacity.amounts,
        fill: capacity.fill(needs),
        usd_per_hour: rate.as_ref().map(|rate| UsdPerHour(rate.hourly(&Extras::default(), count, 0, Bytes(0)).usd)),
        price_basis: rate.as_ref().map_or("", |rate| rate.basis),
        price_date: rate.map_or(Date::default(), |rate| rate.date),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aws(name: &str) -> &'static Instance {
        Catalog::builtin().find(Cloud::Aws, name).expect("in the catalogue")
    }

    #[test]
    fn cores_count_by_their_speed() {
        let same = capacity(aws("m5.2xlarge"), Some(aws("m5.2xlarge")));
        assert_eq!((same.amounts[0], same.speed), (Some(8.0), Some(1.0)));
        let newer = capacity(aws("m7g.xlarge"), Some(aws("m5.2xlarge")));
        assert!(newer.amounts[0] > Some(4.0 * 1.2), "{newer:?}");
        let unnamed = capacity(aws("m7g.xlarge"), None);
        assert_eq!((unnamed.amounts[0], unnamed.speed), (Some(4.0), None));
    }

    #[test]
    fn a_need_takes_a_share_of_what_is_known() {
        let has = Capacity { amounts: [Some(4.0), Some(8.0), None, Some(0.0)], speed: None };
        let fill = has.fill(&[Some(3.0), None, Some(1.0), Some(1.0)]);
        assert_eq!(fill, [Some(0.75), None, None, Some(f64::INFINITY)]);
    }
}

//! What the machines need: percentiles with head-room, memory by its maximum.

use super::percentile::Percentiles;
use super::sample::Resource;
use crate::Query;
use afterglow_catalog::Instance;

/// The percentile that a need is taken from where nobody says another one.
pub(super) const PERCENTILE: f64 = 0.95;

/// What is asked. Of the query count the clouds, regions, policy, rates, and the hint's type and region.
#[derive(Debug, Clone, Default)]
pub struct Sizing {
    /// Where to look, under which rules, at which prices, and what the machines are.
    pub query: Query,
    /// The percentile that processor, network and disk are sized by, above 0 to 1; 0.95 if absent.
    pub percentile: Option<f64>,
}

impl Sizing {
    pub(super) fn percentile(&self) -> f64 {
        self.percentile.filter(|share| *share > 0.0 && *share <= 1.0).unwrap_or(PERCENTILE)
    }
}

/// What one machine, or all together, must offer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Needs {
    /// Cores, bytes, bytes a second; `None` is not asked for.
    pub(super) amounts: [Option<f64>; 4],
    /// What is not from samples but as the machine has it.
    pub(super) kept: [bool; 4],
}

/// The needs of `machines` together by `figures`, the figures of all of them together. Processor and memory that no
/// sample tells are kept as the machines `now` have them; `None` where nobody says what these are.
///
/// A running short of memory kills where a processor, network or disk only gets slow, so memory is sized by its
/// maximum and the others by the percentile. All of it is a rule of thumb.
pub(super) fn needs(
    figures: &[Option<Percentiles>; 4],
    head_room: f64,
    now: Option<&Instance>,
    machines: f64,
) -> Option<Needs> {
    let mut needs = Needs::default();
    for resource in Resource::ALL {
        let at = resource.place();
        needs.amounts[at] = match (resource, figures[at]) {
            (Resource::Memory, Some(seen)) => Some(seen.max * head_room),
            (_, Some(seen)) => Some(seen.asked * head_room),
            (Resource::Cpu | Resource::Memory, None) => {
                needs.kept[at] = true;
                let now = now?;
                let has = if resource == Resource::Cpu { f64::from(now.vcpus.0) } else { now.memory.0 as f64 };
                Some(has * machines)
            }
            (_, None) => None,
        };
    }
    Some(needs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_catalog::{Catalog, Cloud};

    fn seen(asked: f64, max: f64) -> Percentiles {
        Percentiles { count: 9, p50: 0.0, p95: asked, p99: max, max, asked }
    }

    #[test]
    fn memory_is_sized_by_its_maximum_and_the_rest_by_the_percentile() {
        let told = needs(&[Some(seen(2.0, 9.0)), Some(seen(10.0, 20.0)), Some(seen(5.0, 6.0)), None], 1.2, None, 1.0)
            .expect("all known");
        let near = |at: usize, wanted: f64| told.amounts[at].is_some_and(|amount| (amount - wanted).abs() < 1e-9);
        assert!(near(0, 2.4) && near(1, 24.0) && near(2, 6.0) && told.amounts[3].is_none(), "{told:?}");
        assert_eq!(told.kept, [false; 4]);
    }

    #[test]
    fn what_no_sample_tells_is_kept_as_the_machine_has_it() {
        let m5 = Catalog::builtin().find(Cloud::Aws, "m5.2xlarge");
        let told = needs(&[Some(seen(2.0, 9.0)), None, None, None], 1.2, m5, 3.0).expect("the machine is named");
        assert_eq!((told.amounts[1], told.kept), (Some(96.0 * (1u64 << 30) as f64), [false, true, false, false]));
        assert_eq!(needs(&[Some(seen(2.0, 9.0)), None, None, None], 1.2, None, 1.0), None);
    }
}

//! What a platform takes for a machine, on top of the machine's own price.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::Platform;
use crate::{Catalog, Date, Instance, Market};

/// One row of the fee table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeeRow {
    pub(crate) platform: Arc<str>,
    pub(crate) region: Option<Arc<str>>,
    pub(crate) key: Option<Arc<str>>,
    pub(crate) tier: Option<Arc<str>>,
    pub(crate) metric: Arc<str>,
    pub(crate) value: f64,
    pub(crate) date: Date,
    pub(crate) source: Arc<str>,
    pub(crate) note: Option<Arc<str>>,
}

/// A platform's fee for one machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Fee {
    /// The fee on top of the machine's price; `None` when it is not known, which is not the same as free.
    pub usd_per_hour: Option<UsdPerHour>,
    /// How it was come by.
    pub basis: FeeBasis,
    /// The day of the figure.
    pub date: Date,
    /// Where it comes from.
    pub source: Arc<str>,
    /// What to know about it, in sentences.
    pub note: &'static str,
}

/// How a [`Fee`] was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeBasis {
    /// The provider's list.
    Listed,
    /// A rule that is known to hold for some types only.
    Rule,
    /// The platform takes nothing for a machine.
    Free,
    /// Not in the catalogue; the user can state it.
    Unknown,
}

impl Fee {
    fn free(note: &'static str) -> Self {
        let usd_per_hour = Some(UsdPerHour(0.0));
        Self { usd_per_hour, basis: FeeBasis::Free, date: Date::default(), source: Arc::from(""), note }
    }

    fn unknown(note: &'static str) -> Self {
        Self { usd_per_hour: None, basis: FeeBasis::Unknown, date: Date::default(), source: Arc::from(""), note }
    }

    fn of(row: &FeeRow, usd_per_hour: f64, basis: FeeBasis, note: &'static str) -> Self {
        Self { usd_per_hour: Some(UsdPerHour(usd_per_hour)), basis, date: row.date, source: row.source.clone(), note }
    }
}

/// Said to cap EMR's surcharge on fifth-generation types and older; not found in any source that was fetched.
const EMR_OLD_CAP: f64 = 0.27;

impl Catalog {
    /// What `platform` takes for one machine of the type in an hour. Serverless platforms take nothing for machines:
    /// see [`Catalog::serverless`].
    pub fn fee(&self, platform: Platform, instance: &Instance, region: &str) -> Fee {
        if !platform.is_on(instance.cloud) {
            return Fee::unknown("this platform does not run on this cloud");
        }
        match platform {
            Platform::PlainVms | Platform::OnPremises => Fee::free(""),
            Platform::Kubernetes => Fee::free("the control plane's fee per cluster is not in the catalogue"),
            Platform::Emr => self.emr_fee(instance),
            Platform::Dataproc => self.dataproc_fee(instance),
            Platform::Databricks => self.databricks_fee(instance, region),
            Platform::HdInsight => {
                Fee::unknown("the only open figures for HDInsight contradict each other; state your own rate")
            }
            Platform::EmrServerless | Platform::Glue | Platform::DataprocServerless | Platform::Synapse => {
                Fee::unknown("sold by its own units, not by machines")
            }
        }
    }

    /// EMR on EC2: a quarter of the us-east-1 on-demand price, the same in every region and for spot machines.
    ///
    /// One type was verified against a source (x2iedn.32xlarge); for all others it is a rule of thumb.
    fn emr_fee(&self, instance: &Instance) -> Fee {
        let rows = || self.fees.iter().filter(|row| &*row.platform == "emr_on_ec2");
        if let Some(row) = rows().find(|row| row.key.as_deref() == Some(&*instance.name)) {
            return Fee::of(row, row.value, FeeBasis::Listed, "");
        }
        let share = rows().find(|row| &*row.metric == "surcharge_fraction_of_us_east_1_on_demand");
        let (Some(row), Some(home)) = (share, self.price(instance, "us-east-1", Market::OnDemand)) else {
            return Fee::unknown("no us-east-1 price to take a quarter of");
        };
        let quarter = row.value * home.usd_per_hour.0;
        if instance.generation <= 5 && quarter > EMR_OLD_CAP {
            let note = "a quarter of the us-east-1 price would be more; old types are said to be capped at 0.27 USD/h, \
                        which no source in the catalogue confirms";
            return Fee::of(row, EMR_OLD_CAP, FeeBasis::Rule, note);
        }
        Fee::of(row, quarter, FeeBasis::Rule, "a quarter of the us-east-1 on-demand price; verified for one type only")
    }

    fn dataproc_fee(&self, instance: &Instance) -> Fee {
        match self.fees.iter().find(|row| &*row.platform == "dataproc_on_gce" && &*row.metric == "usd_per_vcpu_hour") {
            Some(row) => {
                let note = "for each virtual CPU, by the second with a minute at least; the master counts too";
                Fee::of(row, row.value * f64::from(instance.vcpus.0), FeeBasis::Listed, note)
            }
            None => Fee::unknown("not in the catalogue"),
        }
    }

    /// Databricks: DBU an hour of the type times USD for a DBU of premium jobs compute. Azure only: Databricks' own
    /// rates for the other clouds may not be passed on freely.
    fn databricks_fee(&self, instance: &Instance, region: &str) -> Fee {
        let rows = || self.fees.iter().filter(|row| &*row.platform == "databricks");
        let rate = rows().find(|row| &*row.metric == "dbu_per_hour" && row.key.as_deref() == Some(&*instance.name));
        let mut prices: Vec<&FeeRow> = rows()
            .filter(|row| &*row.metric == "usd_per_dbu")
            .filter(|row| row.key.as_deref() == Some("JOBS_COMPUTE") && row.tier.as_deref() == Some("PREMIUM"))
            .collect();
        prices.sort_by_key(|row| row.region.as_deref() != Some(region));
        match (rate, prices.first()) {
            (Some(rate), Some(price)) => {
                let note = "premium tier, jobs compute, without Photon; the price of a DBU may differ in your region";
                Fee::of(rate, rate.value * price.value, FeeBasis::Listed, note)
            }
            _ => Fee::unknown(
                "Databricks' rates for this type may not be passed on freely; state them, or drop your own list",
            ),
        }
    }
}

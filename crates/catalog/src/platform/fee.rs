//! What a platform takes for a machine, on top of the machine's own price.

use std::sync::Arc;

use afterglow_units::{UsdPerHour, order};

use super::own_fees::OfMachine;
use super::{DatabricksTier, Platform};
use crate::quote::currency_of;
use crate::{Catalog, Cloud, Date, Instance, Market, PriceBasis};

/// One row of the fee table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeeRow {
    pub(crate) platform: Arc<str>,
    pub(crate) cloud: Option<Arc<str>>,
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
    /// A file of the user's: it comes before all others.
    Own,
    /// The platform takes nothing for a machine.
    Free,
    /// Not in the catalogue; the user can state it.
    Unknown,
}

impl Fee {
    /// How it was come by, in words: `your own file of 2026-08-31`.
    pub fn basis_words(&self) -> String {
        match self.basis {
            FeeBasis::Own => format!("your own file of {}", self.date),
            FeeBasis::Listed => format!("list of {}", self.date),
            FeeBasis::Rule => "rule of thumb".to_owned(),
            FeeBasis::Free => "free".to_owned(),
            FeeBasis::Unknown => "not known".to_owned(),
        }
    }

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
    /// What `platform` takes for one machine of the type in an hour. What the user's own files say comes before the
    /// built-in figures, region before cloud. Serverless platforms take nothing for machines:
    /// see [`Catalog::serverless`].
    pub fn fee(&self, platform: Platform, instance: &Instance, region: &str) -> Fee {
        if !platform.is_on(instance.cloud) {
            return Fee::unknown("this platform does not run on this cloud");
        }
        if let Some(fee) = self.own_fee(platform, instance, region) {
            return fee;
        }
        match platform {
            Platform::PlainVms | Platform::OnPremises => Fee::free(""),
            Platform::Kubernetes => Fee::free("the control plane's fee per cluster is not in the catalogue"),
            Platform::Emr => self.emr_fee(instance),
            Platform::Dataproc => self.dataproc_fee(instance),
            Platform::Databricks => self.databricks_fee(instance, region),
            Platform::HdInsight => {
                Fee::unknown("the only open figures for HDInsight contradict each other; drop Azure Retail Prices")
            }
            Platform::EmrServerless | Platform::Glue | Platform::DataprocServerless | Platform::Synapse => {
                Fee::unknown("sold by its own units, not by machines")
            }
        }
    }

    fn own_fee(&self, platform: Platform, instance: &Instance, region: &str) -> Option<Fee> {
        let own = self.own_fees.machine((platform, instance.cloud), &instance.name, region)?;
        let fee = |usd_per_hour, basis, note| {
            Some(Fee { usd_per_hour, basis, date: own.date, source: own.source.clone(), note })
        };
        let both = match own.value {
            OfMachine::Fee(usd_per_hour) => return fee(Some(usd_per_hour), FeeBasis::Own, ""),
            OfMachine::WithMachine(both) => both,
        };
        let machine = self.list_price(instance, region);
        if machine.as_ref().is_some_and(|(_, source)| currency_of(source) != currency_of(&own.source)) {
            return fee(
                None,
                FeeBasis::Unknown,
                "your file's price of a node and the machine's own are in two currencies",
            );
        }
        match machine.map(|(machine, _)| both.0 - machine) {
            Some(rest) if rest >= 0.0 => {
                let note = "the file's price of a node, which contains the machine, less the machine's own price";
                fee(Some(UsdPerHour(rest)), FeeBasis::Own, note)
            }
            Some(_) => fee(
                None,
                FeeBasis::Unknown,
                "your file's price of a node is below the machine's own price; drop both of the same day",
            ),
            None => fee(None, FeeBasis::Unknown, "the machine's list price, to be taken off the node's, is not known"),
        }
    }

    /// The provider's on-demand price and its source, also where a discount was laid over it; `None` where it was replaced or estimated.
    fn list_price(&self, instance: &Instance, region: &str) -> Option<(f64, Arc<str>)> {
        let price = self.price(instance, region, Market::OnDemand)?;
        let list = match price.basis {
            PriceBasis::Listed | PriceBasis::Cleaned => price.usd_per_hour.0,
            PriceBasis::Negotiated { percent } if percent < 100.0 => price.usd_per_hour.0 / (1.0 - percent / 100.0),
            _ => return None,
        };
        Some((list, price.source))
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

    /// Databricks: DBU an hour of the type times USD for a DBU of jobs compute. Built in for Azure only: Databricks' own
    /// rates for the other clouds may not be passed on freely. Either half may come from the user's files.
    fn databricks_fee(&self, instance: &Instance, region: &str) -> Fee {
        let cloud = instance.cloud;
        let rows = || {
            let of_cloud = move |row: &&FeeRow| row.cloud.as_deref().and_then(Cloud::parse) == Some(cloud);
            self.fees.iter().filter(|row| &*row.platform == "databricks").filter(of_cloud)
        };
        let rate = rows().find(|row| &*row.metric == "dbu_per_hour" && row.key.as_deref() == Some(&*instance.name));
        let mut prices: Vec<&FeeRow> = rows()
            .filter(|row| &*row.metric == "usd_per_dbu")
            .filter(|row| row.key.as_deref() == Some("JOBS_COMPUTE") && row.tier.as_deref() == Some("PREMIUM"))
            .collect();
        order::by_key(&mut prices, |row| row.region.as_deref() != Some(region));
        let own_rate = self.own_fees.dbu_rate(cloud, &instance.name, region);
        let own_price = self.own_fees.dbu_price(cloud, region);

        let rate_value = own_rate.map(|own| own.value).or(rate.map(|row| row.value));
        let price_value = own_price.map(|(_, own)| own.value.0).or(prices.first().map(|row| row.value));
        let (Some(dbu), Some(usd)) = (rate_value, price_value) else {
            return Fee::unknown(match (own_rate, own_price) {
                (None, Some(_)) => {
                    "your file tells what a DBU costs, but not how many this type takes: drop a table of them"
                }
                (Some(_), None) => {
                    "your file tells how many DBU this type takes, but not what one costs: drop list prices"
                }
                _ => "Databricks' rates for this type may not be passed on freely; state them, or drop your own list",
            });
        };
        let usd_per_hour = UsdPerHour(dbu * usd);
        match (own_price, own_rate, rate) {
            (Some((tier, own)), ..) => {
                let note = match tier {
                    DatabricksTier::Premium => "premium tier, jobs compute, without Photon",
                    DatabricksTier::Enterprise => "enterprise tier, jobs compute, without Photon",
                    DatabricksTier::Standard => "standard tier, jobs compute, without Photon",
                };
                let (date, source) = (own.date, own.source.clone());
                Fee { usd_per_hour: Some(usd_per_hour), basis: FeeBasis::Own, date, source, note }
            }
            (None, Some(own), _) => {
                let note =
                    "your DBU an hour at the built-in price of a DBU: premium tier, jobs compute, without Photon";
                let (date, source) = (own.date, own.source.clone());
                Fee { usd_per_hour: Some(usd_per_hour), basis: FeeBasis::Own, date, source, note }
            }
            (None, None, Some(rate)) => {
                let note = "premium tier, jobs compute, without Photon; the price of a DBU may differ in your region";
                Fee::of(rate, usd_per_hour.0, FeeBasis::Listed, note)
            }
            (None, None, None) => Fee::unknown("no DBU rate for this type"),
        }
    }
}

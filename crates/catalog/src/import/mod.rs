//! Newer facts from files that the user drops: recognised by what is in them, never by their name.
//!
//! | file | how one gets it | gives |
//! | --- | --- | --- |
//! | `describe-instance-types` JSON | `aws ec2 describe-instance-types` | shapes, network, EBS, disks, GPUs |
//! | `describe-spot-price-history` JSON | `aws ec2 describe-spot-price-history` | spot prices by zone and time |
//! | `spot-advisor-data.json` | AWS's public feed | interruption buckets, spot savings |
//! | AWS Price List, `index.csv` or `index.json` | public URL; AmazonEC2 and ElasticMapReduce | on-demand, reserved; EMR's fee |
//! | Azure Retail Prices JSON pages | `prices.azure.com/api/retail/prices` | on-demand, spot, reserved; HDInsight, DBU prices |
//! | `az vm list-skus` JSON | Azure CLI | shapes, disk limits |
//! | machine types JSON | `gcloud compute machine-types list --format=json` | shapes |
//! | SKUs JSON | Google Cloud Billing catalogue, Compute Engine | on-demand, spot, committed |
//! | `system.billing.list_prices` CSV or JSON | Databricks SQL | prices of a DBU under the own contract |
//! | table of DBU an hour, CSV | any editor | with the above, Databricks' fee on all clouds |
//! | SkyPilot `vms.csv` | its public catalogue | on-demand and spot prices by zone |
//! | own CSV | any editor, with the headers of `instances.csv` or `prices.csv` | all of it |
//! | own CSV of fees | any editor: platform, cloud, region, instance_type, fee_usd_per_hour | what a platform takes |
//!
//! A new format is a new file in this folder, a line in [`recognise`] and a line in this table.

mod azure_prices;
mod azure_skus;
mod databricks;
mod ec2_spot;
mod ec2_types;
mod format;
mod gcp_skus;
mod gcp_types;
mod json;
mod lines;
pub(crate) mod money;
mod own_csv;
mod own_fees;
mod price_list;
mod shape;
mod skypilot;
mod spot_advisor;
mod tally;

use std::io::{BufRead, Read};

pub use format::{ImportFormat, recognise};

use crate::csv::shorten;
use crate::issue::Found;
use crate::{Csv, Issue, Overlay};

/// A file that could not be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is of none of the kinds.
    #[error(
        "this is no catalogue file that is understood: expected the JSON of describe-instance-types, \
         describe-spot-price-history, spot-advisor-data, an AWS price list, Azure retail prices, az vm list-skus, gcloud \
         machine-types, Google's billing catalogue or Databricks list prices; the CSV of an AWS price list, of Databricks list \
         prices, DBU rates or SkyPilot's vms.csv; or a CSV with the headers of instances.csv or prices.csv; it begins with \
         “{beginning}”"
    )]
    Unknown {
        /// The first characters.
        beginning: String,
    },
    /// It is of another kind, but a known one.
    #[error("this is {what}; take {instead}")]
    Relative {
        /// What it is.
        what: String,
        /// What to take in its place.
        instead: &'static str,
    },
    /// The JSON breaks off or is malformed.
    #[error("{what} is not whole: {source}")]
    Json {
        /// What it seemed to be.
        what: &'static str,
        /// Where, by line and column, and what was expected.
        source: serde_json::Error,
    },
    /// It could not be read.
    #[error("reading failed: {0}")]
    Read(#[from] std::io::Error),
}

/// Bytes at the beginning of a file that [`recognise`] looks at.
pub const HEAD: usize = 64 << 10;

/// Reads a dropped file. Rows that cannot be used are in [`Overlay::issues`], and the rest holds; so it does of a file
/// that breaks off.
///
/// Large files (JSON, AWS's price lists) are read item by item and take little memory beyond what is kept of them.
///
/// # Errors
/// When the file is of no known kind, or its JSON breaks off before anything could be used.
pub fn import(mut file: impl BufRead) -> Result<Overlay, ImportError> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let format = recognise(&head);
    let is_aws = matches!(format, Some(ImportFormat::AwsPriceCsv | ImportFormat::AwsPriceJson));
    if let Some((what, instead)) = format::relative(&head).filter(|_| is_aws || format.is_none()) {
        return Err(ImportError::Relative { what, instead });
    }
    let Some(format) = format else {
        let beginning = String::from_utf8_lossy(&head).chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(ImportError::Unknown { beginning });
    };
    let without_mark = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&head);
    let mut overlay = read(format, without_mark.chain(file))?;
    let Overlay { instances, issues, .. } = &mut overlay;
    instances.retain_mut(|of| {
        let impossible = shape::impossible(of);
        let kept = impossible.is_none();
        issues.extend(impossible.map(|what| Issue::within(shorten(&of.name), what)));
        let taken = shape::without_impossible(of);
        if kept && taken > 0 {
            issues.push(Issue::within(shorten(&of.name), format!("{taken} of its figures are out of range")));
        }
        kept
    });
    let nothing = overlay.instances.is_empty() && overlay.offers.is_empty() && overlay.families.is_empty();
    if nothing && overlay.fees.is_empty() && overlay.spot_samples.is_empty() {
        let what = format!("nothing in it could be used; {} rows were passed over", overlay.passed_over);
        overlay.issues.push(Issue::within(format.what(), what));
    }
    let mut found = Found::default();
    found.extend(std::mem::take(&mut overlay.issues));
    overlay.issues = found.into_issues();
    Ok(overlay)
}

fn read(format: ImportFormat, whole: impl BufRead) -> Result<Overlay, ImportError> {
    use ImportFormat as F;
    let overlay = match format {
        F::Ec2Types => ec2_types::read(whole),
        F::Ec2SpotHistory => ec2_spot::read(whole),
        F::SpotAdvisor => spot_advisor::read(whole),
        F::AwsPriceCsv => Ok(price_list::csv::read(whole)?),
        F::AwsPriceJson => price_list::json::read(whole),
        F::AzurePrices => azure_prices::read(whole),
        F::AzureSkus => azure_skus::read(whole),
        F::GcpTypes => gcp_types::read(whole),
        F::GcpSkus | F::GcpSkuList => gcp_skus::read(whole, format),
        F::DatabricksPrices => Ok(databricks::prices_csv(&table(whole)?)),
        F::DatabricksPricesJson => databricks::prices_json(whole),
        F::DatabricksRates => Ok(databricks::rates(&table(whole)?)),
        F::SkyPilot => Ok(skypilot::read(&table(whole)?)),
        F::OwnInstances => Ok(own_csv::instances(&table(whole)?)),
        F::OwnPrices => Ok(own_csv::prices(&table(whole)?)),
        F::OwnFees => Ok(own_fees::read(&table(whole)?)),
    };
    overlay.map_err(|source| ImportError::Json { what: format.what(), source })
}

fn table(mut whole: impl Read) -> Result<Csv, std::io::Error> {
    let mut bytes = Vec::new();
    whole.read_to_end(&mut bytes)?;
    Ok(Csv::parse(&String::from_utf8_lossy(&bytes)))
}

//! Newer facts from files that the user drops: recognised by what is in them, never by their name.
//!
//! | file | how one gets it | gives |
//! | --- | --- | --- |
//! | `describe-instance-types` JSON | `aws ec2 describe-instance-types` | shapes, network, EBS, disks, GPUs |
//! | `describe-spot-price-history` JSON | `aws ec2 describe-spot-price-history` | spot prices by zone and time |
//! | `spot-advisor-data.json` | AWS's public feed | interruption buckets, spot savings |
//! | Azure Retail Prices JSON pages | `prices.azure.com/api/retail/prices` | on-demand, spot, reserved |
//! | `az vm list-skus` JSON | Azure CLI | shapes, disk limits |
//! | machine types JSON | `gcloud compute machine-types list --format=json` | shapes |
//! | SkyPilot `vms.csv` | its public catalogue | on-demand and spot prices by zone |
//! | own CSV | any editor, with the headers of `instances.csv` or `prices.csv` | all of it |
//!
//! A new format is a new file in this folder, a line in [`recognise`] and a line in this table.

mod azure_prices;
mod azure_skus;
mod ec2_spot;
mod ec2_types;
mod gcp_types;
mod json;
mod own_csv;
mod shape;
mod skypilot;
mod spot_advisor;
mod tally;

use std::io::{BufRead, Read};

use crate::{Csv, Overlay};

/// What a dropped file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// `aws ec2 describe-instance-types`
    Ec2Types,
    /// `aws ec2 describe-spot-price-history`
    Ec2SpotHistory,
    /// `spot-advisor-data.json`
    SpotAdvisor,
    /// Azure Retail Prices, one page or an array of pages
    AzurePrices,
    /// `az vm list-skus -o json`
    AzureSkus,
    /// `gcloud compute machine-types list --format=json`
    GcpTypes,
    /// SkyPilot's `vms.csv`
    SkyPilot,
    /// A CSV with the headers of `instances.csv`
    OwnInstances,
    /// A CSV with the headers of `prices.csv`
    OwnPrices,
}

/// A file that could not be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is of none of the kinds.
    #[error(
        "this is no catalogue file that is understood: expected the JSON of describe-instance-types, \
         describe-spot-price-history, spot-advisor-data, Azure retail prices, az vm list-skus or gcloud machine-types, \
         SkyPilot's vms.csv, or a CSV with the headers of instances.csv or prices.csv; it begins with “{beginning}”"
    )]
    Unknown {
        /// The first characters.
        beginning: String,
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

/// What a file is, by its beginning; `None` for anything that is not understood.
pub fn recognise(head: &[u8]) -> Option<ImportFormat> {
    use ImportFormat::{AzurePrices, AzureSkus, Ec2SpotHistory, Ec2Types, GcpTypes, OwnInstances, OwnPrices, SkyPilot};
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    if text.starts_with(['{', '[']) {
        return match () {
            () if has("InstanceTypes") => Some(Ec2Types),
            () if has("SpotPriceHistory") => Some(Ec2SpotHistory),
            () if has("spot_advisor") || has("ranges") && has("instance_types") => Some(ImportFormat::SpotAdvisor),
            () if has("retailPrice") && has("armRegionName") => Some(AzurePrices),
            () if has("guestCpus") => Some(GcpTypes),
            () if has("resourceType") && (has("capabilities") || has("locationInfo")) => Some(AzureSkus),
            () => None,
        };
    }
    let csv = Csv::parse(text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?);
    match () {
        () if csv.has(&["instancetype", "price", "spotprice", "region"]) => Some(SkyPilot),
        () if csv.has(&["cloud", "region", "instance_type", "on_demand_usd_per_hour"]) => Some(OwnPrices),
        () if csv.has(&["cloud", "instance_type", "vcpus", "memory_gib"]) => Some(OwnInstances),
        () => None,
    }
}

/// Reads a dropped file. Rows that cannot be used are in [`Overlay::issues`], and the rest holds.
///
/// JSON is read item by item, so that a large file takes little memory beyond what is kept of it.
///
/// # Errors
/// When the file is of no known kind, or its JSON breaks off.
pub fn import(mut file: impl BufRead) -> Result<Overlay, ImportError> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let Some(format) = recognise(&head) else {
        let beginning = String::from_utf8_lossy(&head).chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(ImportError::Unknown { beginning });
    };
    let start = head.iter().position(|byte| matches!(byte, b'{' | b'[')).unwrap_or(0);
    let json_start = if matches!(head.first(), Some(0xef)) { start } else { 0 };
    let whole = head[json_start..].chain(file);
    let overlay = match format {
        ImportFormat::Ec2Types => ec2_types::read(whole),
        ImportFormat::Ec2SpotHistory => ec2_spot::read(whole),
        ImportFormat::SpotAdvisor => spot_advisor::read(whole),
        ImportFormat::AzurePrices => azure_prices::read(whole),
        ImportFormat::AzureSkus => azure_skus::read(whole),
        ImportFormat::GcpTypes => gcp_types::read(whole),
        ImportFormat::SkyPilot => Ok(skypilot::read(&table(whole)?)),
        ImportFormat::OwnInstances => Ok(own_csv::instances(&table(whole)?)),
        ImportFormat::OwnPrices => Ok(own_csv::prices(&table(whole)?)),
    };
    overlay.map_err(|source| ImportError::Json { what: format.what(), source })
}

fn table(mut whole: impl Read) -> Result<Csv, std::io::Error> {
    let mut bytes = Vec::new();
    whole.read_to_end(&mut bytes)?;
    Ok(Csv::parse(&String::from_utf8_lossy(&bytes)))
}

impl ImportFormat {
    /// What the file is, in a few words.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Ec2Types => "aws ec2 describe-instance-types",
            Self::Ec2SpotHistory => "aws ec2 describe-spot-price-history",
            Self::SpotAdvisor => "AWS spot-advisor-data.json",
            Self::AzurePrices => "Azure Retail Prices",
            Self::AzureSkus => "az vm list-skus",
            Self::GcpTypes => "gcloud compute machine-types list",
            Self::SkyPilot => "SkyPilot vms.csv",
            Self::OwnInstances => "own table of instances",
            Self::OwnPrices => "own table of prices",
        }
    }
}

//! What a dropped file is, by its beginning.

use crate::Csv;

/// What a dropped file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// `aws ec2 describe-instance-types`
    Ec2Types,
    /// `aws ec2 describe-spot-price-history`
    Ec2SpotHistory,
    /// `spot-advisor-data.json`
    SpotAdvisor,
    /// AWS Price List, `index.csv` of AmazonEC2 or ElasticMapReduce
    AwsPriceCsv,
    /// AWS Price List, `index.json` of the same
    AwsPriceJson,
    /// Azure Retail Prices, one page or an array of pages
    AzurePrices,
    /// `az vm list-skus -o json`
    AzureSkus,
    /// `gcloud compute machine-types list --format=json`
    GcpTypes,
    /// Google Cloud Billing catalogue, pages of SKUs
    GcpSkus,
    /// The same, all SKUs in one array
    GcpSkuList,
    /// Databricks `system.billing.list_prices` as CSV
    DatabricksPrices,
    /// The same as a JSON array
    DatabricksPricesJson,
    /// A table of DBU an hour by instance type
    DatabricksRates,
    /// SkyPilot's `vms.csv`
    SkyPilot,
    /// A CSV with the headers of `instances.csv`
    OwnInstances,
    /// A CSV with the headers of `prices.csv`
    OwnPrices,
    /// A CSV of the user's own fees
    OwnFees,
}

use ImportFormat as F;

impl ImportFormat {
    /// What the file is, in a few words.
    pub const fn what(self) -> &'static str {
        match self {
            F::Ec2Types => "aws ec2 describe-instance-types",
            F::Ec2SpotHistory => "aws ec2 describe-spot-price-history",
            F::SpotAdvisor => "AWS spot-advisor-data.json",
            F::AwsPriceCsv => "AWS price list (CSV)",
            F::AwsPriceJson => "AWS price list (JSON)",
            F::AzurePrices => "Azure Retail Prices",
            F::AzureSkus => "az vm list-skus",
            F::GcpTypes => "gcloud compute machine-types list",
            F::GcpSkus | F::GcpSkuList => "Google Cloud Billing catalogue",
            F::DatabricksPrices | F::DatabricksPricesJson => "Databricks list prices",
            F::DatabricksRates => "table of DBU an hour",
            F::SkyPilot => "SkyPilot vms.csv",
            F::OwnInstances => "own table of instances",
            F::OwnPrices => "own table of prices",
            F::OwnFees => "own table of fees",
        }
    }
}

/// What a file is, by its beginning; `None` for anything that is not understood.
pub fn recognise(head: &[u8]) -> Option<ImportFormat> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) { json(text) } else { table(text) }
}

fn json(text: &str) -> Option<ImportFormat> {
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    match () {
        () if has("InstanceTypes") => Some(F::Ec2Types),
        () if has("SpotPriceHistory") => Some(F::Ec2SpotHistory),
        () if has("spot_advisor") || has("ranges") && has("instance_types") => Some(F::SpotAdvisor),
        () if has("formatVersion") && has("offerCode") => Some(F::AwsPriceJson),
        () if has("retailPrice") && has("armRegionName") => Some(F::AzurePrices),
        () if has("guestCpus") => Some(F::GcpTypes),
        () if has("skuId") && has("pricingInfo") && has("skus") => Some(F::GcpSkus),
        () if has("skuId") && has("pricingInfo") && text.starts_with('[') => Some(F::GcpSkuList),
        () if has("sku_name") && has("pricing") => Some(F::DatabricksPricesJson),
        () if has("resourceType") && (has("capabilities") || has("locationInfo")) => Some(F::AzureSkus),
        () => None,
    }
}

fn table(text: &str) -> Option<ImportFormat> {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    let csv = Csv::parse(first);
    let any = |names: &[&str]| names.iter().any(|name| csv.column(name).is_some());
    match () {
        () if csv.header.first().is_some_and(|title| title == "formatversion") => Some(F::AwsPriceCsv),
        () if csv.has(&["sku", "offertermcode", "ratecode"]) => Some(F::AwsPriceCsv),
        () if csv.has(&["sku_name", "usage_unit"]) => Some(F::DatabricksPrices),
        () if csv.has(&["instancetype", "price", "spotprice", "region"]) => Some(F::SkyPilot),
        () if is_of_runs(&csv) => None,
        () if csv.has(&["cloud", "region", "instance_type", "on_demand_usd_per_hour"]) => Some(F::OwnPrices),
        () if csv.has(&["platform", "instance_type", "fee_usd_per_hour"]) => Some(F::OwnFees),
        () if any(&super::databricks::RATE) && any(&super::databricks::INSTANCE) => Some(F::DatabricksRates),
        () if csv.has(&["cloud", "instance_type", "vcpus", "memory_gib"]) => Some(F::OwnInstances),
        () => None,
    }
}

/// Whether a header is that of past runs, each with its scale-out and runtime, whatever it tells of machines beside.
fn is_of_runs(csv: &Csv) -> bool {
    const RUNTIMES: [&str; 5] = ["runtime", "duration", "elapsed", "makespan", "wall"];
    const SCALE_OUTS: [&str; 9] =
        ["nodes", "workers", "machines", "instances", "executors", "slots", "hosts", "servers", "scaleout"];
    let words = |title: &str| -> Vec<String> {
        let title = title.replace("run_time", "runtime").replace("scale_out", "scaleout");
        title.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let any = |names: &[&str]| csv.header.iter().any(|title| words(title).iter().any(|word| names.contains(&&**word)));
    any(&RUNTIMES) && any(&SCALE_OUTS)
}

/// What a file is that looks like a relative of those that are understood, and what to take instead.
pub(super) fn relative(head: &[u8]) -> Option<(String, &'static str)> {
    match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Some(("a text in UTF-16, as Windows PowerShell saves it".into(), "the same in UTF-8"));
        }
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] => {
            return Some(("a packed file or a spreadsheet".into(), "what is in it, unpacked or saved as CSV"));
        }
        _ => {}
    }
    let text = String::from_utf8_lossy(head);
    let offer = offer_code(&text);
    let other = offer.filter(|code| !["AmazonEC2", "ElasticMapReduce"].contains(&code.as_str()));
    if let Some(code) = other {
        let what = format!("an AWS price list of {code}");
        return Some((what, "index.csv of AmazonEC2 or of ElasticMapReduce"));
    }
    let has = |word: &str| text.contains(word);
    match () {
        () if has("\"offers\"") && has("currentVersionUrl") || has("currentRegionIndexUrl") => {
            Some(("the table of contents of AWS's price lists".into(), "the index.csv that it leads to"))
        }
        () if has("\"services\"") && has("businessEntityName") => {
            Some(("Google's list of services".into(), "the SKUs of services/6F81-5844-456A (Compute Engine)"))
        }
        () if has("\"meterName\"") && has("\"unitPrice\"") || has("Meter name,") || has("MeterName,") => Some((
            "an Azure price sheet".into(),
            "pages of prices.azure.com/api/retail/prices; discounts go into the rates",
        )),
        () if has("SparkListener") => Some(("a Spark event log".into(), "it as a log, not as a catalogue file")),
        () => None,
    }
}

/// The offer code of an AWS price list in CSV or JSON.
fn offer_code(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("formatversion") {
        return None;
    }
    let at = lower.find("offercode")?;
    let after = text.get(at + "offercode".len()..)?;
    let code = after.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    Some(code.chars().take_while(char::is_ascii_alphanumeric).take(60).collect())
}

//! Price lists of the providers, made small: AWS bulk files, Google's SKUs, Azure's fees, Databricks' own tables.

use std::fmt::Write as _;

use afterglow_catalog::import::{ImportError, ImportFormat, import, recognise};
use afterglow_catalog::{Catalog, Cloud, Fee, FeeBasis, Market, Overlay, Platform, Rates};

fn read(text: &str) -> Overlay {
    import(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn laid_over(text: &str) -> Catalog {
    Catalog::builtin().with_overlay(&read(text)).0
}

fn price(catalog: &Catalog, id: &str, region: &str, market: Market) -> Option<f64> {
    catalog.price(catalog.find_id(id)?, region, market).map(|price| price.usd_per_hour.0)
}

fn fee(catalog: &Catalog, platform: Platform, id: &str, region: &str) -> Fee {
    catalog.fee(platform, catalog.find_id(id).expect("a type"), region)
}

fn told(overlay: &Overlay) -> Vec<String> {
    overlay.issues.iter().map(ToString::to_string).collect()
}

/// The five lines and the names of AmazonEC2's `index.csv`, less the columns that say nothing here (form: AWS Billing
/// user guide, "Reading the service price list file", read 2026-11-21).
const EC2_HEAD: &str = r#""FormatVersion","v1.0"
"Disclaimer","This pricing list is for informational purposes only."
"Publication Date","2026-10-30T20:15:24Z"
"Version","20261030201524"
"OfferCode","AmazonEC2"
"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","Unit","PricePerUnit","Currency","LeaseContractLength","PurchaseOption","OfferingClass","Product Family","serviceCode","Location","Instance Type","Tenancy","Operating System","CapacityStatus","Pre Installed S/W","Region Code"
"#;

#[derive(Clone, Copy)]
struct Ec2Row<'a> {
    term: (&'a str, &'a str, &'a str, &'a str),
    unit: &'a str,
    price: &'a str,
    instance: &'a str,
    machine: (&'a str, &'a str, &'a str, &'a str),
}

const LINUX: (&str, &str, &str, &str) = ("Shared", "Linux", "Used", "NA");
const ON_DEMAND: (&str, &str, &str, &str) = ("OnDemand", "", "", "");
const ROW: Ec2Row<'_> =
    Ec2Row { term: ON_DEMAND, unit: "Hrs", price: "0.4000000000", instance: "m5.2xlarge", machine: LINUX };

fn ec2_csv(rows: &[Ec2Row<'_>]) -> String {
    let mut text = EC2_HEAD.to_owned();
    for Ec2Row { term, unit, price, instance, machine } in rows {
        let (kind, lease, purchase, class) = term;
        let (tenancy, system, capacity, software) = machine;
        writeln!(
            text,
            r#""SKU1","JRT","SKU1.JRT.6YS","{kind}","per hour, {system}","2026-10-01","{unit}","{price}","USD","{lease}","{purchase}","{class}","Compute Instance","AmazonEC2","US East (N. Virginia)","{instance}","{tenancy}","{system}","{capacity}","{software}","us-east-1""#
        )
        .expect("memory");
    }
    text
}

#[test]
fn aws_price_list_as_csv() {
    let rows = [
        ROW,
        Ec2Row { machine: ("Shared", "Windows", "Used", "NA"), price: "0.9", ..ROW },
        Ec2Row { machine: ("Dedicated", "Linux", "Used", "NA"), price: "0.9", ..ROW },
        Ec2Row { machine: ("Shared", "Linux", "UnusedCapacityReservation", "NA"), price: "0.9", ..ROW },
        Ec2Row { machine: ("Shared", "Linux", "Used", "SQL Std"), price: "0.9", ..ROW },
        Ec2Row { term: ("Reserved", "1yr", "No Upfront", "standard"), price: "0.25", ..ROW },
        Ec2Row { term: ("Reserved", "3yr", "No Upfront", "standard"), price: "0.17", ..ROW },
        Ec2Row { term: ("Reserved", "3yr", "No Upfront", "convertible"), price: "0.2", ..ROW },
        Ec2Row { term: ("Reserved", "1yr", "All Upfront", "standard"), price: "1900", unit: "Quantity", ..ROW },
        Ec2Row { price: "-0.1", instance: "m5.large", ..ROW },
        Ec2Row { price: "NaN", instance: "m5.large", ..ROW },
        Ec2Row { price: "960000", instance: "m5.large", ..ROW },
    ];
    let overlay = read(&ec2_csv(&rows));
    assert_eq!((overlay.offers.len(), overlay.passed_over), (3, 6));
    let issues = told(&overlay);
    assert_eq!(issues.len(), 3, "{issues:?}");
    assert!(issues[0].starts_with("line 16, column 8 (PricePerUnit): -0.1 is no price"), "{issues:?}");
    assert!(issues[1].starts_with("line 17, column 8: “NaN” is not a number"), "{issues:?}");
    assert!(issues[2].contains("too much"), "{issues:?}");

    let (catalog, issues) = Catalog::builtin().with_overlay(&overlay);
    assert_eq!(issues, []);
    let of = |market| price(&catalog, "aws:m5.2xlarge", "us-east-1", market);
    assert_eq!([Market::OnDemand, Market::Reserved1y, Market::Reserved3y].map(of), [Some(0.4), Some(0.25), Some(0.17)]);
    let m5 = catalog.find_id("aws:m5.2xlarge").expect("a type");
    let found = catalog.price(m5, "us-east-1", Market::OnDemand).expect("a price");
    assert_eq!((found.date.to_string().as_str(), &*found.source), ("2026-10-30", "AWS price list (CSV)"));
}

#[test]
fn an_aws_price_list_saved_by_a_spreadsheet_cut_or_old() {
    // Semicolons and decimal commas, quotes gone.
    let saved = ec2_csv(&[ROW])
        .replace("0.4000000000", "0x4")
        .replace("per hour, ", "")
        .replace(',', ";")
        .replace("0x4", "0,4");
    let catalog = laid_over(&saved.replace('"', ""));
    assert_eq!(price(&catalog, "aws:m5.2xlarge", "us-east-1", Market::OnDemand), Some(0.4));

    let whole = ec2_csv(&[ROW, Ec2Row { instance: "m5.large", ..ROW }]);
    let overlay = read(&whole[..whole.len() - 60]);
    assert_eq!(overlay.offers.len(), 1);
    assert!(told(&overlay)[0].starts_with("line 8, row: 15 of 21 columns; is the file cut?"), "{:?}", told(&overlay));

    let (catalog, issues) =
        Catalog::builtin().with_overlay(&read(&ec2_csv(&[ROW]).replace("2026-10-30", "2019-02-01")));
    assert!(issues[0].what.contains("2019-02-01, older than what is known of 2026-07-20"), "{issues:?}");
    assert_eq!(price(&catalog, "aws:m5.2xlarge", "us-east-1", Market::OnDemand), Some(0.4), "taken all the same");

    let euros = read(&ec2_csv(&[ROW]).replace("\"USD\"", "\"EUR\""));
    assert!(told(&euros).iter().any(|issue| issue.contains("EUR")), "{:?}", told(&euros));
    let (catalog, _) = Catalog::builtin().with_overlay(&euros);
    let found = catalog.price(catalog.find_id("aws:m5.2xlarge").expect("a type"), "us-east-1", Market::OnDemand);
    assert!(found.is_some_and(|price| price.source.contains("in EUR, not converted")));
}

#[test]
fn many_unknown_types_are_counted() {
    let names: Vec<String> = (0..60).map(|n| format!("x{n}.large")).collect();
    let rows: Vec<Ec2Row<'_>> = names.iter().map(|instance| Ec2Row { instance, ..ROW }).collect();
    let (_, issues) = Catalog::builtin().with_overlay(&read(&ec2_csv(&rows)));
    assert_eq!(issues.len(), 21);
    assert!(issues[20].what.contains("40 more"), "{}", issues[20]);
}

/// A large file in small memory: rows are made as they are read.
#[test]
fn a_long_price_list_is_read_row_by_row() {
    let row = ec2_csv(&[Ec2Row { machine: ("Host", "Linux", "Used", "NA"), ..ROW }]);
    let row = &row[EC2_HEAD.len()..];
    let many = std::iter::repeat_n(row.as_bytes().to_vec(), 20_000);
    let text = std::iter::once(ec2_csv(&[ROW]).into_bytes()).chain(many).collect::<Vec<_>>().concat();
    let overlay = import(text.as_slice()).expect("reads");
    assert_eq!((overlay.offers.len(), overlay.passed_over), (1, 20_000));
}

/// `index.json` of ElasticMapReduce with a machine of AmazonEC2 among it: the form of both is the same.
const EMR_JSON: &str = r#"{"formatVersion":"v1.0","disclaimer":"-","offerCode":"ElasticMapReduce","version":"2026",
 "publicationDate":"2026-10-12T00:00:00Z","products":{
  "A":{"sku":"A","productFamily":"Elastic Map Reduce Instance","attributes":{"servicecode":"ElasticMapReduce",
       "instanceType":"m7g.2xlarge","softwareType":"EMR","usagetype":"EUC1-BoxUsage:m7g.2xlarge","regionCode":"eu-central-1"}},
  "B":{"sku":"B","productFamily":"Elastic Map Reduce Instance","attributes":{"instanceType":"m7g.2xlarge",
       "softwareType":"Hunk","usagetype":"HunkBoxUsage:m7g.2xlarge","regionCode":"eu-central-1"}},
  "C":{"sku":"C","productFamily":"Compute Instance","attributes":{"instanceType":"m5.2xlarge","regionCode":"eu-west-1",
       "operatingSystem":"Linux","tenancy":"Shared","preInstalledSw":"NA","capacitystatus":"Used"}},
  "D":{"sku":"D","productFamily":"EMR Serverless","attributes":{"meterunit":"CPUHours","locations":[1]}},
  "E":{"sku":"E","productFamily":"Elastic Map Reduce Instance","attributes":{"instanceType":"r5.xlarge",
       "softwareType":"EMR","regionCode":"eu-central-1"}}},
 "terms":{"OnDemand":{
  "A":{"A.J":{"offerTermCode":"J","sku":"A","priceDimensions":{"A.J.6":{"unit":"Hrs","pricePerUnit":{"USD":"0.0816"}}},"termAttributes":{}}},
  "B":{"B.J":{"priceDimensions":{"B.J.6":{"unit":"Hrs","pricePerUnit":{"USD":"9.0"}}}}},
  "C":{"C.J":{"priceDimensions":{"C.J.6":{"unit":"Hrs","pricePerUnit":{"USD":"0.43"}}}}},
  "E":{"E.J":{"priceDimensions":{"E.J.6":{"unit":"Hrs","pricePerUnit":{"USD":"free"}}}}}},
 "Reserved":{"C":{"C.R":{"termAttributes":{"LeaseContractLength":"3yr","OfferingClass":"standard","PurchaseOption":"No Upfront"},
      "priceDimensions":{"C.R.6":{"unit":"Hrs","pricePerUnit":{"USD":"0.19"}}}}}}}}"#;

#[test]
fn aws_price_list_as_json_and_emrs_own_fee() {
    let overlay = read(EMR_JSON);
    assert_eq!((overlay.offers.len(), overlay.fees.len(), overlay.passed_over), (2, 1, 2));
    assert_eq!(told(&overlay), ["terms.OnDemand.E.J: “free” is not a number"]);
    let catalog = laid_over(EMR_JSON);
    let own = fee(&catalog, Platform::Emr, "aws:m7g.2xlarge", "eu-central-1");
    assert_eq!((own.usd_per_hour.map(|usd| usd.0), own.basis), (Some(0.0816), FeeBasis::Own));
    assert_eq!(own.basis_words(), "your own file of 2026-10-12");
    assert_eq!(&*own.source, "your own file (AWS price list (JSON))");
    let elsewhere = fee(&catalog, Platform::Emr, "aws:m7g.2xlarge", "us-east-1");
    assert_eq!(elsewhere.basis, FeeBasis::Rule, "the file tells of one region");
    assert_eq!(price(&catalog, "aws:m5.2xlarge", "eu-west-1", Market::OnDemand), Some(0.43));
    assert_eq!(price(&catalog, "aws:m5.2xlarge", "eu-west-1", Market::Reserved3y), Some(0.19));

    let old = EMR_JSON.replace("m7g.2xlarge", "x2iedn.32xlarge").replace("2026-10-12", "2024-10-12");
    let (_, issues) = Catalog::builtin().with_overlay(&read(&old));
    assert!(issues.iter().any(|issue| issue.what.contains("2024-10-12, older than")), "{issues:?}");

    // Cut behind the first term: what was read holds.
    let cut = read(&EMR_JSON[..EMR_JSON.find("\"B\":{\"B.J\"").expect("it is there")]);
    assert_eq!(cut.fees.len(), 1);
    assert!(told(&cut)[0].contains("not whole") && cut.issues[0].line == Some(14), "{:?}", told(&cut));
}

#[test]
fn emrs_fee_as_csv() {
    let text = "FormatVersion,v1.0\nPublication Date,2026-10-12T00:00:00Z\nOfferCode,ElasticMapReduce\n\
        SKU,OfferTermCode,RateCode,TermType,Unit,PricePerUnit,Currency,Product Family,serviceCode,Instance Type,Software Type,Region Code\n\
        A,J,A.J,OnDemand,Hrs,0.057,USD,Elastic Map Reduce Instance,ElasticMapReduce,m5.2xlarge,EMR,us-east-1\n\
        B,J,B.J,OnDemand,Hrs,0.9,USD,Elastic Map Reduce Instance,ElasticMapReduce,m5.2xlarge,MapR,us-east-1\n";
    let catalog = laid_over(text);
    let own = fee(&catalog, Platform::Emr, "aws:m5.2xlarge", "us-east-1");
    assert_eq!((own.usd_per_hour.map(|usd| usd.0), own.basis), (Some(0.057), FeeBasis::Own));
}

#[test]
fn wrong_relatives_are_named() {
    for (text, wanted) in [
        (
            "\"FormatVersion\",\"v1.0\"\n\"OfferCode\",\"AmazonS3\"\n\"SKU\"",
            "an AWS price list of AmazonS3; take index.csv",
        ),
        (r#"{"formatVersion":"v1.0","offerCode":"AmazonRDS","products":{}}"#, "an AWS price list of AmazonRDS"),
        (
            r#"{"formatVersion":"v1.0","offers":{"AmazonEC2":{"offerCode":"AmazonEC2","currentRegionIndexUrl":"/x"}}}"#,
            "the table of contents",
        ),
        (r#"{"services":[{"serviceId":"6F81","businessEntityName":"x"}]}"#, "Google's list of services"),
        (r#"{"Event":"SparkListenerLogStart"}"#, "a Spark event log"),
        ("\"meterId\",\"meterName\",\"unitPrice\"\n1,2,3", "an Azure price sheet"),
    ] {
        let Err(error @ ImportError::Relative { .. }) = import(text.as_bytes()) else { panic!("{text}") };
        assert!(error.to_string().contains(wanted), "{error}");
    }
    for (bytes, wanted) in [(&b"\xff\xfe{\0"[..], "UTF-16"), (b"\x1f\x8b\x08", "packed"), (b"PK\x03\x04", "packed")] {
        let Err(error @ ImportError::Relative { .. }) = import(bytes) else { panic!("{wanted}") };
        assert!(error.to_string().contains(wanted), "{error}");
    }
    let nothing = read(r#"{"formatVersion":"v1.0","offerCode":"AmazonEC2","products":{},"terms":{}}"#);
    assert!(told(&nothing).iter().any(|issue| issue.contains("nothing in it could be used")), "{:?}", told(&nothing));
    // Terms before products cannot be read in one pass.
    let turned = read(r#"{"formatVersion":"v1.0","offerCode":"AmazonEC2","terms":{"OnDemand":{}},"products":{}}"#);
    assert!(told(&turned)[0].contains("take index.csv"), "{:?}", told(&turned));
}

/// A SKU as the Cloud Billing catalogue writes it (form: "Get publicly available Google Cloud pricing information", read
/// 2026-11-21).
fn sku(description: &str, usage: &str, unit: &str, nanos: i64) -> String {
    format!(
        r#"{{"name":"services/6F81-5844-456A/skus/X","skuId":"X","description":"{description}","category":{{
        "serviceDisplayName":"Compute Engine","resourceFamily":"Compute","resourceGroup":"CPU","usageType":"{usage}"}},
        "serviceRegions":["us-central1","us-east1"],"pricingInfo":[{{"summary":"","pricingExpression":{{"usageUnit":"{unit}",
        "displayQuantity":1,"tieredRates":[{{"startUsageAmount":0,"unitPrice":{{"currencyCode":"USD","units":"0","nanos":{nanos}}}}}]}},
        "currencyConversionRate":1,"effectiveTime":"2026-11-01T08:00:00.000Z"}}],"serviceProviderName":"Google"}}"#
    )
}

#[test]
fn google_prices_from_cores_and_memory() {
    let skus = [
        sku("N2D AMD Instance Core running in Americas", "OnDemand", "h", 27_000_000),
        sku("N2D AMD Instance Ram running in Americas", "OnDemand", "GiBy.h", 4_000_000),
        sku("Spot Preemptible N2D AMD Instance Core running in Americas", "Preemptible", "h", 5_000_000),
        sku("Spot Preemptible N2D AMD Instance Ram running in Americas", "Preemptible", "GiBy.h", 1_000_000),
        sku("Commitment v1: N2D AMD Cpu in Americas for 1 Year", "Commit1Yr", "h", 17_000_000),
        sku("Commitment v1: N2D AMD Ram in Americas for 1 Year", "Commit1Yr", "GiBy.h", 2_000_000),
        sku("Commitment v1: N2D AMD Cpu in Americas for 3 Year", "Commit3Yr", "h", 12_000_000),
        sku("N2D AMD Custom Instance Core running in Americas", "OnDemand", "h", 99_000_000),
        sku("N2D AMD Sole Tenancy Instance Core running in Americas", "OnDemand", "h", 99_000_000),
        sku("C3 Instance Core running in Iowa", "OnDemand", "mo", 99_000_000),
        sku("E2 Instance Core running in Iowa", "OnDemand", "h", -1),
    ];
    let list = skus.join(",");
    for text in
        [format!(r#"{{"skus":[{list}],"nextPageToken":""}}"#), format!("[{list}]"), format!(r#"[{{"skus":[{list}]}}]"#)]
    {
        let overlay = read(&text);
        assert_eq!((overlay.families.len(), overlay.passed_over), (14, 2));
        let issues = told(&overlay);
        assert!(
            issues.len() == 2 && issues[0].contains("[9] C3 Instance Core") && issues[0].contains("“mo”"),
            "{issues:?}"
        );
        let (catalog, issues) = Catalog::builtin().with_overlay(&overlay);
        assert!(issues[0].to_string().contains("n2d in us-central1, reserved_3y: no price of a GiB"), "{issues:?}");
        let of = |market| price(&catalog, "gcp:n2d-standard-8", "us-east1", market).expect("a price");
        let wanted = [(Market::OnDemand, 8.0 * 0.027 + 32.0 * 0.004), (Market::Spot, 8.0 * 0.005 + 32.0 * 0.001)];
        for (market, wanted) in wanted.into_iter().chain([(Market::Reserved1y, 8.0 * 0.017 + 32.0 * 0.002)]) {
            assert!((of(market) - wanted).abs() < 1e-12, "{market:?} {}", of(market));
        }
        assert_eq!(price(&catalog, "gcp:n2d-standard-8", "us-east1", Market::Reserved3y), None);
    }
}

#[test]
fn two_currencies_make_no_price() {
    let core = sku("N2D AMD Instance Core running in Americas", "OnDemand", "h", 27_000_000);
    let gib = sku("N2D AMD Instance Ram running in Americas", "OnDemand", "GiBy.h", 4_000_000).replace("USD", "EUR");
    let (catalog, issues) = Catalog::builtin().with_overlay(&read(&format!("[{core},{gib}]")));
    assert!(issues[0].what.contains("two currencies"), "{issues:?}");
    let built_in = price(Catalog::builtin(), "gcp:n2d-standard-8", "us-central1", Market::OnDemand);
    assert_eq!(price(&catalog, "gcp:n2d-standard-8", "us-central1", Market::OnDemand), built_in);
}

fn azure(service: &str, product: &str, sku: &str, meter: &str, price: f64) -> String {
    format!(
        r#"{{"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":{price},"unitPrice":{price},"armRegionName":"westeurope",
        "location":"EU West","effectiveStartDate":"2026-09-01T00:00:00Z","meterId":"0","meterName":"{meter}","productId":"P",
        "skuId":"P/1","productName":"{product}","skuName":"{sku}","serviceName":"{service}","serviceFamily":"Analytics",
        "unitOfMeasure":"1 Hour","type":"Consumption","isPrimaryMeterRegion":true,"armSkuName":""}}"#
    )
}

#[test]
fn azure_fees_of_hdinsight_and_databricks() {
    let items = [
        azure("HDInsight", "HDInsight", "D13 v2", "D13 v2", 0.9),
        azure("HDInsight", "HDInsight", "E8 v3", "E8 v3", 0.01),
        azure("HDInsight", "HDInsight", "S30", "S30 Disk", 0.05),
        azure("Azure Databricks", "Azure Databricks", "Premium Jobs Compute", "Premium Jobs Compute DBU", 0.31),
        azure("Azure Databricks", "Azure Databricks", "Standard Jobs Compute", "Standard Jobs Compute DBU", 0.15),
        azure("Azure Databricks", "Azure Databricks", "Premium Jobs Compute Photon", "-", 0.3),
        azure("Azure Databricks", "Azure Databricks Regional", "Premium Automated Serverless Compute", "-", 0.45),
    ];
    let text = format!(r#"{{"BillingCurrency":"USD","Items":[{}],"NextPageLink":null}}"#, items.join(","));
    let overlay = read(&text);
    assert_eq!((overlay.fees.len(), overlay.passed_over), (4, 3), "{:?}", told(&overlay));
    let catalog = laid_over(&text);
    let machine = price(&catalog, "azure:Standard_D13_v2", "westeurope", Market::OnDemand).expect("a price");
    let node = fee(&catalog, Platform::HdInsight, "azure:Standard_D13_v2", "westeurope");
    assert!((node.usd_per_hour.expect("a fee").0 - (0.9 - machine)).abs() < 1e-12, "{node:?}");
    assert_eq!((node.basis, node.basis_words().as_str()), (FeeBasis::Own, "your own file of 2026-09-01"));
    let euros = laid_over(&text.replace("\"USD\"", "\"EUR\""));
    let mixed = fee(&euros, Platform::HdInsight, "azure:Standard_D13_v2", "westeurope");
    assert!(mixed.usd_per_hour.is_none() && mixed.note.contains("two currencies"), "{mixed:?}");
    let (discount, _) = Rates::parse("kind,cloud,discount_percent\ndiscount,azure,20\n");
    let discounted = fee(&catalog.with_rates(&discount).0, Platform::HdInsight, "azure:Standard_D13_v2", "westeurope");
    let (with, without) = (discounted.usd_per_hour.expect("a fee").0, node.usd_per_hour.expect("a fee").0);
    assert!((with - without).abs() < 1e-9, "a discount on the machine is none on the fee: {with} {without}");
    let below = fee(&catalog, Platform::HdInsight, "azure:Standard_E8_v3", "westeurope");
    assert!(below.usd_per_hour.is_none() && below.note.contains("below the machine's own price"), "{below:?}");
    let other = fee(&catalog, Platform::HdInsight, "azure:Standard_D13_v2", "eastus");
    assert_eq!(other.basis, FeeBasis::Unknown);
    let databricks = fee(&catalog, Platform::Databricks, "azure:Standard_DS3_v2", "westeurope");
    assert!((databricks.usd_per_hour.expect("a fee").0 - 0.75 * 0.31).abs() < 1e-12, "{databricks:?}");
    assert_eq!(databricks.basis, FeeBasis::Own);
}

/// `system.billing.list_prices` as a notebook saves it (form: "Pricing system table reference", Databricks, read 2026-11-21).
const LIST_PRICES: &str = r#"account_id,price_start_time,price_end_time,sku_name,cloud,currency_code,usage_unit,pricing
1,2025-01-01T00:00:00.000Z,2026-05-31T23:59:59.999Z,PREMIUM_JOBS_COMPUTE,AWS,USD,DBU,"{""default"":""0.99""}"
1,2026-06-01T00:00:00.000Z,,PREMIUM_JOBS_COMPUTE,AWS,USD,DBU,"{""default"":""0.15"",""promotional"":{""default"":""0.12""},""effective_list"":{""default"":""0.12""}}"
1,2026-06-01T00:00:00.000Z,,ENTERPRISE_JOBS_COMPUTE,AWS,USD,DBU,"{""default"":""0.20""}"
1,2026-06-01T00:00:00.000Z,,ENTERPRISE_JOBS_COMPUTE,GCP,USD,DBU,"{""default"":""0.22""}"
1,2026-06-01T00:00:00.000Z,,PREMIUM_JOBS_COMPUTE_(PHOTON),AWS,USD,DBU,"{""default"":""0.15""}"
1,2026-06-01T00:00:00.000Z,,PREMIUM_ALL_PURPOSE_COMPUTE,AWS,USD,DBU,"{""default"":""0.55""}"
1,2026-06-01T00:00:00.000Z,,PREMIUM_JOBS_COMPUTE_EU,AWS,USD,DBU,"{""default"":""0.19""}"
1,2026-06-01T00:00:00.000Z,,STANDARD_JOBS_COMPUTE,AWS,USD,DBU,"{""default"":""-0.1""}"
"#;

const DBU_RATES: &str =
    "node_type;cloud;dbu_per_hour\nm5.2xlarge;aws;1,37\nn2-standard-8;;1,5\nm5.large;aws;-1\nc5.large;moon;1\n";

#[test]
fn databricks_is_priced_under_the_own_contract() {
    let overlay = read(LIST_PRICES);
    assert_eq!((overlay.fees.len(), overlay.passed_over), (3, 4));
    let issues = told(&overlay);
    assert!(issues[0].starts_with("line 9, pricing: -0.1 is no price"), "{issues:?}");
    assert!(issues[1].contains("1 SKUs of jobs compute with something behind their name"), "{issues:?}");
    assert_eq!(read(&format!("\u{feff}{LIST_PRICES}")).fees, overlay.fees, "a byte order mark is no part of it");
    let prices_only = Catalog::builtin().with_overlay(&overlay).0;
    let half = fee(&prices_only, Platform::Databricks, "aws:m5.2xlarge", "us-east-1");
    assert!(half.usd_per_hour.is_none() && half.note.contains("drop a table"), "{half:?}");

    let rates = read(DBU_RATES);
    assert_eq!((rates.fees.len(), told(&rates).len()), (2, 2), "{:?}", told(&rates));
    let catalog = prices_only.with_overlay(&rates).0;
    let aws = fee(&catalog, Platform::Databricks, "aws:m5.2xlarge", "eu-west-1");
    assert!((aws.usd_per_hour.expect("a fee").0 - 1.37 * 0.12).abs() < 1e-12, "{aws:?}");
    assert_eq!(
        (aws.basis_words().as_str(), aws.note),
        ("your own file of 2026-06-01", "premium tier, jobs compute, without Photon")
    );
    let gcp = fee(&catalog, Platform::Databricks, "gcp:n2-standard-8", "us-central1");
    assert!(
        (gcp.usd_per_hour.expect("a fee").0 - 1.5 * 0.22).abs() < 1e-12 && gcp.note.starts_with("enterprise"),
        "{gcp:?}"
    );
    let azure = fee(&catalog, Platform::Databricks, "azure:Standard_DS3_v2", "westus2");
    assert_eq!(azure.basis, FeeBasis::Listed, "the files say nothing of Azure");
}

#[test]
fn databricks_prices_as_json() {
    let text = r#"[{"sku_name":"PREMIUM_JOBS_COMPUTE","cloud":"GCP","currency_code":"EUR","usage_unit":"DBU",
        "price_start_time":"2026-06-01 00:00:00","price_end_time":null,"pricing":{"default":"0.14"}},
        {"sku_name":"PREMIUM_JOBS_COMPUTE","cloud":"AWS","usage_unit":"DBU","price_start_time":"2026-01-01","price_end_time":"2026-02-01",
         "pricing":"{\"default\":0.1}"},
        {"sku_name":"PREMIUM_JOBS_COMPUTE","cloud":"MOON","usage_unit":"DBU","pricing":{"default":"0.14"}}, 7]"#;
    let overlay = read(text);
    assert_eq!(recognise(text.as_bytes()), Some(ImportFormat::DatabricksPricesJson));
    let issues = told(&overlay);
    assert_eq!(overlay.fees.len(), 2, "{issues:?}");
    for wanted in ["[2]: “MOON” is none of", "[3]: not in the form", "has ended", "EUR"] {
        assert!(issues.iter().any(|issue| issue.contains(wanted)), "{wanted}: {issues:?}");
    }
}

#[test]
fn own_fees_come_before_all_others() {
    let text = "platform;cloud;region;instance_type;fee_usd_per_hour;date;currency\n\
        emr;aws;;m5.2xlarge;0,05;2026-11;\nemr;aws;us-east-1;m5.2xlarge;0;2026-11;\ndataproc;aws;;m5.2xlarge;1;;\n\
        emr;aws;;m5.large;-1;;\nemr;aws;;made.up;1;;\nglue;aws;;m5.large;1;;\nkubernetes;azure;;Standard_D8s_v5;0,1;;chf\n";
    let overlay = read(text);
    let issues = told(&overlay);
    assert_eq!((overlay.fees.len(), issues.len()), (4, 4), "{issues:?}");
    assert!(issues[0].starts_with("line 4, column 1 (platform): dataproc does not run on aws"), "{issues:?}");
    let (catalog, strays) = Catalog::builtin().with_overlay(&overlay);
    assert_eq!(strays.len(), 1, "{strays:?}");
    let of = |platform, id, region| fee(&catalog, platform, id, region).usd_per_hour.map(|usd| usd.0);
    assert_eq!(of(Platform::Emr, "aws:m5.2xlarge", "eu-west-1"), Some(0.05));
    assert_eq!(of(Platform::Emr, "aws:m5.2xlarge", "us-east-1"), Some(0.0), "the region comes before the cloud");
    let labelled = fee(&catalog, Platform::Kubernetes, "azure:Standard_D8s_v5", "westeurope");
    assert!(labelled.source.contains("in CHF, not converted"), "{labelled:?}");
    assert!(catalog.find(Cloud::Aws, "m5.2xlarge").is_some() && catalog.sha256().ends_with("+own"));
}

#[test]
fn no_cut_or_garbled_price_list_panics() {
    let whole = [
        ec2_csv(&[ROW, Ec2Row { price: "1e999", ..ROW }]),
        EMR_JSON.to_owned(),
        format!("[{}]", sku("N2D AMD Instance Core running in Americas", "OnDemand", "h", i64::MAX)),
        format!(r#"{{"Items":[{}]}}"#, azure("HDInsight", "HDInsight", "D13 v2", "D13 v2", -1e308)),
        LIST_PRICES.to_owned(),
        DBU_RATES.to_owned(),
    ];
    for text in whole {
        let step = (text.len() / 300).max(1);
        for cut in (0..=text.len()).step_by(step) {
            if let Ok(overlay) = import(&text.as_bytes()[..cut]) {
                Catalog::builtin().with_overlay(&overlay);
            }
        }
        let shuffled: Vec<u8> = text.bytes().map(|byte| byte ^ (byte % 5 == 0) as u8).collect();
        drop(import(shuffled.as_slice()));
    }
}

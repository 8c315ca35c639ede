//! What platforms charge against `platform_fees.csv`, row by row, through the questions that the catalogue answers.
#![allow(clippy::print_stdout, reason = "notes and figures for whoever runs the tests")]

mod table;

use std::collections::BTreeMap;

use afterglow_catalog::{Catalog, Cloud, Date, FeeBasis, Platform, ServerlessUnit};
use table::{Row, table};

/// Compares a row; what kind of row it was.
fn check(row: Row<'_>, dbu: f64) -> &'static str {
    let catalog = Catalog::builtin();
    let value = row.number("value").expect("a value");
    let (region, key) = (row.text("region").expect("a region"), row.text("key").unwrap_or_default());
    let date = row.text("date").and_then(Date::parse);
    let metric = row.text("metric").expect("a metric");
    let machine = |cloud: Cloud| catalog.find(cloud, key);
    let serverless = |platform| {
        let rates = catalog.serverless(platform, region).unwrap_or_else(|| panic!("{platform:?} in {region}"));
        assert_eq!(Some(rates.date), date);
        assert_eq!(Some(&*rates.source), row.text("source"));
        rates.unit
    };
    match (row.text("platform").expect("a platform"), metric) {
        ("databricks", "dbu_per_hour") => {
            let Some(machine) = machine(Cloud::Azure) else { return "of types that are not in the catalogue" };
            let fee = catalog.fee(Platform::Databricks, machine, "eastus");
            assert_eq!((fee.usd_per_hour.map(|usd| usd.0), Some(fee.date)), (Some(value * dbu), date), "{key}");
            "DBU an hour"
        }
        // The one that is reckoned with is compared by the rows above.
        ("databricks", "usd_per_dbu") => "prices of a DBU",
        ("emr_on_ec2", "surcharge_usd_per_hour") => {
            let fee = catalog.fee(Platform::Emr, machine(Cloud::Aws).expect("a type"), "eu-west-1");
            assert_eq!((fee.usd_per_hour.map(|usd| usd.0), fee.basis), (Some(value), FeeBasis::Listed));
            "EMR"
        }
        ("emr_on_ec2", _) => {
            let m7g = catalog.find(Cloud::Aws, "m7g.2xlarge").expect("a type");
            let fee = catalog.fee(Platform::Emr, m7g, "eu-west-1");
            assert_eq!((fee.usd_per_hour.map(|usd| usd.0), fee.basis), (Some(value * 0.3264), FeeBasis::Rule));
            "EMR"
        }
        ("dataproc_on_gce", _) => {
            let n2 = catalog.find(Cloud::Gcp, "n2-standard-32").expect("a type");
            let fee = catalog.fee(Platform::Dataproc, n2, "us-central1");
            assert_eq!((fee.usd_per_hour.map(|usd| usd.0), Some(fee.date)), (Some(value * 32.0), date));
            "Dataproc"
        }
        ("emr_serverless", metric) => {
            let ServerlessUnit::VcpuAndMemory { vcpu, memory_gib, disk_gb } = serverless(Platform::EmrServerless)
            else {
                panic!("{region}")
            };
            let found = match metric {
                "vcpu_hours" => vcpu,
                "memory_gb_hours" => memory_gib,
                _ => disk_gb,
            };
            assert_eq!(found.0, value, "{region}, {metric}");
            "EMR Serverless"
        }
        ("glue", _) => {
            assert_eq!(serverless(Platform::Glue), ServerlessUnit::Dpu(afterglow_units::UsdPerHour(value)));
            "Glue"
        }
        ("synapse_spark", _) => {
            assert_eq!(serverless(Platform::Synapse), ServerlessUnit::Vcore(afterglow_units::UsdPerHour(value)));
            "Synapse"
        }
        ("dataproc_serverless", "usd_per_dcu_hour") if row.text("tier") == Some("standard") => {
            assert_eq!(
                serverless(Platform::DataprocServerless),
                ServerlessUnit::Dcu(afterglow_units::UsdPerHour(value))
            );
            "Dataproc Serverless"
        }
        ("dataproc_serverless", "usd_per_gb_month") if row.text("tier") == Some("standard") => {
            let rates = catalog.serverless(Platform::DataprocServerless, region).expect("rates");
            assert_eq!(rates.shuffle_gb_month.map(|usd| usd.0), Some(value));
            "Dataproc Serverless"
        }
        ("dataproc_serverless", _) => "of the premium tier, not reckoned with",
        ("hdinsight", _) => {
            if let Some(machine) = machine(Cloud::Azure) {
                let fee = catalog.fee(Platform::HdInsight, machine, region);
                assert_eq!((fee.usd_per_hour, fee.basis), (None, FeeBasis::Unknown));
            }
            "of HDInsight, contradictory, not reckoned with"
        }
        (platform, metric) => panic!("no answer for {platform}, {metric}"),
    }
}

#[test]
fn every_fee_equals_its_source_row() {
    let Some(fees) = table("platform_fees.csv") else { return };
    let of_jobs = |row: &Row<'_>| {
        row.text("metric") == Some("usd_per_dbu")
            && (row.text("key"), row.text("tier")) == (Some("JOBS_COMPUTE"), Some("PREMIUM"))
            && row.text("region") == Some("eastus")
    };
    let dbu = fees.rows().find(of_jobs).and_then(|row| row.number("value")).expect("a price of a DBU");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in fees.rows() {
        let restricted = row.text("licence").is_some_and(|licence| licence.starts_with("restricted"));
        *counts.entry(if restricted { "restricted, left out" } else { check(row, dbu) }).or_default() += 1;
    }
    println!("{} rows of fees, all equal where compared: {counts:?}", fees.rows.len());
    let compared = ["DBU an hour", "EMR", "Dataproc", "EMR Serverless", "Glue", "Synapse", "Dataproc Serverless"];
    assert!(compared.iter().all(|kind| counts.contains_key(kind)), "{counts:?}");
}

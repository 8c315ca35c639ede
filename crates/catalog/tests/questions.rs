//! What the catalogue answers, and what it admits not to know.
#![allow(clippy::print_stdout, reason = "notes and figures for whoever runs the tests")]

use afterglow_catalog::{
    Catalog, Cloud, FeeBasis, GEEKBENCH_PER_ZSTD_ARM, GEEKBENCH_PER_ZSTD_X86, Instance, Market, Platform, PriceBasis,
    ScoreBasis, ZSTD_PROXY_WITHIN, usable,
};
use afterglow_units::{Bytes, Cores, Millis};

fn find(id: &str) -> &'static Instance {
    Catalog::builtin().find_id(id).unwrap_or_else(|| panic!("{id} is missing"))
}

#[test]
fn all_clouds_and_regions_are_there() {
    let catalog = Catalog::builtin();
    let count = |cloud| catalog.instances().iter().filter(|i| i.cloud == cloud).count();
    assert_eq!(Cloud::PUBLIC.map(count), [1305, 536, 1105]);
    let regions = Cloud::PUBLIC.map(|cloud| catalog.regions(cloud).count());
    assert_eq!(regions, [13, 13, 16]);
    assert_eq!(catalog.sha256().len(), 64);
}

#[test]
fn names_are_found_in_any_case_and_others_are_not() {
    assert_eq!(find("azure:standard_d8ds_v5").name, find("Standard_D8ds_v5").name);
    assert!(Catalog::builtin().find_id("aws:m99z.huge").is_none());
    assert!(Catalog::builtin().find_id("moon:m7g.large").is_none());
}

#[test]
fn a_missing_regional_price_is_estimated_and_marked() {
    let catalog = Catalog::builtin();
    let price = catalog.price(find("aws:m8i.2xlarge"), "eu-west-1", Market::OnDemand).expect("an estimate");
    let home = catalog.price(find("aws:m8i.2xlarge"), "us-east-1", Market::OnDemand).expect("a price");
    let PriceBasis::Estimated { ratio_of, within } = &price.basis else { panic!("{:?}", price.basis) };
    assert_eq!((&**ratio_of, home.basis), ("m7i", PriceBasis::Listed));
    assert!(*within >= 0.004 && !price.basis.is_firm());
    assert!((price.usd_per_hour.0 / home.usd_per_hour.0 - 1.1146).abs() < 1e-9);
    assert!(catalog.price(find("aws:m8i.2xlarge"), "mars-1", Market::OnDemand).is_none());
    assert!(catalog.price(find("aws:m8i.2xlarge"), "eu-west-1", Market::Spot).is_none(), "spot is not estimated");
}

#[test]
fn the_estimate_rule_finds_prices_that_are_known() {
    // Take types whose regional price is listed, and see what the rule would have said from their family's ratio.
    let catalog = Catalog::builtin();
    let mut off = Vec::new();
    for (instance, region) in catalog.instances().iter().flat_map(|i| ["eu-west-1", "ap-northeast-1"].map(|r| (i, r))) {
        let family = instance.family.to_string();
        let Some(older) = older_twin(&family, &instance.name) else { continue };
        let price = |i: &Instance, r| catalog.price(i, r, Market::OnDemand).filter(|p| p.basis.is_firm());
        let (Some(here), Some(home)) = (price(instance, region), price(instance, "us-east-1")) else { continue };
        let (Some(old_here), Some(old_home)) = (price(older, region), price(older, "us-east-1")) else { continue };
        let guess = home.usd_per_hour.0 * old_here.usd_per_hour.0 / old_home.usd_per_hour.0;
        off.push((guess / here.usd_per_hour.0 - 1.0).abs());
    }
    off.sort_by(f64::total_cmp);
    println!("{} types, nine in ten within {:.4}", off.len(), off[off.len() * 9 / 10]);
    assert!(off.len() > 100 && off[off.len() * 8 / 10] < 0.02);
}

fn older_twin(family: &str, name: &str) -> Option<&'static Instance> {
    let digit = family.find(['6', '7', '8'])?;
    let older = family[digit..].chars().next()?.to_digit(10)? - 1;
    let size = name.split_once('.')?.1;
    let twin = format!("{}{older}{}.{size}", &family[..digit], &family[digit + 1..]);
    Catalog::builtin().find(Cloud::Aws, &twin)
}

#[test]
fn spot_is_a_range_below_on_demand_and_unknown_on_azure() {
    let catalog = Catalog::builtin();
    let mut seen = 0;
    for instance in catalog.instances() {
        for region in catalog.regions(instance.cloud) {
            let Some(spot) = catalog.spot(instance, &region.name) else { continue };
            seen += 1;
            assert!(spot.low <= spot.mid && spot.mid <= spot.high, "{spot:?}");
            let on_demand = catalog.price(instance, &region.name, Market::OnDemand).expect("spot has on demand");
            assert!(spot.high <= on_demand.usd_per_hour || spot.mid >= on_demand.usd_per_hour);
            assert_ne!(instance.cloud, Cloud::Azure);
        }
    }
    assert!(seen > 13_000, "{seen}");
    let spot = catalog.spot(find("aws:m5.2xlarge"), "us-east-1").expect("a spot price");
    assert_eq!(spot.basis, PriceBasis::SpotAdvisor);
}

#[test]
fn interruption_buckets_are_ordered_probabilities() {
    let bucket = Catalog::builtin().interruption(find("aws:m5.2xlarge"), "us-east-1").expect("a bucket");
    let (low, high) = bucket.monthly_probability();
    assert!(low >= 0.0 && high.is_none_or(|high| high > low));
    assert!(Catalog::builtin().interruption(find("gcp:n2-standard-8"), "us-central1").is_none());
}

#[test]
fn fees_say_how_firm_they_are() {
    let catalog = Catalog::builtin();
    let fee = |platform, id: &str, region| catalog.fee(platform, find(id), region);
    let emr = fee(Platform::Emr, "aws:m7g.2xlarge", "eu-west-1");
    assert_eq!(emr.basis, FeeBasis::Rule);
    assert!((emr.usd_per_hour.expect("a fee").0 - 0.25 * 0.3264).abs() < 1e-9, "{emr:?}");
    assert_eq!(fee(Platform::Emr, "aws:x2iedn.32xlarge", "us-east-1").basis, FeeBasis::Listed);
    assert_eq!(fee(Platform::Emr, "aws:m5.24xlarge", "us-east-1").usd_per_hour.map(|u| u.0), Some(0.27));
    assert_eq!(fee(Platform::Dataproc, "gcp:n2-standard-8", "us-central1").usd_per_hour.map(|u| u.0), Some(0.08));
    let databricks = fee(Platform::Databricks, "azure:Standard_DS3_v2", "westus2");
    assert!((databricks.usd_per_hour.expect("a fee").0 - 0.225).abs() < 1e-9, "{databricks:?}");
    let unknown = [
        fee(Platform::Databricks, "aws:m5.2xlarge", "us-east-1"),
        fee(Platform::HdInsight, "azure:Standard_D8s_v5", "westeurope"),
        fee(Platform::Emr, "gcp:n2-standard-8", "us-central1"),
    ];
    for fee in unknown {
        assert_eq!((fee.usd_per_hour, fee.basis), (None, FeeBasis::Unknown));
    }
    assert_eq!(fee(Platform::PlainVms, "aws:m5.2xlarge", "us-east-1").usd_per_hour.map(|u| u.0), Some(0.0));
}

#[test]
fn serverless_workers_have_a_price() {
    let catalog = Catalog::builtin();
    let worker = |platform, region: &str, cores, gib: u64| {
        let rates = catalog.serverless(platform, region)?;
        Some(rates.worker(Cores(cores), Bytes(gib << 30), Bytes(0)).0)
    };
    assert_eq!(worker(Platform::Glue, "us-east-1", 4, 16), Some(0.44));
    let emr = worker(Platform::EmrServerless, "us-east-1", 4, 16).expect("rates");
    assert!((emr - (4.0 * 0.052_624 + 16.0 * 0.005_778_5)).abs() < 1e-12, "{emr}");
    let dataproc = worker(Platform::DataprocServerless, "us-central1", 4, 16).expect("rates");
    assert!((dataproc - 0.06 * (2.4 + 1.6)).abs() < 1e-12, "{dataproc}");
    assert!(worker(Platform::Synapse, "westeurope", 4, 32).is_some());
    let glue = catalog.serverless(Platform::Glue, "us-east-1").expect("rates");
    let for_seconds = |s: u64| glue.worker_for(Cores(4), Bytes(16 << 30), Bytes(0), Millis(s * 1000)).0;
    assert!((for_seconds(10) - 0.44 / 60.0).abs() < 1e-12 && (for_seconds(120) - 0.44 / 30.0).abs() < 1e-12);
    for platform in Platform::ALL.into_iter().filter(|platform| platform.is_serverless()) {
        let region = if platform == Platform::DataprocServerless { "us-central1" } else { "westeurope" };
        let region = if Platform::is_on(platform, Cloud::Aws) { "us-east-1" } else { region };
        let rates = catalog.serverless(platform, region).expect("rates");
        assert!(rates.workers.at_least(Cores(4), Bytes(8 << 30)).is_some(), "{platform:?}");
        assert_eq!(rates.least_time.is_none(), platform == Platform::Synapse);
    }
    assert_eq!(worker(Platform::Glue, "mars-1", 4, 16), None);
    assert_eq!(worker(Platform::Emr, "us-east-1", 4, 16), None);
}

#[test]
fn executors_never_get_more_than_the_machine_has() {
    for instance in Catalog::builtin().instances() {
        for platform in Platform::ALL {
            if let Some(share) = usable(platform, instance) {
                assert!(share.memory < instance.memory && share.cores <= instance.vcpus, "{platform:?} {instance:?}");
                assert!(share.cores.0 > 0 && share.memory.0 > 0);
            }
        }
    }
    let gib = |platform, id: &str| usable(platform, find(id)).map(|u| u.memory.gib());
    assert_eq!(gib(Platform::Emr, "aws:m5.xlarge"), Some(12.0));
    assert_eq!(gib(Platform::Glue, "aws:m5.xlarge"), None);
}

#[test]
fn the_zstd_proxy_is_as_good_as_it_says() {
    for (arch, factor) in [("x86_64", GEEKBENCH_PER_ZSTD_X86), ("arm64", GEEKBENCH_PER_ZSTD_ARM)] {
        let both = |i: &Instance| Some((i.scores.geekbench_single?, i.scores.zstd1_single?.0));
        let of_arch = Catalog::builtin().instances().iter().filter(|i| i.arch.word() == arch);
        let pairs: Vec<(f64, f64)> = of_arch.filter_map(both).collect();
        let mut ratios: Vec<f64> = pairs.iter().map(|(geekbench, zstd)| geekbench / zstd).collect();
        ratios.sort_by(f64::total_cmp);
        assert!((ratios[ratios.len() / 2] / factor - 1.0).abs() < 0.01, "{}", ratios[ratios.len() / 2]);
        let good = pairs.iter().filter(|(g, z)| (z * factor / g - 1.0).abs() <= ZSTD_PROXY_WITHIN).count();
        assert!(good * 100 >= pairs.len() * 89, "{good} of {}", pairs.len());
    }
    let proxied = Catalog::builtin().instances().iter().filter_map(Instance::cpu_score_per_core);
    assert!(proxied.filter(|score| score.basis == ScoreBasis::ZstdProxy).count() > 50);
}

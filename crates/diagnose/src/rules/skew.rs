//! Data skew: a few partitions hold far more than the others.

use afterglow_profile::TaskRow;
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::{Finding, TaskFigure};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, grouped, size, time, times};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "data-skew",
        title: "Some partitions are much bigger than the others",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "a task with over 2 times the median's bytes or records that takes over 1.3 times as long",
        source: "Dr. Elephant (2 to 16 times), RAPIDS tools (3 times), Databricks' guide (1.5 times the time)",
        needs: "task metrics",
        mistaken: "partitions that are meant to differ; a hot partition on slots that would have been idle",
        find: data_skew,
    },
    Detector {
        code: "skew-join-off",
        title: "Adaptive execution may not split skewed joins",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "data skew in a shuffle of a sort-merge join while adaptive execution or its skew join is off",
        source: "Spark's documentation of adaptive execution",
        needs: "task metrics, plans, configuration",
        mistaken: "an outer join whose skewed side cannot be split",
        find: skew_join_off,
    },
    Detector {
        code: "write-skew",
        title: "A few tasks write most of the data",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "a task with over 2 times the median's output or shuffle bytes, and no more input",
        source: "Dr. Elephant's ladder, by metric",
        needs: "task metrics",
        mistaken: "rows that are meant to explode",
        find: write_skew,
    },
    Detector {
        code: "shuffle-write-imbalance",
        title: "Shuffle data lies on few executors",
        basis: Basis::Rule,
        group: Group::Skew,
        threshold: "an executor wrote over 1.78 times the median executor's shuffle bytes",
        source: "AWS EMR Advisor (20 % off the mean), Dr. Elephant's second step",
        needs: "three executors and task metrics",
        mistaken: "executors that came late",
        find: shuffle_imbalance,
    },
];

/// A skewed stage: its heaviest task and what it costs.
pub(crate) struct Skewed<'s> {
    pub(crate) stage: &'s StageFacts,
    pub(crate) heavy: TaskRow,
    ratio_bytes: f64,
    ratio_records: f64,
    /// ms saved on the present slots if all tasks took the mean.
    pub(crate) level: f64,
    /// ms saved if the heavy task took the median, slots being plenty.
    pub(crate) excess: f64,
}

/// Greatest over median, the median at least half of the mean, so that many empty partitions give no infinity.
fn ratio(max: f64, median: f64, sum: f64, n: usize) -> f64 {
    let base = median.max(0.5 * sum / n.max(1) as f64);
    if base > 0.0 { max / base } else { 1.0 }
}

pub(crate) fn skewed<'s>(case: &'s Case<'_>) -> Vec<Skewed<'s>> {
    let mut found = Vec::new();
    for stage in case.done().filter(|stage| stage.n >= limit::SKEW_TASKS) {
        let records = ratio(stage.records.max, stage.records.median, stage.records.sum, stage.n);
        let bytes = ratio(stage.read.max, stage.read.median, stage.read.sum, stage.n);
        let by_records = records >= limit::SKEW_DATA && stage.records.max >= limit::SKEW_RECORDS;
        let by_bytes = bytes >= limit::SKEW_DATA && stage.read.max >= limit::SKEW_BYTES;
        if !by_records && !by_bytes || stage.duration.max < limit::SKEW_TIME * stage.duration.median {
            continue;
        }
        // Of the tasks with much data the one that took longest.
        let much = |task: &TaskRow| {
            let read = (task.input + task.shuffle_read()).0 as f64;
            let counted = (task.input_records + task.shuffle_read_records) as f64;
            by_bytes && read >= 0.9 * stage.read.max || by_records && counted >= 0.9 * stage.records.max
        };
        let Some(heavy) = stage.tasks(case.profile).filter(much).max_by_key(|task| task.duration) else { continue };
        let took = heavy.duration.0 as f64;
        if took < limit::SKEW_TIME * stage.duration.median {
            continue;
        }
        let mean = stage.duration.sum / stage.n as f64;
        let level = case.replayed(stage, &vec![mean; stage.n]);
        let excess = ((took - stage.duration.median) * stage.weight()).max(0.0);
        found.push(Skewed { stage, heavy, ratio_bytes: bytes, ratio_records: records, level, excess });
    }
    order::by(&mut found, |a, b| (b.level + b.excess).total_cmp(&(a.level + a.excess)));
    found
}

fn data_skew(case: &Case<'_>) -> Vec<Finding> {
    let found: Vec<_> =
        skewed(case).into_iter().filter(|skew| skew.level.max(skew.excess) >= 0.2 * case.floor()).collect();
    let Some(worst) = found.first() else { return split_by_adaptive(case) };
    let (low, high) =
        found.iter().fold((0.0, 0.0), |(low, high), skew| (low + skew.level, high + skew.excess.max(skew.level)));
    let read = (worst.heavy.input + worst.heavy.shuffle_read()).0 as f64;
    let rows = worst.heavy.input_records + worst.heavy.shuffle_read_records;
    let shuffled = worst.heavy.shuffle_read().0 > worst.heavy.input.0;
    let empty = 10.0 * worst.stage.read.median < worst.stage.read.max && worst.stage.records.median == 0.0;
    let fix = if empty && !shuffled {
        "Most splits are empty already, so smaller ones will not help: write the files with more row groups (or blocks) \
         of equal size, or as more files."
    } else if shuffled {
        "Let adaptive execution split the partition (sort-merge joins), salt the hot key, aggregate before the join, or \
         broadcast the small side."
    } else {
        "Make the input splits even: a splittable format, files of similar size, a smaller maxPartitionBytes."
    };
    // Where most partitions are empty, the median would make any other infinitely big.
    let by_rows = worst.ratio_records > worst.ratio_bytes;
    let figures = if by_rows { &worst.stage.records } else { &worst.stage.read };
    let mean = figures.sum / worst.stage.n as f64;
    let factor = if 2.0 * figures.median >= mean {
        format!("{} the median", times(worst.ratio_bytes.max(worst.ratio_records)))
    } else {
        format!("{} the mean", times(figures.max / mean))
    };
    let mut finding = Finding::new(
        format!(
            "In {} one of {} read {} ({} rows), {factor}, and took {} against {}.",
            case.name(worst.stage),
            count(worst.stage.n as u64, "task"),
            size(read),
            grouped(rows),
            time(worst.heavy.duration.0 as f64),
            time(worst.stage.duration.median),
        ),
        format!(
            "A stage cannot end before its heaviest task: on the present slots evening out {} saves {}, on more slots \
             up to {}.",
            count(found.len() as u64, "such stage"),
            time(low),
            time(high)
        ),
        fix,
    )
    .stages(found.iter().map(|skew| skew.stage.key))
    .chart(match (worst.ratio_bytes >= worst.ratio_records, shuffled) {
        (false, _) => TaskFigure::RecordsRead,
        (true, true) => TaskFigure::ShuffleRead,
        (true, false) => TaskFigure::Input,
    })
    .saves(saving::between(low, 0.5 * (low + high), high))
    .of_slots()
    .ratio("bytes, greatest over usual", worst.ratio_bytes)
    .ratio("records, greatest over usual", worst.ratio_records)
    .ms("the heavy task", worst.heavy.duration.0 as f64)
    .ms("the median task", worst.stage.duration.median)
    .count("partition", f64::from(worst.heavy.index));
    if shuffled && !case.adaptive() {
        finding = finding.set("spark.sql.adaptive.enabled", case.conf().get("spark.sql.adaptive.enabled"), "true");
    }
    // A partition that is so much bigger is also the first to run out of memory, and grows with the data.
    if worst.ratio_bytes.max(worst.ratio_records) >= limit::SKEW_RISK {
        finding = finding.risk();
    }
    vec![finding]
}

/// Skew that adaptive execution met and split: no time to win there, but the key is hot wherever else it is used.
fn split_by_adaptive(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes() {
        let skewed = case.plans.metric(at.op, &["number of skewed partitions"]).unwrap_or(0.0);
        if skewed > 0.0 {
            let parts = case.plans.metric(at.op, &["number of skewed partition splits"]).unwrap_or(skewed);
            found.push((skewed, parts, at));
        }
    }
    order::largest_first(&mut found, |one| one.1);
    let Some(&(skewed, parts, worst)) = found.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!(
                "Query {} joins on a hot key: adaptive execution split {} into {}.",
                worst.execution.id,
                count(skewed as u64, "skewed partition"),
                count(parts as u64, "part")
            ),
            "That join is even now; aggregations, windows and writes by the same key are not split, and the key grows \
             with the data.",
            "Nothing for this join; elsewhere salt the key or aggregate before the shuffle.",
        )
        .on(Basis::Measured)
        .risk()
        .stages(found.iter().take(5).flat_map(|entry| super::sql_files::stage_keys(case, entry.2)))
        .nodes(found.iter().take(5).map(|entry| (entry.2.execution.id, entry.2.index)))
        .count("skewed partitions", skewed)
        .count("parts", parts),
    ]
}

fn skew_join_off(case: &Case<'_>) -> Vec<Finding> {
    let off = !case.adaptive() || case.conf().flag("spark.sql.adaptive.skewJoin.enabled") == Some(false);
    if !off || case.version() < (3, 0) {
        return Vec::new();
    }
    let joins = |skew: &&Skewed<'_>| {
        skew.heavy.shuffle_read().0 > 0
            && skew
                .stage
                .sql
                .and_then(|id| case.profile.sql_execution(id))
                .is_some_and(|sql| sql.plan.nodes.iter().any(|node| node.name.contains("SortMergeJoin")))
    };
    let all = skewed(case);
    let found: Vec<_> = all.iter().filter(joins).collect();
    let Some(worst) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|skew| skew.level).sum();
    vec![
        Finding::new(
            format!("{} joins skewed data while the splitting of skewed partitions is off.", case.name(worst.stage)),
            "Adaptive execution would split the hot partition into several tasks by itself.",
            "Turn adaptive execution and its skew join on.",
        )
        .stages(found.iter().take(5).map(|skew| skew.stage.key))
        .saves(saving::between(gain * 0.3, gain * 0.7, gain))
        .of_slots()
        .set("spark.sql.adaptive.enabled", case.conf().get("spark.sql.adaptive.enabled"), "true")
        .set(
            "spark.sql.adaptive.skewJoin.enabled",
            case.conf().get("spark.sql.adaptive.skewJoin.enabled"),
            "true",
        ),
    ]
}

fn write_skew(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stage in case
        .done()
        .filter(|stage| stage.n >= limit::SKEW_TASKS && stage.duration.max >= limit::STRAGGLER * stage.duration.median)
    {
        let read = ratio(stage.read.max, stage.read.median, stage.read.sum, stage.n);
        let volume = ratio(stage.volume.max, stage.volume.median, stage.volume.sum, stage.n);
        if read >= limit::SKEW_DATA || volume < limit::SKEW_DATA || stage.volume.max < limit::SKEW_BYTES {
            continue;
        }
        let longest = stage.tasks(case.profile).max_by_key(|task| task.duration);
        let Some(longest) = longest else { continue };
        if (longest.output.0.max(longest.shuffle_write.0) as f64) < 0.9 * stage.volume.max {
            continue;
        }
        let mean = stage.duration.sum / stage.n as f64;
        found.push((case.replayed(stage, &vec![mean; stage.n]), volume, stage, longest));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, volume, worst, longest)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!(
                "In {} one task wrote {}, {} the median, from no more input than the others.",
                case.name(worst), size(longest.output.0.max(longest.shuffle_write.0) as f64), times(*volume)
            ),
            format!("It took {} against a median of {}.", time(longest.duration.0 as f64), time(worst.duration.median)),
            "Look for rows that multiply (explode, a join with many matches) or a partition column with one dominant value.",
        )
        .stages(found.iter().take(5).map(|entry| entry.2.key))
        .chart(if longest.output > longest.shuffle_write { TaskFigure::Output } else { TaskFigure::ShuffleWrite })
        .saves(saving::between(gain * 0.5, gain, gain * 1.2))
        .of_slots()
        .ratio("bytes written, greatest over median", *volume),
    ]
}

fn shuffle_imbalance(case: &Case<'_>) -> Vec<Finding> {
    let mut wrote: Vec<(u64, &str)> = case
        .profile
        .executors
        .iter()
        .filter(|executor| executor.tasks > 0)
        .map(|executor| (executor.shuffle_write.0, executor.id.as_str()))
        .collect();
    wrote.sort_unstable();
    if wrote.len() < 3 {
        return Vec::new();
    }
    let median = wrote[wrote.len() / 2].0 as f64;
    let Some(&(most, id)) = wrote.last() else { return Vec::new() };
    let wait = case.profile.totals.sums.fetch_wait.0 as f64 / case.slots;
    if median <= 0.0 || (most as f64) < limit::EXECUTOR_IMBALANCE * median || most < 100 << 20 {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!(
                "Executor {id} wrote {} of shuffle data, {} the median executor.",
                size(most as f64),
                times(most as f64 / median)
            ),
            "Everybody fetches from it, so its disk and network set the pace, and its local disk must hold it.",
            "Spread the map tasks: more and smaller input splits, no locality wait, executors that start together.",
        )
        .executors([id.to_owned()])
        .saves(saving::between(0.0, wait * 0.3, wait))
        .of_slots()
        .bytes("most", most as f64)
        .bytes("median", median),
    ]
}

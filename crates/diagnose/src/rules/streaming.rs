//! Structured Streaming.

use std::collections::BTreeMap;

use afterglow_profile::{Batch, StreamQuery};
use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{clip, count, grouped, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "stream-falling-behind",
        title: "A stream falls behind its input",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "processed rows a second below input rows a second in 3 batches in a row and in half of all",
        source: "Spark's UI",
        needs: "query progress",
        mistaken: "a start from an old offset, where catching up is the aim",
        find: behind,
    },
    Detector {
        code: "stream-near-limit",
        title: "Batches take nearly as long as their trigger",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "median batch over 70 % of the time between triggers",
        source: "StreamingLens",
        needs: "query progress",
        mistaken: "a stream that starts a batch as soon as the last is done",
        find: near_limit,
    },
    Detector {
        code: "stream-critical-path",
        title: "More slots cannot make the stream's batches faster",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "the longest tasks of a batch's stages, one after the other, over 70 % of the time between triggers",
        source: "StreamingLens",
        needs: "query progress, and jobs that name their batch",
        mistaken: "stages of a batch that run side by side",
        find: critical_path,
    },
    Detector {
        code: "stream-overprovisioned",
        title: "A stream is idle most of the time",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "median batch of the only stream below 30 % of the time between triggers",
        source: "StreamingLens",
        needs: "query progress",
        mistaken: "input that comes in bursts",
        find: idle,
    },
    Detector {
        code: "tiny-batches",
        title: "Micro-batches are mostly overhead",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "planning, offsets and write-ahead log over 20 % of the batch time",
        source: "own, after Spark's UI",
        needs: "query progress",
        mistaken: "a stream with hardly any input",
        find: tiny,
    },
    Detector {
        code: "state-growth",
        title: "The state of a stream grows without end",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "state rows grow in nine of ten batches, twofold over 20 batches and more",
        source: "Spark's UI",
        needs: "query progress with state operators",
        mistaken: "a watermark that has not been reached yet",
        find: growth,
    },
    Detector {
        code: "state-commit",
        title: "Committing state takes much of each batch",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "state commit over 30 % of the batch time, by slot",
        source: "Spark's UI",
        needs: "query progress (3.2)",
        mistaken: "commit times are summed over tasks",
        find: commit,
    },
    Detector {
        code: "stream-failed",
        title: "A stream ended with an exception",
        basis: Basis::Measured,
        group: Group::Streaming,
        threshold: "any",
        source: "own",
        needs: "QueryTerminated",
        mistaken: "never",
        find: failed,
    },
];

fn named(stream: &StreamQuery) -> String {
    clip(stream.name.as_deref().unwrap_or(&stream.id), 60)
}

fn duration(batch: &Batch) -> Option<f64> {
    batch
        .duration
        .or_else(|| batch.phases.iter().find(|(name, _)| name == "triggerExecution").map(|(_, time)| *time))
        .map(|time| time.0 as f64)
}

/// Median batch time and median time between triggers, ms, over batches with input.
fn rhythm(stream: &StreamQuery) -> Option<(f64, f64)> {
    let mut took: Vec<f64> = stream.batches.iter().filter(|batch| batch.input_rows > 0).filter_map(duration).collect();
    let mut apart: Vec<f64> =
        stream.batches.windows(2).filter_map(|pair| Some(pair[1].at?.since(pair[0].at?).0 as f64)).collect();
    took.sort_by(f64::total_cmp);
    apart.sort_by(f64::total_cmp);
    (took.len() >= 5 && apart.len() >= 4)
        .then(|| (took[took.len() / 2], apart[apart.len() / 2]))
        .filter(|(_, apart)| *apart > 0.0)
}

fn behind(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stream in &case.profile.streams {
        let (mut row, mut longest, mut all) = (0usize, 0usize, 0usize);
        for batch in &stream.batches {
            let slow = matches!((batch.input_rate, batch.processed_rate), (Some(input), Some(processed)) if input > 0.0 && processed < input);
            row = if slow { row + 1 } else { 0 };
            longest = longest.max(row);
            all += usize::from(slow);
        }
        if longest >= limit::STREAM_BEHIND && all * 2 >= stream.batches.len() {
            found.push(
                Finding::new(
                    format!("Stream {} took in more rows a second than it processed in {} of {}.", named(stream), all, count(stream.batches.len() as u64, "batch")),
                    "Its delay grows with each batch.",
                    "Give it more slots or partitions, bound the batch (maxOffsetsPerTrigger), and look at the slowest stage of a batch.",
                )
                .risk()
                .count("batches behind", all as f64),
            );
        }
    }
    found
}

fn by_rhythm(case: &Case<'_>, speak: impl Fn(&StreamQuery, f64, f64) -> Option<Finding>) -> Vec<Finding> {
    case.profile
        .streams
        .iter()
        .filter_map(|stream| rhythm(stream).and_then(|(took, apart)| speak(stream, took, apart)))
        .collect()
}

fn near_limit(case: &Case<'_>) -> Vec<Finding> {
    by_rhythm(case, |stream, took, apart| {
        // A stream without a trigger interval starts the next batch at once: its rhythm is the batch itself.
        (took > limit::STREAM_HIGH * apart && took < 0.97 * apart).then(|| {
            Finding::new(
                format!(
                    "The median batch of {} takes {} of the {} between triggers.",
                    named(stream),
                    time(took),
                    time(apart)
                ),
                "A little more input, and it falls behind.",
                "Give it more slots, or a longer trigger interval.",
            )
            .risk()
            .ratio("batch over trigger", took / apart)
        })
    })
}

fn critical_path(case: &Case<'_>) -> Vec<Finding> {
    // By stream and batch, what would be left with a slot for every task.
    let mut paths: BTreeMap<&str, BTreeMap<i64, f64>> = BTreeMap::new();
    let batch_of: BTreeMap<_, _> =
        case.profile.jobs.iter().filter_map(|job| Some((job.id, job.batch.as_ref()?))).collect();
    for stage in case.done() {
        let batch = case.profile.stages[stage.row].job.and_then(|job| batch_of.get(&job));
        if let Some((stream, batch)) = batch {
            *paths.entry(stream).or_default().entry(*batch).or_default() += stage.duration.max;
        }
    }
    by_rhythm(case, |stream, took, apart| {
        let mut paths: Vec<f64> = paths.get(stream.id.as_str())?.values().copied().collect();
        paths.sort_by(f64::total_cmp);
        let path = paths[paths.len() / 2];
        (took > limit::STREAM_HIGH * apart && path > limit::STREAM_HIGH * apart).then(|| {
            Finding::new(
                format!(
                    "The longest tasks of the stages of a median batch of {} take {} in a row, of {} between triggers.",
                    named(stream),
                    time(path),
                    time(apart)
                ),
                "With a slot for every task the batch would still take that long.",
                "Split the longest tasks (more partitions, a hot key salted), or give the batch fewer stages.",
            )
            .risk()
            .ratio("longest tasks over trigger", path / apart)
            .ms("longest tasks in a row", path)
        })
    })
}

fn idle(case: &Case<'_>) -> Vec<Finding> {
    // Of several streams none knows how idle the slots are that all share.
    if case.profile.streams.len() != 1 {
        return Vec::new();
    }
    by_rhythm(case, |stream, took, apart| {
        (took < limit::STREAM_LOW * apart).then(|| {
            let idle = 1.0 - took / apart;
            Finding::new(
                format!("The median batch of {} takes {} of the {} between triggers.", named(stream), time(took), time(apart)),
                format!("The slots are idle for {} of the time.", share(idle)),
                "Take fewer slots, share them with other streams, or run it from time to time with trigger(availableNow).",
            )
            .saves_share(saving::between(0.0, idle * 0.5, idle))
            .ratio("batch over trigger", took / apart)
        })
    })
}

fn tiny(case: &Case<'_>) -> Vec<Finding> {
    const OVERHEAD: &[&str] =
        &["queryPlanning", "walCommit", "commitOffsets", "latestOffset", "getBatch", "getOffset", "commitBatch"];
    let mut found = Vec::new();
    for stream in &case.profile.streams {
        let busy: Vec<&Batch> = stream.batches.iter().filter(|batch| batch.input_rows > 0).collect();
        let all: f64 = busy.iter().filter_map(|batch| duration(batch)).sum();
        let overhead_of = |batch: &Batch| -> f64 {
            let phases = batch.phases.iter().filter(|(name, _)| OVERHEAD.contains(&name.as_str()));
            phases.map(|(_, time)| time.0 as f64).sum()
        };
        // The median batch: the first one sets everything up, and is like no other.
        let mut shares: Vec<f64> = busy
            .iter()
            .filter_map(|batch| Some(overhead_of(batch) / duration(batch).filter(|took| *took > 0.0)?))
            .collect();
        shares.sort_by(f64::total_cmp);
        let Some(&usual) = shares.get(shares.len() / 2) else { continue };
        let overhead = usual * all;
        if busy.len() >= 5 && usual > limit::STREAM_OVERHEAD {
            found.push(
                Finding::new(
                    format!(
                        "{} of the median batch's time of {} is planning, offsets and logs.",
                        share(usual),
                        named(stream)
                    ),
                    "Each micro-batch pays for it, however few rows it has.",
                    "Take a longer trigger interval, and keep checkpoints on fast storage.",
                )
                .saves(saving::between(0.0, overhead * 0.3, overhead * 0.8))
                .ratio("overhead", usual),
            );
        }
    }
    found
}

fn growth(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stream in &case.profile.streams {
        let rows: Vec<u64> = stream.batches.iter().map(|batch| batch.state_rows).collect();
        let (Some(&first), Some(&last)) = (rows.iter().find(|rows| **rows > 0), rows.last()) else { continue };
        let grows = rows.windows(2).filter(|pair| pair[1] > pair[0]).count();
        if rows.len() >= 20 && grows * 10 >= (rows.len() - 1) * 9 && last >= 2 * first {
            found.push(
                Finding::new(
                    format!("The state of {} grew from {} to {} rows.", named(stream), grouped(first), grouped(last)),
                    "State that is never dropped fills memory and disk and makes each commit longer.",
                    "Set a watermark and a time bound in the query, or a timeout for groups.",
                )
                .risk()
                .count("state rows", last as f64),
            );
        }
    }
    found
}

fn commit(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stream in &case.profile.streams {
        let all: f64 = stream.batches.iter().filter_map(duration).sum();
        let commit: f64 = stream.batches.iter().map(|batch| batch.state_commit.0 as f64).sum::<f64>() / case.slots;
        if stream.batches.len() >= 5 && commit > limit::STATE_COMMIT * all {
            found.push(
                Finding::new(
                    format!("Committing state takes {} of the batch time of {}.", share(commit / all), named(stream)),
                    "Every shuffle partition has a state store to commit in every batch.",
                    "Take fewer shuffle partitions for a new checkpoint, the RocksDB state store, and changelog checkpoints.",
                )
                .saves(saving::between(0.0, commit * 0.4, commit))
                .of_slots()
                .ratio("commit over batch", commit / all),
            );
        }
    }
    found
}

fn failed(case: &Case<'_>) -> Vec<Finding> {
    case.profile
        .streams
        .iter()
        .filter_map(|stream| {
            let exception = stream.exception.as_deref()?;
            Some(
                Finding::new(
                    format!(
                        "Stream {} ended: {}.",
                        named(stream),
                        clip(exception.lines().next().unwrap_or_default(), 160)
                    ),
                    "Nothing is processed until it is started again.",
                    "See the exception; a stream restarts from its checkpoint.",
                )
                .risk(),
            )
        })
        .collect()
}

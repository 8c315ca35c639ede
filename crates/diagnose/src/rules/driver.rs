//! The driver: time in which no job and no query runs, slow submission, big results.

use std::collections::BTreeMap;

use afterglow_profile::interval::{gaps, union};
use afterglow_units::{Basis, JobId, SqlId, Timestamp, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "driver-bound",
        title: "The executors wait for the driver",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "pauses of over 3 s with no job and no query in 10 % of the run, or any pauses in 30 %",
        source: "Sparklens; AWS EMR Advisor informs from 10 %",
        needs: "job starts and ends",
        mistaken: "an interactive session, where the pauses are people; a driver that waits for another system",
        find: driver_bound,
    },
    Detector {
        code: "late-start",
        title: "It takes long until the first job",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "over 10 s and 10 % of the run before the first job or query",
        source: "own; AWS EMR Advisor for the start of clusters",
        needs: "ApplicationStart and job starts",
        mistaken: "a program that waits for its input on purpose",
        find: late_start,
    },
    Detector {
        code: "slow-job-start",
        title: "Jobs start slowly",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "mean time from a job's submission to its first stage over 1 s",
        source: "AWS EMR Advisor",
        needs: "submission times of jobs and stages",
        mistaken: "jobs that wait for another job's shuffle",
        find: slow_job_start,
    },
    Detector {
        code: "big-results",
        title: "Much data is brought to the driver",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "over 16 MiB of results a job",
        source: "AWS EMR Advisor; Spark's documentation",
        needs: "task metrics",
        mistaken: "results that the driver writes out at once",
        find: big_results,
    },
    Detector {
        code: "slow-planning",
        title: "Queries are planned for long",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "from a query's start to its first job, over 5 s or 10 % of the run, summed",
        source: "own; listing many partitions or files is the usual cause",
        needs: "SQL executions and job starts",
        mistaken: "a first query that loads more classes than most",
        find: slow_planning,
    },
    Detector {
        code: "query-tail",
        title: "Queries go on after their last job",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "from the end of a query's last job to the query's own, over 10 s and 5 % of the run, summed",
        source: "own; committing files to an object store, listing, and work in the driver's program are the usual causes",
        needs: "SQL executions and job ends",
        mistaken: "a query whose jobs ran under another query's name",
        find: query_tail,
    },
];

/// Pauses between the first and the last activity, and from the last activity to the end, in ms.
pub(crate) fn pauses(facts: &Facts<'_>) -> Vec<f64> {
    let active = facts.active();
    let Some(first) = active.first() else { return Vec::new() };
    gaps(&active, first.0, facts.end).iter().map(|(from, to)| to.since(*from).0 as f64).collect()
}

/// What the names of interactive applications contain.
const SHELLS: &[&str] = &[
    "Databricks Shell",
    "Spark shell",
    "PySparkShell",
    "SparkSQL::",
    "Thrift JDBC/ODBC Server",
    "Zeppelin",
    "livy-session",
    "Spark Connect",
];

/// Whether people type the commands of this application.
pub(crate) fn interactive(facts: &Facts<'_>) -> bool {
    let name = facts.profile.app.name.as_str();
    // Databricks names every application of a cluster alike; who started the cluster tells jobs from people.
    let scheduled = facts.conf().get("spark.databricks.clusterUsageTags.clusterCreator") == Some("JobLauncher");
    !scheduled && SHELLS.iter().any(|shell| name.contains(shell))
}

fn driver_bound(case: &Case<'_>) -> Vec<Finding> {
    // Between micro-batches a driver waits for data, and in a shell for people.
    if !case.profile.streams.is_empty() || interactive(case) {
        return Vec::new();
    }
    let pauses = pauses(case);
    let all: f64 = pauses.iter().sum();
    let long: Vec<f64> = pauses.iter().copied().filter(|&pause| pause >= limit::DRIVER_PAUSE_MS).collect();
    let long_sum: f64 = long.iter().sum();
    let counted = if all >= limit::DRIVER_SHARE * case.wall { all } else { long_sum };
    if counted < limit::DRIVER_PAUSES * case.wall {
        return Vec::new();
    }
    let longest = pauses.iter().copied().fold(0.0, f64::max);
    vec![
        Finding::new(
            format!(
                "For {} of {} no job and no query ran, in {}; the longest was {}.",
                time(counted), time(case.wall), count(pauses.len() as u64, "pause"), time(longest)
            ),
            format!(
                "{} wait meanwhile, and more of them cannot shorten it: it is {} of the run.",
                if case.slots_known { format!("All {}", count(case.slots as u64, "slot")) } else { "All slots".into() },
                case.of_run(counted)
            ),
            "Look at what the driver program does between its actions (collected data worked on in Python or Scala, \
             listing of files, calls to other systems): move it into Spark, or run independent actions from several threads.",
        )
        .saves(saving::between(counted * 0.25, counted * 0.5, counted))
        .ms("without job or query", counted)
        .ms("longest pause", longest)
        .count("pauses over 3 s", long.len() as f64)
        .ratio("share of the run", (counted / case.wall).min(1.0)),
    ]
}

fn late_start(case: &Case<'_>) -> Vec<Finding> {
    if !case.profile.streams.is_empty() || interactive(case) {
        return Vec::new();
    }
    let Some((first, _)) = case.active().first().copied() else { return Vec::new() };
    let before = first.since(case.begin).0 as f64;
    if before < limit::LATE_START_MS.max(limit::LATE_START * case.wall) {
        return Vec::new();
    }
    let ready = case.profile.executors.iter().filter(|executor| executor.announced).filter_map(|one| one.added).min();
    let waited = ready.map(|ready| first.since(ready).0 as f64).filter(|waited| *waited > 0.0 && !case.local);
    let mut finding = Finding::new(
        format!("{} passed before the first job or query.", time(before)),
        match waited {
            Some(waited) => format!(
                "It is {} of the run; for {} of it an executor was there and had nothing to do.",
                case.of_run(before),
                time(waited.min(before))
            ),
            None => format!("It is {} of the run.", case.of_run(before)),
        },
        "Look at what the program does first (imports, connections, files fetched, a table's list of files), and do it \
         before the session starts or beside it; keep a cluster that is ready.",
    )
    .saves(saving::between(0.0, before * 0.2, before * 0.7))
    .sure(0.5)
    .ms("before the first job or query", before);
    if let Some(waited) = waited {
        finding = finding.ms("of it with an executor", waited.min(before));
    }
    vec![finding]
}

fn slow_job_start(case: &Case<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<JobId, Timestamp> = BTreeMap::new();
    for stage in &case.profile.stages {
        if let (Some(job), Some(at)) = (stage.job, stage.submitted) {
            first.entry(job).and_modify(|first| *first = (*first).min(at)).or_insert(at);
        }
    }
    let waits: Vec<f64> =
        case.profile.jobs.iter().filter_map(|job| Some(first.get(&job.id)?.since(job.submitted?).0 as f64)).collect();
    let sum: f64 = waits.iter().sum();
    let mean = sum / (waits.len().max(1)) as f64;
    if mean < limit::SLOW_JOB_START_MS {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("From its submission to its first stage a job waits {} on average.", time(mean)),
            "The driver is busy elsewhere: building stages of many partitions, or with the events of other jobs.",
            "Give the driver more cores, cut long lineages by a checkpoint, and keep partition counts below some ten thousand.",
        )
        .saves(saving::between(0.0, sum * 0.5, sum))
        .ms("mean wait", mean)
        .count("jobs looked at", waits.len() as f64),
    ]
}

fn big_results(case: &Case<'_>) -> Vec<Finding> {
    let sums = &case.profile.totals.sums;
    let per_job = sums.result.0 as f64 / case.profile.totals.jobs.max(1) as f64;
    let fetching = (sums.getting_result + sums.serialize_result).0 as f64 / case.slots;
    if per_job <= limit::BIG_RESULT_PER_JOB {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("Tasks sent {} to the driver, {} a job.", size(sums.result.0 as f64), size(per_job)),
            format!(
                "Serialising and fetching it took {} of slot time, and the driver has to hold it.",
                time(fetching * case.slots)
            ),
            "Aggregate or write on the executors instead of collecting; take only the rows that are looked at.",
        )
        .saves(saving::between(0.0, fetching * 0.5, fetching))
        .of_slots()
        .bytes("results", sums.result.0 as f64)
        .bytes("results a job", per_job),
    ]
}

fn slow_planning(case: &Case<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<SqlId, Timestamp> = BTreeMap::new();
    for job in &case.profile.jobs {
        if let (Some(sql), Some(at)) = (job.sql, job.submitted) {
            first.entry(sql).and_modify(|first| *first = (*first).min(at)).or_insert(at);
        }
    }
    let mut spans = Vec::new();
    let mut slow = Vec::new();
    let eldest = case.profile.sql.iter().filter_map(|execution| execution.started).min();
    for execution in &case.profile.sql {
        let Some(mut started) = execution.started else { continue };
        let Some(&first) = first.get(&execution.id) else { continue };
        // The first query of an application loads the planner itself: no plan could spare that.
        if Some(started) == eldest {
            started = (started + limit::FIRST_PLANNING).min(first);
        }
        spans.push((started, first));
        slow.push((first.since(started).0, execution.id));
    }
    // Planning beside running jobs holds nothing up.
    let merged = union(spans);
    let alone: f64 = merged
        .iter()
        .flat_map(|&(from, to)| gaps(&case.jobs, from, to))
        .map(|(from, to)| to.since(from).0 as f64)
        .sum();
    if alone < limit::PLANNING_MS.max(0.02 * case.wall) && alone < limit::PLANNING_SHARE * case.wall {
        return Vec::new();
    }
    order::by(&mut slow, |a, b| b.cmp(a));
    vec![
        Finding::new(
            format!(
                "{} spent {} between a query's start and its first job.",
                count(slow.len() as u64, "query").replace("querys", "queries"),
                time(alone)
            ),
            format!("Nothing runs on the executors then; it is {} of the run.", case.of_run(alone)),
            "Keep the number of files and partitions that a query must list low (table formats with a catalog, fewer \
             partition columns), split huge plans, and keep one session instead of starting a new one each time.",
        )
        .sql(slow.iter().take(5).map(|entry| entry.1))
        .saves(saving::between(0.0, alone * 0.3, alone * 0.8))
        .sure(0.5)
        .ms("planning with no job running", alone)
        .ms("longest", slow.first().map_or(0.0, |entry| entry.0 as f64)),
    ]
}

fn query_tail(case: &Case<'_>) -> Vec<Finding> {
    let mut last: BTreeMap<SqlId, Timestamp> = BTreeMap::new();
    for job in &case.profile.jobs {
        let (Some(sql), Some(at)) = (job.sql_root.or(job.sql), job.completed) else { continue };
        last.entry(sql).and_modify(|last| *last = (*last).max(at)).or_insert(at);
    }
    let mut tails: Vec<_> = case
        .profile
        .sql
        .iter()
        .filter_map(|sql| Some((*last.get(&sql.id)?, sql.ended?, sql.id)))
        .filter(|(from, to, _)| to > from)
        .collect();
    // Where other jobs ran meanwhile, the tail held nothing up.
    let merged = union(tails.iter().map(|&(from, to, _)| (from, to)).collect());
    let alone: f64 = merged
        .iter()
        .flat_map(|&(from, to)| gaps(&case.jobs, from, to))
        .map(|(from, to)| to.since(from).0 as f64)
        .sum();
    if alone < limit::QUERY_TAIL_MS.max(limit::QUERY_TAIL_SHARE * case.wall) {
        return Vec::new();
    }
    order::by_key(&mut tails, |&(from, to, id)| (std::cmp::Reverse(to.since(from)), id));
    let Some(&(from, to, worst)) = tails.first() else { return Vec::new() };
    let longest = to.since(from).0 as f64;
    vec![
        Finding::new(
            format!("Query {worst} went on for {} after its last job had ended.", time(longest)),
            format!(
                "No task runs then, only the driver: {} of the run over {}.",
                case.of_run(alone),
                count(tails.len() as u64, "query").replace("querys", "queries")
            ),
            "Look at what the driver does there: it renames or commits written files one by one (use a committer made \
             for the store, or write fewer files), updates a catalogue's partitions, or runs the program's own code.",
        )
        .sql(tails.iter().take(5).map(|tail| tail.2))
        .saves(saving::between(0.0, alone * 0.5, alone * 0.9))
        .sure(0.5)
        .ms("after the last job, with no job running", alone)
        .ms("longest", longest),
    ]
}

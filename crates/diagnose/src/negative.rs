//! What is not the matter, said as plainly as what is.

use afterglow_predict::{Model, Scenario};

use crate::facts::Facts;
use crate::finding::Finding;
use crate::thresholds as limit;
use crate::words::{count, share, time};

/// A negative answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negative {
    /// A stable code.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
}

pub(crate) fn negatives(facts: &Facts<'_>, findings: &[Finding], model: Option<&Model>) -> Vec<Negative> {
    let mut answers = Vec::new();
    let mut say = |code: &'static str, text: String| answers.push(Negative { code, text });
    let has = |code: &str| findings.iter().any(|finding| finding.code == code);
    let profile = facts.profile;
    if profile.tasks.is_empty() {
        return answers;
    }
    let without_tasks = profile.totals.driver_only.map(|driver| driver.0 as f64 / facts.wall);
    if let Some(driver) = without_tasks.filter(|driver| *driver > 0.5) {
        say(
            "more-nodes-cannot-help",
            format!("More nodes cannot help much: in {} of the time no task runs at all.", share(driver)),
        );
    } else if let Some(model) = model.filter(|_| facts.slots_known) {
        let on = |times: u32| model.predict(&Scenario::slots(model.observed_slots().saturating_mul(times))).wall.mid;
        let least = on(2).min(on(4));
        let gain = 1.0 - least / facts.wall;
        if gain < 0.2 && gain > -0.5 {
            say(
                "more-nodes-cannot-help",
                format!(
                    "More nodes cannot help much: with up to four times the slots the run would still take about {}.",
                    time(least)
                ),
            );
        }
    }
    if !has("data-skew") && !has("write-skew") && facts.done().any(|stage| stage.n >= 4) {
        say(
            "no-skew",
            "No skew worth fixing: no stage waits for a partition that is much bigger than the others.".into(),
        );
    }
    if !has("straggler") && !has("slow-node") && facts.done().any(|stage| stage.n >= 8) {
        say("no-stragglers", "No stragglers worth chasing.".into());
    }
    let sums = &profile.totals.sums;
    if sums.disk_spilled.0 == 0 && sums.memory_spilled.0 == 0 {
        say("no-spill", "Nothing was spilled: execution memory was enough for every task.".into());
    }
    let collecting = facts.collecting();
    if !has("gc-pressure") && sums.run.0 > 0 && collecting < limit::GC_SHARE {
        say("no-gc-pressure", format!("Collections are no problem: {} of the run time.", share(collecting)));
    }
    let sampled = profile.executors.iter().any(|executor| executor.peaks.is_some());
    if sampled
        && !facts.local
        && !["overprovisioned-memory", "tight-memory", "heap-oom", "overhead-oom", "spill", "gc-pressure"]
            .iter()
            .any(|code| has(code))
    {
        say(
            "memory-is-right",
            "Memory is right, as far as it was sampled: neither at its limit nor mostly unused.".into(),
        );
    }
    if sums.failed == 0 && profile.totals.stages_failed == 0 && profile.totals.jobs_failed == 0 {
        say("no-failures", format!("None of {} failed.", count(sums.tasks, "task")));
    }
    if !has("shuffle-fetch-bound")
        && !has("remote-reads")
        && sums.run.0 > 0
        && (sums.fetch_wait.0 as f64) < 0.02 * sums.run.0 as f64
        && sums.shuffle_read().0 > 0
    {
        say(
            "network-is-enough",
            format!(
                "A faster network would not help: tasks waited {} of their run time for shuffle data.",
                share(sums.fetch_wait.0 as f64 / sums.run.0 as f64)
            ),
        );
    }
    let cpu = sums.cpu_ns as f64 / 1e6 / (sums.run.0 as f64).max(1.0);
    if cpu > 0.7 && !has("io-bound") && !has("shuffle-fetch-bound") {
        say(
            "cpu-bound",
            format!(
                "Tasks compute for {} of their run time: faster disks or networks would not help, faster or more cores would.",
                share(cpu.min(1.0))
            ),
        );
    }
    answers
}

//! Results as text for a terminal.

mod format;
mod inventory;
mod rightsize;
mod table;
mod verify;

use afterglow_engine::contract::{Advise, Finding, Predict, ProfileJson, Saves};
use afterglow_engine::view::{BatchView, ObservedView, WayView};

use format::{Page, bytes, duration, percent, usd};
pub(crate) use inventory::inventory;
pub(crate) use rightsize::rightsize;
pub(crate) use table::table;
pub(crate) use verify::verdict;

/// A profile.
pub(crate) fn profile(profile: &ProfileJson) -> String {
    let mut page = Page::default();
    let totals = &profile.totals;
    page.line(profile.app.name.as_deref().unwrap_or("(the log does not name the application)"));
    let version = profile.log.spark_version.as_deref().unwrap_or("of unknown version");
    let platform = profile.log.platform.as_deref().map_or(String::new(), |platform| format!(" on {platform}"));
    page.line(&format!("  {}  Spark {version}{platform}", profile.app.id.as_deref().unwrap_or("without id")));
    page.blank();
    page.row("Wall time", &profile.app.wall_ms.map_or("unknown".into(), |ms| duration(ms as f64)));
    page.row("Without any task", &totals.driver_only_ms.map_or("unknown".into(), |ms| duration(ms as f64)));
    page.row("Task slots, at most", &totals.peak_slots.map_or("unknown".into(), |slots| slots.to_string()));
    page.row("Slot time idle", &totals.slot_idle_ratio.map_or("unknown".into(), percent));
    page.row("Jobs, stages, tasks", &format!("{}, {}, {}", totals.jobs, totals.stages, totals.tasks));
    page.row("Tasks failed, killed", &format!("{}, {}", totals.tasks_failed, totals.tasks_killed));
    page.row("Task run time", &duration(totals.task_run_ms as f64));
    page.row("  of it CPU", &totals.task_cpu_ms.map_or("unknown".into(), |ms| duration(ms as f64)));
    page.row("  of it collections", &duration(totals.task_gc_ms as f64));
    page.row("Input, output", &format!("{}, {}", bytes(totals.input_bytes), bytes(totals.output_bytes)));
    page.row(
        "Shuffle read, written",
        &format!("{}, {}", bytes(totals.shuffle_read_bytes), bytes(totals.shuffle_write_bytes)),
    );
    page.row(
        "Spilled, in memory, on disk",
        &format!("{}, {}", bytes(totals.memory_spilled_bytes), bytes(totals.disk_spilled_bytes)),
    );
    if !profile.log.warnings.is_empty() || !profile.cannot_say.is_empty() {
        page.blank();
        page.line("About the log");
        for warning in &profile.log.warnings {
            page.wrapped("  - ", &warning.message);
        }
        for sentence in &profile.cannot_say {
            page.wrapped("  ? ", sentence);
        }
    }
    page.blank();
    page.line(if profile.findings.is_empty() { "No findings." } else { "Findings, those that save most first" });
    for (at, finding) in profile.findings.iter().enumerate() {
        page.line(&format!(
            "{:>3}. {} [{}, {}]{}",
            at + 1,
            finding.title,
            finding.code,
            finding.basis,
            saving(finding)
        ));
        sentences(&mut page, finding);
    }
    if !profile.hints.is_empty() {
        page.blank();
        page.line("Worth knowing, though the log cannot tell what it would save");
        for hint in &profile.hints {
            page.line(&format!("  -  {} [{}, {}]", hint.title, hint.code, hint.basis));
            sentences(&mut page, hint);
        }
    }
    if !profile.fine.is_empty() {
        page.blank();
        page.line("What is fine, and what would not help");
        for sentence in &profile.fine {
            page.wrapped("  -  ", sentence);
        }
    }
    page.text()
}

/// What a finding saves: time, money, and of what the run occupies.
fn saving(finding: &Finding) -> String {
    let time = finding.saves_ms.as_ref().map(|saves| range(saves, duration));
    let money = finding.saves_usd.as_ref().map(|saves| range(saves, usd));
    let share = finding.saves_ratio.as_ref().map(|saves| format!("{} of cores and memory", range(saves, percent)));
    let parts: Vec<String> = [time, share, money].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(", saves about {}", parts.join("; ")) }
}

/// What, why, and what to do.
fn sentences(page: &mut Page, finding: &Finding) {
    for sentence in finding.evidence.iter().take(2) {
        page.wrapped("     ", sentence);
    }
    page.wrapped("     ", &finding.advice);
}

/// A prediction.
pub(crate) fn predict(predict: &Predict) -> String {
    let mut page = Page::default();
    page.line(&predict.log);
    if let Some(refused) = &predict.refused {
        page.wrapped("", &format!("Nothing can be predicted: {refused}"));
        return page.text();
    }
    if let Some(replay) = &predict.replay {
        page.line(&format!(
            "Replay on the run's own slots ({}): {} modelled, {} observed ({:+.1} %)",
            replay.observed_slots,
            duration(replay.modelled_ms),
            duration(replay.observed_ms),
            100.0 * replay.error_ratio
        ));
        page.blank();
    }
    if let Some(others) = predict.calibrated_by {
        let runs = if others == 1 { "run" } else { "runs" };
        page.wrapped("", &format!("Calibrated by {others} other {runs} of the same program."));
        page.blank();
    }
    page.line("   slots  data   wall time (80 % interval)                bound by");
    for point in &predict.points {
        let instance = point.instance.as_deref().map_or(String::new(), |name| {
            let percent = |ratio: f64| (ratio * 100.0).round();
            let (scale, hardware) = (percent(point.scale_out_error_ratio), percent(point.hardware_error_ratio));
            format!("  {name} (±{scale} % by slots, ±{hardware} % by hardware)")
        });
        page.line(&format!(
            "{:>8} {:>5}×  {:<42} {}{instance}",
            point.slots,
            point.data_scale,
            range(&point.wall_ms, duration),
            point.bound_by
        ));
    }
    if let Some(limits) = &predict.limits {
        page.blank();
        if let Some(first) = predict.points.first().filter(|first| first.data_scale != 1.0) {
            page.line(&format!("With {} times the data:", first.data_scale));
        }
        page.row("Floor, the critical path", &duration(limits.critical_path_ms));
        page.row("  of it without any task", &duration(limits.driver_only_ms));
        page.row("Shortest at any number of slots", &duration(limits.infinite_slots_ms));
        page.row("More slots stop paying at", &limits.knee_slots.map_or("unknown".into(), |slots| slots.to_string()));
    }
    for assumption in &predict.assumptions {
        page.wrapped("  - ", assumption);
    }
    page.text()
}

/// An advice.
pub(crate) fn advise(advise: &Advise) -> String {
    let mut page = Page::default();
    let current = &advise.current;
    let instance = current.instance.as_deref().unwrap_or("an unknown instance type");
    let cost = current.cost_usd.map_or("unknown cost".into(), usd);
    let wall = current.wall_ms.map_or("unknown time".into(), duration);
    page.line(&format!("Now: {instance}, {wall}, {cost}"));
    if let Some(missing) = &current.missing {
        page.wrapped("  ", missing);
    }
    if let Some(advised) = &current.advised {
        let (time, cost) = (Saves::from(advised.wall_ms), Saves::from(advised.cost_usd));
        let told = format!("{}: {}, {}", advised.cluster, range(&time, duration), range(&cost, usd));
        page.wrapped("  ", &format!("Its configuration carries what was predicted for {told}."));
        if let Some(differs) = &advised.differs {
            page.wrapped("  ", &format!("It was not run so: {differs}."));
        }
    }
    if let Some(infeasible) = &advise.infeasible {
        page.blank();
        page.wrapped("", infeasible);
        if !advise.choices.is_empty() {
            page.blank();
            page.line("The nearest, none of them within the limits");
        }
    } else {
        page.blank();
    }
    for choice in advise.choices.iter().take(10) {
        let chance = choice
            .meets_deadline_probability
            .map_or(String::new(), |chance| format!(", in time with {}", percent(chance)));
        page.line(&format!(
            "{:>3}. {} × {} ({} {}, {}, {}): {}, {}{chance}",
            choice.rank,
            choice.workers,
            choice.instance,
            choice.cloud,
            choice.region,
            choice.platform,
            choice.market,
            range(&choice.wall_ms, duration),
            range(&choice.cost_usd, usd),
        ));
        if choice.rank <= 3 {
            for sentence in &choice.why {
                page.wrapped("     ", sentence);
            }
        }
    }
    ways(&mut page, &advise.ways);
    if let Some(when) = &advise.when {
        page.blank();
        page.line("When to run");
        for sentence in &when.why {
            page.wrapped("     ", sentence);
        }
    }
    seen(&mut page, &advise.others);
    page.blank();
    page.line(&format!("{} configurations searched; prices of {}.", advise.searched, advise.catalog.date));
    for note in &advise.notes {
        page.wrapped("  - ", note);
    }
    page.text()
}

/// `mid (low to high)`, or the one figure where all are alike.
fn range(range: &Saves, show: impl Fn(f64) -> String) -> String {
    if range.low == range.high {
        show(range.mid)
    } else {
        format!("{} ({} to {})", show(range.mid), show(range.low), show(range.high))
    }
}

/// Other ways than one cluster.
fn ways(page: &mut Page, ways: &[WayView]) {
    if ways.is_empty() {
        return;
    }
    page.blank();
    page.line("Other ways than one cluster that stays");
    for way in ways {
        let (time, cost) = (Saves::from(way.wall_ms), Saves::from(way.cost_usd));
        page.wrapped("  - ", &format!("{}: {}, {}", way.title, range(&time, duration), range(&cost, usd)));
        for sentence in &way.why {
            page.wrapped("     ", sentence);
        }
        for (key, value) in &way.conf {
            page.line(&format!("       {key}={value}"));
        }
    }
}

/// Other runs of the program, predicted and observed.
fn seen(page: &mut Page, others: &[ObservedView]) {
    if others.is_empty() {
        return;
    }
    page.blank();
    page.line("Other runs of this program: predicted from this one, and observed");
    for other in others {
        page.line(&format!(
            "  {} on {} slots{}: {}, observed {}",
            other.run,
            other.slots,
            other.machine.as_ref().map_or(String::new(), |machine| format!(" of {machine}")),
            range(&Saves::from(other.predicted_ms), duration),
            duration(other.observed_ms)
        ));
    }
}

/// Runs of a pipeline in their window.
pub(crate) fn batch(batch: &BatchView, window: &str) -> String {
    let mut page = Page::default();
    page.line(&format!("In the window {window} UTC, each on the first choice of its advice"));
    for leg in &batch.legs {
        let (hours, minutes) = (leg.start_minute / 60, leg.start_minute % 60);
        let day = if hours >= 24 { " of the next day" } else { "" };
        page.line(&format!(
            "  {:02}:{minutes:02}{day}  {}: at most {} with 9 of 10 chances, {}",
            hours % 24,
            leg.name,
            duration(leg.takes_ms),
            usd(leg.cost_usd)
        ));
    }
    page.line(&format!(
        "  {} in all ({} if each began as soon as it could); the tightest run ends in time with a chance of {}.",
        usd(batch.cost_usd),
        usd(batch.cost_at_once_usd),
        percent(batch.in_time_probability)
    ));
    page.text()
}

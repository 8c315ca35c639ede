//! What the run was: facts, where its time went, its stages, its settings.

use afterglow_units::shown;

use super::super::document::{Block, Document, Table};
use super::{basis, maybe, text};
use crate::run::Run;
use crate::view::{ConfView, StageRow, SummaryView};
use crate::{Reply, Request, Sort, StageQuery, answer};

/// So many stages are shown, those that took longest.
const STAGES: usize = 25;
/// Longer names and values are cut, in characters.
const LONGEST: usize = 160;

/// The verdict and the totals.
pub(super) fn facts(document: &mut Document, summary: &SummaryView) {
    let card = &summary.card;
    let about = [
        card.id.clone(),
        card.attempt.as_ref().map(|attempt| format!("attempt {attempt}")),
        card.spark_version.as_ref().map(|version| format!("Spark {version}")),
        summary.platform.clone(),
        summary.user.as_ref().map(|user| format!("by {user}")),
        card.started_ms.map(shown::date_time),
    ];
    document.blocks.push(Block::Small(about.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
    for sentence in &summary.verdict {
        document.blocks.push(Block::Strong(sentence.clone()));
    }
    let totals = &summary.totals;
    let (count, bytes) = (|figure: u64| shown::count(figure as f64), |figure: u64| shown::bytes(figure as f64));
    let ms = |figure: u64| shown::duration(figure as f64);
    let failed = |figure: u64, failed: u64| match failed {
        0 => count(figure),
        failed => format!("{} ({} failed)", count(figure), count(failed)),
    };
    let rows = [
        ("Wall time", maybe(card.wall_ms, shown::duration)),
        ("Driver only", maybe(totals.driver_only_ms.map(|ms| ms as f64), shown::duration)),
        ("Slots idle", maybe(totals.slot_idle_ratio, shown::share)),
        ("Slots at most", maybe(totals.peak_slots.map(f64::from), shown::count)),
        ("Jobs", failed(totals.jobs, totals.jobs_failed)),
        ("Stages", failed(totals.stages, totals.stages_failed)),
        ("Tasks", failed(totals.tasks, totals.tasks_failed)),
        ("Executors added, removed", format!("{}, {}", count(totals.executors_added), count(totals.executors_removed))),
        ("Run time of tasks", ms(totals.task_run_ms)),
        ("of it on the processor", maybe(totals.task_cpu_ms.map(|ms| ms as f64), shown::duration)),
        ("of it garbage collection", ms(totals.task_gc_ms)),
        ("Read, written", format!("{}, {}", bytes(totals.input_bytes), bytes(totals.output_bytes))),
        (
            "Shuffle read, written",
            format!("{}, {}", bytes(totals.shuffle_read_bytes), bytes(totals.shuffle_write_bytes)),
        ),
        ("Spilled to disk", bytes(totals.disk_spilled_bytes)),
    ];
    document.table(Table::of_pairs(rows.map(|(name, value)| (name.to_owned(), value))));
}

/// Where the wall time went.
pub(super) fn breakdown(document: &mut Document, summary: &SummaryView) {
    let whole: f64 = summary.breakdown.iter().map(|slice| slice.ms).sum();
    if whole <= 0.0 {
        return;
    }
    document.heading("Where the time went");
    let slices = || summary.breakdown.iter().filter(|slice| slice.ms > 0.0);
    document.blocks.push(Block::Bar(slices().map(|slice| (slice.label.clone(), slice.ms / whole)).collect()));
    let rows = slices().map(|slice| {
        let share = shown::share(slice.ms / whole);
        vec![capitalised(&slice.label), basis(&slice.basis).to_owned(), shown::duration(slice.ms), share]
    });
    let caption = "In the order of the bar; together they are the wall time.".to_owned();
    document.table(Table { caption, head: vec!["Part", "Basis", "Time", "Share"], rows: rows.collect(), numbers: 2 });
}

fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The stages that took longest.
pub(super) fn stages(document: &mut Document, run: &Run) {
    let sort = Some(Sort { column: "wall_ms".to_owned(), descending: true });
    let query = StageQuery { sort, count: STAGES, ..StageQuery::default() };
    let Reply::Stages(view) = answer::answer(run, 0, &Request::Stages(query)) else { return };
    if view.rows.is_empty() {
        return;
    }
    document.heading("Stages");
    let caption = if view.total > view.rows.len() {
        let (some, all) = (shown::count(view.rows.len() as f64), shown::count(view.total as f64));
        format!("The {some} of {all} stages that took longest; measured.")
    } else {
        "All stages, those first that took longest; measured.".to_owned()
    };
    let bytes = |figure: u64| shown::bytes(figure as f64);
    let row = |stage: &StageRow| {
        let attempt = if stage.attempt > 0 { format!(", attempt {}", stage.attempt) } else { String::new() };
        let failed = if stage.tasks_failed > 0 { format!(" ({} failed)", stage.tasks_failed) } else { String::new() };
        vec![
            format!("{}{attempt}: {}", stage.id, shown::clipped(&stage.name, LONGEST)),
            maybe(stage.wall_ms, shown::duration),
            format!("{}{failed}", shown::count(stage.tasks as f64)),
            shown::duration(stage.task_run_ms),
            shown::duration(stage.task_median_ms),
            shown::duration(stage.task_max_ms),
            bytes(stage.input_bytes),
            bytes(stage.shuffle_read_bytes),
            bytes(stage.shuffle_write_bytes),
            bytes(stage.disk_spilled_bytes),
        ]
    };
    let head = vec![
        "Stage",
        "Time",
        "Tasks",
        "Run time",
        "Median task",
        "Longest",
        "Read",
        "Shuffle read",
        "Shuffle written",
        "Spilled",
    ];
    document.table(Table { caption, head, rows: view.rows.iter().map(row).collect(), numbers: 1 });
}

/// Settings that are not Spark's defaults, or that the findings would change.
pub(super) fn configuration(document: &mut Document, run: &Run) {
    let Reply::Conf(ConfView { rows }) = answer::answer(run, 0, &Request::Configuration) else { return };
    let rows: Vec<Vec<String>> = rows
        .iter()
        .filter(|row| row.section == "spark" && (row.default.as_ref() != Some(&row.value) || row.advised.is_some()))
        .map(|row| {
            let cells = [Some(&row.key), Some(&row.value), row.default.as_ref(), row.advised.as_ref()];
            cells.into_iter().map(|cell| shown::clipped(&text(cell), LONGEST)).collect()
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    document.heading("Configuration of the run");
    let caption = "Settings that are not Spark's defaults, as logged; secrets are masked.".to_owned();
    let head = vec!["Setting", "Value", "Default", "Advised"];
    document.table(Table { caption, head, rows, numbers: usize::MAX });
}

/// How well the model tells the run itself, as a sentence.
pub(super) fn replayed(replay: &crate::view::ReplayView) -> String {
    let (modelled, observed) = (shown::duration(replay.modelled_ms), shown::duration(replay.observed_ms));
    let error = shown::share(replay.error_ratio.abs());
    let side = if replay.error_ratio < 0.0 { "less" } else { "more" };
    let slots = shown::count(f64::from(replay.slots));
    let on = if replay.slots_seen {
        format!("On {slots} slots, the most tasks that ran at once, as the log does not tell the slots,")
    } else {
        format!("On the run's own {slots} slots")
    };
    format!("{on} the model tells {modelled} where {observed} were observed: {error} {side}.")
}

/// A range as words; used where a whole sentence is made of it.
pub(super) fn of_time(range: crate::view::Range) -> String {
    shown::interval(shown::duration, range)
}

//! What other slots and other clusters would do.

use afterglow_units::shown;

use super::super::document::{Block, Document, Table};
use super::run::{of_time, replayed};
use super::{basis, maybe};
use crate::run::Run;
use crate::view::{AdviceView, ChoiceView};
use crate::{AdviseQuery, Machines, PredictQuery, Reply, Request, answer};

/// So many choices are shown.
const CHOICES: usize = 5;

/// How the run would scale, with the model's own error on the run before.
pub(super) fn scaling(document: &mut Document, run: &Run, whole: bool) {
    let Reply::Scaling(view) = answer::answer(run, 0, &Request::Predict(PredictQuery::default())) else { return };
    document.heading("How it scales");
    if let Some(because) = &view.refused {
        document.text(format!("Nothing is predicted: {because}"));
        return;
    }
    document.text(replayed(&view.replay));
    let limits = &view.limits;
    let floor = shown::duration(limits.infinite_slots_ms);
    let knee = limits.knee_slots.map_or_else(String::new, |slots| format!(" More than {slots} slots stop paying."));
    document.text(format!("No number of slots makes it shorter than {floor}.{knee}"));
    let points = view.points.iter().map(|point| {
        let range = point.wall_ms;
        [f64::from(point.slots), range.low, range.mid, range.high]
    });
    if whole {
        let title = "Predicted wall time; the band holds 8 of 10 outcomes".to_owned();
        let along = "task slots".to_owned();
        document.blocks.push(Block::Curve { title, along, up: shown::duration, points: points.collect() });
    }
    let rows = view.points.iter().map(|point| {
        vec![
            shown::count(f64::from(point.slots)),
            point.bound_by.clone(),
            shown::share(point.busy_ratio),
            of_time(point.wall_ms),
        ]
    });
    let caption = "Modelled: the middle, and what 8 of 10 outcomes lie within.".to_owned();
    let head = vec!["Slots", "Bound by", "Slots busy", "Wall time"];
    document.table(Table { caption, head, rows: rows.collect(), numbers: 2 });
    if whole && !view.assumptions.is_empty() {
        document.blocks.push(Block::Small(format!("It assumes: {}", view.assumptions.join(" "))));
    }
}

/// Which cluster to take. Other runs of the program do not count here: the report depends on this log alone.
pub(super) fn advice(document: &mut Document, run: &Run, machines: &Machines, whole: bool) {
    let query = AdviseQuery {
        current_instance: machines.instance.clone(),
        current_region: machines.region.clone(),
        rates: machines.rates.clone(),
        ..AdviseQuery::default()
    };
    document.heading("Which cluster to take");
    let view = match answer::answer(run, 0, &Request::Advise(Box::new(query))) {
        Reply::Advice(view) => *view,
        Reply::Refused { because } => return document.text(because),
        _ => return,
    };
    now(document, &view);
    if let Some(infeasible) = &view.infeasible {
        document.text(infeasible.clone());
    }
    let rows = view.choices.iter().take(if whole { CHOICES } else { 1 }).map(choice);
    let caption =
        format!("Modelled, on prices of {}; {} searched.", view.catalog_date, shown::count(view.searched as f64));
    let head = vec!["Cluster", "Where", "Market", "Prices", "Wall time", "Cost"];
    document.table(Table { caption, head, rows: rows.collect(), numbers: 4 });
    if let Some(best) = view.choices.first() {
        document.blocks.push(Block::List(best.why.clone()));
        let lines = best.conf.iter().map(|(key, value)| format!("{key} {value}\n"));
        if whole && !best.conf.is_empty() {
            let of = if view.infeasible.is_some() {
                "the nearest, which is not within the limits"
            } else {
                "the first choice"
            };
            document.text(format!("Configuration for {of}, as lines of spark-defaults.conf:"));
            document.blocks.push(Block::Code(lines.collect()));
        }
    }
    if whole && !view.notes.is_empty() {
        document.blocks.push(Block::Small(view.notes.join(" ")));
    }
}

fn now(document: &mut Document, view: &AdviceView) {
    let current = &view.current;
    let machines = match (&current.instance, current.workers) {
        (Some(instance), Some(workers)) => format!("{workers} × {instance}"),
        (Some(instance), None) => instance.clone(),
        (None, _) => shown::UNKNOWN.to_owned(),
    };
    let machines = match &current.instance {
        Some(_) => format!("{machines} ({})", basis(&current.basis)),
        None => machines,
    };
    document.table(Table::of_pairs([
        ("Now".to_owned(), machines),
        ("Wall time".to_owned(), maybe(current.wall_ms, shown::duration)),
        ("Cost".to_owned(), maybe(current.cost_usd, shown::usd)),
    ]));
    if let Some(missing) = &current.missing {
        document.text(missing.clone());
    }
}

fn choice(choice: &ChoiceView) -> Vec<String> {
    vec![
        format!("{} × {}", choice.workers, choice.instance),
        shown::clipped(&format!("{} {}, {}", choice.cloud, choice.region, choice.platform), 80),
        choice.market.replace('_', " "),
        choice.price_basis.clone(),
        shown::interval(shown::duration, choice.wall_ms),
        shown::interval(shown::usd, choice.cost_usd),
    ]
}

//! Advice for each run, and, for a pipeline of several, their places in a window of time.

use std::time::Instant;

use afterglow_engine::contract::Advise;
use afterglow_engine::view::{AdviceView, BatchView};
use afterglow_engine::{AdviseQuery, Machines, Run, Seen, Session, batch, window_problem};
use serde::Serialize;

use crate::args::Format;
use crate::render;
use crate::run::{runs, several, written};

/// What `advise --window` prints as JSON.
#[derive(Debug, Serialize)]
struct Pipeline {
    schema: &'static str,
    advice: Vec<Advise>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<BatchView>,
    /// Why nothing is placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unplaced: Option<String>,
}

/// The advice for every run of the session, in the order in which their logs were given.
pub(crate) fn advise(
    session: &Session,
    query: &AdviseQuery,
    window: Option<&str>,
    format: Format,
) -> Result<String, String> {
    if let Some(problem) = window.and_then(window_problem) {
        return Err(problem);
    }
    let query = AdviseQuery { others: others(session, query), ..query.clone() };
    let mut advised: Vec<(String, AdviceView, Advise)> = Vec::new();
    for run in runs(session) {
        let begin = Instant::now();
        let view = run.advice(&query)?;
        let elapsed = begin.elapsed().as_secs_f64() * 1e3;
        let written = Advise { elapsed_ms: Some(elapsed), ..Advise::from(view.clone()) };
        advised.push((run.name().to_owned(), view, written));
    }
    let Some(window) = window else {
        let texts = advised.iter().map(|(_, _, advise)| written(format, advise, render::advise));
        return Ok(several(&texts.collect::<Result<Vec<_>, _>>()?, format));
    };
    let legs: Vec<(String, &AdviceView)> = advised.iter().map(|(name, view, _)| (name.clone(), view)).collect();
    let placed = batch(&legs, window);
    match format {
        Format::Json => {
            let (batch, unplaced) = match placed {
                Ok(batch) => (Some(batch), None),
                Err(because) => (None, Some(because)),
            };
            let advice = advised.into_iter().map(|(_, _, advise)| advise).collect();
            let pipeline = Pipeline { schema: "afterglow.pipeline/1", advice, batch, unplaced };
            serde_json::to_string_pretty(&pipeline).map_err(|error| error.to_string())
        }
        Format::Text => {
            let mut texts: Vec<String> = advised.iter().map(|(_, _, advise)| render::advise(advise)).collect();
            texts.push(match placed {
                Ok(batch) => render::batch(&batch, window),
                Err(because) => because,
            });
            Ok(texts.join("\n"))
        }
    }
}

/// What the runs teach each other.
pub(crate) fn others(session: &Session, query: &AdviseQuery) -> Vec<Seen> {
    if session.len() < 2 {
        return Vec::new();
    }
    let machines = Machines {
        instance: query.current_instance.clone(),
        region: query.current_region.clone(),
        ..Machines::default()
    };
    runs(session).map(|run: &Run| run.seen(&machines)).collect()
}

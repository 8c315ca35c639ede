//! Advice for each run, and, for a pipeline of several, their places in a window of time.

use std::time::Instant;

use afterglow_engine::audit::Others;
use afterglow_engine::contract::{Advise, Pipeline};
use afterglow_engine::view::AdviceView;
use afterglow_engine::{AdviseQuery, Run, Seen, Session, Sources, window_problem};

use crate::args::Format;
use crate::render;
use crate::run::{runs, several, written};

/// The advice for every run of the session, in the order in which their logs were given.
pub(crate) fn advise(
    session: &Session,
    query: &AdviseQuery,
    window: Option<&str>,
    format: Format,
    sources: &Sources<'_>,
) -> Result<String, String> {
    if let Some(problem) = window.and_then(window_problem) {
        return Err(problem);
    }
    let others = Others::of(runs(session), sources, |run| run.seen_for(query));
    let mut advised: Vec<(String, AdviceView, Advise)> = Vec::new();
    for (at, run) in runs(session).enumerate() {
        // What is told is how long the search took, and not how long its files took to be hashed.
        let _ = sources.of(run);
        let begin = Instant::now();
        let (view, advise) = run.advise_report(query, window, (&others, at), sources)?;
        let elapsed = begin.elapsed().as_secs_f64() * 1e3;
        advised.push((run.name().to_owned(), view, Advise { elapsed_ms: Some(elapsed), ..advise }));
    }
    let Some(window) = window else {
        let texts = advised.iter().map(|(_, _, advise)| written(format, advise, render::advise));
        return Ok(several(&texts.collect::<Result<Vec<_>, _>>()?, format));
    };
    let pipeline = Pipeline::of(advised, window);
    match format {
        Format::Json => serde_json::to_string_pretty(&pipeline).map_err(|error| error.to_string()),
        Format::Text => {
            let mut texts: Vec<String> = pipeline.advice.iter().map(render::advise).collect();
            texts.extend(pipeline.batch.as_ref().map(|batch| render::batch(batch, window)));
            texts.extend(pipeline.unplaced);
            Ok(texts.join("\n"))
        }
    }
}

/// What the runs teach each other.
pub(crate) fn others(session: &Session, query: &AdviseQuery) -> Vec<Seen> {
    if session.len() < 2 {
        return Vec::new();
    }
    runs(session).map(|run: &Run| run.seen_for(query)).collect()
}

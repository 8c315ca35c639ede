//! A report made anew, from its files and by its record.

use std::rc::Rc;

use afterglow_eventlog::source::Input;

use super::read::{Kind, Report};
use super::{Given, Others};
use crate::away::Sources;
use crate::contract::{MadeOf, Pipeline, SourceJson, TableJson, known};
use crate::history::past_runs_in;
use crate::run::Run;
use crate::{Session, Trust};

/// The text of the report, as it is made from `inputs` under what is given.
///
/// # Errors
/// A sentence that says why nothing can be recomputed.
pub(super) fn anew(report: &Report, inputs: &[Rc<dyn Input>], given: &Given<'_>) -> Result<String, String> {
    let hashed = report.records.iter().flat_map(|record| &record.files).any(|file| file.sha256.is_some());
    let sources = if hashed { Sources::new(inputs) } else { Sources::unhashed(inputs) };
    let mut session = Session::default();
    session.set_house(given.house.clone());
    let texts = match report.kind {
        Kind::Table => tables(&report.records, inputs, &sources)?,
        Kind::Rightsize => {
            let query = first(report)?.settings.machine_use(given.policy.as_ref(), given.rates.as_ref());
            vec![known(&session.rightsize_report(inputs, &query, &sources)).map_err(|error| error.to_string())?]
        }
        _ => {
            open(&mut session, first(report)?, inputs, given)?;
            of_runs(report, &session, &sources, inputs, given)?
        }
    };
    // A list of one is no list where the command line writes it, but may be one of several that it wrote.
    let list = matches!(&report.body, super::read::Body::Json(super::json::Json::List(_)));
    Ok(if list { format!("[{}]", texts.join(",")) } else { texts.join("\n") })
}

fn first(report: &Report) -> Result<&MadeOf, String> {
    report.records.first().ok_or_else(|| "The report has no record.".to_owned())
}

fn open(session: &mut Session, record: &MadeOf, inputs: &[Rc<dyn Input>], given: &Given<'_>) -> Result<(), String> {
    let trust = if record.settings.trust_size { Trust::Asked } else { Trust::Wary };
    let opened = match &given.key {
        Some(key) if record.settings.names_replaced => session.open_veiled(inputs, trust, key, &mut |_| true),
        _ => session.open_with(inputs, trust, &mut |_| true),
    };
    if session.is_empty() {
        let why = opened.failures.first().map(|failure| format!(": {}", failure.message)).unwrap_or_default();
        return Err(format!("No run could be read from the files{why}."));
    }
    Ok(())
}

fn tables(records: &[MadeOf], inputs: &[Rc<dyn Input>], sources: &Sources<'_>) -> Result<Vec<String>, String> {
    let table = |record: &MadeOf| {
        let file = record.files.first().ok_or("The record names no table.")?;
        let same = |input: &Rc<dyn Input>| input.path() == file.name && input.len() == file.bytes;
        let at = inputs.iter().position(same).ok_or("A table of the report is not there.")?;
        let query = record.settings.past_runs();
        let view = past_runs_in(inputs[at].as_ref(), &query);
        if let Some(refused) = view.refused {
            return Err(refused);
        }
        known(&TableJson::report(view, &query, sources, at)).map_err(|error| error.to_string())
    };
    records.iter().map(table).collect()
}

/// The runs that were read, each with its files.
struct Read<'s> {
    runs: Vec<(&'s Run, Places)>,
}

/// Names of files, and what is read inside of them.
type Places = Vec<(String, Vec<String>)>;

fn places(files: &[SourceJson]) -> Places {
    files.iter().map(|file| (file.name.clone(), file.inside.clone())).collect()
}

impl<'s> Read<'s> {
    fn of(session: &'s Session, sources: &Sources<'_>) -> Self {
        Self { runs: session.runs.iter().map(|run| (run, places(&sources.of(run)))).collect() }
    }

    /// The run that was read from some files.
    fn run(&self, files: &[SourceJson]) -> Result<&'s Run, String> {
        if let [(only, _)] = self.runs[..]
            && only.origin.key.is_some()
        {
            // Under another key, or from a file of another name, its tokens are others.
            return Ok(only);
        }
        let wanted = places(files);
        self.runs.iter().find(|(_, places)| *places == wanted).map(|(run, _)| *run).ok_or_else(|| {
            let name = files.first().map_or("", |file| &file.name);
            format!("No run comes of the file {name} and those with it, as the report has it.")
        })
    }
}

fn of_runs(
    report: &Report,
    session: &Session,
    sources: &Sources<'_>,
    inputs: &[Rc<dyn Input>],
    given: &Given<'_>,
) -> Result<Vec<String>, String> {
    let json = |error: serde_json::Error| error.to_string();
    let (policy, rates) = (given.policy.as_ref(), given.rates.as_ref());
    let read = Read::of(session, sources);
    let (mut texts, mut advised) = (Vec::new(), Vec::new());
    for record in &report.records {
        let own = read.run(&record.files)?;
        let others = record.others.iter().map(|files| read.run(files)).collect::<Result<Vec<_>, _>>()?;
        let all = || std::iter::once(own).chain(others.iter().copied());
        let settings = &record.settings;
        match report.kind {
            Kind::Html => texts.push(own.report(&settings.machines(rates), inputs)),
            Kind::Markdown => texts.push(own.ticket(&settings.machines(rates), inputs)),
            Kind::Profile => {
                let profile = own.profile_report(&settings.machines(rates), sources);
                texts.push(serde_json::to_string(&profile).map_err(json)?);
            }
            Kind::Predict => {
                let others = Others::of(all(), sources, Run::digest);
                let predicted = own.predict_report(&settings.predict(), (&others, 0), sources)?;
                texts.push(serde_json::to_string(&predicted).map_err(json)?);
            }
            Kind::Advise | Kind::Pipeline => {
                let query = settings.advise(policy, rates);
                let others = Others::of(all(), sources, |run| run.seen_for(&query));
                let window = settings.window.as_deref();
                let (view, advise) = own.advise_report(&query, window, (&others, 0), sources)?;
                advised.push((own.name().to_owned(), view, advise));
            }
            Kind::Rightsize | Kind::Table => {}
        }
    }
    if report.kind == Kind::Pipeline {
        let window = report.records.first().and_then(|record| record.settings.window.as_deref()).unwrap_or_default();
        texts.push(serde_json::to_string(&Pipeline::of(advised, window)).map_err(json)?);
    } else {
        for (_, _, advise) in advised {
            texts.push(serde_json::to_string(&advise).map_err(json)?);
        }
    }
    Ok(texts)
}

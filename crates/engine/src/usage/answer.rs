//! From files and a question to the answer.

use std::io::Read;
use std::rc::Rc;

use afterglow_catalog::{Cloud, Csv, Rates};
use afterglow_eventlog::source::Input;
use afterglow_optimize::usage::{Sizing, rightsize};
use afterglow_optimize::{Hint, Policy, Query};
use afterglow_units::shown;

use super::hosts::hosts;
use super::series::Reading;
use super::table::{Layout, Shape};
use super::{document, issues, sar, show, table};
use crate::MachineUseQuery;
use crate::history::runtimes_of;
use crate::house::InForce;
use crate::view::MachineUseView;

/// More of a file than this is not read.
const MOST_BYTES: u64 = 64 << 20;
/// What is read of a file to tell what it is.
const HEAD_BYTES: u64 = 64 << 10;

/// What samples of use in some files, each a name and a text, come to together. It never fails as a whole: what cannot
/// be used is named, and where nothing can, `refused` says why.
pub fn machine_use(files: &[(String, String)], query: &MachineUseQuery) -> MachineUseView {
    let mut reading = Reading::default();
    for (name, text) in files {
        read(&mut reading, name, text, query);
    }
    answer(reading, query, &InForce::default())
}

/// The same for files. Bytes that are no UTF-8 become the sign for that.
pub fn machine_use_in(inputs: &[Rc<dyn Input>], query: &MachineUseQuery) -> MachineUseView {
    machine_use_under(inputs, query, &InForce::default())
}

/// The same under a house: its prices, and its rules and rates where none are asked with.
pub(crate) fn machine_use_under(inputs: &[Rc<dyn Input>], query: &MachineUseQuery, house: &InForce) -> MachineUseView {
    let mut reading = Reading::default();
    for input in inputs {
        match bytes(input.as_ref(), MOST_BYTES + 1) {
            Ok(mut bytes) => {
                if bytes.len() as u64 > MOST_BYTES {
                    bytes.truncate(MOST_BYTES as usize);
                    let most = shown::bytes(MOST_BYTES as f64);
                    reading.notes.push(format!("Only the first {most} of {} are read.", issues::name(input.path())));
                }
                read(&mut reading, input.path(), &String::from_utf8_lossy(&bytes), query);
            }
            Err(error) => reading.issues.push(input.path(), 0, "", format!("the file cannot be read: {error}")),
        }
    }
    answer(reading, query, house)
}

/// Whether a file holds samples of use, by its first lines: a table of past runs does not, nor does an event log.
pub fn is_machine_use(input: &dyn Input) -> bool {
    let Ok(bytes) = bytes(input, HEAD_BYTES) else { return false };
    let whole = (bytes.len() as u64) < HEAD_BYTES;
    let text = String::from_utf8_lossy(&bytes);
    // The last line may be cut.
    let text = if whole { &text } else { text.rsplit_once('\n').map_or(&*text, |parts| parts.0) };
    if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return document::is_document(text);
    }
    if sar::is_sadf(text) {
        return true;
    }
    let csv = Csv::parse(text);
    let runtimes = runtimes_of(&csv);
    // Where the column taken for runtimes holds points in time, the rows are no runs.
    Layout::of(&csv, &[]).is_ok_and(|layout| {
        runtimes.is_none_or(|at| layout.is_time(at))
            && match &layout.shape {
                Shape::Wide(columns) => columns
                    .iter()
                    .any(|one| one.1.meaning.kind.is_cpu() || one.1.meaning.sure || one.1.meaning.kind.is_memory()),
                Shape::Long { .. } => true,
            }
    })
}

fn bytes(input: &dyn Input, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.open()?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read(reading: &mut Reading, name: &str, text: &str, query: &MachineUseQuery) {
    let file = reading.files.len();
    reading.files.push(issues::name(name));
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        reading.wrong(file, 0, "", "the file is empty");
    } else if document::is_document(text) {
        document::read(reading, file, text);
    } else if start.starts_with(['{', '[']) {
        reading.wrong(file, 0, "", "JSON of none of the kinds that are known: CloudWatch's get-metric-data and get-metric-statistics, Prometheus's query_range, sadf -j");
    } else if sar::is_sadf(text) {
        sar::read(reading, file, text);
    } else {
        table::read(reading, file, text, &query.columns);
    }
}

fn answer(mut reading: Reading, query: &MachineUseQuery, house: &InForce) -> MachineUseView {
    let catalog = house.catalog();
    reading.settle();
    let hosts = hosts(&mut reading);
    let mut view = MachineUseView {
        basis: "rule".to_owned(),
        catalog_date: catalog.date().to_string(),
        catalog_sha256: catalog.sha256().to_owned(),
        columns: show::columns(&reading),
        ..MachineUseView::default()
    };
    let mut notes = std::mem::take(&mut reading.notes).into_sentences();
    (view.issues, view.issues_total, view.files) =
        (std::mem::take(&mut reading.issues.kept), reading.issues.total, std::mem::take(&mut reading.files));
    if hosts.is_empty() {
        view.refused = Some(lacking(&view));
        view.notes = notes;
        return view;
    }
    notes.extend_from_slice(house.notes());
    let told = match sizing(query, house, &mut notes) {
        Ok(sizing) => rightsize(&hosts, catalog, &sizing),
        Err(why) => {
            view.refused = Some(why);
            rightsize(&hosts, catalog, &Sizing::default())
        }
    };
    show::fill(&mut view, &told);
    notes.extend(told.notes);
    view.notes = notes;
    view
}

/// Why there is nothing to size by.
fn lacking(view: &MachineUseView) -> String {
    match view.issues.first() {
        Some(issue) => format!("Nothing could be read as samples of machines' use: {}: {}.", issue.file, issue.message),
        None => "Nothing was recognised as samples of machines' use. Expected are a column of times and columns such as cpu_percent, memory_gib, network_in_mbps, disk_read_mbps, or what CloudWatch, Prometheus, sadf -d or Ganglia write.".to_owned(),
    }
}

/// The question in the optimizer's words.
fn sizing(asked: &MachineUseQuery, house: &InForce, notes: &mut Vec<String>) -> Result<Sizing, String> {
    let clouds = asked.clouds.iter().map(|word| {
        Cloud::parse(word).ok_or_else(|| format!("There is no cloud {word:?}: give aws, gcp, azure or onprem."))
    });
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (policy, rates) = (given(&asked.policy), given(&asked.rates));
    let policy = house.policy(policy.as_deref()).map(Policy::parse).transpose().map_err(|error| error.to_string())?;
    let rates = house.rates(rates.as_deref()).map(|text| {
        let (rates, issues) = Rates::parse(text);
        notes.extend(issues.iter().map(|issue| format!("Your rates: {issue}.")));
        rates
    });
    let percentile = asked.percentile.map(|percent| match percent {
        percent if percent > 0.0 && percent <= 100.0 => Ok(percent / 100.0),
        other => Err(format!("{other} is no percentile: give one above 0 and up to 100.")),
    });
    let query = Query {
        clouds: clouds.collect::<Result<_, _>>()?,
        regions: asked.regions.clone(),
        policy,
        rates,
        hint: Hint {
            instance: given(&asked.current_instance),
            region: given(&asked.current_region),
            ..Hint::default()
        },
        ..Query::default()
    };
    Ok(Sizing { query, percentile: percentile.transpose()? })
}

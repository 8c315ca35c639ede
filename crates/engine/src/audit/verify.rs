//! The verdict on a report.

use std::rc::Rc;

use afterglow_eventlog::source::Input;
use serde_json::{Map, Value};

use super::anew::anew;
use super::compare::{self, Tally};
use super::files::Found;
use super::json::Json;
use super::leaf::shown;
use super::read::{Body, Kind, Report};
use super::{page, ticket};
use crate::away::{MADE_OF, sha256_of};
use crate::contract::{CheckedPart, ChosenJson, EngineJson, MadeOf, SettingsJson, VerifyJson};
use crate::house::{House, InForce};

/// What a report is verified with.
#[derive(Clone, Default)]
pub struct Given<'a> {
    /// The files that it was made from, maybe among others.
    pub inputs: &'a [Rc<dyn Input>],
    /// The house that it was made under.
    pub house: House,
    /// The text of the policy that was asked with beside the house.
    pub policy: Option<String>,
    /// The text of the rates, likewise.
    pub rates: Option<String>,
    /// The key under which its names were replaced.
    pub key: Option<Vec<u8>>,
    /// Whether packed files may unpack to whatever they do.
    pub trust_size: bool,
}

/// Makes a report anew and says whether each number of it stands.
pub fn verify(report: &Report, given: &Given<'_>) -> VerifyJson {
    let mut told = VerifyJson {
        schema: "afterglow.verify/1".to_owned(),
        report: report.word().to_owned(),
        outcome: "unjudged".to_owned(),
        ..VerifyJson::default()
    };
    let own_program = parts(report, given, &mut told);
    told.chosen = chosen(report);
    obstacles(report, given, &mut told.because);
    let found = Found::among(&report.records, given.inputs);
    for file in &found.checked {
        let name = shown(&file.name);
        told.because.extend(match file.state.as_str() {
            "missing" => Some(format!("The file {name} was not given.")),
            "grown" => {
                Some(format!("The file {name} has grown since: give it as it was, its first {} bytes.", file.bytes))
            }
            "different" => {
                Some(format!("The file {name} is not the one that the report was made from: its hash is another."))
            }
            _ => None,
        });
    }
    let whole = found.is_whole();
    told.files = found
        .checked
        .into_iter()
        .map(|file| crate::contract::CheckedFile { name: shown(&file.name), ..file })
        .collect();
    if !whole || !told.because.is_empty() {
        return told;
    }
    let text = match anew(report, &found.inputs, given) {
        Ok(text) => text,
        Err(why) => {
            told.because.push(shown(&why));
            return told;
        }
    };
    let mut tally = compared(report, &text);
    if !own_program {
        set_aside(report, &mut tally);
    }
    judge(own_program, tally, &mut told);
    told
}

/// Says what the report was made by and under, and whether that is so here; whether the program is the same.
fn parts(report: &Report, given: &Given<'_>, told: &mut VerifyJson) -> bool {
    let here = EngineJson::here();
    let house = Rc::new(InForce::new(given.house.clone()));
    let builtin = report.kind == Kind::Table;
    let catalog = if builtin { afterglow_catalog::Catalog::builtin() } else { house.catalog() };
    let hash = |text: &Option<String>| text.as_ref().map(|text| sha256_of(text.as_bytes()));
    let of = |what: &str, get: &dyn Fn(&MadeOf) -> Option<String>, here: Option<String>| {
        // Of answers that disagree the first that is not as here is told.
        let all = || report.records.iter().map(get);
        let report = all().find(|said| *said != here).unwrap_or_else(|| here.clone());
        let same = report == here;
        CheckedPart { what: what.to_owned(), report: report.as_deref().map(shown), here, same }
    };
    told.parts = vec![
        of("engine", &|record| Some(record.engine.sha256.clone()), Some(here.sha256.clone())),
        of("version", &|record| Some(record.engine.version.clone()), Some(here.version.clone())),
        of("catalogue", &|record| Some(record.catalog.sha256.clone()), Some(catalog.sha256().to_owned())),
        of("house", &|record| record.house_sha256.clone(), house.sha256()),
        of("policy", &|record| record.settings.policy_sha256.clone(), hash(&given.policy)),
        of("rates", &|record| record.settings.rates_sha256.clone(), hash(&given.rates)),
    ];
    for part in told.parts.iter().skip(3).filter(|part| !part.same) {
        let CheckedPart { what, report, here, .. } = part;
        told.because.push(match (report, here) {
            (None, _) => format!("The report was made under no {what}: leave out what was given."),
            (Some(hash), None) => format!("The report was made under the {what} {hash}: give it."),
            (Some(hash), Some(_)) => format!("The report was made under another {what} than the given one, {hash}."),
        });
    }
    // A catalogue that differs with its house is told by the house.
    let same = |what: &str| told.parts.iter().all(|part| part.what != what || part.same);
    same("engine") && (same("catalogue") || !same("house"))
}

/// The settings of the record; where a report has several answers that differ in theirs, each with the answer's number.
/// The hashes among them stand with the parts.
fn chosen(report: &Report) -> Vec<ChosenJson> {
    let text = |value: &Value| shown(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let of = |record: &MadeOf| {
        let settings = match serde_json::to_value(&record.settings) {
            Ok(Value::Object(settings)) => settings,
            _ => Map::new(),
        };
        let given =
            settings.into_iter().filter(|(name, value)| !name.ends_with("_sha256") && *value != Value::Bool(false));
        given.map(|(name, value)| ChosenJson { setting: shown(&name), value: text(&value) }).collect::<Vec<_>>()
    };
    let mut all: Vec<Vec<ChosenJson>> = report.records.iter().map(of).collect();
    if all.windows(2).all(|two| two[0] == two[1]) {
        all.truncate(1);
    }
    let several = all.len() > 1;
    let name = |at: usize, setting: String| if several { format!("answer {}: {setting}", at + 1) } else { setting };
    let named = |(at, settings): (usize, Vec<ChosenJson>)| -> Vec<ChosenJson> {
        settings
            .into_iter()
            .map(|ChosenJson { setting, value }| ChosenJson { setting: name(at, setting), value })
            .collect()
    };
    all.into_iter().enumerate().flat_map(named).collect()
}

/// What stands in the way of making the report anew.
fn obstacles(report: &Report, given: &Given<'_>, because: &mut Vec<String>) {
    let any = |is: &dyn Fn(&SettingsJson) -> bool| report.records.iter().any(|record| is(&record.settings));
    let mut say = |text: &str| because.push(text.to_owned());
    if any(&|settings| settings.names_replaced) && given.key.is_none() {
        say(
            "Names were replaced in the report under a key. It can be verified with that key alone: give it by --key. \
             Where the key was made for once, it cannot be verified any more.",
        );
    }
    if any(&|settings| settings.trust_size) && !given.trust_size {
        say("The files were read however much they unpack to: give --trust-size to read them so again.");
    }
    if any(&|settings| settings.stopped) {
        say("The reading of the log was stopped before its end when the report was made, and nobody knows where.");
    }
}

/// The report beside what was made anew.
fn compared(report: &Report, text: &str) -> Tally {
    let mut tally = Tally::default();
    match &report.body {
        Body::Json(said) => match Json::parse(text) {
            Ok(anew) => compare::json(said, &anew, &mut tally),
            Err(_) => tally.differ("", "all of it", Some("a report"), None),
        },
        Body::Text(said) => {
            let leaves = if report.kind == Kind::Html { page::leaves } else { ticket::leaves };
            compare::leaves(&leaves(said).all, &leaves(text).all, &mut tally);
            // A last newline is lost wherever a text is pasted.
            if tally.total == 0 && said.trim_end() != text.trim_end() {
                compare::bytes(said, text, &mut tally);
            }
        }
    }
    tally
}

/// Leaves out differences that only say again that another program made the report.
fn set_aside(report: &Report, tally: &mut Tally) {
    let before = tally.differences.len();
    let mut fewer: Vec<String> = Vec::new();
    tally.differences.retain(|difference| {
        let place = difference.place.as_str();
        let json = ["made_of.engine.", "made_of.catalog.", "made_of.sha256"].iter().any(|part| place.contains(part))
            || ["catalog.date", "catalog.sha256", "catalog_date", "catalog_sha256"].contains(&place);
        let text = difference.section == MADE_OF || difference.section == "Around the text";
        let aside = if matches!(report.body, Body::Json(_)) { json } else { text };
        if aside {
            fewer.push(difference.section.clone());
        }
        !aside
    });
    tally.total -= (before - tally.differences.len()) as u64;
    for section in &mut tally.sections {
        let count = fewer.iter().filter(|name| **name == section.name).count();
        section.differences = section.differences.saturating_sub(count as u64);
    }
}

fn judge(own_program: bool, tally: Tally, told: &mut VerifyJson) {
    let Tally { sections, differences, total, not_judged, .. } = tally;
    told.numbers = sections.iter().map(|section| section.numbers).sum();
    told.numbers_stand = sections.iter().map(|section| section.stand).sum();
    (told.sections, told.differences, told.differences_total, told.not_judged) =
        (sections, differences, total, not_judged);
    let outcome = match (own_program, total) {
        (true, 0) => "stands",
        (true, _) => "differs",
        (false, _) => "unjudged",
    };
    outcome.clone_into(&mut told.outcome);
    match (own_program, total) {
        (true, 0) => {}
        (true, _) => told.because.push("The report says something else than comes of its files and settings.".to_owned()),
        (false, 0) => told.because.push(
            "Another engine or catalogue made the report. Under this one every number of it is recomputed all the same."
                .to_owned(),
        ),
        (false, _) => told.because.push(
            "Another engine or catalogue made the report, and the recomputed numbers are this one's: verify it with \
             the Afterglow that made it."
                .to_owned(),
        ),
    }
}

//! A file as a report with its record, or why it is none.

use serde_json::from_value;

use super::json::{Broken, Json};
use super::leaf::shown;
use super::{bounds, page, ticket};
use crate::away::{END, MADE_OF, RECORD_BEGINS, RECORD_ENDS};
use crate::contract::MadeOf;

/// A larger file is no report that is read, in bytes.
pub const LARGEST: usize = 64 << 20;

/// Why a file cannot be verified as a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// It is larger than reports are.
    #[error("it has {bytes} bytes, and a report that is read has {LARGEST} at most")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// It is no report of Afterglow's.
    #[error("it is no report of Afterglow's: {0}")]
    Other(String),
    /// It ends before its end.
    #[error("it is cut off at byte {at}: {missing}")]
    Truncated {
        /// Where it ends.
        at: usize,
        /// What is missing.
        missing: &'static str,
    },
    /// It is JSON no more.
    #[error("it is no JSON as Afterglow writes it: {what} at byte {at}")]
    Json {
        /// Where.
        at: usize,
        /// What stands there.
        what: &'static str,
    },
    /// It is of a newer form.
    #[error("it is of a newer form, {0}: verify it with the Afterglow that made it, or a newer one")]
    Newer(String),
    /// It does not say what it was made from.
    #[error(
        "it carries no record of what it was made from: either its end is missing, or it was made before reports \
         carried one; make it anew"
    )]
    NoRecord,
    /// Its record is none.
    #[error("its record of what it was made from cannot be used: {0}")]
    Record(String),
}

/// What a report answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Html,
    Markdown,
    Profile,
    Predict,
    Advise,
    Pipeline,
    Rightsize,
    Table,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Profile, "profile"),
    (Kind::Predict, "predict"),
    (Kind::Advise, "advise"),
    (Kind::Pipeline, "pipeline"),
    (Kind::Rightsize, "rightsize"),
    (Kind::Table, "table"),
];

/// A report that was read. What it says is not checked yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub(super) kind: Kind,
    /// The record of each answer in it, at least one.
    pub(super) records: Vec<MadeOf>,
    pub(super) body: Body,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// A document, with lines ended as we end them.
    Text(String),
    Json(Json),
}

impl Report {
    /// A word for what it is: `html`, `markdown`, `profile`, `predict`, `advise`, `pipeline`, `rightsize`, `table`.
    pub fn word(&self) -> &'static str {
        match self.kind {
            Kind::Html => "html",
            Kind::Markdown => "markdown",
            other => KINDS.iter().find(|(kind, _)| *kind == other).map_or("", |(_, word)| word),
        }
    }

    /// What each answer in it says that it was made from; at least one.
    pub fn records(&self) -> &[MadeOf] {
        &self.records
    }
}

/// Reads a file as a report. Total: whatever the bytes are, it is a report, or it is said why it is none.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_report(bytes: &[u8]) -> Result<Report, NoReport> {
    if bytes.len() > LARGEST {
        return Err(NoReport::TooLarge { bytes: bytes.len() as u64 });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && !bytes.is_empty() => {
            return Err(NoReport::Truncated { at: error.valid_up_to(), missing: "the rest of a letter" });
        }
        Err(error) => return Err(NoReport::Other(format!("no text at byte {}", error.valid_up_to()))),
    };
    let text = text.trim_start_matches('\u{feff}');
    let begin = text.trim_start();
    match begin.chars().next() {
        None => Err(NoReport::Empty),
        Some('{' | '[') => of_json(text),
        Some('<') => of_page(&text.replace("\r\n", "\n")),
        Some('#') => of_ticket(&text.replace("\r\n", "\n")),
        Some(_) => {
            Err(NoReport::Other(format!("it begins with “{}”", shown(&begin.chars().take(20).collect::<String>()))))
        }
    }
}

fn of_page(text: &str) -> Result<Report, NoReport> {
    if !text.contains(" – Afterglow report</title>") {
        return Err(NoReport::Other("a page of somebody else".to_owned()));
    }
    if !text.contains(END.trim_end()) {
        return Err(NoReport::Truncated { at: text.len(), missing: "the end of the page" });
    }
    let (_, behind) = text.rsplit_once(RECORD_BEGINS).ok_or(NoReport::NoRecord)?;
    let (json, _) = behind.split_once(RECORD_ENDS).ok_or(NoReport::NoRecord)?;
    let record = written(&page::unescaped(json))?;
    Ok(Report { kind: Kind::Html, records: vec![record], body: Body::Text(text.to_owned()) })
}

fn of_ticket(text: &str) -> Result<Report, NoReport> {
    let open = NoReport::Truncated { at: text.len(), missing: "the end of a fenced block" };
    let record = ticket::record(text).map_err(|()| open)?;
    let known = text.contains(&format!("\n## {MADE_OF}\n"));
    let record = match record {
        Some(record) if known => written(&record)?,
        None if known => return Err(NoReport::NoRecord),
        _ => return Err(NoReport::Other(format!("Markdown without the section “{MADE_OF}” at its end"))),
    };
    Ok(Report { kind: Kind::Markdown, records: vec![record], body: Body::Text(text.to_owned()) })
}

fn broken(Broken { at, what, ended }: Broken) -> NoReport {
    if ended { NoReport::Truncated { at, missing: what } } else { NoReport::Json { at, what } }
}

fn of_json(text: &str) -> Result<Report, NoReport> {
    let value = Json::parse(text).map_err(broken)?;
    let answers = match &value {
        Json::List(items) => items.iter().collect(),
        one => vec![one],
    };
    let kinds = answers.iter().map(|answer| kind(answer)).collect::<Result<Vec<_>, _>>()?;
    let kind = *kinds.first().ok_or(NoReport::Other("an empty list".to_owned()))?;
    let single = kinds.len() == 1 && !matches!(value, Json::List(_));
    if kinds.iter().any(|other| *other != kind) || (!single && matches!(kind, Kind::Pipeline | Kind::Rightsize)) {
        return Err(NoReport::Other("a list of answers that are not of one kind".to_owned()));
    }
    let answers = match (kind, answers.first().and_then(|answer| answer.get("advice"))) {
        (Kind::Pipeline, Some(Json::List(items))) if !items.is_empty() => items.iter().collect(),
        (Kind::Pipeline, _) => return Err(NoReport::NoRecord),
        _ => answers,
    };
    let records = answers.iter().map(|answer| record(answer.get("made_of").ok_or(NoReport::NoRecord)?));
    let records = records.collect::<Result<_, _>>()?;
    Ok(Report { kind, records, body: Body::Json(value) })
}

/// What an answer is, by its schema.
fn kind(answer: &Json) -> Result<Kind, NoReport> {
    let schema =
        answer.get("schema").and_then(Json::text).ok_or(NoReport::Other("JSON without a schema".to_owned()))?;
    let other = || NoReport::Other(format!("JSON of the schema “{}”", shown(schema)));
    let (name, version) = schema.strip_prefix("afterglow.").and_then(|rest| rest.split_once('/')).ok_or_else(other)?;
    let (kind, _) = KINDS.into_iter().find(|(_, word)| *word == name).ok_or_else(other)?;
    match version.parse::<u32>() {
        Ok(1) => Ok(kind),
        Ok(2..) => Err(NoReport::Newer(shown(schema))),
        _ => Err(other()),
    }
}

fn written(json: &str) -> Result<MadeOf, NoReport> {
    let value =
        Json::parse(json).map_err(|Broken { at, what, .. }| NoReport::Record(format!("{what} at its byte {at}")))?;
    record(&value)
}

fn record(value: &Json) -> Result<MadeOf, NoReport> {
    let unusable = |what: String| NoReport::Record(shown(&what));
    let form = match value.get("form") {
        Some(Json::Number(form)) => form.parse::<u64>().ok(),
        _ => None,
    };
    match form {
        Some(form) if form > u64::from(MadeOf::FORM) => return Err(NoReport::Newer(form.to_string())),
        Some(form) if form == u64::from(MadeOf::FORM) => {}
        _ => return Err(unusable("it does not say its form".to_owned())),
    }
    let plain = value.value().ok_or_else(|| unusable("a number is beyond all that are computed".to_owned()))?;
    let record: MadeOf = from_value(plain).map_err(|error| unusable(error.to_string()))?;
    match bounds::wrong(&record) {
        Some(what) => Err(unusable(format!("nobody could ask so: {what}"))),
        None => Ok(record),
    }
}

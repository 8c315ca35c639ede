//! A session's file: a run that opens again without its log.
//!
//! It is a log like others, packed by gzip: reduced to what its reader reads, with secrets masked, and with
//! one event of our own in its first line that tells what is known of the log beside its events, and how the page was
//! set. So it is found by its content, read by the same code, and gives the same profile, findings and predictions.
//! Whoever does not know that event passes it over.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::rc::Rc;

use afterglow_eventlog::discover::{Layout, Log, discover};
use afterglow_eventlog::source::Input;
use afterglow_eventlog::{Failure, FailureCode, LineReport, Reading, Sink, event::Event, read_stream};
use afterglow_profile::Profile;
use afterglow_redact::Redactor;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::hash::Sources;
use crate::contract::{FileJson, WarningJson};
use crate::run::Run;

/// The class of the event in the first line.
const EVENT: &str = "AfterglowSession";
/// The form that is written. Older ones are read, newer ones are not.
const FORMAT: u32 = 1;
/// A longer first line is none of ours, in bytes.
const LONGEST_HEAD: u64 = 16 << 20;

/// So many warnings, events and files are given back to a run, and so many characters of a warning and of other texts:
/// anybody may have written a head.
const MOST_WARNINGS: usize = 100;
const MOST_EVENTS: usize = 1_000;
const MOST_FILES: usize = 10_000;
const LONGEST_WARNING: usize = 1_000;
const LONGEST_TEXT: usize = 10_000;

/// How the page was set; what nobody said is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionSettings {
    /// The view, as its address names it.
    pub view: Option<String>,
    /// The machine that the user said the run was on, `cloud:type`.
    pub machine: Option<String>,
    /// The hash of the house under which was answered; none under none.
    pub house_sha256: Option<String>,
}

/// What a session's file says beside the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SessionNote {
    /// The version of Afterglow that wrote it.
    pub written_by: String,
    /// Whether names are replaced in it.
    pub redacted: bool,
    /// How the page was set.
    pub settings: SessionSettings,
}

/// Why no session was written.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The files are not those that the run was read from.
    #[error("{log}: is not as it was when it was read; open it again")]
    Changed {
        /// The log.
        log: String,
    },
    /// The output could not be written.
    #[error("the file could not be written ({0})")]
    Write(#[from] io::Error),
}

/// The first line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Head {
    #[serde(rename = "Event")]
    event: String,
    #[serde(rename = "Format")]
    format: u32,
    written_by: String,
    redacted: bool,
    settings: SessionSettings,
    /// What reading the log came to.
    log: String,
    files: Vec<FileJson>,
    lines: u64,
    lines_rejected: u64,
    warnings: Vec<WarningJson>,
    partial: bool,
    compacted: bool,
    other_events: BTreeMap<String, u64>,
}

/// What of a head a run takes.
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) files: Vec<FileJson>,
    pub(crate) partial: bool,
    pub(crate) note: SessionNote,
}

impl Head {
    /// The head of a log, if it is a session's.
    pub(crate) fn of(log: &Log) -> Option<Self> {
        let [part] = &log.parts[..] else { return None };
        let line = first_line(&mut part.open().ok()?)?;
        let head: Self = serde_json::from_slice(&line).ok()?;
        (head.event == EVENT).then_some(head)
    }

    /// Why a log cannot be read, if it is a session's of a form that is not known here.
    pub(crate) fn newer(log: &Log) -> Option<Failure> {
        let head = Self::of(log).filter(|head| head.format > FORMAT)?;
        Some(Failure {
            code: FailureCode::Unsupported,
            file: log.name.clone(),
            offset: Some(0),
            found: format!("a session of format {}", head.format),
            expected: format!("format {FORMAT} at most"),
            advice: "open it with a newer Afterglow".to_owned(),
        })
    }

    /// Cuts it to what a head of ours may be long, and says what was cut.
    fn cut(&mut self) {
        let left_out = [
            (self.warnings.len().saturating_sub(MOST_WARNINGS), "warnings"),
            (self.other_events.len().saturating_sub(MOST_EVENTS), "classes of events"),
            (self.files.len().saturating_sub(MOST_FILES), "files"),
        ];
        self.warnings.truncate(MOST_WARNINGS);
        for warning in &mut self.warnings {
            cut(&mut warning.code, LONGEST_WARNING);
            cut(&mut warning.message, LONGEST_WARNING);
        }
        let events = std::mem::take(&mut self.other_events).into_iter().take(MOST_EVENTS);
        self.other_events = events
            .map(|(mut name, count)| {
                cut(&mut name, LONGEST_TEXT);
                (name, count)
            })
            .collect();
        self.files.truncate(MOST_FILES);
        for file in &mut self.files {
            cut(&mut file.name, LONGEST_TEXT);
            cut(&mut file.codec, LONGEST_WARNING);
            file.sha256 = file.sha256.take().filter(|hash| is_hash(hash));
        }
        cut(&mut self.log, LONGEST_TEXT);
        cut(&mut self.written_by, LONGEST_WARNING);
        let SessionSettings { view, machine, house_sha256 } = &mut self.settings;
        view.iter_mut().chain(machine).for_each(|text| cut(text, LONGEST_TEXT));
        *house_sha256 = house_sha256.take().filter(|hash| is_hash(hash));
        let left_out: Vec<String> =
            left_out.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if !left_out.is_empty() {
            let message = format!("The session tells more than a session may; left out are {}.", left_out.join(", "));
            self.warnings.push(WarningJson { code: CUT.to_owned(), message });
        }
    }

    /// Gives back to a run what its events do not tell. Under a veil only figures are given back.
    pub(crate) fn restore(
        mut self,
        profile: &mut Profile,
        lines: &mut LineReport,
        warnings: &mut Vec<WarningJson>,
        veiled: bool,
    ) -> Told {
        self.cut();
        lines.lines = self.lines;
        lines.rejected = self.lines_rejected;
        profile.log.compacted = self.compacted;
        profile.log.other_events.clear();
        if veiled {
            let message = "The names in this warning were replaced with the others.";
            let nameless =
                |warning: WarningJson| WarningJson { code: known_code(warning.code), message: message.into() };
            *warnings = self.warnings.into_iter().map(nameless).collect();
        } else {
            profile.log.other_events = self.other_events;
            *warnings = self.warnings;
        }
        let settings = if veiled { SessionSettings::default() } else { self.settings };
        let written_by = if veiled { String::new() } else { self.written_by };
        Told {
            name: self.log,
            files: self.files,
            partial: self.partial,
            note: SessionNote { written_by, redacted: self.redacted || veiled, settings },
        }
    }
}

/// Cuts a text after so many characters.
fn cut(text: &mut String, longest: usize) {
    if let Some((at, _)) = text.char_indices().nth(longest) {
        text.truncate(at);
    }
}

/// Whether a text looks like a SHA-256 as it is written here.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A warning's code, which anybody may have written into a file, if it is one of ours.
fn known_code(code: String) -> String {
    if CODES.contains(&code.as_str()) { code } else { "warning".to_owned() }
}

/// The warning of a head that was cut.
const CUT: &str = "session-cut";

/// Codes of warnings that are ours; a test holds them to where they are given.
const CODES: [&str; 23] = [
    CUT,
    "stopped",
    "lines-rejected",
    "last-line-cut",
    "no-application-end",
    "task-ends-missing",
    "task-starts-missing",
    "clock-jumps",
    "absurd-figures",
    "tasks-missing",
    "missing-parts",
    "duplicate-part",
    "unplaced-part",
    "compacted",
    "empty",
    "not-a-log",
    "no-log-inside",
    "unsupported",
    "corrupt",
    "truncated",
    "too-large",
    "too-deep",
    "unreadable",
];

/// The first line of a stream, if it begins as a session's does.
fn first_line(reader: &mut dyn Read) -> Option<Vec<u8>> {
    let begin = format!("{{\"Event\":\"{EVENT}\"");
    let mut line = Vec::new();
    // What is cut before its end gives what was there.
    let _ = reader.take(begin.len() as u64).read_to_end(&mut line);
    if line != begin.as_bytes() {
        return None;
    }
    let mut chunk = [0; 4096];
    while (line.len() as u64) < LONGEST_HEAD {
        let count = reader.read(&mut chunk).ok().filter(|count| *count > 0)?;
        if let Some(end) = chunk[..count].iter().position(|byte| *byte == b'\n') {
            line.extend_from_slice(&chunk[..end]);
            return Some(line);
        }
        line.extend_from_slice(&chunk[..count]);
    }
    None
}

impl Run {
    /// Writes the run as a session's file, from the log that it was read from. Under a veil the file is redacted too,
    /// under the same key. The house is the one in force, whatever the settings say.
    ///
    /// # Errors
    /// The files have changed since they were read, or the output cannot be written.
    pub fn session(
        &self,
        inputs: &[Rc<dyn Input>],
        settings: &SessionSettings,
        out: &mut dyn Write,
    ) -> Result<(), TakeError> {
        let changed = || TakeError::Changed { log: self.name.clone() };
        let found = discover(inputs, &self.origin.trust.limits());
        let log = found.logs.iter().find(|log| self.origin.is(log)).ok_or_else(changed)?;
        let veiled = self.origin.key.is_some();
        let mut files = self.files.clone();
        if !veiled {
            Sources::new(inputs).hash_files(&mut files);
        }
        let mut settings = settings.clone();
        settings.house_sha256 = self.house.sha256().or(settings.house_sha256);
        let note = self.origin.note.as_ref();
        let head = Head {
            event: EVENT.to_owned(),
            format: FORMAT,
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
            redacted: veiled || note.is_some_and(|note| note.redacted),
            settings,
            log: self.name.clone(),
            files,
            lines: self.lines.lines,
            lines_rejected: self.lines.rejected,
            warnings: self.warnings.clone(),
            partial: self.partial,
            compacted: self.profile.log.compacted,
            other_events: self.profile.log.other_events.clone(),
        };
        let mut packed = GzEncoder::new(out, Compression::default());
        let line = serde_json::to_vec(&head).map_err(io::Error::from)?;
        packed.write_all(&line)?;
        packed.write_all(b"\n")?;
        let redactor = self.origin.key.as_deref().map_or_else(|| Redactor::keeping(stand_in), Redactor::new);
        let mut pass = Pass { redactor, out: &mut packed, lines: Vec::new(), broken: None, events: 0 };
        if let Layout::Legacy { spark_version: Some(version) } = &log.layout {
            pass.redactor.log_start(version, &mut pass.lines);
        }
        // As far as it was read then, and no further: what came behind is told of in the head.
        for (part, &(bytes, events)) in log.parts.iter().zip(&self.origin.read).filter(|(_, (bytes, _))| *bytes > 0) {
            let reader = part.open().map_err(|_| changed())?;
            pass.events = events;
            let (report, error) = read_stream(&mut reader.take(bytes), Reading::default(), &mut pass);
            if let Some(error) = pass.broken {
                return Err(error.into());
            }
            if error.is_some() || report.bytes != bytes || pass.events > 0 {
                return Err(changed());
            }
        }
        pass.flush();
        if let Some(error) = pass.broken {
            return Err(error.into());
        }
        packed.finish()?.flush()?;
        Ok(())
    }
}

/// Events on their way into the file.
struct Pass<'a> {
    redactor: Redactor,
    out: &'a mut dyn Write,
    /// Lines that are not written yet.
    lines: Vec<u8>,
    broken: Option<io::Error>,
    /// Events of the part that are still to come.
    events: u64,
}

impl Pass<'_> {
    fn flush(&mut self) {
        if self.broken.is_none() {
            self.broken = self.out.write_all(&self.lines).err();
        }
        self.lines.clear();
    }
}

impl Sink for Pass<'_> {
    fn event(&mut self, event: &Event<'_>) {
        // Where the reading was stopped, the cut line at the end may look like an event.
        let Some(left) = self.events.checked_sub(1) else { return };
        self.events = left;
        if !matches!(event, Event::Other { .. }) {
            self.redactor.event(event, &mut self.lines);
        }
        if self.lines.len() > 1 << 20 {
            self.flush();
        }
    }

    fn proceed(&mut self, _: &LineReport) -> bool {
        self.broken.is_none()
    }
}

/// A value without its secret, in the place of which stands what is taken for one where the secret was, and for none
/// where it was not: the finding about secrets must not change.
fn stand_in(key: &str, value: &str) -> String {
    use afterglow_profile::secret;
    if !secret::is_secret_key(key) {
        let mut out = String::with_capacity(value.len());
        let mut from = 0;
        for found in secret::secrets(value) {
            out.push_str(&value[from..found.at.start]);
            let key_id = found.at.len() == secret::NO_KEY_ID.len() && value[found.at.clone()].starts_with("AKIA");
            out.push_str(if key_id { secret::NO_KEY_ID } else { secret::MASK });
            from = found.at.end;
        }
        out.push_str(&value[from..]);
        return out;
    }
    let (masked, _) = secret::mask(key, value);
    // Only where all of it was masked does its form matter.
    if masked.is_empty() || !masked.chars().all(|letter| letter == '•') || masked == value {
        return masked;
    }
    let number = |text: &str| text.parse::<f64>().is_ok();
    if matches!(value, "true" | "false") {
        value.to_owned()
    } else if number(value) || value.strip_suffix('s').is_some_and(number) {
        "0".to_owned()
    } else if value.len() < 8 {
        "•".to_owned()
    } else {
        let harmless = ["org.", "com.", "${"].into_iter().find(|head| value.starts_with(head));
        let pattern = if value.contains("(?i)") { "(?i)" } else { "" };
        format!("{}{pattern}{masked}", harmless.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, CUT, stand_in};

    #[test]
    fn codes_are_those_that_are_given() {
        let between = |text: &'static str, before: &'static str| {
            text.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>()
        };
        let mut given = between(include_str!("../../../eventlog/src/failure.rs"), "=> \"");
        given.retain(|text| !text.contains(' '));
        given.extend(between(include_str!("../intake/reading.rs"), "warned(\""));
        // Each literal there that could be a code is one.
        let literals = include_str!("../intake/warnings.rs").split('"').skip(1).step_by(2);
        given.extend(
            literals.filter(|text| text.contains('-') && text.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())),
        );
        given.push(CUT);
        let mut known = CODES;
        given.sort_unstable();
        known.sort_unstable();
        assert_eq!(given, known);
    }

    #[test]
    fn no_secret_is_handed_on() {
        for (value, written) in [
            ("hunter2-hunter2", "••••••"),
            ("short", "•"),
            ("12345678", "0"),
            ("false", "false"),
            ("org.acme.Tokens", "org.••••••"),
            ("", ""),
        ] {
            assert_eq!(stand_in("acme.password", value), written);
        }
        assert_eq!(stand_in("spark.executor.memory", "4g"), "4g");
        assert_eq!(stand_in("", "[s3a://a/b, s3a://k:abc@c/d]"), "[s3a://a/b, s3a://k:••••••@c/d]");
        assert_eq!(stand_in("", "SELECT password=abc FROM t"), "SELECT password=•••••• FROM t");
        assert_eq!(stand_in("", "s3a://k:abc@c,s3a://l:def@e"), "s3a://k:••••••@c,s3a://l:••••••@e");
        assert_eq!(stand_in("", "copy AKIAIOSFODNN7EXAMPLE x"), "copy AKIA0000000000000000 x");
    }
}

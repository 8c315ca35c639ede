//! Redacting a drop for somebody else.

use std::io::Write;
use std::rc::Rc;

use afterglow_eventlog::discover::{Layout, Limits, discover};
use afterglow_eventlog::source::Input;
use afterglow_redact::{RedactError, Redactor};

/// What redacting came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redacted {
    /// Events written.
    pub events_kept: u64,
    /// Events left out, since no figure comes of them.
    pub events_dropped: u64,
    /// Lines that were no events.
    pub lines_rejected: u64,
    /// What could not be read, if anything; all before it is written.
    pub failures: Vec<String>,
}

/// Writes the one log of a drop as plain JSON lines, with every name replaced by a token made from `key`.
///
/// # Errors
/// A sentence: there is no log or more than one, or the output cannot be written.
pub fn redact(inputs: &[Rc<dyn Input>], key: &[u8], out: &mut dyn Write) -> Result<Redacted, String> {
    let found = discover(inputs, &Limits::default());
    let log = match &found.logs[..] {
        [log] => log,
        [] => return Err(found.failures.first().map_or("there is no event log here".into(), ToString::to_string)),
        logs => {
            let names: Vec<&str> = logs.iter().map(|log| log.name.as_str()).collect();
            return Err(format!("there are {} logs here; give one: {}", logs.len(), names.join(", ")));
        }
    };
    let mut redactor = Redactor::new(key);
    let mut done = Redacted::default();
    let mut head = Vec::new();
    match &log.layout {
        Layout::Legacy { spark_version: Some(version) } => redactor.log_start(version, &mut head),
        Layout::Rolling { compacted: true, .. } => redactor.compacted(&mut head),
        _ => {}
    }
    out.write_all(&head).map_err(|error| error.to_string())?;
    for part in &log.parts {
        let mut reader = match part.open() {
            Ok(reader) => reader,
            Err(failure) => {
                done.failures.push(failure.to_string());
                continue;
            }
        };
        let report = match redactor.redact(&mut reader, out) {
            Ok(report) => report,
            Err(RedactError::Read { report, source }) => {
                done.failures.push(afterglow_eventlog::Failure::from_read(&part.name, &source).to_string());
                *report
            }
            Err(error @ RedactError::Write { .. }) => return Err(error.to_string()),
        };
        done.events_kept += report.events_kept;
        done.events_dropped += report.events_dropped;
        done.lines_rejected += report.lines_rejected;
    }
    Ok(done)
}

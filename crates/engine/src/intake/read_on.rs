//! Going on with a log that has grown.

use std::rc::Rc;

use afterglow_eventlog::discover::{Log, discover};
use afterglow_eventlog::source::Input;
use afterglow_eventlog::{Failure, FailureCode};

use super::Step;
use super::reading::LogReading;
use crate::{FailureView, NotReadOn, ReadOn, Run, Session};

impl Session {
    /// Reads on in the log of a run, given anew as it stands now. What was read is not read again where the log only
    /// grew; where it was compacted or packed anew, all of it is read again. Either way the run is then what the log
    /// gives when it is read at once.
    ///
    /// # Errors
    /// There is no such run, none of the inputs is its log, or they cannot be read now; the run stays as it was.
    pub fn read_on(&mut self, run: u32, inputs: &[Rc<dyn Input>]) -> Result<ReadOn, NotReadOn> {
        let number = run as usize;
        let known = self
            .runs
            .get(number)
            .ok_or_else(|| NotReadOn::for_good(format!("There is no run {run} in this session.")))?;
        // Its log is read under a veil or not at all.
        if known.origin.key.is_some() {
            return Err(NotReadOn::for_good(VEILED.to_owned()));
        }
        let had = known.lines.bytes;
        let trust = known.trail.as_ref().map(|trail| trail.trust).unwrap_or_default();
        let mut found = discover(inputs, &trust.limits());
        if let Some(failure) = found.failures.iter().find(|failure| failure.code == FailureCode::Unreadable) {
            return Err(NotReadOn::for_now(failure));
        }
        let goes_on = |log: &Log| known.trail.as_ref().and_then(|trail| trail.goes_on_in(log));
        let place = found.logs.iter().enumerate().find_map(|(at, log)| Some((at, goes_on(log)?)));
        // A run that is gone on with is given away; whatever comes back is put in its place.
        let went_on = place.is_some();
        let (reading, anew) = match place {
            Some((at, from)) => {
                let log = found.logs.swap_remove(at);
                if known.trail.as_ref().is_some_and(|trail| trail.is_all_of(&log)) {
                    return Ok(ReadOn { card: known.card(run), new_bytes: 0, anew: false, failures: Vec::new() });
                }
                let (profile, trail) = self.runs[number].take_for_more().ok_or_else(NotReadOn::not_its_log)?;
                let resumed = read(LogReading::resumed(log, from, profile, trail));
                if resumed.contradicted() { (read(resumed.again()), true) } else { (resumed, false) }
            }
            None => match found.logs.pop().filter(|_| found.logs.is_empty()) {
                Some(log) => (read(LogReading::new(0, log, trust, None)), true),
                None => return Err(NotReadOn::not_its_log()),
            },
        };
        let (read, failures) = reading.close();
        if !went_on && let Some(failure) = failures.iter().find(|failure| failure.code == FailureCode::Unreadable) {
            return Err(NotReadOn::for_now(failure));
        }
        let read = read.ok_or_else(NotReadOn::not_its_log)?;
        let who = |run: &Run| run.profile().app.id.clone().map(|id| (id, run.profile().app.attempt.clone()));
        let known = &self.runs[number];
        if !went_on && let Some(wanted) = who(known) {
            match who(&read) {
                Some(found) if found == wanted => {}
                Some(_) => {
                    let name = &read.profile().app.name;
                    let sentence = format!("This is the log of another run ({name}): open it as one of its own.");
                    return Err(NotReadOn::for_good(sentence));
                }
                None => return Err(NotReadOn::for_good(NOT_WHOLE.to_owned())),
            }
        }
        // A session's file has other bytes than its log: there the tasks tell whether less was given.
        let from_session = !went_on && known.origin.note.is_some() && read.origin.note.is_none();
        let had = if from_session { 0 } else { had };
        let shorter = if from_session {
            read.profile().tasks.len() < known.profile().tasks.len()
        } else {
            read.lines.bytes < known.lines.bytes
        };
        if !went_on && shorter && !read.profile().log.compacted {
            return Err(NotReadOn::for_good(SHORTER.to_owned()));
        }
        let new_bytes = read.lines.bytes.saturating_sub(had);
        let house = Rc::clone(&self.runs[number].house);
        self.runs[number] = read;
        self.runs[number].house = house;
        Ok(ReadOn {
            card: self.runs[number].card(run),
            new_bytes,
            anew,
            failures: failures.iter().map(FailureView::of).collect(),
        })
    }
}

const NOT_WHOLE: &str =
    "What was given does not begin as the log of this run: give all files of the log, not the new ones alone.";
const VEILED: &str = "Names are replaced in this run: show them again to read on in its log.";
const SHORTER: &str = "What was given is shorter than what was read of this log: nothing was changed.";

impl NotReadOn {
    fn for_good(because: String) -> Self {
        Self { because, for_now: false }
    }

    fn for_now(failure: &Failure) -> Self {
        Self { because: failure.to_string(), for_now: true }
    }

    fn not_its_log() -> Self {
        Self::for_good("What was given is not the one log that this run came from.".to_owned())
    }
}

fn read(mut reading: LogReading) -> LogReading {
    while reading.step() != Step::Done {}
    reading
}

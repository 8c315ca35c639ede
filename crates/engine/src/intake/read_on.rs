//! Going on with a log that has grown.

use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, Log, discover};
use afterglow_eventlog::source::Input;

use super::Step;
use super::reading::Reading;
use crate::{FailureView, ReadOn, Run, Session};

impl Session {
    /// Reads on in the log of a run, given anew as it stands now. What was read is not read again where the log only
    /// grew; where it was compacted or packed anew, all of it is read again. Either way the run is then what the log
    /// gives when it is read at once.
    ///
    /// # Errors
    /// One sentence: there is no such run, or none of the inputs is its log.
    pub fn read_on(&mut self, run: u32, inputs: &[Rc<dyn Input>]) -> Result<ReadOn, String> {
        let number = run as usize;
        let known = self.runs.get(number).ok_or_else(|| format!("There is no run {run} in this session."))?;
        let had = known.stored_bytes();
        let mut found = discover(inputs, &Limits::default());
        let goes_on = |log: &Log| known.trail.as_ref().and_then(|trail| trail.goes_on_in(log));
        let place = found.logs.iter().enumerate().find_map(|(at, log)| Some((at, goes_on(log)?)));
        let (reading, anew) = match place {
            Some((at, from)) => {
                let log = found.logs.swap_remove(at);
                if known.trail.as_ref().is_some_and(|trail| trail.is_all_of(&log)) {
                    return Ok(ReadOn { card: known.card(run), new_bytes: 0, anew: false, failures: Vec::new() });
                }
                let (profile, trail) = self.runs[number].take_for_more().ok_or("The run is being read on already.")?;
                (Reading::resumed(log, from, profile, trail), false)
            }
            None => match found.logs.pop().filter(|_| found.logs.is_empty()) {
                Some(log) => (Reading::new(0, log, None), true),
                None => return Err("What was given is not the one log that this run came from.".to_owned()),
            },
        };
        let has = reading.stored_bytes();
        let (read, failures) = read(reading);
        let read = read.ok_or("Nothing could be read of the log any more.")?;
        let id = |run: &Run| run.profile().app.id.clone();
        if anew && id(&self.runs[number]).is_some_and(|known| id(&read).is_some_and(|id| id != known)) {
            let name = &read.profile().app.name;
            return Err(format!("This is the log of another run ({name}): open it as one of its own."));
        }
        self.runs[number] = read;
        Ok(ReadOn {
            card: self.runs[number].card(run),
            new_bytes: has.saturating_sub(had),
            anew,
            failures: failures.iter().map(FailureView::of).collect(),
        })
    }
}

fn read(mut reading: Reading) -> (Option<Run>, Vec<afterglow_eventlog::Failure>) {
    while reading.step() != Step::Done {}
    reading.close()
}

//! A session: the runs that were opened, and the answers about them.

use std::rc::Rc;

use afterglow_eventlog::source::Input;

use crate::answer;
use crate::intake::{Intake, Step, Trust};
use crate::run::Run;
use crate::{FailureView, Opened, Progress, Reply, Request, RunCard};

/// The opened runs. A run's number is its place in the order of opening and never changes.
#[derive(Default)]
pub struct Session {
    pub(crate) runs: Vec<Run>,
}

impl Session {
    /// Finds the logs in what was dropped and reads them, one after another. `progress` is asked after every step
    /// whether to go on; what was read until then is kept and marked as partial.
    pub fn open(&mut self, inputs: &[Rc<dyn Input>], progress: &mut dyn FnMut(&Progress) -> bool) -> Opened {
        self.open_with(inputs, Trust::Wary, progress)
    }

    /// The same, with another trust in what packed files unpack to.
    pub fn open_with(
        &mut self,
        inputs: &[Rc<dyn Input>],
        trust: Trust,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Opened {
        let mut intake = Intake::new(inputs, trust, None);
        while intake.step(self) != Step::Done {
            if !progress(&intake.progress()) {
                intake.stop(self);
            }
        }
        intake.opened()
    }

    /// Takes a run in and gives it its number.
    pub(crate) fn add(&mut self, run: Run) -> RunCard {
        let card = run.card(self.runs.len() as u32);
        self.runs.push(run);
        card
    }

    /// Answers a question about a run.
    pub fn ask(&self, run: u32, request: &Request) -> Reply {
        match self.runs.get(run as usize) {
            Some(of) => answer::answer(of, run, request),
            None => Reply::Refused { because: format!("There is no run {run} in this session.") },
        }
    }

    /// A run by its number.
    pub fn run(&self, run: u32) -> Option<&Run> {
        self.runs.get(run as usize)
    }

    /// How many runs there are.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

impl FailureView {
    pub(crate) fn of(failure: &afterglow_eventlog::Failure) -> Self {
        Self {
            code: failure.code.name().to_owned(),
            file: failure.file.clone(),
            offset: failure.offset,
            message: failure.to_string(),
        }
    }
}

//! A session: the runs that were opened, and the answers about them.

use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::source::Input;

use crate::answer;
use crate::run::{Meter, Run};
use crate::{FailureView, IgnoredView, Opened, Progress, Reply, Request};

/// The opened runs. A run's number is its place in the order of opening and never changes.
#[derive(Default)]
pub struct Session {
    runs: Vec<Run>,
}

impl Session {
    /// Finds the logs in what was dropped and reads them, one after another. `progress` is asked after every chunk
    /// whether to go on; what was read until then is kept and marked as partial.
    pub fn open(&mut self, inputs: &[Rc<dyn Input>], progress: &mut dyn FnMut(&Progress) -> bool) -> Opened {
        let found = discover(inputs, &Limits::default());
        let mut opened = Opened {
            failures: found.failures.iter().map(FailureView::of).collect(),
            ignored: found
                .ignored
                .into_iter()
                .map(|ignored| IgnoredView { file: ignored.file, reason: ignored.reason })
                .collect(),
            ..Opened::default()
        };
        let mut meter = Meter::new(found.logs.iter().map(afterglow_eventlog::discover::Log::stored_bytes).sum());
        for log in &found.logs {
            let (run, failures) = Run::read(log, &mut meter, progress);
            opened.failures.extend(failures.iter().map(FailureView::of));
            if let Some(run) = run {
                opened.runs.push(run.card(self.runs.len() as u32));
                self.runs.push(run);
            }
            if meter.stopped() {
                opened.cancelled = true;
                break;
            }
        }
        opened
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
    fn of(failure: &afterglow_eventlog::Failure) -> Self {
        Self {
            code: failure.code.name().to_owned(),
            file: failure.file.clone(),
            offset: failure.offset,
            message: failure.to_string(),
        }
    }
}

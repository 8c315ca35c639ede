//! A session: the runs that were opened, and the answers about them.

use std::rc::Rc;

use afterglow_eventlog::source::Input;

use crate::answer;
use crate::house::{House, InForce};
use crate::intake::{Intake, Step, Trust};
use crate::run::Run;
use crate::usage::machine_use_under;
use crate::view::MachineUseView;
use crate::{FailureView, MachineUseQuery, Opened, Progress, Reply, Request, RunCard};

/// The opened runs. A run's number is its place in the order of opening and never changes.
#[derive(Default)]
pub struct Session {
    pub(crate) runs: Vec<Run>,
    house: Rc<InForce>,
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
        self.take(Intake::new(inputs, trust, None), progress)
    }

    /// The same with every name replaced by a token made from `key`, before anything is made of it.
    pub fn open_veiled(
        &mut self,
        inputs: &[Rc<dyn Input>],
        trust: Trust,
        key: &[u8],
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Opened {
        self.take(Intake::new(inputs, trust, None).veiled(key), progress)
    }

    fn take(&mut self, mut intake: Intake, progress: &mut dyn FnMut(&Progress) -> bool) -> Opened {
        while intake.step(self) != Step::Done {
            if !progress(&intake.progress()) {
                intake.stop(self);
            }
        }
        intake.opened()
    }

    /// Answers from now on under the rules, the rates and the prices of a house, about runs of before as about those
    /// to come.
    pub fn set_house(&mut self, house: House) {
        self.house = Rc::new(InForce::new(house));
        for run in &mut self.runs {
            run.house = Rc::clone(&self.house);
        }
    }

    /// The house that is answered under.
    pub(crate) fn house(&self) -> &InForce {
        &self.house
    }

    /// Takes a run in and gives it its number.
    pub(crate) fn add(&mut self, mut run: Run) -> RunCard {
        run.house = Rc::clone(&self.house);
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

    /// Answers for samples of machines' use under the house: the session keeps nothing of them.
    pub fn machine_use(&self, inputs: &[Rc<dyn Input>], query: &MachineUseQuery) -> MachineUseView {
        machine_use_under(inputs, query, &self.house)
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

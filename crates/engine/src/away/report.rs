//! The report of a run: what was found, on what evidence, what would help, and what all of it was made from.
//!
//! It is made of the answers that the page shows, and of nothing else: the same log, the same version and the same
//! settings give the same bytes, on the page and on the command line.

mod findings;
mod future;
mod made_of;
mod run;

pub(crate) use made_of::HEADING as MADE_OF;

use std::rc::Rc;

use afterglow_eventlog::source::Input;
use afterglow_units::shown;

use super::document::Document;
use super::hash::Sources;
use super::html::html;
use super::markdown::markdown;
use crate::run::Run;
use crate::view::SummaryView;
use crate::{Machines, Reply, Request, answer};

impl Run {
    /// The report as a page of its own, which needs no script and fetches nothing. `inputs` are the files that the log
    /// came from: their hashes stand in it, or a dash where they are not given.
    pub fn report(&self, machines: &Machines, inputs: &[Rc<dyn Input>]) -> String {
        let summary = self.summary(machines);
        let mut document = Document { title: summary.card.name.clone(), ..Document::default() };
        run::facts(&mut document, &summary);
        run::breakdown(&mut document, &summary);
        findings::findings(&mut document, &summary, true);
        run::stages(&mut document, self);
        future::scaling(&mut document, self, true);
        future::advice(&mut document, self, machines, true);
        run::configuration(&mut document, self);
        findings::lists(&mut document, &summary);
        made_of::made_of(&mut document, self, machines, &Sources::new(inputs));
        html(&document)
    }

    /// The same in short, as Markdown for a ticket.
    pub fn ticket(&self, machines: &Machines, inputs: &[Rc<dyn Input>]) -> String {
        let summary = self.summary(machines);
        let mut document = Document { title: summary.card.name.clone(), ..Document::default() };
        run::facts(&mut document, &summary);
        findings::findings(&mut document, &summary, false);
        future::scaling(&mut document, self, false);
        future::advice(&mut document, self, machines, false);
        findings::lists(&mut document, &summary);
        made_of::made_of(&mut document, self, machines, &Sources::new(inputs));
        markdown(&document)
    }

    fn summary(&self, machines: &Machines) -> SummaryView {
        match answer::answer(self, 0, &Request::Summary(machines.clone())) {
            Reply::Summary(view) => *view,
            _ => SummaryView::default(),
        }
    }
}

/// What the log does not tell is a dash.
fn maybe(figure: Option<f64>, word: fn(f64) -> String) -> String {
    figure.map_or_else(|| shown::UNKNOWN.to_owned(), word)
}

fn text(of: Option<&String>) -> String {
    of.cloned().unwrap_or_else(|| shown::UNKNOWN.to_owned())
}

/// On what basis a figure is said.
fn basis(word: &str) -> &'static str {
    match word {
        "measured" => "measured",
        "modelled" => "modelled",
        _ => "rule of thumb",
    }
}

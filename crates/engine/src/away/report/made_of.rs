//! What a report was made from: versions, hashes, settings.

use std::rc::Rc;

use afterglow_eventlog::source::Input;
use afterglow_units::shown;

use super::super::document::{Block, Document, Table};
use super::super::hash::hash_files;
use super::text;
use crate::Machines;
use crate::run::Run;

/// The hash of the sources that answers are made by.
pub(crate) const ENGINE_SHA256: &str = env!("AFTERGLOW_ENGINE_SHA256");

/// The section on what all of this was made from.
pub(super) fn made_of(document: &mut Document, run: &Run, machines: &Machines, inputs: &[Rc<dyn Input>]) {
    document.heading("What this was made from");
    let catalog = run.house.catalog();
    let house = run.house.sha256();
    document.table(Table::of_pairs([
        ("Afterglow".to_owned(), format!("{}, engine {ENGINE_SHA256}", env!("CARGO_PKG_VERSION"))),
        ("Catalogue of prices".to_owned(), format!("of {}, {}", catalog.date(), catalog.sha256())),
        ("Own rules, rates and prices".to_owned(), house.unwrap_or_else(|| "none".to_owned())),
        ("Machine as named by the user".to_owned(), machines.instance.clone().unwrap_or_else(|| "none".to_owned())),
    ]));
    let mut files = run.files.clone();
    if run.origin.key.is_none() {
        hash_files(&mut files, inputs);
    }
    let rows = files.iter().map(|file| {
        vec![file.name.clone(), file.codec.clone(), text(file.sha256.as_ref()), shown::count(file.bytes as f64)]
    });
    // Nobody here has seen the log of a reopened session. Under a veil its own file stands here.
    let told = run.origin.note.is_some() && run.origin.key.is_none();
    let caption =
        if told { "The files of the log, as told by the session." } else { "The files of the log, as stored." };
    let head = vec!["File", "Codec", "SHA-256", "Bytes"];
    document.table(Table { caption: caption.to_owned(), head, rows: rows.collect(), numbers: 3 });
    if run.origin.key.is_some() || run.origin.note.as_ref().is_some_and(|note| note.redacted) {
        let told = "Names were replaced by tokens before anything was computed; figures are those of the log.";
        document.blocks.push(Block::Small(told.to_owned()));
    }
    let told = "The same log, version and settings give the same bytes. Nothing was sent anywhere to make this.";
    document.blocks.push(Block::Small(told.to_owned()));
}

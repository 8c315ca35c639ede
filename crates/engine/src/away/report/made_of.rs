//! What a report was made from: versions, hashes, settings; in a table for a person, and as a record for a program.

use afterglow_units::shown;

use super::super::document::{Block, Document, Table};
use super::super::hash::Sources;
use super::text;
use crate::contract::{CatalogJson, EngineJson, MadeOf, SettingsJson, SourceJson};
use crate::run::Run;
use crate::{Machines, Trust};

/// The hash of the sources that answers are made by.
pub(crate) const ENGINE_SHA256: &str = env!("AFTERGLOW_ENGINE_SHA256");

/// The heading of the section.
pub(crate) const HEADING: &str = "What this was made from";

impl Run {
    /// The record of what a report about the run is made from. `others` are the files of the runs that calibrate it.
    pub fn made_of(&self, settings: SettingsJson, sources: &Sources<'_>, others: Vec<Vec<SourceJson>>) -> MadeOf {
        let catalog = self.house.catalog();
        MadeOf {
            form: MadeOf::FORM,
            engine: EngineJson::here(),
            catalog: CatalogJson { date: catalog.date().to_string(), sha256: catalog.sha256().to_owned() },
            house_sha256: self.house.sha256(),
            settings: SettingsJson {
                trust_size: self.origin.trust == Trust::Asked,
                names_replaced: self.origin.key.is_some(),
                stopped: self.lines.stopped,
                ..settings
            },
            files: sources.of(self),
            others,
            sha256: String::new(),
        }
        .sealed()
    }
}

impl EngineJson {
    /// The engine that runs: what its answers and reports are made by.
    #[must_use]
    pub fn here() -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), sha256: ENGINE_SHA256.to_owned() }
    }
}

/// The section on what all of this was made from.
pub(super) fn made_of(document: &mut Document, run: &Run, machines: &Machines, sources: &Sources<'_>) {
    document.heading(HEADING);
    let record = run.made_of(SettingsJson::from(machines), sources, Vec::new());
    let none = || "none".to_owned();
    let known = |text: &Option<String>| text.clone().unwrap_or_else(none);
    document.table(Table::of_pairs([
        ("Afterglow".to_owned(), format!("{}, engine {}", record.engine.version, record.engine.sha256)),
        ("Catalogue of prices".to_owned(), format!("of {}, {}", record.catalog.date, record.catalog.sha256)),
        ("Own rules, rates and prices".to_owned(), known(&record.house_sha256)),
        ("Rates given for this alone".to_owned(), known(&record.settings.rates_sha256)),
        ("Machine as named by the user".to_owned(), known(&record.settings.current)),
        ("Its region as named by the user".to_owned(), known(&record.settings.current_region)),
        // The report asks as who says nothing does.
        ("Deadline, budget, goal".to_owned(), "none, none, cheapest".to_owned()),
    ]));
    let mut files = run.files.clone();
    if run.origin.key.is_none() {
        sources.hash_files(&mut files);
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
    let told = "The same log, version and settings give the same bytes. Nothing was sent anywhere to make this. \
                The same as a record, by which afterglow verify computes the report anew and holds it to that:";
    document.blocks.push(Block::Small(told.to_owned()));
    document.blocks.push(Block::Record(record.text()));
}

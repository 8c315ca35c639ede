//! The house as answers use it: its catalogue is made when first asked for, and kept.

use std::cell::OnceCell;

use afterglow_catalog::Catalog;

use super::House;

/// So many types without a known size are named for a file.
const STRAYS_NAMED: usize = 3;

/// A house under which runs are answered. The default one states nothing.
#[derive(Debug, Default)]
pub(crate) struct InForce {
    house: House,
    made: OnceCell<(Catalog, Vec<String>)>,
}

impl InForce {
    pub(crate) fn new(house: House) -> Self {
        Self { house, made: OnceCell::new() }
    }

    /// The built-in catalogue with the house's price files laid over it.
    pub(crate) fn catalog(&self) -> &Catalog {
        if self.house.files.is_empty() { Catalog::builtin() } else { &self.made().0 }
    }

    /// What of the price files is in force, and what of them fitted nowhere, in sentences.
    pub(crate) fn notes(&self) -> &[String] {
        if self.house.files.is_empty() { &[] } else { &self.made().1 }
    }

    /// The hash of the house as it is handed on; `None` where it states nothing.
    pub(crate) fn sha256(&self) -> Option<String> {
        crate::house_sha256(&self.house)
    }

    /// The policy in force: the one that was asked with before the house's.
    pub(crate) fn policy<'a>(&'a self, asked: Option<&'a str>) -> Option<&'a str> {
        asked.or(Some(&self.house.policy)).filter(|text| !text.trim().is_empty())
    }

    /// The rates in force, likewise.
    pub(crate) fn rates<'a>(&'a self, asked: Option<&'a str>) -> Option<&'a str> {
        asked.or(Some(&self.house.rates)).filter(|text| !text.trim().is_empty())
    }

    fn made(&self) -> &(Catalog, Vec<String>) {
        self.made.get_or_init(|| {
            let mut catalog = Catalog::builtin().clone();
            let mut notes = Vec::new();
            for file in &self.house.files {
                let (newer, strays) = catalog.with_overlay(&file.overlay);
                catalog = newer;
                let of = file.date.as_ref().map(|date| format!(", of {date}")).unwrap_or_default();
                notes.push(format!(
                    "Your price file {} ({}{of}) holds before the built-in prices.",
                    file.name, file.kind
                ));
                let named = strays.iter().take(STRAYS_NAMED);
                notes.extend(named.map(|stray| format!("Your price file {}: {stray}.", file.name)));
                let more = strays.len().saturating_sub(STRAYS_NAMED);
                if more > 0 {
                    notes.push(format!("Your price file {}: the same of {more} more types.", file.name));
                }
            }
            (catalog, notes)
        })
    }
}

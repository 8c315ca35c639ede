//! Cells and rows of the tables: what is as in the row above, where figures come from, what is wrong and where.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use crate::csv::{quoted, shorten};
use crate::import::money::{MOST_PER_HOUR, up_to};
use crate::quote::{Listing, ListingKind};
use crate::{Cloud, Csv, CsvRow, Date, Issue, Market};

/// How prices were come by, by the words of the table.
const BASES: [(&str, ListingKind); 6] = [
    ("listed", ListingKind::List),
    ("cleaned", ListingKind::Cleaned),
    ("moved", ListingKind::Moved),
    ("spot_advisor", ListingKind::SpotAdvisor),
    ("spot_history", ListingKind::SpotHistory),
    ("own", ListingKind::Own),
];

/// The markets, by whose words rows name them.
pub(super) const MARKETS: [Market; 4] = [Market::OnDemand, Market::Spot, Market::Reserved1y, Market::Reserved3y];

/// Writes cells, leaving those empty that are as in the row above.
#[derive(Default)]
pub(super) struct Above(Vec<String>);

impl Above {
    pub(super) fn short<'a>(&mut self, at: usize, cell: &'a str) -> &'a str {
        if self.0.len() <= at {
            self.0.resize(at + 1, String::new());
        }
        if self.0[at] == cell {
            return "";
        }
        cell.clone_into(&mut self.0[at]);
        cell
    }

    pub(super) fn long(&mut self, at: usize, cell: &str) -> String {
        if self.0.len() <= at {
            self.0.resize(at + 1, String::new());
        }
        if !cell.is_empty() {
            cell.clone_into(&mut self.0[at]);
        }
        self.0[at].clone()
    }
}

/// A row of one of the tables.
pub(super) struct Row<'a> {
    pub(super) csv: &'a Csv,
    pub(super) row: &'a CsvRow,
}

impl Row<'_> {
    pub(super) fn text(&self, column: &str) -> &str {
        self.csv.column(column).map_or("", |at| self.row.cell(at))
    }

    pub(super) fn wrong(&self, column: &str, what: String) -> Issue {
        self.csv.issue(self.row, self.csv.column(column).unwrap_or(0), what)
    }

    /// A price of an hour, within the limits that a price file is held to.
    pub(super) fn price(&self, column: &str) -> Result<UsdPerHour, Issue> {
        self.amount(column, MOST_PER_HOUR).map(UsdPerHour)
    }

    /// The same in a listing; nothing is a price too where it is the user's own.
    pub(super) fn price_in(&self, column: &str, listing: &Listing) -> Result<UsdPerHour, Issue> {
        if listing.kind == ListingKind::Own { self.waivable(column).map(UsdPerHour) } else { self.price(column) }
    }

    /// What a contract may waive: 0 or a price of an hour.
    pub(super) fn waivable(&self, column: &str) -> Result<f64, Issue> {
        if self.number(column)? == 0.0 { Ok(0.0) } else { self.amount(column, MOST_PER_HOUR) }
    }

    /// An amount above 0 and up to `most`.
    pub(super) fn amount(&self, column: &str, most: f64) -> Result<f64, Issue> {
        up_to(self.number(column)?, most).map_err(|what| self.wrong(column, what))
    }

    fn number(&self, column: &str) -> Result<f64, Issue> {
        let cell = self.text(column);
        cell.parse().map_err(|_| self.wrong(column, format!("“{}” is not a price", shorten(cell))))
    }

    /// The cloud of a cell.
    pub(super) fn cloud(&self, word: &str) -> Result<Cloud, Issue> {
        let what = || format!("“{}” is none of aws, gcp, azure, onprem", shorten(word));
        Cloud::parse(word).ok_or_else(|| self.wrong("cloud", what()))
    }

    /// The market of a cell.
    pub(super) fn market(&self) -> Result<Market, Issue> {
        let word = self.text("market");
        let found = MARKETS.into_iter().find(|market| market.word() == word);
        found.ok_or_else(|| self.wrong("market", format!("“{}” is no market", shorten(word))))
    }
}

/// The cells that say where a row's figures come from, each empty where it is as in the row above.
#[derive(Default)]
pub(super) struct Origins {
    above: Above,
    last: Arc<Listing>,
}

impl Origins {
    /// The header of the cells.
    pub(super) const COLUMNS: &'static str = "basis,date,source";

    /// The cells of a listing.
    pub(super) fn cells(&mut self, listing: &Listing) -> String {
        let basis = BASES.iter().find(|(_, kind)| *kind == listing.kind).map_or("own", |(word, _)| word);
        let source = if listing.source.is_empty() { "not told" } else { &*listing.source };
        let basis = self.above.short(0, basis).to_owned();
        let date = self.above.short(1, &listing.date.to_string()).to_owned();
        format!("{basis},{date},{}", quoted(self.above.short(2, source)))
    }

    /// The listing of a row; rows with the same one share it.
    pub(super) fn listing(&mut self, row: &Row<'_>) -> Arc<Listing> {
        let [basis, date, source] =
            [(0, "basis"), (1, "date"), (2, "source")].map(|(at, name)| self.above.long(at, row.text(name)));
        let kind = BASES.iter().find(|(word, _)| *word == basis).map_or(ListingKind::Own, |(_, kind)| *kind);
        let date = Date::parse(&date).unwrap_or_default();
        if *self.last.source != *source || self.last.date != date || self.last.kind != kind {
            self.last = Arc::new(Listing { source: Arc::from(source), date, kind });
        }
        Arc::clone(&self.last)
    }
}

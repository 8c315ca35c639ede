//! An [`Overlay`] as small tables, to be kept in a file and read back: what a dropped file of hundreds of MB comes down
//! to.
//!
//! Types have the columns of `instances.csv`. Prices have a row for each offer, with how it was come by, its day and its
//! source, which the columns of `prices.csv` cannot hold. An empty key or origin means the one of the row above: that
//! halves the tables.

use super::Overlay;
use crate::import::import;
use crate::{Date, Issue};

mod fees;
mod machine;
mod prices;
mod rows;
mod samples;

/// The tables of an overlay, each a CSV with a header; empty where it has no rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OverlayText {
    /// Types, with the columns of `instances.csv`. Sizes are kept to a millionth of a GiB.
    pub instances: String,
    /// Prices and interruption buckets.
    pub prices: String,
    /// Prices of a core and of a GiB by family.
    pub families: String,
    /// Fees of platforms.
    pub fees: String,
    /// Single prices of a spot price history.
    pub spot_samples: String,
}

impl Overlay {
    /// The overlay as tables. What it says of the file itself (its kind, its issues) is not in them.
    pub fn to_text(&self) -> OverlayText {
        OverlayText {
            instances: machine::write(&self.instances),
            prices: prices::write(&self.offers),
            families: fees::write_families(&self.families),
            fees: fees::write(&self.fees),
            spot_samples: samples::write(&self.spot_samples),
        }
    }

    /// The inverse of [`Overlay::to_text`]. Rows that cannot be used are in [`Overlay::issues`], and the rest holds.
    pub fn from_text(text: &OverlayText) -> Self {
        let mut overlay = Self::default();
        if !text.instances.trim().is_empty() {
            match import(text.instances.as_bytes()) {
                Ok(types) => overlay = Self { kind: "", ..types },
                Err(error) => overlay.issues.push(Issue::within("instances", error.to_string())),
            }
        }
        overlay.offers = prices::read(&text.prices, &mut overlay.issues);
        overlay.families = fees::read_families(&text.families, &mut overlay.issues);
        overlay.fees = fees::read(&text.fees, &mut overlay.issues);
        overlay.spot_samples = samples::read(&text.spot_samples, &mut overlay.issues);
        overlay
    }

    /// The newest day of what it states; `None` where nothing of it is dated.
    pub fn date(&self) -> Option<Date> {
        let prices = self.offers.iter().map(|offer| offer.listing.date);
        let families = self.families.iter().map(|price| price.listing.date);
        let fees = self.fees.iter().map(|fee| fee.listing.date);
        let types = self.instances.iter().map(|instance| instance.date);
        prices.chain(families).chain(fees).chain(types).max().filter(|date| *date != Date::default())
    }
}

//! What is kept for a type in a region; [`Catalog`](crate::Catalog) makes prices of it.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use crate::{Date, InterruptionBucket};

/// A region of a cloud, by its place in the catalogue's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RegionIx(pub(crate) u16);

/// The prices of one type in one region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quote {
    pub(crate) region: RegionIx,
    pub(crate) on_demand: Option<UsdPerHour>,
    pub(crate) reserved_1y: Option<UsdPerHour>,
    pub(crate) reserved_3y: Option<UsdPerHour>,
    pub(crate) spot: Option<UsdPerHour>,
    /// The ends seen in a history; otherwise the spread follows from the listing.
    pub(crate) spot_seen: Option<(UsdPerHour, UsdPerHour)>,
    pub(crate) interruption: Option<InterruptionBucket>,
    pub(crate) listing: Arc<Listing>,
    pub(crate) reserved_listing: Arc<Listing>,
    pub(crate) spot_listing: Arc<Listing>,
}

impl Quote {
    pub(crate) fn empty(region: RegionIx) -> Self {
        let nothing = Arc::new(Listing::default());
        Self {
            region,
            on_demand: None,
            reserved_1y: None,
            reserved_3y: None,
            spot: None,
            spot_seen: None,
            interruption: None,
            listing: nothing.clone(),
            reserved_listing: nothing.clone(),
            spot_listing: nothing,
        }
    }
}

/// Where prices come from; many quotes share one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listing {
    pub(crate) source: Arc<str>,
    pub(crate) date: Date,
    pub(crate) kind: ListingKind,
}

/// The name of a source whose amounts are in a currency other than the dollar.
pub(crate) fn in_currency(source: &str, label: &str) -> Arc<str> {
    Arc::from(format!("{source}, in {label}, not converted"))
}

/// The currency of a source's amounts, as [`in_currency`] wrote it; `None` for dollars.
pub(crate) fn currency_of(source: &str) -> Option<&str> {
    let (before, _) = source.rsplit_once(", not converted")?;
    before.rsplit_once(", in ").map(|(_, label)| label)
}

impl Default for Listing {
    fn default() -> Self {
        Self { source: Arc::from(""), date: Date::default(), kind: ListingKind::List }
    }
}

/// How the prices of a listing were come by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ListingKind {
    List,
    Cleaned,
    /// Read from a list older than the last change of the type's price in us-east-1.
    Moved,
    SpotAdvisor,
    SpotHistory,
    Negotiated {
        percent: f64,
    },
    Own,
}

#[cfg(test)]
mod tests {
    use super::{currency_of, in_currency};

    #[test]
    fn the_currency_stays_with_the_source() {
        let source = in_currency("Azure, in Europe, Retail Prices", "CHF");
        assert_eq!(currency_of(&source), Some("CHF"));
        assert_eq!(currency_of(&format!("your own file ({source})")), Some("CHF"));
        assert_eq!(currency_of("your own rates"), None);
    }
}

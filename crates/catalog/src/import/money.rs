//! What every price of a file goes through: is it one at all, and in which currency.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::quote::{Listing, ListingKind, in_currency};
use crate::{Date, Issue};

/// No machine costs more in an hour: the dearest in the catalogue is at 407 USD, and prices of a month, a year or in
/// thousandths that got into the wrong column are above this.
pub(crate) const MOST_PER_HOUR: f64 = 10_000.0;

/// A DBU costs less than a dollar; more than this is a price of something else.
pub(crate) const MOST_PER_DBU: f64 = 100.0;

/// The largest machines take some 120 DBU an hour.
pub(crate) const MOST_DBU_PER_HOUR: f64 = 10_000.0;

/// Google's most precise price has nine decimals; a core costs cents.
pub(crate) const MOST_FOR_A_PART: f64 = 100.0;

/// A price of an hour, or why it is none.
pub(crate) fn per_hour(price: f64) -> Result<f64, String> {
    up_to(price, MOST_PER_HOUR)
}

/// An amount above 0 and up to `most`, or why it is none.
pub(crate) fn up_to(amount: f64, most: f64) -> Result<f64, String> {
    if !amount.is_finite() || amount <= 0.0 {
        Err(format!("{amount} is no price"))
    } else if amount > most {
        Err(format!("{amount} is too much to be believed; more than {most}"))
    } else {
        Ok(amount)
    }
}

/// The listings of one file: one for each currency and date.
///
/// Amounts are taken in whatever currency they are in, as the user's own rates are: the label goes into the source of
/// every price, and nothing is converted.
pub(super) struct Listings {
    kind: &'static str,
    form: ListingKind,
    made: HashMap<(String, Date), Arc<Listing>>,
    labels: BTreeSet<String>,
}

impl Listings {
    pub(super) fn new(kind: &'static str, form: ListingKind) -> Self {
        Self { kind, form, made: HashMap::new(), labels: BTreeSet::new() }
    }

    /// The listing of a currency and a date; an empty label means US dollars.
    pub(super) fn of(&mut self, currency: &str, date: Date) -> Arc<Listing> {
        let label: String = currency.trim().chars().filter(|c| !c.is_control()).take(12).collect();
        let label = if label.is_empty() { "USD".to_owned() } else { label.to_uppercase() };
        if label != "USD" {
            self.labels.insert(label.clone());
        }
        let (kind, form) = (self.kind, self.form);
        let listing = self.made.entry((label, date)).or_insert_with_key(|(label, date)| {
            let source = match label.as_str() {
                "USD" => Arc::from(kind),
                label => in_currency(kind, label),
            };
            Arc::new(Listing { source, date: *date, kind: form })
        });
        listing.clone()
    }

    /// What there is to say of currencies other than the dollar.
    pub(super) fn issues(&self, place: &str) -> impl Iterator<Item = Issue> {
        self.labels.iter().map(move |label| {
            let what = format!("prices are in {label}; they are kept as they are and do not compare with dollars");
            Issue::within(place, what)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Listings, per_hour};
    use crate::Date;
    use crate::quote::ListingKind;

    #[test]
    fn a_price_is_above_nothing_and_below_a_house() {
        assert_eq!(per_hour(0.1), Ok(0.1));
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e7] {
            assert!(per_hour(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn other_currencies_keep_their_label() {
        let mut listings = Listings::new("a file", ListingKind::List);
        assert_eq!(&*listings.of("usd", Date::default()).source, "a file");
        assert_eq!(&*listings.of("eur", Date::default()).source, "a file, in EUR, not converted");
        assert_eq!(listings.issues("currency").count(), 1);
    }
}

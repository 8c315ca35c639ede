//! A house: the rules, the rates and the newer price files under which runs are advised, as one file for everybody.
//!
//! Whoever looks after the clouds of a company states once which machines may be used and what they cost there, and
//! hands the file on; it holds on the page and on the command line alike. Its form is `docs/schema/house.schema.json`.
//!
//! Texts of the user's stay texts here: a policy or a row of rates that is wrong is kept and told of, so that it can be
//! mended, and never silently left out.

mod bring;
mod card;
mod file;
mod in_force;
mod json;
mod rates;

pub use bring::{
    Brought, HouseKind, LARGEST_POLICY, LARGEST_RATES, MOST_RATES, RECOGNISED_BY, bring, longer_than_rates_may_be,
    policy_problems, recognise,
};
pub use card::{BroughtView, HouseFileView};
pub use file::HouseFile;
pub(crate) use in_force::InForce;
pub use json::{HouseError, MOST_FILES};
pub use rates::{RateIssue, RateRow, RatesTable};

/// What a house states. An empty text states nothing.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// The rules, as the text of a policy file (JSON).
    pub policy: String,
    /// Discounts, own rates and own machines, as the text of a rates file (CSV).
    pub rates: String,
    /// Newer price files, reduced to what is used of them. Later ones hold over earlier ones.
    pub files: Vec<HouseFile>,
}

impl House {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        self.policy.trim().is_empty() && self.rates.trim().is_empty() && self.files.is_empty()
    }

    /// Takes in what a file brought: rules and rates in place of those before, price files behind them, and another
    /// house in place of this one.
    pub fn take(&mut self, brought: Brought) {
        match brought {
            Brought::House(house) => *self = house,
            Brought::Policy(text) => self.policy = text,
            Brought::Rates(text) => self.rates = text,
            Brought::Prices(file) => self.files.push(*file),
        }
    }
}

#[cfg(test)]
mod tests;

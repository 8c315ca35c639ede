//! What a list of price files shows, and what a worker hands over of a file that it read.

use serde::{Deserialize, Serialize};

use super::{Brought, HouseFile};

/// A price file, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HouseFileView {
    /// Its name.
    pub name: String,
    /// What it was, in a few words.
    pub kind: String,
    /// The newest day that it states.
    pub date: Option<String>,
    /// Types, new or with newer facts.
    pub types: u64,
    /// Prices and interruption buckets, those of cores and memory included.
    pub prices: u64,
    /// Fees of platforms.
    pub fees: u64,
    /// Single prices of a spot price history.
    pub spot_samples: u64,
    /// Rows that were passed over on purpose.
    pub passed_over: u64,
    /// The first of what could not be used.
    pub issues: Vec<String>,
    /// How many such there are.
    pub issues_total: u64,
}

/// What a file brought, with its price files as views; what they hold goes beside it as JSON, one text for each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BroughtView {
    /// The text of a policy, where it brought one.
    pub policy: Option<String>,
    /// The text of rates, where it brought some.
    pub rates: Option<String>,
    /// Its price files.
    pub files: Vec<HouseFileView>,
    /// Whether it is a whole house, and so stands in place of the one before.
    pub whole: bool,
}

impl HouseFile {
    /// What a list shows of it.
    pub fn view(&self) -> HouseFileView {
        HouseFileView {
            name: self.name.clone(),
            kind: self.kind.clone(),
            date: self.date.clone(),
            types: self.overlay.instances.len() as u64,
            prices: (self.overlay.offers.len() + self.overlay.families.len()) as u64,
            fees: self.overlay.fees.len() as u64,
            spot_samples: self.overlay.spot_samples.len() as u64,
            passed_over: self.passed_over,
            issues: self.issues.clone(),
            issues_total: self.issues_total,
        }
    }
}

impl Brought {
    /// The view of it, and the JSON of each of its price files.
    pub fn apart(self) -> (BroughtView, Vec<String>) {
        let (view, files) = match self {
            Self::Policy(text) => (BroughtView { policy: Some(text), ..BroughtView::default() }, Vec::new()),
            Self::Rates(text) => (BroughtView { rates: Some(text), ..BroughtView::default() }, Vec::new()),
            Self::Prices(file) => (BroughtView::default(), vec![*file]),
            Self::House(house) => {
                let view = BroughtView {
                    policy: Some(house.policy),
                    rates: Some(house.rates),
                    whole: true,
                    ..BroughtView::default()
                };
                (view, house.files)
            }
        };
        let parts = files.iter().map(HouseFile::to_json).collect();
        (BroughtView { files: files.iter().map(HouseFile::view).collect(), ..view }, parts)
    }
}

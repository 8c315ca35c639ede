//! Who rents out the machine.

use std::fmt;

/// A cloud, or the user's own machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cloud {
    /// Amazon Web Services.
    Aws,
    /// Google Cloud.
    Gcp,
    /// Microsoft Azure.
    Azure,
    /// The user's own racks.
    OnPremises,
}

impl Cloud {
    /// The three whose prices are built in.
    pub const PUBLIC: [Self; 3] = [Self::Aws, Self::Gcp, Self::Azure];

    /// The word used in files, flags and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Gcp => "gcp",
            Self::Azure => "azure",
            Self::OnPremises => "onprem",
        }
    }

    /// Reads the word in any case; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Aws, Self::Gcp, Self::Azure, Self::OnPremises]
            .into_iter()
            .find(|cloud| word.trim().eq_ignore_ascii_case(cloud.word()))
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

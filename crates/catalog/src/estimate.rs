//! Estimating an AWS price in a region where only the us-east-1 price is known.
//!
//! AWS's regional prices are the us-east-1 price times a ratio that is the same for all sizes of a family (within
//! 0.5 % for 92 to 96 % of the families), and a new generation has had its predecessor's ratio: m6i to m7i, r6i to
//! r7i, c6i to c7i, m7g to m8g, c7g to c8g and i4i to i7ie agreed in every region within 0.4 %. Known exceptions:
//! Graviton in ap-south-1 (0.66 to 0.71 over one generation), and families with local disks (up to 7 %).

use std::sync::Arc;

use crate::Date;

/// The price of a family in a region over its price in us-east-1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegionRatio {
    pub(crate) family: Arc<str>,
    pub(crate) region: Arc<str>,
    pub(crate) ratio: f64,
    /// How much the sizes of the family differ in it.
    pub(crate) spread: f64,
    pub(crate) date: Date,
}

/// How far off an estimate from the type's own family, or from a predecessor, was found to be.
const WITHIN_OWN: f64 = 0.005;
const WITHIN_PREDECESSOR: f64 = 0.02;
const WITHIN_LOCAL_DISK: f64 = 0.07;
const WITHIN_GRAVITON_IN_INDIA: f64 = 0.10;

/// The ratio to use for `family` in `region`, the family it is from, and how far off it may be; `None` when neither
/// the family nor any predecessor was sold there.
pub(crate) fn ratio<'a>(ratios: &'a [RegionRatio], family: &str, region: &str) -> Option<(&'a RegionRatio, f64)> {
    for (steps, name) in std::iter::successors(Some(family.to_owned()), |f| predecessor(f)).enumerate() {
        if let Some(found) = ratios.iter().find(|r| *r.family == *name && *r.region == *region) {
            let within = match steps {
                0 => WITHIN_OWN,
                _ if region == "ap-south-1" && is_graviton(family) => WITHIN_GRAVITON_IN_INDIA,
                _ if attributes(family).contains('d') => WITHIN_LOCAL_DISK,
                _ => WITHIN_PREDECESSOR,
            };
            return Some((found, within.max(found.spread)));
        }
    }
    None
}

/// The same family one generation back: `m8g` to `m7g`, `c8i-flex` to `c7i-flex`; `None` before the fifth.
fn predecessor(family: &str) -> Option<String> {
    let at = family.find(|c: char| c.is_ascii_digit())?;
    let generation = family[at..].chars().next()?.to_digit(10).filter(|g| *g > 5)?;
    Some(format!("{}{}{}", &family[..at], generation - 1, &family[at + 1..]))
}

/// The letters behind the generation: `gd` of `m8gd`.
fn attributes(family: &str) -> &str {
    family.find(|c: char| c.is_ascii_digit()).map_or("", |at| &family[at + 1..])
}

fn is_graviton(family: &str) -> bool {
    attributes(family).starts_with('g')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(family: &str, region: &str) -> RegionRatio {
        RegionRatio { family: family.into(), region: region.into(), ratio: 1.1, spread: 0.0, date: Date::default() }
    }

    #[test]
    fn the_nearest_predecessor_lends_its_ratio() {
        let ratios = [one("m6gd", "eu-west-1"), one("m7g", "eu-west-1"), one("m7g", "ap-south-1")];
        let found = |family, region| ratio(&ratios, family, region).map(|(r, within)| (r.family.to_string(), within));
        assert_eq!(found("m7g", "eu-west-1"), Some(("m7g".to_owned(), WITHIN_OWN)));
        assert_eq!(found("m8g", "eu-west-1"), Some(("m7g".to_owned(), WITHIN_PREDECESSOR)));
        assert_eq!(found("m8gd", "eu-west-1"), Some(("m6gd".to_owned(), WITHIN_LOCAL_DISK)));
        assert_eq!(found("m8g", "ap-south-1"), Some(("m7g".to_owned(), WITHIN_GRAVITON_IN_INDIA)));
        assert_eq!(found("r8g", "eu-west-1"), None);
        assert_eq!(found("", "eu-west-1"), None);
    }
}

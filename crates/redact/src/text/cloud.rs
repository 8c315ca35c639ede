//! Hosts, regions and machine types: what the clouds give out is public, what people call their machines is not.

use crate::names::Names;
use crate::vocabulary::CLOUD;

/// A host: one token for the whole name, and behind it the cloud's own ending and region, which tell the platform.
pub(crate) fn host(host: &str, names: &mut Names) -> String {
    if host.is_empty() || host == "localhost" {
        return host.to_owned();
    }
    let mut out = names.token("host", '-', host);
    let labels: Vec<&str> = host.split('.').skip(1).collect();
    let public = host.ends_with(".internal") || host.ends_with(".amazonaws.com") || host.ends_with(".cloudapp.net");
    for label in labels.into_iter().filter(|_| public) {
        out.push('.');
        if CLOUD.has(label) || is_region(label) {
            out.push_str(label);
        } else {
            out.push_str(&names.token("x", '-', label));
        }
    }
    out
}

/// Whether a text is a region or a zone of a cloud: `us-west-2`, `us-west-2a`, `us-central1-b`, `westeurope`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let zone = |letter: &str| letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_lowercase());
    let word = |part: &str| CLOUD.has(part.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    match parts[..] {
        [azure] => {
            azure.len() > 5
                && CLOUD.has(azure)
                && !matches!(azure, "amazonaws" | "cloudapp" | "compute" | "google" | "internal" | "localhost")
        }
        [area, side] => word(area) && word(side) && side.len() <= 13,
        [area, side, last] => CLOUD.has(area) && word(side) && (zone(last) || numbered(last)),
        [area, gov, side, last] => CLOUD.has(area) && gov == "gov" && CLOUD.has(side) && numbered(last),
        _ => false,
    }
}

/// A digit and perhaps a letter, such as `2` or `2a`.
fn numbered(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'9', b'a'..=b'z'])
}

/// Whether a text is named like a machine type of a cloud: `m7g.2xlarge`, `Standard_E8s_v5`, `n2-highmem-8`.
pub(crate) fn is_machine_type(text: &str) -> bool {
    if text.len() > 32 || !text.is_ascii() {
        return false;
    }
    if let Some((family, size)) = text.split_once('.') {
        let size = size.trim_start_matches(|letter: char| letter.is_ascii_digit());
        return is_family(family) && (CLOUD.has(size) || size.starts_with("metal-"));
    }
    if let Some(rest) = text.strip_prefix("Standard_") {
        let mut parts = rest.split('_');
        return parts
            .next()
            .is_some_and(|part| part.starts_with(|c: char| c.is_ascii_uppercase()) && is_family_like(part))
            && parts.all(|part| part == "Promo" || part.len() <= 4 && is_family_like(part));
    }
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts[..], [family, kind, ..] if is_family(family) && CLOUD.has(kind))
        && parts[2..]
            .iter()
            .all(|part| *part == "lssd" || part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// At most four letters, digits, and at most five letters: `r6gd`, `n2d`, `i3en`.
fn is_family(text: &str) -> bool {
    let head = text.find(|letter: char| letter.is_ascii_digit()).unwrap_or(text.len());
    (1..=4).contains(&head)
        && text.len() > head
        && text.len() <= head + 8
        && is_family_like(text)
        && text[..head].bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Letters and digits, with a digit among them; a hyphen may stand before the last word.
fn is_family_like(text: &str) -> bool {
    text.len() <= 10
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_keep_what_the_cloud_gave() {
        let mut names = Names::new(b"key");
        let mut tail = |name: &str| host(name, &mut names).split_once('.').map(|(_, tail)| tail.to_owned());
        assert_eq!(tail("ip-10-0-0-1.us-west-2.compute.internal").as_deref(), Some("us-west-2.compute.internal"));
        let google = tail("payroll-w-0.us-central1-a.c.acme-prod.internal").unwrap_or_default();
        assert!(google.starts_with("us-central1-a.c.x-") && google.ends_with(".internal"), "{google}");
        assert_eq!(tail("db7.acme.com"), None);
        assert_eq!(tail("10.1.2.3"), None);
        assert_eq!(host("localhost", &mut names), "localhost");
    }

    #[test]
    fn regions_and_types_are_known_by_their_form() {
        for region in
            ["us-west-2", "us-west-2a", "us-gov-east-1", "us-central1", "europe-west4-b", "westeurope", "eastus2"]
        {
            assert!(is_region(region), "{region}");
        }
        for other in ["acme-west-2", "us-payroll-1", "internal", "ip-10-0-0-1", ""] {
            assert!(!is_region(other), "{other}");
        }
        for kind in
            ["m7g.2xlarge", "i3en.metal", "Standard_DS3_v2", "Standard_E8s_v5", "n2-highmem-8", "m7i-flex.large"]
        {
            assert!(is_machine_type(kind), "{kind}");
        }
        for other in ["payroll.large", "Standard_payroll", "acme-highmem-8", "m7g.payroll", "x"] {
            assert!(!is_machine_type(other), "{other}");
        }
    }
}

//! The headers that a host should send with this page, and those that it does send.

use js_sys::{Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::policy::{Policy, Standing, is_report};

/// The one source, as `cargo xtask headers` wrote it.
const WANTED: &str = include_str!("../../../../www/headers/_headers");
/// How long an answer may be kept is no matter of safety.
const NOT_JUDGED: &str = "cache-control";
/// The header of the policy.
pub(crate) const POLICY: &str = "Content-Security-Policy";

/// Headers that have a browser tell somebody of the page, or lead it on by itself.
const UNWANTED: [&str; 7] = [
    "Content-Security-Policy-Report-Only",
    "Link",
    "NEL",
    "Refresh",
    "Report-To",
    "Reporting-Endpoints",
    "Speculation-Rules",
];

/// What a host sends, by name in lower case.
pub(crate) type Sent = Vec<(String, String)>;

/// What a host sends with this page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Host {
    /// Its headers.
    pub(crate) headers: Sent,
    /// Whether that was when the page was kept for later; what is kept carries all headers that are wanted.
    pub(crate) kept: bool,
}

/// A header with how it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// Its name.
    pub(crate) name: &'static str,
    /// The value that it should have; empty where it should not be.
    pub(crate) wanted: &'static str,
    /// The value that it has, where it is sent.
    pub(crate) sent: Option<String>,
    /// How the two stand.
    pub(crate) standing: Standing,
}

/// The headers that are wanted.
fn wanted() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = WANTED.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
    lines.filter(|(name, _)| !name.eq_ignore_ascii_case(NOT_JUDGED))
}

/// The policy that the host should send.
pub(crate) fn wanted_policy() -> Policy {
    wanted().find(|(name, _)| *name == POLICY).map(|(_, value)| Policy::parse(value)).unwrap_or_default()
}

/// The policies that the host does send.
pub(crate) fn sent_policies(sent: &Sent) -> Vec<Policy> {
    value(sent, POLICY).map(Policy::parse_all).unwrap_or_default()
}

/// Each header that is wanted with what is sent, and each that is sent and should not be.
pub(crate) fn judged(sent: &Sent) -> Vec<Judged> {
    let unwanted = |name: &'static str| {
        let value = value(sent, name)?.to_owned();
        Some(Judged { name, wanted: "", sent: Some(value), standing: Standing::Weaker })
    };
    let one = |(name, wanted): (&'static str, &'static str)| {
        let value = value(sent, name);
        let standing = value.map_or(Standing::Missing, |value| standing(name, wanted, value));
        Judged { name, wanted, sent: value.map(str::to_owned), standing }
    };
    wanted().map(one).chain(UNWANTED.into_iter().filter_map(unwanted)).collect()
}

fn value<'a>(sent: &'a Sent, name: &str) -> Option<&'a str> {
    sent.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn standing(name: &str, wanted: &str, sent: &str) -> Standing {
    match name {
        POLICY => {
            let (wanted, sent) = (Policy::parse(wanted), Policy::parse_all(sent));
            let weaker = |name: &str| matches!(wanted.held(name, &sent), Standing::Weaker | Standing::Missing);
            let reports = sent.iter().flat_map(Policy::directives).any(|(name, _)| is_report(name));
            if reports || wanted.directives().any(|(name, _)| weaker(name)) {
                Standing::Weaker
            } else if wanted.directives().any(|(name, _)| wanted.held(name, &sent) == Standing::Stricter) {
                Standing::Stricter
            } else {
                Standing::Same
            }
        }
        "Permissions-Policy" => {
            let items = |text: &str| text.split(',').map(|item| item.trim().to_owned()).collect::<Vec<_>>();
            let (wanted, sent) = (items(wanted), items(sent));
            match (wanted.iter().all(|item| sent.contains(item)), sent.len() > wanted.len()) {
                (true, true) => Standing::Stricter,
                (true, false) => Standing::Same,
                (false, _) => Standing::Weaker,
            }
        }
        _ if sent.trim().eq_ignore_ascii_case(wanted) => Standing::Same,
        _ => Standing::Weaker,
    }
}

/// What the host sends with this page; `None` where there is no host, or the browser does not say.
pub(crate) async fn sent() -> Option<Host> {
    let afterglow = Reflect::get(&js_sys::global(), &"afterglow".into()).ok()?;
    let promise = Reflect::get(&afterglow, &"headers".into()).ok()?.dyn_into::<Promise>().ok()?;
    serde_wasm_bindgen::from_value(JsFuture::from(promise).await.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_wanted() -> Sent {
        wanted().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect()
    }

    #[test]
    fn what_the_one_source_says_is_as_wanted() {
        let judged = judged(&as_wanted());
        assert!(judged.len() > 5 && judged.iter().any(|header| header.name == POLICY));
        assert!(judged.iter().all(|header| header.standing == Standing::Same), "{judged:?}");
        assert!(!judged.iter().any(|header| header.name == "Cache-Control"));
    }

    #[test]
    fn a_host_that_sends_less_is_told_of() {
        let mut sent = as_wanted();
        sent.retain(|(name, _)| name != "referrer-policy");
        for (name, value) in &mut sent {
            match name.as_str() {
                "content-security-policy" => *value = value.replace("connect-src 'self'", "connect-src *"),
                "x-frame-options" => "SAMEORIGIN".clone_into(value),
                "permissions-policy" => "camera=()".clone_into(value),
                _ => {}
            }
        }
        let standing = |name: &str| judged(&sent).iter().find(|header| header.name == name).map(|one| one.standing);
        assert_eq!(standing(POLICY), Some(Standing::Weaker));
        assert_eq!(standing("X-Frame-Options"), Some(Standing::Weaker));
        assert_eq!(standing("Permissions-Policy"), Some(Standing::Weaker));
        assert_eq!(standing("Referrer-Policy"), Some(Standing::Missing));
        assert_eq!(standing("X-Content-Type-Options"), Some(Standing::Same));
    }

    #[test]
    fn a_host_that_asks_for_reports_is_told_of() {
        let mut sent = as_wanted();
        sent.push(("report-to".to_owned(), "{}".to_owned()));
        assert_eq!(judged(&sent).iter().filter(|one| one.standing == Standing::Weaker).count(), 1);
        for (_, value) in sent.iter_mut().filter(|(name, _)| name == "content-security-policy") {
            value.push_str("; report-uri https://elsewhere.example/");
        }
        assert_eq!(judged(&sent).iter().filter(|one| one.standing == Standing::Weaker).count(), 2);
    }
}

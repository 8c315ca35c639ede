//! What is said of the page itself: its policy, its host's headers, its requests, its keeping.

use afterglow_engine::contract::EngineJson;

use super::format;
use crate::guard::policy::Standing;

pub(crate) const TITLE: &str = "What this page may do";
pub(crate) const FOUND_BY: &str = "What this page may do: policy, requests, nothing leaves";
pub(crate) const ABOUT: &str = "What the browser holds this page to, and what it asked for since it was loaded";

pub(crate) const SINCE: &str = "Since the page was loaded";
pub(crate) const ASKED: &str = "Requests";
pub(crate) const REFUSED: &str = "Refused";
pub(crate) const REFUSED_MORE: &str = "Attempts, loading included, that the policy or the page's own guard stopped. There should be none: no code of ours tries.";
pub(crate) const NOT_COUNTED_OF_FILE: &str = "Not counted: what is read from memory.";
pub(crate) const NOT_COUNTED: &str = "Not counted: what is read from memory; the page's own files, which the browser takes from the host to keep them for later; and the browser's own look, when the page is opened and at times while it is open, whether the host has newer ones. These ask for fixed addresses of this page's folder, with what browsers add to every request, such as this host's cookies; nothing of yours is in them.";
pub(crate) const WHAT: &str = "What";
pub(crate) const BY: &str = "By";

pub(crate) const POLICY: &str = "The policy in force";
pub(crate) const POLICY_MORE: &str = "It stands in the page itself, and binds the page and the engine's workers whatever the host sends. Where the host sends one as well, both hold.";
pub(crate) const DIRECTIVE: &str = "Directive";
pub(crate) const ALLOWS: &str = "The page allows";
pub(crate) const HOSTS: &str = "The host's policy";
pub(crate) const MEANS: &str = "What for";

pub(crate) const HEADERS: &str = "Headers of the host";
pub(crate) const HEADER: &str = "Header";
pub(crate) const WANTED: &str = "Should be";
pub(crate) const SENT: &str = "Is";
pub(crate) const WITHOUT: &str = "Without it";
pub(crate) const NOT_SENT: &str = "not sent";
pub(crate) const ONE_FILE: &str =
    "This page is one file: its own policy forbids every connection, and no host has to send anything.";
pub(crate) const WHEN_KEPT: &str = "As the host sent them when this version was kept. The kept page carries all headers in any case. To see what the host sends now, load the page past what is kept (Ctrl+Shift+R).";
pub(crate) const NOT_TOLD: &str = "The browser did not tell what the host sends with this page. Look with curl -I, or in the browser's network panel.";
pub(crate) const WEAKER_MORE: &str = "The page's own policy holds all the same, but what only a header can do is not done. Whoever runs this host finds ready files for its kind of server in dist/headers, and the steps in docs/hosting.md.";
pub(crate) const ALL_SENT: &str = "The host sends every header that it should.";

pub(crate) const KEPT: &str = "Kept for later";
pub(crate) const KEPT_MORE: &str = "This version is kept in this browser and opens without its host. The page's requests are answered from what is kept, and every other one is refused.";
pub(crate) const PAST: &str = "A version is kept in this browser, but this time the page was loaded past it (a forced reload): its policy holds, but requests to its own host are not refused. Load it once more in the usual way.";
pub(crate) const STARTING: &str = "Being kept: the browser takes the files of this version from the host, once.";

pub(crate) const NO_MEANS: &str = "What no policy can forbid";
pub(crate) const NO_MEANS_MORE: [(&str, &str); 6] = [
    (
        "Going to another address",
        "No directive covers it. The page stops every such step of a script, where the browser tells of it beforehand (Chrome and Edge, Firefox 147, Safari 26.2 and newer).",
    ),
    (
        "Opening a window",
        "No directive covers it. The page has taken the function away from its scripts, and stops clicks on links that lead out.",
    ),
    (
        "WebRTC",
        "No browser has a directive for it yet. The page has taken it away from its scripts, and frames, out of which it could be had anew; frames in markup where the browser has Trusted Types (Chrome and Edge, Firefox 148, Safari 26 and newer).",
    ),
    (
        "Asking for a name (DNS)",
        "Browsers may look up the names of links beforehand. The page has none that leads out, and asks for no such look.",
    ),
    (
        "Pages of the same origin",
        "A browser lets them reach into each other. This page stores nothing of a log unless you ask for it, hears no messages of others, and best has an origin of its own.",
    ),
    ("Extensions", "They stand above every page. Use a browser profile without them where that matters."),
];

pub(crate) const NEWER: &str = "A newer version of Afterglow is ready.";
pub(crate) const TAKE: &str = "Take it";
pub(crate) const LATER: &str = "Later";

/// By whom requests were counted.
pub(crate) fn counted(workers: u32) -> String {
    format!(
        "by this page and {}, in the browser's own record",
        format::number_of(f64::from(workers), "worker", "workers")
    )
}

pub(crate) const NO_CONNECTION: &str = "No connection to anybody, not even to a host of its own";

pub(crate) const VERSION: &str = "This version";
pub(crate) const VERSION_MORE: &str = "Reports carry the same hash, which is that of the sources that answers are made by. Whether the page's files are those of a delivery is told by its SHA256SUMS.";

/// Which version this is.
pub(crate) fn version(engine: &EngineJson) -> String {
    format!("Afterglow {}, engine ", engine.version)
}

/// What taking the newer version ends.
pub(crate) fn ends(runs: usize) -> String {
    match runs {
        0 => "The page is loaded anew.".to_owned(),
        runs => format!(
            "The page is loaded anew, and {} closed.",
            format::number_of(runs as f64, "open run is", "open runs are")
        ),
    }
}

/// Headers that are not as they should be.
pub(crate) fn weaker(count: usize, all: usize) -> String {
    format!(
        "This host is weaker than it should be: {count} of {all} headers are missing or let out more than they should."
    )
}

/// How a header or a directive stands, with its sign and kind.
pub(crate) fn standing(standing: Standing) -> (&'static str, &'static str, &'static str) {
    match standing {
        Standing::Same => ("good", "✓", "as it should be"),
        Standing::Stricter => ("warn", "!", "stricter; parts of the page may not work"),
        Standing::Weaker => ("bad", "✕", "allows more"),
        Standing::Missing => ("warn", "!", NOT_SENT),
    }
}

/// What a directive is for.
pub(crate) fn directive(name: &str) -> &'static str {
    match name {
        "default-src" => "What is not named here is forbidden",
        "script-src" => "The page's own scripts, and compiling WebAssembly; no text becomes a script",
        "style-src" => "The page's own style sheet",
        "img-src" => "The icon, and pictures made of charts",
        "connect-src" => "The module and the bundled samples of this site, nothing of another",
        "worker-src" => "The engine, made in memory so that this policy binds it too",
        "manifest-src" => "Name and icon for installing",
        "base-uri" => "Nobody can turn the page's addresses elsewhere",
        "form-action" => "Nothing can be sent as a form",
        "frame-ancestors" => "No other page can show this one inside of it; only a header can say so",
        "require-trusted-types-for" => "No string becomes markup or a script's address by itself",
        "report-uri" | "report-to" => "With it, the browser tells that address of what is refused here",
        "trusted-types" => "One guarded way for such strings, and no other",
        _ => "",
    }
}

/// What can happen where a header is missing.
pub(crate) fn without(header: &str) -> &'static str {
    match header {
        "Content-Security-Policy" => {
            "Another page could show this one in a frame; the rest holds by the page's own policy"
        }
        "X-Content-Type-Options" => "Browsers may guess the kind of a file",
        "X-Frame-Options" => "Old browsers let another page show this one in a frame",
        "Referrer-Policy" | "X-DNS-Prefetch-Control" => "The page says the same in itself",
        "Cross-Origin-Opener-Policy" => "A page that opened this one keeps a hold of its window",
        "Cross-Origin-Resource-Policy" => "Other sites can load this site's files, none of which is secret",
        "Content-Security-Policy-Report-Only" | "NEL" | "Report-To" | "Reporting-Endpoints" => {
            "With it, the browser tells somebody what happens on this page"
        }
        "Link" | "Refresh" | "Speculation-Rules" => "With it, the browser asks for other addresses by itself",
        "Permissions-Policy" => "Camera, place and the like stay at the browser's own question",
        _ => "",
    }
}

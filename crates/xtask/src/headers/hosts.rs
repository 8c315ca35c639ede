//! The policy written for each kind of host.

use super::all;
use std::fmt::Write as _;

/// The kinds of the site's files. A host that does not know one sends it as something that `nosniff` refuses, or, as IIS
/// does, not at all.
const KINDS: &[(&str, &str)] = &[
    ("html", "text/html"),
    ("css", "text/css"),
    ("js", "text/javascript"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("txt", "text/plain"),
    ("zstd", "application/octet-stream"),
];

const SAID: &str = "Written by `cargo xtask headers`; change crates/xtask/src/headers.rs instead.";

/// Name and text of every file in `www/headers`.
pub(super) fn files() -> Vec<(&'static str, String)> {
    vec![
        ("nginx.conf", nginx()),
        ("htaccess", apache()),
        ("Caddyfile", caddy()),
        ("web.config", iis()),
        ("cloudfront.json", cloudfront()),
        ("_headers", underscore()),
    ]
}

/// To be included in a `server` or `location` block.
fn nginx() -> String {
    let mut text = format!("# {SAID}\n# Include this in the server or location block that serves the site.\n");
    for (name, value) in all(false) {
        let _ = writeln!(text, "add_header {name} \"{value}\" always;");
    }
    // A block of types replaces all that were known before, so it names every one of ours.
    text += "types {\n";
    for (ending, kind) in KINDS {
        let _ = writeln!(text, "    {kind} {ending};");
    }
    text + "}\ncharset utf-8;\nautoindex off;\n"
}

/// Lies in the site's folder as `.htaccess`, or in a `<Directory>` block.
fn apache() -> String {
    let mut text =
        format!("# {SAID}\n# Needs mod_headers, and AllowOverride FileInfo Options when used as .htaccess.\n");
    for (name, value) in all(false) {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    for (ending, kind) in KINDS {
        let _ = writeln!(text, "AddType {kind} .{ending}");
    }
    text + "AddDefaultCharset utf-8\nOptions -Indexes\n"
}

fn caddy() -> String {
    let mut text = format!("# {SAID}\n:8080 {{\n\troot * /srv/afterglow\n\tfile_server\n\theader {{\n");
    for (name, value) in all(false) {
        let _ = writeln!(text, "\t\t{name} \"{value}\"");
    }
    text + "\t}\n}\n"
}

/// Lies in the site's folder.
fn iis() -> String {
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {SAID} -->\n<configuration>\n  <system.webServer>\n");
    text += "    <directoryBrowse enabled=\"false\" />\n    <staticContent>\n";
    for (ending, kind) in KINDS {
        let _ = writeln!(text, "      <remove fileExtension=\".{ending}\" />");
        let _ = writeln!(text, "      <mimeMap fileExtension=\".{ending}\" mimeType=\"{kind}\" />");
    }
    text += "    </staticContent>\n";
    text += "    <httpProtocol>\n      <customHeaders>\n";
    for (name, value) in all(false) {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        let _ = writeln!(text, "        <remove name=\"{name}\" />\n        <add name=\"{name}\" value=\"{value}\" />");
    }
    text + "      </customHeaders>\n    </httpProtocol>\n  </system.webServer>\n</configuration>\n"
}

/// A response headers policy, for `aws cloudfront create-response-headers-policy`, before a bucket that cannot send any.
fn cloudfront() -> String {
    let items: Vec<serde_json::Value> = all(false)
        .into_iter()
        .filter(|(name, _)| !OF_CLOUDFRONT.contains(name))
        .map(|(name, value)| serde_json::json!({ "Header": name, "Value": value, "Override": true }))
        .collect();
    let policy = serde_json::json!({
        "Comment": "Security policy of Afterglow",
        "Name": "afterglow",
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": super::policy() },
            "ContentTypeOptions": { "Override": true },
            "FrameOptions": { "Override": true, "FrameOption": "DENY" },
            "ReferrerPolicy": { "Override": true, "ReferrerPolicy": "no-referrer" }
        },
        "CustomHeadersConfig": { "Quantity": items.len(), "Items": items }
    });
    format!("{policy:#}\n")
}

/// Headers for which CloudFront has fields of its own and refuses custom ones.
const OF_CLOUDFRONT: &[&str] =
    &["Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"];

/// The form that several static hosts read from the site's root.
fn underscore() -> String {
    let mut text = format!("# {SAID}\n/*\n");
    for (name, value) in all(false) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    text
}

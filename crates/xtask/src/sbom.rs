//! The bill of materials of the page, in CycloneDX 1.6 (ECMA-424), for those who must list what they host.
//!
//! Without a serial number and a date: the same lock files give the same bytes.

use crate::shell::Outcome;
use crate::shipped::{Part, parts};
use serde_json::{Value, json};

/// The document as JSON text.
///
/// # Errors
/// When the parts cannot be listed.
pub(crate) fn text() -> Outcome<String> {
    let components: Vec<Value> = parts()?.iter().map(component).collect();
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "afterglow",
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn component(part: &Part) -> Value {
    let (kind, checksum) = &part.checksum;
    let mut component = json!({
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        // `/` is how some old manifests write OR.
        "licenses": [{"expression": part.licence.replace('/', " OR ")}],
    });
    if *kind == "sha256" {
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    } else {
        component["properties"] = json!([{"name": kind, "value": checksum}]);
    }
    component
}

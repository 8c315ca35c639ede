//! Makes one HTML file of the built site, which opens from a disk or a stick without any server.
//!
//! A page on `file://` can load no neighbour, so everything is inside: the style, the scripts as classic inline scripts
//! that the policy names by hash, the module and the samples as base64 in elements that browsers do not run.

use crate::shell::{Outcome, files_under, read};
use crate::{digest, headers, html};
use std::path::Path;

/// The one-file page of the site in `folder`.
///
/// # Errors
/// When a part of the site is missing, or contains text that would end the element it has to stand in.
pub(crate) fn page(folder: &Path) -> Outcome<String> {
    let site = read(&folder.join("index.html"))?;
    let title = "<title>";
    let head_end = site.find("</head>").ok_or("index.html has no </head>")?;
    let body_end = site.rfind("</body>").ok_or("index.html has no </body>")?;

    let mut style = String::new();
    let mut data = String::new();
    let mut icon = String::new();
    for link in html::tags(&site, "link") {
        let Some(address) = link.attribute("href") else { continue };
        if link.attribute("id") == Some("afterglow-wasm") {
            data += &block("afterglow-wasm", &bytes(folder, address)?);
        } else if link.attribute("rel") == Some("stylesheet") {
            style += &read(&folder.join(address))?;
        } else if link.attribute("rel") == Some("icon") {
            // It stands in the page as a data: address already.
            icon = format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"{address}\">\n");
        }
    }
    for sample in files_under(&folder.join("samples"), &[])? {
        let name = sample.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != "README.md" {
            data += &block(&format!("sample:{name}"), &std::fs::read(&sample)?);
        }
    }

    let mut scripts = String::new();
    let mut hashes = Vec::new();
    for script in html::tags(&site, "script") {
        let address = script.attribute("src").ok_or("index.html has an inline script, which its policy forbids")?;
        let text = read(&folder.join(address))?;
        inside(&text, "script", address)?;
        hashes.push(digest::csp_source(&text));
        let id = script.attribute("id").map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
        scripts += &format!("<script{id}>{text}</script>\n");
    }
    inside(&style, "style", "the style sheet")?;

    // What stands in the head before the title stays (character set, policy); what links to neighbours goes.
    let fixed = |text: &str| -> String {
        text.lines().filter(|line| !line.contains("<link") && !line.contains("<script")).fold(String::new(), joined)
    };
    let head_start = site.find(title).ok_or("index.html has no <title>")?;
    let policy = headers::single_file_policy(&hashes, &[digest::csp_source(&style)]);
    let head = headers::with_policy(&fixed(&site[..head_start]), &policy)?;
    let name = fixed(&site[head_start..head_end]);
    let body = fixed(&site[head_end..body_end]);
    Ok(format!("{head}{name}{icon}<style>{style}</style>\n{body}{data}{scripts}</body>\n</html>\n"))
}

fn joined(text: String, line: &str) -> String {
    if line.trim().is_empty() { text } else { text + line + "\n" }
}

fn bytes(folder: &Path, address: &str) -> Outcome<Vec<u8>> {
    std::fs::read(folder.join(address)).map_err(|error| format!("{address}: {error}").into())
}

/// An element of a type that browsers neither run nor show.
fn block(id: &str, content: &[u8]) -> String {
    format!("<script id=\"{id}\" type=\"application/octet-stream\">{}</script>\n", digest::base64(content))
}

/// Refuses text that HTML would read as the end of its element, or (in scripts) as a comment that changes what follows.
fn inside(text: &str, element: &str, what: &str) -> Outcome {
    let lower = text.to_ascii_lowercase();
    let ends = lower.contains(&format!("</{element}"));
    if ends || (element == "script" && lower.contains("<!--")) {
        return Err(format!("{what} cannot stand inside an HTML page: it contains </{element} or <!--").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn text_that_would_leave_its_element_is_refused() {
        assert!(inside("let a = 1 < 2;", "script", "x").is_ok());
        assert!(inside("'</SCRIPT>'", "script", "x").is_err());
        assert!(inside("'<!-- '", "script", "x").is_err());
        assert!(inside("a{}</style>", "style", "x").is_err());
    }
}

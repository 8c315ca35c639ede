//! The house rules that a machine can check. `cargo xtask tidy` prints what breaks one; the tests run the same checks.

mod layers;
mod text;

use crate::shell::{Outcome, read, root};
use crate::{headers, html};
use std::path::Path;

/// Runs every check on the source.
///
/// # Errors
/// With one line for each place that breaks a rule.
pub(crate) fn check() -> Outcome {
    let metadata = crate::licences::metadata()?;
    let mut wrong = layers::broken(&metadata);
    wrong.extend(text::broken()?);
    let reasons = read(&root().join("docs/dependencies.md"))?;
    wrong.extend(layers::unexplained(&metadata, &reasons));
    wrong.extend(headers::stale()?.iter().map(|file| format!("{}: run `cargo xtask headers`", file.display())));
    report(&wrong)
}

/// Checks the built shapes: nothing in them is loaded from another origin.
///
/// # Errors
/// With one line for each address that a browser would follow by itself.
pub(crate) fn check_dist(dist: &Path) -> Outcome {
    let mut wrong = Vec::new();
    for page in ["site/index.html", "afterglow.html"] {
        let text = read(&dist.join(page))?;
        for (tag, attribute) in
            [("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("base", "href")]
        {
            let tags = html::tags(&text, tag);
            let addresses = tags.iter().filter_map(|tag| tag.attribute(attribute));
            let foreign = addresses.filter(|address| address.contains("//") && !address.starts_with("data:"));
            wrong.extend(foreign.map(|address| format!("{page}: <{tag}> loads {address}")));
        }
        if !text.contains("default-src 'none'") {
            wrong.push(format!("{page}: has no policy"));
        }
    }
    for sheet in crate::shell::files_under(&dist.join("site"), &["css"])? {
        let text = read(&sheet)?;
        if text.contains("@import") || text.contains("url(") {
            wrong.push(format!("{}: loads another file (@import or url)", sheet.display()));
        }
    }
    report(&wrong)
}

fn report(wrong: &[String]) -> Outcome {
    if wrong.is_empty() { Ok(()) } else { Err(format!("house rules:\n  {}", wrong.join("\n  ")).into()) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        if let Err(error) = super::check() {
            panic!("{error}");
        }
    }
}

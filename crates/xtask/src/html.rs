//! As much HTML as we need to take our own page apart: start tags and their attributes.
//!
//! For: the page that Trunk wrote from `www/index.html`. Never for HTML of others: comments that hold tags, unquoted
//! values with `>` and the like are not understood.

use std::ops::Range;

/// One start tag with where it stands in the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// From `<` to `>`.
    pub(crate) place: Range<usize>,
    text: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, if it is there with a quoted value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        let start = self.text.find(&format!(" {name}=\""))? + name.len() + 3;
        self.text[start..].split('"').next()
    }
}

/// All start tags of one name, in order.
pub(crate) fn tags<'a>(html: &'a str, name: &str) -> Vec<Tag<'a>> {
    let mut found = Vec::new();
    let open = format!("<{name}");
    let mut from = 0;
    while let Some(at) = html[from..].find(&open).map(|at| from + at) {
        let Some(end) = html[at..].find('>').map(|end| at + end + 1) else { break };
        let text = &html[at..end];
        if text[open.len()..].starts_with([' ', '>', '/']) {
            found.push(Tag { place: at..end, text });
        }
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes() {
        let page = r#"<link rel="icon" href="a.svg"/><links><script defer src="b.js"></script>"#;
        let links = tags(page, "link");
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].attribute("href"), Some("a.svg"));
        assert_eq!(links[0].attribute("src"), None);
        assert_eq!(tags(page, "script")[0].attribute("src"), Some("b.js"));
    }
}

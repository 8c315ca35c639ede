//! The texts of a report as HTML, in the form that is written here. Of anything else it finds something, or nothing.

use super::leaf::Leaves;

/// What stands between the tags whose text counts.
const TEXTS: [&str; 13] =
    ["title", "h1", "h2", "h3", "p", "li", "pre", "caption", "figcaption", "th", "td", "text", "style"];

/// All texts, in their order.
pub(super) fn leaves(page: &str) -> Leaves {
    let mut leaves = Leaves::new();
    let mut at = 0;
    while let Some((begin, end)) = tag(page, at) {
        let inside = &page[begin..end];
        at = end + 1;
        let name = inside.split([' ', '/', '\n']).next().unwrap_or_default();
        if TEXTS.contains(&name) {
            let rest = &page[at..];
            let (text, behind) = match rest.find(&format!("</{name}>")) {
                Some(length) => (&rest[..length], at + length),
                None => (rest, page.len()),
            };
            text_of(&mut leaves, name, inside, text);
            at = behind;
        }
        match name {
            "table" => leaves.table(),
            "tr" => leaves.row(),
            "rect" | "polygon" | "polyline" | "line" => leaves.drawn(inside.to_owned()),
            _ => {}
        }
    }
    leaves
}

/// The next tag from a place on: where its inside begins and ends.
fn tag(page: &str, from: usize) -> Option<(usize, usize)> {
    let begin = from + page.get(from..)?.find('<')? + 1;
    Some((begin, begin + page.get(begin..)?.find('>')?))
}

fn text_of(leaves: &mut Leaves, name: &str, inside: &str, text: &str) {
    let plain = || unescaped(&untagged(text));
    match name {
        "title" | "h1" => leaves.title(plain()),
        "h2" => leaves.heading(plain()),
        "li" => leaves.entry(plain()),
        "pre" if inside.contains("record") => leaves.lines(&plain(), "record"),
        "pre" => leaves.lines(&plain(), "configuration"),
        "text" => leaves.drawn(plain()),
        "th" if inside.contains("scope=\"col\"") => leaves.head(plain()),
        "th" | "td" => leaves.cell(plain()),
        // The look is no text; that it is ours is seen with all that stands around the texts.
        "style" => {}
        _ => leaves.paragraph(plain()),
    }
}

/// A text without the tags in it.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((begin, end)) = tag(text, at) {
        out.push_str(text.get(at..begin - 1).unwrap_or_default());
        at = end + 1;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// What was escaped, as it was.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

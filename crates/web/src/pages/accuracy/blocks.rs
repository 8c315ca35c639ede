//! The few forms of Markdown that the accuracy page is written in, as plain text to show.

/// A piece of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Heading { depth: usize, text: String },
    Paragraph(String),
    Items(Vec<String>),
    Table { head: Vec<String>, rows: Vec<Vec<String>> },
}

/// The blocks of a page; each paragraph is one line, as the page is written. Comments are left out.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut all = Vec::new();
    for line in page.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("<!--")) {
        if let Some(cells) = line.strip_prefix('|') {
            row(&mut all, cells);
        } else if let Some(item) = line.strip_prefix("- ") {
            match all.last_mut() {
                Some(Block::Items(items)) => items.push(plain(item)),
                _ => all.push(Block::Items(vec![plain(item)])),
            }
        } else if line.starts_with('#') {
            let text = line.trim_start_matches('#');
            all.push(Block::Heading { depth: line.len() - text.len(), text: plain(text.trim()) });
        } else {
            all.push(Block::Paragraph(plain(line)));
        }
    }
    all
}

/// A line of a table goes to the table before it, unless that is another one: then it is a head.
fn row(all: &mut Vec<Block>, cells: &str) {
    let cells: Vec<&str> = cells.trim_end_matches('|').split('|').map(str::trim).collect();
    let rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|mark| matches!(mark, '-' | ':')));
    match all.last_mut() {
        Some(Block::Table { .. }) if rule => {}
        Some(Block::Table { rows, .. }) => rows.push(cells.into_iter().map(plain).collect()),
        _ => all.push(Block::Table { head: cells.into_iter().map(plain).collect(), rows: Vec::new() }),
    }
}

/// Text without marks of emphasis and code, and links by what they are called: the page has nowhere to lead to.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        match link.split_once("](").and_then(|(name, target)| Some((name, target.split_once(')')?.1))) {
            Some((name, after)) if !name.contains('[') => {
                out.push_str(name);
                rest = after;
            }
            _ => {
                out.push('[');
                rest = link;
            }
        }
    }
    out.push_str(rest);
    out.replace("**", "").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_page_becomes_its_blocks() {
        let page = "# Top\n\nSee [model.md](model.md) on `local[2]`, **all** of it.\n\n| a | b |\n| --- | ---: |\n| 1 |  |\n\n- one\n- two\n<!-- end -->\n";
        let text = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            blocks(page),
            [
                Block::Heading { depth: 1, text: "Top".into() },
                Block::Paragraph("See model.md on local[2], all of it.".into()),
                Block::Table { head: text(&["a", "b"]), rows: vec![text(&["1", ""])] },
                Block::Items(text(&["one", "two"])),
            ]
        );
    }
}

//! The texts of a report as Markdown, in the form that is written here, and its fenced blocks.

use super::leaf::Leaves;
use crate::away::RECORD_WORD;

/// A line outside of fences, or what stands between two.
enum Piece<'a> {
    Line(&'a str),
    /// The word behind the fence and the lines; whether the fence was closed.
    Block(&'a str, String, bool),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let word = line.trim_start_matches('`');
        let fence = &line[..line.len() - word.len()];
        if fence.len() < 3 {
            pieces.push(Piece::Line(line));
            continue;
        }
        let mut block = Vec::new();
        let closed = loop {
            match lines.next() {
                Some(line) if line == fence => break true,
                Some(line) => block.push(line),
                None => break false,
            }
        };
        pieces.push(Piece::Block(word, block.join("\n"), closed));
    }
    pieces
}

/// The last block of a report's kind; an error where a block does not end.
pub(super) fn record(text: &str) -> Result<Option<String>, ()> {
    let mut found = None;
    for piece in pieces(text) {
        match piece {
            Piece::Block(_, _, false) => return Err(()),
            Piece::Block(word, block, _) if word == RECORD_WORD => found = Some(block),
            _ => {}
        }
    }
    Ok(found)
}

/// All texts, in their order.
pub(super) fn leaves(text: &str) -> Leaves {
    let mut leaves = Leaves::new();
    let mut before = "";
    // Whether the rows of the table at hand stand below its head already.
    let mut below = false;
    for piece in pieces(text) {
        let line = match piece {
            Piece::Line(line) => line,
            Piece::Block(word, block, _) => {
                leaves.lines(&block, if word == RECORD_WORD { "record" } else { "configuration" });
                continue;
            }
        };
        if let Some(row) = line.strip_prefix('|') {
            if !before.starts_with('|') {
                leaves.table();
                below = false;
            }
            let cells = cells(row);
            let rule = cells.iter().all(|cell| matches!(&**cell, "---" | "---:"));
            if rule && !below {
                below = true;
            } else if below {
                leaves.row();
                for cell in cells {
                    leaves.cell(cell);
                }
            } else {
                for cell in cells {
                    leaves.head(cell);
                }
            }
        } else if let Some(text) = line.strip_prefix("## ") {
            leaves.heading(plain(text));
        } else if let Some(text) = line.strip_prefix("# ") {
            leaves.title(plain(text));
        } else if let Some(text) = line.strip_prefix("- ") {
            leaves.entry(plain(text));
        } else if !line.is_empty() {
            leaves.paragraph(plain(line));
        }
        before = line;
    }
    leaves
}

/// The cells of a row behind its first bar.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for letter in row.trim_end().strip_suffix('|').unwrap_or(row).chars() {
        match letter {
            '|' if !escaped => cells.push(String::new()),
            other => cells.last_mut().into_iter().for_each(|cell| cell.push(other)),
        }
        escaped = letter == '\\' && !escaped;
    }
    cells.iter().map(|cell| plain(cell.trim())).collect()
}

/// A text as it was before it was made harmless.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().filter(|letter| *letter != '\u{200b}').peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            other => out.push(other),
        }
    }
    out.replace("&amp;", "&")
}

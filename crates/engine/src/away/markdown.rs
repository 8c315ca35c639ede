//! A document as Markdown, for a ticket.

use super::document::{Block, Document, Table};

/// What stands behind the fence of a record.
pub(crate) const RECORD_WORD: &str = "json";

/// The document's text. What a log says stays text: no markup, no link, no table of its own.
pub(super) fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n", plain(&document.title));
    for block in &document.blocks {
        match block {
            Block::Heading(text) => push(&mut out, &format!("\n## {}", plain(text))),
            Block::Point { title, remark } => {
                let remark = if remark.is_empty() { String::new() } else { format!(" ({})", plain(remark)) };
                push(&mut out, &format!("\n**{}**{remark}", plain(title)));
            }
            Block::Text(text) | Block::Small(text) => push(&mut out, &format!("\n{}", plain(text))),
            Block::Strong(text) => push(&mut out, &format!("\n**{}**", plain(text))),
            Block::List(lines) => {
                out.push('\n');
                for line in lines {
                    push(&mut out, &format!("- {}", plain(line)));
                }
            }
            Block::Table(of) => table(&mut out, of),
            Block::Code(text) => {
                let fence = fence(text);
                push(&mut out, &format!("\n{fence}\n{}\n{fence}", text.trim_end()));
            }
            Block::Record(json) => {
                let fence = fence(json);
                push(&mut out, &format!("\n{fence}{RECORD_WORD}\n{json}\n{fence}"));
            }
            // The figures of both stand in the table beside them.
            Block::Bar(_) | Block::Curve { .. } => {}
        }
    }
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn table(out: &mut String, table: &Table) {
    let width = table.rows.first().map_or(0, Vec::len).max(table.head.len());
    let row = |cells: &mut dyn Iterator<Item = String>| format!("| {} |", cells.collect::<Vec<_>>().join(" | "));
    if !table.caption.is_empty() {
        push(out, &format!("\n{}", plain(&table.caption)));
    }
    out.push('\n');
    let head: Vec<String> = (0..width).map(|at| table.head.get(at).copied().unwrap_or_default().to_owned()).collect();
    push(out, &row(&mut head.into_iter()));
    push(out, &row(&mut (0..width).map(|at| if at >= table.numbers { "---:" } else { "---" }.to_owned())));
    for cells in &table.rows {
        push(out, &row(&mut cells.iter().map(|cell| plain(cell))));
    }
}

/// A fence longer than any run of backticks inside.
fn fence(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// What an address begins with, before its colon.
const SCHEMES: [&str; 7] = ["http", "https", "ftp", "ftps", "sftp", "mailto", "xmpp"];

/// Whether a text ends with a word of ASCII letters, in whatever case.
fn ends_with(text: &str, word: &str) -> bool {
    let at = text.len().checked_sub(word.len());
    at.and_then(|at| text.as_bytes().get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word.as_bytes()))
}

/// A text of the log inside Markdown: one line, and nothing that a renderer takes for markup or a link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => out.push(' '),
            // What is escaped is looked for addresses all the same.
            '@' => out.push_str("\\@\u{200b}"),
            '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '\\' | '!' | '~' => out.extend(['\\', letter]),
            '&' => out.push_str("&amp;"),
            // A bare address becomes a link in most trackers.
            ':' if SCHEMES.iter().any(|scheme| ends_with(&out, scheme)) => out.push_str("\u{200b}:"),
            '.' if ends_with(&out, "www") => out.push_str("\u{200b}."),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_log_stays_text() {
        for (text, written) in [
            ("<script> [x](javascript:1)", "\\<script\\> \\[x\\](javascript:1)"),
            ("a | b\n# c", "a \\| b \\# c"),
            ("see https://x.example", "see https\u{200b}://x.example"),
            ("HTTPS://x ftp://x", "HTTPS\u{200b}://x ftp\u{200b}://x"),
            ("Www.x.example", "Www\u{200b}.x.example"),
            ("MailTo:a@b.example", "MailTo\u{200b}:a\\@\u{200b}b.example"),
            ("&#91;x&#93;", "&amp;\\#91;x&amp;\\#93;"),
            ("p: www", "p: www"),
        ] {
            assert_eq!(plain(text), written);
        }
        assert_eq!(fence("a ```` b"), "`````");
    }
}

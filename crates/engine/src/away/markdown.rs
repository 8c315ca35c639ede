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

/// Whether what stands behind a sign at the front makes a mark of it: nothing, a blank, or the sign again.
fn marks(behind: &str, sign: char) -> bool {
    behind.chars().next().is_none_or(|next| next == sign || next.is_whitespace() || next.is_control())
}

/// A text of the log inside Markdown: one line, and nothing that a renderer takes for markup or a link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in text.char_indices() {
        match letter {
            letter if letter.is_control() => out.push(' '),
            // What turns the writing direction, and what breaks lines by itself.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => out.push('\u{fffd}'),
            // At the front these would make a list, a heading of the line before, or a rule.
            '-' | '+' | '=' if at == 0 && marks(&text[1..], letter) => out.extend(['\\', letter]),
            '.' | ')' if digits > 0 && at == digits && marks(&text[at + 1..], ' ') => out.extend(['\\', letter]),
            // Trackers take a number behind it for one of theirs.
            '#' => out.push_str("\\#\u{200b}"),
            // What is escaped is looked for addresses all the same.
            '@' => out.push_str("\\@\u{200b}"),
            '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '!' | '~' | '$' => out.extend(['\\', letter]),
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
            ("a | b\n# c", "a \\| b \\#\u{200b} c"),
            ("see https://x.example", "see https\u{200b}://x.example"),
            ("HTTPS://x ftp://x", "HTTPS\u{200b}://x ftp\u{200b}://x"),
            ("Www.x.example", "Www\u{200b}.x.example"),
            ("MailTo:a@b.example", "MailTo\u{200b}:a\\@\u{200b}b.example"),
            ("&#91;x&#93;", "&amp;\\#\u{200b}91;x&amp;\\#\u{200b}93;"),
            ("p: www", "p: www"),
            ("- a - b", "\\- a - b"),
            ("+ a", "\\+ a"),
            ("===", "\\==="),
            ("---", "\\---"),
            ("12. a 3.", "12\\. a 3."),
            ("1) a", "1\\) a"),
            ("3.5 s", "3.5 s"),
            ("-3 %", "-3 %"),
            ("7.", "7\\."),
            ("    code\ttab", "code tab"),
            ("> quote", "\\> quote"),
            ("$x^2$ ~~y~~ ![z](w)", "\\$x^2\\$ \\~\\~y\\~\\~ \\!\\[z\\](w)"),
            ("a\u{202e}b\u{2028}c", "a\u{fffd}b\u{fffd}c"),
            ("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>"),
            ("[a]: javascript:x", "\\[a\\]: javascript:x"),
        ] {
            assert_eq!(plain(text), written);
        }
        assert_eq!(fence("a ```` b"), "`````");
    }
}

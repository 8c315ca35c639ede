//! A document as a page of its own: no script, nothing fetched, fit for paper.

use std::fmt::Write;

use super::document::{Block, Document, Table};

/// The look. The page stands alone, so the tokens of ours cannot be used; system colours follow the reader's light or
/// dark, and paper is light.
const STYLE: &str = concat!(include_str!("report_tokens.css"), include_str!("report.css"));

/// What a record stands between.
pub(crate) const RECORD_BEGINS: &str = "<pre class=\"record\">";
pub(crate) const RECORD_ENDS: &str = "</pre>";
/// What a document ends with.
pub(crate) const END: &str = "</main></body></html>\n";

/// The document's text. What a log says stays text.
pub(super) fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title} – Afterglow report</title>\n<style>\n{STYLE}</style></head><body><main>\n<h1>{title}</h1>\n"
    );
    for block in &document.blocks {
        self::block(&mut out, block);
    }
    out.push_str(END);
    out
}

fn block(out: &mut String, block: &Block) {
    // Writing to a string cannot fail.
    let _ = match block {
        Block::Heading(text) => writeln!(out, "<h2>{}</h2>", escaped(text)),
        Block::Point { title, remark } => {
            writeln!(out, "<h3>{} <small>{}</small></h3>", escaped(title), escaped(remark))
        }
        Block::Text(text) => writeln!(out, "<p>{}</p>", escaped(text)),
        Block::Strong(text) => writeln!(out, "<p class=\"strong\">{}</p>", escaped(text)),
        Block::Small(text) => writeln!(out, "<p class=\"small\">{}</p>", escaped(text)),
        Block::List(lines) => {
            out.push_str("<ul>\n");
            for line in lines {
                let _ = writeln!(out, "<li>{}</li>", escaped(line));
            }
            writeln!(out, "</ul>")
        }
        Block::Table(of) => {
            table(out, of);
            Ok(())
        }
        Block::Code(text) => writeln!(out, "<pre>{}</pre>", escaped(text.trim_end())),
        Block::Record(json) => writeln!(out, "{RECORD_BEGINS}{}{RECORD_ENDS}", escaped(json)),
        Block::Bar(parts) => {
            bar(out, parts);
            Ok(())
        }
        Block::Curve { title, along, up, points } => {
            curve(out, title, along, *up, points);
            Ok(())
        }
    };
}

fn table(out: &mut String, table: &Table) {
    let kind = if table.head.is_empty() { " class=\"pairs\"" } else { "" };
    let _ = write!(out, "<div class=\"wide\"><table{kind}>");
    if !table.caption.is_empty() {
        let _ = write!(out, "<caption>{}</caption>", escaped(&table.caption));
    }
    let class = |at: usize| if at >= table.numbers { " class=\"n\"" } else { "" };
    if !table.head.is_empty() {
        let cells = table.head.iter().enumerate();
        let cells = cells.map(|(at, cell)| format!("<th scope=\"col\"{}>{}</th>", class(at), escaped(cell)));
        let _ = write!(out, "<thead><tr>{}</tr></thead>", cells.collect::<String>());
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let (tag, scope) = if at == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
            let _ = write!(out, "<{tag}{scope}{}>{}</{tag}>", class(at), escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

/// So many colours the style has for parts, more than there are kinds of parts.
const COLOURS: usize = 14;
/// Width of the pictures in their own units.
const WIDTH: f64 = 800.0;

/// Parts of a whole, side by side; what they are stands in the table below.
fn bar(out: &mut String, parts: &[(String, f64)]) {
    let _ =
        write!(out, "<svg class=\"bar\" viewBox=\"0 0 800 28\" role=\"img\" aria-label=\"Parts of the wall time\">");
    let mut from = 0.0;
    for (at, (label, share)) in parts.iter().enumerate() {
        let width = share.clamp(0.0, 1.0) * WIDTH;
        let _ = write!(
            out,
            "<rect class=\"c{}\" x=\"{from:.1}\" y=\"0\" width=\"{width:.1}\" height=\"28\"><title>{}</title></rect>",
            at % COLOURS,
            escaped(label)
        );
        from += width;
    }
    out.push_str("</svg>\n");
}

/// A curve with its interval as a band; its figures stand in the table below.
fn curve(out: &mut String, title: &str, along: &str, up: fn(f64) -> String, points: &[[f64; 4]]) {
    const HEIGHT: f64 = 220.0;
    const LEFT: f64 = 90.0;
    let most = points.iter().fold(0.0_f64, |most, point| most.max(point[3]));
    let (first, last) = (points.first().map_or(0.0, |point| point[0]), points.last().map_or(0.0, |point| point[0]));
    if points.len() < 2 || most <= 0.0 || last <= first {
        return;
    }
    let x = |at: f64| LEFT + (at - first) / (last - first) * (WIDTH - LEFT - 20.0);
    let y = |value: f64| 10.0 + (1.0 - value / most) * HEIGHT;
    let line = |of: usize| -> Vec<String> {
        points.iter().map(|point| format!("{:.1},{:.1}", x(point[0]), y(point[of]))).collect()
    };
    let band: Vec<String> = line(3).into_iter().chain(line(1).into_iter().rev()).collect();
    let _ = writeln!(
        out,
        "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 800 270\" role=\"img\" aria-label=\"{}\">",
        escaped(title),
        escaped(title)
    );
    for share in [0.0, 0.5, 1.0] {
        let at = y(most * share);
        let _ = writeln!(
            out,
            "<line class=\"rule\" x1=\"{LEFT}\" x2=\"780\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"82\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            at + 4.0,
            escaped(&up(most * share))
        );
    }
    let _ = writeln!(out, "<polygon class=\"band\" points=\"{}\"/>", band.join(" "));
    let _ = writeln!(out, "<polyline class=\"mid\" points=\"{}\"/>", line(2).join(" "));
    for (at, anchor) in [(first, "start"), (last, "end")] {
        let _ = writeln!(out, "<text x=\"{:.1}\" y=\"250\" text-anchor=\"{anchor}\">{at:.0}</text>", x(at));
    }
    let _ =
        writeln!(out, "<text x=\"435\" y=\"250\" text-anchor=\"middle\">{}</text>\n</svg></figure>", escaped(along));
}

/// A text of the log inside HTML. Control characters, those that turn the writing direction among them, are shown as
/// what they are not.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push('\u{fffd}'),
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
        let hostile = "<script>alert(1)</script>\u{202e}\"'".to_owned();
        let blocks = vec![
            Block::Heading(hostile.clone()),
            Block::Code(hostile.clone()),
            Block::List(vec![hostile.clone()]),
            Block::Bar(vec![(hostile.clone(), 1.0)]),
            Block::Table(Table { caption: hostile.clone(), rows: vec![vec![hostile.clone()]], ..Table::default() }),
        ];
        let page = html(&Document { title: hostile, blocks });
        assert!(!page.contains("<script") && !page.contains('\u{202e}'));
        assert_eq!(page.matches("&lt;script&gt;").count(), 8);
    }
}

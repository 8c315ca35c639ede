//! Tables as comma-separated values.

/// Lines of a table, with CRLF line ends as RFC 4180 has them.
pub(crate) fn lines(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::new();
    for row in rows {
        line(&mut out, row.iter().map(String::as_str));
    }
    out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(&field(cell));
    }
    out.push_str("\r\n");
}

/// One cell. A text that a spreadsheet would take for a formula gets a leading apostrophe; a plain number stays one.
/// What some programs take for the end of a cell or of a line is quoted too, so that nothing behind it begins a cell.
fn field(cell: &str) -> String {
    let text = if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() };
    let quoted = text.contains([',', ';', '"', '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Whether a spreadsheet may take a cell for a formula: by its first sign, also a wide one of East Asian writing, with
/// nothing or with what is not seen before it.
fn is_formula(cell: &str) -> bool {
    let unseen = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
    };
    let figure =
        cell.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) && cell.parse::<f64>().is_ok();
    let begins = cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start_matches(unseen).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    begins && !figure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_when_needed() {
        let rows = [["n", "name"], ["1", "a,b"], ["-2.5", "say \"x\"\nagain"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(lines(rows.into_iter()), "n,name\r\n1,\"a,b\"\r\n-2.5,\"say \"\"x\"\"\nagain\"\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+cmd", "'+cmd"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-3", "-3"),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("\nx", "\"'\nx\""),
            ("  =1", "'  =1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("\u{202e}@x", "'\u{202e}@x"),
            ("\u{a0}+1+1", "'\u{a0}+1+1"),
            ("＝1+1", "'＝1+1"),
            ("－x", "'－x"),
            ("-inf", "'-inf"),
            ("+1.5e-3", "+1.5e-3"),
            ("a;=1+1", "\"a;=1+1\""),
            ("a\u{2028}=1", "\"a\u{2028}=1\""),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(field(cell), written);
        }
    }
}

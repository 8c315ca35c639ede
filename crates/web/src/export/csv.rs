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
fn field(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let text = if formula { format!("'{cell}") } else { cell.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
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
        ] {
            assert_eq!(field(cell), written);
        }
    }
}

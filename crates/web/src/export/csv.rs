//! Tables as comma-separated values.

/// A table with its header line, CRLF line ends as RFC 4180 has them.
pub(crate) fn csv<R, C>(header: &[&str], rows: R) -> String
where
    R: IntoIterator<Item = Vec<C>>,
    C: AsRef<str>,
{
    let mut out = String::new();
    line(&mut out, header.iter().copied());
    for row in rows {
        line(&mut out, row.iter().map(AsRef::as_ref));
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
        let rows = vec![vec!["1", "a,b"], vec!["-2.5", "say \"x\"\nagain"]];
        assert_eq!(csv(&["n", "name"], rows), "n,name\r\n1,\"a,b\"\r\n-2.5,\"say \"\"x\"\"\nagain\"\r\n");
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

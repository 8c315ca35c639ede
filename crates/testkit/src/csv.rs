//! Comma-separated values with quotes, as RFC 4180 has them: enough for a manifest.

/// The rows of a text, each a list of fields; a quoted field may hold commas, line ends and doubled quotes.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quoted, letter) {
            (true, '"') if letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut field)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(letter),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::rows;

    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(rows(text), expected, "{text:?}");
    }

    #[test]
    fn fields_quotes_and_line_ends() {
        check("", &[]);
        check("a,b\nc,\n", &[&["a", "b"], &["c", ""]]);
        check("a,\"b,\"\"c\"\"\nd\",e\r\nf", &[&["a", "b,\"c\"\nd", "e"], &["f"]]);
    }
}

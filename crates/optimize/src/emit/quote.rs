//! Quoting, so that a value stays a value in every language that is written here.

/// A word for a POSIX shell: in single quotes unless it is plainly safe.
pub(super) fn shell(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-./=:,@+".contains(c);
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    if !text.is_empty() && text.chars().all(safe) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text on one line: control characters become blanks, so that a comment cannot end early.
pub(super) fn one_line(text: &str) -> String {
    // What turns the writing direction could make the text look as if it ended elsewhere.
    let breaks = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
    };
    text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect()
}

/// Lines of a comment with `mark` before each.
pub(super) fn comment(mark: &str, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{mark} {}\n", one_line(line))).collect()
}

/// A value of a Java properties file, which `spark-defaults.conf` is: backslash, line breaks and blanks at the front
/// are escaped, and what is not ASCII is written as `\uXXXX`.
pub(super) fn properties(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if c == ' ' && at == 0 {
            out.push('\\');
        }
        of_properties(&mut out, c);
    }
    out
}

/// A key of a Java properties file: as a value, and the separators too.
pub(super) fn properties_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ':' | '=' | '#' | '!' | ' ') {
            out.push('\\');
        }
        of_properties(&mut out, c);
    }
    out
}

fn of_properties(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{c}' => out.push_str("\\f"),
        c if c.is_ascii() && !c.is_control() => out.push(c),
        c => {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
}

/// A text in double quotes that is the same in JSON and in YAML 1.2.
pub(super) fn double(text: &str) -> String {
    // JSON leaves the Unicode line breaks as they are, at which older YAML readers end a line.
    serde_json::Value::from(text).to_string().chars().fold(String::with_capacity(text.len() + 2), |mut out, c| {
        // What a terminal obeys, and what turns the writing direction, is escaped too.
        if matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
        out
    })
}

/// A text in double quotes for Terraform: `${` and `%{` would begin a template.
pub(super) fn hcl(text: &str) -> String {
    double(text).replace("${", "$${").replace("%{", "%%{").replace("\\b", "\\u0008").replace("\\f", "\\u000c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_texts_stay_values() {
        assert_eq!(shell("4g"), "4g");
        assert_eq!(shell("a'b; rm -rf $HOME"), r"'a'\''b; rm -rf $HOME'");
        assert_eq!(shell(""), "''");
        assert_eq!(one_line("a\nb\u{2028}c"), "a b c");
        assert_eq!(one_line("a\u{1b}[31mb\u{9b}c\u{202e}d\u{2066}e"), "a [31mb c d e");
        assert_eq!(double("\u{1b}\u{9b}\u{202e}\u{2066}"), "\"\\u001b\\u009b\\u202e\\u2066\"");
        assert_eq!(hcl("\u{1b}\u{202e}"), "\"\\u001b\\u202e\"");
        assert_eq!(properties(" a\\b\nc=é"), "\\ a\\\\b\\nc=\\u00e9");
        assert_eq!(properties_key("a b=c"), "a\\ b\\=c");
        assert_eq!(properties_key("a\\ b"), "a\\\\\\ b", "a blank after a backslash ends no key");
        assert_eq!(hcl("${var.x} %{if}"), "\"$${var.x} %%{if}\"");
        assert_eq!(double("a\"b\n"), "\"a\\\"b\\n\"");
    }
}

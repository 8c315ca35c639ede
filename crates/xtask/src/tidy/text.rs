//! Rules about the text of source files.

use crate::shell::{Outcome, files_under, read, root};
use std::path::Path;

/// No source file is longer than this; most are far shorter.
const LINES: usize = 500;

/// One line for each place that breaks a rule.
///
/// # Errors
/// When a source file cannot be read.
pub(super) fn broken() -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    for folder in ["crates", "www", "tests/e2e", "docs"] {
        for file in files_under(&root().join(folder), &["rs", "js", "mjs", "css", "md", "html"])? {
            let text = read(&file)?;
            let name = file.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            wrong.extend(of_file(&name, &text).into_iter().map(|what| format!("{name}: {what}")));
        }
    }
    Ok(wrong)
}

fn of_file(name: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let prose = extension == "md";
    let count = text.lines().count();
    if count > LINES && !prose {
        wrong.push(format!("{count} lines, more than {LINES}"));
    }
    let tests = name.ends_with("/tests.rs") || name.contains("/tests/");
    if extension == "rs" && name.contains("/src/") && !tests && !text.trim_start().starts_with("//!") {
        wrong.push("does not open with //! lines that say what it is for".to_owned());
    }
    // What a comment says is not what the program does.
    let code: String = text
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "\n".to_owned() } else { format!("{line}\n") })
        .collect();
    let code = code.as_str();
    if name.starts_with("crates/web/src") {
        let forbidden = [
            ("style=\"", "an inline style, which the policy blocks; use a class or style:"),
            ("inner_html", "markup from a string"),
        ];
        wrong.extend(forbidden.iter().filter(|(word, _)| code.contains(word)).map(|(_, what)| format!("has {what}")));
    }
    let styled = extension == "css" || name.starts_with("crates/web/src");
    if styled && !name.ends_with("tokens.css") {
        wrong.extend(
            colours(code).map(|(line, colour)| format!("line {line}: the colour {colour} belongs in tokens.css")),
        );
    }
    wrong
}

/// Colours written out, with their lines.
fn colours(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    text.lines().enumerate().filter_map(|(at, line)| {
        let function =
            ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "hwb("].iter().find(|name| line.contains(*name));
        function.map(|name| (*name).to_owned()).or_else(|| hex(line)).map(|colour| (at + 1, colour))
    })
}

/// `#` with 3, 4, 6 or 8 hexadecimal digits and nothing that goes on.
fn hex(line: &str) -> Option<String> {
    line.match_indices('#').find_map(|(at, _)| {
        let digits: String = line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let colour = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        // `SPARK #1234` and the like are numbers, not colours.
        (colour && (digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) || line.contains(':')))
            .then(|| format!("#{digits}"))
    })
}

#[cfg(test)]
mod tests {
    use super::of_file;

    #[test]
    fn each_rule_finds_its_breach() {
        let view = "//! A view.\nview! { <p style=\"x\" inner_html=y/> }";
        assert_eq!(of_file("crates/web/src/pages/a.rs", view).len(), 2);
        assert_eq!(of_file("crates/units/src/a.rs", "fn f() {}").len(), 1);
        assert_eq!(of_file("www/styles/a.css", "a { color: #fff; }\nb { color: rgb(1 2 3); }").len(), 2);
        assert_eq!(of_file("www/styles/tokens.css", "a { color: #fff; }").len(), 0);
        assert_eq!(of_file("crates/units/src/b.rs", &format!("//! x\n{}", "\n".repeat(501))).len(), 1);
    }
}

//! What is assigned to a name: `password=x`, `"password": "x"`, `OPTIONS (password 'x')`, `<password>x</password>`.

use super::Secret;
use super::name::{name_before, names_it_plainly, names_secret};

/// A secret that is told by its form or its surroundings is no longer, in bytes.
const LONGEST_WORD: usize = 512;

/// What is assigned at a byte that is `=` or `:`: `password=x`, `password = 'x'`, `"password": "x"`, `password: x`,
/// `X-Vault-Token: s.1`.
pub(super) fn assigned(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let next = *bytes.get(at + 1)?;
    let before = text[..at].trim_end_matches(' ');
    let name = name_before(text, before.len());
    if !names_secret(name) {
        return None;
    }
    let mut from = at + 1;
    if bytes[at] == b':' {
        let quoted = before.ends_with(['"', '\'']);
        from += text[from..].len() - text[from..].trim_start_matches(' ').len();
        // `/etc/passwd:/x` is a list of files, and `token: expected` a sentence.
        let says = next == b' ' && names_it_plainly(name) || is_odd(&text[from..]);
        if next == b':' || !(quoted || says) {
            return None;
        }
    } else {
        // `=>` and a space before what is quoted; a bare word behind a space is a column or a remark.
        from += usize::from(next == b'>');
        let spaced = text[from..].trim_start_matches(' ');
        let quoted = spaced.trim_start_matches('\\').starts_with(['"', '\'']);
        // In a connection string, `Password = x;`.
        let of_string = || is_odd(spaced) && spaced[word(spaced).len()..].starts_with(';');
        if quoted || of_string() {
            from = text.len() - spaced.len();
        } else if spaced.len() < text.len() - from || before.len() < at {
            return None;
        }
    }
    value_from(text, from)
}

/// What stands in the quote at a byte behind a name, as in `OPTIONS (password 'x')` or `.option("password", "x")`.
pub(super) fn quoted_option(text: &str, at: usize) -> Option<Secret> {
    let before = text[..at].trim_end_matches([' ', ',']);
    (before.len() < at && names_secret(name_before(text, before.len()))).then(|| value_from(text, at)).flatten()
}

/// What an arrow leads to, as in `Map(password -> x)`, at its first byte.
pub(super) fn arrow(text: &str, at: usize) -> Option<Secret> {
    let before = text[..at].trim_end_matches(' ');
    // A lambda of a statement, `token -> length(token)`, is none; a map's entries stand behind its name and its commas.
    let entry = text[..at].strip_suffix(' ').map(|text| &text[..text.len() - name_before(text, text.len()).len()])?;
    let of_map = entry.ends_with("Map(") || entry.ends_with(", ") && has_map_before(entry);
    if !of_map {
        return None;
    }
    let behind = text[at..].strip_prefix("->")?.trim_start_matches(' ');
    let secret =
        names_secret(name_before(text, before.len())).then(|| value_from(text, text.len() - behind.len()))??;
    // A map ends with its last value.
    let length = text[secret.at.clone()].trim_end_matches(')').len();
    (length > 0).then(|| Secret { at: secret.at.start..secret.at.start + length, head: 0 })
}

/// Whether a map begins shortly before.
fn has_map_before(text: &str) -> bool {
    text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_WORD))..].contains("Map(")
}

/// What stands in an element whose opening tag ends at a byte, as in `<password>x</password>`.
pub(super) fn element(text: &str, at: usize) -> Option<Secret> {
    let name = name_before(text, at);
    if !names_secret(name) || !text[..at - name.len()].ends_with('<') {
        return None;
    }
    let near = &text[at + 1..text.floor_char_boundary(at + 1 + LONGEST_WORD)];
    let length = near.find(['<', '\n'])?;
    // `Optional<Password> get()` is no element.
    let closes = near[length..].strip_prefix("</").is_some_and(|end| end.starts_with(name));
    (length > 0 && closes).then_some(Secret { at: at + 1..at + 1 + length, head: 0 })
}

/// The first word, up to a separator; so many bytes of it at most, so that a long text is read once.
fn word(text: &str) -> &str {
    let near = &text[..text.floor_char_boundary(LONGEST_WORD)];
    &near[..near.find(|c: char| c.is_whitespace() || "&;,\"'".contains(c)).unwrap_or(near.len())]
}

/// Whether the first word is none of a sentence, and no path: it has letters and digits.
fn is_odd(text: &str) -> bool {
    let word = word(text);
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    // `decimal(10,2)` is a column's type.
    word.len() >= 6
        && !word.starts_with('/')
        && !word.contains('(')
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// A secret that is what stands from a byte on, up to its closing quote or, without one, to a separator.
pub(super) fn value_from(text: &str, from: usize) -> Option<Secret> {
    let rest = &text[from..];
    // Inside JSON that is inside a string, quotes have backslashes.
    let opened = rest.trim_start_matches('\\');
    let quote = opened.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let (start, end) = if let Some(quote) = quote {
        let start = from + (rest.len() - opened.len()) + 1;
        let length = text[start..].find([quote, '\n']).unwrap_or(text.len() - start);
        (start, start + text[start..start + length].trim_end_matches('\\').len())
    } else {
        let end = |c: char| c.is_whitespace() || "&;,\"'".contains(c);
        (from, from + rest.find(end).unwrap_or(rest.len()))
    };
    let is_scheme = |scheme: &&str| {
        text.as_bytes()[start..].get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    if let Some(scheme) = ["Basic ", "Bearer "].into_iter().find(is_scheme) {
        let start = start + scheme.len();
        let length = text[start..].find(|c: char| c.is_whitespace() || "\"',;".contains(c));
        let end = length.map_or(text.len(), |length| start + length);
        return (end > start).then_some(Secret { at: start..end, head: 0 });
    }
    (end > start).then_some(Secret { at: start..end, head: 0 })
}

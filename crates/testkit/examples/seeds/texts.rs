//! The texts in tests: what is written there to be read by a reader is a good seed for it.

use std::path::{Path, PathBuf};

/// Shorter texts are words.
const SHORTEST: usize = 24;

/// Numbers at the edges of what readers take, and what looks like one.
const EDGES: [&str; 12] = [
    "-0",
    "-1",
    "0.3",
    "1e-320",
    "0.0000001",
    "1e308",
    "1e400",
    "4294967295",
    "18446744073709551615",
    "NaN",
    "",
    "1.234,5",
];

/// The text with one of its numbers replaced, in several ways.
pub(crate) fn edged(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let begins: Vec<usize> = (0..bytes.len()).filter(|at| is_digit(*at) && (*at == 0 || !is_digit(at - 1))).collect();
    if begins.is_empty() {
        return Vec::new();
    }
    let with = |turn: usize, edge: &str| {
        let begin = begins[(turn * 7 + text.len()) % begins.len()];
        let end = (begin..bytes.len()).find(|at| !is_digit(*at)).unwrap_or(bytes.len());
        format!("{}{edge}{}", &text[..begin], &text[end..])
    };
    EDGES.iter().enumerate().map(|(turn, edge)| with(turn, edge)).collect()
}

/// The longer string literals of a source file, or of those in a folder.
pub(crate) fn of(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        return files.iter().flat_map(|file| of(file)).collect();
    }
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let mut texts: Vec<String> = literals(&source).filter(|text| text.len() >= SHORTEST).collect();
    texts.retain(|text| text.contains([',', ';', '{', '\n']));
    texts
}

/// String literals, raw ones too. What a comment quotes is as good.
fn literals(source: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = source;
    std::iter::from_fn(move || {
        let at = rest.find('"')?;
        if let Some(raw) = rest[..at].strip_suffix("r#") {
            let text = rest[raw.len() + 3..].split("\"#").next().unwrap_or_default();
            rest = rest.get(raw.len() + 3 + text.len() + 2..).unwrap_or_default();
            return Some(text.replace("{{", "{").replace("}}", "}"));
        }
        let (text, length) = escaped(&rest[at + 1..]);
        rest = rest.get(at + 1 + length..).unwrap_or_default();
        Some(text)
    })
}

/// An escaped text up to its closing quote, and its length in the source.
fn escaped(source: &str) -> (String, usize) {
    let (mut text, mut letters) = (String::new(), source.char_indices().peekable());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, at + 1),
            '\\' => match letters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, '\n')) => while letters.next_if(|(_, next)| next.is_whitespace()).is_some() {},
                Some((_, other)) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    (text, source.len())
}

//! Tokens whose form their makers publish.

use super::Secret;

/// What may follow a head.
#[derive(Clone, Copy)]
enum Signs {
    /// `A` to `Z` and digits.
    Upper,
    /// Hexadecimal digits.
    Hex,
    /// Letters, digits, `_`, `-` and `.`.
    Word,
}

impl Signs {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
        }
    }
}

/// How a token begins, how many signs follow at least, and of which kind.
const FORMS: [(&str, usize, Signs); 28] = [
    ("AKIA", 16, Signs::Upper),
    ("ASIA", 16, Signs::Upper),
    ("AIza", 30, Signs::Word),
    ("ya29.", 20, Signs::Word),
    ("GOCSPX-", 20, Signs::Word),
    ("dapi", 32, Signs::Hex),
    ("dkea", 32, Signs::Hex),
    ("ghp_", 30, Signs::Word),
    ("gho_", 30, Signs::Word),
    ("ghu_", 30, Signs::Word),
    ("ghs_", 30, Signs::Word),
    ("ghr_", 30, Signs::Word),
    ("github_pat_", 20, Signs::Word),
    ("glpat-", 15, Signs::Word),
    ("xoxa-", 10, Signs::Word),
    ("xoxb-", 10, Signs::Word),
    ("xoxp-", 10, Signs::Word),
    ("xoxr-", 10, Signs::Word),
    ("xoxs-", 10, Signs::Word),
    ("sk-proj-", 20, Signs::Word),
    ("sk-ant-", 20, Signs::Word),
    ("SK", 32, Signs::Hex),
    ("sk_live_", 16, Signs::Word),
    ("rk_live_", 16, Signs::Word),
    ("npm_", 30, Signs::Word),
    ("hf_", 30, Signs::Word),
    ("hvs.", 20, Signs::Word),
    ("SG.", 40, Signs::Word),
];

/// The header of a JSON web token is no longer, in bytes.
const LONGEST_HEADER: usize = 512;

/// The token that begins at a byte where a word begins.
pub(super) fn token(text: &str, at: usize) -> Option<Secret> {
    let bytes = &text.as_bytes()[at..];
    let run = |from: usize, signs: Signs| bytes[from..].iter().take_while(|byte| signs.has(**byte)).count();
    let secret = |head: usize, length: usize| Some(Secret { at: at..at + length, head });
    for (head, least, signs) in FORMS {
        if bytes.starts_with(head.as_bytes()) {
            let signs_behind = run(head.len(), signs);
            return (signs_behind >= least)
                .then(|| Secret { at: at..at + head.len() + signs_behind, head: head.len() });
        }
    }
    if bytes.starts_with(b"eyJ") {
        let first = bytes.iter().take(LONGEST_HEADER).position(|byte| !Signs::Word.has(*byte) || *byte == b'.')?;
        let goes_on = bytes.get(first..first + 5).is_some_and(|next| next.iter().all(|byte| Signs::Word.has(*byte)));
        return (first >= 10 && bytes[first] == b'.' && goes_on).then(|| secret(3, run(0, Signs::Word))).flatten();
    }
    if bytes.starts_with(b"Bearer ") {
        let length = run(7, Signs::Word);
        // A word of a sentence has no digit.
        let odd = bytes[7..7 + length].iter().any(u8::is_ascii_digit);
        return (length >= 8 && odd).then(|| Secret { at: at + 7..at + 7 + length, head: 0 });
    }
    None
}

/// A private key in PEM's form, to its end or to the text's.
pub(super) fn private_key(text: &str, at: usize) -> Option<Secret> {
    const BEGIN: &str = "-----BEGIN ";
    let rest = text[at..].strip_prefix(BEGIN)?;
    let title = rest.find("-----").filter(|end| *end <= 40)?;
    if !rest[..title].contains("PRIVATE KEY") {
        return None;
    }
    let body = &rest[title + 5..];
    let head = BEGIN.len() + title + 5;
    let end = body.find("-----END ").map_or(text.len(), |end| {
        let close = &body[end + 9..];
        text.len() - close.len() + close.find("-----").map_or(0, |dashes| dashes + 5)
    });
    Some(Secret { at: at..end, head })
}

#[cfg(test)]
mod tests {
    use super::super::secrets;

    #[test]
    fn known_forms_are_found() {
        let hex = "0123456789abcdef".repeat(2);
        let long = "Ab1_".repeat(10);
        for (text, head) in [
            ("key AKIAIOSFODNN7EXAMPLE.".to_owned(), "AKIA"),
            (format!("x=dapi{hex}"), "dapi"),
            (format!("(ghp_{long})"), "ghp_"),
            (format!("AIza{long}"), "AIza"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned(), "eyJ"),
            (
                "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb".to_owned(),
                "-----BEGIN RSA PRIVATE KEY-----",
            ),
            ("-----BEGIN PRIVATE KEY-----MIIE".to_owned(), "-----BEGIN PRIVATE KEY-----"),
            ("Bearer abc123.def456".to_owned(), ""),
        ] {
            let found = secrets(&text);
            let [one] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!(&text[one.at.start..one.at.start + one.head], head, "{text}");
        }
        for text in [
            "AKIA",
            "Bearer authentication failed",
            "eyJ.x",
            "dapi-client",
            "-----BEGIN CERTIFICATE-----x",
            "xAKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(secrets(text).is_empty(), "{text}");
        }
    }
}

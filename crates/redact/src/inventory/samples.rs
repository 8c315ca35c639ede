//! Values as they may be shown: enough to find them again, too little to use them.

use super::Kind;

const DOTS: &str = "•••";

/// A value masked. Of a secret only what all of its form have in common stays; of others a letter at each end, and of
/// short ones nothing. No mask tells how long the value is.
pub(super) fn masked(kind: Kind, value: &str, head: usize) -> String {
    let whole = match kind {
        Kind::Secret => return format!("{}•••", plain(value.get(..head).unwrap_or_default(), 40)),
        // The country is no secret, and neither is that it is a number.
        Kind::Iban => return format!("{}•••", plain(value.get(..2).unwrap_or_default(), 2)),
        Kind::Card | Kind::LongNumber => return format!("{}•••", plain(value.get(..1).unwrap_or_default(), 1)),
        Kind::Email => value.split_once('@'),
        _ => None,
    };
    match whole {
        Some((name, host)) => format!("{}@{}", ends(name), ends(host)),
        None => ends(value),
    }
}

/// The first and the last letter.
fn ends(value: &str) -> String {
    let mut letters = value.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if letters.nth(5).is_some() => format!("{}{DOTS}{}", sign(first), sign(last)),
        _ => DOTS.to_owned(),
    }
}

/// A letter that does nothing where it is shown.
fn sign(letter: char) -> char {
    if letter.is_alphanumeric() || letter.is_ascii_punctuation() { letter } else { '•' }
}

/// A text whose letters do nothing where they are shown, cut after so many.
pub(super) fn plain(text: &str, longest: usize) -> String {
    let harmless = |letter: char| if letter == ' ' { ' ' } else { sign(letter) };
    text.chars().take(longest).map(harmless).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_tell_little() {
        for (kind, value, head, shown) in [
            (Kind::Secret, "pw", 0, "•••"),
            (Kind::Secret, "a very long pass phrase", 0, "•••"),
            (Kind::Secret, "AKIAIOSFODNN7EXAMPLE", 4, "AKIA•••"),
            (Kind::Card, "4111111111111111", 0, "4•••"),
            (Kind::Iban, "DE89370400440532013000", 0, "DE•••"),
            (Kind::Email, "ann@bank.example", 0, "•••@b•••e"),
            (Kind::User, "bob", 0, "•••"),
            (Kind::Table, "payroll.salaries", 0, "p•••s"),
            (Kind::Path, "/\u{202e}some/path/\u{1b}", 0, "/••••"),
        ] {
            assert_eq!(masked(kind, value, head), shown);
        }
    }
}

//! Names that are given secrets, in settings and in texts.

/// Words for secrets, in lower case: in a key anywhere, in a text at the end of a name.
const WORDS: [&str; 11] = [
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "kennwort",
    "secret",
    "token",
    "accesskey",
    "sharedkey",
    "apikey",
    "encryptionkey",
];
/// More of them in keys alone, whose parts stand apart by dots.
const IN_KEYS: [&str; 11] = [
    "bearer",
    "credential",
    "access.key",
    "account.key",
    "api.key",
    "private.key",
    "encryption.key",
    "shared.key",
    "license.key",
    "licensekey",
    "sas.",
];
/// More of them in texts alone.
const IN_TEXTS: [&str; 12] = [
    "access_key",
    "accountkey",
    "secretkey",
    "secret_key",
    "encryption_key",
    "api_key",
    "api-key",
    "private_key",
    "storepass",
    "keypass",
    "authorization",
    "cookie",
];
/// The same where they are a word of their own: `config` ends like `sig`, `bypass` like `pass`.
const WHOLE_WORDS: [&str; 5] = ["pwd", "sig", "pass", "psw", "pw"];

/// Ends of keys that say how long a secret lives or which class provides it, and name none.
const ABOUT: [&str; 10] =
    ["timeout", "interval", "enabled", "provider", "class", "renewal", "ratio", "bits", "algorithm", "provider.uri"];

/// Whether a key names a secret.
pub fn is_secret_key(key: &str) -> bool {
    let lower = key.to_lowercase();
    (WORDS.iter().chain(&IN_KEYS).any(|word| lower.contains(word)) || ends_with_word(key))
        && !ABOUT.iter().any(|word| lower.ends_with(word))
}

/// Whether a name in a text names a secret.
pub(super) fn names_secret(name: &str) -> bool {
    WORDS.iter().chain(&IN_TEXTS).any(|word| ends(name, word)) || ends_with_word(name)
}

/// Whether a name names a secret so plainly that what stands behind a colon and a space is one.
pub(super) fn names_it_plainly(name: &str) -> bool {
    ["password", "passwd", "authorization"].iter().any(|word| ends(name, word))
}

fn ends(name: &str, word: &str) -> bool {
    name.len() >= word.len() && name.as_bytes()[name.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// A word of its own begins the name, stands behind a sign, or begins with the only capital among small letters, as in
/// `connectionPass`.
fn ends_with_word(name: &str) -> bool {
    WHOLE_WORDS.iter().any(|word| {
        if !ends(name, word) {
            return false;
        }
        let (before, own) = name.as_bytes().split_at(name.len() - word.len());
        let capital = own.first().is_some_and(u8::is_ascii_uppercase);
        before.last().is_none_or(|last| !last.is_ascii_alphabetic() || capital && last.is_ascii_lowercase())
    })
}

/// The name that ends at a byte of the text, quotes and backslashes behind it passed over.
pub(super) fn name_before(text: &str, end: usize) -> &str {
    let bare = text[..end].trim_end_matches(['"', '\'', '\\', '`']);
    let length = bare
        .bytes()
        .rev()
        .take(64)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .count();
    &bare[bare.len() - length..]
}

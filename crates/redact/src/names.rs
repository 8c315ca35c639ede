//! Tokens in the place of names.
//!
//! A token is made of groups of three letters or digits with separators between them. Sixty bits keep two names of one
//! log from sharing a token; the separators keep a token from spelling, by chance, a word of the original that has
//! four letters or more.
//!
//! For a log that is only reduced, names may be kept: then a name is its own token, but for a secret in it.

use std::collections::{HashMap, HashSet};

use crate::key::Key;

/// Takes what looks like a secret out of a setting's value, given its key, or out of another text, given no key.
pub type Mask = fn(&str, &str) -> String;

/// Thirty-two signs, without `l` and `o`, which look like digits, and without 0 and 1, which look like them.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Codes that are kept at hand; beyond, they are computed again.
const KEPT: usize = 1 << 17;
/// Longer texts are not kept at hand.
const KEPT_LENGTH: usize = 256;

/// Makes tokens and counts them.
pub(crate) struct Names {
    key: Key,
    codes: HashMap<Box<str>, u64>,
    distinct: HashSet<u64>,
    keep: Option<Mask>,
}

impl Names {
    pub(crate) fn new(key: &[u8]) -> Self {
        Self { key: Key::new(key), codes: HashMap::new(), distinct: HashSet::new(), keep: None }
    }

    /// Names that stay as they are, but for secrets.
    pub(crate) fn kept(mask: Mask) -> Self {
        Self { keep: Some(mask), ..Self::new(&[]) }
    }

    /// How secrets are masked, where names are kept.
    pub(crate) fn mask(&self) -> Option<Mask> {
        self.keep
    }

    /// Whether names are kept.
    pub(crate) fn keep(&self) -> bool {
        self.keep.is_some()
    }

    /// How many different texts were replaced.
    pub(crate) fn distinct(&self) -> u64 {
        self.distinct.len() as u64
    }

    fn code(&mut self, text: &str) -> u64 {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let code = self.key.code(text);
        self.distinct.insert(code);
        if self.codes.len() >= KEPT {
            self.codes.clear();
        }
        if text.len() <= KEPT_LENGTH {
            self.codes.insert(text.into(), code);
        }
        code
    }

    /// A token for a name: `x_k3x_m2p_q7r_w8t`.
    pub(crate) fn name(&mut self, text: &str) -> String {
        self.token("x", '_', text)
    }

    /// A token with a prefix that says what it stands for, and its separator.
    pub(crate) fn token(&mut self, prefix: &str, separator: char, text: &str) -> String {
        if let Some(mask) = self.keep {
            return mask("", text);
        }
        let mut code = self.code(text);
        let mut token = String::with_capacity(prefix.len() + 16);
        token.push_str(prefix);
        for _ in 0..4 {
            token.push(separator);
            for _ in 0..3 {
                token.push(char::from(SIGNS[(code & 31) as usize]));
                code >>= 5;
            }
        }
        token
    }

    /// As many digits as asked for, the first of them not 0.
    pub(crate) fn digits(&mut self, text: &str, count: usize) -> String {
        let mut code = self.code(text);
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            if code == 0 {
                // More digits than one code has: a code of what is there so far goes on.
                code = self.key.code(&format!("{text}\n{digits}")) | 1;
            }
            let digit = (code % 10) as u8;
            code /= 10;
            digits.push(char::from(b'0' + if digits.is_empty() { 1 + digit % 9 } else { digit }));
        }
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_token_depends_on_key_and_text_alone() {
        let (mut one, mut other) = (Names::new(b"one"), Names::new(b"other"));
        let token = one.name("orders");
        assert_eq!(token, one.name("orders"));
        assert_eq!(token, Names::new(b"one").name("orders"));
        assert_ne!(token, one.name("order"));
        assert_ne!(token, other.name("orders"));
        assert_eq!(one.distinct(), 2);
    }

    #[test]
    fn no_group_of_a_token_has_four_signs() {
        let mut names = Names::new(b"key");
        for text in ["", "a", "customers", "💡"] {
            let token = names.token("host", '-', text);
            assert_eq!(token.split('-').map(str::len).collect::<Vec<_>>(), [4, 3, 3, 3, 3], "{token}");
        }
    }

    #[test]
    fn digits_come_in_any_number() {
        let mut names = Names::new(b"key");
        for count in [1, 4, 13, 60] {
            let digits = names.digits("1700000000000", count);
            assert_eq!(digits.len(), count);
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0'));
        }
    }
}

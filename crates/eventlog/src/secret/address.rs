//! Passwords inside addresses.

use super::Secret;

/// A longer name and password before an Oracle host is none, in bytes.
const LONGEST_LOGIN: usize = 256;

/// The password in the address whose scheme ends at a byte: `//user:password@`, Oracle's `user/password@`, and a long
/// word before the host that is no user.
pub(super) fn in_url(text: &str, at: usize) -> Option<Secret> {
    const ORACLE: [&str; 2] = ["jdbc:oracle:thin", "jdbc:oracle:oci"];
    const NO_AUTHORITY: &str = " \t\n\r/?#\"'<>";
    let rest = &text[at + 1..];
    if let Some(rest) = rest.strip_prefix("//") {
        let from = at + 3;
        let length = rest.find(|c: char| NO_AUTHORITY.contains(c)).unwrap_or(rest.len());
        let authority = &rest[..length];
        let end = authority.rfind('@')?;
        let web = text[..at].ends_with("http") || text[..at].ends_with("https");
        let start = match authority[..end].find(':') {
            Some(colon) => colon + 1,
            None if web && end >= 16 => 0,
            None => return None,
        };
        return (end > start).then(|| Secret { at: from + start..from + end, head: 0 });
    }
    let is_oracle = |scheme: &&str| {
        let from = at.checked_sub(scheme.len());
        from.and_then(|from| text.as_bytes().get(from..at))
            .is_some_and(|end| end.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    if ORACLE.iter().any(is_oracle) {
        // A bound, so that a text of nothing but such heads is read once.
        let end = rest.bytes().take(LONGEST_LOGIN).position(|byte| byte == b'@')?;
        let start = rest[..end].find('/')? + 1;
        return (end > start).then(|| Secret { at: at + 1 + start..at + 1 + end, head: 0 });
    }
    None
}

/// The password in an address whose signs are escaped, `%3A%2F%2Fuser%3Apassword%40host`, from its `%3A` on.
pub(super) fn escaped(text: &str, at: usize) -> Option<Secret> {
    let bytes = &text.as_bytes()[at..];
    let is = |at: usize, sign: &str| {
        bytes.get(at..at + 3).is_some_and(|found| found[0] == b'%' && found.eq_ignore_ascii_case(sign.as_bytes()))
    };
    if !(is(0, "%3A") && is(3, "%2F") && is(6, "%2F")) {
        return None;
    }
    let ends =
        |at: usize| is(at, "%2F") || is(at, "%3F") || bytes[at].is_ascii_whitespace() || b"\"'<>&".contains(&bytes[at]);
    let end =
        (9..bytes.len().min(9 + LONGEST_LOGIN)).find(|at| ends(*at)).unwrap_or(bytes.len().min(9 + LONGEST_LOGIN));
    let host = (9..end).rev().find(|at| is(*at, "%40"))?;
    let start = (9..host).find(|at| is(*at, "%3A"))? + 3;
    (host > start).then(|| Secret { at: at + start..at + host, head: 0 })
}

//! Strings out of JSON.

use std::borrow::Cow;

/// The text of a string's inside: borrowed if nothing in it is escaped. A lone surrogate and invalid UTF-8 become
/// U+FFFD, an unknown escape stays as it stands.
pub(crate) fn unescape(inside: &[u8]) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', inside) else { return String::from_utf8_lossy(inside) };
    let mut out = String::with_capacity(inside.len());
    out.push_str(&String::from_utf8_lossy(&inside[..first]));
    let mut rest = &inside[first..];
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            rest = escape(after, &mut out);
            continue;
        }
        let run = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.push_str(&String::from_utf8_lossy(&rest[..run]));
        rest = &rest[run..];
    }
    Cow::Owned(out)
}

/// Decodes one escape, of which `after` is what follows the backslash; returns what follows the escape.
fn escape<'a>(after: &'a [u8], out: &mut String) -> &'a [u8] {
    let Some((&kind, mut rest)) = after.split_first() else {
        out.push('\\');
        return after;
    };
    match kind {
        b'n' => out.push('\n'),
        b't' => out.push('\t'),
        b'r' => out.push('\r'),
        b'b' => out.push('\u{8}'),
        b'f' => out.push('\u{c}'),
        b'"' | b'\\' | b'/' => out.push(char::from(kind)),
        b'u' => {
            let Some(unit) = hex(rest) else {
                out.push_str("\\u");
                return rest;
            };
            rest = &rest[4..];
            if (0xD800..0xDC00).contains(&unit)
                && rest.starts_with(b"\\u")
                && let Some(low) = hex(&rest[2..]).filter(|low| (0xDC00..0xE000).contains(low))
            {
                let point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                out.push(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
                return &rest[6..];
            }
            out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        _ => {
            // Not ASCII perhaps: the backslash stays and the byte is read again as text.
            out.push('\\');
            return after;
        }
    }
    rest
}

fn hex(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode() {
        for (json, text) in [
            ("plain", "plain"),
            (r"a\nb\t\\\/\u0041", "a\nb\t\\/A"),
            (r"\uD83D\uDCA1", "💡"),
            (r"\uD83D!", "\u{FFFD}!"),
            (r"\uD83D\u0041", "\u{FFFD}A"),
            (r"\x\u12", r"\x\u12"),
            ("\\é", "\\é"),
            ("\\", "\\"),
        ] {
            assert_eq!(unescape(json.as_bytes()), text, "{json}");
        }
        assert_eq!(unescape(b"\xff\\n"), "\u{FFFD}\n");
    }
}

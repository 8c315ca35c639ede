//! Writing JSON: objects, arrays and their values, without building them.

use std::fmt::Display;
use std::io::Write;

/// An object that is being written. [`Object::close`] ends it.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn open(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Writes a key; the caller writes the value.
    pub(crate) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.empty) {
            self.out.push(b',');
        }
        if is_as_read(key) {
            self.out.push(b'"');
            self.out.extend_from_slice(key.as_bytes());
            self.out.push(b'"');
        } else {
            text(self.out, key);
        }
        self.out.push(b':');
        self.out
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        text(self.key(key), value);
    }

    /// A number or a boolean.
    pub(crate) fn plain(&mut self, key: &str, value: impl Display) {
        plain(self.key(key), value);
    }

    /// A number, if there is one.
    pub(crate) fn maybe(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.plain(key, value);
        }
    }

    /// An array, each element written by `each`.
    pub(crate) fn array<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Vec<u8>, T),
    ) {
        let out = self.key(key);
        out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            each(out, item);
        }
        out.push(b']');
    }

    pub(crate) fn close(self) {
        self.out.push(b'}');
    }
}

/// Whether a key can be written as it is: the reader leaves escapes in keys alone, so they are still in it.
fn is_as_read(key: &str) -> bool {
    let mut escaped = false;
    for byte in key.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' | 0..0x20 => return false,
            _ => {}
        }
    }
    !escaped
}

/// A number or a boolean.
pub(crate) fn plain(out: &mut Vec<u8>, value: impl Display) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{value}");
}

/// A string. What is not printable ASCII is escaped, so that the output is ASCII whatever comes in.
pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    for letter in value.chars() {
        match letter {
            '"' | '\\' => out.extend([b'\\', letter as u8]),
            '\n' => out.extend(b"\\n"),
            '\t' => out.extend(b"\\t"),
            ' '..='~' => out.push(letter as u8),
            _ => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(out, "\\u{unit:04x}");
            }),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_as_they_were_read() {
        for (key, written) in [("a", "a"), ("\\u202e", "\\u202e"), ("é", "é"), ("\"", "\\\""), ("\\", "\\\\")] {
            let mut out = Vec::new();
            Object::open(&mut out).plain(key, 1);
            assert_eq!(String::from_utf8_lossy(&out), format!("{{\"{written}\":1"));
        }
    }

    #[test]
    fn objects_nest_and_strings_are_escaped() {
        let mut out = Vec::new();
        let mut object = Object::open(&mut out);
        object.text("a \"b\"", "\n\u{1}é💡\\");
        object.array("c", [1, 2], plain);
        object.maybe("d", None::<u32>);
        let inner = Object::open(object.key("e"));
        inner.close();
        object.close();
        assert_eq!(String::from_utf8_lossy(&out), r#"{"a \"b\"":"\n\u0001\u00e9\ud83d\udca1\\","c":[1,2],"e":{}}"#);
    }
}

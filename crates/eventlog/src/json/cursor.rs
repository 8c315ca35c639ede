//! A cursor over the bytes of one JSON document.

use std::borrow::Cow;

use memchr::memmem;

use super::{number, text};

/// The greatest count, size or length of time that is believed: 256 PiB, or nine years in nanoseconds, of one task.
/// Beyond it a log was damaged, and whoever adds two such figures should not have to think of overflow.
pub const GREATEST: i64 = 1 << 58;

/// What is wrong with a document, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Offset in the document.
    pub(crate) at: usize,
    /// What was expected there.
    pub(crate) expected: &'static str,
}

/// The outcome of a step of reading.
pub(crate) type Step<T = ()> = Result<T, Malformed>;

/// A position in a document. Reading a value of another type than asked for gives `None` and passes over it, since
/// people edit logs by hand; only broken syntax is an error.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether long arrays may be jumped over by looking for the key behind them; see [`Cursor::leap`].
    leaps: bool,
    leapt: bool,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, leaps: true, leapt: false }
    }

    /// The same, without leaps.
    pub(crate) fn without_leaps(bytes: &'a [u8]) -> Self {
        Self { leaps: false, ..Self::new(bytes) }
    }

    /// Whether a leap was taken: then an error may be the leap's and not the document's.
    pub(crate) fn leapt(&self) -> bool {
        self.leapt
    }

    fn malformed<T>(&self, expected: &'static str) -> Step<T> {
        Err(Malformed { at: self.at.min(self.bytes.len()), expected })
    }

    /// The next byte that is not white space, not consumed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' {
                return Some(byte);
            }
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8, expected: &'static str) -> Step {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            self.malformed(expected)
        }
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Step {
        if self.peek().is_none() { Ok(()) } else { self.malformed("the end of the line after the event") }
    }

    /// Walks over an object: `each` gets every key as raw bytes, and may read its value; a value that it leaves
    /// alone is skipped. A value that is no object is passed over.
    #[inline]
    pub(crate) fn object(&mut self, mut each: impl FnMut(&mut Self, &'a [u8]) -> Step) -> Step {
        if self.peek() != Some(b'{') {
            return self.skip();
        }
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.malformed("a key in quotes");
            }
            let key = self.raw_string()?;
            self.expect(b':', "a colon after the key")?;
            let before = self.at;
            each(self, key)?;
            if self.at == before {
                self.skip()?;
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.malformed("a comma or the end of the object"),
            }
        }
    }

    /// Walks over an array; `each` may read the element, else it is skipped. What is no array is passed over.
    #[inline]
    pub(crate) fn array(&mut self, mut each: impl FnMut(&mut Self) -> Step) -> Step {
        if self.peek() != Some(b'[') {
            return self.skip();
        }
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let before = self.at;
            each(self)?;
            if self.at == before {
                self.skip()?;
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.malformed("a comma or the end of the array"),
            }
        }
    }

    /// Enters an object for [`members!`]. `false`, with the value passed over, if it is none or has no members.
    #[inline]
    pub(crate) fn open(&mut self) -> Step<bool> {
        if self.peek() != Some(b'{') {
            return self.skip().map(|()| false);
        }
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// Consumes `key`, which is a key with its quotes and colon, if exactly that stands here.
    #[expect(
        clippy::inline_always,
        reason = "with the key at hand this is one comparison of constants; measured, a call costs a third of the speed"
    )]
    #[inline(always)]
    pub(crate) fn at_key(&mut self, key: &str) -> bool {
        let there = self.bytes[self.at..].starts_with(key.as_bytes());
        self.at += if there { key.len() } else { 0 };
        there
    }

    /// After a member: `true` if another follows, `false` at the end of the object, which is consumed.
    #[inline]
    pub(crate) fn next_member(&mut self) -> Step<bool> {
        match self.bytes.get(self.at) {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            _ => self.more(b'}'),
        }
    }

    /// Enters an object by hand, for structures too deep to recurse into. `false` if it is none.
    pub(crate) fn enter(&mut self, open: u8) -> bool {
        let there = self.peek() == Some(open);
        self.at += usize::from(there);
        there
    }

    /// After a member entered by hand: `true` if another follows, `false` at the end, which is consumed.
    pub(crate) fn more(&mut self, close: u8) -> Step<bool> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.malformed("a comma or a closing bracket"),
        }
    }

    /// A key and its colon, by hand.
    pub(crate) fn key(&mut self) -> Step<&'a [u8]> {
        if self.peek() != Some(b'"') {
            return self.malformed("a key in quotes");
        }
        let key = self.raw_string()?;
        self.expect(b':', "a colon after the key")?;
        Ok(key)
    }

    /// The inside of a string, escapes and all. The cursor must stand at its opening quote.
    #[inline]
    fn raw_string(&mut self) -> Step<&'a [u8]> {
        let from = self.at + 1;
        let mut at = from;
        // Keys and most values are short: looking at eight bytes at once here beats a call.
        for word in self.bytes.get(from..).unwrap_or_default().chunks_exact(8).take(4) {
            let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
            let found = bytes_equal(word, b'"') | bytes_equal(word, b'\\');
            if found == 0 {
                at += 8;
                continue;
            }
            let end = at + (found.trailing_zeros() / 8) as usize;
            if self.bytes[end] == b'"' {
                self.at = end + 1;
                return Ok(&self.bytes[from..end]);
            }
            break;
        }
        loop {
            match self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
                Some(found) if self.bytes[at + found] == b'"' => {
                    self.at = at + found + 1;
                    return Ok(&self.bytes[from..at + found]);
                }
                Some(found) => at += found + 2,
                None => {
                    self.at = self.bytes.len();
                    return self.malformed("the end of a string");
                }
            }
        }
    }

    /// A string, or a number or `true`/`false` as it stands; `None` for null and for structures.
    pub(crate) fn text(&mut self) -> Step<Option<Cow<'a, str>>> {
        match self.peek() {
            Some(b'"') => Ok(Some(text::unescape(self.raw_string()?))),
            Some(b'n' | b'{' | b'[') => self.skip().map(|()| None),
            Some(_) => {
                let raw = self.raw()?;
                Ok(Some(String::from_utf8_lossy(raw)))
            }
            None => self.malformed("a value"),
        }
    }

    /// Any value as text: strings unescaped, structures as the JSON that they are, null as `None`.
    pub(crate) fn any_text(&mut self) -> Step<Option<Cow<'a, str>>> {
        match self.peek() {
            Some(b'{' | b'[') => Ok(Some(String::from_utf8_lossy(self.raw()?))),
            _ => self.text(),
        }
    }

    /// The bytes of a value.
    pub(crate) fn raw(&mut self) -> Step<&'a [u8]> {
        self.peek();
        let from = self.at;
        self.skip()?;
        Ok(&self.bytes[from..self.at])
    }

    /// A whole number; one in quotes or with a fraction is taken too. `None` for anything else.
    #[inline]
    pub(crate) fn int(&mut self) -> Step<Option<i64>> {
        match self.peek() {
            Some(b'0'..=b'9' | b'-') => {
                let (value, length) = number::leading_int(&self.bytes[self.at..]);
                self.at += length;
                match self.bytes.get(self.at) {
                    Some(b',' | b'}' | b']' | b' ' | b'\r' | b'\n' | b'\t') if length > 0 => Ok(value),
                    _ => {
                        self.at -= length;
                        Ok(number::float(self.raw()?).map(|value| value as i64))
                    }
                }
            }
            Some(b'"') => Ok(number::int_in_text(self.raw_string()?)),
            Some(_) => self.skip().map(|()| None),
            None => self.malformed("a number"),
        }
    }

    /// A whole number that cannot be negative; a negative one reads as 0, and one beyond [`GREATEST`] as that.
    #[inline]
    pub(crate) fn uint(&mut self) -> Step<u64> {
        Ok(self.int()?.unwrap_or(0).clamp(0, GREATEST).cast_unsigned())
    }

    /// A number; one in quotes is taken too, "NaN" and "Infinity" are not numbers.
    pub(crate) fn float(&mut self) -> Step<Option<f64>> {
        let raw = if self.peek() == Some(b'"') { self.raw_string()? } else { self.raw()? };
        Ok(number::float(raw))
    }

    /// `true` or `false`, also in quotes.
    pub(crate) fn bool(&mut self) -> Step<Option<bool>> {
        let raw = if self.peek() == Some(b'"') { self.raw_string()? } else { self.raw()? };
        Ok(match raw {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        })
    }

    /// Passes over a value of any type, without recursion: brackets must balance and match in number.
    pub(crate) fn skip(&mut self) -> Step {
        match self.peek() {
            Some(b'"') => self.raw_string().map(drop),
            Some(b'{' | b'[') => self.skip_structure(),
            Some(b'0'..=b'9' | b'-' | b't' | b'f' | b'n' | b'N' | b'I') => {
                while let Some(byte) = self.bytes.get(self.at) {
                    if matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                        break;
                    }
                    if !matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.') {
                        return self.malformed("a number, true, false or null");
                    }
                    self.at += 1;
                }
                Ok(())
            }
            _ => self.malformed("a value"),
        }
    }

    fn skip_structure(&mut self) -> Step {
        let mut depth = 0usize;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.raw_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(());
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        self.malformed("a closing bracket")
    }

    /// Jumps over the value at hand to just before `behind`, which must begin with a closing bracket and hold an
    /// unescaped quote after a comma, such as `]},"Task Metrics":{`; the bracket itself is consumed. `false`, and
    /// nothing consumed, if leaps are off or it is not there.
    ///
    /// Inside a JSON string a quote is escaped, so these bytes cannot be part of one: they are a real key, though
    /// perhaps one further in than meant. Then the closing brackets will not fit at the end of the line, and the
    /// caller reads the line again without leaps.
    #[inline]
    pub(crate) fn leap(&mut self, behind: &memmem::Finder<'_>) -> bool {
        if !self.leaps {
            return false;
        }
        let Some(found) = behind.find(&self.bytes[self.at..]) else { return false };
        self.at += found + 1;
        self.leapt = true;
        true
    }
}

/// The high bit of each byte of `word` that equals `byte`; above the first such byte, others may be set falsely.
#[inline]
fn bytes_equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let zero_where_equal = word ^ (LOW * u64::from(byte));
    zero_where_equal.wrapping_sub(LOW) & !zero_where_equal & (LOW << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_is_passed_over() {
        let mut cursor = Cursor::new(br#" {"a":{"x":[1,"]}\""]}, "b" : 7 ,"c":"t\u00e9xt","d":null} "#);
        let (mut b, mut c, mut d) = (None, None, Some("x".into()));
        cursor
            .object(|cursor, key| {
                match key {
                    b"b" => b = cursor.int()?,
                    b"c" => c = cursor.text()?,
                    b"d" => d = cursor.text()?,
                    _ => {}
                }
                Ok(())
            })
            .and_then(|()| cursor.end())
            .expect("it is well-formed");
        assert_eq!((b, c.as_deref(), d), (Some(7), Some("téxt"), None));
    }

    #[test]
    fn numbers_come_in_many_clothes() {
        for (json, value) in [
            ("12", Some(12)),
            ("-3", Some(-3)),
            ("\"44\"", Some(44)),
            ("1.9e1", Some(19)),
            ("9223372036854775808", Some(i64::MAX)),
            ("\"NaN\"", None),
            ("null", None),
            ("{}", None),
        ] {
            let whole = format!("{json} ");
            assert_eq!(Cursor::new(whole.as_bytes()).int(), Ok(value), "{json}");
        }
    }

    #[test]
    fn broken_syntax_says_where() {
        let mut cursor = Cursor::new(br#"{"a":1,"b"#);
        let error = cursor.object(|_, _| Ok(())).expect_err("it is cut");
        assert_eq!(error, Malformed { at: 9, expected: "the end of a string" });
        for broken in ["{", "[", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":[}", "\"\\"] {
            assert!(Cursor::new(broken.as_bytes()).object(|_, _| Ok(())).is_err(), "{broken}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(Cursor::new(deep.as_bytes()).skip(), Ok(()));
    }
}

//! Every string of a log, with where it stands: also of events that nobody knows, and of lines that are none.
//!
//! The decoder reads what it knows and passes over the rest. This reads the text itself, and takes whatever comes:
//! brackets that do not match, lines that are cut, lines that are no JSON. Memory is bounded by the longest piece of a
//! line that is looked at as one.

use crate::json::unescape;

/// Bytes of a line that are looked at as one; what is longer is looked at in pieces.
const PIECE: usize = 8 << 20;
/// Structures that lie deeper are taken as part of this deep one.
const DEEPEST: usize = 200;
/// Of a longer key or class this much tells where something stands, in bytes.
const LONGEST_KEY: usize = 256;

/// What Spark writes at the head of every line.
const HEAD: &[u8] = br#"{"Event""#;

/// Where a string stands.
#[derive(Debug, Default)]
pub struct Place {
    /// The class of the event; empty for what belongs to none.
    event: String,
    /// Its keys behind each other.
    keys: String,
    /// Where each structure's key ends, and whether the structure is an object. Lists have no key.
    open: Vec<(usize, bool)>,
    /// Structures beyond the deepest.
    deeper: u64,
}

impl Place {
    /// The class of the event, empty where there is none.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The keys from the event down.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        let ends = self.open.iter().skip(1).map(|(end, _)| *end).chain([self.keys.len()]);
        ends.filter_map(move |end| {
            let key = self.keys.get(from..end).filter(|key| !key.is_empty());
            from = end;
            key
        })
    }

    /// The key at hand; empty where there is none.
    pub fn key(&self) -> &str {
        self.keys().last().unwrap_or_default()
    }

    fn begin(&mut self, object: bool) {
        if self.open.len() < DEEPEST {
            self.open.push((self.keys.len(), object));
        } else {
            self.deeper += 1;
        }
    }

    fn end(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some((end, _)) = self.open.pop() {
            self.keys.truncate(end);
        }
    }

    /// A key of the structure at hand, in the place of the one before.
    fn set_key(&mut self, key: &str) {
        let end = self.open.last().map_or(0, |(end, _)| *end);
        self.keys.truncate(end);
        self.keys.push_str(clipped(key));
    }

    /// Whether the structure at hand is that of an event and no part of one.
    fn is_top(&self) -> bool {
        self.deeper == 0
            && self.open.split_last().is_some_and(|(last, before)| last.1 && before.iter().all(|(_, object)| !object))
    }

    fn clear(&mut self) {
        self.event.clear();
        self.keys.clear();
        self.open.clear();
        self.deeper = 0;
    }
}

/// Takes strings.
pub trait Strings {
    /// A key of an object; `place` is that of the object, without the key.
    fn key(&mut self, place: &Place, key: &str);

    /// A string, or what stands in the place of one.
    fn value(&mut self, place: &Place, text: &str);
}

/// Finds the strings of a stream of plain text, in whatever blocks it comes.
///
/// ```
/// use afterglow_eventlog::strings::{Place, Strings, Walk};
///
/// struct Seen(Vec<String>);
/// impl Strings for Seen {
///     fn key(&mut self, _: &Place, _: &str) {}
///     fn value(&mut self, place: &Place, text: &str) {
///         let keys: Vec<&str> = place.keys().collect();
///         self.0.push(format!("{} {} {text}", place.event(), keys.join("/")));
///     }
/// }
///
/// let mut seen = Seen(Vec::new());
/// let mut walk = Walk::default();
/// walk.push(br#"{"Event":"a.Thing","b":{"c":["x",1]}} not j"#, &mut seen);
/// walk.push(b"son\nuser=bob\n", &mut seen);
/// walk.close(&mut seen);
/// assert_eq!(seen.0, ["a.Thing Event a.Thing", "a.Thing b/c x", "  not json", "  user=bob"]);
/// ```
#[derive(Debug, Default)]
pub struct Walk {
    /// The line that is not whole yet.
    held: Vec<u8>,
    place: Place,
    /// The piece before ended inside of a string.
    in_string: bool,
    /// The piece before was no end of its line.
    in_line: bool,
    /// The line at hand is no JSON.
    plain: bool,
    /// Bytes taken.
    bytes: u64,
}

impl Walk {
    /// Bytes taken until now.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next bytes.
    pub fn push(&mut self, mut bytes: &[u8], sink: &mut dyn Strings) {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        while let Some(newline) = memchr::memchr(b'\n', bytes) {
            self.take(&bytes[..newline], sink);
            let line = std::mem::take(&mut self.held);
            self.line(&line, true, sink);
            self.held = line;
            self.held.clear();
            bytes = &bytes[newline + 1..];
        }
        self.take(bytes, sink);
    }

    /// Takes what stands behind the last newline, and goes back to a stream's start.
    pub fn close(&mut self, sink: &mut dyn Strings) {
        let line = std::mem::take(&mut self.held);
        self.line(&line, true, sink);
        *self = Self { bytes: self.bytes, ..Self::default() };
    }

    /// Takes bytes of the line at hand.
    fn take(&mut self, mut bytes: &[u8], sink: &mut dyn Strings) {
        while self.held.len() + bytes.len() > PIECE {
            let (now, rest) = bytes.split_at((PIECE - self.held.len()).min(bytes.len()));
            self.held.extend_from_slice(now);
            bytes = rest;
            // A word goes into the next piece whole, unless it is all of this one.
            let from = self.held.len().saturating_sub(4096);
            let cut = self.held[from..].iter().rposition(|byte| matches!(byte, b' ' | b',' | b'{' | b'}'));
            let cut = cut.map_or(self.held.len(), |at| from + at + 1);
            let rest = self.held.split_off(cut);
            let piece = std::mem::replace(&mut self.held, rest);
            self.line(&piece, false, sink);
        }
        self.held.extend_from_slice(bytes);
    }

    /// A line, or a piece of one.
    fn line(&mut self, line: &[u8], whole: bool, sink: &mut dyn Strings) {
        if !self.in_line {
            let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
            let bare = line.trim_ascii_start();
            if bare.starts_with(HEAD) || bare.starts_with(b"{ \"Event\"") || self.place.open.is_empty() {
                self.place.clear();
                self.plain = !bare.starts_with(b"{") && !bare.starts_with(b"[");
                if !self.plain && !bare.starts_with(HEAD) {
                    self.place.event = event_of(line);
                }
            }
        }
        if self.plain {
            let text = String::from_utf8_lossy(line);
            if !text.trim().is_empty() {
                sink.value(&self.place, text.trim());
            }
        } else {
            self.json(line, sink);
        }
        self.in_line = !whole;
        // No string goes over lines: this one was cut.
        self.in_string &= !whole;
        if whole {
            self.plain = false;
        }
    }

    /// What looks like JSON, as far as it does.
    fn json(&mut self, line: &[u8], sink: &mut dyn Strings) {
        let mut at = 0;
        if std::mem::take(&mut self.in_string) {
            let (length, next) = string(line);
            self.in_string = next.is_none();
            sink.value(&self.place, &unescape(&line[..length]));
            at = next.unwrap_or(line.len());
        }
        // In an object a string is a key until a colon comes.
        let mut at_key = self.place.open.last().is_some_and(|(_, object)| *object);
        while let Some(&byte) = line.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' => {
                    self.place.begin(byte == b'{');
                    at_key = byte == b'{';
                }
                b'}' | b']' => {
                    self.place.end();
                    if self.place.open.is_empty() {
                        self.place.clear();
                    }
                }
                b',' => at_key = self.place.open.last().is_some_and(|(_, object)| *object),
                b':' => at_key = false,
                b'"' => {
                    let (length, next) = string(&line[at..]);
                    let inside = unescape(&line[at..at + length]);
                    at = next.map_or(line.len(), |next| at + next);
                    self.in_string = next.is_none();
                    let colon = line[at..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                    if at_key && colon {
                        self.place.set_key("");
                        sink.key(&self.place, &inside);
                        self.place.set_key(&inside);
                    } else {
                        if self.place.event.is_empty() && self.place.is_top() && self.place.key() == "Event" {
                            self.place.event.push_str(clipped(&inside));
                        }
                        sink.value(&self.place, &inside);
                    }
                }
                _ if byte.is_ascii_whitespace() => {}
                _ => {
                    let length = line[at..].iter().position(|byte| b"{}[],\"".contains(byte));
                    let end = length.map_or(line.len(), |length| at + length);
                    let bare = line[at - 1..end].trim_ascii();
                    if !is_literal(bare) {
                        sink.value(&self.place, &String::from_utf8_lossy(bare));
                    }
                    at = end;
                }
            }
        }
    }
}

/// A name up to its longest.
fn clipped(name: &str) -> &str {
    let cut = (0..=name.len().min(LONGEST_KEY)).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    &name[..cut]
}

/// The length of a string's inside, of which the opening quote is gone, and what is behind the closing one.
fn string(bytes: &[u8]) -> (usize, Option<usize>) {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if bytes[at + found] == b'"' {
            return (at + found, Some(at + found + 1));
        }
        at += found + 2;
    }
    (bytes.len(), None)
}

/// Whether something is a number or a word of JSON.
fn is_literal(bare: &[u8]) -> bool {
    matches!(bare, b"true" | b"false" | b"null")
        || bare.len() < 32 && bare.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
}

/// The class of the event in a line that does not begin with it.
fn event_of(line: &[u8]) -> String {
    struct First(String);
    impl Strings for First {
        fn key(&mut self, _: &Place, _: &str) {}
        fn value(&mut self, place: &Place, text: &str) {
            if self.0.is_empty() && place.is_top() && place.key() == "Event" {
                self.0.push_str(clipped(text));
            }
        }
    }
    let mut first = First(String::new());
    // Where the class comes before anything else, it is found on the way too.
    if memchr::memmem::find(line, b"\"Event\"").is_some() {
        Walk::default().json(line, &mut first);
    }
    first.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Strings for Seen {
        fn key(&mut self, place: &Place, key: &str) {
            self.0.push(format!("{}|{}|{key}:", place.event(), place.keys().collect::<Vec<_>>().join("/")));
        }
        fn value(&mut self, place: &Place, text: &str) {
            self.0.push(format!("{}|{}|{text}", place.event(), place.keys().collect::<Vec<_>>().join("/")));
        }
    }

    fn seen(blocks: &[&[u8]]) -> Vec<String> {
        let (mut seen, mut walk) = (Seen::default(), Walk::default());
        for block in blocks {
            walk.push(block, &mut seen);
        }
        walk.close(&mut seen);
        seen.0
    }

    #[test]
    fn keys_and_values_of_all_depths_are_seen() {
        let line = br#" {"a":{"b":["x",{"c":"\u0061\n"}],"d":"y"},"Event":"E","n":1.5e3,"t":true}"#;
        assert_eq!(
            seen(&[line]),
            [
                "E||a:",
                "E|a|b:",
                "E|a/b|x",
                "E|a/b|c:",
                "E|a/b/c|a\n",
                "E|a|d:",
                "E|a/d|y",
                "E||Event:",
                "E|Event|E",
                "E||n:",
                "E||t:"
            ]
        );
    }

    #[test]
    fn blocks_do_not_matter_and_pretty_printing_neither() {
        let text = b"{\n \"Event\": \"E\",\n \"a\": {\n  \"b\": \"x\"\n }\n}\n{\"Event\":\"F\",\"c\":\"y\"}";
        let whole = seen(&[text]);
        assert_eq!(whole[..2], ["||Event:", "E|Event|E"]);
        assert!(whole.contains(&"E|a/b|x".to_owned()) && whole.contains(&"F|c|y".to_owned()), "{whole:?}");
        for cut in 0..text.len() {
            assert_eq!(seen(&[&text[..cut], &text[cut..]]), whole);
        }
    }

    #[test]
    fn damaged_lines_give_what_they_have() {
        assert_eq!(seen(&[b"{\"Event\":\"E\",\"a\":\"cut off\n{\"Event\":\"F\"}"])[3], "E|a|cut off");
        assert_eq!(seen(&[b"WARN user=bob, \"x\": 1"]), ["||WARN user=bob, \"x\": 1"]);
        assert_eq!(seen(&[b"[garbage of bob]"]), ["||garbage of bob"]);
        assert_eq!(seen(&[b"{\"a\" \"b\" c d,\"e\"}}}]\"f"]).len(), 5);
        assert_eq!(seen(&[b"{\"a\":1,\"a\":\"two\"}"])[2], "|a|two");
        assert_eq!(seen(&[b"\xff\xfe{\"a\""]).len(), 1);
    }

    #[test]
    fn memory_is_bounded() {
        let mut walk = Walk::default();
        let mut seen = Seen::default();
        for _ in 0..40 {
            walk.push(&vec![b'['; 1 << 20], &mut seen);
        }
        assert!(walk.held.capacity() <= 4 * PIECE && walk.place.open.len() <= DEEPEST);
        walk.close(&mut seen);
        // A long string comes in pieces, and words in it stay whole.
        let text = "kanari ".repeat(3 << 20);
        walk.push(format!("{{\"Event\":\"E\",\"a\":\"{text}\",\"b\":\"x\"}}\n").as_bytes(), &mut seen);
        let pieces: Vec<&String> = seen.0.iter().filter(|one| one.contains("kanari")).collect();
        assert!(pieces.len() > 1 && pieces.iter().all(|one| one.trim_end().ends_with("kanari")));
        assert_eq!(seen.0.last().map(String::as_str), Some("E|b|x"));
    }
}

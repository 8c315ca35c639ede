//! What a file is, by its content and never by its name.

use memchr::memmem;

use crate::codec::Codec;

/// How much of each input is looked at, in plain bytes.
pub(crate) const HEAD: usize = 64 << 10;

/// What the first bytes show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Empty,
    /// A compression or an archive, to be looked into.
    Packed(Codec),
    /// An event log in plain JSON.
    Events,
    /// Anything else: what it is, and the byte that shows it.
    Other {
        what: String,
        offset: u64,
    },
    /// A packed format that is not read here.
    Unsupported(&'static str),
}

const MAGICS: [(&[u8], Codec); 10] = [
    (b"\x28\xB5\x2F\xFD", Codec::Zstd),
    (b"LZ4Block", Codec::Lz4Block),
    (b"\x04\x22\x4D\x18", Codec::Lz4Frame),
    (b"\x82SNAPPY\0", Codec::Snappy),
    (b"\x1F\x8B\x08", Codec::Gzip),
    (b"PK\x03\x04", Codec::Zip),
    (b"PK\x05\x06", Codec::Zip),
    (b"BZh", Codec::Bzip2),
    (b"ZV\0", Codec::Lzf),
    (b"ZV\x01", Codec::Lzf),
];

const UNSUPPORTED: [(&[u8], &str); 5] = [
    (b"\xFD7zXZ\0", "an xz stream"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\xFF\x06\0\0sNaPpY", "a Snappy stream in the framing format"),
    (b"\x1F\x9D", "a file of the compress command"),
];

const FOREIGN: [(&[u8], &str); 14] = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (picture, sound or film)"),
    (b"PAR1", "a Parquet file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"SEQ\x06", "a Hadoop sequence file"),
    (b"\x7FELF", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a Java class"),
    (b"JAVA PROFILE", "a Java heap dump"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\0\x05\x16\x07", "a macOS AppleDouble file"),
];

/// The length of a UTF-8 byte order mark at the start, if there is one.
pub(crate) fn byte_order_mark(head: &[u8]) -> usize {
    if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}

/// Tells what begins with `head`, which should be the first [`HEAD`] bytes.
pub(crate) fn sniff(head: &[u8]) -> Content {
    if head.is_empty() {
        return Content::Empty;
    }
    if let Some((_, codec)) = MAGICS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Packed(*codec);
    }
    if head.len() >= 4 && head[0] & 0xF0 == 0x50 && head[1..4] == [0x2A, 0x4D, 0x18] {
        return Content::Packed(Codec::Zstd);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Content::Packed(Codec::Tar);
    }
    if let Some((_, what)) = UNSUPPORTED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Unsupported(what);
    }
    sniff_plain(head)
}

fn sniff_plain(head: &[u8]) -> Content {
    if has_events(head) {
        return Content::Events;
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Other { what: (*what).to_owned(), offset: 0 };
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Content::Other { what: "text in UTF-16".to_owned(), offset: 0 };
    }
    let start = byte_order_mark(head);
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    let Some(offset) = head[start..].iter().position(|byte| !blank(byte)).map(|at| start + at) else {
        return Content::Other { what: "only white space".to_owned(), offset: 0 };
    };
    let what = match head[offset] {
        b'{' | b'[' => "JSON without a Spark event in its first 64 KiB".to_owned(),
        b'<' => "HTML or XML".to_owned(),
        _ if head.contains(&0) => format!("binary data beginning with the byte {:#04X}", head[offset]),
        _ => format!("text beginning with \"{}\"", first_words(&head[offset..])),
    };
    Content::Other { what, offset: offset as u64 }
}

/// Whether some line is, or begins, a JSON object with an `Event` key.
///
/// The first line may be garbage; a text that only mentions the key must not count, so the key has to stand in a
/// line that opens an object, or in a document that begins as JSON.
fn has_events(head: &[u8]) -> bool {
    let start = byte_order_mark(head);
    let json = head[start..].iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"{[".contains(byte));
    memmem::find_iter(head, b"\"Event\"").any(|at| {
        let is_key = head[at + 7..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        let line = memchr::memrchr(b'\n', &head[..at]).map_or(start, |newline| newline + 1);
        let opens = head[line..at].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        is_key && (json || opens)
    })
}

/// A few printable characters to recognise a text by.
fn first_words(text: &[u8]) -> String {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let short = &line[..line.len().min(24)];
    String::from_utf8_lossy(short).chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Content, sniff};

    #[test]
    fn content_decides() {
        let other = |what: &str, offset| Content::Other { what: what.to_owned(), offset };
        for (head, content) in [
            (&b"{\"Event\":\"SparkListenerLogStart\"}"[..], Content::Events),
            (b"\xEF\xBB\xBF \r\n{\"Event\" : \"X\"}", Content::Events),
            (b"[\n  {\n    \"Event\": \"X\"\n  }\n]", Content::Events),
            (b"garbage\n{\"Event\":\"SparkListenerTaskEnd\"}\n", Content::Events),
            (b"the key \"Event\": is explained here", other("text beginning with \"the key \"Event\": is expl\"", 0)),
            (b"", Content::Empty),
            (b" \n", other("only white space", 0)),
            (b"  {\"a\":1}", other("JSON without a Spark event in its first 64 KiB", 2)),
            (b"%PDF-1.4", other("a PDF document", 0)),
            (b"\xFD7zXZ\0", Content::Unsupported("an xz stream")),
            (b"\x01\x00", other("binary data beginning with the byte 0x01", 0)),
        ] {
            assert_eq!(sniff(head), content);
        }
    }
}

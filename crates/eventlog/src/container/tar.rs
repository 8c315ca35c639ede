//! Tar archives: old, ustar, GNU with long names, and pax (POSIX.1-2001).

use std::io::{self, Read};

use crate::codec::{Codec, CodecError};
use crate::source::Span;

const BLOCK: usize = 512;
/// Names and pax headers beyond this are refused.
const MAX_META: u64 = 1 << 20;

/// A file in a tar.
#[derive(Clone, Debug)]
pub(crate) struct TarEntry {
    pub(crate) name: String,
    /// Where its bytes begin in the tar.
    pub(crate) start: u64,
    pub(crate) len: u64,
}

/// Walks a tar from its start.
pub(crate) struct TarWalk {
    source: Source,
    at: u64,
}

enum Source {
    /// Every byte has to be read.
    Stream(Box<dyn Read>),
    /// Contents can be jumped over.
    Span(Span),
}

impl TarWalk {
    pub(crate) fn stream(reader: Box<dyn Read>) -> Self {
        Self { source: Source::Stream(reader), at: 0 }
    }

    pub(crate) fn span(span: Span) -> Self {
        Self { source: Source::Span(span), at: 0 }
    }

    /// The next file, with up to `head` of its first bytes; `None` at the end.
    pub(crate) fn next_file(&mut self, head: usize) -> io::Result<Option<(TarEntry, Vec<u8>)>> {
        let (mut long_name, mut long_size) = (None, None);
        loop {
            let begin = self.at;
            let corrupt = |expected: &str| CodecError::corrupt(Codec::Tar, begin, expected);
            let block = self.take(BLOCK as u64)?;
            if block.len() < BLOCK || block.iter().all(|byte| *byte == 0) {
                // Two blocks of zeros end a tar; one that lacks them is as good.
                return Ok(None);
            }
            if !checksum_agrees(&block) {
                return Err(corrupt("a tar header with a correct checksum").into());
            }
            let size = number(&block[124..136]).ok_or_else(|| corrupt("a tar header with a valid length"))?;
            let size = long_size.unwrap_or(size);
            let kind = block[156];
            if matches!(kind, b'L' | b'x') {
                if size > MAX_META {
                    return Err(corrupt("a long name of at most 1 MiB").into());
                }
                let meta = self.take(size)?;
                if kind == b'L' {
                    long_name = Some(text(&meta));
                } else {
                    read_pax(&meta, &mut long_name, &mut long_size);
                }
                self.skip(padding(size))?;
                continue;
            }
            let entry =
                TarEntry { name: long_name.take().unwrap_or_else(|| short_name(&block)), start: self.at, len: size };
            long_size = None;
            let is_file = matches!(kind, b'0' | b'7' | 0) && !entry.name.ends_with('/');
            let first = if is_file { self.take(size.min(head as u64))? } else { Vec::new() };
            let rest = size - first.len() as u64;
            self.skip(rest.saturating_add(padding(size)))?;
            if is_file {
                return Ok(Some((entry, first)));
            }
        }
    }

    fn take(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match &mut self.source {
            Source::Stream(reader) => {
                reader.by_ref().take(count).read_to_end(&mut bytes)?;
            }
            Source::Span(span) => bytes = span.bytes(self.at, usize::try_from(count).unwrap_or(usize::MAX))?,
        }
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        self.at += match &mut self.source {
            Source::Stream(reader) => io::copy(&mut reader.by_ref().take(count), &mut io::sink())?,
            Source::Span(span) => count.min(span.len.saturating_sub(self.at)),
        };
        Ok(())
    }
}

fn padding(size: u64) -> u64 {
    (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64
}

fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn short_name(block: &[u8]) -> String {
    let prefix = if &block[257..263] == b"ustar\0" { text(&block[345..500]) } else { String::new() };
    let name = text(&block[..100]);
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

/// Octal digits, or base 256 if the highest bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] >= 0x80 {
        let low = field[1..].iter().try_fold(0_u64, |value, byte| {
            value.checked_mul(256).and_then(|value| value.checked_add(u64::from(*byte)))
        });
        return low.filter(|_| field[0] == 0x80);
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| !matches!(byte, 0 | b' '));
    digits.into_iter().try_fold(0_u64, |value, byte| match byte {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}

/// The sum of the header's bytes, with blanks in place of the sum itself.
fn checksum_agrees(block: &[u8]) -> bool {
    let sum = |range: std::ops::Range<usize>| block[range].iter().map(|byte| u64::from(*byte)).sum::<u64>();
    number(&block[148..156]) == Some(sum(0..148) + 8 * u64::from(b' ') + sum(156..BLOCK))
}

/// Records of the form `length key=value` with a newline; only names and sizes matter here.
fn read_pax(mut records: &[u8], name: &mut Option<String>, size: &mut Option<u64>) {
    while let Some(blank) = memchr::memchr(b' ', records) {
        let length = std::str::from_utf8(&records[..blank]).ok().and_then(|digits| digits.parse::<usize>().ok());
        let Some(record) = length.and_then(|length| records.get(blank + 1..length)) else { return };
        let value = |key: &[u8]| Some(text(record.strip_prefix(key)?).trim_end_matches('\n').to_owned());
        if let Some(path) = value(b"path=") {
            *name = Some(path);
        }
        if let Some(digits) = value(b"size=") {
            *size = digits.parse().ok();
        }
        records = &records[blank + 1 + record.len()..];
    }
}

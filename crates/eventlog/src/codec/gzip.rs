//! Gzip (RFC 1952), which Databricks rolls its logs with; any number of members.

use std::io;

use super::error::{Codec, CodecError};
use super::inflate::Inflate;
use super::input::ByteSource;
use super::unit::DecodeUnit;

/// Headers with a longer name or comment are not believed.
const MAX_TEXT: usize = 64 << 10;

/// Decodes one step of one member at a time.
pub(crate) struct Gzip {
    body: Inflate,
    inside: bool,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Self { body: Inflate::new(Codec::Gzip), inside: false }
    }

    fn close_member(&mut self, source: &mut ByteSource) -> io::Result<()> {
        self.inside = false;
        let start = source.position();
        let Some(trailer) = source.exact(8)?.and_then(|bytes| bytes.first_chunk::<8>().copied()) else {
            return Err(CodecError::truncated(Codec::Gzip, start, "the checksum of a gzip member").into());
        };
        source.consume(8);
        let (sum, amount) = (self.body.crc.sum(), self.body.crc.amount());
        if trailer[..4] == sum.to_le_bytes() && trailer[4..] == amount.to_le_bytes() {
            return Ok(());
        }
        let expected = format!("a gzip member of {amount} bytes (modulo 2^32) with the checksum {sum:08x}");
        Err(CodecError::corrupt(Codec::Gzip, start, expected).into())
    }
}

impl DecodeUnit for Gzip {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.inside {
            if self.body.step(source, out)? {
                self.close_member(source)?;
            }
            return Ok(true);
        }
        let head = source.peek(1)?;
        if head.is_empty() {
            return Ok(false);
        }
        if head == [0] && source.position() > 0 {
            // Tapes and block devices leave zeros behind a member.
            return skip_zeros(source);
        }
        read_header(source)?;
        self.body.reset();
        self.inside = true;
        Ok(true)
    }
}

fn skip_zeros(source: &mut ByteSource) -> io::Result<bool> {
    loop {
        let data = source.available()?;
        if data.is_empty() {
            return Ok(false);
        }
        let zeros = data.iter().take_while(|byte| **byte == 0).count();
        let all = zeros == data.len();
        source.consume(zeros);
        if !all {
            return Ok(true);
        }
    }
}

/// Skips a member's header with its optional fields.
fn read_header(source: &mut ByteSource) -> io::Result<()> {
    let start = source.position();
    let cut = || CodecError::truncated(Codec::Gzip, start, "the header of a gzip member");
    let head = source.peek(10)?;
    if !b"\x1F\x8B\x08".starts_with(&head[..head.len().min(3)]) {
        return Err(CodecError::corrupt(Codec::Gzip, start, "a gzip member that begins with 1F 8B 08").into());
    }
    let flags = *head.get(3).ok_or_else(cut)?;
    source.exact(10)?.ok_or_else(cut)?;
    source.consume(10);
    if flags & 4 != 0 {
        let size = source.exact(2)?.ok_or_else(cut)?;
        let size = u64::from(size[0]) | u64::from(size[1]) << 8;
        if !source.skip(2 + size)? {
            return Err(cut().into());
        }
    }
    for flag in [8, 16] {
        if flags & flag == 0 {
            continue;
        }
        let text = source.peek(MAX_TEXT)?;
        match memchr::memchr(0, text) {
            Some(end) => source.consume(end + 1),
            None => return Err(cut().into()),
        }
    }
    if flags & 2 != 0 && !source.skip(2)? {
        return Err(cut().into());
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use crate::codec::check;
    use crate::codec::error::{Codec, Trouble};

    pub(crate) fn pack(plain: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::GzBuilder::new().filename("eventlog").extra("ab").write(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).ok();
        encoder.finish().unwrap_or_default()
    }

    #[test]
    fn members_are_concatenated_and_padding_is_skipped() {
        let text = check::text(400_000);
        let sample = [&pack(&text)[..], &pack(b""), &pack(&text), &[0; 700]].concat();
        check::decodes(Codec::Gzip, &sample, &[&text[..], &text[..]].concat());
    }

    #[test]
    fn every_cut_is_a_prefix() {
        check::every_cut_is_a_prefix(Codec::Gzip, &[pack(&check::text(500)), pack(&check::text(90))].concat());
    }

    #[test]
    fn a_wrong_checksum_comes_after_the_bytes() {
        let text = check::text(500);
        let mut sample = pack(&text);
        let trailer = sample.len() - 8;
        sample[trailer] ^= 1;
        check::fails(Codec::Gzip, &sample, &text, Trouble::Corrupt, trailer as u64);
    }
}

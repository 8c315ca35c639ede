//! How much plain text a cut stream unpacks to, without unpacking all of it for each cut.

use std::io::{Cursor, Read};

use afterglow_eventlog::codec::{Codec, decoder};

/// A packed stream in pieces, each of which unpacks by itself behind the stream's header.
pub(crate) struct Pieces<'a> {
    codec: Codec,
    stored: &'a [u8],
    plain: &'a [u8],
    header: &'a [u8],
    /// Where each piece begins, in stored and in plain bytes.
    starts: Vec<(usize, usize)>,
}

impl<'a> Pieces<'a> {
    /// Finds the places where a decoder can begin, by trying; in the worst case there is one piece.
    pub(crate) fn of(codec: Codec, stored: &'a [u8], plain: &'a [u8]) -> Self {
        let (header, candidates) = candidates(codec, stored);
        let mut pieces = Self { codec, stored, plain, header: &stored[..header], starts: vec![(0, 0)] };
        for candidate in candidates {
            let (from, at) = pieces.starts.last().copied().unwrap_or_default();
            // Bytes inside of a block can look like the beginning of one; then the piece before does not end here.
            if let Some(piece) = pieces.unpacked(from, candidate).filter(|piece| plain[at..].starts_with(piece)) {
                pieces.starts.push((candidate, at + piece.len()));
            }
        }
        pieces
    }

    /// The plain bytes that a cut gives: those before its piece, and what the decoder makes of the rest.
    pub(crate) fn plain_until(&self, cut: usize) -> usize {
        let (from, at) = self.starts[self.starts.partition_point(|(start, _)| *start <= cut) - 1];
        let (piece, _) = self.run(from, cut);
        assert!(self.plain[at..].starts_with(&piece), "cut at {cut}: not the beginning of what the whole gives");
        at + piece.len()
    }

    /// A piece, if it unpacks without an error.
    fn unpacked(&self, from: usize, to: usize) -> Option<Vec<u8>> {
        let (plain, whole) = self.run(from, to);
        whole.then_some(plain)
    }

    fn run(&self, from: usize, to: usize) -> (Vec<u8>, bool) {
        let header = if from == 0 { &[] } else { self.header };
        let stream = Cursor::new([header, &self.stored[from..to]].concat());
        let mut plain = Vec::new();
        let whole = decoder(self.codec, Box::new(stream)).read_to_end(&mut plain).is_ok();
        (plain, whole)
    }
}

/// The length of the header that each piece needs, and where pieces may begin.
fn candidates(codec: Codec, stored: &[u8]) -> (usize, Vec<usize>) {
    let places = |magic: &[u8]| (1..stored.len()).filter(|at| stored[*at..].starts_with(magic)).collect();
    match codec {
        Codec::Zstd => (0, places(b"\x28\xB5\x2F\xFD")),
        Codec::Lz4Block => (0, places(b"LZ4Block")),
        Codec::Lzf => (0, places(b"ZV")),
        Codec::Gzip => (0, places(b"\x1F\x8B\x08")),
        Codec::Snappy => (16, chunks(stored)),
        _ => (0, Vec::new()),
    }
}

/// The chunks of a snappy stream: a length in four bytes, and as many bytes, behind a header of 16.
fn chunks(stored: &[u8]) -> Vec<usize> {
    let (mut at, mut starts) = (16, Vec::new());
    while let Some(length) = stored.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        starts.push(at);
        at += 4 + u32::from_be_bytes(*length) as usize;
    }
    starts
}

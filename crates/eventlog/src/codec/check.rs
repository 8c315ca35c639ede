//! The laws that every codec obeys, as helpers for the codecs' tests.

use std::io::{self, Read};

use proptest::prelude::*;

use super::{Codec, CodecError, Trouble, decoder};

/// Text that packs like a log and does not repeat exactly.
pub(crate) fn text(length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut number = 88_172_645_463_325_252_u64;
    while out.len() < length {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        out.extend(format!("{{\"Event\":\"SparkListenerTaskEnd\",\"Task ID\":{}}}\n", number % 1000).bytes());
    }
    out.truncate(length);
    out
}

/// Everything that can be read, in steps of `step` bytes, and the failure at the end.
pub(crate) fn read_all(codec: Codec, stored: &[u8], step: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut reader = decoder(codec, Box::new(io::Cursor::new(stored.to_vec())));
    let (mut all, mut buffer) = (Vec::new(), vec![0; step]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return (all, None),
            Ok(count) => all.extend_from_slice(&buffer[..count]),
            Err(error) => {
                assert_eq!(reader.read(&mut buffer).ok(), Some(0), "a failure comes once, then the end");
                return (all, Some(error));
            }
        }
    }
}

pub(crate) fn decodes(codec: Codec, stored: &[u8], plain: &[u8]) {
    for step in [1, 7, 4096, 1 << 20] {
        let (found, error) = read_all(codec, stored, step);
        assert!(error.is_none(), "{codec}: {error:?}");
        assert!(found == plain, "{codec}: {} bytes instead of {}", found.len(), plain.len());
    }
}

pub(crate) fn fails(codec: Codec, stored: &[u8], readable: &[u8], trouble: Trouble, offset: u64) {
    let (found, error) = read_all(codec, stored, 333);
    assert!(found == readable, "{codec}: {} bytes instead of {}", found.len(), readable.len());
    let error = error.as_ref().and_then(CodecError::of).map(|error| (error.trouble, error.offset));
    assert_eq!(error, Some((trouble, offset)));
}

/// Cut anywhere, a stream gives a prefix of itself; longer cuts never give less.
pub(crate) fn every_cut_is_a_prefix(codec: Codec, stored: &[u8]) {
    let (whole, error) = read_all(codec, stored, 4096);
    assert!(error.is_none(), "{codec}: {error:?}");
    let mut least = 0;
    for cut in 0..stored.len() {
        let (found, error) = read_all(codec, &stored[..cut], 4096);
        assert!(whole.starts_with(&found), "{codec} cut at {cut}");
        assert!(found.len() >= least, "{codec} cut at {cut}");
        least = found.len();
        if let Some(error) = error {
            assert_eq!(CodecError::of(&error).map(|error| error.trouble), Some(Trouble::Truncated), "cut at {cut}");
        }
    }
}

const ALL: [(Codec, &[u8]); 8] = [
    (Codec::Zstd, b"\x28\xB5\x2F\xFD"),
    (Codec::Lz4Block, b"LZ4Block"),
    (Codec::Lz4Frame, b"\x04\x22\x4D\x18"),
    (Codec::Snappy, b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01"),
    (Codec::Lzf, b"ZV"),
    (Codec::Gzip, b"\x1F\x8B\x08"),
    (Codec::Bzip2, b"BZh9"),
    (Codec::Deflate, b""),
];

proptest! {
    /// Any bytes: no panic, no endless loop, no unbounded memory.
    #[test]
    fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (codec, magic) in ALL {
            read_all(codec, &bytes, 4096);
            read_all(codec, &[magic, &bytes].concat(), 4096);
        }
    }

    /// A flipped byte in a valid stream: what comes before the damage is the same or the damage is not seen.
    #[test]
    fn damaged_streams_end(at in 0_usize..100_000, value in any::<u8>()) {
        let plain = text(3000);
        let samples = [
            (Codec::Lz4Block, super::lz4::tests::pack(&plain, 700)),
            (Codec::Snappy, super::snappy::tests::pack(&plain, 700)),
            (Codec::Gzip, super::gzip::tests::pack(&plain)),
            (Codec::Zstd, super::zstd::tests::LEVEL_19.to_vec()),
            (Codec::Zstd, super::zstd::tests::FRAMES.to_vec()),
        ];
        for (codec, mut stored) in samples {
            let at = at % stored.len();
            stored[at] = value;
            read_all(codec, &stored, 4096);
        }
    }
}

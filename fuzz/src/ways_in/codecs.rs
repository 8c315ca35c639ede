//! Any bytes as a compressed stream (the first picks the decoder): no panic, an end, one error at most, and the same
//! plain text in reads of any size.

use std::io::{Cursor, Read};

use afterglow_eventlog::codec::{Codec, decoder};

use super::kit::{choices, pick};

const CODECS: [Codec; 8] = [
    Codec::Zstd,
    Codec::Lz4Block,
    Codec::Lz4Frame,
    Codec::Snappy,
    Codec::Lzf,
    Codec::Gzip,
    Codec::Bzip2,
    Codec::Deflate,
];
/// Plain bytes after which a stream is left alone.
const ENOUGH: usize = 4 << 20;

pub(crate) fn law(data: &[u8]) {
    let Some(([choice], stored)) = choices(data) else { return };
    let codec = pick(&CODECS, choice);
    let (plain, failed) = unpacked(codec, stored, 5000);
    let (again, failed_again) = unpacked(codec, stored, 1 + usize::from(choice) * 31);
    let both = plain.len().min(again.len());
    assert_eq!(plain[..both], again[..both], "other reads give other bytes");
    if plain.len() < ENOUGH && again.len() < ENOUGH {
        assert_eq!((plain.len(), failed), (again.len(), failed_again), "other reads end elsewhere");
    }
}

fn unpacked(codec: Codec, stored: &[u8], step: usize) -> (Vec<u8>, Option<String>) {
    let mut reader = decoder(codec, Box::new(Cursor::new(stored.to_vec())));
    let (mut buffer, mut plain) = (vec![0; step], Vec::new());
    while plain.len() < ENOUGH {
        match reader.read(&mut buffer) {
            Ok(0) => return (plain, None),
            Ok(count) => plain.extend_from_slice(&buffer[..count]),
            Err(error) => {
                assert!(matches!(reader.read(&mut buffer), Ok(0)), "after a failure comes the end");
                return (plain, Some(error.to_string()));
            }
        }
    }
    (plain, None)
}

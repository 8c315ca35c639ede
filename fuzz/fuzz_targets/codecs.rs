//! Any bytes as a compressed stream: no panic, an end, one error at most.
#![no_main]

use std::io::{Cursor, Read};

use afterglow_eventlog::codec::{Codec, decoder};
use libfuzzer_sys::fuzz_target;

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

fuzz_target!(|data: &[u8]| {
    let Some((pick, stored)) = data.split_first() else { return };
    let codec = CODECS[usize::from(*pick) % CODECS.len()];
    let mut reader = decoder(codec, Box::new(Cursor::new(stored.to_vec())));
    let (mut buffer, mut plain) = (vec![0; 5000], 0);
    while plain < ENOUGH {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => plain += count,
            Err(_) => {
                assert!(matches!(reader.read(&mut buffer), Ok(0)), "after a failure comes the end");
                break;
            }
        }
    }
});

//! Any bytes as a zip or a tar: listed twice alike, every entry can be read to some end, names are one line.
//!
//! The first byte picks the archive's name, and whether the checksums of a tar's headers are put right first: changed
//! bytes would hardly ever get past them otherwise. A zip's are compared behind its entries and stop nobody.

use std::io::Read;

use afterglow_eventlog::discover::{Discovery, discover};

use super::discover::LIMITS;
use super::kit::{choices, input, pick};

const NAMES: [&str; 4] = ["eventLogs-app-1.zip", "logs.tar", "eventlog_v2_x", "a"];
/// Plain bytes of a part after which it is left alone.
const ENOUGH: u64 = 8 << 20;

pub(crate) fn law(data: &[u8]) {
    let Some(([choice], bytes)) = choices(data) else { return };
    let mut bytes = bytes.to_vec();
    if choice & 0x80 != 0 {
        bytes.chunks_exact_mut(512).for_each(put_right);
    }
    let inputs = [input(pick(&NAMES, choice & 0x7F), &bytes)];
    let found = discover(&inputs, &LIMITS);
    let shown = |found: &Discovery| {
        let parts = found.logs.iter().flat_map(|log| &log.parts);
        let parts: Vec<_> = parts.map(|part| (part.name.clone(), part.stored_bytes)).collect();
        (parts, found.failures.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(shown(&found), shown(&discover(&inputs, &LIMITS)), "listed twice");
    read_all(&found);
}

/// Reads every part that was found.
pub(crate) fn read_all(found: &Discovery) {
    for part in found.logs.iter().flat_map(|log| &log.parts) {
        if let Ok(stream) = part.open() {
            let mut plain = Vec::new();
            // An error is what damaged bytes should give; only a panic or an endless stream is wrong.
            stream.take(ENOUGH).read_to_end(&mut plain).ok();
        }
    }
    for failure in &found.failures {
        assert!(!failure.to_string().contains('\n'), "a failure is one line: {failure}");
    }
}

/// Writes the checksum into a block that looks like a tar's header.
fn put_right(block: &mut [u8]) {
    let looks_so = block[0] != 0 && block[124..136].iter().any(|byte| *byte >= b'0') && block[257..262] == *b"ustar";
    if looks_so {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
}

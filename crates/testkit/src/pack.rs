//! Packs plain text in the formats that Spark and its users choose, for tests of what unpacks them.

use std::io::Write;

/// Plain bytes of a block or member: small enough that every log has several.
const BLOCK: usize = 32 << 10;

/// A way of packing.
pub type Packer = fn(&[u8]) -> Vec<u8>;

/// Every way, with its name.
pub const ALL: [(&str, Packer); 5] = [("gzip", gzip), ("zstd", zstd), ("lz4", lz4), ("snappy", snappy), ("lzf", lzf)];

/// Gzip, one member for every 64 blocks.
///
/// # Panics
/// Never: writing to memory does not fail.
pub fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in plain.chunks(64 * BLOCK) {
        let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::fast());
        encoder.write_all(member).and_then(|()| encoder.try_finish()).expect("memory takes all");
    }
    out
}

/// Zstandard (RFC 8878): a frame for each block, its content stored as it is.
pub fn zstd(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in plain.chunks(BLOCK) {
        // A frame of one segment whose length stands in four bytes.
        out.extend(0xFD2F_B528_u32.to_le_bytes());
        out.push(0xA0);
        out.extend((block.len() as u32).to_le_bytes());
        // Of a block's header bit 0 says that it is the last, bits 1 and 2 are 0 for stored bytes.
        let header = (block.len() as u32) << 3 | 1;
        out.extend(&header.to_le_bytes()[..3]);
        out.extend(block);
    }
    out
}

/// Blocks as lz4-java writes them.
pub fn lz4(plain: &[u8]) -> Vec<u8> {
    const MAGIC: &[u8] = b"LZ4Block";
    let mut out = Vec::new();
    for block in plain.chunks(BLOCK) {
        let packed = lz4_flex::block::compress(block);
        let check = twox_hash::XxHash32::oneshot(0x9747_B28C, block) & 0x0FFF_FFFF;
        out.extend(MAGIC);
        out.push(0x25);
        out.extend([packed.len() as u32, block.len() as u32, check].map(u32::to_le_bytes).concat());
        out.extend(packed);
    }
    out.extend(MAGIC);
    out.push(0x15);
    out.extend([0; 12]);
    out
}

/// Snappy blocks in xerial's framing.
///
/// # Panics
/// Never: a block is far below the greatest length.
pub fn snappy(plain: &[u8]) -> Vec<u8> {
    let mut out = b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01".to_vec();
    for block in plain.chunks(BLOCK) {
        let packed = snap::raw::Encoder::new().compress_vec(block).expect("a block is short");
        out.extend((packed.len() as u32).to_be_bytes());
        out.extend(packed);
    }
    out
}

/// LZF chunks as ning's library frames them, their content stored as it is.
pub fn lzf(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in plain.chunks(BLOCK) {
        out.extend(b"ZV\0");
        out.extend((block.len() as u16).to_be_bytes());
        out.extend(block);
    }
    out
}

//! Packing for the tests of what lies above the codecs.

use std::io::Write;

pub(crate) use super::gzip::tests::pack as gzip;

/// An lz4-java stream.
pub(crate) fn lz4(plain: &[u8]) -> Vec<u8> {
    super::lz4::tests::pack(plain, 32 << 10)
}

/// A zip as the History Server streams it: lengths behind the data, and the truth in the central directory.
pub(crate) fn zip(files: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, plain, deflate) in files {
        let mut crc = flate2::Crc::new();
        crc.update(plain);
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).ok();
        let packed = if *deflate { encoder.finish().unwrap_or_default() } else { plain.to_vec() };
        let method = if *deflate { 8_u16 } else { 0 };
        let header = out.len() as u32;
        let start = [&20_u16.to_le_bytes()[..], &0x808_u16.to_le_bytes(), &method.to_le_bytes(), &[0; 4]].concat();
        let sizes = [crc.sum(), packed.len() as u32, plain.len() as u32].map(u32::to_le_bytes).concat();
        let name_len = (name.len() as u16).to_le_bytes();

        out.extend([b"PK\x03\x04", &start[..], &[0; 12], &name_len, &[0; 2], name.as_bytes(), &packed].concat());
        out.extend([b"PK\x07\x08", &sizes[..]].concat());
        directory.extend([b"PK\x01\x02\x14\0", &start[..], &sizes, &name_len, &[0; 12]].concat());
        directory.extend([&header.to_le_bytes()[..], name.as_bytes()].concat());
    }
    let count = (files.len() as u16).to_le_bytes();
    let place = [directory.len() as u32, out.len() as u32].map(u32::to_le_bytes).concat();
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &place, &[0; 2]].concat());
    out
}

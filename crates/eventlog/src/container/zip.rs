//! Zip archives by their central directory (PKWARE APPNOTE 6.3).
//!
//! The History Server writes entries as a stream, with zeros in the local headers and the lengths behind the data;
//! only the central directory at the end knows them. A zip that was cut has none and is refused with its length.

use std::io::{self, Read};
use std::rc::Rc;

use flate2::Crc;

use super::{MAX_ENTRIES, too_many};
use crate::codec::{Codec, CodecError, decoder};
use crate::source::Span;

/// The end record with the longest comment.
const END_SEARCH: u64 = 22 + 65_535;
/// No real directory is larger; it is read into memory as a whole.
const MAX_DIRECTORY: u64 = 256 << 20;

/// A file in a zip.
#[derive(Clone, Debug)]
pub(crate) struct ZipEntry {
    pub(crate) name: String,
    method: u16,
    encrypted: bool,
    crc: u32,
    /// Stored length in bytes.
    pub(crate) packed: u64,
    plain: u64,
    header: u64,
}

fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from(bytes[at]) | u64::from(bytes[at + 1]) << 8
}

fn long(bytes: &[u8], at: usize) -> u64 {
    word(bytes, at) | word(bytes, at + 2) << 16
}

fn quad(bytes: &[u8], at: usize) -> u64 {
    long(bytes, at) | long(bytes, at + 4) << 32
}

/// Lists the files of a zip, folders left out.
pub(crate) fn list(zip: &Span) -> io::Result<Vec<ZipEntry>> {
    let (start, length, shift) = find_directory(zip)?;
    let directory = zip.bytes(start, length as usize)?;
    let corrupt = |at: usize| CodecError::corrupt(Codec::Zip, start + at as u64, "an entry of the central directory");
    let (mut entries, mut at) = (Vec::new(), 0);
    while let Some(fixed) = directory.get(at..at + 46) {
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(corrupt(at).into());
        }
        let (name_len, extra_len) = (word(fixed, 28) as usize, word(fixed, 30) as usize);
        let name_at = at + 46;
        let name = directory.get(name_at..name_at + name_len).ok_or_else(|| corrupt(at))?;
        let extra = directory.get(name_at + name_len..name_at + name_len + extra_len).ok_or_else(|| corrupt(at))?;
        let mut entry = ZipEntry {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            method: word(fixed, 10) as u16,
            encrypted: fixed[8] & 1 == 1,
            crc: long(fixed, 16) as u32,
            packed: long(fixed, 20),
            plain: long(fixed, 24),
            header: long(fixed, 42),
        };
        read_zip64(extra, &mut entry);
        entry.header = entry.header.saturating_add(shift);
        at = name_at + name_len + extra_len + word(fixed, 32) as usize;
        if !entry.name.ends_with('/') {
            entries.push(entry);
        }
        if entries.len() > MAX_ENTRIES {
            return Err(too_many(Codec::Zip));
        }
    }
    Ok(entries)
}

/// Lengths and offsets beyond 32 bits stand in an extra field, those that overflow and in this order.
fn read_zip64(mut extra: &[u8], entry: &mut ZipEntry) {
    while extra.len() >= 4 {
        let (id, size) = (word(extra, 0), word(extra, 2) as usize);
        let Some(mut field) = extra.get(4..4 + size) else { return };
        if id == 1 {
            for value in [&mut entry.plain, &mut entry.packed, &mut entry.header] {
                if *value == 0xFFFF_FFFF && field.len() >= 8 {
                    *value = quad(field, 0);
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + size..];
    }
}

/// Start and length of the central directory, and how far everything is shifted by bytes put before the zip.
fn find_directory(zip: &Span) -> io::Result<(u64, u64, u64)> {
    let tail_at = zip.len.saturating_sub(END_SEARCH);
    let tail = zip.bytes(tail_at, END_SEARCH as usize)?;
    let missing = || {
        let expected = "the central directory at the end of a zip, which is cut or still being written";
        CodecError::truncated(Codec::Zip, zip.len, expected)
    };
    let is_end = |at: &usize| tail.len() - at >= 22 && at + 22 + word(&tail, at + 20) as usize <= tail.len();
    let at = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06").find(is_end).ok_or_else(missing)?;
    let end = &tail[at..];
    let (mut length, mut start) = (long(end, 12), long(end, 16));
    let mut end_at = tail_at + at as u64;
    if let Some(record) = zip64_end(zip, end_at)? {
        (length, start) = (quad(&record.0, 40), quad(&record.0, 48));
        end_at = record.1;
    }
    let real = end_at.checked_sub(length).filter(|_| length <= MAX_DIRECTORY).ok_or_else(missing)?;
    let shift = real.checked_sub(start).ok_or_else(missing)?;
    Ok((real, length, shift))
}

/// The end record of a zip beyond 4 GiB, with its place.
fn zip64_end(zip: &Span, end_at: u64) -> io::Result<Option<(Vec<u8>, u64)>> {
    let Some(locator_at) = end_at.checked_sub(20) else { return Ok(None) };
    let locator = zip.bytes(locator_at, 20)?;
    if locator.len() < 20 || !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    // Usually the record stands right before its locator, wherever the locator claims that it is.
    for at in [quad(&locator, 8), locator_at.saturating_sub(56)] {
        let record = zip.bytes(at, 56)?;
        if record.len() == 56 && record.starts_with(b"PK\x06\x06") {
            return Ok(Some((record, at)));
        }
    }
    Ok(None)
}

impl ZipEntry {
    /// The compression of the entry, if it is one that is read here.
    fn codec(&self) -> Result<Codec, CodecError> {
        let refuse = |expected: &str| CodecError::unsupported(Codec::Zip, self.header, expected);
        if self.encrypted {
            return Err(refuse("an entry without a password"));
        }
        match self.method {
            0 => Ok(Codec::Plain),
            8 => Ok(Codec::Deflate),
            12 => Ok(Codec::Bzip2),
            93 => Ok(Codec::Zstd),
            other => Err(refuse(&format!("an entry that is stored, deflated, bzip2 or zstd, not method {other}"))),
        }
    }

    /// Where the entry's stored bytes lie.
    fn data(&self, zip: &Span) -> io::Result<Span> {
        let local = zip.bytes(self.header, 30)?;
        if local.len() < 30 || !local.starts_with(b"PK\x03\x04") {
            return Err(CodecError::corrupt(Codec::Zip, self.header, "the local header of an entry").into());
        }
        let start = self.header + 30 + word(&local, 26) + word(&local, 28);
        let data = zip.part(start, self.packed);
        if data.len < self.packed {
            let expected = format!("{} bytes of an entry", self.packed);
            return Err(CodecError::truncated(Codec::Zip, zip.len, expected).into());
        }
        Ok(data)
    }

    /// The entry as a span, if it is stored without compression.
    pub(crate) fn stored(&self, zip: &Span) -> Option<Span> {
        (self.codec() == Ok(Codec::Plain)).then(|| self.data(zip).ok())?
    }

    /// Reads the entry and checks its checksum at the end.
    pub(crate) fn open(&self, zip: &Span, consumed: Rc<std::cell::Cell<u64>>) -> io::Result<Box<dyn Read>> {
        let codec = self.codec()?;
        let stored = self.data(zip)?.open(consumed)?;
        let entry =
            Checked { inner: decoder(codec, stored), crc: Crc::new(), read: 0, entry: self.clone(), done: false };
        Ok(Box::new(entry))
    }
}

/// An entry's bytes, with its checksum compared at the end.
struct Checked {
    inner: Box<dyn Read>,
    crc: Crc,
    read: u64,
    entry: ZipEntry,
    done: bool,
}

impl Read for Checked {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.done || target.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(target)?;
        self.crc.update(&target[..count]);
        self.read += count as u64;
        if count > 0 {
            return Ok(count);
        }
        self.done = true;
        if self.crc.sum() == self.entry.crc && self.read == self.entry.plain {
            return Ok(0);
        }
        let expected = format!("an entry of {} bytes with the checksum {:08x}", self.entry.plain, self.entry.crc);
        Err(CodecError::corrupt(Codec::Zip, self.entry.header, expected).into())
    }
}

//! The fixtures are `check::text(3000)`, packed by the command line tool.

use super::super::check;
use super::{Codec, MAX_WINDOW};
use crate::codec::error::Trouble;

/// One frame with a checksum and a content size.
pub(crate) const LEVEL_19: &[u8] = include_bytes!("fixtures/level19.zst");
/// Frames of 430 bytes between skippable frames, as a log that was flushed often.
pub(crate) const FRAMES: &[u8] = include_bytes!("fixtures/frames.zst");

#[test]
fn one_frame() {
    check::decodes(Codec::Zstd, LEVEL_19, &check::text(3000));
}

#[test]
fn frames_are_concatenated_and_skippable_ones_skipped() {
    check::decodes(Codec::Zstd, FRAMES, &check::text(3000));
}

#[test]
fn every_cut_gives_whole_blocks() {
    check::every_cut_is_a_prefix(Codec::Zstd, LEVEL_19);
    check::every_cut_is_a_prefix(Codec::Zstd, FRAMES);
}

#[test]
fn a_wrong_checksum_comes_after_the_bytes() {
    let mut stored = LEVEL_19.to_vec();
    let checksum = stored.len() - 4;
    stored[checksum] ^= 1;
    check::fails(Codec::Zstd, &stored, &check::text(3000), Trouble::Corrupt, checksum as u64);
}

#[test]
fn raw_and_run_blocks() {
    // Window 1 KiB; a raw block of 3 bytes, then a last block that repeats one byte 5 times.
    let stored = b"\x28\xB5\x2F\xFD\x00\x00\x18\x00\x00abc\x2B\x00\x00z";
    check::decodes(Codec::Zstd, stored, b"abczzzzz");
}

#[test]
fn the_largest_window_is_accepted_and_costs_nothing_by_itself() {
    let window = |descriptor| [b"\x28\xB5\x2F\xFD\x00", &[descriptor][..], b"\x19\x00\x00abc"].concat();
    check::decodes(Codec::Zstd, &window(17 << 3), b"abc");
    check::fails(Codec::Zstd, &window(17 << 3 | 1), b"", Trouble::Unsupported, 0);
    assert_eq!(MAX_WINDOW, 1 << (10 + 17));
}

#[test]
fn a_dictionary_is_refused() {
    check::fails(Codec::Zstd, b"\x28\xB5\x2F\xFD\x01\x00\x07\x01\x00\x00", b"", Trouble::Unsupported, 0);
}

#[test]
fn what_follows_a_frame_must_be_a_frame() {
    let stored = [LEVEL_19, b"trailing"].concat();
    check::fails(Codec::Zstd, &stored, &check::text(3000), Trouble::Corrupt, LEVEL_19.len() as u64);
}

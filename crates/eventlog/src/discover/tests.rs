//! Small uploads, and what must come of them.

use std::io::{Read, Write};
use std::rc::Rc;

use proptest::prelude::*;

use super::{Discovery, Layout, Limits, Log, discover};
use crate::codec::tests_support::{gzip, lz4, zip};
use crate::failure::{FailureCode, WarningCode};
use crate::source::{BytesInput, Input};

const START: &[u8] = b"{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.1\"}\n";
const TASK: &[u8] = b"{\"Event\":\"SparkListenerTaskStart\"}\n";

fn find(files: &[(&str, &[u8])]) -> Discovery {
    let inputs: Vec<Rc<dyn Input>> =
        files.iter().map(|(path, bytes)| Rc::new(BytesInput::new(*path, *bytes)) as Rc<dyn Input>).collect();
    discover(&inputs, &Limits::default())
}

fn text(log: &Log) -> String {
    let mut all = String::new();
    for part in &log.parts {
        part.open().unwrap_or_else(|failure| panic!("{failure}")).read_to_string(&mut all).unwrap_or_default();
    }
    all
}

fn rollover(context: &str, number: u64) -> Vec<u8> {
    let (event, spark) = ("\"Event\":\"DBCEventLoggingListenerMetadata\"", "\"Spark Version\":\"3.1.2\"");
    format!("{{{event},{spark},\"Rollover Number\":{number},\"SparkContext Id\":{context}}}\n").into_bytes()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, data) in files {
        let mut block = [0_u8; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", data.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        block[257..263].copy_from_slice(b"ustar\0");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.write_all(&block).ok();
        out.write_all(data).ok();
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn a_rolled_log_is_ordered_by_number_and_reports_gaps() {
    let found = find(&[
        ("d/eventlog_v2_app/events_10_app", b"{\"Event\":\"ten\"}\n"),
        ("d/eventlog_v2_app/events_9_app", b"{\"Event\":\"nine\"}\n"),
        ("d/eventlog_v2_app/appstatus_app.inprogress", b""),
    ]);
    let log = &found.logs[0];
    assert_eq!((found.logs.len(), log.name.as_str(), log.in_progress), (1, "d/eventlog_v2_app", true));
    assert_eq!(text(log), "{\"Event\":\"nine\"}\n{\"Event\":\"ten\"}\n");
    assert_eq!(log.layout, Layout::Rolling { compacted: false, missing: (1..9).collect() });
    assert_eq!(log.warnings[0].message, "parts 1 to 8 of the rolled log are missing");
    assert!(found.failures.is_empty() && found.ignored.is_empty());
}

#[test]
fn a_compact_part_replaces_what_was_before() {
    let found = find(&[
        ("eventlog_v2_a/events_2_a", TASK),
        ("eventlog_v2_a/events_3_a.compact", START),
        ("eventlog_v2_a/events_3_a", TASK),
        ("eventlog_v2_a/events_4_a", TASK),
        ("eventlog_v2_a/events_4_a.lz4", &lz4(TASK)),
    ]);
    let log = &found.logs[0];
    assert_eq!(log.parts.len(), 2);
    assert_eq!(log.layout, Layout::Rolling { compacted: true, missing: Vec::new() });
    let codes: Vec<_> = log.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [WarningCode::Compacted, WarningCode::DuplicatePart]);
    assert_eq!(found.ignored.len(), 3);
}

#[test]
fn emr_serverless_counts_from_zero() {
    let found = find(&[
        ("eventlog_v2_00f/events_0_00f", START),
        ("eventlog_v2_00f/events_1_00f", TASK),
        ("eventlog_v2_00f/appstatus_00f", b"{}"),
    ]);
    assert_eq!(found.logs[0].layout, Layout::Rolling { compacted: false, missing: Vec::new() });
    assert!(!found.logs[0].in_progress && found.failures.is_empty());
}

#[test]
fn databricks_files_belong_together_by_context() {
    let found = find(&[
        ("c/eventlog", &rollover("4990884153077848559", 3)),
        ("c/eventlog-2022-01-18--19-00", &rollover("4990884153077848559", 0)),
        ("c/eventlog-2022-01-18--21-00.gz", &gzip(&rollover("4990884153077848559", 2))),
        ("c/extra/eventlog-2022-01-18--19-00", &rollover("4990884153077848559", 0)),
        ("c/eventlog-2022-01-18--20-00", TASK),
        ("c2/eventlog", &rollover("5990884153077848559", 0)),
    ]);
    assert_eq!(found.logs.len(), 2);
    let names: Vec<_> = found.logs[0].parts.iter().map(|part| part.name.as_str()).collect();
    let dated = ["c/eventlog-2022-01-18--19-00", "c/eventlog-2022-01-18--20-00", "c/eventlog-2022-01-18--21-00.gz"];
    assert_eq!(names, [&dated[..], &["c/eventlog"]].concat());
    let context = Some("4990884153077848559".to_owned());
    assert_eq!(found.logs[0].layout, Layout::Databricks { context, missing: vec![1] });
    let codes: Vec<_> = found.logs[0].warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [WarningCode::DuplicatePart, WarningCode::MissingParts, WarningCode::UnplacedPart]);
}

#[test]
fn folders_of_spark_1_0() {
    let found = find(&[
        ("app-1/EVENT_LOG_2", TASK),
        ("app-1/EVENT_LOG_1", TASK),
        ("app-1/SPARK_VERSION_1.1.0", b""),
        ("app-1/COMPRESSION_CODEC_org.apache.spark.io.LZFCompressionCodec", b""),
    ]);
    let log = &found.logs[0];
    assert_eq!((log.name.as_str(), log.parts.len(), log.in_progress), ("app-1", 2, true));
    assert_eq!(log.layout, Layout::Legacy { spark_version: Some("1.1.0".to_owned()) });
}

#[test]
fn archives_in_archives() {
    let inner = zip(&[("eventlog-2022-01-14--17-00", &rollover("7", 0), true)]);
    let outer = zip(&[
        ("db/eventlog", &rollover("7", 2), true),
        ("db/eventlog-2022-01-14--17-00.zip.gz", &gzip(&inner), false),
        ("db/eventlog-2022-01-14--18-00.gz", &gzip(&rollover("7", 1)), true),
        ("db/prices.json", b"{\"price\":1}", true),
        ("__MACOSX/db/._eventlog", b"\0\x05\x16\x07", true),
    ]);
    let found = find(&[("messy.zip", &outer)]);
    assert_eq!((found.logs.len(), found.failures.len(), found.ignored.len()), (1, 0, 2));
    let log = &found.logs[0];
    assert_eq!((log.name.as_str(), log.parts.len(), log.warnings.len()), ("messy.zip!db", 3, 0));
    assert_eq!(log.parts[0].encoding(), "zip+gzip+zip");
    assert!(text(log).lines().count() == 3);
}

#[test]
fn tar_gz_of_a_rolled_log_and_attempts() {
    let tar = tar(&[
        ("eventlog_v2_a_1/events_2_a_1.lz4", &lz4(TASK)),
        ("eventlog_v2_a_1/events_1_a_1.lz4", &lz4(START)),
        ("eventlog_v2_a_1/appstatus_a_1", b""),
        ("application_1_2_1", START),
        ("application_1_2_2.inprogress", START),
    ]);
    for (name, bytes, encoding) in [("x.tar.gz", gzip(&tar), "gzip+tar+lz4"), ("x.tar", tar.clone(), "tar+lz4")] {
        let found = find(&[(name, &bytes)]);
        assert_eq!((found.logs.len(), found.failures.len(), found.ignored.len()), (3, 0, 0), "{name}");
        let text = text(&found.logs[0]);
        assert!(text.as_bytes().starts_with(START) && text.as_bytes().ends_with(TASK), "{name}");
        assert_eq!(found.logs[0].parts[0].encoding(), encoding);
        assert_eq!((found.logs[1].attempt, found.logs[2].attempt), (Some(1), Some(2)));
        assert!(found.logs[2].in_progress);
    }
}

#[test]
fn what_is_no_log_is_told() {
    let cut = &zip(&[("app-1", START, true)])[..60];
    for (bytes, code, says) in [
        (
            &b"hello world"[..],
            FailureCode::NotALog,
            "f: at byte 0: found text beginning with \"hello world\", expected",
        ),
        (b"", FailureCode::Empty, "f: at byte 0: found an empty file, expected"),
        (b"\x28\xB5\x2F\xFD\x00", FailureCode::Truncated, "f: at byte 0: found that the data ends (zstd), expected"),
        (cut, FailureCode::Truncated, "f: at byte 60: found that the data ends (zip), expected the central directory"),
        (
            &zip(&[("a.txt", b"x", true)]),
            FailureCode::NoLogInside,
            "f: at byte 0: found only a.txt, which is text beginning",
        ),
    ] {
        let found = find(&[("f", bytes)]);
        assert!(found.logs.is_empty());
        assert_eq!((found.failures.len(), found.failures[0].code), (1, code));
        let line = found.failures[0].to_string();
        assert!(line.starts_with(says), "{line}");
    }
    let beside = find(&[("d/app", START), ("d/README.md", b"hello"), ("d/.app.crc", b"crc"), ("d/p.png", b"\x89PNG")]);
    assert_eq!((beside.logs.len(), beside.failures.len(), beside.ignored.len()), (1, 0, 3));
}

#[test]
fn depth_spool_and_ratio_are_limited() {
    let mut nested = gzip(START);
    for _ in 0..8 {
        nested = gzip(&nested);
    }
    assert_eq!(find(&[("deep.gz", &nested)]).failures[0].code, FailureCode::TooDeep);

    let limits = Limits { max_spool_bytes: 10, bomb_ratio: 3, bomb_from_bytes: 4096, ..Limits::default() };
    let spooled = Rc::new(BytesInput::new("a.zip.gz", gzip(&zip(&[("a", START, true)]))));
    assert_eq!(discover(&[spooled], &limits).failures[0].code, FailureCode::TooLarge);

    let log = START.repeat(10_000);
    let bomb = Rc::new(BytesInput::new("bomb.gz", gzip(&log)));
    let found = discover(&[bomb], &limits);
    let mut reader = found.logs[0].parts[0].open().unwrap_or_else(|failure| panic!("{failure}"));
    let mut plain = Vec::new();
    let error = reader.read_to_end(&mut plain).err().map(|error| crate::Failure::from_read("bomb.gz", &error));
    assert_eq!(error.map(|failure| failure.code), Some(FailureCode::TooLarge));
    assert!(log.starts_with(&plain) && !plain.is_empty());
}

#[test]
fn a_byte_order_mark_is_no_content_and_progress_is_told() {
    let found = find(&[("bom", &[b"\xEF\xBB\xBF", START].concat())]);
    let part = &found.logs[0].parts[0];
    let mut reader = part.open().unwrap_or_else(|failure| panic!("{failure}"));
    let mut plain = Vec::new();
    reader.read_to_end(&mut plain).ok();
    assert_eq!((plain.as_slice(), reader.stored_position()), (START, part.stored_bytes));
    assert!(part.is_plain());
}

#[test]
fn a_garbled_start_does_not_hide_a_log() {
    let garbage = [b"### copied from the terminal\n", START].concat();
    let middle_of_a_line = [&b"x".repeat(200_000)[..], b"\"}\n", TASK].concat();
    let found = find(&[("a", &garbage), ("b", &middle_of_a_line)]);
    assert_eq!((found.logs.len(), found.failures.len()), (2, 0));
}

#[test]
fn the_same_file_twice_is_one_log() {
    let found = find(&[("app-1", START), ("app-1", START), ("d/events_1_a", START), ("d/events_1_a (1)", START)]);
    assert_eq!((found.logs.len(), found.ignored.len()), (2, 2));
    assert_eq!(found.logs[1].warnings[0].code, WarningCode::DuplicatePart);
}

#[test]
fn a_bit_flipped_in_a_zip_is_told_after_the_bytes() {
    let mut bytes = zip(&[("app-1", START, true)]);
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap_or(0);
    bytes[directory + 16] ^= 1;
    let found = find(&[("a.zip", &bytes)]);
    let mut reader = found.logs[0].parts[0].open().unwrap_or_else(|failure| panic!("{failure}"));
    let mut plain = Vec::new();
    let error = reader.read_to_end(&mut plain).err().map(|error| crate::Failure::from_read("a.zip", &error));
    assert_eq!((plain.as_slice(), error.map(|failure| failure.code)), (START, Some(FailureCode::Corrupt)));
}

proptest! {
    /// Archives of any bytes are looked through without a panic or an endless loop.
    #[test]
    fn damaged_archives_end(at in 0_usize..10_000, value in any::<u8>(), cut in 0_usize..10_000) {
        let tar = tar(&[("a/events_1_a", START), ("a/b", TASK)]);
        let zip = zip(&[("a/events_1_a", START, true), ("b.tar", &tar, false), ("c.gz", &gzip(&tar), true)]);
        for mut bytes in [gzip(&tar), tar, zip] {
            let at = at % bytes.len();
            bytes[at] = value;
            for found in [find(&[("x", &bytes)]), find(&[("x", &bytes[..cut % bytes.len()])])] {
                for log in &found.logs {
                    for part in &log.parts {
                        if let Ok(mut reader) = part.open() {
                            std::io::copy(&mut reader, &mut std::io::sink()).ok();
                        }
                    }
                }
            }
        }
    }
}

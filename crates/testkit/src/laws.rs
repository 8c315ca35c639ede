//! The laws that every log must obey, whatever wrote it.

use std::path::Path;
use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, Log, discover};
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_profile::{Profile, Sums};

use crate::reading::{Reading, digest, plain_text, read};
use crate::{inputs, pack};

/// Plain bytes up to which a log is also read byte by byte.
const BYTE_BY_BYTE: usize = 300_000;
/// Plain bytes up to which a log is packed in every way; a longer one is packed in one way.
const PACKED_IN_ALL: usize = 4 << 20;

/// Holds every log at a path against the laws, and tells how many logs there were:
///
/// - a second reading gives the same, to the last figure and text;
/// - so does reading in steps of 7 and 4096 bytes and of the whole, and for short logs byte by byte;
/// - packed in any way it gives what the plain text gives;
/// - the parts of a rolled log give what they give when joined to one file;
/// - tasks sum up to their stages, and stages to the run.
///
/// # Panics
/// With the log and the law, if one is broken.
pub fn check_log(path: &Path) -> usize {
    let found = discover(&inputs(path), &Limits::default());
    for log in &found.logs {
        check(log);
    }
    found.logs.len()
}

fn check(log: &Log) {
    let name = &log.name;
    let once = read(log, 1 << 20);
    let profile = digest(&once.profile);
    let same = |again: &Reading, how: &str| {
        assert_eq!(digest(&again.profile), profile, "{name}: another profile {how}");
        assert_eq!(again.lines, once.lines, "{name}: other lines {how}");
        assert_eq!(again.failures, once.failures, "{name}: other failures {how}");
    };
    let texts = plain_text(log);
    let length = texts.iter().map(Vec::len).sum::<usize>();
    same(&read(log, 1 << 20), "at a second reading");
    for chunk in [7, 4096, length + 1] {
        same(&read(log, chunk), &format!("in steps of {chunk} bytes"));
    }
    if length <= BYTE_BY_BYTE {
        same(&read(log, 1), "byte by byte");
    }

    let plain = joined(&texts);
    let alone = |bytes: Vec<u8>, how: &str| {
        let input: Rc<dyn Input> = Rc::new(BytesInput::new("log", bytes));
        let found = discover(&[input], &Limits::default());
        assert_eq!((found.logs.len(), found.failures.len()), (1, 0), "{name}: {how}: {:?}", found.failures);
        let reading = read(&found.logs[0], 1 << 20);
        assert_eq!(digest(&reading.profile), profile, "{name}: another profile {how}");
        assert_eq!(reading.failures, [], "{name}: {how}");
    };
    let ways = if length <= PACKED_IN_ALL { pack::ALL.len() } else { 1 };
    for (way, packed) in &pack::ALL[..ways] {
        alone(packed(&plain), &format!("packed with {way}"));
    }
    alone(plain, "as plain text in one file");
    sums_agree(name, &once.profile);
}

/// The parts behind each other. A part that was cut in a line must not run into the next one.
fn joined(texts: &[Vec<u8>]) -> Vec<u8> {
    let mut plain = Vec::new();
    for text in texts {
        if !plain.is_empty() && !plain.ends_with(b"\n") {
            plain.push(b'\n');
        }
        plain.extend(text);
    }
    plain
}

/// Holds a profile against the law of sums: tasks sum up to their stages, and stages to the run.
///
/// # Panics
/// With the name and the law, if it is broken.
pub fn sums_agree(name: &str, profile: &Profile) {
    let mut of_rows = vec![[0_u64; 8]; profile.stages.len()];
    for row in profile.tasks.rows() {
        let figures = [
            1,
            row.run.0,
            row.gc.0,
            row.input.0,
            row.output.0,
            row.shuffle_write.0,
            row.memory_spilled.0,
            row.result.0,
        ];
        let sums = &mut of_rows[row.stage as usize];
        sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum = sum.saturating_add(figure));
    }
    let mut of_stages = [0_u64; FIGURES];
    for (stage, of_rows) in profile.stages.iter().zip(of_rows) {
        let sums = &stage.sums;
        let figures = [
            sums.tasks,
            sums.run.0,
            sums.gc.0,
            sums.input.0,
            sums.output.0,
            sums.shuffle_write.0,
            sums.memory_spilled.0,
            sums.result.0,
        ];
        assert_eq!(figures, of_rows, "{name}: the tasks do not sum up to stage {:?}", stage.key);
        of_stages.iter_mut().zip(figures_of(sums)).for_each(|(sum, figure)| *sum = sum.saturating_add(figure));
    }
    assert_eq!(of_stages, figures_of(&profile.totals.sums), "{name}: the stages do not sum up to the run");
    assert_eq!(profile.totals.sums.tasks, profile.tasks.len() as u64, "{name}: tasks");
    let completed = profile.stages.iter().filter(|stage| stage.status != afterglow_profile::StageStatus::Running);
    assert_eq!(profile.totals.stages, completed.count() as u64, "{name}: stages");
}

const FIGURES: usize = 27;

fn figures_of(sums: &Sums) -> [u64; FIGURES] {
    [
        sums.tasks,
        sums.failed,
        sums.killed,
        sums.resubmitted,
        sums.speculative,
        sums.duration.0,
        sums.run.0,
        sums.cpu_ns,
        sums.gc.0,
        sums.deserialize.0,
        sums.serialize_result.0,
        sums.getting_result.0,
        sums.scheduler_delay.0,
        sums.fetch_wait.0,
        sums.shuffle_write_ns,
        sums.wasted.0,
        sums.input.0,
        sums.input_records,
        sums.output.0,
        sums.output_records,
        sums.shuffle_read_remote.0,
        sums.shuffle_read_local.0,
        sums.shuffle_read_records,
        sums.shuffle_write.0,
        sums.shuffle_write_records,
        sums.memory_spilled.0,
        sums.disk_spilled.0,
    ]
}

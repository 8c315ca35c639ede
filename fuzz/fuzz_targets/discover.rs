//! Any bytes as a dropped file: no panic, and every log that is found can be read to some end.
#![no_main]

use std::io::Read;
use std::rc::Rc;

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::source::{BytesInput, Input};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = [
    "app-1",
    "a.zip",
    "eventlog_v2_x/events_1_x.zstd",
    "eventlog_v2_x/events_2_x.compact",
    "eventlog",
    "eventlog-2021-06-15--15-00.gz",
    "app/EVENT_LOG_1",
    "a.tar.gz",
];
const LIMITS: Limits = Limits { max_depth: 4, max_spool_bytes: 4 << 20, bomb_ratio: 100, bomb_from_bytes: 1 << 20 };

fuzz_target!(|data: &[u8]| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let name = NAMES[usize::from(*pick) % NAMES.len()];
    // Beside it lies a sound part, so that grouping has something to group.
    let sound = b"{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.9\"}\n".as_slice();
    let inputs: [Rc<dyn Input>; 2] =
        [Rc::new(BytesInput::new(name, bytes)), Rc::new(BytesInput::new("eventlog_v2_x/events_3_x", sound))];
    let found = discover(&inputs, &LIMITS);
    for part in found.logs.iter().flat_map(|log| &log.parts) {
        if let Ok(stream) = part.open() {
            let mut plain = Vec::new();
            // An error is what damaged bytes should give; only a panic or an endless stream is wrong.
            stream.take(8 << 20).read_to_end(&mut plain).ok();
        }
    }
    for failure in &found.failures {
        assert!(!failure.to_string().contains('\n'), "a failure is one line: {failure}");
    }
});

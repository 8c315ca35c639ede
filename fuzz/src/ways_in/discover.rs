//! Any bytes as a dropped file (the first picks its name): no panic, and every log that is found can be read to some end.

use afterglow_eventlog::discover::{Limits, discover};

use super::archives::read_all;
use super::kit::{choices, input, pick};

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
pub(crate) const LIMITS: Limits =
    Limits { max_depth: 4, max_spool_bytes: 4 << 20, bomb_ratio: 100, bomb_from_bytes: 1 << 20 };

pub(crate) fn law(data: &[u8]) {
    let Some(([choice], bytes)) = choices(data) else { return };
    // Beside it lies a sound part, so that grouping has something to group.
    let sound = b"{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.9\"}\n".as_slice();
    let inputs = [input(pick(&NAMES, choice), bytes), input("eventlog_v2_x/events_3_x", sound)];
    read_all(&discover(&inputs, &LIMITS));
}

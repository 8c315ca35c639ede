//! Holds any bytes to the law in `src/ways_in/past_runs.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterglow_fuzz::hold("past_runs", data));

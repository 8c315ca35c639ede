//! Holds any bytes to the law in `src/ways_in/report.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterglow_fuzz::hold("report", data));

//! Holds any bytes to the law in `src/ways_in/session_file.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterglow_fuzz::hold("session_file", data));

//! Holds any bytes to the law in `src/ways_in/machine_use.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterglow_fuzz::hold("machine_use", data));

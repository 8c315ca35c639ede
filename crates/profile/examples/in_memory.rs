//! A module without a page, for `cargo xtask bench`: how fast bytes in memory become a profile in WebAssembly.
//!
//! `room(length)` gives the address to write a log to, `profile()` reads it and gives back the count of its tasks.
#![allow(unsafe_code, reason = "names that are called from outside the module are declared so")]

use std::cell::RefCell;

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_profile::Fold;

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// Makes room for a log of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    LOG.with_borrow_mut(|log| {
        log.resize(length, 0);
        log.as_mut_ptr()
    })
}

/// Reads the log.
#[unsafe(no_mangle)]
pub extern "C" fn profile() -> u32 {
    LOG.with_borrow(|log| {
        let mut sink = Folding(Fold::default());
        read_stream(&mut log.as_slice(), Reading::default(), &mut sink);
        sink.0.finish().tasks.len() as u32
    })
}

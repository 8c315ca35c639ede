//! A module without a page, for `cargo xtask bench`: how fast bytes in memory become a profile in WebAssembly, and how
//! fast its model predicts.
//!
//! `room(length)` gives the address to write a log to, `profile()` reads it and gives back the count of its tasks,
//! `compress()` makes the compressed model of that profile, and `predict(count)` asks it as a search does.
#![allow(unsafe_code, reason = "names that are called from outside the module are declared so")]

use std::cell::RefCell;

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_predict::{Factor, HardwareFactors, Model, Scenario, Sketch};
use afterglow_profile::{Fold, Profile};

thread_local! {
    static PROFILE: RefCell<Profile> = RefCell::default();
    static SKETCH: RefCell<Option<Sketch>> = const { RefCell::new(None) };
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
        let profile = sink.0.finish();
        let tasks = profile.tasks.len() as u32;
        PROFILE.set(profile);
        tasks
    })
}

/// Makes the compressed model of what was read; 0 if it cannot be modelled.
#[unsafe(no_mangle)]
pub extern "C" fn compress() -> u32 {
    let sketch = PROFILE.with_borrow(|profile| Model::of(profile).ok().map(|model| model.sketch()));
    let slots = sketch.as_ref().map_or(0, |sketch| sketch.predict(&Scenario::slots(1)).slots);
    SKETCH.set(sketch);
    slots
}

/// Predicts for so many clusters, each of another size and other hardware; gives back the sum of the times.
#[unsafe(no_mangle)]
pub extern "C" fn predict(count: u32) -> f64 {
    SKETCH.with_borrow(|sketch| {
        let Some(sketch) = sketch else { return 0.0 };
        (0..count).map(|at| sketch.predict(&cluster(at)).wall.mid).sum()
    })
}

/// One of the clusters that a search asks about.
fn cluster(at: u32) -> Scenario {
    let factor = |step: u32| Factor { ratio: 0.5 + f64::from(at % step) / f64::from(step), spread: 0.1 };
    let slots = 1 + at % 500;
    let hardware = HardwareFactors { core_speed: factor(7), memory_per_slot: factor(11), ..HardwareFactors::default() };
    Scenario { executors: Some(slots.div_ceil(4)), cores_per_executor: Some(4), ..Scenario::slots(slots) }
        .hardware(hardware)
}

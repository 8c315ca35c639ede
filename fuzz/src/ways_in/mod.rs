//! The laws of each way in: what must hold whatever the bytes are.
//!
//! A fuzz target is one of these functions and nothing else, and `crates/engine/tests/ways_in.rs` holds every input
//! that a run found to the same functions with the stable compiler. So the two cannot drift apart.

mod archives;
mod codecs;
mod discover;
mod house;
mod inventory;
mod kit;
mod lines;
mod machine_use;
mod past_runs;
mod prices;
mod redact;
mod report;
mod session_file;
mod whole;

/// A law: it panics where it does not hold.
pub(crate) type Law = fn(&[u8]);

/// Each target's law, by the target's name.
pub(crate) const LAWS: [(&str, Law); 13] = [
    ("archives", archives::law),
    ("codecs", codecs::law),
    ("discover", discover::law),
    ("house", house::law),
    ("inventory", inventory::law),
    ("lines", lines::law),
    ("machine_use", machine_use::law),
    ("past_runs", past_runs::law),
    ("prices", prices::law),
    ("redact", redact::law),
    ("report", report::law),
    ("session_file", session_file::law),
    ("whole", whole::law),
];

/// Holds some bytes to the law of a target.
///
/// # Panics
/// If it does not hold, or there is none of that name.
pub(crate) fn hold(target: &str, data: &[u8]) {
    match LAWS.iter().find(|(name, _)| *name == target) {
        Some((_, law)) => law(data),
        None => panic!("no law is called {target}"),
    }
}

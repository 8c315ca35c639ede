//! `afterglow redact`: a log for somebody else.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::Input;

use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};

/// Redacts the one log among the inputs into a file.
pub(crate) fn redact(inputs: &[Rc<dyn Input>], out: &Path, key: Option<&[u8]>) -> ExitCode {
    let mut file = match File::create_new(out) {
        Ok(file) => BufWriter::new(file),
        Err(error) => {
            warn(&format!("{}: {error}; a file that exists is not written over", out.display()));
            return ExitCode::from(BAD_USAGE);
        }
    };
    let made;
    let key = if let Some(key) = key {
        key
    } else {
        made = random_key();
        &made
    };
    let done = afterglow_engine::redact(inputs, key, &mut file)
        .and_then(|done| file.flush().map(|()| done).map_err(|error| error.to_string()));
    match done {
        Ok(done) => {
            for failure in &done.failures {
                warn(failure);
            }
            let (kept, dropped) = (done.events_kept, done.events_dropped);
            warn(&format!("{}: {kept} events written, {dropped} left out that no figure comes of", out.display()));
            if done.failures.is_empty() && done.lines_rejected == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(PARTLY_READ)
            }
        }
        Err(message) => {
            warn(&message);
            // What was begun is of no use to anybody.
            let _ = std::fs::remove_file(out);
            ExitCode::from(NOT_READ)
        }
    }
}

/// A key that nobody knows afterwards: the standard library seeds its hash maps from the system's random source.
pub(crate) fn random_key() -> Vec<u8> {
    let seeded = RandomState::new();
    let words = (0..4u64).flat_map(|word| {
        let mut hasher = seeded.build_hasher();
        hasher.write_u64(word);
        hasher.finish().to_le_bytes()
    });
    words.collect()
}

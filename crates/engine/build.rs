//! The hash of the sources that answers are made by, which every report names beside the version.
//!
//! It depends on the sources alone, not on who compiles them where: page and command line show the same.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

/// The crates of the engine, lowest first. The catalogue's data have a hash of their own.
const CRATES: [&str; 9] =
    ["units", "eventlog", "profile", "catalog", "redact", "predict", "diagnose", "optimize", "engine"];

fn main() -> io::Result<()> {
    let crates = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("..");
    let mut hash = Sha256::new();
    for name in CRATES {
        let sources = crates.join(name).join("src");
        println!("cargo::rerun-if-changed={}", sources.display());
        add(&sources, name, &mut hash)?;
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    println!("cargo::rustc-env=AFTERGLOW_ENGINE_SHA256={hex}");
    Ok(())
}

/// Adds the files of a folder in the order of their names, each with its place.
fn add(folder: &Path, place: &str, hash: &mut Sha256) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let place = format!("{place}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(&entry.path(), &place, hash)?;
        } else {
            let bytes = fs::read(entry.path())?;
            hash.update(format!("{place}\n{}\n", bytes.len()));
            hash.update(bytes);
        }
    }
    Ok(())
}

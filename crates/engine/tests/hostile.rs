//! Bad input: what was readable is given, the rest is told with file, line and byte offset, and nothing panics.

#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/kit.rs"]
mod kit;
#[path = "hostile/values.rs"]
mod values;

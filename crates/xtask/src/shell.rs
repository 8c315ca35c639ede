//! Running other programs, timing steps, and finding the project's root.

use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What every task gives back: house-keeping only ever reports to a person, so one boxed error is enough.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The project's root: the folder that holds `Cargo.toml` of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.ancestors().nth(2).map_or(here.clone(), Path::to_path_buf)
}

/// A command that runs in the project's root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Cargo itself, the one that runs us where there is one.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs `command` with its output shown.
///
/// # Errors
/// When it cannot be started or ends with another status than 0; the message repeats the command line.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{} cannot be started: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", line(command)).into()) }
}

/// Runs `command` and gives back what it wrote to stdout.
///
/// # Errors
/// As for [`run`]; the message has the last lines of stderr too.
pub(crate) fn capture(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| format!("{} cannot be started: {error}", line(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<&str> = complaint.lines().rev().take(12).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    Err(format!("{} ended with {}\n{}", line(command), output.status, tail.join("\n")).into())
}

/// A heading, the work, and how long it took.
///
/// # Errors
/// Those of the work, with the step's name in front.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("\n== {name}");
    let start = Instant::now();
    let value = work().map_err(|error| format!("{name}: {error}"))?;
    println!("-- {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(value)
}

/// Every file under `folder` with one of the extensions, sorted by path, so that reports and bundles do not depend on
/// the file system's order. Folders named `target`, `node_modules` or starting with a dot are left out.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn files_under(folder: &Path, extensions: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" && name != "node_modules" {
                    open.push(path);
                }
            } else if extensions.is_empty() || path.extension().is_some_and(|x| extensions.iter().any(|y| x == *y)) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a text file; the error names it.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Writes a file, with the folders above it; the error names it.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    let result = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, content));
    result.map_err(|error| format!("{}: {error}", path.display()).into())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

//! Emitted configurations held against the schemas and parsers of the tools that read them (`tests/emitted`).

use crate::setup;
use crate::shell::{Outcome, capture, cargo, command, read, root, run};
use crate::test::{program, target_folder};
use std::path::{Path, PathBuf};

/// Emits a text of each kind for choices of every platform, and checks them all; skips with a note where Python or
/// Node.js (for Terraform's parser) is missing or the packages cannot be had.
///
/// # Errors
/// When a text is not what its tool reads; the lines above say which and why.
pub(crate) fn check() -> Outcome {
    let folder = target_folder().join("emitted");
    let downloads = folder.join("downloads");
    std::fs::create_dir_all(&downloads)?;
    let python = match setup::node().and_then(|()| python(&folder)) {
        Ok(python) => python,
        // A pin that is gone or a Python that a package does not fit is a fault, no lack of a registry.
        Err(because) if registry_answers(&downloads) => {
            return Err(format!("PyPI answers, and yet the tools' packages could not be set up: {because}").into());
        }
        Err(because) => {
            println!("skipped, since the tools' packages cannot be had here: {because}");
            return Ok(());
        }
    };
    let samples = folder.join("samples");
    if samples.exists() {
        std::fs::remove_dir_all(&samples)?;
    }
    std::fs::create_dir_all(&samples)?;
    let sample = ["test", "--quiet", "--package", "afterglow-optimize", "--lib", "--locked", "samples_for_the_tools"];
    capture(cargo().args(sample).env("AFTERGLOW_EMITTED", &samples))?;
    run(cargo().args(["build", "--quiet", "--profile", "test", "--package", "afterglow-cli", "--locked"]))?;
    let mut check = command(python);
    check.arg(root().join("tests/emitted/check.py")).arg("--samples").arg(&samples);
    check.arg("--program").arg(program("afterglow")).arg("--downloads").arg(&downloads);
    run(check.env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// Whether PyPI gives out a small package that everybody has.
fn registry_answers(downloads: &Path) -> bool {
    let download = ["-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1", "six", "--dest"];
    capture(command("python3").args(download).arg(downloads)).is_ok()
}

/// A Python that has the packages of `requirements.txt`, set up once for each state of that file.
fn python(folder: &Path) -> Outcome<PathBuf> {
    let wanted = root().join("tests/emitted/requirements.txt");
    let place = folder.join("python");
    let (python, stamp) = (place.join("bin/python"), place.join("requirements.txt"));
    let packages = read(&wanted)?;
    if python.is_file() && read(&stamp).is_ok_and(|had| had == packages) {
        return Ok(python);
    }
    println!("pip install (the packages of tests/emitted/requirements.txt)");
    capture(command("python3").args(["-m", "venv", "--clear"]).arg(&place))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--requirement"];
    capture(command(&python).args(install).arg(&wanted))?;
    crate::shell::write(&stamp, packages)?;
    Ok(python)
}

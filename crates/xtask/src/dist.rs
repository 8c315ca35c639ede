//! Writes what is handed over: `dist/site/`, `dist/afterglow.html`, `dist/headers/`, the bill of materials
//! `dist/sbom.cdx.json`, and `dist/SHA256SUMS`.

use crate::shell::{Outcome, files_under, root, step, write};
use crate::{digest, sbom, single_file, site};
use std::path::{Path, PathBuf};

/// Builds both shapes of the page into `dist/`.
///
/// # Errors
/// When a tool is missing or a step fails.
pub(crate) fn run() -> Outcome {
    let built = step("build the site", site::build)?;
    let dist = folder();
    step("write dist", || {
        site::check_policy(&built)?;
        if dist.exists() {
            std::fs::remove_dir_all(&dist)?;
        }
        copy_tree(&built, &dist.join("site"))?;
        write(&dist.join("afterglow.html"), single_file::page(&built)?)?;
        copy_tree(&root().join("www/headers"), &dist.join("headers"))?;
        write(&dist.join("sbom.cdx.json"), sbom::text()?)?;
        write(&dist.join("SHA256SUMS"), checksums(&dist)?)
    })?;
    sizes(&dist)
}

/// The folder of what is handed over.
pub(crate) fn folder() -> PathBuf {
    root().join("dist")
}

/// One line for each file, in the form that `sha256sum --check` reads.
fn checksums(dist: &Path) -> Outcome<String> {
    let mut lines = String::new();
    for file in files_under(dist, &[])? {
        let name = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        lines += &format!("{}  {name}\n", digest::sha256(&std::fs::read(&file)?));
    }
    Ok(lines)
}

fn copy_tree(from: &Path, to: &Path) -> Outcome {
    for file in files_under(from, &[])? {
        let target = to.join(file.strip_prefix(from)?);
        write(&target, std::fs::read(&file)?)?;
    }
    Ok(())
}

fn sizes(dist: &Path) -> Outcome {
    for file in files_under(dist, &["wasm", "js", "css", "html"])? {
        let bytes = std::fs::metadata(&file)?.len();
        println!("{:>9} bytes  {}", bytes, file.strip_prefix(root())?.display());
    }
    Ok(())
}

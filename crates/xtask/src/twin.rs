//! `cargo xtask twin`: builds everything that is handed over once more, from a copy of this checkout in another folder,
//! and compares the two to the last bit.
//!
//! For: the proof that whoever builds the same sources gets the same bytes, wherever the checkout lies. Nothing that the
//! first build made is used by the second: it has its own target folder. Where the system lets us (Linux, as root), the
//! second build has no network: no build script, and no tool, downloads anything.

use crate::shell::{Outcome, capture, command, read, root, run, step, write};
use std::collections::BTreeMap;
use std::path::Path;

/// Compares `dist/` with what a copy of the checkout gives.
///
/// # Errors
/// With the names of all files that differ, or when the copy cannot be made or built.
pub(crate) fn check() -> Outcome {
    let ours = checksums(&root())?;
    // Of its own, so that another run on this machine is left alone.
    let own = std::env::temp_dir().join(format!("afterglow-twin-{}", std::process::id()));
    let folder = own.join("in/quite/another/place");
    let built = copy(&folder).and_then(|()| step("build in another folder", || build(&folder)));
    if let Err(error) = built {
        // It is large, and nobody would look into it.
        std::fs::remove_dir_all(own)?;
        return Err(error);
    }
    let twins = checksums(&folder)?;
    let names: std::collections::BTreeSet<&String> = ours.keys().chain(twins.keys()).collect();
    let differ: Vec<&str> =
        names.iter().filter(|name| ours.get(**name) != twins.get(**name)).map(|name| name.as_str()).collect();
    if !differ.is_empty() {
        return Err(format!(
            "two builds differ in {}; both are kept, the other in {}",
            differ.join(", "),
            folder.display()
        )
        .into());
    }
    println!("{} files, the same in both builds", ours.len());
    // It is large, and has said what it was made for.
    std::fs::remove_dir_all(own)?;
    Ok(())
}

/// The checksums of what `dist` wrote into a checkout, by file.
fn checksums(checkout: &Path) -> Outcome<BTreeMap<String, String>> {
    let text = read(&checkout.join("dist/SHA256SUMS"))?;
    Ok(text.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name.into(), sum.into())).collect())
}

/// Copies the sources, as git knows them, with those that are new and not ignored. `folder` lies outside of this
/// checkout, where cargo does not find our settings above it.
fn copy(folder: &Path) -> Outcome {
    let listed = capture(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        // What is deleted and not yet committed is still listed.
        if let Ok(bytes) = std::fs::read(root().join(name)) {
            write(&folder.join(name), bytes)?;
        }
    }
    Ok(())
}

/// Builds with the tools and the packages of npm of this checkout: they are the same for both.
fn build(folder: &Path) -> Outcome {
    run(command("cp").arg("-a").arg(root().join("node_modules")).arg(folder))?;
    #[cfg(unix)]
    {
        let tools = root().join("target/tools/bin");
        std::fs::create_dir_all(folder.join("target/tools"))?;
        if tools.is_dir() {
            std::os::unix::fs::symlink(tools, folder.join("target/tools/bin"))?;
        }
    }
    let program = std::env::current_exe()?;
    let alone = capture(command("unshare").args(["--net", "true"])).is_ok();
    println!(
        "the second build has {}",
        if alone { "no network" } else { "the network, which this system does not let us take" }
    );
    let mut twin = if alone { command("unshare") } else { command(&program) };
    if alone {
        twin.arg("--net").arg(&program).env("CARGO_NET_OFFLINE", "true");
    }
    twin.arg("dist").current_dir(folder);
    twin.env("CARGO_MANIFEST_DIR", folder.join("crates/xtask")).env_remove("CARGO_TARGET_DIR");
    run(&mut twin)
}

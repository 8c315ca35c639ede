//! Finding the tools that the site and the tests need, and installing those that are missing.
//!
//! Tools that are already on the machine in the right version are used. Whatever is installed by cargo goes to
//! `target/tools`; Debian packages only where we are root. Nothing here is part of what is shipped.

use crate::digest::sha256;
use crate::shell::{Outcome, capture, command, read, root, run};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The version of Trunk that the pinned toolchain can build (0.22 asks for a newer one).
const TRUNK: &str = "0.21.14";

/// Sets up what building the site needs and gives back the `PATH` under which Trunk finds exactly that.
///
/// # Errors
/// When a tool is missing and cannot be installed; the message says what to install.
pub(crate) fn for_site() -> Outcome<OsString> {
    wasm_target()?;
    npm_packages()?;
    // Trunk builds without the network, so what it compiles is fetched before.
    run(command("cargo").args(["fetch", "--locked", "--quiet"]))?;
    let bindgen = locked_version("wasm-bindgen")?;
    let chosen = root().join("target/tools/chosen");
    std::fs::create_dir_all(&chosen)?;
    choose(&chosen, "trunk", &cargo_tool("trunk", "trunk", TRUNK)?)?;
    choose(&chosen, "wasm-bindgen", &cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &bindgen)?)?;
    choose(&chosen, "wasm-opt", &root().join("node_modules/.bin/wasm-opt"))?;
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(chosen).chain(std::env::split_paths(&old)))?)
}

/// The runner of wasm tests, of the locked version of wasm-bindgen.
///
/// # Errors
/// As for [`for_site`].
pub(crate) fn wasm_test_runner() -> Outcome<PathBuf> {
    let tool = cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &locked_version("wasm-bindgen")?)?;
    Ok(tool.with_file_name("wasm-bindgen-test-runner"))
}

/// Chromium, as `CHROMIUM` names it or as the machine has it, installed where that is possible.
///
/// # Errors
/// When there is none and it cannot be installed.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let find = || names.iter().find_map(|name| on_path(name));
    find().map_or_else(
        || {
            debian(&["chromium", "chromium-driver"])?;
            find().ok_or_else(|| "Chromium was installed but is not on the PATH".into())
        },
        Ok,
    )
}

/// The oldest Firefox that our driver may speak to: 140 does not know its `network.addDataCollector`.
const FIREFOX: u32 = 141;

/// A Firefox as Mozilla or Debian builds it, of [`FIREFOX`] or newer.
///
/// # Errors
/// As for [`chromium`], and when the one that is there is older and no newer one can be installed.
pub(crate) fn firefox() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("FIREFOX") {
        return Ok(named.into());
    }
    let find = || ["firefox-esr", "firefox"].iter().filter_map(|name| on_path(name)).find(|path| speaks(path));
    find().map_or_else(
        || {
            debian(&["firefox-esr"])?;
            find().ok_or_else(|| format!("there is no Firefox {FIREFOX} or newer on the PATH").into())
        },
        Ok,
    )
}

/// Whether a Firefox is new enough, by its own word: `Mozilla Firefox 153.7.0esr`.
fn speaks(firefox: &Path) -> bool {
    let said = capture(command(firefox).arg("--version")).unwrap_or_default();
    let version = said.split_whitespace().next_back().and_then(|version| version.split('.').next()?.parse().ok());
    version.is_some_and(|major: u32| major >= FIREFOX)
}

/// The driver that wasm tests talk to, beside [`chromium`].
///
/// # Errors
/// As for [`chromium`].
pub(crate) fn chromedriver() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMEDRIVER") {
        return Ok(named.into());
    }
    on_path("chromedriver").map_or_else(
        || {
            debian(&["chromium-driver"])?;
            on_path("chromedriver").ok_or_else(|| "chromedriver was installed but is not on the PATH".into())
        },
        Ok,
    )
}

/// Installs the packages of `package-lock.json`, exactly those, without running their scripts.
///
/// # Errors
/// When Node.js 20 or newer is missing, or npm fails.
pub(crate) fn npm_packages() -> Outcome {
    node()?;
    let wanted = sha256(read(&root().join("package-lock.json"))?.as_bytes());
    let stamp = root().join("node_modules/.afterglow-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    println!("npm ci (the packages of package-lock.json)");
    run(command("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    crate::shell::write(&stamp, wanted)
}

/// The version that `Cargo.lock` names for `package`.
///
/// # Errors
/// When the lock file has no such package.
pub(crate) fn locked_version(package: &str) -> Outcome<String> {
    let lock = read(&root().join("Cargo.lock"))?;
    let entry = format!("name = \"{package}\"\nversion = \"");
    let version = lock.split_once(&entry).and_then(|(_, rest)| rest.split('"').next());
    version.map(str::to_owned).ok_or_else(|| format!("Cargo.lock has no package {package}").into())
}

fn wasm_target() -> Outcome {
    let target = "wasm32-unknown-unknown";
    let libraries = capture(command("rustc").args(["--print", "target-libdir", "--target", target]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    run(command("rustup").args(["target", "add", target]))
}

pub(crate) fn node() -> Outcome {
    let version = || capture(command("node").arg("--version")).ok();
    if version().is_none() || on_path("npm").is_none() {
        debian(&["nodejs", "npm"])?;
    }
    let version = version().ok_or("Node.js was installed but does not start")?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|digits| digits.parse::<u32>().ok());
    if major.is_some_and(|major| major >= 20) {
        return Ok(());
    }
    Err(format!("Node.js 20 or newer is needed, this machine has {}", version.trim()).into())
}

/// A program of a crate in exactly `version`: from the machine, or built now.
fn cargo_tool(package: &str, program: &str, version: &str) -> Outcome<PathBuf> {
    let ours = root().join("target/tools");
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let places =
        [Some(ours.join("bin").join(program)), home.map(|home| home.join("bin").join(program)), on_path(program)];
    let right = |path: &PathBuf| {
        capture(command(path).arg("--version")).is_ok_and(|said| said.split_whitespace().nth(1) == Some(version))
    };
    if let Some(found) = places.into_iter().flatten().find(right) {
        return Ok(found);
    }
    println!("cargo install {package} {version} (once; it takes some minutes)");
    let mut install = command("cargo");
    install.args(["install", package, "--version", version, "--locked", "--force", "--root"]).arg(&ours);
    if package == "trunk" {
        // Its update check and its TLS would only serve downloads, which we never let it do.
        install.arg("--no-default-features");
    }
    // These tools run for seconds and are built once, so we spend the time of building rather than of running.
    install.env("CARGO_TARGET_DIR", ours.join("build"));
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    run(&mut install)?;
    // The objects are of no further use and would fill half a gigabyte.
    std::fs::remove_dir_all(ours.join("build")).ok();
    Ok(ours.join("bin").join(program))
}

fn choose(folder: &Path, name: &str, tool: &Path) -> Outcome {
    let link = folder.join(name);
    if std::fs::read_link(&link).is_ok_and(|target| target == tool) {
        return Ok(());
    }
    std::fs::remove_file(&link).ok();
    #[cfg(unix)]
    std::os::unix::fs::symlink(tool, &link)?;
    #[cfg(not(unix))]
    std::fs::copy(tool, &link)?;
    Ok(())
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Installs Debian packages, where there is apt-get and we are root.
fn debian(packages: &[&str]) -> Outcome {
    let root_user = capture(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if on_path("apt-get").is_none() || !root_user {
        return Err(format!("please install {} (as root: apt-get install {})", packages[0], packages.join(" ")).into());
    }
    println!("apt-get install {}", packages.join(" "));
    run(command("apt-get").args(["update", "-qq"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    run(command("apt-get").args(install).args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
}

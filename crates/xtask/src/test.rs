//! `cargo xtask test`: every check of the project, in the order in which a mistake is found soonest.

use crate::shell::{Outcome, cargo, command, root, run, step};
use crate::{dist, emitted, licences, serve, setup, tidy, twin};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

const WASM: &str = "wasm32-unknown-unknown";
const PAGE: &str = "afterglow-web";

/// Sets up what is missing and runs everything; stops at the first failure.
///
/// # Errors
/// Those of the first step that fails, with its name.
pub(crate) fn run_all() -> Outcome {
    let start = Instant::now();
    step("set up", || {
        setup::for_site()?;
        setup::chromium()?;
        setup::firefox()?;
        setup::chromedriver().map(|_| ())
    })?;
    step("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    step("house rules", tidy::check)?;
    step("licences and sources", licences::check)?;
    step("clippy, native", || {
        let all = ["clippy", "--workspace", "--exclude", PAGE, "--all-targets", "--locked", "--", "-D", "warnings"];
        run(cargo().args(all))
    })?;
    step("clippy, the page", || {
        let page = ["clippy", "--package", PAGE, "--target", WASM, "--all-targets", "--locked", "--", "-D", "warnings"];
        run(cargo().args(page))
    })?;
    step("documentation", documentation)?;
    step("tests, native", || run(cargo().args(["test", "--workspace", "--locked"])))?;
    step("emitted configurations, by the tools' own schemas", emitted::check)?;
    step("tests, wasm in Chromium", wasm)?;
    dist::run()?;
    step("what dist loads", || tidy::check_dist(&dist::folder()))?;
    step("the same bytes from another folder", twin::check)?;
    step("end to end in Chromium", || end_to_end(Browser::Chromium))?;
    step("end to end in Firefox", || end_to_end(Browser::Firefox))?;
    println!("\nall tests passed in {:.1} min", start.elapsed().as_secs_f64() / 60.0);
    Ok(())
}

/// What the end-to-end tests drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
}

/// The end-to-end tests alone, on what `dist` wrote before.
///
/// # Errors
/// When dist is missing, the set-up fails, or a test does.
pub(crate) fn end_to_end(browser: Browser) -> Outcome {
    setup::npm_packages()?;
    let dist = dist::folder();
    if !dist.join("afterglow.html").is_file() {
        return Err("dist/ is missing; run `cargo xtask dist` first".into());
    }
    // The figures of the page are held against those of the command line, built as the native tests built it.
    run(cargo().args(["build", "--profile", "test", "--package", "afterglow-cli", "--locked"]))?;
    let mut tests = crate::shell::files_under(&root().join("tests/e2e"), &["mjs"])?;
    tests.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    if browser == Browser::Firefox {
        // What these drive, WebDriver BiDi cannot: downloads, pasted files, logs that grow while channels are relayed.
        tests.retain(|file| !["away", "live", "shell"].iter().any(|name| file.ends_with(format!("{name}.test.mjs"))));
    }
    let mut node = command("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-timeout=1500000"]).args(tests);
    let heard = target_folder().join("heard-by-the-host.txt");
    node.env("AFTERGLOW_SITE", serve::in_background(dist.join("site"), &heard)?).env("AFTERGLOW_HEARD", &heard);
    node.env("AFTERGLOW_FILE", dist.join("afterglow.html")).env("AFTERGLOW_CLI", program("afterglow"));
    match browser {
        Browser::Chromium => node.env("AFTERGLOW_BROWSER", "chromium").env("CHROMIUM", setup::chromium()?),
        Browser::Firefox => node.env("AFTERGLOW_BROWSER", "firefox").env("FIREFOX", setup::firefox()?),
    };
    run(&mut node)
}

/// Where cargo builds.
pub(crate) fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |named| root().join(named))
}

/// Where cargo put a program of the test profile.
pub(crate) fn program(name: &str) -> PathBuf {
    target_folder().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn documentation() -> Outcome {
    let strict = |command: &mut Command| run(command.env("RUSTDOCFLAGS", "-D warnings"));
    strict(cargo().args(["doc", "--workspace", "--exclude", PAGE, "--no-deps", "--locked", "--quiet"]))?;
    strict(cargo().args(["doc", "--package", PAGE, "--target", WASM, "--no-deps", "--locked", "--quiet"]))
}

/// The page's own tests, in a real browser.
fn wasm() -> Outcome {
    let mut tests = cargo();
    tests.args(["test", "--package", PAGE, "--target", WASM, "--locked"]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", setup::wasm_test_runner()?);
    tests.env("CHROMEDRIVER", setup::chromedriver()?).env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    run(&mut tests)
}

//! The page of Afterglow, and the worker behind it: one WebAssembly module with two roles.
//!
//! For: showing what the engine knows of a run. In a window the module is the page; in a worker, started by
//! `www/boot.js` from a blob, it is the host of [`afterglow_engine::Session`]. The page holds handles and the rows in
//! view; the profile of a run stays in its worker, and ends with it.
//! Never: parses a log on the main thread, sends a request to any server but the page's own (and that one for the
//! bundled samples only), writes `style="…"`, or takes a string of a log for markup or an address.
//!
//! ```no_run
//! // The glue of wasm-bindgen calls `main`, which is this one line.
//! afterglow_web::run();
//! ```

#![expect(unreachable_pub, reason = "the component macro of Leptos writes `pub` for what it makes")]

mod charts;
mod export;
mod files;
mod guard;
mod pages;
mod route;
mod shell;
mod state;
mod widgets;
mod words;
mod worker;

// `FileReaderSync` exists in workers only.
#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Starts the role that the global scope asks for.
pub fn run() {
    if worker::is_worker() {
        worker::host::serve();
    } else {
        console_error_panic_hook::set_once();
        shell::mount();
    }
}

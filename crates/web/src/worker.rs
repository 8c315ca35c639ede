//! The engine's worker, from both sides.
//!
//! [`host`] runs in the worker, [`client`] in the page; [`message`] is what they say to each other. A worker serves
//! one drop of files; for long logs, others help it ([`opening`], [`helping`]). Cancel and close end it, which is instant, and the only way to give its memory back; a spare one
//! stands ready, so that the next drop does not wait for a start.

mod blob_read;
mod bringing;
pub(crate) mod client;
mod helping;
pub(crate) mod host;
pub(crate) mod message;
mod oneshot;
mod opening;
mod read_ahead;
mod taking;

use wasm_bindgen::JsCast;

/// Whether this scope is a dedicated worker's.
pub(crate) fn is_worker() -> bool {
    js_sys::global().has_type::<web_sys::DedicatedWorkerGlobalScope>()
}

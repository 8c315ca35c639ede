//! What holds this page: the policy in force, the headers of its host beside those that it should send, what was asked of
//! anybody since the page had loaded, and whether the page is kept for later.
//!
//! `www/guard.js` counts and `www/keep.js` keeps; here their words are read, and headers are judged.

pub(crate) mod headers;
pub(crate) mod kept;
pub(crate) mod policy;
pub(crate) mod seen;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The policy that the page was loaded with.
pub(crate) fn policy_text() -> Option<String> {
    call("afterglowGuard", "policy")?.as_string()
}

/// What a function of one of our scripts gives, if script and function are there.
fn call(script: &str, function: &str) -> Option<JsValue> {
    let script = Reflect::get(&js_sys::global(), &script.into()).ok()?;
    Reflect::get(&script, &function.into()).ok()?.dyn_into::<Function>().ok()?.call0(&script).ok()
}

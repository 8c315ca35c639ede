//! Files that can be looked at again after they were dropped.
//!
//! A dropped `File` is a picture of the moment: when the file grows, the browser refuses to read the old one. Browsers
//! that hand out handles (Chromium's, today) give a new `File` for each look. The handles only read; asking for them
//! asks the user nothing, since the drop was the permission.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File};

use super::Picked;
use super::drop::DEEPEST;

/// What was dropped, as handles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Live(Vec<JsValue>);

/// The handles of a drop. Call it in the event's handler; the future may be awaited later.
pub(crate) fn handles(transfer: &DataTransfer) -> impl Future<Output = Live> + use<> {
    let items = transfer.items();
    let all = (0..items.length()).filter_map(|place| items.get(place));
    let promises: Vec<Promise> = all.filter_map(|item| call(&item, "getAsFileSystemHandle")).collect();
    async move {
        let mut handles = Vec::new();
        for promise in promises {
            handles.extend(JsFuture::from(promise).await.ok().filter(JsValue::is_object));
        }
        Live(handles)
    }
}

impl Live {
    /// Whether nothing can be looked at again.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The handles as the browser can keep them, and as it gave them back.
    pub(crate) fn to_js(&self) -> Array {
        self.0.iter().collect()
    }

    /// The inverse of [`Self::to_js`].
    pub(crate) fn from_js(handles: &JsValue) -> Self {
        let kept = Array::is_array(handles).then(|| Array::from(handles));
        Self(kept.iter().flat_map(Array::iter).filter(JsValue::is_object).collect())
    }

    /// Asks the user to let this page read them once more. Call it in the handler of a click: the browser asks in no other.
    pub(crate) async fn may_read(&self) -> bool {
        let how = Object::new();
        // Setting a field of a new plain object cannot fail.
        let _ = Reflect::set(&how, &"mode".into(), &"read".into());
        for handle in &self.0 {
            let asked = method(handle, "requestPermission").and_then(|ask| ask.call1(handle, &how).ok());
            let Some(answer) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) else { return false };
            if JsFuture::from(answer).await.ok().and_then(|answer| answer.as_string()).as_deref() != Some("granted") {
                return false;
            }
        }
        !self.0.is_empty()
    }

    /// The files as they are now.
    pub(crate) async fn look(&self) -> Vec<Picked> {
        let mut files = Vec::new();
        for handle in &self.0 {
            walk(handle, String::new(), DEEPEST, &mut files).await;
        }
        files
    }
}

/// Files that are gone are left out: the engine says what is missing.
async fn walk(handle: &JsValue, folder: String, depth: usize, files: &mut Vec<Picked>) {
    let path = format!("{folder}{}", text(handle, "name"));
    if text(handle, "kind") == "file" {
        let file = asked(handle, "getFile").await.and_then(|file| file.dyn_into::<File>().ok());
        files.extend(file.map(|file| Picked { file, path }));
    } else if depth > 0 {
        let mut children = children(handle).await;
        // Browsers differ in the order; the page must not.
        children.sort_by_key(|child| text(child, "name"));
        for child in children {
            Box::pin(walk(&child, format!("{path}/"), depth - 1, files)).await;
        }
    }
}

/// What a folder holds, by its asynchronous iterator.
async fn children(folder: &JsValue) -> Vec<JsValue> {
    let mut all = Vec::new();
    let Some(values) = method(folder, "values").and_then(|values| values.call0(folder).ok()) else { return all };
    while let Some(next) = asked(&values, "next").await {
        if Reflect::get(&next, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        all.extend(Reflect::get(&next, &"value".into()));
    }
    all
}

async fn asked(of: &JsValue, name: &str) -> Option<JsValue> {
    JsFuture::from(call(of, name)?).await.ok()
}

/// Calls a method that older browsers do not have and that gives a promise.
fn call(of: &JsValue, name: &str) -> Option<Promise> {
    method(of, name)?.call0(of).ok()?.dyn_into().ok()
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of.unchecked_ref::<Object>(), &name.into()).ok()?.dyn_into().ok()
}

fn text(of: &JsValue, name: &str) -> String {
    Reflect::get(of, &name.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

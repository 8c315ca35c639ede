//! Following the size of an element.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches the size of an element until it is dropped.
pub(crate) struct Resized {
    observer: ResizeObserver,
    _then: Closure<dyn Fn()>,
}

impl Resized {
    /// Calls `then` soon, and whenever `element` has another size. `None` where the browser cannot tell.
    pub(crate) fn watch(element: &Element, then: impl Fn() + 'static) -> Option<Self> {
        let then = Closure::<dyn Fn()>::new(then);
        let observer = ResizeObserver::new(then.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _then: then })
    }
}

impl Drop for Resized {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The same, as long as what calls this is on the page.
pub(crate) fn on_resize(element: &Element, then: impl Fn() + 'static) {
    StoredValue::new_local(Resized::watch(element, then));
}

//! Bindings to uPlot, which the page loads as a script of its own before the module starts.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::ticks::{round_ticks, time_ticks};
use crate::widgets::value::Value;

#[wasm_bindgen]
extern "C" {
    /// A drawn chart.
    #[wasm_bindgen(js_name = uPlot)]
    pub(super) type UPlot;

    #[wasm_bindgen(constructor, js_class = "uPlot", catch)]
    fn new(options: &JsValue, data: &JsValue, target: &HtmlElement) -> Result<UPlot, JsValue>;

    /// Takes it out of the page.
    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &UPlot);

    /// Fits it into another size, `{width, height}` in CSS pixels.
    #[wasm_bindgen(method, js_name = setSize)]
    fn set_size(this: &UPlot, size: &JsValue);
}

impl UPlot {
    /// Draws into `target`; `None` if the library is not there or refuses, for then the table stands alone.
    pub(super) fn draw(options: &Object, data: &Array, target: &HtmlElement) -> Option<Self> {
        if !Reflect::has(&js_sys::global(), &"uPlot".into()).unwrap_or(false) {
            return None;
        }
        Self::new(options, data, target).ok()
    }

    /// Fits it into another size in CSS pixels.
    pub(super) fn resize(&self, width: f64, height: f64) {
        self.set_size(&object(&[("width", width.into()), ("height", height.into())]));
    }
}

/// An object with these fields.
pub(super) fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a field of a new plain object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

/// A function that words the ticks of an axis: uPlot calls it with itself and the list of values.
pub(super) fn wording(word: impl Fn(f64) -> String + 'static) -> Function {
    let closure = Closure::<dyn Fn(JsValue, Array) -> Array>::new(move |_: JsValue, values: Array| {
        values.iter().map(|value| value.as_f64().map_or(JsValue::NULL, |value| word(value).into())).collect::<Array>()
    });
    // The function lives as long as the chart's options hold it; the collector of the browser then frees it.
    closure.into_js_value().unchecked_into()
}

/// A function that places about `wanted` ticks: uPlot calls it with itself, the axis, and the ends of the scale.
pub(super) fn splits(kind: fn(f64) -> Value, wanted: usize) -> Function {
    let closure = Closure::<dyn Fn(JsValue, JsValue, f64, f64) -> Array>::new(move |_, _, low: f64, high: f64| {
        let ticks = if matches!(kind(0.0), Value::Ms(_)) { time_ticks } else { round_ticks };
        ticks(low, high, wanted).into_iter().map(JsValue::from).collect::<Array>()
    });
    closure.into_js_value().unchecked_into()
}

/// A function that lets a scale begin at 0: a cut axis would make small differences look big.
pub(super) fn from_zero() -> Function {
    let closure = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Array>::new(|_, _, high: JsValue| {
        let high = high.as_f64().filter(|high| *high > 0.0).unwrap_or(1.0);
        Array::of2(&0.into(), &(high * 1.05).into())
    });
    closure.into_js_value().unchecked_into()
}

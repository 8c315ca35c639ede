//! Fits a canvas to its place: as wide as the page gives it, with as many dots as the screen has, in the colours of now.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::CanvasRef;
use super::paint::Palette;
use crate::state::use_page;
use crate::widgets::resized::on_resize;

/// Draws by `paint` whenever a signal that it reads has changed.
pub(super) fn paint_when_changed(
    canvas: CanvasRef,
    width: RwSignal<f64>,
    height: f64,
    paint: impl Fn(&CanvasRenderingContext2d, &Palette, (f64, f64)) + 'static,
) {
    let prefs = use_page().prefs;
    let palette = Memo::new(move |_| {
        prefs.track_look();
        Palette::read()
    });
    follow_width(canvas, width);
    // The picture lies outside of what Leptos keeps, so an effect draws it.
    Effect::new(move || {
        let width = width.get();
        let Some(canvas) = canvas.get() else { return };
        if let Some(context) = fitted(&canvas, width, height) {
            palette.with(|palette| paint(&context, palette, (width, height)));
        }
    });
}

/// Keeps `width` equal to the canvas's width on the page.
fn follow_width(canvas: CanvasRef, width: RwSignal<f64>) {
    Effect::new(move || {
        let Some(element) = canvas.get() else { return };
        let place = element.clone();
        on_resize(&element, move || {
            let now = f64::from(place.client_width()).max(200.0);
            if width.try_get_untracked().is_some_and(|before| (before - now).abs() > 0.5) {
                width.set(now);
            }
        });
    });
}

/// The context of a canvas that has as many dots as the screen has there.
fn fitted(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<CanvasRenderingContext2d> {
    let ratio = window().device_pixel_ratio().max(1.0);
    let (dots_x, dots_y) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    if (canvas.width(), canvas.height()) != (dots_x, dots_y) {
        canvas.set_width(dots_x);
        canvas.set_height(dots_y);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // Refused only for numbers that are none.
    let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    Some(context)
}

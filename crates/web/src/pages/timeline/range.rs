//! The range of time that the lists of the run are narrowed to: chosen by the pointer, by keys, or by its times.

use afterglow_engine::Span;
use leptos::prelude::*;

use super::control::Control;
use super::window::Window;
use crate::route::{self, Route, View};
use crate::state::Page;
use crate::words::{format, parse, tables, text};

/// The lists that are narrowed.
const NARROWED: [View; 5] = [View::Jobs, View::Stages, View::Tasks, View::Sql, View::Executors];
/// The share of the window by which a key moves an end.
const STEP: f64 = 0.02;

/// The range, as the timeline changes it.
#[derive(Clone, Copy)]
pub(super) struct Range {
    page: Page,
    control: Control,
}

impl Range {
    /// The range of the page, over the window of `control`.
    pub(super) fn new(page: Page, control: Control) -> Self {
        Self { page, control }
    }

    /// Its two ends, if there is one.
    pub(super) fn ends(self) -> Option<(f64, f64)> {
        self.page.range.get().map(|span| (span.from_ms as f64, span.to_ms as f64))
    }

    /// Takes a range that the pointer drew, in either direction.
    pub(super) fn take(self, a: f64, b: f64) {
        self.page.narrow(span(a, b));
    }

    fn take_window(self) {
        let window = self.control.window.get_untracked();
        self.take(window.from, window.to);
    }

    fn zoom(self) {
        if let Some(span) = self.page.range.get_untracked() {
            self.control.go(Window { from: span.from_ms as f64, to: span.to_ms as f64 });
        }
    }

    /// A key; true if it was one of ours. With Shift the arrows move the end, with Alt beside it the start.
    pub(super) fn key(self, key: &str, shift: bool, alt: bool) -> bool {
        let by = match key {
            "r" if !shift => {
                return {
                    self.take_window();
                    true
                };
            }
            "z" if !shift => {
                return {
                    self.zoom();
                    true
                };
            }
            "ArrowLeft" if shift => -STEP,
            "ArrowRight" if shift => STEP,
            _ => return false,
        };
        let window = self.control.window.get_untracked();
        let by = by * window.length();
        let now = self
            .page
            .range
            .get_untracked()
            .map_or((window.from, window.time(0.5)), |span| (span.from_ms as f64, span.to_ms as f64));
        let (from, to) = if alt { (now.0 + by, now.1) } else { (now.0, now.1 + by) };
        // An end does not pass the other one.
        if from < to {
            self.take(from, to);
        }
        true
    }

    /// The bar that says the range and changes it.
    pub(super) fn bar(self, run: u32) -> impl IntoView {
        let page = self.page;
        let end = move |label: &'static str, read: fn(Span) -> u64, write: fn(&mut Span, u64)| {
            let value =
                move || page.range.get().map(|span| format::plain(read(span) as f64 / 1e3) + " s").unwrap_or_default();
            let set = move |event| {
                let typed = parse::amount(&event_target_value(&event), "ms");
                if let Some((ms, mut span)) = typed.zip(page.range.get_untracked()) {
                    write(&mut span, ms);
                    if span.from_ms < span.to_ms {
                        page.narrow(Some(span));
                    }
                }
            };
            view! {
                <label class="field inline">
                    <span>{label}</span>
                    <input type="text" class="short-field numbers" prop:value=value on:change=set />
                </label>
            }
        };
        let links = move || {
            let link = |view: View| {
                view! { <a href=route::print(&Route::run(run, view))>{text::view(view)}</a> }
            };
            NARROWED.map(link).into_iter().collect_view()
        };
        view! {
            <div class="toolbar range-bar">
                <Show
                    when=move || page.range.with(Option::is_some)
                    fallback=move || view! {
                        <button type="button" class="button" title="r" on:click=move |_| self.take_window()>{tables::TAKE_WINDOW}</button>
                    }
                >
                    <strong class="numbers" role="status">{move || page.range.get().map(tables::range)}</strong>
                    {end("from", |span| span.from_ms, |span, ms| span.from_ms = ms)}
                    {end("to", |span| span.to_ms, |span, ms| span.to_ms = ms)}
                    <button type="button" class="button" title="z" on:click=move |_| self.zoom()>{tables::ZOOM_TO_RANGE}</button>
                    <button type="button" class="button" on:click=move |_| page.narrow(None)>{tables::CLEAR}</button>
                    <span class="links">{tables::SEEN_IN} " " {links()}</span>
                </Show>
            </div>
        }
    }
}

fn span(a: f64, b: f64) -> Option<Span> {
    let (from, to) = (a.min(b).max(0.0).floor() as u64, a.max(b).max(0.0).ceil() as u64);
    (from < to).then_some(Span { from_ms: from, to_ms: to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_a_length_and_begins_in_the_run() {
        assert_eq!(span(300.4, -20.0), Some(Span { from_ms: 0, to_ms: 301 }));
        assert_eq!(span(-5.0, -2.0), None);
    }
}

//! The two canvases with their events: the overview of the run, and the lanes of the window.

use std::sync::Arc;

use afterglow_engine::view::{Lane, Mark, TimelineView};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent, WheelEvent};

use super::control::Control;
use super::find::Find;
use super::fit::paint_when_changed;
use super::lanes::{hit, rows};
use super::paint::{self, AXIS, Scene, head};
use super::range::Range;
use super::tracks;
use super::window::Window;
use super::{CanvasRef, Shown};
use crate::route::{self, Route, View};
use crate::words::format;

const OVERVIEW_HEIGHT: f64 = 56.0;
const LANES_HEIGHT: f64 = 560.0;
/// A press that moved less than this is a click.
const CLICK: f64 = 4.0;

/// What is under the pointer, in words, and where a click on it leads.
#[derive(Debug, Clone, PartialEq, Default)]
struct Found {
    text: String,
    view: Option<View>,
}

/// What both canvases share.
#[derive(Clone)]
pub(super) struct Canvases {
    shown: Memo<Shown>,
    whole: Arc<TimelineView>,
    control: Control,
    range: Range,
    find: Find,
    width: RwSignal<f64>,
}

/// A press of the pointer: where it began, and the window then.
#[derive(Debug, Clone, Copy)]
struct Press {
    x: f64,
    window: Window,
    /// A range is being chosen, instead of the window being moved.
    choosing: bool,
    moved: bool,
}

impl Canvases {
    /// Draws `shown` in the window of `control`, and `whole` above it.
    pub(super) fn new(
        shown: Memo<Shown>,
        whole: Arc<TimelineView>,
        (control, range, find): (Control, Range, Find),
        width: RwSignal<f64>,
    ) -> Self {
        Self { shown, whole, control, range, find, width }
    }

    /// The run in small. A press there brings the window there.
    pub(super) fn overview(&self) -> impl IntoView + use<> {
        let canvas = CanvasRef::new();
        let (whole, control) = (Arc::clone(&self.whole), self.control);
        // Its own: the frames of the two canvases differ by a few pixels.
        let width = RwSignal::new(1200.0);
        let wall = whole.wall_ms;
        paint_when_changed(canvas, width, OVERVIEW_HEIGHT, move |context, palette, size| {
            paint::overview(context, palette, &whole, control.window.get(), size);
        });
        let bring = move |event: &PointerEvent| {
            let Some(canvas) = canvas.get_untracked() else { return };
            let at = f64::from(event.offset_x()) / f64::from(canvas.client_width().max(1)) * wall;
            let window = control.window.get_untracked();
            control.follow(Window { from: at - window.length() / 2.0, to: at + window.length() / 2.0 });
        };
        let down = move |event: PointerEvent| {
            control.remember();
            capture(&event);
            bring(&event);
        };
        let drag = move |event: PointerEvent| {
            if event.buttons() & 1 != 0 {
                bring(&event);
            }
        };
        view! {
            <div class="timeline-overview">
                <canvas
                    class="timeline-canvas"
                    node_ref=canvas
                    role="img"
                    aria-label="The whole run: running tasks as an area, slots as a line, and the window that is shown below"
                    style:height=format!("{OVERVIEW_HEIGHT}px")
                    on:pointerdown=down
                    on:pointermove=drag
                ></canvas>
            </div>
        }
    }

    /// The lanes of the window.
    pub(super) fn lanes(&self, run: u32) -> impl IntoView + use<> {
        let (shown, control, width) = (self.shown, self.control, self.width);
        let (range, find) = (self.range, self.find);
        let canvas = CanvasRef::new();
        let scroller = NodeRef::<html::Div>::new();
        let scrolled = RwSignal::new(0.0);
        let chosen = RwSignal::new(None::<(f64, f64)>);
        let found = RwSignal::new(Found::default());
        let press = StoredValue::new(None::<Press>);
        let gutter = move || if width.get() > 700.0 { 150.0 } else { 72.0 };
        let layout = Memo::new(move |_| shown.with(|shown| rows(&shown.0.lanes)));
        let tall = move || layout.with(|(_, height)| *height) + shown.with(|shown| head(&shown.0));
        paint_when_changed(canvas, width, LANES_HEIGHT, move |context, palette, (width, height)| {
            shown.with(|shown| {
                layout.with(|(rows, _)| {
                    let (window, scrolled) = (control.window.get(), scrolled.get());
                    let chosen = chosen.get().or_else(|| range.ends());
                    find.lit.with(|lit| {
                        let (view, lit, gutter) = (&*shown.0, lit.as_ref(), gutter());
                        let scene = Scene { view, rows, window, lit, chosen, scrolled, width, height, gutter };
                        scene.paint(context, palette);
                    });
                });
            });
        });
        // The place in the window, 0 to 1, of a point of the canvas.
        let place = move |x: f64| {
            let gutter = untrack(gutter);
            (x - gutter) / (width.get_untracked() - gutter).max(1.0)
        };
        let look = move |x: f64, y: f64| {
            let window = control.window.get_untracked();
            let slack = window.length() / width.get_untracked().max(1.0) * 2.0;
            shown.with_untracked(|shown| {
                let head = head(&shown.0);
                if y < head {
                    return (y > AXIS)
                        .then(|| Found { text: tracks::describe(&shown.0, window.time(place(x))), view: None });
                }
                let y = y - head + scrolled.get_untracked();
                layout.with_untracked(|(rows, _)| {
                    hit(&shown.0.lanes, rows, y, window.time(place(x)), slack).map(|(lane, mark)| describe(lane, mark))
                })
            })
        };
        let down = move |event: PointerEvent| {
            capture(&event);
            let x = f64::from(event.offset_x());
            let window = control.window.get_untracked();
            // On the times above the lanes a drag chooses, as it does with Shift elsewhere.
            let choosing = event.shift_key() || f64::from(event.offset_y()) < AXIS;
            if !choosing {
                control.remember();
            }
            press.set_value(Some(Press { x, window, choosing, moved: false }));
        };
        let drag = move |event: PointerEvent| {
            let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            let Some(mut now) = press.get_value() else {
                let under = look(x, y).unwrap_or_default();
                if found.with_untracked(|found| *found != under) {
                    found.set(under);
                }
                return;
            };
            now.moved |= (x - now.x).abs() > CLICK;
            press.set_value(Some(now));
            if now.choosing {
                chosen.set(Some((now.window.time(place(now.x)), now.window.time(place(x)))));
            } else if now.moved {
                control.follow(now.window.moved(place(now.x) - place(x)));
            }
        };
        let up = move |event: PointerEvent| {
            let Some(was) = press.get_value() else { return };
            press.set_value(None);
            if let Some((from, to)) = chosen.get_untracked().filter(|_| was.choosing && was.moved) {
                range.take(from, to);
            } else if !was.moved {
                found.set(look(f64::from(event.offset_x()), f64::from(event.offset_y())).unwrap_or_default());
            }
            chosen.set(None);
        };
        let wheel = move |event: WheelEvent| {
            let window = control.window.get_untracked();
            if event.ctrl_key() || event.meta_key() {
                event.prevent_default();
                let factor = (event.delta_y() * 0.004).clamp(-1.0, 1.0).exp();
                control.follow(window.scaled(factor, window.time(place(f64::from(event.offset_x())))));
            } else if event.delta_x() != 0.0 {
                event.prevent_default();
                control.follow(window.moved(event.delta_x() / width.get_untracked().max(1.0)));
            }
        };
        let keys = move |event: KeyboardEvent| {
            let (key, shift) = (event.key(), event.shift_key());
            let ours = || range.key(&key, shift, event.alt_key()) || !event.alt_key() && control.key(&key);
            if !event.ctrl_key() && !event.meta_key() && ours() {
                event.prevent_default();
                event.stop_propagation();
            }
        };
        // The lanes of an executor that was searched for are brought into view.
        Effect::new(move || {
            let (Some(hit), Some(scroller)) = (find.now(), scroller.get_untracked()) else { return };
            let at = shown.with_untracked(|shown| {
                shown.0.lanes.iter().position(|lane| lane.kind == "slot" && lane.group == hit.name)
            });
            let top = at.and_then(|at| layout.with_untracked(|(rows, _)| rows.get(at).map(|row| row.top)));
            if let Some(top) = top {
                scroller.set_scroll_top(top as i32);
            }
        });
        let scroll = move |_| {
            if let Some(scroller) = scroller.get_untracked() {
                scrolled.set(f64::from(scroller.scroll_top()));
            }
        };
        let link =
            move || found.get().view.map(|view| view! { " " <a href=route::print(&Route::run(run, view))>"Open"</a> });
        view! {
            <p class="timeline-tip numbers" role="status">
                {move || found.with(|found| if found.text.is_empty() { "Point at a bar to read it".to_owned() } else { found.text.clone() })}
                {link}
            </p>
            <div
                class="timeline-scroll"
                node_ref=scroller
                tabindex="0"
                role="group"
                aria-label="Lanes of executors and stages; plus and minus zoom, arrow keys move, r takes the window as the range, Shift and arrow keys move its end. The same as a table stands below."
                style:max-height=format!("{LANES_HEIGHT}px")
                on:scroll=scroll
                on:keydown=keys
            >
                <div class="timeline-tall" style:height=move || format!("{}px", tall())>
                    <canvas
                        class="timeline-canvas lanes"
                        node_ref=canvas
                        style:height=format!("{LANES_HEIGHT}px")
                        on:pointerdown=down
                        on:pointermove=drag
                        on:pointerup=up
                        on:wheel=wheel
                    ></canvas>
                </div>
            </div>
        }
    }
}

/// What a mark is, in words.
fn describe(lane: &Lane, mark: &Mark) -> Found {
    let length = format::duration(mark.to_ms - mark.from_ms);
    let at = format::duration(mark.from_ms);
    let failed = if mark.failed { ", failed" } else { "" };
    let more = if mark.count > 1 { format!(" and {} more", mark.count - 1) } else { String::new() };
    let label = format::clipped(&mark.label, 120);
    let (what, view) = match lane.kind.as_str() {
        "driver" => ("No task runs".to_owned(), None),
        "executor" => return Found { text: format!("{label}{more}: {at}"), view: Some(View::Executors) },
        "sql" => (format!("SQL {}{more}: {label}", mark.id), Some(View::sql(mark.id))),
        "job" => (format!("Job {}{more}: {label}", mark.id), Some(View::Jobs)),
        "stage" => (format!("Stage {}{more}: {label}", mark.id), Some(View::Stage { id: mark.id, attempt: 0 })),
        _ if mark.count > 1 => (format!("{} tasks on {}", mark.count, lane.group), None),
        _ => {
            let view = View::Stage { id: mark.stage, attempt: 0 };
            (format!("Task {} of stage {} on {}", mark.id, mark.stage, lane.group), Some(view))
        }
    };
    Found { text: format!("{what}{failed}: {length} from {at}"), view }
}

fn capture(event: &PointerEvent) {
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
        // A pointer that is gone already cannot be followed; then the drag just ends at the edge.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

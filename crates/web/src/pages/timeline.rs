//! When each slot worked, and when all of them waited.
//!
//! [`window`] is the time that is shown, [`lanes`] where things lie, [`paint`] draws them, [`canvases`] are
//! the places it draws on, [`control`] moves the window,
//! [`range`] chooses the span that the lists are narrowed to, [`find`] lights what is searched for, [`tracks`] stand
//! above the lanes, [`table`] is the same without a picture. The worker sends marks no narrower than about a pixel for a window wider
//! than the one shown, so that moving draws what is there already.

mod canvases;
mod control;
mod find;
mod fit;
mod lanes;
mod lit;
mod paint;
mod range;
mod table;
mod tracks;
mod window;

use std::sync::Arc;

use afterglow_engine::Request;
use afterglow_engine::view::TimelineView;
use leptos::html;
use leptos::prelude::*;

use self::canvases::Canvases;
use self::control::Control;
use self::find::Find;
use self::range::Range;
use crate::state::ask::{Asked, answered, ask, pick};
use crate::state::{Run, use_page};
use crate::words::{format, tables};

/// Columns of the overview.
const OVERVIEW_COLUMNS: u32 = 600;

/// The timeline of a run.
pub(super) fn timeline(run: &Run) -> impl IntoView + use<> {
    let whole = Request::Timeline { from_ms: 0.0, to_ms: None, columns: OVERVIEW_COLUMNS };
    let overview = ask(run, move || whole.clone(), pick!(Timeline));
    let run = run.clone();
    answered(overview, 16, move |view| drawn(&run, view))
}

fn drawn(run: &Run, overview: Arc<TimelineView>) -> impl IntoView + use<> {
    if overview.wall_ms <= 0.0 || overview.lanes.iter().all(|lane| lane.marks.is_empty()) {
        return view! { <p class="empty">"The log has no tasks with times."</p> }.into_any();
    }
    let wall = overview.wall_ms;
    let control = Control::new(wall);
    let width = RwSignal::new(1200.0_f64);
    let tile = Memo::new(move |_| control.settled.get().tile());
    // Four columns a pixel's width of the tile: its marks are at most a pixel wide when merged, at every zoom in it.
    let columns = Memo::new(move |_| (width.get() * 4.0).clamp(400.0, 8000.0) as u32);
    let detail: Asked<TimelineView> = ask(
        run,
        move || {
            let tile = tile.get();
            Request::Timeline { from_ms: tile.from, to_ms: Some(tile.to.min(wall)), columns: columns.get() }
        },
        pick!(Timeline),
    );
    let first = Arc::clone(&overview);
    let shown = Memo::new(move |_| match detail.get() {
        Some(Ok(view)) => Shown(view),
        _ => Shown(Arc::clone(&first)),
    });
    let (range, find) = (Range::new(use_page(), control), Find::new(run));
    let canvases = Canvases::new(shown, overview, (control, range, find), width);
    let no = run.no;
    let tasks = move || format::number_of(shown.with(|shown| shown.0.tasks) as f64, "task", "tasks");
    let said = move || {
        let window = control.window.get();
        format!(
            "{} to {} ({})",
            format::duration(window.from),
            format::duration(window.to),
            format::duration(window.length())
        )
    };
    let as_table = RwSignal::new(false);
    view! {
        <section class="timeline" aria-label="Timeline">
            <div class="toolbar">
                <button type="button" class="button" on:click=move |_| control.zoom(0.5)>"Closer"</button>
                <button type="button" class="button" on:click=move |_| control.zoom(2.0)>"Farther"</button>
                <button type="button" class="button" on:click=move |_| control.reset()>"Whole run"</button>
                <button type="button" class="button" disabled=move || control.past.with(Vec::is_empty) on:click=move |_| control.undo()>"Back"</button>
                <span class="numbers" role="status">{said}</span>
                <span class="spread"></span>
                <span class="quiet-text numbers">{tasks} " in and around the window"</span>
            </div>
            {find.bar(control)}
            {range.bar(no)}
            {canvases.overview()}
            {canvases.lanes(no)}
            <p class="quiet-text">{tables::TIMELINE_HELP}</p>
            <details class="more" on:toggle=move |_| as_table.set(true)>
                <summary><h2>"The window as a table"</h2></summary>
                {move || as_table.get().then(|| table::table(&shown.get().0, control.settled.get(), no))}
            </details>
        </section>
    }
    .into_any()
}

/// An answer, the same only if it is the same one: comparing a hundred thousand marks would be dear.
#[derive(Debug, Clone)]
struct Shown(Arc<TimelineView>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A canvas's place in the document.
type CanvasRef = NodeRef<html::Canvas>;

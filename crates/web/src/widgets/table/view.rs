//! The table itself.

use std::time::Duration;

use afterglow_engine::Sort;
use leptos::html;
use leptos::prelude::*;

use super::column::Column;
use super::place::{ROW, place};
use super::source::{Rows, Source, Wanted};
use super::toolbar::toolbar;
use crate::route;
use crate::widgets::badge;
use crate::widgets::resized::on_resize;
use crate::widgets::value::Value;

/// A table of which only the rows in view exist. It can be searched, sorted by any column, and exported whole.
#[component]
#[expect(clippy::needless_pass_by_value, reason = "the props of a component are its own")]
pub(crate) fn Table<R>(
    /// What it lists: its accessible name, and the name of its exports.
    name: &'static str,
    /// The run's number, for links.
    run: u32,
    /// The columns.
    columns: &'static [Column<R>],
    /// The rows.
    source: Source<R>,
    /// Whether the table is as high as its rows, up to the window, or fills what is left of the page.
    #[prop(default = false)]
    short: bool,
) -> impl IntoView
where
    R: Clone + Send + Sync + 'static,
{
    let scroller = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new(0.0);
    let height = RwSignal::new(800.0);
    let shown = RwSignal::new(columns.iter().map(|column| column.shown).collect::<Vec<_>>());
    let (wanted, rows) = (source.wanted, source.rows);

    let look = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scrolled.set(f64::from(scroller.scroll_top()));
            height.set(f64::from(scroller.client_height().max(200)));
        }
    };
    let matching = Memo::new(move |_| rows.with(|rows| rows.as_ref().map_or(0, |rows| rows.matching)));
    let place = Memo::new(move |_| place(matching.get(), scrolled.get(), height.get()));
    // The window is wanted by what is in view; asking in the scroll handler keeps effects free of writes.
    let want = move || {
        let place = place.get_untracked();
        let (from, count) = Wanted::around(place.from, place.to);
        if wanted.with_untracked(|wanted| (wanted.from, wanted.count) != (from, count)) {
            wanted.update(|wanted| (wanted.from, wanted.count) = (from, count));
        }
    };
    // Rows are made in a task of their own: the browser tells of a scroll within the frame, which has enough to do with
    // laying out and painting them.
    let waiting = StoredValue::new(false);
    let on_scroll = move |_| {
        if !waiting.get_value() {
            waiting.set_value(true);
            set_timeout(
                move || {
                    // A table that has gone meanwhile shows nothing more.
                    if waiting.try_set_value(false).is_none() {
                        look();
                        want();
                    }
                },
                Duration::ZERO,
            );
        }
    };
    // How many rows fit is known once the table stands, and anew in another window.
    Effect::new(move || {
        if let Some(scroller) = scroller.get() {
            on_resize(&scroller, move || {
                if waiting.try_get_value().is_some() {
                    look();
                    want();
                }
            });
        }
    });
    wanted.update_untracked(|wanted| (wanted.from, wanted.count) = Wanted::around(0, 64));

    let heads = columns.iter().enumerate().map(|(at, column)| head(column, at, wanted, shown)).collect_view();
    let widths = columns.iter().enumerate().map(|(at, column)| {
        let is_shown = move || shown.with(|shown| shown.get(at).copied().unwrap_or(false));
        view! { <Show when=is_shown><col style:width=format!("{}px", column.width) /></Show> }
    });
    let body = move || {
        let place = place.get();
        rows.with(|rows| {
            (place.from..place.to).map(|at| row(at, rows.as_ref(), columns, shown, run)).collect::<Vec<_>>()
        })
    };
    let total_width = move || {
        let width: u32 =
            columns.iter().zip(shown.get()).filter(|(_, shown)| *shown).map(|(c, _)| u32::from(c.width)).sum();
        format!("{width}px")
    };
    let count = move || (matching.get() + 1).to_string();
    let empty = move || rows.with(|rows| rows.as_ref().is_some_and(|rows| rows.matching == 0));

    view! {
        <div class="table-box" class:short=short class:loading=move || rows.with(Option::is_none)>
            {toolbar(name, columns, &source, shown)}
            <div class="table-scroll" node_ref=scroller on:scroll=on_scroll tabindex="0" role="region" aria-label=name>
                <table class="table" aria-rowcount=count aria-label=name style:min-width=total_width>
                    <colgroup>{widths.collect_view()}</colgroup>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>
                        <tr class="spacer" aria-hidden="true" style:height=move || format!("{}px", place.get().above)></tr>
                        {body}
                        <tr class="spacer" aria-hidden="true" style:height=move || format!("{}px", place.get().below)></tr>
                    </tbody>
                </table>
                <Show when=empty>
                    <p class="empty">"No rows match."</p>
                </Show>
            </div>
        </div>
    }
}

fn head<R>(
    column: &'static Column<R>,
    at: usize,
    wanted: RwSignal<Wanted>,
    shown: RwSignal<Vec<bool>>,
) -> impl IntoView + use<R> {
    let direction = move || {
        wanted.with(|wanted| wanted.sort.as_ref().filter(|sort| sort.column == column.key).map(|sort| sort.descending))
    };
    let aria = move || match direction() {
        None => "none",
        Some(true) => "descending",
        Some(false) => "ascending",
    };
    let sign = move || match direction() {
        None => "",
        Some(true) => "▾",
        Some(false) => "▴",
    };
    // Greatest first, then least first, then the order of the log.
    let sort = move |_| {
        let next = match direction() {
            None => Some(true),
            Some(true) => Some(false),
            Some(false) => None,
        };
        wanted.update(|wanted| {
            wanted.sort = next.map(|descending| Sort { column: column.key.to_owned(), descending });
        });
    };
    let is_shown = move || shown.with(|shown| shown.get(at).copied().unwrap_or(false));
    view! {
        <Show when=is_shown>
            <th scope="col" class:number=!column.text aria-sort=aria title=column.hint>
                <button type="button" class="sort" on:click=sort>
                    <span class="sort-title">{column.title}</span>
                    <span class="sort-sign" aria-hidden="true">{sign}</span>
                </button>
            </th>
        </Show>
    }
}

fn row<R>(
    at: usize,
    rows: Option<&Rows<R>>,
    columns: &'static [Column<R>],
    shown: RwSignal<Vec<bool>>,
    run: u32,
) -> impl IntoView + use<R> {
    let shown = shown.get();
    let row = rows.and_then(|rows| rows.get(at));
    let cells = columns.iter().zip(shown).filter(|(_, shown)| *shown).map(|(column, _)| match row {
        None => view! { <td><span class="skeleton-line"></span></td> }.into_any(),
        Some(row) => {
            cell(&(column.value)(row), column.text, column.link.map(|link| route::print(&link(row, run)))).into_any()
        }
    });
    let cells = cells.collect_view();
    view! { <tr aria-rowindex=(at + 2).to_string() style:height=format!("{ROW}px")>{cells}</tr> }
}

fn cell(value: &Value, text_column: bool, link: Option<String>) -> impl IntoView + use<> {
    let (shown, exact) = (value.shown(), value.exact());
    // A text may be cut at the column's edge; of a figure that is shown whole there is nothing more to tell.
    let title = (text_column || exact != shown).then_some(exact);
    let content = match (value, link) {
        (Value::Status(word), _) => badge::status(word).into_any(),
        // What is not known leads nowhere.
        (_, Some(href)) if *value != Value::Unknown => view! { <a href=href>{shown}</a> }.into_any(),
        _ => shown.into_any(),
    };
    view! { <td class:number=!text_column dir=text_column.then_some("auto") title=title>{content}</td> }
}

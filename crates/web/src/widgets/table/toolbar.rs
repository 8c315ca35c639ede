//! Above a table: search, how many rows, which columns, and the table to take along.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::column::Column;
use super::source::Source;
use crate::export::{csv::csv, download};
use crate::widgets::menu::Menu;
use crate::words::text;

/// The bar above a table.
pub(super) fn toolbar<R: Clone + Send + Sync + 'static>(
    name: &'static str,
    columns: &'static [Column<R>],
    source: &Source<R>,
    shown: RwSignal<Vec<bool>>,
) -> impl IntoView + use<R> {
    let (wanted, rows) = (source.wanted, source.rows);
    let search = move |event| {
        let search = event_target_value(&event);
        wanted.update(|wanted| {
            wanted.search = search;
            wanted.from = 0;
        });
    };
    let counted = move || {
        rows.with(|rows| match rows {
            None => String::new(),
            Some(rows) if rows.matching == rows.total => text::rows(rows.total),
            Some(rows) => text::rows_of(rows.matching, rows.total),
        })
    };
    let picker = columns.iter().enumerate().map(move |(at, column)| {
        let checked = move || shown.with(|shown| shown.get(at).copied().unwrap_or(false));
        let toggle =
            move |_| shown.update(|shown| shown.iter_mut().skip(at).take(1).for_each(|shown| *shown = !*shown));
        view! {
            <label class="check" title=column.hint>
                <input type="checkbox" prop:checked=checked on:change=toggle />
                {column.title}
            </label>
        }
    });
    let all = source.all.clone();
    let save = move |as_json: bool| {
        let all = all.clone();
        move |_| {
            let rows = all(wanted.get_untracked());
            spawn_local(async move {
                let rows = rows.await;
                if as_json {
                    download::save(&format!("{name}.json"), "application/json", &json(columns, &rows));
                } else {
                    let header: Vec<&str> = columns.iter().map(|column| column.key).collect();
                    let cells = rows.iter().map(|row| columns.iter().map(|column| (column.value)(row).raw()).collect());
                    let cells: Vec<Vec<String>> = cells.collect();
                    download::save(&format!("{name}.csv"), "text/csv", &csv(&header, cells));
                }
            });
        }
    };
    let placeholder = text::SEARCH;
    let label = format!("{placeholder}: {name}");
    let field = source.searchable.then(|| {
        view! {
            <input
                type="search"
                class="search"
                placeholder=placeholder
                aria-label=label
                prop:value=move || wanted.with(|wanted| wanted.search.clone())
                on:input=search
            />
        }
    });
    view! {
        <div class="toolbar">
            {field}
            <span class="quiet-text" role="status">{counted}</span>
            <span class="spread"></span>
            <Menu label=text::COLUMNS>{picker.collect_view()}</Menu>
            <Menu label=text::EXPORT>
                <button type="button" class="button quiet" on:click=save(false)>"CSV"</button>
                <button type="button" class="button quiet" on:click=save(true)>"JSON"</button>
            </Menu>
        </div>
    }
}

fn json<R>(columns: &[Column<R>], rows: &[R]) -> String {
    let rows = rows.iter().map(|row| {
        let fields = columns.iter().map(|column| (column.key.to_owned(), (column.value)(row).json()));
        serde_json::Value::Object(fields.collect())
    });
    serde_json::Value::Array(rows.collect()).to_string()
}

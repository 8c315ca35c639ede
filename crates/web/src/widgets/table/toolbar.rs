//! Above a table: search, how many rows, which columns, and the table to take along.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::column::Column;
use super::export::{Format, whole};
use super::source::Source;
use crate::export::download;
use crate::widgets::away;
use crate::widgets::menu::Menu;
use crate::words::{tables, text};

/// The bar above a table.
pub(super) fn toolbar<R: Clone + Send + Sync + 'static>(
    name: &'static str,
    columns: &'static [Column<R>],
    source: &Source<R>,
    shown: RwSignal<Vec<bool>>,
) -> impl IntoView + use<R> {
    let (wanted, rows, busy) = (source.wanted, source.rows, source.busy);
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
    let part = source.part.clone();
    let trouble = RwSignal::new(None::<String>);
    let save = move |format: Format| {
        let part = part.clone();
        move |_| {
            let (part, wanted) = (part.clone(), wanted.get_untracked());
            trouble.set(None);
            spawn_local(async move {
                let written = whole(&wanted, part.as_ref(), |first, rows| format.part(columns, first, rows)).await;
                match written {
                    Ok(parts) => download::save_parts(&format!("{name}.{}", format.ending()), format.kind(), &parts),
                    Err(why) => trouble.set(Some(text::trouble(&why))),
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
            <Show when=move || busy.get()><span class="quiet-text busy">{tables::WORKING}</span></Show>
            <span class="spread"></span>
            <Menu label=text::COLUMNS>{picker.collect_view()}</Menu>
            <Menu label=text::EXPORT>
                <button type="button" class="button quiet" on:click=save(Format::Csv)>"CSV"</button>
                <button type="button" class="button quiet" on:click=save(Format::Json)>"JSON"</button>
                {away::switch()}
            </Menu>
        </div>
        {move || trouble.get().map(|why| view! { <p class="notice" data-level="error" role="alert">{why}</p> })}
    }
}

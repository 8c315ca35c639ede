//! Which column was taken for what, to be changed.

use std::sync::Arc;

use afterglow_engine::view::PastRunsView;
use leptos::prelude::*;

use super::wishes::Wishes;
use crate::words::format;

/// Roles as the engine names them, and as the page does.
const ROLES: [(&str, &str); 10] = [
    ("machine", "Machine type"),
    ("job", "Job"),
    ("class", "Class of jobs"),
    ("nodes", "Scale-out"),
    ("data", "Data size"),
    ("runtime", "Runtime"),
    ("price", "Price of an hour"),
    ("cost", "Cost of the run"),
    ("feature", "Feature"),
    ("ignored", "Not used"),
];

/// Units of the runtime.
const UNITS: [(&str, &str); 5] = [
    ("", "as its name tells, else seconds"),
    ("ms", "milliseconds"),
    ("s", "seconds"),
    ("min", "minutes"),
    ("h", "hours"),
];

/// The names of the columns: they stay while their roles change.
pub(super) fn names(view: &PastRunsView) -> Vec<String> {
    view.columns.iter().map(|column| column.name.clone()).collect()
}

/// The table of columns. It is made once for a table, so that a choice keeps the focus where it is.
pub(super) fn columns(
    names: &[String],
    view: Signal<Option<Arc<PastRunsView>>>,
    wishes: Wishes,
) -> Option<impl IntoView + use<>> {
    if names.is_empty() {
        return None;
    }
    let rows = names.iter().enumerate().map(|(at, name)| {
        let now = move |get: fn(&afterglow_engine::view::ColumnView) -> String| {
            view.get().and_then(|view| view.columns.get(at).map(get)).unwrap_or_default()
        };
        let column = name.clone();
        let options = ROLES.map(|(word, shown)| {
            view! { <option value=word selected=move || now(|column| column.role.clone()) == word>{shown}</option> }
        });
        view! {
            <tr>
                <th scope="row">{format::clipped(name, 40)}</th>
                <td>
                    <select
                        aria-label=format!("What {name} is")
                        prop:value=move || now(|column| column.role.clone())
                        on:change=move |event| wishes.choose(&column, event_target_value(&event))
                    >
                        {options.into_iter().collect_view()}
                    </select>
                </td>
                <td class="quiet-text">{move || now(|column| column.why.clone())}</td>
            </tr>
        }
    });
    let units = UNITS.map(|(word, shown)| view! { <option value=word>{shown}</option> });
    Some(view! {
        <section>
            <h2>"Columns"</h2>
            <p class="quiet-text">"How each column was taken; change what is wrong"</p>
            <div class="plain-scroll" tabindex="0" role="region" aria-label="Columns">
                <table class="plain-table mapping">
                    <thead>
                        <tr><th scope="col">"Column"</th><th scope="col">"Taken as"</th><th scope="col">"Why"</th></tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <label class="field table-unit">
                <span class="field-name">"Unit of the runtime"</span>
                <select prop:value=move || wishes.unit.get() on:change=move |event| wishes.unit.set(event_target_value(&event))>
                    {units.into_iter().collect_view()}
                </select>
            </label>
        </section>
    })
}

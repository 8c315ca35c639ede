//! The settings that a query's session had changed.

use afterglow_engine::view::SqlProperty;
use leptos::prelude::*;

use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::sql as words;

static COLUMNS: [Column<SqlProperty>; 3] = [
    Column::text("key", "Setting", 360, |row: &SqlProperty| Value::Text(row.key.clone())),
    Column::text("value", "For this query", 300, |row: &SqlProperty| Value::Text(row.value.clone()))
        .hint("Secrets are masked"),
    Column::text("of_run", "For the run", 300, |row: &SqlProperty| Value::maybe(row.of_run.clone(), Value::Text))
        .hint("As the application was started with; unknown where it was not set"),
];

/// The table, if there is anything to show.
pub(super) fn changed(properties: &[SqlProperty], run: u32) -> impl IntoView + use<> {
    (!properties.is_empty()).then(|| {
        let source = Source::list(properties.to_vec(), &COLUMNS);
        view! {
            <details class="more">
                <summary><h2>"Settings changed for it"</h2></summary>
                <p class="quiet-text">{words::PROPERTIES}</p>
                <Table name="Settings of the query" run=run columns=&COLUMNS source=source short=true />
            </details>
        }
    })
}

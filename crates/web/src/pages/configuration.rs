//! The settings of the run: what differs from the defaults, and what the findings would change.

use afterglow_engine::Request;
use afterglow_engine::view::ConfRow;
use leptos::prelude::*;

use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;

static COLUMNS: [Column<ConfRow>; 6] = [
    Column::text("section", "Section", 96, |row: &ConfRow| Value::Text(row.section.clone())),
    Column::text("key", "Setting", 360, |row: &ConfRow| Value::Text(row.key.clone())),
    Column::text("value", "Value", 300, |row: &ConfRow| Value::Text(row.value.clone())).hint("Secrets are masked"),
    Column::text("default", "Default", 160, |row: &ConfRow| Value::maybe(row.default.clone(), Value::Text))
        .hint("Spark's own default for the version of the run, where it is known"),
    Column::text("advised", "Advised", 160, |row: &ConfRow| Value::maybe(row.advised.clone(), Value::Text))
        .hint("What a finding of this run would set"),
    Column::text("meaning", "What it does", 420, |row: &ConfRow| Value::maybe(row.meaning.clone(), Value::Text)),
];

/// Which settings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Changed,
    Advised,
}

impl Kind {
    fn takes(self, row: &ConfRow) -> bool {
        match self {
            Self::All => true,
            Self::Changed => row.default.as_ref().is_some_and(|default| *default != row.value),
            Self::Advised => row.advised.is_some(),
        }
    }
}

/// All settings of a run.
pub(super) fn configuration(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::Configuration, pick!(Conf));
    let no = run.no;
    answered(asked, 16, move |conf| {
        let kind = RwSignal::new(Kind::All);
        let button = |of: Kind, name: &'static str, count: usize| {
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || (kind.get() == of).to_string()
                    on:click=move |_| kind.set(of)
                >
                    {format!("{name} ({count})")}
                </button>
            }
        };
        let count = |of: Kind| conf.rows.iter().filter(|row| of.takes(row)).count();
        let chips = [
            button(Kind::All, "All", count(Kind::All)),
            button(Kind::Changed, "Not the default", count(Kind::Changed)),
            button(Kind::Advised, "To change, by the findings", count(Kind::Advised)),
        ];
        let table = move || {
            let rows: Vec<ConfRow> = conf.rows.iter().filter(|row| kind.get().takes(row)).cloned().collect();
            view! { <Table name="Settings" run=no columns=&COLUMNS source=Source::list(rows, &COLUMNS) /> }
        };
        view! {
            <div class="chips" role="group" aria-label="Which settings">{chips.into_iter().collect_view()}</div>
            {table}
        }
    })
}

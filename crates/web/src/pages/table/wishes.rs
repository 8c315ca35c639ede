//! What the reader asks of a table: which column is what, and which configuration to predict.

use afterglow_engine::view::PastRunsView;
use afterglow_engine::{PastRunsAt, PastRunsQuery};
use leptos::prelude::*;

use crate::words::format;

/// The fields of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    /// Columns with the roles that were chosen for them, the later one before the earlier where they clash.
    roles: RwSignal<Vec<(String, String)>>,
    pub(super) unit: RwSignal<String>,
    machine: RwSignal<String>,
    nodes: RwSignal<Option<f64>>,
    data: RwSignal<Option<f64>>,
}

impl Wishes {
    /// The question to the engine.
    pub(super) fn query(self) -> PastRunsQuery {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let (nodes, data) = (self.nodes.get(), self.data.get());
        PastRunsQuery {
            roles: self.roles.get(),
            runtime_unit: given(self.unit.get()),
            data,
            at: vec![PastRunsAt { machine: given(self.machine.get()), nodes, data, others: Vec::new() }],
            ..PastRunsQuery::default()
        }
    }

    /// The machine type that is shown; empty for the first.
    pub(super) fn machine(self) -> String {
        self.machine.get()
    }

    /// Gives a column a role.
    pub(super) fn choose(self, column: &str, role: String) {
        self.roles.update(|roles| {
            roles.retain(|(name, _)| name != column);
            roles.push((column.to_owned(), role));
        });
    }
}

/// What the table offers to ask for. Only what the fields depend on, so that they are not made anew at each answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Offered {
    machines: Vec<String>,
    /// The name of the scale-out's column.
    nodes: String,
    /// The name of the data's column, if there is one.
    data: Option<String>,
}

impl Offered {
    pub(super) fn of(view: &PastRunsView) -> Self {
        let column = |role: &str| view.columns.iter().find(|column| column.role == role);
        Self {
            machines: view.curves.iter().filter_map(|curve| curve.machine.clone()).collect(),
            nodes: column("nodes").map(|column| format::clipped(&column.name, 30)).unwrap_or_default(),
            data: column("data").map(|column| format::clipped(&column.name, 30)),
        }
    }
}

/// The form. A field takes effect when it is left, or by Enter.
pub(super) fn form(wishes: Wishes, offered: &Offered) -> impl IntoView + use<> {
    let number = |field: RwSignal<Option<f64>>| {
        move |event: web_sys::Event| {
            field.set(event_target_value(&event).parse().ok().filter(|number: &f64| *number > 0.0));
        }
    };
    let machines = (offered.machines.len() > 1).then(|| {
        let options = offered
            .machines
            .iter()
            .map(|name| view! { <option value=name.clone()>{format::clipped(name, 40)}</option> });
        let names = offered.machines.clone();
        // A machine type that is not among them is shown as what stands for it: the first.
        let shown = move || {
            let wished = wishes.machine.get();
            names.iter().find(|name| **name == wished).or(names.first()).cloned().unwrap_or_default()
        };
        view! {
            <label class="field">
                <span class="field-name">"Machine type"</span>
                <select prop:value=shown on:change=move |event| wishes.machine.set(event_target_value(&event))>
                    {options.collect_view()}
                </select>
            </label>
        }
    });
    let data = offered.data.clone().map(|name| {
        view! {
            <label class="field">
                <span class="field-name">{format!("Data, as in {name}")}</span>
                <input type="number" min="0" step="any" inputmode="decimal" placeholder="middle of the table" on:change=number(wishes.data) />
            </label>
        }
    });
    view! {
        <section class="card wishes" aria-label="Configuration to predict">
            {machines}
            <label class="field">
                <span class="field-name">{format!("Scale-out, as in {}", offered.nodes)}</span>
                <input type="number" min="0" step="any" inputmode="decimal" placeholder="middle of the table" on:change=number(wishes.nodes) />
            </label>
            {data}
        </section>
    }
}

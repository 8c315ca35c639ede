//! What the reader says of the machines, and what to size them by.

use afterglow_engine::MachineUseQuery;
use leptos::prelude::*;

/// The fields of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    instance: RwSignal<String>,
    region: RwSignal<String>,
    cloud: RwSignal<String>,
    percentile: RwSignal<Option<f64>>,
}

/// Clouds to look at, with the words that the engine takes.
const CLOUDS: [(&str, &str); 5] = [
    ("", "The machines' own, else all"),
    ("aws,gcp,azure", "All three"),
    ("aws", "AWS"),
    ("gcp", "Google Cloud"),
    ("azure", "Azure"),
];

/// Percentiles, with what they mean.
const PERCENTILES: [(&str, &str); 5] = [
    ("", "95th: 1 sample in 20 is above"),
    ("90", "90th: 1 in 10 is above"),
    ("99", "99th: 1 in 100 is above"),
    ("99.9", "99.9th: 1 in 1,000 is above"),
    ("100", "The greatest sample"),
];

impl Wishes {
    /// The question to the engine.
    pub(super) fn query(self) -> MachineUseQuery {
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let clouds = self.cloud.get();
        MachineUseQuery {
            current_instance: given(self.instance.get()),
            current_region: given(self.region.get()),
            clouds: clouds.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            percentile: self.percentile.get(),
            ..MachineUseQuery::default()
        }
    }
}

/// The form. A field takes effect when it is left, or by Enter.
pub(super) fn form(wishes: Wishes) -> impl IntoView {
    let field = |name: &'static str, placeholder: &'static str, signal: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="field-name">{name}</span>
                <input
                    type="text"
                    placeholder=placeholder
                    autocomplete="off"
                    prop:value=move || signal.get()
                    on:change=move |event| signal.set(event_target_value(&event))
                />
            </label>
        }
    };
    let options = |all: [(&'static str, &'static str); 5]| {
        all.into_iter().map(|(value, name)| view! { <option value=value>{name}</option> }).collect_view()
    };
    view! {
        <section class="card wishes" aria-label="The machines, and what to size by">
            {field("The machines' type", "aws:m5.2xlarge", wishes.instance)}
            {field("Region", "main region", wishes.region)}
            <label class="field">
                <span class="field-name">"Sized by the percentile"</span>
                <select on:change=move |event| wishes.percentile.set(event_target_value(&event).parse().ok())>
                    {options(PERCENTILES)}
                </select>
            </label>
            <label class="field">
                <span class="field-name">"Clouds to look at"</span>
                <select on:change=move |event| wishes.cloud.set(event_target_value(&event))>{options(CLOUDS)}</select>
            </label>
        </section>
    }
}

//! The field in which the reader names the machine of a run.

use leptos::prelude::*;

/// The field; it takes effect when it is left, or by Enter.
pub(crate) fn field(machine: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-name">"The run's machine"</span>
            <input
                type="text"
                placeholder="aws:m5.2xlarge"
                title="Where the log does not tell it: cloud, colon, instance type"
                prop:value=move || machine.get()
                on:change=move |event| machine.set(event_target_value(&event))
            />
        </label>
    }
}

//! The fields above a table of tasks, and the filter that they make.

use afterglow_engine::TaskFilter;
use leptos::prelude::*;

use crate::words::{parse, tables, text};

/// The ends of a task, by the engine's words.
const ENDS: [(&str, &str); 7] = [
    ("unsuccessful", tables::UNSUCCESSFUL),
    ("succeeded", "succeeded"),
    ("failed", "failed"),
    ("fetch-failed", "fetch failed"),
    ("executor-lost", "executor lost"),
    ("killed", "killed"),
    ("resubmitted", "resubmitted"),
];

/// Figures that can have a threshold, with their unit and an example.
const FIGURES: [(&str, &str, &str); 14] = [
    ("duration_ms", "ms", "10 s"),
    ("gc_ms", "ms", "500 ms"),
    ("cpu_ms", "ms", "10 s"),
    ("scheduler_delay_ms", "ms", "500 ms"),
    ("deserialize_ms", "ms", "500 ms"),
    ("fetch_wait_ms", "ms", "1 s"),
    ("input_bytes", "bytes", "64 MB"),
    ("output_bytes", "bytes", "64 MB"),
    ("shuffle_read_bytes", "bytes", "64 MB"),
    ("shuffle_read_remote_bytes", "bytes", "64 MB"),
    ("shuffle_write_bytes", "bytes", "64 MB"),
    ("memory_spilled_bytes", "bytes", "1 B"),
    ("peak_execution_bytes", "bytes", "1 GiB"),
    ("attempt", "count", "1"),
];

/// What stands in the fields.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fields {
    stage: RwSignal<String>,
    executor: RwSignal<String>,
    host: RwSignal<String>,
    status: RwSignal<String>,
    figure: RwSignal<usize>,
    least: RwSignal<String>,
}

impl Fields {
    /// The filter that the fields make; what cannot be read filters nothing, and [`Fields::unread`] says so.
    pub(super) fn filter(self) -> TaskFilter {
        let text = |field: RwSignal<String>| Some(field.get().trim().to_owned()).filter(|text| !text.is_empty());
        let (stage_id, stage) = match parse::stage(&self.stage.get()) {
            Some((id, None)) => (Some(id), None),
            Some((id, Some(attempt))) => (None, Some((id, attempt))),
            None => (None, None),
        };
        TaskFilter {
            stage,
            stage_id,
            executor: text(self.executor),
            host: text(self.host),
            status: text(self.status),
            at_least: self.at_least(),
            ..TaskFilter::default()
        }
    }

    fn at_least(self) -> Option<(String, u64)> {
        let (figure, unit, _) = FIGURES.get(self.figure.get())?;
        Some(((*figure).to_owned(), parse::amount(&self.least.get(), unit)?))
    }

    fn stage_unread(self) -> bool {
        !self.stage.get().trim().is_empty() && parse::stage(&self.stage.get()).is_none()
    }

    fn least_unread(self) -> bool {
        !self.least.get().trim().is_empty() && self.at_least().is_none()
    }

    /// What of the fields cannot be read, in sentences; empty where all can.
    fn unread(self) -> String {
        let example = FIGURES.get(self.figure.get()).map_or("", |(_, _, example)| *example);
        let stage = self.stage_unread().then(|| tables::UNREAD_STAGE.to_owned());
        let least = self.least_unread().then(|| tables::unread_least(example));
        stage.into_iter().chain(least).collect::<Vec<_>>().join(". ")
    }

    fn all_empty(self) -> bool {
        [self.stage, self.executor, self.host, self.status, self.least].iter().all(|field| field.get().is_empty())
    }

    fn clear(self) {
        for field in [self.stage, self.executor, self.host, self.status, self.least] {
            field.set(String::new());
        }
    }
}

/// The id of the sentence on what cannot be read.
const SAID: &str = "task-filter-said";

/// The row of fields; the tasks of one stage need no stage.
pub(super) fn bar(fields: Fields, with_stage: bool) -> impl IntoView {
    let field = |label: &'static str, value: RwSignal<String>, wrong: Signal<bool>| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="search"
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=move || wrong.get().then_some(SAID)
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </label>
        }
    };
    let ends = ENDS.map(|(word, name)| view! { <option value=word>{name}</option> });
    let figures = FIGURES.iter().enumerate().map(|(at, (figure, _, _))| {
        let name = if *figure == "attempt" { "Attempt".to_owned() } else { text::measure(figure) };
        view! { <option value=at.to_string()>{name}</option> }
    });
    let example = move || FIGURES.get(fields.figure.get()).map_or("", |(_, _, example)| *example);
    let never = || Signal::stored(false);
    let stage = with_stage.then(|| field("Stage", fields.stage, Signal::derive(move || fields.stage_unread())));
    view! {
        <form class="filters" aria-label="Which tasks" on:submit=|event| event.prevent_default()>
            {stage}
            {field("Executor", fields.executor, never())}
            {field("Host", fields.host, never())}
            <label class="field">
                <span>"Status"</span>
                <select
                    prop:value=move || fields.status.get()
                    on:change=move |event| fields.status.set(event_target_value(&event))
                >
                    <option value="">{tables::ANY}</option>
                    {ends.into_iter().collect_view()}
                </select>
            </label>
            <label class="field">
                <span>"Figure"</span>
                <select on:change=move |event| fields.figure.set(event_target_value(&event).parse().unwrap_or(0))>
                    {figures.collect_view()}
                </select>
            </label>
            <label class="field">
                <span>"At least"</span>
                <input
                    type="search"
                    placeholder=example
                    aria-invalid=move || fields.least_unread().then_some("true")
                    aria-describedby=move || fields.least_unread().then_some(SAID)
                    prop:value=move || fields.least.get()
                    on:input=move |event| fields.least.set(event_target_value(&event))
                />
            </label>
            <button
                type="button"
                class="button quiet"
                disabled=move || fields.all_empty()
                on:click=move |_| fields.clear()
            >
                {tables::CLEAR}
            </button>
            <p id=SAID class="wrong" role="status">{move || fields.unread()}</p>
        </form>
    }
}

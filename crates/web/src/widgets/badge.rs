//! Small labels: where a figure comes from, and what became of something.

use leptos::prelude::*;

use crate::words::text;

/// Where a figure comes from: measured, modelled, or a rule of thumb.
pub(crate) fn basis(word: &str) -> impl IntoView + use<> {
    let (label, title) = text::basis(word);
    let word = word.to_owned();
    view! { <span class="badge" data-basis=word title=title>{label}</span> }
}

/// A state: `succeeded`, `failed`, `running` and so on. The sign tells it without the colour.
pub(crate) fn status(word: &str) -> impl IntoView + use<> {
    let (kind, sign) = match word {
        "succeeded" | "complete" => ("good", "✓"),
        "failed" | "fetch-failed" | "executor-lost" | "timed-out" | "lost" => ("bad", "✕"),
        "killed" | "resubmitted" | "partial" => ("warn", "!"),
        _ => ("plain", "·"),
    };
    let word = word.replace('-', " ");
    view! { <span class="status" data-kind=kind><span aria-hidden="true">{sign}</span>{word}</span> }
}

//! What only some stages have: the program's own accumulators, and what push-based shuffle did.

use afterglow_engine::view::{PushView, StageView};
use leptos::prelude::*;

use crate::widgets::plain_table::plain_table;
use crate::widgets::value::Value;
use crate::words::{format, stage as words};

/// The program's own accumulators, if it has any.
pub(super) fn accumulators(stage: &StageView) -> impl IntoView + use<> {
    (!stage.accumulators.is_empty()).then(|| {
        let row = |(name, value): &(String, String)| {
            let (short, full) = (format::clipped(value, 200), value.clone());
            view! { <tr><td dir="auto">{name.clone()}</td><td dir="auto" title=full>{short}</td></tr> }.into_any()
        };
        let rows = stage.accumulators.iter().map(row).collect();
        view! {
            <details class="more">
                <summary><h2>"Accumulators of the program"</h2></summary>
                <p class="quiet-text">{words::ACCUMULATORS}</p>
                {plain_table("Accumulators", &[("Name", false), ("Value", false)], rows)}
            </details>
        }
    })
}

/// What push-based shuffle did, if it did anything.
pub(super) fn push(stage: &StageView) -> impl IntoView + use<> {
    stage.push.as_ref().map(|push| {
        let facts = facts(push).into_iter().map(|(label, value)| {
            view! { <dt>{label}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> }
        });
        view! {
            <section>
                <h2>"Push-based shuffle"</h2>
                <p class="quiet-text">{words::PUSH}</p>
                <dl class="facts inline">{facts.collect_view()}</dl>
            </section>
        }
    })
}

fn facts(push: &PushView) -> [(&'static str, Value); 9] {
    let count = |count: u64| Value::Count(count as f64);
    [
        ("Merged, from afar", Value::Bytes(push.remote_bytes as f64)),
        ("Merged, from the host", Value::Bytes(push.local_bytes as f64)),
        ("Blocks from afar", count(push.remote_blocks)),
        ("Blocks from the host", count(push.local_blocks)),
        ("Chunks from afar", count(push.remote_chunks)),
        ("Chunks from the host", count(push.local_chunks)),
        ("Fallbacks", count(push.fallbacks)),
        ("Corrupt chunks", count(push.corrupt_chunks)),
        ("Time of requests", Value::Ms(push.requests_ms as f64)),
    ]
}

//! One choice in full: the intervals, the reasons, and the configuration to paste.

use afterglow_engine::view::{ChoiceView, Emitted};
use leptos::prelude::*;

use crate::widgets::copy::CopyBlock;
use crate::words::format;

/// The panel of the chosen cluster.
pub(super) fn detail(choice: &ChoiceView) -> impl IntoView + use<> {
    let why = choice.why.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let fact = |label: &'static str, value: String| view! { <dt>{label}</dt><dd class="numbers">{value}</dd> };
    let in_time = choice.meets_deadline_probability.map(|ratio| fact("In time", format::share(ratio)));
    view! {
        <section class="card choice">
            <h2>{format!("{} × {} in {}", choice.workers, choice.instance, choice.region)}</h2>
            <dl class="facts inline">
                {fact("Cost", format::interval(format::usd, choice.cost_usd))}
                {fact("Time", format::interval(format::duration, choice.wall_ms))}
                {in_time}
                {fact("Executors", format!("{} of {} cores and {}", choice.executors, choice.executor_cores, format::memory(choice.executor_memory_bytes as f64)))}
                {fact("Slots", format::count(f64::from(choice.slots)))}
                {fact("Platform", format!("{}, {}", choice.platform, choice.market.replace('_', " ")))}
            </dl>
            <ul class="fine">{why}</ul>
            {emitted(&choice.emitted)}
        </section>
    }
}

/// The configuration in the reader's own tool's words.
fn emitted(texts: &[Emitted]) -> impl IntoView + use<> {
    let texts = texts.to_vec();
    let chosen = RwSignal::new(0usize);
    let tabs = texts.iter().enumerate().map(|(at, emitted)| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (chosen.get() == at).to_string()
                on:click=move |_| chosen.set(at)
            >
                {emitted.kind.clone()}
            </button>
        }
    });
    let tabs = tabs.collect_view();
    let pasted: Vec<String> = texts.iter().map(|emitted| emitted.paste.clone()).collect();
    let text = Signal::derive(move || texts.get(chosen.get()).map(|emitted| emitted.text.clone()).unwrap_or_default());
    let paste = move || pasted.get(chosen.get()).map(|paste| format!("Goes {paste}."));
    view! {
        <div class="chips" role="group" aria-label="Configuration for">{tabs}</div>
        <p class="fine">{paste}</p>
        <CopyBlock label="the configuration" text=text />
    }
}

//! A short table that stands on the page whole, without a worker behind it, and what stands around such tables.

use leptos::prelude::*;

use crate::words::format;

/// A plain table that scrolls by itself where it is wide or long. `heads`: each column's name, and whether it holds
/// numbers.
pub(crate) fn plain_table(
    name: &'static str,
    heads: &[(&'static str, bool)],
    rows: Vec<AnyView>,
) -> impl IntoView + use<> {
    let heads = heads.iter().map(|(head, number)| view! { <th scope="col" class:number=*number>{*head}</th> });
    view! {
        <div class="plain-scroll" tabindex="0" role="region" aria-label=name>
            <table class="plain-table">
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The same behind its name, with `before` above it: what a reader looks at only to check.
pub(crate) fn folded_table(
    name: &'static str,
    before: impl IntoView + 'static,
    heads: &[(&'static str, bool)],
    rows: Vec<AnyView>,
) -> AnyView {
    let table = plain_table(name, heads, rows);
    view! { <details class="more"><summary><h2>{name}</h2></summary>{before}{table}</details> }.into_any()
}

/// Says how many of all rows are shown, where not all are.
pub(crate) fn first_of(shown: usize, all: u64) -> Option<impl IntoView> {
    (all > shown as u64)
        .then(|| view! { <p class="quiet-text">{format!("The first {}", format::count(shown as f64))}</p> })
}

/// What an answer rests on, and in small below it how it was reached.
pub(crate) fn assumed(notes: &[String], reached: Option<String>) -> AnyView {
    if notes.is_empty() {
        return ().into_any();
    }
    let items = notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
    let reached = reached.map(|text| view! { <p class="quiet-text numbers">{text}</p> });
    view! { <section><h2>"What this assumes"</h2><ul class="fine">{items}</ul>{reached}</section> }.into_any()
}

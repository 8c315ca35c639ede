//! How right the predictions are: the project's accuracy page, as it was measured for this version.

mod blocks;

use blocks::{Block, blocks};
use leptos::prelude::*;

use crate::words::text;

/// What `cargo xtask accuracy` wrote. It is part of the page, which can fetch nothing.
const MEASURED: &str = include_str!("../../../../docs/accuracy.md");

/// The view.
pub(super) fn view() -> impl IntoView {
    let mut all = blocks(MEASURED);
    // The page's own first heading says the same.
    all.retain(|block| !matches!(block, Block::Heading { depth: 1, .. }));
    view! {
        <header class="page-head">
            <h1>{text::ACCURACY}</h1>
            <p class="page-about">{text::ACCURACY_ABOUT}</p>
        </header>
        <div class="stack prose">{all.into_iter().map(one).collect_view()}</div>
    }
}

fn one(block: Block) -> AnyView {
    match block {
        Block::Heading { text, .. } => view! { <h2>{text}</h2> }.into_any(),
        Block::Paragraph(text) => view! { <p>{text}</p> }.into_any(),
        Block::Items(items) => {
            view! { <ul>{items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}</ul> }.into_any()
        }
        Block::Table { head, rows } => table(head, rows).into_any(),
    }
}

fn table(head: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    let label = head.join(", ");
    let heads = head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect_view();
    let rows = rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let first = cells.next().map(|cell| view! { <th scope="row">{cell}</th> });
        view! { <tr>{first}{cells.map(|cell| view! { <td class="numbers">{cell}</td> }).collect_view()}</tr> }
    });
    view! {
        <div class="plain-scroll" tabindex="0" role="region" aria-label=label>
            <table class="plain-table">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

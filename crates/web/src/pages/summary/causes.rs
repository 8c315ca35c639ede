//! Why things failed: the causes, with what they cost.

use afterglow_engine::view::CauseView;
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::widgets::value::Value;
use crate::words::{format, summary as words};

/// Causes that are shown, and stages named with each.
const MOST: usize = 12;
const MOST_STAGES: usize = 6;

/// The causes, the costliest first.
pub(super) fn causes(causes: &[CauseView], run: u32) -> impl IntoView + use<> {
    let rows = causes.iter().take(MOST).map(|cause| {
        // Of an executor the tasks that went with it are told by themselves.
        let lost = if cause.of == "task" || cause.lost_ms > 0.0 { Value::Ms(cause.lost_ms) } else { Value::Unknown };
        let stages = cause.stages.iter().take(MOST_STAGES).map(|&(id, attempt)| {
            view! { <a href=route::print(&Route::run(run, View::Stage { id, attempt }))>{format!("Stage {id}")}</a> " " }
        });
        view! {
            <tr>
                <td class="number">{words::ended(cause.count, &cause.of)}</td>
                <td>{format::clipped(&cause.text, 240)} <div class="quiet-text">{format::clipped(&cause.example, 300)}</div></td>
                <td class="number" title=lost.exact()>{lost.shown()}</td>
                <td>{stages.collect_view()}</td>
            </tr>
        }
    });
    let more = causes.len().saturating_sub(MOST);
    let more = (more > 0).then(|| view! { <p class="quiet-text">{format!("and {more} more causes")}</p> });
    view! {
        <div class="plain-scroll" tabindex="0" role="region" aria-label="Why things failed">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col" class="number">"What ended so"</th>
                        <th scope="col">"Cause"</th>
                        <th scope="col" class="number">"Task time lost"</th>
                        <th scope="col">"Where"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
}

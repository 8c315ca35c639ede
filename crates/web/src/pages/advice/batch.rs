//! The open runs as one pipeline in a window of time.

use afterglow_engine::view::{AdviceView, BatchView};
use afterglow_engine::{AdviseQuery, Reply, Request, batch};
use leptos::prelude::*;

use crate::state::{Page, Run, use_page};
use crate::words::format;

/// The field of the window, and the places of all open runs once there is one.
pub(super) fn window(query: impl Fn() -> AdviseQuery + Copy + Send + Sync + 'static) -> impl IntoView {
    let page = use_page();
    let window = RwSignal::new(String::new());
    let placed = LocalResource::new(move || {
        let (words, query, runs) = (window.get(), query(), open(page));
        async move {
            if words.trim().is_empty() {
                return None;
            }
            let mut advised: Vec<(String, AdviceView)> = Vec::new();
            for run in runs {
                let own = AdviseQuery { current_instance: run.machines().instance, ..query.clone() };
                let name = run.card.name.clone();
                match run.client.ask(run.card.run, Request::Advise(Box::new(own))).await {
                    Ok(Reply::Advice(view)) => advised.push((name, *view)),
                    _ => return Some(Err(format!("There is no advice for {name}, so it has no place."))),
                }
            }
            let legs: Vec<(String, &AdviceView)> = advised.iter().map(|(name, view)| (name.clone(), view)).collect();
            Some(batch(&legs, &words))
        }
    });
    let shown = move || match placed.get().flatten() {
        None => ().into_any(),
        Some(Ok(batch)) => table(&batch).into_any(),
        Some(Err(because)) => view! { <p class="notice" data-level="info" role="status">{because}</p> }.into_any(),
    };
    view! {
        <section>
            <h2>"A batch window"</h2>
            <p class="quiet-text">
                "The open runs one after another, in the order in which they were opened, each on its first choice, each begun when the one before has ended with 9 of 10 chances."
            </p>
            <label class="field batch-field">
                <span class="field-name">"Window, UTC"</span>
                <input type="text" placeholder="22:00-06:00" on:change=move |event| window.set(event_target_value(&event)) />
            </label>
            <div aria-live="polite">{shown}</div>
        </section>
    }
}

fn open(page: Page) -> Vec<Run> {
    page.runs.get().into_iter().filter(|run| run.lost.is_none()).collect()
}

fn table(batch: &BatchView) -> impl IntoView + use<> {
    let rows = batch.legs.iter().map(|leg| {
        let (hours, minutes) = (leg.start_minute / 60, leg.start_minute % 60);
        let day = if hours >= 24 { " next day" } else { "" };
        view! {
            <tr>
                <th scope="row">{format::clipped(&leg.name, 60)}</th>
                <td class="number">{format!("{:02}:{minutes:02}{day}", hours % 24)}</td>
                <td class="number">{format::duration(leg.takes_ms)}</td>
                <td class="number">{format::usd(leg.cost_usd)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let sum = format!(
        "{} in all; {} if each began as soon as it could. The tightest run ends in time with a chance of {}.",
        format::usd(batch.cost_usd),
        format::usd(batch.cost_at_once_usd),
        format::share(batch.in_time_probability)
    );
    view! {
        <div class="plain-scroll" tabindex="0" role="region" aria-label="Places in the window">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Run"</th><th scope="col" class="number">"Start"</th>
                        <th scope="col" class="number">"Room"</th><th scope="col" class="number">"Cost"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p>{sum}</p>
    }
}

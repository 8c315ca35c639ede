//! Which cluster to take: the wishes, the choices, and the configuration of the one that is chosen.

mod batch;
mod choice;
mod picture;
mod ways;
mod wishes;

use afterglow_engine::view::{AdviceView, AdvisedView, ChoiceView, Range};
use afterglow_engine::{AdviseQuery, Reply, Request, Seen};
use leptos::prelude::*;

use crate::state::ask::{answered, ask, pick};
use crate::state::{Page, Run, use_page};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::widgets::{badge, in_force};
use crate::words::{format, wishes as words};

static COLUMNS: [Column<ChoiceView>; 15] = [
    Column::text("rank", "Rank", 72, |row: &ChoiceView| Value::Id(i64::from(row.rank))),
    Column::new("cost_usd", "Cost", 96, |row: &ChoiceView| Value::Usd(row.cost_usd.mid))
        .hint("The middle of what is expected"),
    Column::new("cost_high_usd", "at most", 96, |row: &ChoiceView| Value::Usd(row.cost_usd.high))
        .hint("1 in 10 cases costs more"),
    Column::new("wall_ms", "Time", 112, |row: &ChoiceView| Value::Ms(row.wall_ms.mid))
        .hint("The middle of what is expected"),
    Column::new("wall_high_ms", "at most", 112, |row: &ChoiceView| Value::Ms(row.wall_ms.high))
        .hint("1 in 10 cases takes longer"),
    Column::new("meets_deadline_probability", "In time", 88, |row: &ChoiceView| {
        Value::maybe(row.meets_deadline_probability, Value::Share)
    })
    .hint("Probability to meet the deadline"),
    Column::text("instance", "Instance", 176, |row: &ChoiceView| Value::Text(row.instance.clone())),
    Column::new("workers", "Workers", 92, |row: &ChoiceView| Value::Count(f64::from(row.workers))),
    Column::new("slots", "Slots", 80, |row: &ChoiceView| Value::Count(f64::from(row.slots))),
    Column::text("market", "Market", 108, |row: &ChoiceView| Value::Text(row.market.replace('_', " "))),
    Column::text("cloud", "Cloud", 84, |row: &ChoiceView| Value::Text(row.cloud.clone())),
    Column::text("region", "Region", 128, |row: &ChoiceView| Value::Text(row.region.clone())),
    Column::text("platform", "Platform", 104, |row: &ChoiceView| Value::Text(row.platform.clone())),
    Column::new("executor_cores", "Cores", 80, |row: &ChoiceView| Value::Count(f64::from(row.executor_cores)))
        .hint("Of each executor")
        .hidden(),
    Column::text("price_basis", "Price", 100, |row: &ChoiceView| Value::Text(row.price_basis.clone()))
        .hint("Where the price comes from"),
];

/// The advice view.
pub(super) fn advice(run: &Run) -> impl IntoView + use<> {
    let wishes = wishes::Wishes::of(run);
    let no = run.no;
    let others = seen(use_page());
    let query = move || AdviseQuery { others: others.get().unwrap_or_default(), ..wishes.query() };
    let asked = ask(run, move || Request::Advise(Box::new(query())), pick!(boxed Advice));
    // The regions of the first answer are the offer; a later answer has the same.
    let regions = Memo::new(move |_| match asked.get() {
        Some(Ok(view)) => view.regions.clone(),
        _ => Vec::new(),
    });
    view! {
        {wishes::form(wishes, regions)}
        {in_force::line(use_page())}
        {answered(asked, 12, move |view| page(&view, no))}
        {batch::window(query)}
    }
}

/// What the advice learns from the open runs; the run itself teaches it nothing, as the engine knows.
fn seen(page: Page) -> LocalResource<Vec<Seen>> {
    LocalResource::new(move || {
        let runs = page.runs.get();
        async move {
            let mut seen = Vec::new();
            for other in runs.into_iter().filter(|other| other.lost.is_none()) {
                let machines = other.machines();
                if let Ok(Reply::Seen(one)) = other.client.ask(other.card.run, Request::Seen(machines)).await {
                    seen.push(*one);
                }
            }
            seen
        }
    })
}

fn page(view: &AdviceView, run: u32) -> impl IntoView + use<> {
    let infeasible =
        view.infeasible.clone().map(|why| view! { <p class="notice" data-level="info" role="status">{why}</p> });
    let choices = view.choices.clone();
    let choices_none = choices.is_empty();
    let chosen = RwSignal::new(0usize);
    let picks = view
        .choices
        .iter()
        .enumerate()
        .take(1)
        .chain(view.pareto.iter().filter_map(|&at| Some((at, view.choices.get(at)?))).filter(|(at, _)| *at != 0));
    let picks = picks.take(6).map(|(at, choice)| pick_card(choice, at, chosen)).collect_view();
    let detail = {
        let choices = choices.clone();
        move || choices.get(chosen.get()).map(choice::detail)
    };
    let notes = view.notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
    let all = (!choices.is_empty()).then(|| {
        let source = Source::list(choices, &COLUMNS);
        view! { <section><h2>"All choices"</h2><Table name="Choices" run=run columns=&COLUMNS source=source short=true /></section> }
    });
    let (worth, about) = if view.infeasible.is_some() { words::NEAREST } else { words::WORTH };
    view! {
        {current(view)}
        {infeasible}
        {picture::picture(view)}
        <section hidden=choices_none>
            <h2>{worth} {badge::basis("modelled")}</h2>
            <p class="quiet-text">{about}</p>
            <div class="picks" role="group" aria-label="Choices">{picks}</div>
        </section>
        <div aria-live="polite">{detail}</div>
        {ways::ways(view)}
        {all}
        <section>
            <h2>"What this assumes"</h2>
            <ul class="fine">{notes}</ul>
            <p class="quiet-text numbers">
                {format!(
                    "{} configurations were compared; prices of {}, catalogue {}",
                    format::count(view.searched as f64),
                    view.catalog_date,
                    view.catalog_sha256.chars().take(12).collect::<String>(),
                )}
            </p>
        </section>
    }
}

fn current(view: &AdviceView) -> impl IntoView + use<> {
    let current = &view.current;
    let place = [
        current.platform.clone(),
        current.instance.clone(),
        current.executors.map(|n| format::number_of(f64::from(n), "executor", "executors")),
        current.slots.map(|n| format::number_of(f64::from(n), "slot", "slots")),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    let cost = Value::maybe(current.cost_usd, Value::Usd);
    let wall = Value::maybe(current.wall_ms, Value::Ms);
    let missing = current.missing.clone().map(|why| view! { <p class="quiet-text">{why}</p> });
    view! {
        <section class="card now">
            <h2>"This run" {badge::basis(if current.instance.is_some() { &current.basis } else { "measured" })}</h2>
            <p class="big numbers"><span title=cost.exact()>{cost.shown()}</span> " · " <span title=wall.exact()>{wall.shown()}</span></p>
            <p>{place.join(", ")}</p>
            {missing}
            {current.advised.as_ref().map(|told| advised(told, current.wall_ms, current.cost_usd))}
        </section>
    }
}

/// What the run was advised, as its configuration carries it, beside what came.
fn advised(told: &AdvisedView, wall_ms: Option<f64>, cost_usd: Option<f64>) -> impl IntoView + use<> {
    let verdict = |within: bool, off: f64| {
        format!("{}, {}", format::signed_share(off), if within { "inside" } else { "outside" })
    };
    let against = |range: Range, came: Option<f64>| {
        came.map(|came| verdict((range.low..=range.high).contains(&came), range.mid / came.max(1e-12) - 1.0))
    };
    let row = |name: &'static str, predicted: String, came: String, off: Option<String>| {
        view! {
            <tr>
                <th scope="row">{name}</th><td class="number">{predicted}</td><td class="number">{came}</td>
                <td class="number">{off.unwrap_or_else(|| "not known".to_owned())}</td>
            </tr>
        }
    };
    let (time, cost) = (told.wall_ms, told.cost_usd);
    let shown = |figure: Option<f64>, word: fn(f64) -> String| figure.map_or_else(|| "not known".to_owned(), word);
    let title = if told.differs.is_some() { "Not run as advised" } else { "As advised" };
    let differs = told.differs.as_ref().map(|what| {
        view! { <p>{format!("It had {what}: the figures below are of two different clusters.")}</p> }
    });
    view! {
        <h3>{title}</h3>
        <p class="quiet-text">{format!("This run's configuration came from an earlier advice, for {}.", told.cluster)}</p>
        {differs}
        <div class="plain-scroll" tabindex="0" role="region" aria-label="Predicted and observed of this run">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col"></th><th scope="col" class="number">"Predicted"</th>
                        <th scope="col" class="number">"Came"</th><th scope="col" class="number">"Prediction off by"</th>
                    </tr>
                </thead>
                <tbody>
                    {row("Time", format::interval(format::duration, time), shown(wall_ms, format::duration), against(time, wall_ms))}
                    {row("Cost", format::interval(format::usd, cost), shown(cost_usd, format::usd), against(cost, cost_usd))}
                </tbody>
            </table>
        </div>
    }
}

fn pick_card(choice: &ChoiceView, at: usize, chosen: RwSignal<usize>) -> impl IntoView + use<> {
    view! {
        <button
            type="button"
            class="card pick"
            aria-pressed=move || (chosen.get() == at).to_string()
            on:click=move |_| chosen.set(at)
        >
            <span class="big numbers">{format::usd(choice.cost_usd.mid)}</span>
            <span class="numbers">{format::duration(choice.wall_ms.mid)}</span>
            <span>{format!("{} × {}", choice.workers, choice.instance)}</span>
            <span class="quiet-text">{format!("{} · {}", choice.region, choice.market.replace('_', " "))}</span>
        </button>
    }
}

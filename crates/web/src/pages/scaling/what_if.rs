//! Sliders for another cluster, another amount of data, other settings; the answer follows while they are moved.

use std::sync::Arc;

use afterglow_engine::view::WhatIfView;
use afterglow_engine::{Digest, Request, WhatIfQuery};
use leptos::prelude::*;

use crate::state::Run;
use crate::state::ask::{newest, pick};
use crate::widgets::{badge, skeleton};
use crate::words::{format, text, what_if as words};
use crate::worker::client::Trouble;

/// Multiples that the sliders offer, and where they stand for the run as it was.
pub(super) const SCALES: [f64; 9] = [0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0];
const RESOURCES: [f64; 8] = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
pub(super) const SAME: usize = 3;

/// Numbers of partitions on offer beside the run's own.
const PARTITIONS: [u32; 10] = [1, 8, 24, 50, 100, 200, 400, 800, 1_600, 3_200];

/// What is wished for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wishes {
    /// The place of the data in [`SCALES`].
    pub(super) data: RwSignal<usize>,
    slots: RwSignal<Option<u32>>,
    memory: RwSignal<usize>,
    network: RwSignal<usize>,
    partitions: RwSignal<Option<u32>>,
    instance: RwSignal<String>,
}

impl Wishes {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            data: RwSignal::new(SAME),
            slots: RwSignal::default(),
            memory: RwSignal::new(SAME),
            network: RwSignal::new(SAME),
            partitions: RwSignal::default(),
            instance: RwSignal::default(),
        }
    }

    fn reset(self) {
        self.data.set(SAME);
        self.slots.set(None);
        self.memory.set(SAME);
        self.network.set(SAME);
        self.partitions.set(None);
        self.instance.set(String::new());
    }

    fn query(self) -> WhatIfQuery {
        let of = |places: &[f64], at: usize| places.get(at).copied().filter(|_| at != SAME);
        let instance = self.instance.get().trim().to_owned();
        WhatIfQuery {
            slots: self.slots.get(),
            data_scale: of(&SCALES, self.data.get()),
            memory: of(&RESOURCES, self.memory.get()),
            network: of(&RESOURCES, self.network.get()),
            partitions: self.partitions.get(),
            instance: Some(instance).filter(|name| !name.is_empty()),
            ..WhatIfQuery::default()
        }
    }
}

/// The section.
pub(super) fn section(run: &Run, wishes: Wishes, others: LocalResource<Vec<Digest>>) -> impl IntoView + use<> {
    let of = run.clone();
    let query =
        move || WhatIfQuery { machines: of.machines(), others: others.get().unwrap_or_default(), ..wishes.query() };
    let answer = newest(run, move || Request::WhatIf(Box::new(query())), pick!(boxed WhatIf));
    // What the sliders offer depends on the run, and not on what was asked last.
    let own = Memo::new(move |before: Option<&(u32, u32)>| match answer.get() {
        Some(Ok(view)) => (view.own_slots.max(1), view.partitions.max(1)),
        _ => before.copied().unwrap_or((1, 200)),
    });
    let own_slots = move || own.get().0;
    let offered = Memo::new(move |_| {
        let mut offered = PARTITIONS.to_vec();
        offered.push(own.get().1);
        offered.sort_unstable();
        offered.dedup();
        offered
    });
    let partitions = move || wishes.partitions.get().unwrap_or(own.get().1);
    let place = move || offered.with(|offered| offered.iter().position(|count| *count == partitions()).unwrap_or(0));
    let choose = move |at: usize| {
        let count = offered.with_untracked(|offered| offered.get(at).copied());
        wishes.partitions.set(count.filter(|count| *count != own.get_untracked().1));
    };
    let assumptions = move || match answer.get() {
        Some(Ok(view)) => view.assumptions.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view(),
        _ => Vec::new(),
    };
    view! {
        <section class="card what-if">
            <h2>
                {words::TITLE} {badge::basis("modelled")}
                <button type="button" class="button quiet" on:click=move |_| wishes.reset()>{words::RESET}</button>
            </h2>
            <div class="sliders">
                {slider(
                    words::SLOTS,
                    (1, Signal::derive(move || own_slots().saturating_mul(4).max(8) as usize)),
                    Signal::derive(move || wishes.slots.get().unwrap_or_else(own_slots) as usize),
                    move |at| wishes.slots.set(u32::try_from(at).ok().filter(|slots| *slots != own.get_untracked().0)),
                    |slots| format::count(slots as f64),
                )}
                {multiple(words::DATA, &SCALES, wishes.data)}
                {multiple(words::MEMORY, &RESOURCES, wishes.memory)}
                {multiple(words::NETWORK, &RESOURCES, wishes.network)}
                {slider(
                    words::PARTITIONS,
                    (0, Signal::derive(move || offered.with(Vec::len) - 1)),
                    Signal::derive(place),
                    choose,
                    move |at| {
                        let count = offered.with(|offered| offered.get(at).copied());
                        count.map_or_else(String::new, |count| format::count(f64::from(count)))
                    },
                )}
                <label class="what-if-machine" title=words::INSTANCE_MORE>
                    <span>{words::INSTANCE}</span>
                    <input
                        type="text"
                        placeholder="aws:m7g.2xlarge"
                        spellcheck="false"
                        autocomplete="off"
                        prop:value=move || wishes.instance.get()
                        on:change=move |event| wishes.instance.set(event_target_value(&event))
                    />
                </label>
            </div>
            <div class="what-if-answer" aria-live="polite">{move || shown(answer.get())}</div>
            <details class="more">
                <summary>{words::ASSUMES}</summary>
                <ul class="fine">{assumptions}</ul>
            </details>
        </section>
    }
}

/// A slider over multiples of what the run had.
fn multiple(name: &'static str, places: &'static [f64], at: RwSignal<usize>) -> impl IntoView {
    let names = |place: usize| words::times(places.get(place).copied().unwrap_or(1.0));
    slider(name, (0, Signal::stored(places.len() - 1)), at.into(), move |to| at.set(to), names)
}

/// A slider with its two ends; `names` says what a place on it stands for.
fn slider(
    name: &'static str,
    (least, most): (usize, Signal<usize>),
    at: Signal<usize>,
    choose: impl Fn(usize) + 'static,
    names: impl Fn(usize) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let said = move || names(at.get());
    let chosen = move |event| {
        if let Ok(to) = event_target_value(&event).parse() {
            choose(to);
        }
    };
    view! {
        <label>
            <span>{name}</span>
            // The bound stands before the value: a browser cuts a value by the bound that it knows.
            <input
                type="range"
                min=least
                max=move || most.get()
                prop:value=move || {
                    most.track();
                    at.get().to_string()
                }
                aria-label=name
                aria-valuetext=said
                on:input=chosen
            />
            <output class="numbers">{said}</output>
            <span class="slider-ends quiet-text numbers" aria-hidden="true">
                <span>{move || names(least)}</span>
                <span>{move || names(most.get())}</span>
            </span>
        </label>
    }
}

fn shown(answer: Option<Result<Arc<WhatIfView>, Trouble>>) -> AnyView {
    let view = match answer {
        None => return skeleton::lines(2).into_any(),
        Some(Err(Trouble::Refused(because))) => {
            return view! { <p class="notice" data-level="info" role="status">{because}</p> }.into_any();
        }
        Some(Err(trouble)) => {
            return view! { <p class="notice" data-level="error" role="alert">{text::trouble(&trouble)}</p> }
                .into_any();
        }
        Some(Ok(view)) => view,
    };
    if let Some(why) = view.refused.clone() {
        return view! { <p class="notice" data-level="info" role="status">{why}</p> }.into_any();
    }
    let point = &view.point;
    view! {
        <p class="big numbers">{format::duration(point.wall_ms.mid)}</p>
        <p>{words::against(view.own.mid, point.wall_ms.mid, view.own_slots, view.slots_seen)}</p>
        <p class="quiet-text">
            {format!(
                "between {} and {} in 8 of 10 cases on {}; bound by {}; tasks run {} of the slot time",
                format::duration(point.wall_ms.low),
                format::duration(point.wall_ms.high),
                format::number_of(f64::from(point.slots), "slot", "slots"),
                text::bound_by(&point.bound_by),
                format::share(point.busy_ratio),
            )}
        </p>
    }
    .into_any()
}

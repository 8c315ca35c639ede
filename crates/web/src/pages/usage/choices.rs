//! The machines as they are, and those that hold the need.

use afterglow_engine::view::{MachineUseView, UseChoice, UseNow};
use leptos::prelude::*;

use super::resources::name;
use crate::widgets::badge;
use crate::widgets::plain_table::plain_table;
use crate::words::format;

/// Ways to pay, the surest first, with their names.
const MARKETS: [(&str, &str); 6] = [
    ("on_demand", "On demand"),
    ("owned", "Your own machines"),
    ("reserved_1y", "Reserved for a year"),
    ("reserved_3y", "Reserved for three years"),
    ("mixed", "Half of them spot"),
    ("spot", "Spot: may be taken back"),
];

/// The section. `market` is the way to pay that is shown; empty for the surest that there is.
pub(super) fn choices(view: &MachineUseView, market: RwSignal<String>) -> AnyView {
    let Some(now) = now(view).or_else(|| (!view.choices.is_empty()).then(|| ().into_any())) else {
        return ().into_any();
    };
    let there: Vec<(&'static str, &'static str)> =
        MARKETS.into_iter().filter(|market| view.choices.iter().any(|one| one.market == market.0)).collect();
    let all = view.choices.clone();
    let offered = there.clone();
    let shown = Memo::new(move |_| {
        let wished = market.get();
        offered.iter().find(|one| one.0 == wished).or(offered.first()).map_or("", |one| one.0)
    });
    let of = move |plan: &str| -> Vec<UseChoice> {
        all.iter().filter(|one| one.plan == plan && one.market == shown.get()).cloned().collect()
    };
    let options = there.into_iter().map(|(word, name)| {
        view! { <option value=word selected=move || shown.get() == word>{name}</option> }
    });
    let options = options.collect_view();
    let saved = view.current.as_ref().is_some_and(|now| now.usd_per_month.is_some());
    let body = move || {
        let (same, fewer) = (of("same_number"), of("fewer"));
        view! {
            <div class="picks">{card("As many machines", &same)} {card("Fewer machines", &fewer)}</div>
            {list("As many machines, of another type", &same, saved)}
            {list("Fewer machines, that share the load", &fewer, saved)}
        }
    };
    let shown_choices = (!view.choices.is_empty()).then(|| {
        view! {
            <section>
                <h2>"Machines that hold the need" {badge::basis("rule")}</h2>
                <p class="claim">
                    {format!(
                        "The {} percentile with {} of head-room, memory by its maximum. Samples say nothing of how long the job would take on other machines, and averages hide peaks that are shorter than their interval.",
                        percentile(view.percentile),
                        format::share(view.head_room - 1.0),
                    )}
                </p>
                <label class="field use-market">
                    <span class="field-name">"Way to pay"</span>
                    <select on:change=move |event| market.set(event_target_value(&event))>{options}</select>
                </label>
                {body}
            </section>
        }
    });
    view! { {now} {shown_choices} }.into_any()
}

fn percentile(percent: f64) -> String {
    format!("{}th", format::plain(percent))
}

/// What is there now, and what it costs.
fn now(view: &MachineUseView) -> Option<AnyView> {
    let now: &UseNow = view.current.as_ref()?;
    let cost = now
        .usd_per_month
        .map_or_else(|| "No price is known".to_owned(), |month| format!("{} a month", format::usd(month)));
    let short: Vec<&str> = now.short_of.iter().map(|word| name(word)).collect();
    let short = (!short.is_empty()).then(|| {
        view! { <p>{format!("Too small for the need with its head-room: {}", short.join(", "))}</p> }
    });
    Some(
        view! {
            <section class="card now" data-metric="use.now" data-value=now.usd_per_month.map(|usd| usd.to_string())>
                <h2>"Now" {badge::basis("rule")}</h2>
                <p class="big numbers">{cost}</p>
                <p>{format!(
                    "{} × {} in {}, {} and {} each, on demand",
                    now.count,
                    format::clipped(&now.id, 60),
                    format::clipped(&now.region, 40),
                    format::number_of(f64::from(now.vcpus), "virtual CPU", "virtual CPUs"),
                    format::memory(now.memory_bytes as f64),
                )}</p>
                {short}
            </section>
        }
        .into_any(),
    )
}

/// The cheapest of a plan.
fn card(title: &'static str, choices: &[UseChoice]) -> Option<impl IntoView + use<>> {
    let one = choices.first()?;
    Some(view! {
        <div class="card" data-metric=format!("use.{}", one.plan) data-value=one.usd_per_month.to_string()>
            <h3>{title}</h3>
            <p class="big numbers">{format::usd(one.usd_per_month)}</p>
            <p>{format!("a month for {} × {}:{}", one.count, one.cloud, one.instance)}</p>
            <p class="quiet-text numbers">{saving(one)}</p>
        </div>
    })
}

fn saving(one: &UseChoice) -> String {
    let year = one.saves_usd_per_year;
    match one.saves_usd_per_month {
        Some(month) if month > 0.005 => {
            format!("saves {} a month, {} a year", format::usd(month), year.map_or_else(String::new, format::usd))
        }
        Some(month) if month < -0.005 => format!("costs {} a month more", format::usd(-month)),
        Some(_) => "costs what the machines cost now".to_owned(),
        None => "what the machines cost now is not known".to_owned(),
    }
}

fn list(title: &'static str, choices: &[UseChoice], saved: bool) -> Option<impl IntoView + use<>> {
    if choices.is_empty() {
        return None;
    }
    let rows = choices.iter().map(|one| {
        let money = |usd: Option<f64>| usd.map_or_else(|| format::UNKNOWN.to_owned(), format::usd);
        let full = [
            ("cpu", one.cpu_ratio),
            ("memory", one.memory_ratio),
            ("network", one.network_ratio),
            ("disk", one.disk_ratio),
        ];
        let limit = full.iter().find(|one_of| one_of.0 == one.limited_by).and_then(|one_of| one_of.1);
        let of = full.map(|(word, ratio)| {
            format!("{} {}", name(word), ratio.map_or_else(|| format::UNKNOWN.to_owned(), format::share))
        });
        let speed = one.core_speed_ratio.map_or_else(|| "–".to_owned(), format::times);
        let savings = saved.then(|| view! {
            <td class="number">{money(one.saves_usd_per_month)}</td>
            <td class="number">{money(one.saves_usd_per_year)}</td>
        });
        view! {
            <tr>
                <th scope="row" class="use-machine">{format!("{} × {}:{}", one.count, one.cloud, one.instance)}</th>
                <td class="number">{format::usd(one.usd_per_month)}</td>
                {savings}
                <td class="number">{one.vcpus}</td>
                <td class="number">{format::memory(one.memory_bytes as f64)}</td>
                <td class="number">{speed}</td>
                <td title=of.join(", ")>{name(&one.limited_by)} " " <span class="numbers">{limit.map(format::share)}</span></td>
                <td>{format::clipped(&one.region, 40)}</td>
                <td>{format!("{}, {}", one.price_basis, one.price_date)}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    let mut heads = vec![
        ("Machines", false),
        ("A month", true),
        ("CPUs", true),
        ("Memory", true),
        ("Core speed", true),
        ("Limited by", false),
        ("Region", false),
        ("Price", false),
    ];
    if saved {
        heads.splice(2..2, [("Saves a month", true), ("Saves a year", true)]);
    }
    Some(view! { <h3>{title}</h3> {plain_table(title, &heads, rows)} })
}

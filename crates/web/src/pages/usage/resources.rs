//! What is used of each resource, as bars of what the machine has, and the same as a table.

use afterglow_engine::view::{MachineUseView, UsePercentiles, UseResource};
use leptos::prelude::*;

use crate::widgets::badge;
use crate::widgets::plain_table::plain_table;
use crate::words::format;

/// A resource's name for a reader.
pub(super) fn name(word: &str) -> &'static str {
    match word {
        "cpu" => "CPU",
        "memory" => "Memory",
        "network" => "Network",
        _ => "Disk",
    }
}

/// An amount in the unit of its resource.
fn amount(resource: &UseResource, value: f64) -> String {
    match resource.unit.as_str() {
        "share" => format::share(value),
        "cores" => format!("{value:.2} cores"),
        "bytes" => format::memory(value),
        _ => format::byte_rate(value),
    }
}

/// The section.
pub(super) fn resources(view: &MachineUseView) -> AnyView {
    if view.resources.is_empty() {
        return ().into_any();
    }
    let several = view.hosts_total > 1;
    let about = if several {
        "Of each percentile that of the machine where it is greatest: one type is to do for all of them"
    } else {
        "One sample in a hundred is above the 99th percentile"
    };
    let bars = view.resources.iter().filter_map(bar).collect_view();
    view! {
        <section>
            <h2>"What is used" {badge::basis("measured")}</h2>
            <p class="quiet-text">{about}</p>
            <figure class="card use-bars">
                {bars}
                <figcaption class="chart-legend">
                    <span><span class="use-key" data-kind="p50" aria-hidden="true"></span>"half of the samples"</span>
                    <span><span class="use-key" data-kind="p95" aria-hidden="true"></span>"19 of 20"</span>
                    <span><span class="use-key" data-kind="max" aria-hidden="true"></span>"the greatest"</span>
                    <span><span class="use-key" data-kind="need" aria-hidden="true"></span>"need with head-room (rule of thumb)"</span>
                </figcaption>
            </figure>
            {table("Use of the busiest machine", view, |resource| resource.busiest)}
            {several.then(|| view! {
                <details class="more">
                    <summary><h3>"All machines"</h3></summary>
                    <p class="quiet-text">"All samples of all machines in one list"</p>
                    {table("All samples of all machines", view, |resource| resource.all)}
                    {together(view)}
                </details>
            })}
        </section>
    }
    .into_any()
}

fn together(view: &MachineUseView) -> AnyView {
    if view.resources.iter().all(|resource| resource.together.is_none()) {
        return view! { <p class="quiet-text">"The machines were not watched at the same time, so their sum is not known"</p> }
            .into_any();
    }
    view! {
        <p class="quiet-text">"The sum of all machines at each time"</p>
        {table("Sum of all machines", view, |resource| resource.together)}
    }
    .into_any()
}

/// A bar as long as what the machine has, or as the most that is wanted of it.
fn bar(resource: &UseResource) -> Option<impl IntoView + use<>> {
    let seen = resource.busiest?;
    let need = resource.need.unwrap_or(0.0);
    let has = resource.has.filter(|_| resource.unit != "share");
    let whole = match (has, resource.unit.as_str()) {
        (Some(has), _) => has.max(need).max(seen.max),
        (None, "share") => 1.0,
        (None, _) => need.max(seen.max),
    };
    let width =
        |value: f64| format!("{:.2}%", if whole > 0.0 { (100.0 * value / whole).clamp(0.0, 100.0) } else { 0.0 });
    let beside = match has {
        Some(has) => format!("of {}", amount(resource, has)),
        None if resource.unit == "share" => "of the machine".to_owned(),
        None => "the machine's is not known".to_owned(),
    };
    let end = has.map(|has| view! { <span class="use-has" style:left=width(has)></span> });
    Some(view! {
        <div class="use-row" aria-hidden="true">
            <span class="use-name">{name(&resource.resource)}</span>
            <span class="use-track">
                <span class="use-part" data-kind="max" style:width=width(seen.max)></span>
                <span class="use-part" data-kind="p95" style:width=width(seen.p95)></span>
                <span class="use-part" data-kind="p50" style:width=width(seen.p50)></span>
                {(need > 0.0).then(|| view! { <span class="use-need" style:left=width(need)></span> })}
                {end}
            </span>
            <span class="use-value numbers">{amount(resource, seen.p95)} <span class="quiet-text">{format!(" {beside}")}</span></span>
        </div>
    })
}

fn table(
    name_of_it: &'static str,
    view: &MachineUseView,
    of: fn(&UseResource) -> Option<UsePercentiles>,
) -> impl IntoView + use<> {
    let asked = ![50.0, 95.0, 99.0, 100.0].contains(&view.percentile);
    let rows = view.resources.iter().filter_map(|resource| {
        let seen = of(resource);
        if seen.is_none() && !resource.kept {
            return None;
        }
        let cell = |get: fn(&UsePercentiles) -> f64| {
            let value = seen.map_or_else(|| format::UNKNOWN.to_owned(), |seen| amount(resource, get(&seen)));
            view! { <td class="number">{value}</td> }
        };
        let known =
            |value: Option<f64>| value.map_or_else(|| format::UNKNOWN.to_owned(), |value| amount(resource, value));
        let kept = resource.kept.then_some(" (kept)");
        let has = resource.has.filter(|_| resource.unit != "share");
        Some(
            view! {
                <tr>
                    <th scope="row">{name(&resource.resource)}</th>
                    {cell(|seen| seen.p50)}
                    {cell(|seen| seen.p95)}
                    {cell(|seen| seen.p99)}
                    {cell(|seen| seen.max)}
                    {asked.then(|| cell(|seen| seen.asked))}
                    <td class="number">{known(has)}</td>
                    <td class="number">{known(resource.need)}{kept}</td>
                    <td class="number">{seen.map(|seen| format::count(seen.count as f64))}</td>
                </tr>
            }
            .into_any(),
        )
    });
    let mut heads = vec![
        ("Resource", false),
        ("50 %", true),
        ("95 %", true),
        ("99 %", true),
        ("Maximum", true),
        ("A machine has", true),
        ("Need of one", true),
        ("Samples", true),
    ];
    if asked {
        heads.insert(5, ("As asked", true));
    }
    plain_table(name_of_it, &heads, rows.collect())
}

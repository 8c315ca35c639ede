//! What stands behind the answer: machines, columns, what could not be used, what was assumed.

use afterglow_engine::view::{MachineUseView, UsePercentiles};
use leptos::prelude::*;

use crate::widgets::plain_table::{assumed, first_of, folded_table, plain_table};
use crate::words::format;

/// Each machine by itself.
pub(super) fn machines(view: &MachineUseView) -> AnyView {
    if view.hosts.is_empty() {
        return ().into_any();
    }
    let share = |unit: &str| view.resources.iter().any(|one| one.resource == unit && one.unit == "share");
    let (cpu_share, memory_share) = (share("cpu"), share("memory"));
    let rows = view.hosts.iter().map(|host| {
        let name = if host.name.is_empty() { "The machine".to_owned() } else { format::clipped(&host.name, 60) };
        let gaps = match host.gaps {
            0 => "none".to_owned(),
            many => format!("{many}, up to {}", format::duration(host.longest_gap_ms as f64)),
        };
        let cell = |seen: Option<UsePercentiles>, shown: &dyn Fn(f64) -> String| {
            let value = seen.map_or_else(|| format::UNKNOWN.to_owned(), |seen| shown(seen.p95));
            view! { <td class="number">{value}</td> }
        };
        let memory: fn(f64) -> String = if memory_share { format::share } else { format::memory };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{format::count(host.samples as f64)}</td>
                <td class="number">{format::duration(host.step_ms as f64)}</td>
                <td class="number">{gaps}</td>
                {cell(host.cpu, &|value| if cpu_share { format::share(value) } else { format!("{value:.2} cores") })}
                {cell(host.memory, &memory)}
                {cell(host.network, &format::byte_rate)}
                {cell(host.disk, &format::byte_rate)}
            </tr>
        }
        .into_any()
    });
    let heads = [
        ("Machine", false),
        ("Samples", true),
        ("Every", true),
        ("Gaps", true),
        ("CPU 95 %", true),
        ("Memory 95 %", true),
        ("Network 95 %", true),
        ("Disk 95 %", true),
    ];
    let first = first_of(view.hosts.len(), view.hosts_total);
    folded_table("Machine by machine", first, &heads, rows.collect())
}

/// What could not be used.
pub(super) fn left_out(view: &MachineUseView) -> AnyView {
    if view.issues.is_empty() {
        return ().into_any();
    }
    let rows = view.issues.iter().map(|issue| {
        view! {
            <tr>
                <th scope="row">{format::clipped(&issue.file, 40)}</th>
                <td class="number">{issue.line}</td>
                <td>{issue.column.as_deref().map(|name| format::clipped(name, 40))}</td>
                <td>{issue.message.clone()}</td>
            </tr>
        }
        .into_any()
    });
    let more = view.issues_total.saturating_sub(view.issues.len() as u64);
    let more =
        (more > 0).then(|| view! { <p class="quiet-text">{format!("and {} more", format::count(more as f64))}</p> });
    let heads = [("File", false), ("Line", true), ("Column", false), ("What is wrong", false)];
    view! {
        <section>
            <h2>"What could not be used"</h2>
            {plain_table("What could not be used", &heads, rows.collect())}
            {more}
        </section>
    }
    .into_any()
}

/// What each column or series was taken for.
pub(super) fn columns(view: &MachineUseView) -> AnyView {
    if view.columns.is_empty() {
        return ().into_any();
    }
    let rows = view.columns.iter().map(|column| {
        view! {
            <tr>
                <th scope="row">{format::clipped(&column.name, 60)}</th>
                <td>{column.role.clone().unwrap_or_else(|| "not used".to_owned())}</td>
                <td>{column.unit.clone()}</td>
                <td>{format::clipped(&column.file, 40)}</td>
            </tr>
        }
        .into_any()
    });
    let heads = [("Column", false), ("Taken for", false), ("In", false), ("File", false)];
    folded_table("Columns", (), &heads, rows.collect())
}

/// What the answer rests on.
pub(super) fn notes(view: &MachineUseView) -> AnyView {
    let searched = (view.searched > 0).then(|| {
        format!("{} offers were looked at; prices of {}", format::count(view.searched as f64), view.catalog_date)
    });
    assumed(&view.notes, searched)
}

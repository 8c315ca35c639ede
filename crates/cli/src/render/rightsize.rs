//! Samples of machines' use, and the machines that would do.

use afterglow_engine::contract::RightsizeJson;
use afterglow_engine::shown;
use afterglow_engine::view::{MachineUseView, UseChoice, UsePercentiles, UseResource};

use super::format::{Page, duration, percent, usd};

/// Choices of a market that are printed.
const PRINTED: usize = 5;
/// Markets, in the order of printing, with their names.
const MARKETS: [(&str, &str); 6] = [
    ("owned", "your own machines"),
    ("on_demand", "on demand"),
    ("reserved_1y", "reserved for a year"),
    ("reserved_3y", "reserved for three years"),
    ("mixed", "half of them spot"),
    ("spot", "spot: may be taken back"),
];

/// What samples of use tell.
pub(crate) fn rightsize(answer: &RightsizeJson) -> String {
    let (view, mut page) = (&answer.view, Page::default());
    page.line(&view.files.join(", "));
    let machines = if view.hosts_total == 1 { "machine" } else { "machines" };
    page.line(&format!("  {} {machines}, {} samples", view.hosts_total, view.samples));
    page.blank();
    used(&mut page, view);
    now(&mut page, view);
    for (plan, title) in [("same_number", "As many machines of another type"), ("fewer", "Fewer machines")] {
        for (market, name) in MARKETS {
            choices(&mut page, view, plan, market, &format!("{title}, {name} (rule of thumb)"));
        }
    }
    page.blank();
    for said in view.asks.iter().chain(&view.infeasible) {
        page.wrapped("  ! ", said);
    }
    for note in &view.notes {
        page.wrapped("  - ", note);
    }
    page.text()
}

fn used(page: &mut Page, view: &MachineUseView) {
    page.line("Use of the busiest machine         50 %        95 %        99 %     maximum     it has       need");
    for resource in &view.resources {
        let at = |get: fn(&UsePercentiles) -> f64| resource.busiest.map(|seen| amount(resource, get(&seen)));
        let cells = [
            at(|seen| seen.p50),
            at(|seen| seen.p95),
            at(|seen| seen.p99),
            at(|seen| seen.max),
            resource.has.filter(|_| resource.unit != "share").map(|has| amount(resource, has)),
            resource.need.map(|need| amount(resource, need)),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| format!("{:>11}", cell.as_deref().unwrap_or("–"))).collect();
        let kept = if resource.kept { " (kept)" } else { "" };
        page.row(&resource.resource, &format!("{}{kept}", cells.concat()));
    }
    page.blank();
}

fn amount(resource: &UseResource, value: f64) -> String {
    match resource.unit.as_str() {
        "share" => percent(value),
        "cores" => format!("{value:.2}"),
        "bytes" => shown::memory(value),
        _ => format!("{}/s", shown::bytes(value)),
    }
}

fn now(page: &mut Page, view: &MachineUseView) {
    for host in view.hosts.iter().filter(|host| host.gaps > 0) {
        let name = if host.name.is_empty() { "the machine" } else { &host.name };
        page.row("Gaps", &format!("{name}: {}, the longest {}", host.gaps, duration(host.longest_gap_ms as f64)));
    }
    let Some(now) = &view.current else { return };
    let cost = now.usd_per_month.map_or("no price is known".to_owned(), |month| format!("{} a month", usd(month)));
    page.row("Now", &format!("{} × {} in {}: {cost}", now.count, now.id, now.region));
    if !now.short_of.is_empty() {
        page.row("", &format!("too small for the need: {}", now.short_of.join(", ")));
    }
}

fn choices(page: &mut Page, view: &MachineUseView, plan: &str, market: &str, title: &str) {
    let found: Vec<&UseChoice> =
        view.choices.iter().filter(|one| one.plan == plan && one.market == market).take(PRINTED).collect();
    if found.is_empty() {
        return;
    }
    page.blank();
    page.line(title);
    for one in found {
        let saves = one.saves_usd_per_month.map_or(String::new(), |saves| {
            if saves >= 0.0 {
                format!(", saves {} a month", usd(saves))
            } else {
                format!(", {} a month more", usd(-saves))
            }
        });
        let limit = match one.limited_by.as_str() {
            "cpu" => one.cpu_ratio,
            "memory" => one.memory_ratio,
            "network" => one.network_ratio,
            _ => one.disk_ratio,
        };
        page.line(&format!(
            "  {} × {}:{} in {} ({} CPUs, {}): {} a month{saves}; limited by {} ({})",
            one.count,
            one.cloud,
            one.instance,
            one.region,
            one.vcpus,
            shown::memory(one.memory_bytes as f64),
            usd(one.usd_per_month),
            one.limited_by,
            limit.map_or_else(|| "–".to_owned(), percent)
        ));
    }
}

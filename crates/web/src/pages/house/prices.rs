//! The newer price files: what was dropped, and what of it is used.

use leptos::prelude::*;

use super::chooser;
use crate::state::Page;
use crate::state::house::PriceFile;
use crate::words::format;

/// What can be dropped, and how one gets it.
const FORMATS: [(&str, &str); 12] = [
    ("AWS types", "aws ec2 describe-instance-types"),
    ("AWS prices", "index.csv or index.json of the public price list: AmazonEC2, ElasticMapReduce"),
    ("AWS spot prices", "aws ec2 describe-spot-price-history"),
    ("AWS interruptions", "spot-advisor-data.json, its public feed"),
    ("Azure prices", "prices.azure.com/api/retail/prices, its pages as JSON"),
    ("Azure sizes", "az vm list-skus -o json"),
    ("Google types", "gcloud compute machine-types list --format=json"),
    ("Google prices", "SKUs of Compute Engine from the Cloud Billing catalogue, as JSON"),
    ("Databricks", "system.billing.list_prices as CSV or JSON; a table of DBU an hour as CSV"),
    ("SkyPilot", "vms.csv of its public catalogue"),
    ("Own types and prices", "CSV: cloud, instance_type and vcpus, memory_gib, or region, on_demand_usd_per_hour"),
    ("Own fees", "CSV: platform, cloud, region, instance_type, fee_usd_per_hour"),
];

/// So many issues of a file are shown.
const ISSUES: usize = 4;

/// The section.
pub(super) fn section(page: Page) -> impl IntoView {
    let files = page.house.files;
    let none = move || files.with(Vec::is_empty);
    let formats = FORMATS.map(|(what, how)| view! { <dt>{what}</dt><dd><code>{how}</code></dd> });
    view! {
        <section class="card">
            <h2>"Newer price files"</h2>
            <p class="quiet-text">
                "A file of a provider holds before what is built in, and a later file before an earlier one. It is read here, in a worker, and only what is used of it stays."
            </p>
            <Show when=none><p>"None yet: drop one anywhere in this window."</p></Show>
            <ul class="price-files">
                <For each=move || files.get() key=|file| file.no let:file>
                    {one(page, &file)}
                </For>
            </ul>
            <div class="buttons">{chooser(page, "Add price files…")}</div>
            <details class="more">
                <summary>"What can be dropped, and how to get it"</summary>
                <dl class="facts formats">{formats.into_iter().collect_view()}</dl>
            </details>
        </section>
    }
}

fn one(page: Page, file: &PriceFile) -> impl IntoView + use<> {
    let (no, view) = (file.no, &file.view);
    let counts = [
        (view.types, "type", "types"),
        (view.prices, "price", "prices"),
        (view.fees, "fee of a platform", "fees of platforms"),
        (view.spot_samples, "sample of a spot price", "samples of spot prices"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let mut facts: Vec<String> = counts.map(|(count, one, many)| format::number_of(count as f64, one, many)).collect();
    if facts.is_empty() {
        facts.push("nothing that is used".to_owned());
    }
    if view.passed_over > 0 {
        facts.push(format!(
            "{} passed over (Windows and the like)",
            format::number_of(view.passed_over as f64, "row", "rows")
        ));
    }
    let dated =
        view.date.as_ref().map_or_else(|| "undated".to_owned(), |date| format!("of {}", format::clipped(date, 12)));
    let more = view.issues_total.saturating_sub(view.issues.len().min(ISSUES) as u64);
    let mut issues: Vec<String> = view.issues.iter().take(ISSUES).map(|issue| format::clipped(issue, 240)).collect();
    if more > 0 {
        issues.push(format!("and {} more of what could not be used", format::count(more as f64)));
    }
    let issues = issues.into_iter().map(|issue| view! { <li>{issue}</li> }).collect_view();
    let name = format::clipped(&view.name, 80);
    let remove = format!("Remove {name}");
    view! {
        <li class="price-file">
            <div class="price-file-head">
                <strong class="file-name" title=view.name.clone()>{name}</strong>
                <button type="button" class="button" aria-label=remove on:click=move |_| page.house.remove(no)>"Remove"</button>
            </div>
            <p class="quiet-text">{format!("{}, {dated}", format::clipped(&view.kind, 60))}</p>
            <p class="numbers">{facts.join(" · ")}</p>
            <ul class="wrong">{issues}</ul>
        </li>
    }
}

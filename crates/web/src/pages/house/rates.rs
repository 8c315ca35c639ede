//! The rates: discounts, own rates and own machines as rows to fill in, and the file's text for all of it.

use afterglow_engine::house::{RateRow, RatesTable};
use leptos::prelude::*;

use super::{chooser, text_field, wrong};
use crate::export::{csv, download};
use crate::state::Page;
use crate::state::house::too_long_rates;

/// A column of a row: its name in the file, its label, and its words where only these will do.
type Cell = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const ANY_CLOUD: &[(&str, &str)] = &[("", "any"), ("aws", "AWS"), ("gcp", "Google Cloud"), ("azure", "Azure")];
const MARKET: &[(&str, &str)] =
    &[("", "On demand"), ("spot", "Spot"), ("reserved_1y", "Reserved, 1 year"), ("reserved_3y", "Reserved, 3 years")];
const ARCH: &[(&str, &str)] = &[("", "x86"), ("arm64", "Arm")];
const DISK: &[(&str, &str)] = &[("", "flash"), ("hdd", "spinning")];

/// The kinds of rows: the word in the file, the name of one, of all, what they are, and their columns.
const KINDS: [(&str, &str, &str, &str, &[Cell]); 3] = [
    (
        "discount",
        "Discount",
        "Negotiated discounts",
        "Off the list price; the most specific one holds",
        &[
            ("discount_percent", "Discount, %", &[]),
            ("cloud", "Cloud", ANY_CLOUD),
            ("family", "Family", &[]),
            ("instance", "Type", &[]),
            ("region", "Region", &[]),
            ("market", "Off which price", MARKET),
        ],
    ),
    (
        "rate",
        "Rate",
        "Own rates",
        "In place of the list price of a type",
        &[
            ("instance", "Type", &[]),
            ("usd_per_hour", "An hour", &[]),
            ("cloud", "Cloud", ANY_CLOUD),
            ("region", "Region", &[]),
            ("market", "In place of", MARKET),
        ],
    ),
    (
        "node",
        "Machine",
        "Machines in the rack",
        "A rate for an hour, or what one cost: price over months in use, and its power",
        &[
            ("instance", "Name", &[]),
            ("count", "How many", &[]),
            ("cores", "Cores", &[]),
            ("memory_gib", "Memory, GiB", &[]),
            ("arch", "Processor", ARCH),
            ("disks", "Disks", &[]),
            ("disk_gib", "All disks, GiB", &[]),
            ("disk_kind", "Kind of disk", DISK),
            ("network_gbps", "Network, Gbit/s", &[]),
            ("usd_per_hour", "An hour", &[]),
            ("purchase", "or bought for", &[]),
            ("months", "over months", &[]),
            ("watts", "Watts", &[]),
            ("per_kwh", "a kWh", &[]),
        ],
    ),
];

/// So many rows of a kind are shown as fields; more are edited as text.
const ROWS: usize = 100;
/// Where the list of what is wrong stands.
const WRONG: &str = "rates-wrong";

fn column(name: &str) -> usize {
    RatesTable::COLUMNS.iter().position(|column| *column == name).unwrap_or(0)
}

fn cell<'a>(row: &'a RateRow, name: &str) -> &'a str {
    row.cells.get(column(name)).map_or("", String::as_str)
}

/// The rows' text, changed.
fn changed(page: Page, table: Memo<RatesTable>, change: impl FnOnce(&mut RatesTable)) {
    let mut table = table.get_untracked();
    change(&mut table);
    page.house.set_rates(table.to_text());
}

/// The section.
pub(super) fn section(page: Page) -> impl IntoView {
    let rates = page.house.rates;
    let table = Memo::new(move |_| rates.with(|text| RatesTable::parse(text)));
    let none = move || table.with(|table| table.rows.is_empty());
    let kinds = KINDS.map(|(kind, one, all, about, cells)| rows(page, table, kind, one, all, about, cells));
    let save = move |_| {
        let table = table.get_untracked();
        let head = RatesTable::COLUMNS.map(str::to_owned).to_vec();
        let lines = csv::lines([head].into_iter().chain(table.rows.into_iter().map(|row| row.cells)));
        download::save("rates.csv", "text/csv", &lines);
    };
    let problems =
        move || table.with(|table| table.issues.iter().map(|issue| (String::new(), issue.text.clone())).collect());
    view! {
        <section class="card">
            <h2>"Rates"</h2>
            <p class="quiet-text">"What you pay where it is not the list price"</p>
            {kinds.into_iter().collect_view()}
            {currency(page, table)}
            {wrong(WRONG, problems)}
            <details class="more">
                <summary>"As CSV"</summary>
                {text_field(page, "The rates file (CSV)", 8, rates, too_long_rates, move |text| page.house.set_rates(text))}
            </details>
            <div class="buttons">
                <button type="button" class="button" disabled=none on:click=save>"Download rates.csv"</button>
                {chooser(page, "Load rates…")}
            </div>
        </section>
    }
}

fn rows(
    page: Page,
    table: Memo<RatesTable>,
    kind: &'static str,
    one: &'static str,
    all: &'static str,
    about: &'static str,
    cells: &'static [Cell],
) -> impl IntoView {
    // Rows are told by their places: they stay while their cells change, and with them the focus.
    let places = Memo::new(move |_| {
        table.with(|table| {
            let of_kind = |row: &RateRow| cell(row, "kind").eq_ignore_ascii_case(kind);
            table.rows.iter().enumerate().filter(|(_, row)| of_kind(row)).map(|(at, _)| at).collect::<Vec<_>>()
        })
    });
    let more = move || places.with(Vec::len).saturating_sub(ROWS);
    let add = move |_| {
        changed(page, table, |table| {
            let mut row = RateRow { line: 0, cells: vec![String::new(); RatesTable::COLUMNS.len()] };
            kind.clone_into(&mut row.cells[column("kind")]);
            row.cells[column("currency")] = table.currency.clone().unwrap_or_default();
            table.rows.push(row);
        });
    };
    let shown = move || {
        let numbered = places.get().into_iter().take(ROWS).enumerate();
        numbered.collect::<Vec<_>>()
    };
    view! {
        <div class="rate-kind">
            <h3>{all}</h3>
            <p class="quiet-text">{about}</p>
            <For each=shown key=|(number, at)| (*number, *at) let:row>
                {fields(page, table, row, one, cells)}
            </For>
            <Show when=move || more() != 0><p class="quiet-text">{move || format!("and {} more, in the text below", more())}</p></Show>
            <div class="buttons"><button type="button" class="button" on:click=add>{format!("Add a {}", one.to_lowercase())}</button></div>
        </div>
    }
}

fn fields(
    page: Page,
    table: Memo<RatesTable>,
    (number, at): (usize, usize),
    one: &'static str,
    cells: &'static [Cell],
) -> impl IntoView {
    let fields = cells.iter().map(|&(name, label, words)| {
        let value = move || {
            table.with(|table| table.rows.get(at).map(|row| cell(row, name).to_owned()).unwrap_or_default())
        };
        let invalid = move || {
            let line = table.with(|table| table.rows.get(at).map(|row| row.line));
            let wrong = |issue: &afterglow_engine::house::RateIssue| {
                issue.line == line && issue.column.as_deref() == Some(name)
            };
            table.with(|table| table.issues.iter().any(wrong)).then_some("true")
        };
        let change = move |event: web_sys::Event| {
            let typed = event_target_value(&event);
            changed(page, table, |table| {
                if let Some(cell) = table.rows.get_mut(at).and_then(|row| row.cells.get_mut(column(name))) {
                    *cell = typed;
                }
            });
        };
        let input = if words.is_empty() {
            view! {
                <input type="text" autocomplete="off" prop:value=value aria-invalid=invalid aria-describedby=WRONG on:change=change />
            }
            .into_any()
        } else {
            let options = words.iter().map(|&(word, shown)| {
                view! { <option value=word selected=move || value() == word>{shown}</option> }
            });
            view! {
                <select prop:value=value aria-invalid=invalid aria-describedby=WRONG on:change=change>{options.collect_view()}</select>
            }
            .into_any()
        };
        view! { <label class="field"><span class="field-name">{label}</span>{input}</label> }
    });
    let fields = fields.collect_view();
    let remove = move |_| {
        changed(page, table, |table| {
            if at < table.rows.len() {
                table.rows.remove(at);
            }
        });
    };
    let name = format!("{one} {}", number + 1);
    let label = format!("Remove {}", name.to_lowercase());
    view! {
        <fieldset class="rate-row">
            <legend>{name}</legend>
            {fields}
            <button type="button" class="button" aria-label=label on:click=remove>"Remove"</button>
        </fieldset>
    }
}

fn currency(page: Page, table: Memo<RatesTable>) -> impl IntoView {
    let label = move || table.with(|table| table.currency.clone().unwrap_or_default());
    let change = move |event: web_sys::Event| {
        let typed = event_target_value(&event).trim().to_uppercase();
        changed(page, table, |table| {
            for row in &mut table.rows {
                typed.clone_into(&mut row.cells[column("currency")]);
            }
        });
    };
    view! {
        <Show when=move || table.with(|table| !table.rows.is_empty())>
            <label class="field currency">
                <span class="field-name">"Currency of the amounts: a label, nothing is converted"</span>
                <input type="text" placeholder="USD" maxlength="8" autocomplete="off" prop:value=label on:change=change />
            </label>
        </Show>
    }
}

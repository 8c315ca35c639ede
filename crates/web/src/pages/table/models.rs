//! What stands behind the predictions: the models, the rows, the machines, what was assumed.

use afterglow_engine::view::PastRunsView;
use leptos::prelude::*;

use super::choices::money;
use crate::widgets::badge;
use crate::widgets::plain_table::{assumed, first_of, folded_table, plain_table};
use crate::widgets::value::Value;
use crate::words::format;

/// Each model's say, and how it does on rows that it was not shown.
pub(super) fn models(view: &PastRunsView) -> AnyView {
    let rows = view.models.iter().map(|model| {
        view! {
            <tr>
                <th scope="row">{model.name.clone()}</th>
                <td class="number">{format::share(model.weight_ratio)}</td>
                <td class="number">{format::share(model.error_ratio)}</td>
            </tr>
        }
        .into_any()
    });
    view! {
        <section>
            <h2>"Models" {badge::basis("modelled")}</h2>
            <p class="quiet-text">"Each configuration is predicted from the others; who errs less has more say"</p>
            {plain_table("Models", &[("Model", false), ("Say", true), ("Error", true)], rows.collect())}
        </section>
    }
    .into_any()
}

/// Cells that could not be used.
pub(super) fn left_out(view: &PastRunsView) -> AnyView {
    if view.issues.is_empty() {
        return ().into_any();
    }
    let rows = view.issues.iter().map(|issue| {
        view! {
            <tr>
                <th scope="row" class="number">{issue.line}</th>
                <td>{issue.column.as_deref().map_or_else(|| "the whole row".to_owned(), |name| format::clipped(name, 40))}</td>
                <td>{issue.message.clone()}</td>
            </tr>
        }
        .into_any()
    });
    let more = view.issues_total.saturating_sub(view.issues.len() as u64);
    let more =
        (more > 0).then(|| view! { <p class="quiet-text">{format!("and {} more", format::count(more as f64))}</p> });
    view! {
        <section>
            <h2>"Cells that could not be used"</h2>
            {plain_table("Cells that could not be used", &[("Line", true), ("Column", false), ("What is wrong", false)], rows.collect())}
            {more}
        </section>
    }
    .into_any()
}

/// What the catalogue knows of the machine types.
pub(super) fn machines(view: &PastRunsView) -> AnyView {
    if view.machines.is_empty() {
        return ().into_any();
    }
    let rows = view.machines.iter().map(|machine| {
        let price = machine.price_per_hour.map_or_else(|| format::UNKNOWN.to_owned(), |price| money(view, price));
        view! {
            <tr>
                <th scope="row" title=machine.id.clone()>{format::clipped(&machine.name, 40)}</th>
                <td class="number">{format::count(machine.rows as f64)}</td>
                <td class="number">{Value::maybe(machine.cores, |cores| Value::Count(f64::from(cores))).shown()}</td>
                <td class="number">{Value::maybe(machine.memory_bytes, |bytes| Value::Memory(bytes as f64)).shown()}</td>
                <td class="number">{Value::maybe(machine.core_score, |score| Value::Count(score.round())).shown()}</td>
                <td class="number">{price}</td>
            </tr>
        }
        .into_any()
    });
    let heads = [
        ("Machine type", false),
        ("Rows", true),
        ("Cores", true),
        ("Memory", true),
        ("Core score", true),
        ("An hour", true),
    ];
    view! {
        <section>
            <h2>"Machine types"</h2>
            {plain_table("Machine types", &heads, rows.collect())}
        </section>
    }
    .into_any()
}

/// Measured runtimes beside what the models make of them.
pub(super) fn fitted(view: &PastRunsView) -> AnyView {
    if view.fitted.is_empty() {
        return ().into_any();
    }
    let (has_machine, has_data) = (!view.machines.is_empty(), view.data.is_some());
    let rows = view.fitted.iter().map(|one| {
        let point = &one.point;
        let machine =
            has_machine.then(|| view! { <td>{point.machine.as_deref().map(|name| format::clipped(name, 40))}</td> });
        let data = has_data.then(|| view! { <td class="number">{point.data.map(format::plain)}</td> });
        view! {
            <tr>
                <th scope="row" class="number">{one.line}</th>
                {machine}
                <td class="number">{format::plain(point.nodes)}</td>
                {data}
                <td class="number">{one.rows}</td>
                <td class="number">{format::duration(one.measured_ms)}</td>
                <td class="number">{format::duration(point.runtime_ms.mid)}</td>
                <td class="number">{format::share(point.runtime_ms.mid / one.measured_ms - 1.0)}</td>
            </tr>
        }
        .into_any()
    });
    let mut heads = vec![("Line", true), ("Scale-out", true)];
    if has_machine {
        heads.insert(1, ("Machine type", false));
    }
    if has_data {
        heads.push(("Data", true));
    }
    heads.extend([("Runs", true), ("Measured", true), ("Modelled", true), ("Off by", true)]);
    let first = first_of(view.fitted.len(), view.configurations);
    folded_table("Measured and modelled", first, &heads, rows.collect())
}

/// What was assumed.
pub(super) fn notes(view: &PastRunsView) -> AnyView {
    assumed(&view.notes, None)
}

//! What the reader wishes of the next cluster.

use std::time::Duration;

use afterglow_engine::AdviseQuery;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::state::Run;
use crate::widgets::machine;
use crate::words::wishes as words;

const GOALS: [(&str, &str); 3] = [("cheapest", "Cheapest"), ("balanced", "Balanced"), ("fastest", "Fastest")];
const CLOUDS: [(&str, &str); 4] =
    [("aws", "AWS"), ("gcp", "Google Cloud"), ("azure", "Azure"), ("onprem", "On premises")];

/// The wishes as the fields of the form have them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wishes {
    goal: RwSignal<String>,
    clouds: RwSignal<Vec<&'static str>>,
    region: RwSignal<String>,
    deadline_minutes: RwSignal<Option<f64>>,
    budget_usd: RwSignal<Option<f64>>,
    instance: RwSignal<String>,
}

impl Wishes {
    /// No wishes yet, of a run whose machine the user may name here or elsewhere.
    pub(super) fn of(run: &Run) -> Self {
        Self {
            goal: RwSignal::new("cheapest".to_owned()),
            clouds: RwSignal::default(),
            region: RwSignal::default(),
            deadline_minutes: RwSignal::default(),
            budget_usd: RwSignal::default(),
            instance: run.machine,
        }
    }
}

impl Wishes {
    /// The wishes as the engine takes them.
    pub(super) fn query(self) -> AdviseQuery {
        AdviseQuery {
            clouds: self.clouds.get().into_iter().map(str::to_owned).collect(),
            regions: Some(self.region.get()).filter(|region| !region.is_empty()).into_iter().collect(),
            deadline_ms: self.deadline_minutes.get().map(|minutes| minutes * 60_000.0),
            budget_usd: self.budget_usd.get(),
            goal: Some(self.goal.get()),
            current_instance: Some(self.instance.get().trim().to_owned()).filter(|name| !name.is_empty()),
            ..AdviseQuery::default()
        }
    }
}

/// The form. A field takes effect when it is left, or by Enter.
pub(super) fn form(wishes: Wishes, regions: Memo<Vec<(String, String)>>) -> impl IntoView {
    let goals = GOALS.map(|(word, name)| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (wishes.goal.get() == word).to_string()
                on:click=move |_| wishes.goal.set(word.to_owned())
            >
                {name}
            </button>
        }
    });
    let clouds = CLOUDS.map(|(word, name)| {
        let pressed = move || wishes.clouds.with(|clouds| clouds.contains(&word)).to_string();
        let toggle = move |_| {
            wishes.clouds.update(|clouds| match clouds.iter().position(|cloud| *cloud == word) {
                Some(at) => drop(clouds.remove(at)),
                None => clouds.push(word),
            });
        };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=toggle>{name}</button> }
    });
    let options = move || {
        let option = |(cloud, region): (String, String)| {
            view! { <option value=region.clone()>{format!("{region} ({cloud})")}</option> }
        };
        regions.get().into_iter().map(option).collect_view()
    };
    view! {
        <section class="card wishes" aria-label="Wishes">
            <div class="field">
                <span class="field-name">"Goal"</span>
                <div class="chips" role="group" aria-label="Goal">{goals.into_iter().collect_view()}</div>
            </div>
            <div class="field">
                <span class="field-name">"Clouds"</span>
                <div class="chips" role="group" aria-label="Clouds">{clouds.into_iter().collect_view()}</div>
            </div>
            <label class="field">
                <span class="field-name">"Region"</span>
                <select on:change=move |event| wishes.region.set(event_target_value(&event))>
                    <option value="">"Main regions"</option>
                    {options}
                </select>
            </label>
            {amount("Deadline, minutes", wishes.deadline_minutes)}
            {amount("Budget, $ a run", wishes.budget_usd)}
            {machine::field(wishes.instance)}
        </section>
    }
}

/// A search over all clusters waits until nothing was typed for so long.
const REST: Duration = Duration::from_millis(500);

/// A field for a number greater than 0. What else stands in it counts as no wish, and the field says so.
fn amount(name: &'static str, wish: RwSignal<Option<f64>>) -> impl IntoView {
    let wrong = RwSignal::new(false);
    let mut rested = debounce(REST, move |number| {
        if wish.try_get_untracked().is_some_and(|now| now != number) {
            wish.set(number);
        }
    });
    let typed = move |event: web_sys::Event| {
        let field: HtmlInputElement = event_target(&event);
        let typed = field.value();
        let number = typed.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
        // Browsers give an empty value for what is no number at all.
        wrong.set(number.is_none() && !(typed.trim().is_empty() && field.check_validity()));
        rested(number);
    };
    view! {
        <label class="field">
            <span class="field-name">{name}</span>
            <input
                type="number"
                min="0"
                step="any"
                inputmode="decimal"
                placeholder="none"
                aria-invalid=move || wrong.get().then_some("true")
                on:input=typed
            />
            <span class="wrong" role="alert">{move || wrong.get().then_some(words::NOT_AN_AMOUNT)}</span>
        </label>
    }
}

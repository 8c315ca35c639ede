//! The rules: a form for those that are used most, and the policy file's text for all. The text is the one truth; the
//! form reads it and writes into it.

use afterglow_engine::house::policy_problems;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{chooser, text_field, wrong};
use crate::export::download;
use crate::state::Page;
use crate::state::house::too_long_policy;

/// How a rule is asked for.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Words with commas between.
    Words,
    /// A number, kept as it is multiplied by this.
    Number(f64),
}

/// A rule of the form: its name in the file, its label, how it is asked for, an example, and what it means.
type Rule = (&'static str, &'static str, Form, &'static str, &'static str);

const RULES: [Rule; 11] = [
    ("regions", "Regions", Form::Words, "all", "Only these, with commas between, such as eu-central-1, westeurope"),
    ("families", "Families allowed", Form::Words, "all", "Only these; * stands for any letters, such as m7*, r7*"),
    ("deny_families", "Families denied", Form::Words, "none", "Not these; * stands for any letters, such as t*"),
    ("max_cores", "Cores at most", Form::Number(1.0), "any", "Virtual CPUs of all workers together"),
    ("max_workers", "Workers at most", Form::Number(1.0), "any", "Machines beside the driver's"),
    ("min_generation", "Generation from", Form::Number(1.0), "any", "In the cloud's own counting: 6 leaves m5 out"),
    ("max_usd_per_hour", "$ an hour at most", Form::Number(1.0), "any", "What the whole cluster may cost in an hour"),
    (
        "deadline_probability",
        "Chance to be in time, %",
        Form::Number(0.01),
        "80",
        "How probable it must be that a deadline is met",
    ),
    (
        "head_room",
        "Head-room on memory, ×",
        Form::Number(1.0),
        "1.2",
        "On memory that was measured: 1.2 is a fifth more",
    ),
    (
        "startup_seconds",
        "Start-up, seconds",
        Form::Number(1.0),
        "210",
        "What a cluster takes to start, which is paid for",
    ),
    (
        "link_gbps",
        "Line to the cloud, Gbit/s",
        Form::Number(1.0),
        "none",
        "How wide the line between your own machines and a cloud is: with it both are tried in one cluster",
    ),
];

const CLOUDS: [(&str, &str); 4] =
    [("aws", "AWS"), ("gcp", "Google Cloud"), ("azure", "Azure"), ("onprem", "On premises")];

/// Where the list of what is wrong stands.
const WRONG: &str = "rules-wrong";

/// The text as rules; `None` where it is no JSON object, so that the form cannot be filled in.
fn read(text: &str) -> Option<Map<String, Value>> {
    if text.trim().is_empty() {
        return Some(Map::new());
    }
    serde_json::from_str(text).ok()
}

/// The text with a rule set, or taken away.
fn with(text: &str, name: &str, value: Option<Value>) -> Option<String> {
    let mut rules = read(text)?;
    match value {
        Some(value) => drop(rules.insert(name.to_owned(), value)),
        None => drop(rules.remove(name)),
    }
    if rules.is_empty() {
        return Some(String::new());
    }
    serde_json::to_string_pretty(&rules).ok()
}

/// A rule as its field shows it. What does not fit the field is shown as it stands.
fn shown(rules: &Map<String, Value>, name: &str, form: Form) -> String {
    match (rules.get(name), form) {
        (None | Some(Value::Null), _) => String::new(),
        (Some(Value::Array(words)), Form::Words) => words
            .iter()
            .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(", "),
        // 0.9 as a share is 90 per cent and not 90.00000000000001.
        (Some(Value::Number(number)), Form::Number(factor)) => {
            number.as_f64().map_or_else(String::new, |number| ((number / factor * 1e9).round() / 1e9).to_string())
        }
        // Not in quotes: who mends it would else mend the quotes too.
        (Some(Value::String(text)), _) => text.clone(),
        (Some(other), _) => other.to_string(),
    }
}

/// What was typed as a rule. What is no number stays a text, so that it is told what is wrong with it.
fn typed(text: &str, form: Form) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(match form {
        Form::Words => text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect(),
        Form::Number(factor) => match text.replace(',', ".").parse::<f64>() {
            Ok(number) if factor == 1.0 && number.fract() == 0.0 && number.abs() < 1e15 => Value::from(number as i64),
            Ok(number) => Value::from((number * factor * 1e9).round() / 1e9),
            Err(_) => Value::from(text),
        },
    })
}

/// Pinned settings, one on each line.
fn settings(rules: &Map<String, Value>) -> String {
    let Some(Value::Object(all)) = rules.get("conf") else { return String::new() };
    let line = |(key, value): (&String, &Value)| match value {
        Value::String(text) => format!("{key}={text}"),
        other => format!("{key}={other}"),
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn typed_settings(text: &str) -> Option<Value> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (key, value) = line.split_once(['=', ' ']).unwrap_or((line, ""));
        (key.trim().to_owned(), Value::from(value.trim()))
    };
    let all: Map<String, Value> = lines.map(pair).collect();
    (!all.is_empty()).then_some(Value::Object(all))
}

/// The section.
pub(super) fn section(page: Page) -> impl IntoView {
    let policy = page.house.policy;
    let rules = Memo::new(move |_| policy.with(|text| read(text)));
    let problems = Memo::new(move |_| policy.with(|text| policy_problems(text)));
    let set = move |name: &str, value: Option<Value>| {
        if let Some(text) = policy.with_untracked(|text| with(text, name, value)) {
            page.house.set_policy(text);
        }
    };
    let no_form = move || rules.with(Option::is_none);
    let save = move |_| policy.with_untracked(|text| download::save("policy.json", "application/json", text));
    let fields = RULES.map(|rule| field(rule, rules, problems, set)).into_iter().collect_view();
    let conf = move || rules.with(|rules| rules.as_ref().map(settings).unwrap_or_default());
    view! {
        <section class="card">
            <h2>"Rules"</h2>
            <p class="quiet-text">"What holds for every advice. Nothing stated allows everything; a rule that leaves nothing is named, with what it costs."</p>
            <div class="beside">
                <fieldset class="rules" aria-label="Rules as a form" disabled=no_form>
                    {clouds(rules, set)}
                    {spot(rules, set)}
                    {fields}
                    <label class="field wide">
                        <span class="field-name">"Pinned settings, one on each line"</span>
                        <textarea
                            class="code"
                            rows="3"
                            spellcheck="false"
                            placeholder="spark.sql.shuffle.partitions=400"
                            prop:value=conf
                            aria-invalid=move || invalid(problems, "conf")
                            aria-describedby=WRONG
                            on:change=move |event| set("conf", typed_settings(&event_target_value(&event)))
                        ></textarea>
                    </label>
                </fieldset>
                <div class="stacked">
                    {text_field(page, "The policy file (JSON), with all rules", 16, policy, too_long_policy, move |text| page.house.set_policy(text))}
                    <div class="buttons">
                        <button type="button" class="button" disabled=move || policy.with(String::is_empty) on:click=save>"Download policy.json"</button>
                        {chooser(page, "Load a policy…")}
                    </div>
                </div>
            </div>
            {wrong(WRONG, move || problems.get())}
        </section>
    }
}

/// Whether something is wrong with a rule: with all of it, or with one of its words.
fn invalid(problems: Memo<Vec<(String, String)>>, name: &str) -> Option<&'static str> {
    let of = |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']));
    problems.with(|all| all.iter().any(|(field, _)| of(field))).then_some("true")
}

fn field(
    (name, label, form, example, meaning): Rule,
    rules: Memo<Option<Map<String, Value>>>,
    problems: Memo<Vec<(String, String)>>,
    set: impl Fn(&str, Option<Value>) + Copy + 'static,
) -> impl IntoView {
    let value = move || rules.with(|rules| rules.as_ref().map(|rules| shown(rules, name, form)).unwrap_or_default());
    let mode = if matches!(form, Form::Words) { "text" } else { "decimal" };
    view! {
        <label class="field">
            <span class="field-name">{label}</span>
            <input
                type="text"
                inputmode=mode
                placeholder=example
                title=meaning
                autocomplete="off"
                prop:value=value
                aria-invalid=move || invalid(problems, name)
                aria-describedby=WRONG
                on:change=move |event| set(name, typed(&event_target_value(&event), form))
            />
        </label>
    }
}

fn clouds(
    rules: Memo<Option<Map<String, Value>>>,
    set: impl Fn(&str, Option<Value>) + Copy + 'static,
) -> impl IntoView {
    let allowed = move || -> Vec<String> {
        let words = |rules: &Map<String, Value>| {
            let all = rules.get("clouds").and_then(Value::as_array).cloned().unwrap_or_default();
            all.iter().filter_map(Value::as_str).map(str::to_lowercase).collect()
        };
        rules.with(|rules| rules.as_ref().map(words).unwrap_or_default())
    };
    let chips = CLOUDS.map(|(word, name)| {
        let pressed = move || allowed().iter().any(|cloud| cloud == word).to_string();
        let toggle = move |_| {
            let mut now = allowed();
            match now.iter().position(|cloud| cloud == word) {
                Some(at) => drop(now.remove(at)),
                None => now.push(word.to_owned()),
            }
            set("clouds", (!now.is_empty()).then(|| now.into_iter().map(Value::from).collect()));
        };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=toggle>{name}</button> }
    });
    view! {
        <div class="field wide">
            <span class="field-name">"Clouds that may be used (none chosen: all)"</span>
            <div class="chips" role="group" aria-label="Clouds that may be used">{chips.into_iter().collect_view()}</div>
        </div>
    }
}

fn spot(rules: Memo<Option<Map<String, Value>>>, set: impl Fn(&str, Option<Value>) + Copy + 'static) -> impl IntoView {
    let none = move || {
        rules.with(|rules| rules.as_ref().and_then(|rules| rules.get("spot")).and_then(Value::as_bool) == Some(false))
    };
    let change = move |event: web_sys::Event| set("spot", event_target_checked(&event).then_some(Value::Bool(false)));
    view! {
        <label class="check wide">
            <input type="checkbox" prop:checked=none on:change=change />
            <span>"No spot: no worker may be taken back"</span>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_and_the_text_say_the_same() {
        let mut text = String::new();
        for (name, form, value) in [
            ("regions", Form::Words, "eu-central-1, westeurope"),
            ("max_cores", Form::Number(1.0), "256"),
            ("deadline_probability", Form::Number(0.01), "92.5"),
            ("head_room", Form::Number(1.0), "1.3"),
        ] {
            text = with(&text, name, typed(value, form)).expect("rules");
            assert_eq!(shown(&read(&text).expect("rules"), name, form), value);
        }
        assert_eq!(policy_problems(&text), []);
        assert!(text.contains("0.925") && text.contains("256,"), "{text}");
        text = with(&text, "conf", typed_settings("spark.a=1\n spark.b 2 \n")).expect("rules");
        assert_eq!(settings(&read(&text).expect("rules")), "spark.a=1\nspark.b=2");
        for name in ["regions", "max_cores", "deadline_probability", "head_room", "conf"] {
            text = with(&text, name, None).expect("rules");
        }
        assert_eq!(text, "", "no rule is no policy");
    }

    #[test]
    fn what_is_wrong_stays_and_is_told() {
        let text = with("", "max_cores", typed("many", Form::Number(1.0))).expect("rules");
        assert_eq!(policy_problems(&text)[0].0, "max_cores");
        assert_eq!(shown(&read(&text).expect("rules"), "max_cores", Form::Number(1.0)), "many");
        assert_eq!(read("{\"a\": "), None);
        assert_eq!(with("[]", "spot", None), None, "what is no policy is not written over");
    }
}

//! Which cluster to take.

use afterglow_catalog::{Catalog, Cloud, Rates};
use afterglow_optimize::{Choice, Current, Goal, Hint, Kind, Policy, Query, advise_with, emit};
use afterglow_profile::Profile;
use afterglow_units::{Basis, Millis, Usd};

use crate::AdviseQuery;
use crate::run::Run;
use crate::view::{AdviceView, ChoiceView, CurrentView, Emitted};

/// The advice for a query. A run that cannot be predicted gives one without choices, which says why.
///
/// # Errors
/// A sentence that says which word of the query is wrong.
pub(super) fn advice(run: &Run, asked: &AdviseQuery) -> Result<AdviceView, String> {
    let catalog = Catalog::builtin();
    let mut notes = Vec::new();
    let query = query(asked, &mut notes)?;
    let model = match run.model() {
        Ok(model) => model,
        Err(refusal) => {
            return Ok(AdviceView {
                infeasible: Some(format!("No cluster can be advised: {refusal}")),
                catalog_date: catalog.date().to_string(),
                catalog_sha256: catalog.sha256().to_owned(),
                notes,
                ..AdviceView::default()
            });
        }
    };
    let advice = advise_with(&run.profile, model, run.sketch(model), catalog, &query);
    notes.extend(advice.notes);
    Ok(AdviceView {
        current: current(&advice.current),
        choices: advice
            .choices
            .iter()
            .enumerate()
            .map(|(at, choice)| view(choice, at, at < WRITTEN || advice.pareto.contains(&at), &run.profile))
            .collect(),
        pareto: advice.pareto,
        infeasible: advice.infeasible.map(|infeasible| infeasible.to_string()),
        catalog_date: catalog.date().to_string(),
        catalog_sha256: catalog.sha256().to_owned(),
        searched: advice.searched,
        notes,
        regions: Cloud::PUBLIC
            .into_iter()
            .flat_map(|cloud| {
                catalog.regions(cloud).map(move |region| (cloud.word().to_owned(), region.name.to_string()))
            })
            .collect(),
    })
}

/// The query in the optimizer's words.
fn query(asked: &AdviseQuery, notes: &mut Vec<String>) -> Result<Query, String> {
    let clouds = asked.clouds.iter().map(|word| {
        Cloud::parse(word).ok_or_else(|| format!("There is no cloud {word:?}: give aws, gcp, azure or onprem."))
    });
    let goal = match &asked.goal {
        None => Goal::default(),
        Some(word) => Goal::parse(word)
            .ok_or_else(|| format!("There is no goal {word:?}: give cheapest, fastest or balanced."))?,
    };
    let policy = asked.policy.as_deref().filter(|text| !text.trim().is_empty());
    let policy = policy.map(Policy::parse).transpose().map_err(|error| error.to_string())?;
    let rates = asked.rates.as_deref().filter(|text| !text.trim().is_empty()).map(|text| {
        let (rates, issues) = Rates::parse(text);
        notes.extend(issues.iter().map(|issue| format!("Your rates: {issue}.")));
        rates
    });
    let known: Vec<&str> = Cloud::PUBLIC
        .into_iter()
        .flat_map(|cloud| Catalog::builtin().regions(cloud))
        .map(|region| &*region.name)
        .collect();
    if let Some(unknown) =
        asked.regions.iter().find(|region| !known.iter().any(|known| known.eq_ignore_ascii_case(region)))
    {
        return Err(format!("The catalogue has no region {unknown:?}."));
    }
    Ok(Query {
        clouds: clouds.collect::<Result<_, _>>()?,
        regions: asked.regions.clone(),
        deadline: asked.deadline_ms.map(Millis::from_f64),
        budget: asked.budget_usd.map(Usd),
        goal,
        policy,
        rates,
        hint: Hint {
            instance: asked.current_instance.clone(),
            region: asked.current_region.clone(),
            ..Hint::default()
        },
    })
}

fn current(current: &Current) -> CurrentView {
    CurrentView {
        platform: current.platform_word.map(str::to_owned),
        cloud: current.cloud.map(|cloud| cloud.word().to_owned()),
        region: current.region.clone(),
        instance: current.instance.clone(),
        basis: current.basis.map_or("", Basis::word).to_owned(),
        workers: current.workers,
        executors: current.executors,
        slots: current.slots,
        wall_ms: current.wall.map(|wall| wall.0 as f64),
        cost_usd: current.cost.as_ref().map(|money| money.total.0),
        missing: (!current.missing.is_empty()).then(|| current.missing.join(" ")),
    }
}

/// The first so many choices, and those of the front, come with their configurations: what people paste. Fifty times
/// eight texts would only fill memory.
const WRITTEN: usize = 5;

fn view(choice: &Choice, at: usize, written: bool, profile: &Profile) -> ChoiceView {
    let emitted = if written { Kind::ALL.to_vec() } else { Vec::new() };
    ChoiceView {
        rank: at as u32 + 1,
        cloud: choice.cloud.word().to_owned(),
        region: choice.region.clone(),
        platform: choice.platform.word().to_owned(),
        instance: choice.instance.clone(),
        workers: choice.workers,
        market: choice.market.word().to_owned(),
        executors: choice.executors,
        executor_cores: choice.executor_cores.0,
        executor_memory_bytes: choice.executor_memory.0,
        slots: choice.slots,
        wall_ms: choice.wall.into(),
        cost_usd: choice.cost.into(),
        price_basis: choice.price_basis.to_owned(),
        price_date: choice.price_date.to_string(),
        meets_deadline_probability: choice.meets_deadline_probability,
        conf: choice.conf.clone(),
        why: choice.why.clone(),
        emitted: emitted
            .into_iter()
            .filter(|kind| kind.suits(choice))
            .map(|kind| Emitted { kind: kind.word().to_owned(), text: emit(choice, profile, kind) })
            .collect(),
    }
}

/// One choice as configuration text.
///
/// # Errors
/// A sentence that says what is wrong with the query, the rank or the kind.
pub(super) fn emitted(run: &Run, asked: &AdviseQuery, rank: usize, kind: &str) -> Result<String, String> {
    let kind = Kind::parse(kind).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("There is no configuration {kind:?}: give one of {}.", words.join(", "))
    })?;
    let model = run.model().map_err(|refusal| format!("No cluster can be advised: {refusal}"))?;
    let mut query = query(asked, &mut Vec::new())?;
    // Who asks for the words of one platform asks for a cluster on it.
    if query.policy.as_ref().is_none_or(|policy| policy.platforms.is_empty()) {
        query.policy.get_or_insert_default().platforms = kind.platform().into_iter().collect();
    }
    let advice = advise_with(&run.profile, model, run.sketch(model), Catalog::builtin(), &query);
    let choice = rank.checked_sub(1).and_then(|at| advice.choices.get(at));
    let choice = choice.ok_or_else(|| match &advice.infeasible {
        Some(infeasible) => infeasible.to_string(),
        None => format!("There are {} choices, and none of rank {rank}.", advice.choices.len()),
    })?;
    if !kind.suits(choice) {
        return Err(format!(
            "Choice {rank} is {} on {}, which {} cannot start: ask for its platform, or for another choice.",
            choice.title(),
            choice.platform.word(),
            kind.word()
        ));
    }
    Ok(emit(choice, &run.profile, kind))
}

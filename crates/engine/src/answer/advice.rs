//! Which cluster to take.

use afterglow_catalog::{Cloud, Platform, Rates};
use afterglow_optimize::{
    Advised, Choice, Current, Goal, Hint, HourPrice, Kind, NodeShape, Policy, Query, Way, When, advise_with, emit,
    hardware_of,
};
use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::{Basis, Bytes, Millis, Usd};

use super::siblings::{Sibling, siblings};
use crate::AdviseQuery;
use crate::run::Run;
use crate::view::{
    AdviceView, AdvisedView, ChoiceView, CurrentView, Emitted, HourView, ObservedView, WayView, WhenView,
};

/// The advice for a query. A run that cannot be predicted gives one without choices, which says why.
///
/// # Errors
/// A sentence that says which word of the query is wrong.
pub(super) fn advice(run: &Run, asked: &AdviseQuery) -> Result<AdviceView, String> {
    let catalog = run.house.catalog();
    let mut notes = run.house.notes().to_vec();
    let mut query = query(run, asked, &mut notes)?;
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
    let siblings = learned(run, asked, &mut query);
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
        ways: advice.ways.into_iter().map(way).collect(),
        when: advice.when.map(when),
        others: siblings.iter().map(|sibling| observed(model, sibling)).collect(),
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

/// Other runs of the program, which the query learns from. Machines are compared only where both are known; else they
/// are taken to be alike.
fn learned<'a>(run: &Run, asked: &'a AdviseQuery, query: &mut Query) -> Vec<Sibling<'a>> {
    let catalog = run.house.catalog();
    let siblings = siblings(run, &asked.others, |seen| {
        let theirs = catalog.find_id(seen.machine.as_deref()?)?;
        let shape = NodeShape { slots: seen.slots_of_machine.max(1), heap_per_slot: Bytes(seen.heap_of_slot) };
        hardware_of(&run.profile, catalog, &query.hint, theirs, shape)
    });
    query.others = siblings.iter().map(|sibling| sibling.sighting.clone()).collect();
    siblings
}

/// The query in the optimizer's words.
fn query(run: &Run, asked: &AdviseQuery, notes: &mut Vec<String>) -> Result<Query, String> {
    let clouds = asked.clouds.iter().map(|word| {
        Cloud::parse(word).ok_or_else(|| format!("There is no cloud {word:?}: give aws, gcp, azure or onprem."))
    });
    let goal = match &asked.goal {
        None => Goal::default(),
        Some(word) => Goal::parse(word)
            .ok_or_else(|| format!("There is no goal {word:?}: give cheapest, fastest or balanced."))?,
    };
    let policy =
        run.house.policy(asked.policy.as_deref()).map(Policy::parse).transpose().map_err(|error| error.to_string())?;
    let rates = run.house.rates(asked.rates.as_deref()).map(|text| {
        let (rates, issues) = Rates::parse(text);
        notes.extend(issues.iter().map(|issue| format!("Your rates: {issue}.")));
        rates
    });
    let known: Vec<&str> = Cloud::PUBLIC
        .into_iter()
        .flat_map(|cloud| run.house.catalog().regions(cloud))
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
        others: Vec::new(),
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
        advised: current.advised.as_ref().map(|advised| AdvisedView {
            cluster: format!(
                "{} × {} ({} {}, {}, {})",
                advised.workers,
                advised.instance,
                advised.cloud.word(),
                advised.region,
                advised.platform.word(),
                advised.market.word()
            ),
            slots: advised.slots,
            wall_ms: advised.wall.into(),
            cost_usd: advised.cost.into(),
            differs: differs(current, advised),
        }),
    }
}

/// How a run differs from what it was advised.
fn differs(current: &Current, advised: &Advised) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(slots) = current.slots.filter(|slots| *slots != advised.slots) {
        parts.push(format!("{slots} slots instead of {}", advised.slots));
    }
    if let Some(workers) = current.workers.filter(|workers| *workers != advised.workers) {
        parts.push(format!("machines in use: {workers} instead of {}", advised.workers));
    }
    if let Some(cloud) = current.cloud.filter(|cloud| *cloud != advised.cloud) {
        parts.push(format!("{cloud} instead of {}", advised.cloud));
    }
    if let Some(instance) = current.instance.as_ref().filter(|instance| **instance != advised.instance) {
        parts.push(format!("{instance} instead of {}", advised.instance));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn way(way: Way) -> WayView {
    WayView {
        kind: way.kind.word().to_owned(),
        title: way.title,
        wall_ms: way.wall.into(),
        cost_usd: way.cost.into(),
        feasible: way.feasible,
        better: way.better,
        why: way.why,
        conf: way.conf,
    }
}

fn when(when: When) -> WhenView {
    let hour = |hour: HourPrice| HourView { hour: hour.hour, usd_per_hour: hour.price.into() };
    WhenView {
        rank: when.choice as u32 + 1,
        zone: when.zone,
        hours: when.hours.into_iter().map(hour).collect(),
        start_hour: when.of_day.map(|start| start.hour),
        sure: when.of_day.is_some_and(|start| start.sure),
        saves_ratio: when.of_day.map(|start| start.saves_ratio.into()),
        cost_by_hour: when.cost_by_hour,
        why: when.why,
    }
}

/// What the model says of another run without having learned from it.
fn observed(model: &Model, sibling: &Sibling<'_>) -> ObservedView {
    let prediction = model.predict(&sibling.sighting.scenario);
    ObservedView {
        run: sibling.seen.digest.run.clone(),
        machine: sibling.seen.machine.clone(),
        slots: prediction.slots,
        predicted_ms: prediction.wall.into(),
        observed_ms: sibling.seen.digest.wall_ms,
        cost_usd: sibling.seen.cost_usd,
    }
}

/// The first so many choices, and those of the front, come with their configurations: what people paste. Fifty times
/// twelve texts would only fill memory.
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
        usd_per_hour: choice.usd_per_hour.0,
        startup_ms: choice.startup.0 as f64,
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
            .map(|kind| text_of(choice, profile, kind))
            .collect(),
    }
}

/// One choice as configuration: each kind of a list of words, or `all` that can start it.
///
/// # Errors
/// A sentence that says what is wrong with the query, the rank or a kind.
pub(super) fn emitted(run: &Run, asked: &AdviseQuery, rank: usize, words: &str) -> Result<Vec<Emitted>, String> {
    let wanted = Wanted::parse(words)?;
    let model = run.model().map_err(|refusal| format!("No cluster can be advised: {refusal}"))?;
    let mut query = query(run, asked, &mut Vec::new())?;
    learned(run, asked, &mut query);
    // Who asks for the words of one platform asks for a cluster on it.
    if query.policy.as_ref().is_none_or(|policy| policy.platforms.is_empty()) {
        query.policy.get_or_insert_default().platforms = wanted.platform()?.into_iter().collect();
    }
    let advice = advise_with(&run.profile, model, run.sketch(model), run.house.catalog(), &query);
    let choice = rank.checked_sub(1).and_then(|at| advice.choices.get(at));
    let choice = choice.ok_or_else(|| match &advice.infeasible {
        Some(infeasible) => infeasible.to_string(),
        None => format!("There are {} choices, and none of rank {rank}.", advice.choices.len()),
    })?;
    let kinds = match wanted {
        Wanted::All => Kind::ALL.into_iter().filter(|kind| kind.suits(choice)).collect(),
        Wanted::These(kinds) => kinds,
    };
    if let Some(kind) = kinds.iter().find(|kind| !kind.suits(choice)) {
        return Err(format!(
            "Choice {rank} is {} on {}, which {} cannot start: ask for its platform, or for another choice.",
            choice.title(),
            choice.platform.word(),
            kind.word()
        ));
    }
    Ok(kinds.into_iter().map(|kind| text_of(choice, &run.profile, kind)).collect())
}

/// Which kinds are asked for.
enum Wanted {
    /// All that can start the choice.
    All,
    These(Vec<Kind>),
}

impl Wanted {
    fn parse(words: &str) -> Result<Self, String> {
        if words.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        let kind = |word: &str| {
            Kind::parse(word).ok_or_else(|| {
                let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
                format!("There is no configuration {word:?}: give all, or some of {}.", words.join(", "))
            })
        };
        Ok(Self::These(words.split(',').map(kind).collect::<Result<_, _>>()?))
    }

    /// The platform of those that name one.
    fn platform(&self) -> Result<Option<Platform>, String> {
        let Self::These(kinds) = self else { return Ok(None) };
        let mut named = kinds.iter().filter_map(|kind| Some((kind, kind.platform()?)));
        let Some((first, platform)) = named.next() else { return Ok(None) };
        match named.find(|(_, other)| *other != platform) {
            None => Ok(Some(platform)),
            Some((other, _)) => Err(format!(
                "{} and {} are of two platforms, and no cluster is on both: ask for them one after the other.",
                first.word(),
                other.word()
            )),
        }
    }
}

fn text_of(choice: &Choice, profile: &Profile, kind: Kind) -> Emitted {
    Emitted {
        kind: kind.word().to_owned(),
        file_name: kind.file_name().to_owned(),
        paste: kind.paste().to_owned(),
        text: emit(choice, profile, kind),
    }
}

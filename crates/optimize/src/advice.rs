//! The answer, and how it is put together.

use afterglow_catalog::{Catalog, Cloud};
use afterglow_predict::{Model, Note, Sketch};
use afterglow_profile::Profile;

use crate::choice::Choice;
use crate::conf;
use crate::current::Current;
use crate::explain::{Case, default_deadline};
use crate::found::Ranked;
use crate::frontier;
use crate::goal::{Goal, Limits};
use crate::hardware::Reference;
use crate::infeasible::{Blocker, Infeasible, lifted, limits_in_the_way, nearest};
use crate::need::Need;
use crate::policy::Policy;
use crate::price::STARTUP_SECONDS;
use crate::query::Query;
use crate::ranking::{rank, written};
use crate::search::{Outcome, Task, search};
use crate::space::{LeftOut, Space, space};
use crate::surface::Surface;
use crate::ways::{self, Way};
use crate::when::{When, when};

/// The answer to a [`Query`].
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// What the run ran on, and what it cost.
    pub current: Current,
    /// What the run needs of a machine.
    pub need: Need,
    /// At most 50 choices: those that keep all limits first, the best for the goal first; behind them those that are
    /// here as ends of the Pareto front.
    pub choices: Vec<Choice>,
    /// Indexes of choices that no other beats in both time and cost, the cheapest first.
    pub pareto: Vec<usize>,
    /// Other ways than one cluster that stays, compared with the first choice.
    pub ways: Vec<Way>,
    /// When to run the best choice that uses spare machines of whose price the user gave a history.
    pub when: Option<When>,
    /// Why no choice keeps all limits, if so.
    pub infeasible: Option<Infeasible>,
    /// Clusters for which a time and a cost were reckoned.
    pub searched: u64,
    /// Assumptions and what was left out, in sentences.
    pub notes: Vec<String>,
}

/// A chance of at least this to meet a deadline that the user gave, unless the policy says otherwise.
const CERTAINTY: f64 = 0.8;
/// The same for the deadline that is taken where none was given: as likely as not no slower than the run was.
const CERTAINTY_OF_DEFAULT: f64 = 0.5;

/// Answers a query. The same question gets the same answer.
pub fn advise(profile: &Profile, model: &Model, catalog: &Catalog, query: &Query) -> Advice {
    advise_with(profile, model, &model.sketch(), catalog, query)
}

/// The same with a compressed run that is at hand already.
pub fn advise_with(profile: &Profile, model: &Model, sketch: &Sketch, catalog: &Catalog, query: &Query) -> Advice {
    let mut notes = Vec::new();
    let own;
    let catalog = match &query.rates {
        Some(rates) => {
            let (with, issues) = catalog.with_rates(rates);
            notes.extend(issues.iter().map(|issue| format!("Your rates: {issue}.")));
            notes.extend(rates.currency.as_ref().map(|c| {
                format!("Your rates are in {c}; they are not converted, so amounts mix currencies where list prices are used too.")
            }));
            own = with;
            &own
        }
        None => catalog,
    };
    notes.extend(catalog.currencies().into_iter().map(|label| {
        format!(
            "Some of your prices are in {label}. Nothing is converted: where choices are priced in different currencies, \
             their order means nothing."
        )
    }));
    let open = Policy::default();
    let policy = query.policy.as_ref().unwrap_or(&open);
    let need = Need::of(profile);
    let mut current = Current::of(profile, catalog, &query.hint);
    current.wall = current.wall.or(Some(model.observed()));
    current.slots = current.slots.or(Some(model.observed_slots()));
    current.reckon(profile, catalog, &need, policy.startup_seconds.unwrap_or(STARTUP_SECONDS));
    let machine = current.machine(catalog).cloned();
    let reference =
        Reference::new(catalog, machine.as_ref(), current.slots_of_node(), need.had_per_slot).with(need.native);
    let limits = limits(query, policy, model, &mut notes);
    let calibration = (!query.others.is_empty()).then(|| model.calibrate(&query.others));
    let calibration = calibration.as_ref().filter(|calibration| calibration.runs() > 0);
    notes.extend(calibration.map(|by| corrected(by.runs())));
    let mut task = Task { need: &need, policy, reference, goal: query.goal, limits, calibration };
    let mut surface = Surface::new(sketch, calibration);

    let space = space(catalog, query, policy, &need, &current);
    let mut outcome = search(&space, &task, &mut surface);
    let mut searched = outcome.searched;
    if outcome.best.is_empty() && task.limits.certainty > CERTAINTY_OF_DEFAULT && policy.deadline_probability.is_none()
    {
        let looser = Task { limits: Limits { certainty: CERTAINTY_OF_DEFAULT, ..task.limits }, ..task };
        let again = search(&space, &looser, &mut surface);
        searched += again.searched;
        if !again.best.is_empty() {
            notes.push("No cluster meets the deadline with a chance of 80 %; these do as likely as not.".into());
            (task, outcome) = (looser, again);
        }
    }
    if !profile.streams.is_empty() {
        notes.insert(0, Note::Streaming.text());
    }
    let (ranked, more) = rank(&space, &task, &outcome, &mut surface, model, profile.tasks.len());
    searched += more;
    let mut choices: Vec<Choice> = ranked.iter().map(|ranked| written(&space, &task, sketch, ranked)).collect();
    let partitions = conf::partitions(profile, model, &space, &task, &ranked);
    for (at, choice) in choices.iter_mut().enumerate() {
        choice.instead_of = current.cluster();
        choice.conf = conf::settings(profile, policy, choice, partitions.as_ref().filter(|_| at == 0));
    }
    let case = Case { catalog, space: &space, task: &task, current: &current, need: &need, demand: model.demand() };
    explain(&case, &ranked, &mut choices, &mut surface);
    if let (Some(partitions), Some(first)) = (&partitions, choices.first_mut()) {
        first.why.push(partitions.why());
    }

    let mut ways = Vec::new();
    if let Some(first) = ranked.first() {
        let (space, task, outcome) = (&space, &task, &outcome);
        let current = &current;
        let case = ways::Case { catalog, profile, model, sketch, space, task, outcome, current, first };
        let (found, why_not, more) = ways::ways(case, &mut surface);
        ways = found;
        notes.extend(why_not);
        searched += more;
    }

    let when = choices.iter().enumerate().find_map(|(at, choice)| when(catalog, choice, at));
    let points: Vec<(f64, f64)> = choices.iter().map(|choice| (choice.wall.mid, choice.cost.mid)).collect();
    let pareto = frontier::front(&points);
    let infeasible = if ranked.first().is_some_and(|first| first.keeps) {
        None
    } else {
        let blocked = blocked(catalog, query, &task, &current, &space, &outcome, &mut surface, &mut searched);
        let nearest = choices.first().and_then(|choice| nearest(&task.limits, choice));
        Some(Infeasible { nearest, ..blocked })
    };
    general_notes(&space, &task, &current, &need, &mut notes);
    if profile.totals.peak_slots.is_none() {
        notes.push(Note::SlotsSeen(model.observed_slots()).text());
        current.slots = None;
    }
    Advice { current, need, choices, pareto, ways, when, infeasible, searched, notes }
}

fn corrected(runs: usize) -> String {
    let of = if runs == 1 { "another run".to_owned() } else { format!("{runs} other runs") };
    format!("Times are corrected by {of} of this program, which also set how wide the intervals are.")
}

/// The limits of the question. Without a deadline the cheapest cluster would be one small machine for a day.
fn limits(query: &Query, policy: &Policy, model: &Model, notes: &mut Vec<String>) -> Limits {
    let mut limits = Limits {
        deadline: query.deadline,
        certainty: policy.deadline_probability.unwrap_or(CERTAINTY),
        budget: query.budget,
    };
    let lowest_cost_alone = query.goal == Goal::Cheapest && query.deadline.is_none();
    if lowest_cost_alone && model.observed().0 > 0 {
        notes.push(default_deadline(model.observed()));
        limits.deadline = Some(model.observed());
        limits.certainty = policy.deadline_probability.unwrap_or(CERTAINTY_OF_DEFAULT);
    }
    limits
}

/// Says of each choice why it is here.
fn explain(case: &Case<'_>, ranked: &[Ranked], choices: &mut [Choice], surface: &mut Surface<'_>) {
    let mut all = Vec::with_capacity(choices.len());
    for (at, choice) in choices.iter().enumerate() {
        all.push(if at == 0 && ranked[0].keeps {
            case.winner(ranked, choices, surface)
        } else {
            case.other(&ranked[at], choice, &choices[0], surface)
        });
    }
    for (choice, why) in choices.iter_mut().zip(all) {
        choice.why.extend(why);
    }
}

/// Finds what stands in the way: first the limits, else rules of the policy, each lifted alone.
#[allow(clippy::too_many_arguments)]
fn blocked(
    catalog: &Catalog,
    query: &Query,
    task: &Task<'_>,
    current: &Current,
    found: &Space<'_>,
    outcome: &Outcome,
    surface: &mut Surface<'_>,
    searched: &mut u64,
) -> Infeasible {
    let mut blockers = limits_in_the_way(&task.limits, outcome);
    for (rule, policy) in lifted(task.policy) {
        let wider = space(catalog, query, &policy, task.need, current);
        let open = Task { policy: &policy, ..*task };
        let again = search(&wider, &open, surface);
        *searched += again.searched;
        if let Some(best) = again.best.first() {
            let site = &wider.sites[best.site as usize];
            let what = format!("without this rule {} × {} would do.", best.workers, site.instance.name);
            blockers.push(Blocker { rule: rule.into(), what });
        }
    }
    Infeasible { because: because(&found.left_out, found, outcome), blockers, nearest: None }
}

fn because(left_out: &LeftOut, space: &Space<'_>, outcome: &Outcome) -> String {
    if outcome.searched > 0 {
        return format!("None of the {} clusters that were looked at keeps all limits.", outcome.searched);
    }
    if space.places.is_empty() {
        return "The policy and the question leave no cloud and region to look at.".into();
    }
    if !space.sites.is_empty() {
        return "The policy leaves types, but no number of workers of any of them is allowed.".into();
    }
    format!(
        "No instance type is left: {} are excluded by the policy or by kind, {} have no price in the regions, {} have no \
         known fee, {} have too little memory.",
        left_out.by_policy, left_out.no_price, left_out.no_fee, left_out.too_little_memory
    )
}

fn general_notes(space: &Space<'_>, task: &Task<'_>, current: &Current, need: &Need, notes: &mut Vec<String>) {
    notes.extend(current.missing.iter().cloned());
    notes.extend(space.notes.iter().cloned());
    notes.extend(need.unknown.iter().cloned());
    notes.extend(conf::pinned_shape(task.policy));
    if !task.reference.is_known() {
        notes.push(
            "The speed of the run's own cores is not known, so times on other machines are relative to an average core \
             and their intervals are wide."
                .into(),
        );
    }
    let seconds = task.policy.startup_seconds.unwrap_or(STARTUP_SECONDS);
    let cloudy = space.places.iter().any(|place| place.0 != Cloud::OnPremises);
    if cloudy {
        notes.push(format!("Costs hold {seconds:.0} s of cluster start-up; times and the deadline do not."));
        notes.push("Costs hold one on-demand machine for the driver, of the workers' family.".into());
    }
    let out = &space.left_out;
    if out.no_price + out.no_fee + out.too_little_memory > 0 {
        notes.push(format!(
            "Left out: {} types without a price in the regions, {} whose platform fee is not known, {} with too little \
             memory, {} by the policy or by kind (burstable, metal, GPU, not sold any more).",
            out.no_price, out.no_fee, out.too_little_memory, out.by_policy
        ));
    }
}

//! Why the winner won: what each change is worth, why the runner-up lost, how sure that is, and what a year saves.

use afterglow_catalog::{Catalog, Cloud, Platform};
use afterglow_predict::{Bound, Demand, Part};
use afterglow_units::{Millis, Usd};

use crate::choice::{Choice, Purchase};
use crate::current::Current;
use crate::found::Found;
use crate::found::Ranked;
use crate::goal::{Goal, Wall};
use crate::infeasible::{duration, usd};
use crate::need::Need;
use crate::ranking::{interruption_share, undisturbed};
use crate::search::Task;
use crate::space::{Space, name};
use crate::surface::Surface;

/// What the explanation looks at.
pub(crate) struct Case<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) space: &'a Space<'a>,
    pub(crate) task: &'a Task<'a>,
    pub(crate) current: &'a Current,
    pub(crate) need: &'a Need,
    pub(crate) demand: Demand,
}

/// Runs of a job that is run every day.
const RUNS_A_YEAR: f64 = 365.0;
/// Prices and times are moved by so much to see whether the choice holds.
const MOVED: f64 = 0.2;
/// A chance from which on nobody needs to be told of a surer choice. A rule of thumb.
const SURE: f64 = 0.9;
/// Traffic that costs more than this share of the run is told to stay in one zone. A rule of thumb.
const TRAFFIC_MATTERS: f64 = 0.05;
/// Fetch wait above this share of task time makes placement matter. A rule of thumb.
const NETWORK_MATTERS: f64 = 0.1;

impl Case<'_> {
    /// The sentences of the first choice.
    pub(crate) fn winner(&self, ranked: &[Ranked], choices: &[Choice], surface: &mut Surface<'_>) -> Vec<String> {
        let (Some(first), Some(choice)) = (ranked.first(), choices.first()) else { return Vec::new() };
        let mut why = vec![self.verdict(choice)];
        why.extend(Self::surer(ranked, choices));
        why.extend(self.moved(choice));
        why.extend(self.changes(&first.found, choice, surface));
        why.extend(self.against_now(choice));
        why.extend(Self::runner_up(ranked, choices));
        why.extend(self.sensitivity(ranked, choices));
        why.push(self.placement(choice));
        why.extend(self.notes(first, choice, surface));
        why
    }

    /// The sentences of every other choice.
    pub(crate) fn other(
        &self,
        ranked: &Ranked,
        choice: &Choice,
        best: &Choice,
        surface: &mut Surface<'_>,
    ) -> Vec<String> {
        let mut why = Vec::new();
        if !ranked.keeps && std::ptr::eq(choice, best) {
            why.push("No cluster keeps the limits, so there is no choice: of those that were looked at, this one misses them least.".into());
        } else if !ranked.keeps {
            why.push(match (choice.meets_deadline_probability, self.task.limits.in_budget(choice.cost.mid)) {
                (_, false) => "It is over the budget; it is here as one end of what cost and time can be had.".into(),
                (Some(p), _) => format!(
                    "Its chance to meet the deadline is {:.0} % only; it is here as one end of what can be had.",
                    100.0 * p
                ),
                (None, _) => "It does not keep every limit.".to_owned(),
            });
        }
        if !std::ptr::eq(choice, best) {
            why.push(format!("Against the first one: {}.", compared(choice, best)));
        }
        why.extend(self.notes(ranked, choice, surface));
        why
    }

    fn verdict(&self, choice: &Choice) -> String {
        let within = self.task.limits.deadline.map_or(String::new(), |deadline| {
            let p = 100.0 * choice.meets_deadline_probability.unwrap_or(0.0);
            format!(" within {} (chance {p:.0} %)", duration(deadline))
        });
        let under = self.task.limits.budget.map_or(String::new(), |budget| format!(" for at most {}", usd(budget)));
        let best = match self.task.goal {
            Goal::Cheapest => "the least cost",
            Goal::Fastest => "the least time",
            Goal::Balanced => "the least product of time and cost",
        };
        format!(
            "{} with {} ({} task slots) has {best} of all that were looked at{within}{under}.",
            choice.title(),
            market(choice.market),
            choice.slots
        )
    }

    /// From what the run had to the winner, one change at a time.
    fn changes(&self, found: &Found, choice: &Choice, surface: &mut Surface<'_>) -> Vec<String> {
        let (Some(cost), Some(wall), Some(slots)) = (&self.current.cost, self.current.wall, self.current.slots) else {
            return Vec::new();
        };
        let site = &self.space.sites[found.site as usize];
        let shape = found.shape;
        let factors = self.task.factors(site, &shape);
        let same_memory =
            afterglow_predict::HardwareFactors { memory_per_slot: afterglow_predict::Factor::SAME, ..factors };
        let workers = slots.div_ceil(shape.slots_of_node().max(1)).max(1);
        let firm = site.offers[usize::from(found.offer)].rates.iter().position(|r| !r.purchase.uses_spot());
        let Some(firm) = firm.filter(|_| !matches!(choice.market, Purchase::Reserved1y | Purchase::Reserved3y)) else {
            return Vec::new();
        };
        let firm = (found.site, found.offer, firm as u16);
        // What the policy says of hourly cost does not hold for steps on the way.
        let mut free = self.task.policy.clone();
        free.max_usd_per_hour = None;
        let task = Task { policy: &free, ..*self.task };
        let mut step = |place, workers: u32, factors: &_| {
            let wall = surface.wall(shape.slots_of_node().saturating_mul(workers), factors);
            task.priced(self.space, place, workers, shape, wall).map(|f| (f.wall.mid, f.cost))
        };
        let steps = [
            (
                format!(
                    "instance, {} for {} at about as many slots",
                    choice.instance,
                    self.current.instance.as_deref().unwrap_or("the run's")
                ),
                step(firm, workers, &same_memory),
            ),
            ("memory for a slot".to_owned(), step(firm, workers, &factors)),
            (format!("number of workers, {} for {workers}", found.workers), step(firm, found.workers, &factors)),
            (
                format!("market, {}", market(choice.market)),
                step((found.site, found.offer, found.rate), found.workers, &factors),
            ),
        ];
        let mut before = (wall.0 as f64, cost.total.0);
        let mut why = Vec::new();
        for (what, after) in steps {
            let Some(after) = after else { continue };
            let (time, money) = (after.0 / before.0.max(1e-9) - 1.0, after.1 - before.1);
            if time.abs() >= 0.005 || money.abs() >= 0.005 * cost.total.0 {
                why.push(format!("Change of {what}: {} of time, {} a run.", percent(time), signed(money)));
            }
            before = after;
        }
        why
    }

    fn against_now(&self, choice: &Choice) -> Option<String> {
        let now = self.current.cost.as_ref()?.total.0;
        let saved = now - choice.cost.mid;
        let yearly = saved * RUNS_A_YEAR;
        let range = (RUNS_A_YEAR * (now - choice.cost.high), RUNS_A_YEAR * (now - choice.cost.low));
        let verb = if saved >= 0.0 { "saves" } else { "costs more by" };
        let (low, high) = if saved >= 0.0 { range } else { (-range.1, -range.0) };
        Some(format!(
            "The run cost {}; daily runs for a year: it {verb} {} ({} to {}).",
            usd(Usd(now)),
            usd(Usd(yearly.abs())),
            usd(Usd(low)),
            usd(Usd(high))
        ))
    }

    fn runner_up(ranked: &[Ranked], choices: &[Choice]) -> Option<String> {
        let best = choices.first()?;
        let second = ranked.iter().zip(choices).skip(1).find(|(r, c)| r.keeps && c.instance != best.instance)?.1;
        Some(format!(
            "The next other type is {} with {}: {}.",
            second.title(),
            market(second.market),
            compared(second, best)
        ))
    }

    /// Whether the first choice stays first when its price or its time is a fifth off.
    fn sensitivity(&self, ranked: &[Ranked], choices: &[Choice]) -> Vec<String> {
        let Some(first) = ranked.first() else { return Vec::new() };
        let rivals: Vec<(&Ranked, &Choice)> = ranked
            .iter()
            .zip(choices)
            .skip(1)
            .filter(|(r, c)| r.keeps && (c.family != choices[0].family || c.market != choices[0].market))
            .collect();
        let beats = |score: f64| rivals.iter().find(|(r, _)| self.task.score(&r.found) < score).map(|(_, c)| c.title());
        let moved = |time: f64, money: f64| {
            let found = first.found;
            let wall = Wall { mid: found.wall.mid * time, ..found.wall };
            (
                self.task.goal.score(wall.mid, found.cost * time * money),
                self.task.limits.kept(wall, found.cost * time * money),
            )
        };
        let mut why = Vec::new();
        let (dear, kept) = moved(1.0, 1.0 + MOVED);
        why.push(match (kept, beats(dear)) {
            (false, _) => "With its price a fifth higher, a limit is missed.".into(),
            (true, Some(other)) if self.task.goal != Goal::Fastest => {
                format!("With its price a fifth higher, {other} would be first.")
            }
            (true, _) => "With its price a fifth higher or lower it stays first.".into(),
        });
        let (slow, kept) = moved(1.0 + MOVED, 1.0);
        why.push(match (kept, beats(slow)) {
            (false, _) => "If the run takes a fifth longer on it, a limit is missed.".into(),
            (true, Some(other)) => format!("If the run takes a fifth longer on it, {other} would be first."),
            (true, None) => "If the run takes a fifth longer or less on it, it stays first.".into(),
        });
        why
    }

    /// Whether the machines must be near each other.
    fn placement(&self, choice: &Choice) -> String {
        let share = self.demand.get(Part::FetchWait) / self.demand.total().max(1e-9);
        let bound = choice.bound_by == Bound::Network || share > NETWORK_MATTERS;
        if choice.workers <= 1 || choice.cloud == Cloud::OnPremises {
            return format!("Tasks waited {:.0} % of their time for shuffle data.", 100.0 * share);
        }
        let across = afterglow_units::Bytes((2.0 / 3.0 * self.need.remote.0 as f64) as u64);
        let traffic = self.catalog.traffic_between_zones(choice.cloud, &choice.region);
        let price = traffic.map(|traffic| traffic.usd(across));
        let dear = price.is_some_and(|price| price.0 > TRAFFIC_MATTERS * choice.cost.mid);
        let priced = match (traffic, price) {
            (Some(traffic), Some(price)) if traffic.sent.0 + traffic.received.0 > 0.0 => {
                format!("which costs {} (price of {})", usd(price), traffic.date)
            }
            (Some(traffic), _) => format!("for which {} charges nothing ({})", choice.cloud, traffic.date),
            _ => "whose price is not known here".to_owned(),
        };
        let across =
            format!("Over three zones about {:.1} GiB a run would cross between them, {priced}.", across.gib());
        let waited = format!("Tasks waited {:.0} % of their time for shuffle data", 100.0 * share);
        if bound {
            format!(
                "{waited}: keep all workers in one zone, on AWS in one cluster placement group, which costs nothing. {across}"
            )
        } else if dear {
            format!("{waited} only, but keep all workers in one zone for what the traffic costs. {across}")
        } else {
            format!("{waited} only, so the workers may spread over zones, which helps to get spot machines. {across}")
        }
    }

    /// A choice that is much surer to be in time, where the first one is not.
    fn surer(ranked: &[Ranked], choices: &[Choice]) -> Option<String> {
        let first = choices.first()?;
        let own = first.meets_deadline_probability.filter(|chance| *chance < SURE)?;
        let rivals = ranked.iter().zip(choices).skip(1).filter(|(ranked, _)| ranked.keeps);
        let surer = rivals.filter(|(_, choice)| choice.meets_deadline_probability.is_some_and(|chance| chance >= SURE));
        let (_, other) = surer.min_by(|a, b| a.1.cost.mid.total_cmp(&b.1.cost.mid))?;
        Some(format!(
            "Its chance to be in time is {:.0} %: choice {}, has {:.0} % ({}).",
            100.0 * own,
            other.title(),
            100.0 * other.meets_deadline_probability?,
            compared(other, first)
        ))
    }

    /// That the run would move to another platform.
    fn moved(&self, choice: &Choice) -> Option<String> {
        let from = self.current.platform.filter(|from| *from != choice.platform && *from != Platform::PlainVms)?;
        Some(format!(
            "The run was on {}, this is {}: what the move takes, and what the run uses of the former, is not in these figures.",
            name(from),
            name(choice.platform)
        ))
    }

    /// What to know of any choice: how firm its figures are.
    fn notes(&self, ranked: &Ranked, choice: &Choice, surface: &mut Surface<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        let site = &self.space.sites[ranked.found.site as usize];
        let offer = &site.offers[usize::from(ranked.found.offer)];
        let price = match choice.price_basis {
            "estimated" => "estimated from the us-east-1 price; whether the type is sold in the region is not known",
            "spot_advisor" => "an estimate from AWS's Spot Advisor, with a range of about 30 % to both sides",
            "cleaned" => "a list price that was corrected",
            "negotiated" | "own" => "your own",
            "spot_history" => "from your price history",
            _ => "a list price",
        };
        let of = if choice.price_date == afterglow_catalog::Date::default() {
            "without a date".to_owned()
        } else {
            format!("of {}", choice.price_date)
        };
        let rate = &offer.rates[usize::from(ranked.found.rate)];
        let currency = rate.currency.as_ref().map_or(String::new(), |currency| {
            format!(", in {currency}: it is not converted, so the amounts of this choice are no dollars")
        });
        notes.push(format!("Price: {price}, {of}{currency}."));
        notes.extend(choice.driver.as_ref().map(|driver| format!("The driver's machine: {driver}, on demand.")));
        if let Some(note) = fee_note(choice.platform) {
            notes.push(note.into());
        }
        if offer.extras.volume_gib.is_none() && choice.cloud != Cloud::OnPremises {
            notes.push("Volumes are not in the cost: the catalogue has no price for them here.".into());
        }
        if choice.market.uses_spot() {
            let wall = undisturbed(self.task, self.space, &ranked.found, surface);
            let share = 100.0 * interruption_share(self.task, self.space, &ranked.found, wall);
            let unknown = choice.cloud != Cloud::Aws;
            notes.push(if unknown {
                format!("How often {} takes spot machines back is not published; AWS's worst bucket is taken, which adds {share:.1} % to the time.", choice.cloud)
            } else {
                format!("Interruptions add {share:.1} % to the time on average (AWS's bucket, spread evenly over the month).")
            });
        }
        if site.instance.cpu_score_per_core().is_none() && choice.cloud != Cloud::OnPremises {
            notes.push("No benchmark of this type is known: its cores are taken to be as fast as the run's, with a wide interval.".into());
        }
        if choice.bound_by == Bound::Driver {
            notes.push("More than half of the time only the driver works: more machines will not shorten that.".into());
        }
        notes
    }
}

fn fee_note(platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::Emr => {
            Some("EMR's fee is a quarter of the us-east-1 price by a rule that was verified for one type only.")
        }
        Platform::Kubernetes => Some("The fee of the Kubernetes control plane is not in the cost."),
        Platform::Databricks => Some("Databricks' fee is that of jobs compute, premium tier, without Photon."),
        Platform::PlainVms => Some("On plain machines you run Spark yourself; nothing is counted for that work."),
        _ => None,
    }
}

/// How one choice stands against another.
fn compared(choice: &Choice, best: &Choice) -> String {
    let time = choice.wall.mid / best.wall.mid.max(1e-9) - 1.0;
    let money = choice.cost.mid / best.cost.mid.max(1e-12) - 1.0;
    let place = if choice.platform == best.platform { String::new() } else { format!(" on {}", name(choice.platform)) };
    format!("{} of time and {} of cost{place}", percent(time), percent(money))
}

fn percent(ratio: f64) -> String {
    if ratio.abs() < 0.005 { "±0 %".into() } else { format!("{:+.0} %", 100.0 * ratio) }
}

fn signed(amount: f64) -> String {
    let sign = if amount < 0.0 { "−" } else { "+" };
    format!("{sign}{}", usd(Usd(amount.abs())))
}

/// A market for a sentence.
pub(crate) fn market(purchase: Purchase) -> &'static str {
    match purchase {
        Purchase::OnDemand => "on-demand workers",
        Purchase::Spot => "spot workers",
        Purchase::Mixed => "half of the workers on spot",
        Purchase::Reserved1y => "workers reserved for a year",
        Purchase::Reserved3y => "workers reserved for three years",
        Purchase::Owned => "your own machines",
    }
}

/// The deadline's note where the user gave none.
pub(crate) fn default_deadline(deadline: Millis) -> String {
    format!("No deadline was given: the cluster is to take no longer than the run did, {}.", duration(deadline))
}

//! `afterglow.predict/1` and `afterglow.advise/1`.

use super::{advice, scaling};
use crate::contract::{Advise, CatalogJson, Choice, Current, Limits, Point, Predict, Replay, Saves, StageReplay};
use crate::run::Run;
use crate::view::{AdviceView, ChoiceView, Emitted, Range, StageReplayView};
use crate::{AdviseQuery, PredictQuery};

impl From<StageReplayView> for StageReplay {
    fn from(stage: StageReplayView) -> Self {
        let StageReplayView { id, attempt, name, observed_ms, modelled_ms } = stage;
        Self { id, attempt, name, observed_ms, modelled_ms }
    }
}

impl From<Range> for Saves {
    fn from(range: Range) -> Self {
        Self { low: range.low, mid: range.mid, high: range.high }
    }
}

impl Run {
    /// The contract's prediction. A run that cannot be predicted gives one without points, which says why.
    ///
    /// # Errors
    /// A sentence that says which word of the query is wrong.
    pub fn predict_json(&self, query: &PredictQuery) -> Result<Predict, String> {
        let view = scaling::scaling(self, query)?;
        let predicted = view.refused.is_none();
        Ok(Predict {
            schema: "afterglow.predict/1".to_owned(),
            log: self.name.clone(),
            app_id: self.profile.app.id.clone(),
            replay: predicted.then_some(Replay {
                observed_slots: view.replay.slots,
                observed_ms: view.replay.observed_ms,
                modelled_ms: view.replay.modelled_ms,
                error_ratio: view.replay.error_ratio,
                stages: view.replay_stages.into_iter().map(StageReplay::from).collect(),
            }),
            points: view
                .points
                .into_iter()
                .map(|point| Point {
                    slots: point.slots,
                    data_scale: point.data_scale,
                    instance: point.instance,
                    wall_ms: point.wall_ms.into(),
                    bound_by: point.bound_by,
                    scale_out_error_ratio: point.scale_out_error,
                    hardware_error_ratio: point.hardware_error,
                })
                .collect(),
            limits: predicted.then_some(Limits {
                critical_path_ms: view.limits.critical_path_ms,
                driver_only_ms: view.limits.driver_only_ms,
                infinite_slots_ms: view.limits.infinite_slots_ms,
                knee_slots: view.limits.knee_slots,
            }),
            calibrated_by: (view.others.used > 0).then_some(view.others.used),
            assumptions: view.assumptions,
            refused: view.refused,
            made_of: None,
        })
    }

    /// The advice. A run that cannot be predicted gives one without choices, which says why.
    ///
    /// # Errors
    /// A sentence that says which word of the query is wrong.
    pub fn advice(&self, query: &AdviseQuery) -> Result<AdviceView, String> {
        advice::advice(self, query)
    }

    /// One choice of the advice as configuration to paste: one search for all kinds, which are words of
    /// [`Emitted::kind`] with commas between them, or `all` that can start the choice.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the query, the rank or a kind.
    pub fn emit_texts(&self, query: &AdviseQuery, rank: usize, kinds: &str) -> Result<Vec<Emitted>, String> {
        advice::emitted(self, query, rank, kinds)
    }
}

fn choice(view: ChoiceView) -> Choice {
    Choice {
        rank: view.rank,
        cloud: view.cloud,
        region: view.region,
        platform: view.platform,
        instance: view.instance,
        workers: view.workers,
        market: view.market,
        executors: view.executors,
        executor_cores: view.executor_cores,
        executor_memory_bytes: view.executor_memory_bytes,
        slots: view.slots,
        usd_per_hour: view.usd_per_hour,
        startup_ms: view.startup_ms,
        wall_ms: view.wall_ms.into(),
        cost_usd: view.cost_usd.into(),
        price_basis: view.price_basis,
        price_date: view.price_date,
        meets_deadline_probability: view.meets_deadline_probability,
        conf: view.conf.into_iter().collect(),
        why: view.why,
    }
}

impl From<AdviceView> for Advise {
    fn from(view: AdviceView) -> Self {
        Self {
            schema: "afterglow.advise/1".to_owned(),
            current: Current {
                platform: view.current.platform,
                cloud: view.current.cloud,
                region: view.current.region,
                instance: view.current.instance,
                workers: view.current.workers,
                executors: view.current.executors,
                slots: view.current.slots,
                cost_usd: view.current.cost_usd,
                wall_ms: view.current.wall_ms,
                missing: view.current.missing,
                advised: view.current.advised,
            },
            choices: view.choices.into_iter().map(choice).collect(),
            pareto: view.pareto,
            ways: view.ways,
            when: view.when,
            others: view.others,
            infeasible: view.infeasible,
            catalog: CatalogJson { date: view.catalog_date, sha256: view.catalog_sha256 },
            searched: view.searched,
            elapsed_ms: None,
            notes: view.notes,
            made_of: None,
        }
    }
}

//! What the diagnosis found, with what it is worth in money.

use afterglow_catalog::Catalog;
use afterglow_diagnose::Finding;
use afterglow_optimize::{Current, Hint};
use afterglow_units::{Interval, Millis};

use super::distribution;
use crate::run::Run;
use crate::view::{EvidenceView, FindingView, SettingView};

/// The findings, those that save most first.
pub(super) fn findings(run: &Run) -> Vec<FindingView> {
    views(run, &run.diagnosis().findings)
}

/// What is worth knowing although the log cannot tell what it would save.
pub(super) fn hints(run: &Run) -> Vec<FindingView> {
    views(run, &run.diagnosis().hints)
}

fn views(run: &Run, findings: &[Finding]) -> Vec<FindingView> {
    let bill = Bill::of(run);
    findings.iter().map(|finding| view(run, finding, bill.as_ref())).collect()
}

/// What the run cost, where the log tells its machines and the catalogue their prices.
pub(super) struct Bill {
    usd: f64,
    usd_per_hour: f64,
}

impl Bill {
    pub(super) fn of(run: &Run) -> Option<Self> {
        let current = Current::of(&run.profile, Catalog::builtin(), &Hint::default());
        current.cost.map(|money| Self { usd: money.total.0, usd_per_hour: money.usd_per_hour.0 })
    }

    /// What a finding saves in US dollars: the whole cluster for the time that falls away, or the share of the bill that
    /// would not be taken; where a finding offers both, the greater, since only one of them can be done.
    pub(super) fn saves(&self, finding: &Finding) -> Option<Interval> {
        let time = finding.saves_ms.map(|saves| saves.scaled(self.usd_per_hour * Millis(1).hours()));
        let share = finding.saves_share.map(|saves| saves.scaled(self.usd));
        match (time, share) {
            (Some(time), Some(share)) => Some(if time.mid >= share.mid { time } else { share }),
            (time, share) => time.or(share),
        }
    }
}

fn view(run: &Run, finding: &Finding, bill: Option<&Bill>) -> FindingView {
    let nodes = finding.nodes.iter().filter_map(|&(sql, index)| {
        let node = run.profile.sql_execution(sql)?.plan.nodes.get(index as usize)?;
        Some((sql.0, index, node.name.clone()))
    });
    FindingView {
        code: finding.code.to_owned(),
        title: finding.title.to_owned(),
        basis: finding.basis.word().to_owned(),
        risk: finding.risk,
        stages: finding.stages.iter().map(|key| (key.id.0, key.attempt)).collect(),
        sql: finding.sql.iter().map(|sql| sql.0).collect(),
        nodes: nodes.collect(),
        executors: finding.executors.clone(),
        saves_ms: finding.saves_ms.map(Into::into),
        saves_share: finding.saves_share.map(Into::into),
        saves_usd: bill.and_then(|bill| bill.saves(finding)).map(Into::into),
        what: finding.what.clone(),
        why: finding.why.clone(),
        advice: finding.fix.clone(),
        settings: finding
            .settings
            .iter()
            .map(|setting| SettingView {
                key: setting.key.to_owned(),
                from: setting.from.clone(),
                to: setting.to.clone(),
            })
            .collect(),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| EvidenceView {
                label: evidence.label.to_owned(),
                value: evidence.value,
                unit: evidence.unit.word().to_owned(),
            })
            .collect(),
        spread: finding.chart.and_then(|figure| distribution::of_figure(run, *finding.stages.first()?, figure)),
    }
}

//! What the diagnosis found, with what it is worth in money.

use afterglow_catalog::Rates;
use afterglow_diagnose::{Finding, detector};
use afterglow_optimize::{Hint, Money, bill};
use afterglow_units::{Interval, Millis, StageKey, shown};

use super::distribution;
use crate::Machines;
use crate::run::Run;
use crate::view::{EvidenceView, FindingView, SettingView, ToldView};

/// The findings, those that save most first.
pub(super) fn findings(run: &Run, machines: &Machines) -> Vec<FindingView> {
    views(run, machines, &run.diagnosis().findings)
}

/// The findings that concern a stage.
pub(super) fn of_stage(run: &Run, stage: StageKey) -> Vec<FindingView> {
    views(run, &Machines::default(), run.diagnosis().findings.iter().filter(|finding| finding.stages.contains(&stage)))
}

/// What is worth knowing although the log cannot tell what it would save.
pub(super) fn hints(run: &Run, machines: &Machines) -> Vec<FindingView> {
    views(run, machines, &run.diagnosis().hints)
}

fn views<'f>(run: &Run, machines: &Machines, findings: impl IntoIterator<Item = &'f Finding>) -> Vec<FindingView> {
    let bill = Bill::of(run, machines);
    findings.into_iter().map(|finding| view(run, finding, bill.as_ref())).collect()
}

/// What the run cost, where the log or the user tells its machines, and the catalogue or the user their prices.
pub(super) struct Bill {
    money: Money,
    wall: Millis,
}

impl Bill {
    pub(super) fn of(run: &Run, machines: &Machines) -> Option<Self> {
        let wall = run.profile.app.wall().filter(|wall| wall.0 > 0)?;
        let hint = Hint { instance: machines.instance.clone(), region: machines.region.clone(), ..Hint::default() };
        // What is wrong with the rates is told where a cluster is advised by them.
        let catalog = run.house.catalog();
        let rates = run.house.rates(machines.rates.as_deref());
        let own = rates.map(|text| catalog.with_rates(&Rates::parse(text).0).0);
        let money = bill(&run.profile, own.as_ref().unwrap_or(catalog), &hint)?;
        Some(Self { money, wall })
    }

    /// What a finding saves in US dollars: of all that runs by the hour the part of the time that falls away, or of the
    /// workers alone the share that would not be taken. The start of the cluster is paid for either way. Where a finding
    /// offers both, the greater counts, since only one of them can be done.
    pub(super) fn saves(&self, finding: &Finding) -> Option<Interval> {
        let running = self.money.total.0 - self.money.startup.0;
        let time = finding.saves_ms.map(|saves| saves.scaled(running / self.wall.0 as f64));
        let share = finding.saves_share.map(|saves| saves.scaled(self.money.workers.0));
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
        what: shown::one_way(&finding.what),
        why: shown::one_way(&finding.why),
        advice: shown::one_way(&finding.fix),
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
        told: detector(finding.code).map_or_else(ToldView::default, |detector| ToldView {
            threshold: detector.threshold.to_owned(),
            source: detector.source.to_owned(),
            mistaken: detector.mistaken.to_owned(),
        }),
        spread: finding.chart.and_then(|figure| distribution::of_figure(run, *finding.stages.first()?, figure)),
    }
}

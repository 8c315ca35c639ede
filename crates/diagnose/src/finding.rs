//! What a detector says.

use afterglow_units::{Basis, Interval, SqlId, StageKey};

/// One conclusion: what happened, where, how sure it is, what to do, and what it would save.
///
/// The three sentences are plain text for a reader; text of the log stands in them as it is, so whoever shows them
/// must not read them as markup.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The stable code, such as `data-skew`.
    pub code: &'static str,
    /// A short title.
    pub title: &'static str,
    /// Where its figures come from.
    pub basis: Basis,
    /// The basis, where it differs from its detector's; the registry takes it over.
    pub(crate) own_basis: Option<Basis>,
    /// Whether its figures rest on the number of slots; the registry says so where the log does not tell them.
    pub(crate) of_slots: bool,
    /// Whether it is raised even if it saves nothing: failures, memory at its limit, secrets.
    pub risk: bool,
    /// The stage attempts concerned, the heaviest first.
    pub stages: Vec<StageKey>,
    /// The SQL executions concerned.
    pub sql: Vec<SqlId>,
    /// The plan nodes concerned, as (execution, index in its last plan).
    pub nodes: Vec<(SqlId, u32)>,
    /// The ids of the executors concerned.
    pub executors: Vec<String>,
    /// Wall time that would be saved, in ms; `None` where the log does not tell.
    pub saves_ms: Option<Interval>,
    /// Share of what the run occupies (cores, memory) that would be saved, 0 to 1; `None` where that is no question.
    pub saves_share: Option<Interval>,
    /// How sure the cause is, 0 to 1: a judgement that belongs to the detector, not a probability.
    pub confidence: f64,
    /// What happened.
    pub what: String,
    /// Why it matters in this run.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Settings to change.
    pub settings: Vec<Setting>,
    /// The figures behind it.
    pub evidence: Vec<Evidence>,
    /// The figure of the tasks of the first stage that shows it, for a chart.
    pub chart: Option<TaskFigure>,
}

/// A figure that each task of a stage has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskFigure {
    /// Launch to finish.
    Duration,
    /// Bytes of input.
    Input,
    /// Bytes read by shuffle.
    ShuffleRead,
    /// Rows of input and shuffle.
    RecordsRead,
    /// Bytes of output.
    Output,
    /// Bytes written by shuffle.
    ShuffleWrite,
    /// Bytes spilled, as size in memory.
    Spilled,
    /// Time in collections.
    Collections,
    /// Time waiting for shuffle data.
    FetchWait,
    /// Time waiting for the driver.
    SchedulerDelay,
    /// Time of unpacking the task.
    Deserialisation,
}

/// A setting to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// Its value in this run; `None` if the log does not have it.
    pub from: Option<String>,
    /// The value to try.
    pub to: String,
}

/// A figure behind a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What it is.
    pub label: &'static str,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// The unit of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Bytes of data.
    Bytes,
    /// Bytes of memory, which people count in powers of two.
    Memory,
    /// A ratio; a share of a whole is 0 to 1.
    Ratio,
    /// A count.
    Count,
}

impl Unit {
    /// The word that the page uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Bytes => "bytes",
            Self::Memory => "memory",
            Self::Ratio => "ratio",
            Self::Count => "count",
        }
    }
}

impl Finding {
    /// A finding with its three sentences; the registry fills in code, title and basis.
    pub(crate) fn new(what: String, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            code: "",
            title: "",
            basis: Basis::Measured,
            own_basis: None,
            of_slots: false,
            risk: false,
            stages: Vec::new(),
            sql: Vec::new(),
            nodes: Vec::new(),
            executors: Vec::new(),
            saves_ms: None,
            saves_share: None,
            confidence: 0.8,
            what,
            why: why.into(),
            fix: fix.into(),
            settings: Vec::new(),
            evidence: Vec::new(),
            chart: None,
        }
    }

    /// Says it on another basis than its detector does otherwise.
    pub(crate) fn on(mut self, basis: Basis) -> Self {
        self.own_basis = Some(basis);
        self
    }

    /// Its figures rest on the number of slots: with another one they would be others.
    pub(crate) fn of_slots(mut self) -> Self {
        self.of_slots = true;
        self
    }

    pub(crate) fn risk(mut self) -> Self {
        self.risk = true;
        self
    }

    pub(crate) fn stages(mut self, stages: impl IntoIterator<Item = StageKey>) -> Self {
        self.stages = stages.into_iter().collect();
        self
    }

    pub(crate) fn sql(mut self, sql: impl IntoIterator<Item = SqlId>) -> Self {
        for id in sql {
            if !self.sql.contains(&id) {
                self.sql.push(id);
            }
        }
        self
    }

    pub(crate) fn nodes(mut self, nodes: impl IntoIterator<Item = (SqlId, u32)>) -> Self {
        self.nodes = nodes.into_iter().collect();
        let sql: Vec<SqlId> = self.nodes.iter().map(|node| node.0).collect();
        self.sql(sql)
    }

    pub(crate) fn executors(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        self.executors = ids.into_iter().collect();
        self
    }

    pub(crate) fn saves(mut self, interval: Interval) -> Self {
        self.saves_ms = Some(interval);
        self
    }

    /// A saving of at most so many ms, of which two fifths are likely; none where it is 0.
    pub(crate) fn saves_some(mut self, most: f64) -> Self {
        self.saves_ms = (most > 0.0).then_some(Interval { low: 0.0, mid: 0.4 * most, high: most });
        self
    }

    pub(crate) fn saves_share(mut self, interval: Interval) -> Self {
        self.saves_share = Some(interval);
        self
    }

    pub(crate) fn chart(mut self, figure: TaskFigure) -> Self {
        self.chart = Some(figure);
        self
    }

    pub(crate) fn sure(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    pub(crate) fn set(mut self, key: &'static str, from: Option<&str>, to: impl Into<String>) -> Self {
        self.settings.push(Setting { key, from: from.map(str::to_owned), to: to.into() });
        self
    }

    fn shown(mut self, label: &'static str, value: f64, unit: Unit) -> Self {
        self.evidence.push(Evidence { label, value, unit });
        self
    }

    pub(crate) fn ms(self, label: &'static str, value: f64) -> Self {
        self.shown(label, value, Unit::Ms)
    }

    pub(crate) fn bytes(self, label: &'static str, value: f64) -> Self {
        self.shown(label, value, Unit::Bytes)
    }

    pub(crate) fn memory(self, label: &'static str, value: f64) -> Self {
        self.shown(label, value, Unit::Memory)
    }

    pub(crate) fn ratio(self, label: &'static str, value: f64) -> Self {
        self.shown(label, value, Unit::Ratio)
    }

    pub(crate) fn count(self, label: &'static str, value: f64) -> Self {
        self.shown(label, value, Unit::Count)
    }

    /// What it saves as a share of the run, the greater of time and occupation; what findings are sorted by.
    pub fn value(&self, wall_ms: f64) -> f64 {
        let time = self.saves_ms.map_or(0.0, |saves| if wall_ms > 0.0 { saves.mid / wall_ms } else { 0.0 });
        time.max(self.saves_share.map_or(0.0, |saves| saves.mid))
    }
}

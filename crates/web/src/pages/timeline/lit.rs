//! Which marks a search has found; the others are dimmed.

use std::collections::HashSet;

use afterglow_engine::view::{FoundView, Lane, Mark};

/// What was found, ready to be asked about each mark.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Lit {
    /// SQL executions, jobs and stages, by the last letter of their kind.
    spans: HashSet<(u8, i64)>,
    stages: HashSet<i64>,
    executors: HashSet<String>,
    tasks: HashSet<i64>,
}

impl Lit {
    /// The marks of what was found; `None` where nothing was, and where more was found than is told: dimming what was
    /// found too would be a lie.
    pub(super) fn of(found: &FoundView) -> Option<Self> {
        if found.matching > found.hits.len() {
            return None;
        }
        let mut lit = Self::default();
        for hit in &found.hits {
            lit.stages.extend(&hit.stages);
            match hit.kind.as_str() {
                "executor" => drop(lit.executors.insert(hit.name.clone())),
                "task" => drop(lit.tasks.insert(hit.id)),
                kind => drop(lit.spans.insert((letter(kind), hit.id))),
            }
        }
        (!found.hits.is_empty()).then_some(lit)
    }

    /// Whether a lane is lit as a whole.
    pub(super) fn lane(&self, lane: &Lane) -> bool {
        lane.kind == "slot" && self.executors.contains(&lane.group)
    }

    /// Whether a mark of a lane is lit. One that stands for many goes by the first of them.
    pub(super) fn mark(&self, lane: &Lane, mark: &Mark) -> bool {
        match lane.kind.as_str() {
            "slot" => self.stages.contains(&mark.stage) || self.tasks.contains(&mark.id),
            "stage" => self.stages.contains(&mark.stage),
            "driver" | "executor" => false,
            kind => self.spans.contains(&(letter(kind), mark.id)),
        }
    }
}

/// Tells the kinds apart, without a string for each mark that is asked about. The first letter would not: SQL, stage.
fn letter(kind: &str) -> u8 {
    kind.as_bytes().last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_engine::view::Hit;

    #[test]
    fn a_job_lights_its_stages_and_their_tasks() {
        let hit = Hit { kind: "job".to_owned(), id: 3, stages: vec![7], ..Hit::default() };
        let lit = Lit::of(&FoundView { matching: 1, hits: vec![hit] }).unwrap_or_default();
        let is_lit = |kind: &str, id: i64, stage: i64| {
            let lane = Lane { kind: kind.to_owned(), ..Lane::default() };
            lit.mark(&lane, &Mark { id, stage, ..Mark::default() })
        };
        assert!(is_lit("job", 3, -1) && is_lit("stage", 7, 7) && is_lit("slot", 99, 7));
        assert!(!is_lit("job", 7, -1) && !is_lit("sql", 3, -1) && !is_lit("slot", 3, 8));
        let hit = Hit { kind: "stage".to_owned(), id: 5, stages: vec![5], ..Hit::default() };
        let of_stage = Lit::of(&FoundView { matching: 1, hits: vec![hit] }).unwrap_or_default();
        let sql = Lane { kind: "sql".to_owned(), ..Lane::default() };
        assert!(!of_stage.mark(&sql, &Mark { id: 5, stage: -1, ..Mark::default() }));
        assert_eq!(Lit::of(&FoundView::default()), None);
    }
}

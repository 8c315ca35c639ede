//! Where something that a user names is on the timeline.

use std::collections::HashMap;

use afterglow_profile::Profile;
use afterglow_units::{Timestamp, order};

use super::names::beginning;
use crate::run::Run;
use crate::view::{FoundView, Hit};

/// How many hits are told.
const MOST: usize = 200;
/// What can be named before a number or a part of a name.
const KINDS: [&str; 5] = ["sql", "job", "stage", "task", "executor"];

/// What was typed.
struct Needle<'t> {
    /// One of [`KINDS`], if one was named.
    kind: Option<&'static str>,
    id: Option<i64>,
    text: &'t str,
}

impl Needle<'_> {
    /// Whether a thing of a kind, with an id and a name, is meant: a number means an id, all else a part of a name.
    fn means(&self, kind: &str, id: i64, name: &str) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
            && self.id.map_or_else(|| name.to_lowercase().contains(self.text), |wanted| wanted == id)
    }
}

/// Everything that is meant, in order of time.
pub(super) fn find(run: &Run, text: &str) -> FoundView {
    let text = text.trim().to_lowercase();
    let named = KINDS.into_iter().find_map(|kind| {
        let rest = text.strip_prefix(kind)?.strip_prefix(' ')?.trim();
        (!rest.is_empty()).then_some((kind, rest))
    });
    let text = named.map_or(text.as_str(), |(_, rest)| rest);
    if text.is_empty() {
        return FoundView::default();
    }
    let needle = Needle { kind: named.map(|(kind, _)| kind), id: text.parse().ok(), text };
    let mut hits = spans(&run.profile, &needle);
    hits.extend(executors(&run.profile, &needle));
    if needle.kind == Some("task") {
        hits.extend(task(&run.profile, &needle));
    }
    order::by(&mut hits, |a, b| a.from_ms.total_cmp(&b.from_ms));
    let matching = hits.len();
    hits.truncate(MOST);
    FoundView { matching, hits }
}

fn placed(profile: &Profile, from: Option<Timestamp>, to: Option<Timestamp>, hit: Hit) -> Option<Hit> {
    let begin = profile.app.begin()?;
    let ms = |at: Timestamp| at.0 as f64 - begin.0 as f64;
    let from_ms = ms(from?);
    Some(Hit { from_ms, to_ms: to.or(profile.app.end()).map_or(from_ms, ms).max(from_ms), ..hit })
}

fn spans(profile: &Profile, needle: &Needle<'_>) -> Vec<Hit> {
    let (mut of_sql, mut of_job): (HashMap<i64, Vec<i64>>, HashMap<i64, Vec<i64>>) = Default::default();
    for stage in &profile.stages {
        if let Some(sql) = stage.sql {
            of_sql.entry(sql.0).or_default().push(stage.key.id.0);
        }
        if let Some(job) = stage.job {
            of_job.entry(job.0).or_default().push(stage.key.id.0);
        }
    }
    let hit = |kind: &str, id: i64, name: &str, stages: Vec<i64>| Hit {
        kind: kind.to_owned(),
        id,
        name: beginning(name),
        stages,
        ..Hit::default()
    };
    let mut hits = Vec::new();
    for execution in &profile.sql {
        let id = execution.id.0;
        if needle.means("sql", id, &execution.description) {
            let stages = of_sql.remove(&id).unwrap_or_default();
            let hit = hit("sql", id, &execution.description, stages);
            hits.extend(placed(profile, execution.started, execution.ended, hit));
        }
    }
    for job in &profile.jobs {
        let name = job.description.as_deref().unwrap_or(&job.name);
        if needle.means("job", job.id.0, name) {
            let hit = hit("job", job.id.0, name, of_job.remove(&job.id.0).unwrap_or_default());
            hits.extend(placed(profile, job.submitted, job.completed, hit));
        }
    }
    for stage in &profile.stages {
        let id = stage.key.id.0;
        if let Some((from, to)) = stage.span().filter(|_| needle.means("stage", id, &stage.name)) {
            hits.extend(placed(profile, Some(from), Some(to), hit("stage", id, &stage.name, vec![id])));
        }
    }
    hits
}

fn executors(profile: &Profile, needle: &Needle<'_>) -> Vec<Hit> {
    let meant = profile.executors.iter().filter(|executor| {
        needle.kind.is_none_or(|kind| kind == "executor")
            && (executor.id.to_lowercase() == needle.text
                || needle.id.is_none() && executor.host.to_lowercase().contains(needle.text))
    });
    let hit = meant.filter_map(|executor| {
        let name = format!("{} on {}", executor.id, executor.host);
        let hit = Hit { kind: "executor".to_owned(), id: -1, name, ..Hit::default() };
        placed(profile, executor.added.or(executor.first_launch), executor.removed, hit)
    });
    hit.collect()
}

fn task(profile: &Profile, needle: &Needle<'_>) -> Option<Hit> {
    let ids = profile.tasks.column("id")?;
    let at = (0..profile.tasks.len()).find(|&at| Some(ids.get(at).cast_signed()) == needle.id)?;
    let task = profile.tasks.row(at);
    let executor = profile.executor(task.executor);
    let name = format!("{} on {}", executor.id, executor.host);
    let hit = Hit { kind: "task".to_owned(), id: task.id.0, name, ..Hit::default() };
    placed(profile, Some(task.launched), Some(task.finished()), hit)
}

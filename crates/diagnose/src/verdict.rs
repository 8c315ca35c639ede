//! Three sentences for somebody who has a minute.

use crate::breakdown::Part;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::words::{count, grouped, time};
use afterglow_units::order;

/// A second part of the time that is below this share of the run is not named.
const WORTH_NAMING: f64 = 0.05;

/// What ran, where the time went, what to do first.
pub(crate) fn verdict(facts: &Facts<'_>, findings: &[Finding], parts: &[Part]) -> [String; 3] {
    let profile = facts.profile;
    let totals = &profile.totals;
    let how = if totals.jobs_failed > 0 {
        format!(", and {} failed", count(totals.jobs_failed, "job"))
    } else if !profile.log.complete {
        ", and the log has no end".to_owned()
    } else {
        String::new()
    };
    let on = match (facts.slots_known, profile.tasks.is_empty()) {
        (true, _) => format!(" on {}", count(facts.slots as u64, "slot")),
        (false, false) => format!(", at most {} at once", grouped(facts.slots as u64)),
        (false, true) => String::new(),
    };
    let untold = profile.lacks_task_ends();
    let tasks = if untold { "tasks without an end in the log".to_owned() } else { count(totals.sums.tasks, "task") };
    let ran = format!("The run took {} for {tasks}{on}{how}.", time(facts.wall));
    let mut sorted: Vec<&Part> = parts.iter().collect();
    order::largest_first(&mut sorted, |one| one.ms);
    let named = match sorted.as_slice() {
        [first, second, ..] if second.ms < WORTH_NAMING * facts.wall => vec![first],
        [first, second, ..] => vec![first, second],
        few => few.iter().collect(),
    };
    let together: f64 = named.iter().map(|part| part.ms).sum();
    let parts: Vec<String> = named.iter().map(|part| format!("{} ({})", part.title, facts.of_run(part.ms))).collect();
    let went = if together > 0.0 {
        // Two parts that are less than half of it are not most of it.
        let lead = if together > 0.5 * facts.wall { "Most of it" } else { "The greatest parts of it" };
        format!("{lead}: {}.", parts.join(" and "))
    } else {
        "The log does not tell where the time went.".to_owned()
    };
    let first = match findings.first() {
        Some(finding) => match finding.saves_ms {
            Some(saves) => {
                format!("First: {}. {} It would save about {}.", finding.title, finding.fix, time(saves.mid))
            }
            None => format!("First: {}. {}", finding.title, finding.fix),
        },
        None if untold => "What would save time cannot be said without the ends of tasks.".to_owned(),
        None => "Nothing was found that would save 1 % of it.".to_owned(),
    };
    [ran, went, first]
}

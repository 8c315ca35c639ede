//! Small waits that the log shows and the replay repeats: from one task's end to the next one's start on its slot.

use std::collections::HashMap;

use afterglow_profile::Profile;

/// Waits outside these limits are not turnaround: something else held the slot, or the clock moved. A rule of thumb, as
/// are the next two.
const PLAUSIBLE_MS: std::ops::RangeInclusive<f64> = -50.0..=250.0;

/// How long before a finish the next launch on its slot may be stamped.
const SLACK_MS: f64 = 50.0;

/// Pairs below this number say nothing.
const ENOUGH: usize = 8;

/// The mean time from a task's finish to the launch of the next task on that slot, in a stage that had tasks waiting.
/// Negative values occur: the driver offers a slot again before it has handled the result of the task before.
pub(crate) fn turnaround(profile: &Profile) -> f64 {
    let mut of: HashMap<(u32, u32), (Vec<f64>, Vec<f64>)> = HashMap::new();
    for at in 0..profile.tasks.len() {
        let entry = of.entry((profile.tasks.stage(at), profile.tasks.executor(at).0)).or_default();
        let launched = profile.tasks.launched(at).0 as f64;
        entry.0.push(launched);
        entry.1.push(launched + profile.tasks.duration(at).0 as f64);
    }
    let mut waits = Vec::new();
    for (launches, finishes) in of.values_mut() {
        launches.sort_by(f64::total_cmp);
        finishes.sort_by(f64::total_cmp);
        // As many tasks as ran at the first finish held the slots; each later launch follows a finish. A slot may be
        // offered again a moment before the driver has stamped the finish, hence the slack.
        let slack = SLACK_MS.min((finishes[0] - launches[0]) / 2.0);
        let held = launches.partition_point(|&launch| launch < finishes[0] - slack).max(1);
        waits.extend(
            launches[held.min(launches.len())..].iter().zip(finishes.iter()).map(|(launch, finish)| launch - finish),
        );
    }
    waits.retain(|wait| PLAUSIBLE_MS.contains(wait));
    if waits.len() < ENOUGH {
        return 0.0;
    }
    waits.sort_by(f64::total_cmp);
    let cut = waits.len() / 20;
    let kept = &waits[cut..waits.len() - cut];
    kept.iter().sum::<f64>() / kept.len() as f64
}

//! What is wrong with a log, or with the model of it, that every prediction must say.

use afterglow_profile::Profile;

use crate::model::Model;
use crate::prediction::Note;

/// A replay that is further off than this is told beside every prediction.
const REPLAY_POOR: f64 = 0.1;
/// More tasks than this, of a mean below this time: launching them rules. Rules of thumb; the applications of tiny tasks
/// on the accuracy page have 20 ms.
const MANY_TASKS: usize = 500;
const TINY_MS: f64 = 50.0;

impl Model {
    /// What every prediction from this log must say.
    pub(crate) fn damage_of(&self, profile: &Profile) -> Vec<Note> {
        let mut damage = Vec::new();
        if profile.totals.peak_slots.is_none() {
            damage.push(Note::SlotsSeen(self.slots));
        }
        let error = self.replay.error_ratio.abs();
        if error > REPLAY_POOR {
            damage.push(Note::ReplayPoor((error * 100.0).round() as u32));
        }
        let tasks = self.graph.tasks.len();
        let mean = self.graph.work() / tasks.max(1) as f64;
        if tasks > MANY_TASKS && mean < TINY_MS {
            damage.push(Note::TinyTasks(mean.round() as u32));
        }
        let log = &profile.log;
        if log.complete && log.tasks_running > 0 {
            damage.push(Note::TasksWithoutEnd(log.tasks_running));
        }
        if log.tasks_backwards > 0 {
            damage.push(Note::ClocksJump(log.tasks_backwards));
        }
        damage
    }
}

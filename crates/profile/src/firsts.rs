//! Which tasks met a cold slot.

use rustc_hash::FxHashMap;

use crate::Profile;

/// Tasks that were the first on their slot: for each executor as many as it has slots, in the order of their launch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Firsts {
    /// For each task row: whether no task of the application ran on its slot before.
    pub in_run: Vec<bool>,
    /// For each task row: whether no task of its stage ran on its slot before.
    pub in_stage: Vec<bool>,
}

impl Profile {
    /// Which tasks were the first on their slot.
    pub fn firsts(&self) -> Firsts {
        let count = self.tasks.len();
        // By launch, then by row; the launches beside the rows, or every comparison would look them up.
        let mut order: Vec<_> = (0..count as u32).map(|row| (self.tasks.launched(row as usize), row)).collect();
        order.sort_unstable();
        let slots: Vec<u32> = self
            .executors
            .iter()
            .map(|executor| {
                executor.cores.map_or(1, |cores| (cores.0 / self.task_cpus(executor.resource_profile)).max(1))
            })
            .collect();
        let mut left = slots.clone();
        let mut left_in_stage: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut firsts = Firsts { in_run: vec![false; count], in_stage: vec![false; count] };
        let take = |left: &mut u32| std::mem::replace(left, left.saturating_sub(1)) > 0;
        for (_, row) in order {
            let at = row as usize;
            let executor = self.tasks.executor(at).0;
            let Some(&slots) = slots.get(executor as usize) else { continue };
            firsts.in_run[at] = take(&mut left[executor as usize]);
            firsts.in_stage[at] = take(left_in_stage.entry((self.tasks.stage(at), executor)).or_insert(slots));
        }
        firsts
    }
}

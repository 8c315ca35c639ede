//! What one application has to hand to another if the run is cut between two jobs.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_predict::Model;
use afterglow_profile::{Profile, Stage};
use afterglow_units::Bytes;

/// For the cut in front of the second episode, the third, and so on: bytes of shuffle files that stages behind it read
/// again, and of blocks that were cached before it and used behind it. What the driver holds is in no log.
pub(super) fn handovers(profile: &Profile, model: &Model) -> Vec<Bytes> {
    let episodes = model.spans().count();
    let episode_of: BTreeMap<_, usize> =
        model.spans().enumerate().flat_map(|(at, span)| span.stages().map(move |key| (key.id, at))).collect();
    let placed = || profile.stages.iter().filter_map(|stage| Some((stage, *episode_of.get(&stage.key.id)?)));

    // A stage that is skipped in a later job has a new id there; its RDDs keep theirs.
    let mut makers: BTreeMap<i64, &Stage> = BTreeMap::new();
    for (stage, _) in placed() {
        for rdd in &stage.rdds {
            makers.entry(rdd.id).or_insert(stage);
        }
    }
    let mut shuffles: BTreeMap<_, Kept> = BTreeMap::new();
    let mut blocks: BTreeMap<i64, Kept> = BTreeMap::new();
    for (stage, here) in placed() {
        let own: BTreeSet<i64> = stage.rdds.iter().map(|rdd| rdd.id).collect();
        let read = stage.rdds.iter().flat_map(|rdd| &rdd.parents).filter(|id| !own.contains(id));
        for maker in read.filter_map(|id| makers.get(id)) {
            let Some(&made) = episode_of.get(&maker.key.id) else { continue };
            shuffles.entry(maker.key).or_insert(Kept::from(made)).used(here, maker.sums.shuffle_write);
        }
        for rdd in stage.rdds.iter().filter(|rdd| rdd.cached) {
            let size = Bytes(rdd.memory.0.saturating_add(rdd.disk.0));
            blocks.entry(rdd.id).or_insert(Kept::from(here)).used(here, size);
        }
    }
    let mut crossing = vec![0_u64; episodes.saturating_sub(1)];
    for kept in shuffles.into_values().chain(blocks.into_values()) {
        for cut in crossing.iter_mut().take(kept.last).skip(kept.first) {
            *cut = cut.saturating_add(kept.bytes.0);
        }
    }
    crossing.into_iter().map(Bytes).collect()
}

/// Something that is kept from the episode that makes it to the last one that uses it.
struct Kept {
    first: usize,
    last: usize,
    bytes: Bytes,
}

impl Kept {
    fn from(first: usize) -> Self {
        Self { first, last: first, bytes: Bytes(0) }
    }

    fn used(&mut self, here: usize, bytes: Bytes) {
        (self.first, self.last) = (self.first.min(here), self.last.max(here));
        self.bytes = Bytes(self.bytes.0.max(bytes.0));
    }
}

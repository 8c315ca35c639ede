//! Folders of Spark 1.0 to 1.2: `EVENT_LOG_1`, and empty files whose names are all that is known otherwise.

use afterglow_units::order;
use std::collections::BTreeMap;

use super::explore::{Explored, Leaf};
use super::{Layout, Log, names};

/// Takes the `EVENT_LOG_n` files out of `found` and makes logs of them, each with its turn.
pub(super) fn group(found: &mut Explored, logs: &mut Vec<(usize, Log)>) {
    let number = |leaf: &Leaf| names::stem(&leaf.base).name.strip_prefix("EVENT_LOG_")?.parse::<u64>().ok();
    let mut groups: BTreeMap<String, Vec<(u64, Leaf)>> = BTreeMap::new();
    let mut others = Vec::new();
    for leaf in found.leaves.drain(..) {
        match number(&leaf) {
            Some(number) => groups.entry(leaf.folder.clone()).or_default().push((number, leaf)),
            None => others.push(leaf),
        }
    }
    found.leaves = others;
    for (folder, mut leaves) in groups {
        order::by_key(&mut leaves, |(number, _)| *number);
        let order = leaves.iter().map(|(_, leaf)| leaf.order).min().unwrap_or(0);
        let mut markers = found.markers.iter().filter(|marker| marker.folder == folder);
        let has_markers = markers.clone().next().is_some();
        let complete = markers.clone().any(|marker| marker.base == "APPLICATION_COMPLETE");
        let spark_version =
            markers.find_map(|marker| marker.base.strip_prefix("SPARK_VERSION_").map(ToOwned::to_owned));
        let parts: Vec<_> = leaves.into_iter().map(|(_, leaf)| leaf.part).collect();
        let name = if has_markers { folder } else { parts.first().map_or(folder, |part| part.name.clone()) };
        let log = Log {
            name,
            parts,
            layout: Layout::Legacy { spark_version },
            in_progress: has_markers && !complete,
            attempt: None,
            warnings: Vec::new(),
        };
        logs.push((order, log));
    }
}

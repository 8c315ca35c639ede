//! The RDDs of a stage as a graph.

use std::collections::HashMap;

use afterglow_profile::Rdd;

use crate::view::RddNode;

/// The nodes, the result first. An RDD is made after those that it reads, so the order is that of the ids, turned round.
pub(super) fn graph(rdds: &[Rdd]) -> Vec<RddNode> {
    let mut ordered: Vec<&Rdd> = rdds.iter().collect();
    ordered.sort_by_key(|rdd| std::cmp::Reverse(rdd.id));
    ordered.dedup_by_key(|rdd| rdd.id);
    ordered.truncate(RddNode::MOST);
    let places: HashMap<i64, usize> = ordered.iter().enumerate().map(|(at, rdd)| (rdd.id, at)).collect();
    let mut nodes: Vec<RddNode> = ordered.iter().map(|rdd| node(rdd)).collect();
    let mut depth = vec![0usize; nodes.len()];
    let mut lines = 0;
    for (at, rdd) in ordered.iter().enumerate() {
        // Readers stand before what they read: by now all of this one's are known.
        let feeds = &mut nodes[at].feeds;
        feeds.sort_by_key(|&reader| std::cmp::Reverse(depth[reader]));
        feeds.dedup();
        depth[at] = feeds.first().map_or(0, |&reader| depth[reader] + 1);
        let read = rdd.parents.iter().filter_map(|parent| places.get(parent)).filter(|&&place| place > at);
        for place in read.take(RddNode::MOST_LINES - lines) {
            nodes[*place].feeds.push(at);
            lines += 1;
        }
    }
    nodes
}

fn node(rdd: &Rdd) -> RddNode {
    RddNode {
        id: rdd.id,
        name: rdd.name.clone(),
        scope: rdd.scope.clone(),
        partitions: rdd.partitions,
        cached: rdd.cached,
        feeds: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rdd(id: i64, parents: &[i64]) -> Rdd {
        Rdd { id, parents: parents.to_vec(), ..Rdd::default() }
    }

    #[test]
    fn readers_stand_before_what_they_read() {
        // 9 reads 7 and 8, and 8 reads 7; 3 is of another stage, and 9 claims to read itself.
        let nodes = graph(&[rdd(7, &[3]), rdd(9, &[7, 8, 9, 7]), rdd(8, &[7])]);
        assert_eq!(nodes.iter().map(|node| node.id).collect::<Vec<_>>(), [9, 8, 7]);
        assert_eq!(nodes.iter().map(|node| node.feeds.clone()).collect::<Vec<_>>(), [vec![], vec![0], vec![1, 0]]);
    }

    #[test]
    fn a_wide_union_is_cut_and_loops_are_none() {
        let many: Vec<Rdd> = (0..5_000).map(|id| rdd(id, &[5_000])).chain([rdd(5_000, &[1, 4_999])]).collect();
        let nodes = graph(&many);
        assert_eq!(nodes.len(), RddNode::MOST);
        let each_reads_all: Vec<Rdd> = (0..300).map(|id| rdd(id, &(0..id).collect::<Vec<_>>())).collect();
        let lines: usize = graph(&each_reads_all).iter().map(|node| node.feeds.len()).sum();
        assert_eq!(lines, RddNode::MOST_LINES);
        assert!(nodes.iter().enumerate().all(|(at, node)| node.feeds.iter().all(|&reader| reader < at)));
    }
}

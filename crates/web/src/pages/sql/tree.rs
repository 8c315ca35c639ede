//! Where the nodes of a plan are drawn: a tidy tree, sources on top, the result at the bottom.

/// The size of a node and the room around it, in SVG units.
pub(crate) const NODE_WIDTH: f64 = 200.0;
/// The height of a node.
pub(crate) const NODE_HEIGHT: f64 = 56.0;
/// Between neighbours.
const GAP: f64 = 24.0;
/// Between a node and what it reads.
const LEVEL: f64 = 92.0;
/// Around the whole.
const MARGIN: f64 = 8.0;

/// A drawn plan: the upper left corner of each node, and the size of the whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Layout {
    /// By node.
    pub(crate) corners: Vec<(f64, f64)>,
    /// Width of the whole.
    pub(crate) width: f64,
    /// Height of the whole.
    pub(crate) height: f64,
}

/// Lays out nodes of which each names its parent. A parent that stands at or after its child, as in no plan, counts as
/// none.
///
/// Leaves stand side by side in their order, and a parent stands in the middle of its children. Since children come
/// after their parents in the list, one pass from the end settles every node.
pub(crate) fn layout(parents: &[Option<usize>]) -> Layout {
    let parent = |at: usize| parents[at].filter(|parent| *parent < at);
    let mut depth = vec![0usize; parents.len()];
    for at in 0..parents.len() {
        depth[at] = parent(at).map_or(0, |parent| depth[parent] + 1);
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    for at in 0..parents.len() {
        if let Some(parent) = parent(at) {
            children[parent].push(at);
        }
    }
    let mut column = vec![0.0; parents.len()];
    let mut leaves = 0.0;
    for at in (0..parents.len()).rev() {
        column[at] = if let (Some(&first), Some(&last)) = (children[at].first(), children[at].last()) {
            f64::midpoint(column[first], column[last])
        } else {
            leaves += 1.0;
            leaves - 1.0
        };
    }
    // The pass ran from the end, so the last leaf got the first column; it is turned round here.
    let deepest = depth.iter().copied().max().unwrap_or(0) as f64;
    let last_column = (leaves - 1.0f64).max(0.0);
    let corners = column.iter().zip(&depth).map(|(column, depth)| {
        let x = MARGIN + (last_column - column) * (NODE_WIDTH + GAP);
        (x, MARGIN + (deepest - *depth as f64) * LEVEL)
    });
    Layout {
        corners: corners.collect(),
        width: 2.0 * MARGIN + last_column * (NODE_WIDTH + GAP) + NODE_WIDTH,
        height: 2.0 * MARGIN + deepest * LEVEL + NODE_HEIGHT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_stands_between_its_sides() {
        let layout = layout(&[None, Some(0), Some(0)]);
        let [(join, bottom), (left, top), (right, _)] = layout.corners[..] else { panic!("three nodes") };
        assert!(left < join && join < right);
        assert!((join - f64::midpoint(left, right)).abs() < 1e-9);
        assert!(top < bottom, "sources stand on top");
    }

    #[test]
    fn no_two_nodes_overlap() {
        let parents: Vec<Option<usize>> = (0..100usize).map(|at| at.checked_sub(1).map(|at| at / 2)).collect();
        let corners = layout(&parents).corners;
        for (at, a) in corners.iter().enumerate() {
            for b in &corners[..at] {
                assert!((a.0 - b.0).abs() >= NODE_WIDTH || (a.1 - b.1).abs() >= NODE_HEIGHT, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_list_that_is_no_tree_is_drawn_still() {
        assert_eq!(layout(&[]).corners.len(), 0);
        assert_eq!(layout(&[Some(7), Some(1)]).corners.len(), 2);
    }
}

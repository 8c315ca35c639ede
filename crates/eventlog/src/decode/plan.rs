//! `sparkPlanInfo`: a tree that is hundreds of nodes deep in real logs, read without recursion.

use afterglow_units::AccumulatorId;

use crate::event::{PlanMetric, PlanNode, SqlPlan};
use crate::json::{Cursor, Step};

use super::{map, text};

/// Reads a plan into an arena. A node's children may stand before or after its other keys.
pub(super) fn plan<'a>(cursor: &mut Cursor<'a>) -> Step<SqlPlan<'a>> {
    let mut nodes: Vec<PlanNode<'a>> = Vec::new();
    // The nodes that are open, outermost first.
    let mut open: Vec<u32> = Vec::new();
    if !enter_node(cursor, &mut nodes, &mut open) {
        if nodes.is_empty() {
            cursor.skip()?;
        }
        return Ok(SqlPlan { nodes });
    }
    while let Some(&node) = open.last() {
        // Here the cursor stands before a key of `node`.
        let key = cursor.key()?;
        let row = node as usize;
        let mut descended = false;
        match key {
            b"nodeName" => nodes[row].name = text(cursor)?,
            b"simpleString" => nodes[row].text = text(cursor)?,
            b"metadata" => nodes[row].metadata = map(cursor)?,
            b"metrics" => nodes[row].metrics = metrics(cursor)?,
            b"children" if cursor.enter(b'[') => {
                if cursor.peek() == Some(b']') {
                    cursor.enter(b']');
                } else {
                    descended = next_child(cursor, &mut nodes, &mut open)?;
                }
            }
            _ => cursor.skip()?,
        }
        if !descended {
            close(cursor, &mut nodes, &mut open)?;
        }
    }
    Ok(SqlPlan { nodes })
}

/// After a value: goes on to the next key, or closes nodes and goes on to their siblings, as far as the brackets say.
fn close<'a>(cursor: &mut Cursor<'a>, nodes: &mut Vec<PlanNode<'a>>, open: &mut Vec<u32>) -> Step {
    while !open.is_empty() {
        if cursor.more(b'}')? {
            return Ok(());
        }
        open.pop();
        if open.is_empty() {
            return Ok(());
        }
        // The closed node was a child: its array goes on with a sibling or ends.
        if cursor.more(b']')? && next_child(cursor, nodes, open)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Enters the next child that is an object with keys; `false` if the array ended without one, its end consumed.
fn next_child<'a>(cursor: &mut Cursor<'a>, nodes: &mut Vec<PlanNode<'a>>, open: &mut Vec<u32>) -> Step<bool> {
    loop {
        if cursor.peek() == Some(b'{') {
            if enter_node(cursor, nodes, open) {
                return Ok(true);
            }
        } else {
            cursor.skip()?;
        }
        if !cursor.more(b']')? {
            return Ok(false);
        }
    }
}

/// Opens a node as a child of the innermost open one. `false` if what stands here is no object, or an empty one
/// (which is consumed, and a node nevertheless).
fn enter_node<'a>(cursor: &mut Cursor<'a>, nodes: &mut Vec<PlanNode<'a>>, open: &mut Vec<u32>) -> bool {
    if !cursor.enter(b'{') {
        return false;
    }
    let row = nodes.len() as u32;
    nodes.push(PlanNode { parent: open.last().copied(), ..PlanNode::default() });
    if cursor.peek() == Some(b'}') {
        cursor.enter(b'}');
        return false;
    }
    open.push(row);
    true
}

pub(super) fn metrics<'a>(cursor: &mut Cursor<'a>) -> Step<Vec<PlanMetric<'a>>> {
    let mut all = Vec::new();
    cursor.array(|cursor| {
        let mut metric = PlanMetric { id: AccumulatorId(-1), ..PlanMetric::default() };
        cursor.object(|cursor, key| {
            match key {
                b"name" => metric.name = text(cursor)?,
                b"accumulatorId" => metric.id = AccumulatorId(cursor.int()?.unwrap_or(-1)),
                b"metricType" => metric.kind = text(cursor)?,
                _ => {}
            }
            Ok(())
        })?;
        all.push(metric);
        Ok(())
    })?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Vec<(String, Option<u32>)> {
        let mut cursor = Cursor::new(json.as_bytes());
        let plan = plan(&mut cursor).expect("well-formed");
        cursor.end().expect("all of it read");
        plan.nodes.into_iter().map(|node| (node.name.into_owned(), node.parent)).collect()
    }

    #[test]
    fn children_keep_their_order_and_parents() {
        let json = r#"{"nodeName":"a","children":[{"nodeName":"b","children":[],"metrics":[]},{"children":[{"nodeName":"d"}],"nodeName":"c"},{}],"metadata":{}}"#;
        let expected = [("a", None), ("b", Some(0)), ("c", Some(0)), ("d", Some(2)), ("", Some(0))];
        assert_eq!(names(json), expected.map(|(name, parent)| (name.to_owned(), parent)));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_nodes_costs_no_stack() {
        let json = r#"{"nodeName":"n","children":["#.repeat(100_000) + &"]}".repeat(100_000);
        assert_eq!(names(&json).len(), 100_000);
    }

    #[test]
    fn what_is_no_plan_is_passed_over() {
        assert!(names("null").is_empty());
        assert_eq!(names("{}").len(), 1);
        assert!(plan(&mut Cursor::new(br#"{"nodeName":"a","children":[{"#)).is_err());
    }
}

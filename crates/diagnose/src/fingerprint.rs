//! What makes two plans or two stages the same work.

use afterglow_profile::{Plan, Stage};

/// A hash of a plan that does not depend on the ids which Spark numbers anew in every query: expression ids (`#12L`),
/// plan ids, codegen numbers, adaptive wrappers. Literals and locations count, so equal hashes mean equal work.
pub fn plan_fingerprint(plan: &Plan) -> u64 {
    let mut hash = Fnv::default();
    let mut depth = vec![0u32; plan.nodes.len()];
    for (index, node) in plan.nodes.iter().enumerate() {
        depth[index] = node
            .parent
            .and_then(|parent| depth.get(parent as usize))
            .map_or(0, |above| above + u32::from(!wrapper(&node.name)));
        if wrapper(&node.name) {
            continue;
        }
        hash.word(u64::from(depth[index]));
        hash.text(&plain(&node.text));
        for (key, value) in &node.metadata {
            hash.text(key);
            hash.text(&plain(value));
        }
    }
    hash.0
}

/// A hash of a plan's shape: operators and their order, no text. Two runs of one program over other data share it.
pub fn shape_fingerprint(plan: &Plan) -> u64 {
    let mut hash = Fnv::default();
    for node in plan.nodes.iter().filter(|node| !wrapper(&node.name)) {
        hash.text(node.name.split(" (").next().unwrap_or_default().split(['.', '/', ':']).next().unwrap_or_default());
    }
    hash.0
}

/// What a stage is called in every run of one program: its name without numbers, and the kinds of its RDDs, which Spark
/// lists in any order.
pub fn stage_fingerprint(stage: &Stage) -> u64 {
    let mut hash = Fnv::default();
    hash.text(&stage.name.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>());
    let kind = |name: &str| name.lines().next().unwrap_or_default().split([' ', '[', '(']).next().map(str::to_owned);
    let mut kinds: Vec<String> = stage.rdds.iter().filter_map(|rdd| kind(&rdd.name)).collect();
    kinds.sort_unstable();
    for kind in &kinds {
        hash.text(kind);
    }
    hash.0
}

/// Nodes that adaptive execution and code generation put around the real ones.
pub(crate) fn wrapper(name: &str) -> bool {
    [
        "WholeStageCodegen",
        "InputAdapter",
        "AdaptiveSparkPlan",
        "ShuffleQueryStage",
        "BroadcastQueryStage",
        "TableCacheQueryStage",
        "ResultQueryStage",
        "AQEShuffleRead",
        "CustomShuffleReader",
    ]
    .iter()
    .any(|wrapper| name.starts_with(wrapper))
}

/// Text without Spark's running numbers: `#12L` and `plan_id=7` go, literals stay.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let id = letter == '#' || letter == '=' && (out.ends_with("plan_id") || out.ends_with("[id"));
        if id {
            let mut digits = false;
            while letters.peek().is_some_and(|next| next.is_ascii_digit() || *next == '#') {
                letters.next();
                digits = true;
            }
            if digits && letters.peek() == Some(&'L') {
                letters.next();
            }
            if !digits {
                out.push(letter);
            }
        } else {
            out.push(letter);
        }
    }
    out
}

/// FNV-1a, 64 bits: the same everywhere, which `std`'s hasher does not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    fn word(&mut self, word: u64) {
        word.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    /// A text with its length, so that "ab", "c" and "a", "bc" differ.
    fn text(&mut self, text: &str) {
        self.word(text.len() as u64);
        text.bytes().for_each(|byte| self.byte(byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_profile::PlanNode;

    fn plan(text: &str) -> Plan {
        Plan { nodes: vec![PlanNode { name: "Filter".into(), text: text.into(), ..PlanNode::default() }] }
    }

    #[test]
    fn running_numbers_do_not_count_and_literals_do() {
        assert_eq!(
            plain("Exchange hashpartitioning(k#70L, 8), [plan_id=347]"),
            "Exchange hashpartitioning(k, 8), [plan_id]"
        );
        let same = [plan("(id#7L % 24) = 3"), plan("(id#99L % 24) = 3")];
        assert_eq!(plan_fingerprint(&same[0]), plan_fingerprint(&same[1]));
        assert_ne!(plan_fingerprint(&same[0]), plan_fingerprint(&plan("(id#7L % 24) = 4")));
        assert_eq!(shape_fingerprint(&same[0]), shape_fingerprint(&plan("anything")));
    }
}

//! Plans: the names of operators and the texts that describe them.
//!
//! A text is cut into words and what stands between them. Words of the vocabulary stay, all others become tokens:
//! tables, columns, paths, literals, numbers too. The same word gives the same token, so equal texts stay equal, and
//! brackets and commas stay where they were, so that an empty list of filters stays empty.

use crate::names::Names;
use crate::vocabulary::{API, OPERATORS, PARTS, PLAN};

/// What the operators of engines begin with. Elsewhere in its name an unknown operator keeps the words of a list.
const ENGINES: &[&str] = &["Photon", "Gpu", "Comet", "Velox", "CH"];

/// Texts of filters that are this long, in bytes without running numbers, are told by their length alone.
const LONG: usize = 100;

/// The name of an operator, such as `Scan parquet x_…`, or of an RDD's scope.
pub(crate) fn operator(name: &str, names: &mut Names) -> String {
    let generated = name.starts_with("WholeStageCodegen");
    let mut first = true;
    rewrite(name, |word, _| {
        let head = std::mem::take(&mut first);
        if known(word) || API.has(word) || generated && word.len() <= 3 && is_digits(word) {
            return word.to_owned();
        }
        let engine = ENGINES.iter().find(|engine| head && word.starts_with(*engine));
        let mut out = engine.map_or_else(String::new, |engine| format!("{engine}_"));
        out.push_str(&names.name(word));
        for part in PARTS.iter().filter(|part| word.contains(part)) {
            out.push('_');
            out.push_str(part);
        }
        out
    })
}

/// Words about a plan: a key or a value of a scan's metadata.
pub(crate) fn plan_words(text: &str, names: &mut Names) -> String {
    rewrite(text, |word, before| match (is_running_number(word), before) {
        // Ids of expressions and plans are numbered anew in each query; what compares plans leaves digits here out.
        (true, Before::ExpressionId) => {
            let digits = word.trim_end_matches('L');
            names.digits(digits, 9) + &word[digits.len()..]
        }
        (true, Before::PlanId) => names.digits(word, 9),
        _ if known(word) => word.to_owned(),
        _ => names.name(word),
    })
}

/// The text of a plan's node. That of a long filter becomes one token and keeps its length, which is a finding.
pub(crate) fn plan_node(node: &str, text: &str, names: &mut Names) -> String {
    let redacted = plan_words(text, names);
    if !node.contains("Filter") || without_ids(text).len() < LONG {
        return redacted;
    }
    let whole = without_ids(&redacted);
    let mut out = format!("Filter {} #", names.name(&whole));
    // Digits behind a number sign are left out by what compares plans, and so is this padding.
    out.extend(std::iter::repeat_n('0', text.len().saturating_sub(out.len()).max(1)));
    out
}

fn known(word: &str) -> bool {
    OPERATORS.has(word) || PLAN.has(word)
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12` or `12L`, at most nine digits.
fn is_running_number(word: &str) -> bool {
    let digits = word.strip_suffix('L').unwrap_or(word);
    (1..=9).contains(&digits.len()) && is_digits(digits)
}

/// What a word stands behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    ExpressionId,
    PlanId,
    Other,
}

/// Rewrites each word; all between words stays. What is neither ASCII nor printable counts as part of a word.
fn rewrite(text: &str, mut word: impl FnMut(&str, Before) -> String) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut from = 0;
    while from < text.len() {
        let rest = &text[from..];
        let length = rest.find(|letter: char| !in_word(letter)).unwrap_or(rest.len());
        if length == 0 {
            let gap = rest.find(in_word).unwrap_or(rest.len());
            out.push_str(&rest[..gap]);
            from += gap;
            continue;
        }
        let before = if text[..from].ends_with("plan_id=") {
            Before::PlanId
        } else if text[..from]
            .strip_suffix('#')
            .is_some_and(|before| before.ends_with(|c: char| in_word(c) || matches!(c, ')' | '`' | '=')))
        {
            Before::ExpressionId
        } else {
            Before::Other
        };
        out.push_str(&word(&rest[..length], before));
        from += length;
    }
    out
}

fn in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || matches!(letter, '_' | '$')
        || !(' '..='~').contains(&letter) && !matches!(letter, '\n' | '\t')
}

/// A text without running numbers.
fn without_ids(text: &str) -> String {
    rewrite(text, |word, before| match before {
        Before::Other => word.to_owned(),
        _ if is_running_number(word) => String::new(),
        _ => word.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_stay_and_tables_go() {
        let mut names = Names::new(b"key");
        let orders = names.name("orders");
        assert_eq!(operator("Scan parquet default.orders", &mut names), format!("Scan parquet default.{orders}"));
        assert_eq!(operator("WholeStageCodegen (12)", &mut names), "WholeStageCodegen (12)");
        let unknown = operator("PhotonAcmeHashScan", &mut names);
        assert!(
            unknown.starts_with("Photon_x_") && unknown.ends_with("_Scan") && !unknown.contains("Acme"),
            "{unknown}"
        );
    }

    #[test]
    fn texts_keep_their_brackets_and_equality() {
        let mut names = Names::new(b"key");
        let text = |text: &str, names: &mut Names| plan_words(text, names);
        let scan = text(
            "FileScan parquet [id#7L] PartitionFilters: [], DataFilters: [isnotnull(id#7L), (id#7L = 4111)]",
            &mut names,
        );
        assert!(scan.contains("PartitionFilters: [], DataFilters: [isnotnull(x_"), "{scan}");
        assert!(!scan.contains("4111") && !scan.contains("id"), "{scan}");
        assert_eq!(text("name = 'Ann'", &mut names), text("name = 'Ann'", &mut names));
        assert_ne!(text("name = 'Ann'", &mut names), text("name = 'Bob'", &mut names));
        assert!(!text("ticket #48213", &mut names).contains("48213"));
    }

    #[test]
    fn long_filters_keep_their_length() {
        let mut names = Names::new(b"key");
        let filter = |id: &str| format!("Filter (a{id} IN ({})", "'x', ".repeat(200));
        let one = plan_node("Filter", &filter("#9"), &mut names);
        let two = plan_node("Filter", &filter("#10"), &mut names);
        assert_eq!((one.len(), two.len()), (filter("#9").len(), filter("#10").len()));
        assert_eq!(without_ids(&one).trim_end_matches('0'), without_ids(&two).trim_end_matches('0'));
        assert_ne!(one[..20], plan_node("Filter", &filter("#9").replace('x', "y"), &mut names)[..20]);
    }
}

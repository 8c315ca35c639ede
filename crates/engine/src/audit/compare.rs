//! A report beside what was made anew: which numbers stand, and where something differs.

use std::collections::HashMap;

use super::json::{Json, exact};
use super::leaf::{Leaf, numbers, shown};
use crate::contract::{DifferenceJson, SectionJson};

/// So many differences are told; the rest is counted.
const TOLD: usize = 1_000;
/// Where more pairs than this would have to be looked at, texts are paired by their order alone.
const MOST_PAIRS: usize = 4 << 20;

/// What a comparison came to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) sections: Vec<SectionJson>,
    known: HashMap<String, usize>,
    pub(super) differences: Vec<DifferenceJson>,
    pub(super) total: u64,
    pub(super) not_judged: Vec<String>,
}

impl Tally {
    fn section(&mut self, name: &str) -> Option<&mut SectionJson> {
        let at = *self.known.entry(name.to_owned()).or_insert_with(|| {
            self.sections.push(SectionJson { name: name.to_owned(), ..SectionJson::default() });
            self.sections.len() - 1
        });
        self.sections.get_mut(at)
    }

    /// So many numbers of a section stand.
    fn stand(&mut self, section: &str, count: usize) {
        if let Some(section) = self.section(section) {
            section.numbers += count as u64;
            section.stand += count as u64;
        }
    }

    /// Something in a section differs.
    pub(super) fn differ(&mut self, section: &str, place: &str, report: Option<&str>, recomputed: Option<&str>) {
        let said = numbers(report.unwrap_or_default());
        let anew = numbers(recomputed.unwrap_or_default());
        let stand = if said.len() == anew.len() { said.iter().zip(&anew).filter(|(a, b)| a == b).count() } else { 0 };
        if let Some(section) = self.section(section) {
            section.numbers += said.len() as u64;
            section.stand += stand as u64;
            section.differences += 1;
        }
        self.total += 1;
        if self.differences.len() < TOLD {
            self.differences.push(DifferenceJson {
                section: section.to_owned(),
                place: shown(place),
                report: report.map(shown),
                recomputed: recomputed.map(shown),
            });
        }
    }
}

/// Holds the texts of two documents against each other. What was put in or left out does not move the rest.
pub(super) fn leaves(report: &[Leaf], anew: &[Leaf], tally: &mut Tally) {
    let same = |a: &Leaf, b: &Leaf| a.text == b.text && a.section == b.section;
    let begin = report.iter().zip(anew).take_while(|(a, b)| same(a, b)).count();
    let rest = report.len().min(anew.len()) - begin;
    let end = report.iter().rev().zip(anew.iter().rev()).take(rest).take_while(|(a, b)| same(a, b)).count();
    let (left, right) = (&report[begin..report.len() - end], &anew[begin..anew.len() - end]);
    for leaf in &report[..begin] {
        tally.stand(&leaf.section, numbers(&leaf.text).len());
    }
    let (mut from, mut to) = (0, 0);
    for (at, other) in alike(left, right, same).into_iter().chain([(left.len(), right.len())]) {
        gap(&left[from..at], &right[to..other], tally);
        if let Some(leaf) = left.get(at) {
            tally.stand(&leaf.section, numbers(&leaf.text).len());
        }
        (from, to) = (at + 1, other + 1);
    }
    for leaf in &report[report.len() - end..] {
        tally.stand(&leaf.section, numbers(&leaf.text).len());
    }
}

/// Texts between two that are alike, paired by their order.
fn gap(left: &[Leaf], right: &[Leaf], tally: &mut Tally) {
    for at in 0..left.len().max(right.len()) {
        let (said, anew) = (left.get(at), right.get(at));
        if let Some(of) = said.or(anew) {
            let place = anew.map_or(&of.place, |anew| &anew.place);
            let text = |leaf: Option<&Leaf>| leaf.map(|leaf| leaf.text.clone());
            tally.differ(&of.section, place, text(said).as_deref(), text(anew).as_deref());
        }
    }
}

/// The longest run of texts that both have in the same order.
fn alike(left: &[Leaf], right: &[Leaf], same: impl Fn(&Leaf, &Leaf) -> bool) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    if left.is_empty() || right.is_empty() || (left.len() + 1).saturating_mul(width) > MOST_PAIRS {
        return Vec::new();
    }
    // How long the run is from each pair of places on.
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for at in (0..left.len()).rev() {
        for other in (0..right.len()).rev() {
            longest[at * width + other] = if same(&left[at], &right[other]) {
                longest[(at + 1) * width + other + 1] + 1
            } else {
                longest[(at + 1) * width + other].max(longest[at * width + other + 1])
            };
        }
    }
    let (mut at, mut other, mut pairs) = (0, 0, Vec::new());
    while at < left.len() && other < right.len() {
        if same(&left[at], &right[other]) {
            pairs.push((at, other));
            (at, other) = (at + 1, other + 1);
        } else if longest[(at + 1) * width + other] >= longest[at * width + other + 1] {
            at += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// Where in two texts the first byte differs, with what stands there in each.
pub(super) fn bytes(report: &str, anew: &str, tally: &mut Tally) {
    let at = report.bytes().zip(anew.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let mut begin = at.saturating_sub(20).min(text.len());
        while !text.is_char_boundary(begin) {
            begin -= 1;
        }
        text[begin..].chars().take(60).collect::<String>()
    };
    let place = format!("byte {at}");
    tally.differ("Around the text", &place, Some(&around(report)), Some(&around(anew)));
}

/// Holds two values against each other, leaf by leaf.
pub(super) fn json(report: &Json, anew: &Json, tally: &mut Tally) {
    let pipeline = anew.get("advice").is_some();
    Walk { tally, path: String::new(), section: None, pipeline }.both(Some(report), Some(anew));
}

struct Walk<'a> {
    tally: &'a mut Tally,
    path: String,
    /// The field of the answer that the path goes through.
    section: Option<String>,
    /// Whether it holds several answers in a field.
    pipeline: bool,
}

impl Walk<'_> {
    fn within(&mut self, step: &str, report: Option<&Json>, anew: Option<&Json>) {
        let length = self.path.len();
        self.path.push_str(step);
        let answers = step.starts_with('[') || (self.pipeline && self.path == "advice");
        let begins = self.section.is_none() && !answers;
        if begins {
            self.section = Some(shown(&self.path));
        }
        self.both(report, anew);
        if begins {
            self.section = None;
        }
        self.path.truncate(length);
    }

    fn both(&mut self, report: Option<&Json>, anew: Option<&Json>) {
        match (report, anew) {
            (Some(Json::Object(said)), Some(Json::Object(made))) => self.objects(said, made),
            (Some(Json::List(said)), Some(Json::List(made))) => {
                for at in 0..said.len().max(made.len()) {
                    self.within(&format!("[{at}]"), said.get(at), made.get(at));
                }
            }
            _ if self.is_of_a_clock() => match report {
                Some(Json::Number(_)) => self.tally.not_judged.push(shown(&self.path)),
                None => {}
                Some(other) => self.leaf(Some(other), None),
            },
            (said, made) => self.leaf(said, made),
        }
    }

    /// How long an advice took is a clock's.
    fn is_of_a_clock(&self) -> bool {
        let path = self.path.strip_prefix("advice").unwrap_or(&self.path);
        let behind = path.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(path, |(_, rest)| rest);
        matches!(behind, "elapsed_ms" | ".elapsed_ms")
    }

    fn objects(&mut self, said: &[(String, Json)], made: &[(String, Json)]) {
        let of: HashMap<&str, &Json> = said.iter().map(|(key, value)| (key.as_str(), value)).collect();
        let known: HashMap<&str, &Json> = made.iter().map(|(key, value)| (key.as_str(), value)).collect();
        for (key, value) in made {
            self.within(&self.step(key), of.get(key.as_str()).copied(), Some(value));
        }
        for (key, value) in said.iter().filter(|(key, _)| !known.contains_key(key.as_str())) {
            self.within(&self.step(key), Some(value), None);
        }
    }

    fn step(&self, key: &str) -> String {
        let word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match (word, self.path.is_empty()) {
            (true, true) => key.to_owned(),
            (true, false) => format!(".{key}"),
            (false, _) => format!("[{key:?}]"),
        }
    }

    fn leaf(&mut self, report: Option<&Json>, anew: Option<&Json>) {
        let same = match (report, anew) {
            (Some(Json::Number(said)), Some(Json::Number(made))) => said == made || exact(said) == exact(made),
            (said, made) => said == made,
        };
        let section = self.section.clone().unwrap_or_else(|| shown(&self.path));
        let said = report.map(told);
        if same {
            self.tally.stand(&section, numbers(said.as_deref().unwrap_or_default()).len());
        } else {
            let anew = anew.map(told);
            let path = self.path.clone();
            self.tally.differ(&section, &path, said.as_deref(), anew.as_deref());
        }
    }
}

/// A leaf in words.
fn told(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(is) => is.to_string(),
        Json::Number(digits) => digits.clone(),
        Json::Text(text) => text.clone(),
        Json::List(items) => format!("a list of {}", items.len()),
        Json::Object(fields) => format!("an object of {}", fields.len()),
    }
}

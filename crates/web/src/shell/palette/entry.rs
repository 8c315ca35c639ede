//! What the list of commands offers, and which of it fits what was typed.

use afterglow_engine::view::NamesView;
use leptos::prelude::*;

use crate::export::print::print;
use crate::pages::samples;
use crate::route::{Route, View};
use crate::shell::{help, opener};
use crate::state::prefs::Theme;
use crate::state::{Page, Run};
use crate::widgets::away::{FORMS, Form};
use crate::words::{format, guard, house, palette as words, text};

/// Characters of a name that are shown; more of it is not searched either.
const LONGEST: usize = 100;

/// Something to choose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// What it is called. May hold text of a log.
    pub(super) label: String,
    /// What kind of thing it is.
    pub(super) kind: &'static str,
    /// Of which run, if several are open; text of a log.
    pub(super) of: String,
    does: Does,
}

#[derive(Debug, Clone, PartialEq)]
enum Does {
    Go(Route),
    Open,
    Keys,
    Theme(Theme),
    Zone,
    Sample(usize),
    Close(u32),
    Save(Run, Form),
    Print,
}

impl Entry {
    fn new(kind: &'static str, label: impl Into<String>, does: Does) -> Self {
        Self { label: label.into(), kind, of: String::new(), does }
    }

    /// Does what was chosen. True if it leads to another view.
    pub(super) fn act(self, page: Page) -> bool {
        match self.does {
            Does::Go(route) => {
                page.go(&route);
                return true;
            }
            Does::Open => opener::choose(),
            Does::Keys => help::show(),
            Does::Theme(theme) => page.prefs.set_theme(theme),
            Does::Zone => page.prefs.turn_zone(),
            Does::Sample(at) => samples::open(page, at),
            Does::Close(no) => page.close(no),
            Does::Save(run, form) => form.take(page, &run),
            Does::Print => print(),
        }
        false
    }
}

/// Everything that is there without asking the worker, for the state that the page is in.
pub(super) fn standing(page: Page) -> Vec<Entry> {
    let runs = page.runs.get_untracked();
    let (open, several) = (run_in_view(page), runs.len() > 1);
    let mut entries = Vec::new();
    // The run in view comes first: what is typed is most often about it.
    let in_view = open.as_ref().map(|run| run.no);
    let (first, others): (Vec<&Run>, Vec<&Run>) = runs.iter().partition(|run| Some(run.no) == in_view);
    for run in first.into_iter().chain(others) {
        let of =
            if several { format!("{} {}", run.no, format::clipped(&run.card.name, LONGEST)) } else { String::new() };
        let listed = View::LISTED.into_iter().filter(|view| *view != View::Streaming || run.card.streaming);
        entries.extend(listed.map(|view| Entry {
            of: of.clone(),
            ..Entry::new(words::VIEW, text::view(view), Does::Go(Route::run(run.no, view)))
        }));
    }
    let mut go = |label: &str, to: Route| entries.push(Entry::new(words::PAGE, label, Does::Go(to)));
    go(words::HOME, Route::Home);
    if several {
        go(text::COMPARE, Route::Compare);
    }
    go(house::TITLE, Route::House);
    go(text::TABLE, Route::Table);
    go(text::USAGE, Route::Usage);
    go(text::ACCURACY, Route::Accuracy);
    go(guard::FOUND_BY, Route::Guard);
    let mut action = |label: &str, does: Does| entries.push(Entry::new(words::ACTION, label, does));
    action(text::OPEN_LOGS, Does::Open);
    action(words::KEYS, Does::Keys);
    action(words::LIGHT, Does::Theme(Theme::Light));
    action(words::DARK, Does::Theme(Theme::Dark));
    action(words::SYSTEM, Does::Theme(Theme::System));
    action(words::ZONE, Does::Zone);
    if let Some(run) = open {
        let mut export = |label: &str, does: Does| entries.push(Entry::new(words::EXPORT, label, does));
        export(words::PRINT, Does::Print);
        for form in FORMS {
            export(&words::save(form.label), Does::Save(run.clone(), form));
        }
    }
    for run in &runs {
        let label = words::close(run.no, &format::clipped(&run.card.name, LONGEST));
        entries.push(Entry::new(words::ACTION, label, Does::Close(run.no)));
    }
    for (at, sample) in samples::bundled().into_iter().enumerate() {
        entries.push(Entry::new(words::SAMPLE, words::sample(&sample.title), Does::Sample(at)));
    }
    entries
}

/// The run whose stages and queries are searched: that in view, else the one that was opened last.
pub(super) fn run_in_view(page: Page) -> Option<Run> {
    let no = page.route.with_untracked(|route| match route {
        Route::Run { run, .. } => Some(*run),
        _ => None,
    });
    page.runs.with_untracked(|runs| runs.iter().find(|run| Some(run.no) == no).or(runs.last()).cloned())
}

/// What the worker found of a run.
pub(super) fn found(run: u32, found: &NamesView) -> Vec<Entry> {
    let entry = |kind, name: &str, number: String, view| {
        let label = format!("{number}  {}", format::clipped(name, LONGEST));
        Entry::new(kind, label, Does::Go(Route::run(run, view)))
    };
    let stages = found.stages.iter().map(|row| {
        let view = View::Stage { id: row.id, attempt: row.attempt };
        entry(words::STAGE, &row.name, format!("Stage {}.{}", row.id, row.attempt), view)
    });
    let sql = found.sql.iter().map(|row| entry(words::SQL, &row.name, format!("SQL {}", row.id), View::sql(row.id)));
    let executors = found.executors.iter().map(|(id, host)| {
        entry(words::EXECUTOR, host, format!("Executor {}", format::clipped(id, LONGEST)), View::Executors)
    });
    // The list of findings is in the summary.
    let findings = found.findings.iter().map(|(_, title)| {
        Entry::new(words::FINDING, format::clipped(title, LONGEST), Does::Go(Route::run(run, View::Summary)))
    });
    stages.chain(sql).chain(executors).chain(findings).collect()
}

/// Those that fit, the best first: all words of `typed` must be found, whole beginnings before letters in order.
pub(super) fn fitting(entries: &[Entry], typed: &str, most: usize) -> Vec<Entry> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut ranked: Vec<(u32, &Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let about = format!("{} {} {}", entry.label, entry.kind, entry.of).to_lowercase();
            words.iter().map(|word| rank(&about, word)).sum::<Option<u32>>().map(|rank| (rank, entry))
        })
        .collect();
    // Stable: what ranks the same stays in the order of the list.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(most).map(|(_, entry)| entry.clone()).collect()
}

/// 0 where a text begins with a word, then a word in it, any part of it, the letters in order; `None` without them.
fn rank(text: &str, word: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(0);
    }
    if text.split(|letter: char| !letter.is_alphanumeric()).any(|part| part.starts_with(word)) {
        return Some(1);
    }
    if text.contains(word) {
        return Some(2);
    }
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_letters_in_order() {
        assert_eq!(rank("stages view", "sta"), Some(0));
        assert_eq!(rank("light theme", "the"), Some(1));
        assert_eq!(rank("configuration", "fig"), Some(2));
        assert_eq!(rank("timeline", "tln"), Some(4));
        assert_eq!(rank("timeline", "x"), None);
    }

    #[test]
    fn all_words_must_be_found_and_the_order_stays() {
        let entry = |label: &str, of: &str| Entry { of: of.to_owned(), ..Entry::new("view", label, Does::Keys) };
        let all = [entry("Stages", "1 sales"), entry("Stages", "2 orders"), entry("Summary", "1 sales")];
        let labels = |typed: &str| {
            fitting(&all, typed, 9).iter().map(|entry| format!("{} {}", entry.label, entry.of)).collect::<Vec<_>>()
        };
        assert_eq!(labels("stages"), ["Stages 1 sales", "Stages 2 orders"]);
        assert_eq!(labels("sta ord"), ["Stages 2 orders"]);
        assert_eq!(labels("").len(), 3);
        assert_eq!(fitting(&all, "", 2).len(), 2);
        assert!(labels("stages nothing").is_empty());
    }
}

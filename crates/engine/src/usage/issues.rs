//! What was wrong with samples, and where, and what there is to say of them: all is counted, the first of it kept.

use crate::view::UseIssue;

/// More issues than this are only counted.
const KEPT: usize = 100;
/// Names of hosts, columns and files are cut to this.
const LONGEST: usize = 80;

#[derive(Debug, Default)]
pub(super) struct Issues {
    pub(super) kept: Vec<UseIssue>,
    pub(super) total: u64,
}

impl Issues {
    /// Something wrong in a file; `line` is 0 and `column` empty where they mean nothing.
    pub(super) fn push(&mut self, file: &str, line: usize, column: &str, message: impl Into<String>) {
        self.total += 1;
        if self.kept.len() < KEPT {
            self.kept.push(UseIssue {
                file: name(file),
                line: (line > 0).then_some(line as u64),
                column: Some(name(column)).filter(|column| !column.is_empty()),
                message: message.into(),
            });
        }
    }
}

/// More notes than this are only counted.
const NOTES_KEPT: usize = 200;

/// What there is to say of samples that can be used.
#[derive(Debug, Default)]
pub(super) struct Notes {
    kept: Vec<String>,
    more: usize,
}

impl Notes {
    pub(super) fn push(&mut self, note: String) {
        if self.kept.len() < NOTES_KEPT {
            self.kept.push(note);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn into_sentences(mut self) -> Vec<String> {
        if self.more > 0 {
            self.kept.push(format!("There are {} more notes of the kind.", self.more));
        }
        self.kept
    }
}

/// A name as it goes out: on one line, and not too long.
pub(super) fn name(text: &str) -> String {
    let mut name: String = text.trim().chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim().chars().nth(LONGEST).is_some() {
        name.push('…');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_and_stay_on_one_line() {
        assert_eq!(name(" a\nb\u{1b}[2J "), "a b [2J");
        assert_eq!(name(&"x".repeat(200)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn many_notes_are_counted_and_two_hundred_kept() {
        let mut notes = Notes::default();
        (0..300).for_each(|at| notes.push(format!("{at}")));
        let told = notes.into_sentences();
        assert_eq!((told.len(), &*told[NOTES_KEPT]), (NOTES_KEPT + 1, "There are 100 more notes of the kind."));
    }

    #[test]
    fn many_issues_are_counted_and_a_hundred_kept() {
        let mut issues = Issues::default();
        (0..300).for_each(|line| issues.push("f", line, "c", "wrong"));
        assert_eq!((issues.total, issues.kept.len(), issues.kept[0].line), (300, KEPT, None));
    }
}

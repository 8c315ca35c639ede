//! What is wrong with a file of the user's, and where. The rest of the file is used.

use std::fmt;

/// Something that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The line of the file, from 1; `None` where lines mean nothing (JSON).
    pub line: Option<usize>,
    /// The place in the line or the tree: `column 3 (usd_per_hour)`, `InstanceTypes[4].VCpuInfo`.
    pub place: String,
    /// What is wrong, and where it helps, what was expected.
    pub what: String,
}

impl Issue {
    /// An issue at a line.
    pub fn at(line: usize, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { line: Some(line), place: place.into(), what: what.into() }
    }

    /// An issue in a tree.
    pub fn within(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { line: None, place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// How many issues of a file are told one by one; nobody reads more, and a file of the wrong form has millions.
const TOLD: usize = 200;

/// The issues of one file: the first ones in full, the others counted.
#[derive(Debug, Default)]
pub(crate) struct Found {
    issues: Vec<Issue>,
    more: usize,
}

impl Found {
    pub(crate) fn push(&mut self, issue: Issue) {
        if self.issues.len() < TOLD {
            self.issues.push(issue);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn into_issues(mut self) -> Vec<Issue> {
        if self.more > 0 {
            self.issues.push(Issue::within("file", format!("{} more of the kind above", self.more)));
        }
        self.issues
    }
}

impl Extend<Issue> for Found {
    fn extend<T: IntoIterator<Item = Issue>>(&mut self, issues: T) {
        issues.into_iter().for_each(|issue| self.push(issue));
    }
}

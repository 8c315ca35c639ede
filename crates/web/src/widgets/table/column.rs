//! What a table's columns are, as data.

use crate::route::Route;
use crate::widgets::value::Value;

/// A column of a table of `R`.
pub(crate) struct Column<R: 'static> {
    /// The name of the row's field, for sorting and exports.
    pub(crate) key: &'static str,
    /// The head.
    pub(crate) title: &'static str,
    /// What it means; empty where the title says it.
    pub(crate) hint: &'static str,
    /// Width in CSS pixels.
    pub(crate) width: u16,
    /// Whether it is shown at first.
    pub(crate) shown: bool,
    /// Whether it holds text, at the left; figures stand at the right.
    pub(crate) text: bool,
    /// The cell of a row.
    pub(crate) value: fn(&R) -> Value,
    /// Where a cell leads to, given the run's number.
    pub(crate) link: Option<fn(&R, u32) -> Route>,
}

impl<R> Column<R> {
    /// A column of figures.
    pub(crate) const fn new(key: &'static str, title: &'static str, width: u16, value: fn(&R) -> Value) -> Self {
        Self { key, title, hint: "", width, shown: true, text: false, value, link: None }
    }

    /// A column of texts.
    pub(crate) const fn text(key: &'static str, title: &'static str, width: u16, value: fn(&R) -> Value) -> Self {
        Self { text: true, ..Self::new(key, title, width, value) }
    }

    /// The same with an explanation.
    #[must_use]
    pub(crate) const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The same, hidden until it is asked for.
    #[must_use]
    pub(crate) const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    /// The same with a link in each cell.
    #[must_use]
    pub(crate) const fn link(mut self, link: fn(&R, u32) -> Route) -> Self {
        self.link = Some(link);
        self
    }
}

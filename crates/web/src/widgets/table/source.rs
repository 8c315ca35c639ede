//! Where a table's rows come from: the worker, a window at a time, or a list that the page has.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use afterglow_engine::Sort;
use leptos::prelude::*;

use super::column::Column;
use crate::worker::client::Trouble;

/// Rows are asked for in steps of this many, so that scrolling by a line asks for nothing.
const STEP: usize = 64;

/// What a table wants to see.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Wanted {
    /// Keeps rows that contain this.
    pub(crate) search: String,
    /// The order.
    pub(crate) sort: Option<Sort>,
    /// The first row.
    pub(crate) from: usize,
    /// How many rows.
    pub(crate) count: usize,
}

impl Wanted {
    /// A window that holds rows `from..to` with room on both sides.
    pub(crate) fn around(from: usize, to: usize) -> (usize, usize) {
        let start = (from / STEP).saturating_sub(1) * STEP;
        let end = (to / STEP + 2) * STEP;
        (start, end - start)
    }
}

/// A window of rows.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    /// How many rows match the search.
    pub(crate) matching: usize,
    /// How many there are.
    pub(crate) total: usize,
    /// The number of the first row here.
    pub(crate) from: usize,
    /// The rows.
    pub(crate) list: Arc<Vec<R>>,
}

impl<R> Clone for Rows<R> {
    fn clone(&self) -> Self {
        Self { list: Arc::clone(&self.list), ..*self }
    }
}

impl<R> Rows<R> {
    /// Row number `at`, if it lies in the window.
    pub(crate) fn get(&self, at: usize) -> Option<&R> {
        self.list.get(at.checked_sub(self.from)?)
    }
}

type Part<R> = Pin<Box<dyn Future<Output = Result<Vec<R>, Trouble>>>>;

/// A source of rows.
pub(crate) struct Source<R: Send + Sync + 'static> {
    /// What the table wants; the table writes it.
    pub(crate) wanted: RwSignal<Wanted>,
    /// The window that is there now; `None` before the first.
    pub(crate) rows: Signal<Option<Rows<R>>>,
    /// The rows of any window, for an export.
    pub(crate) part: Arc<dyn Fn(Wanted) -> Part<R> + Send + Sync>,
    /// Whether the rows can be searched.
    pub(crate) searchable: bool,
    /// Whether other rows are on their way.
    pub(crate) busy: RwSignal<bool>,
}

impl<R: Clone + Send + Sync + 'static> Source<R> {
    /// A source that `window` feeds by what is wanted, and `part` for exports.
    pub(crate) fn remote<F>(
        (wanted, busy): (RwSignal<Wanted>, RwSignal<bool>),
        window: impl Fn() -> Option<Rows<R>> + Send + Sync + 'static,
        part: impl Fn(Wanted) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Vec<R>, Trouble>> + 'static,
    {
        let part = Arc::new(move |wanted| -> Part<R> { Box::pin(part(wanted)) });
        Self { wanted, rows: Signal::derive(window), part, searchable: true, busy }
    }

    /// The same without a search.
    #[must_use]
    pub(crate) fn unsearchable(self) -> Self {
        Self { searchable: false, ..self }
    }

    /// A source of a list at hand, searched over all its columns.
    pub(crate) fn list(list: Vec<R>, columns: &'static [Column<R>]) -> Self {
        let list = Arc::new(list);
        let wanted = RwSignal::new(Wanted::default());
        let asked = Memo::new(move |_| wanted.with(|wanted| (wanted.search.clone(), wanted.sort.clone())));
        let ordered = {
            let list = Arc::clone(&list);
            Memo::new(move |_| asked.with(|(search, sort)| order(&list, columns, search, sort.as_ref())))
        };
        let taken = {
            let list = Arc::clone(&list);
            Signal::derive(move || {
                let (from, count) = wanted.with(|wanted| (wanted.from, wanted.count));
                ordered.with(|order| {
                    let rows = order.iter().skip(from).take(count).filter_map(|&at| list.get(at).cloned()).collect();
                    Some(Rows { matching: order.len(), total: list.len(), from, list: Arc::new(rows) })
                })
            })
        };
        let part = move |wanted: Wanted| -> Part<R> {
            let order = order(&list, columns, &wanted.search, wanted.sort.as_ref());
            let order = order.into_iter().skip(wanted.from).take(wanted.count);
            Box::pin(std::future::ready(Ok(order.filter_map(|at| list.get(at).cloned()).collect())))
        };
        Self { wanted, rows: taken, part: Arc::new(part), searchable: true, busy: RwSignal::new(false) }
    }
}

fn order<R>(list: &[R], columns: &[Column<R>], search: &str, sort: Option<&Sort>) -> Vec<usize> {
    let search = search.to_lowercase();
    let matches = |row: &R| {
        search.is_empty() || columns.iter().any(|column| (column.value)(row).shown().to_lowercase().contains(&search))
    };
    let mut order: Vec<usize> = (0..list.len()).filter(|&at| matches(&list[at])).collect();
    if let Some(sort) = sort
        && let Some(column) = columns.iter().find(|column| column.key == sort.column)
    {
        order.sort_by(|&a, &b| {
            let by_value = (column.value)(&list[a]).order(&(column.value)(&list[b]));
            if sort.descending { by_value.reverse() } else { by_value }
        });
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::value::Value;

    static COLUMNS: [Column<(i64, &str)>; 2] = [
        Column::new("id", "Id", 60, |row| Value::Id(row.0)),
        Column::text("name", "Name", 60, |row| Value::Text(row.1.to_owned())),
    ];

    #[test]
    fn a_list_is_searched_and_sorted() {
        let list = [(1, "scan"), (3, "sort"), (2, "Scan")];
        let by_id = Sort { column: "id".to_owned(), descending: true };
        assert_eq!(order(&list, &COLUMNS, "", Some(&by_id)), vec![1, 2, 0]);
        assert_eq!(order(&list, &COLUMNS, "SCAN", None), vec![0, 2]);
        assert!(order(&list, &COLUMNS, "join", None).is_empty());
    }

    #[test]
    fn a_window_has_room_around_the_view() {
        assert_eq!(Wanted::around(0, 40), (0, 128));
        let (from, count) = Wanted::around(1000, 1040);
        assert!(from <= 936 + 64 && from + count >= 1104);
    }
}

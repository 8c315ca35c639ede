//! Windows of a table, asked of the worker.

use afterglow_engine::{Reply, Request};
use leptos::prelude::*;
use std::sync::Arc;

use super::Run;
use crate::widgets::table::{Rows, Source, Wanted};
use crate::words::text;
use crate::worker::client::Trouble;

/// How many rows match, how many there are, and the rows of the window.
pub(crate) type Answer<R> = (usize, usize, Vec<R>);

/// A table's source that asks `request` of `run` for each window that is wanted.
pub(crate) fn rows<R: Clone + Send + Sync + 'static>(
    run: &Run,
    request: impl Fn(&Wanted) -> Request + Clone + Send + Sync + 'static,
    pick: fn(Reply) -> Option<Answer<R>>,
) -> Source<R> {
    let wanted = RwSignal::new(Wanted { count: 192, ..Wanted::default() });
    let (client, handle) = (run.client, run.card.run);
    let busy = RwSignal::new(false);
    let of_window = request.clone();
    let asked = LocalResource::new(move || {
        let wanted = wanted.get();
        let request = of_window(&wanted);
        async move {
            busy.try_set(true);
            let reply = client.ask(handle, request).await;
            // The view may have gone meanwhile.
            busy.try_set(false);
            let (matching, total, rows) = pick(reply.ok()?)?;
            // The window is kept beside its rows: until the next answer, it is this one that is drawn.
            Some(Rows { matching, total, from: wanted.from, list: Arc::new(rows) })
        }
    });
    let part = move |wanted: Wanted| {
        let request = request(&wanted);
        async move {
            let reply = client.ask(handle, request).await?;
            pick(reply).map(|(_, _, rows)| rows).ok_or_else(|| Trouble::Crashed(text::WRONG_ANSWER.to_owned()))
        }
    };
    Source::remote((wanted, busy), move || asked.get().flatten(), part)
}

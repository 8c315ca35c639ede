//! Questions of views to the worker, as resources.
//!
//! A resource asks again when a signal in its request changes, keeps the last answer meanwhile, and drops an answer
//! that a newer question has made stale.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use afterglow_engine::{Reply, Request};
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Run;
use crate::widgets::skeleton;
use crate::words::text;
use crate::worker::client::Trouble;

/// How long a value rests before it is asked for.
const REST: Duration = Duration::from_millis(60);

/// An answer that may still be on its way.
pub(crate) type Asked<T> = LocalResource<Result<Arc<T>, Trouble>>;

/// Asks `request` of `run` and takes the answer that `pick` recognises.
pub(crate) fn ask<T: Send + Sync + 'static>(
    run: &Run,
    request: impl Fn() -> Request + 'static,
    pick: fn(Reply) -> Option<T>,
) -> Asked<T> {
    let (client, handle) = (run.client, run.card.run);
    LocalResource::new(move || {
        let request = request();
        async move {
            let reply = client.ask(handle, request).await?;
            pick(reply).map(Arc::new).ok_or_else(|| Trouble::Crashed(text::WRONG_ANSWER.to_owned()))
        }
    })
}

/// What was answered last, if anything was.
pub(crate) type Newest<T> = RwSignal<Option<Result<Arc<T>, Trouble>>>;

/// Asks `request` of `run` at once when it changes; while an answer is on its way, only the newest question waits. So what
/// a slider asks is answered as fast as the worker can, and never queues.
pub(crate) fn newest<T: Send + Sync + 'static>(
    run: &Run,
    request: impl Fn() -> Request + 'static,
    pick: fn(Reply) -> Option<T>,
) -> Newest<T> {
    let (client, handle) = (run.client, run.card.run);
    let answer: Newest<T> = RwSignal::new(None);
    let (waiting, busy) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(false)));
    Effect::new(move || {
        waiting.replace(Some(request()));
        if busy.replace(true) {
            return;
        }
        let (waiting, busy) = (Rc::clone(&waiting), Rc::clone(&busy));
        spawn_local(async move {
            while let Some(request) = waiting.take() {
                let reply = client.ask(handle, request).await;
                let picked = reply.and_then(|reply| {
                    pick(reply).map(Arc::new).ok_or_else(|| Trouble::Crashed(text::WRONG_ANSWER.to_owned()))
                });
                // The view may be gone by now.
                let _ = answer.try_set(Some(picked));
            }
            busy.set(false);
        });
    });
    answer
}

/// A value that follows another once it has rested for a moment: what a slider asks while it is dragged would else
/// queue before every other question.
pub(crate) fn settled<T: Clone + PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + 'static) -> Signal<T> {
    let rested = RwSignal::new(untrack(&value));
    let mut later = debounce(REST, move |value: T| {
        if rested.with_untracked(|now| *now != value) {
            rested.set(value);
        }
    });
    Effect::new(move || later(value()));
    rested.into()
}

/// The view of an answer: a skeleton of `lines` lines before it is there, the reason when there is none.
pub(crate) fn answered<T, V>(
    asked: Asked<T>,
    lines: usize,
    view: impl Fn(Arc<T>) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match asked.get() {
        None => skeleton::lines(lines).into_any(),
        Some(Ok(answer)) => view(answer).into_any(),
        // A refusal is an answer: the question has none, and the reason is the finding.
        Some(Err(Trouble::Refused(because))) => {
            view! { <p class="notice" data-level="info" role="status">{because}</p> }.into_any()
        }
        Some(Err(trouble)) => {
            view! { <p class="notice" data-level="error" role="alert">{text::trouble(&trouble)}</p> }.into_any()
        }
    }
}

/// Writes the function that takes one kind of answer.
macro_rules! pick {
    ($kind:ident) => {
        |reply| match reply {
            afterglow_engine::Reply::$kind(view) => Some(view),
            _ => None,
        }
    };
    (boxed $kind:ident) => {
        |reply| match reply {
            afterglow_engine::Reply::$kind(view) => Some(*view),
            _ => None,
        }
    };
}
pub(crate) use pick;

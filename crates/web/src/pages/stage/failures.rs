//! Why tasks of a stage failed, each kind with the whole text of its first task.

use afterglow_engine::view::{StageView, TaskFailureView};
use leptos::prelude::*;

use crate::widgets::badge;
use crate::words::{format, stage as words};

/// Kinds of failures, most tasks first; nothing where no task failed.
pub(super) fn failures(stage: &StageView) -> impl IntoView + use<> {
    let kinds = stage.failures.iter().map(kind).collect_view();
    let beyond = (stage.failures_beyond > 0).then(|| {
        view! { <p class="quiet-text">{words::failures_beyond(stage.failures_beyond)}</p> }
    });
    (!stage.failures.is_empty() || stage.failures_beyond > 0).then(|| {
        view! { <section><h2>"Why tasks did not succeed"</h2>{kinds}{beyond}</section> }
    })
}

fn kind(failure: &TaskFailureView) -> impl IntoView + use<> {
    let cut =
        (failure.cut_bytes > 0).then(|| view! { <p class="quiet-text">{words::failure_cut(failure.cut_bytes)}</p> });
    view! {
        <details class="more">
            <summary>
                <span>
                    {badge::status(&failure.status)} " "
                    <span class="numbers">{words::failure_count(failure)}</span> " "
                    <bdi>{format::clipped(&headline(failure), 240)}</bdi>
                </span>
            </summary>
            <p class="quiet-text">{words::failure_first(failure)}</p>
            <pre class="wrapped" tabindex="0">{whole(failure)}</pre>
            {cut}
        </details>
    }
}

/// The class, and the line of the message that says what happened: the first, or the last of a traceback of Python.
fn headline(failure: &TaskFailureView) -> String {
    let mut lines = failure.message.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(' '));
    let first = lines.next().unwrap_or_default();
    let line = if first.starts_with("Traceback") { lines.next_back().unwrap_or(first) } else { first };
    match (failure.class.as_str(), line) {
        ("", "") => words::NO_REASON.to_owned(),
        ("", line) => line.to_owned(),
        (class, "") => class.to_owned(),
        (class, line) => format!("{class}: {line}"),
    }
}

/// The stack, which mostly begins with the message; the message alone where there is no stack.
fn whole(failure: &TaskFailureView) -> String {
    let (message, stack) = (failure.message.as_str(), failure.stack.as_str());
    match (message, stack) {
        ("", "") => words::NO_REASON.to_owned(),
        (message, "") => message.to_owned(),
        (message, stack) if stack.contains(message.trim()) => stack.to_owned(),
        (message, stack) => format!("{message}\n\n{stack}"),
    }
}

//! How far something long is: a bar, and the same in words.

use afterglow_engine::Progress;
use leptos::prelude::*;

use crate::words::format;

/// The bar of what is called `label`, and a line below it. It began at `began_ms` of the page's clock.
pub(crate) fn progress_bar(label: &str, progress: Signal<Option<Progress>>, began_ms: f64) -> impl IntoView + use<> {
    let ratio = move || progress.with(|progress| progress.as_ref().map_or(0.0, ratio));
    let percent = move || format!("{:.0}", ratio() * 100.0);
    let seconds = move || ((js_sys::Date::now() - began_ms) / 1000.0).max(0.001);
    let said = move || {
        progress
            .with(|progress| progress.as_ref().map_or_else(|| "Starting…".to_owned(), |now| sentence(now, seconds())))
    };
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=label.to_owned()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=percent
            aria-valuetext=said
        >
            <span class="progress-bar" style:width=move || format!("{}%", percent())></span>
        </div>
        <p class="quiet-text numbers">{said}</p>
    }
}

fn ratio(now: &Progress) -> f64 {
    if now.bytes_total == 0 { 0.0 } else { (now.bytes_read as f64 / now.bytes_total as f64).clamp(0.0, 1.0) }
}

fn sentence(now: &Progress, seconds: f64) -> String {
    let read = now.bytes_read as f64;
    format!(
        "{} of {} · {}{}{}",
        format::bytes(read),
        format::bytes(now.bytes_total as f64),
        format::byte_rate(read / seconds),
        // Where no log is read, there are none.
        if now.events > 0 {
            format!(" · {}", format::number_of(now.events as f64, "event", "events"))
        } else {
            String::new()
        },
        left(now, seconds).map(|left| format!(" · about {} left", format::duration(left * 1000.0))).unwrap_or_default(),
    )
}

/// Seconds left at the rate until now, once that is known well enough to be said.
fn left(now: &Progress, seconds: f64) -> Option<f64> {
    let ratio = ratio(now);
    let left = seconds * (1.0 - ratio) / ratio.max(f64::EPSILON);
    (seconds > 1.0 && ratio > 0.02 && left >= 1.0).then_some(left.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_in_words() {
        let now = Progress { bytes_read: 4_000_000, bytes_total: 8_000_000, events: 1, ..Progress::default() };
        assert_eq!(sentence(&now, 2.0), "4.0 MB of 8.0 MB · 2.0 MB/s · 1 event · about 2.0 s left");
        assert_eq!(ratio(&now), 0.5);
        assert_eq!(ratio(&Progress::default()), 0.0);
    }
}

//! A point in time as the reader wants it: in UTC, or in the zone that the log names. It always says in which.

use leptos::prelude::*;

use crate::state::Page;
use crate::words::{clock, format, zone as words};

/// The time in words; follows the reader's wish.
pub(crate) fn shown(page: Page, milliseconds: i64, zone: Option<&str>) -> String {
    clock::shown(milliseconds, zone, page.prefs.zone_of_log.get())
}

/// The time with a button to the other zone, where the log names one that the browser knows.
pub(crate) fn time(page: Page, milliseconds: i64, zone: Option<&str>) -> impl IntoView + use<> {
    let other = zone.and_then(|zone| clock::in_zone(milliseconds, zone));
    let utc = format::date_time(milliseconds);
    match other {
        None => view! { <time class="clock">{utc}</time> }.into_any(),
        Some(there) => {
            let of_log = page.prefs.zone_of_log;
            let now = {
                let (utc, there) = (utc.clone(), there.clone());
                move || if of_log.get() { there.clone() } else { utc.clone() }
            };
            let title = move || format!("{}: {}", words::TURN, if of_log.get() { &utc } else { &there });
            view! {
                <button type="button" class="clock link" title=title on:click=move |_| page.prefs.turn_zone()>
                    <time>{now}</time>
                </button>
            }
            .into_any()
        }
    }
}

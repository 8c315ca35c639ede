//! The span of the run's time that the lists are narrowed to. It stands in the address, behind a `?`: times from the run's
//! begin, so it is a view and no data of a log.

use afterglow_engine::Span;
use leptos::prelude::*;

use super::{Page, current_hash};
use crate::route::{self, Route};

const KEY: &str = "range=";

/// The span that an address names.
pub(super) fn of_hash(hash: &str) -> Option<Span> {
    let (_, query) = hash.split_once('?')?;
    let (from, to) = query.split('&').find_map(|part| part.strip_prefix(KEY))?.split_once('-')?;
    let span = Span { from_ms: from.parse().ok()?, to_ms: to.parse().ok()? };
    (span.from_ms < span.to_ms).then_some(span)
}

/// The address of a route with a span.
pub(super) fn address(to: &Route, range: Option<Span>) -> String {
    let address = route::print(to);
    match (range, to) {
        (Some(span), Route::Run { .. }) => format!("{address}?{KEY}{}-{}", span.from_ms, span.to_ms),
        _ => address,
    }
}

impl Page {
    /// Narrows the lists to a span, or ends that.
    pub(crate) fn narrow(self, range: Option<Span>) {
        let to = address(&self.route.get_untracked(), range);
        if current_hash() == to {
            return;
        }
        // Moving an end is no step of the browser's history: there may be a hundred of them.
        let moved = range.is_some() && self.range.with_untracked(Option::is_some);
        let location = window().location();
        let said = if moved { location.replace(&to) } else { location.set_hash(&to) };
        // A page without an address bar refuses this; then the state alone is changed.
        if said.is_err() {
            self.range.set(range);
        }
    }

    /// The span that goes along to another view: that of the same run.
    pub(super) fn range_along(self, to: &Route) -> Option<Span> {
        let same = matches!(to, Route::Run { run, .. } if self.route.with_untracked(|now| matches!(now, Route::Run { run: here, .. } if here == run)));
        self.range.get_untracked().filter(|_| same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::View;

    #[test]
    fn a_span_comes_back_from_the_address() {
        let span = Span { from_ms: 200_000, to_ms: 301_000 };
        let to = Route::run(2, View::Stages);
        let printed = address(&to, Some(span));
        assert_eq!(printed, "#/v1/run/2/stages?range=200000-301000");
        assert_eq!((of_hash(&printed), route::parse(&printed)), (Some(span), to));
        assert_eq!(address(&Route::Home, Some(span)), "#/v1");
    }

    #[test]
    fn what_is_no_span_is_none() {
        for hash in ["#/v1/run/1/stages", "#?range=", "#?range=5-5", "#?range=9-1", "#?range=-1-4", "#?other=1-2"] {
            assert_eq!(of_hash(hash), None, "{hash}");
        }
    }
}

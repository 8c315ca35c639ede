//! One line that says which rules, rates and prices hold, with the way to change them.

use leptos::prelude::*;

use crate::route::{self, Route};
use crate::state::Page;
use crate::words::house;

/// The line.
pub(crate) fn line(page: Page) -> impl IntoView {
    let said = Memo::new(move |_| sentence(page));
    view! {
        <p class="quiet-text in-force" data-metric="house.in-force">
            {said} " · " <a href=route::print(&Route::House)>{house::CHANGE}</a>
        </p>
    }
}

/// What holds, in one sentence.
pub(crate) fn sentence(page: Page) -> String {
    let files = page.house.files.with(Vec::len);
    page.house.policy.with(|policy| page.house.rates.with(|rates| house::in_force(policy, rates, files)))
}

//! The views. Each takes a run and asks the worker for what it shows.

mod accuracy;
mod advice;
mod compare;
mod configuration;
mod exclusions;
mod executors;
mod findings;
mod guard;
mod home;
mod house;
mod jobs;
mod quality;
mod recent;
pub(crate) mod samples;
mod scaling;
mod sql;
mod stage;
mod stages;
mod storage;
mod streaming;
mod summary;
mod table;
mod tasks;
mod timeline;
mod usage;

use leptos::prelude::*;

use crate::route::{Route, View};
use crate::state::{Page, Run};
use crate::widgets::away;
use crate::words::{self, format, text};

/// The view of the current address.
pub(crate) fn current(page: Page) -> impl IntoView {
    // A run is looked up anew when the list changes, but the view is built anew only if that made a difference.
    let place = Memo::new(move |_| (page.route.get(), page.run()));
    move || {
        let (route, run) = place.get();
        match (route, run) {
            (Route::Home, _) => home::home(page).into_any(),
            (Route::Compare, _) => compare::view(page).into_any(),
            (Route::Table, _) => table::view(page).into_any(),
            (Route::Usage, _) => usage::view(page).into_any(),
            (Route::House, _) => house::view(page).into_any(),
            (Route::Accuracy, _) => accuracy::view().into_any(),
            (Route::Guard, _) => guard::view(page).into_any(),
            (Route::Run { view, .. }, Some(run)) => of_run(page, &run, view).into_any(),
            (Route::Run { .. }, None) => {
                view! { <p class="empty">{text::NO_SUCH_RUN}</p> {home::home(page)} }.into_any()
            }
        }
    }
}

fn of_run(page: Page, run: &Run, view: View) -> impl IntoView + use<> {
    if let Some(why) = &run.lost {
        return view! { {head(run, view)} <p class="notice" data-level="error" role="alert"><strong>{run.card.log.clone()}</strong>" "{text::lost(why)}</p> }
            .into_any();
    }
    let body = match view {
        View::Summary => summary::summary(run).into_any(),
        View::Timeline => timeline::timeline(run).into_any(),
        View::Jobs => jobs::jobs(run).into_any(),
        View::Stages => stages::stages(run).into_any(),
        View::Stage { id, attempt } => stage::stage(run, id, attempt).into_any(),
        View::Tasks => tasks::page(run).into_any(),
        View::Sql => sql::list(run).into_any(),
        View::SqlExecution { id, node } => sql::execution(run, id, node).into_any(),
        View::Executors => executors::executors(run).into_any(),
        View::Scaling => scaling::scaling(page, run).into_any(),
        View::Advice => advice::advice(run).into_any(),
        View::Configuration => configuration::configuration(run).into_any(),
        View::Streaming => streaming::streaming(run).into_any(),
        View::LogQuality => quality::page(run).into_any(),
    };
    view! { {away::banner(page, run)} {head(run, view)} {body} }.into_any()
}

/// The head of a view: its name, what it is about, and whose run it shows.
fn head(run: &Run, view: View) -> impl IntoView + use<> {
    let name = format::clipped(&run.card.name, 100);
    let title = match view {
        View::Stage { id, attempt } => format!("Stage {id}, attempt {attempt}"),
        View::SqlExecution { id, .. } => format!("SQL {id}"),
        listed => text::view(listed).to_owned(),
    };
    view! {
        <header class="page-head">
            <p class="page-run" dir="auto" title=run.card.name.clone()>{name}</p>
            <h1>{title}</h1>
            <p class="page-about">{text::about(view)}</p>
        </header>
    }
}

/// The window's title. The browser keeps it in its history, so nothing of a log is in it.
pub(crate) fn title(page: Page) -> String {
    let place = match page.route.get() {
        Route::Home => return text::PRODUCT.to_owned(),
        Route::Compare => text::COMPARE.to_owned(),
        Route::Table => text::TABLE.to_owned(),
        Route::Usage => text::USAGE.to_owned(),
        Route::Accuracy => text::ACCURACY.to_owned(),
        Route::House => words::house::TITLE.to_owned(),
        Route::Guard => words::guard::TITLE.to_owned(),
        Route::Run { run, view } => format!("{} · run {run}", text::view(view)),
    };
    format!("{place} · {}", text::PRODUCT)
}

//! How well the model knows the past: the run replayed, stage by stage, and what other runs of the program say.

use afterglow_engine::view::{OthersView, ScalingView, StageReplayView};
use afterglow_engine::{Digest, Reply, Request};
use leptos::prelude::*;

use crate::route::{self, Route, RunNo, View};
use crate::state::Page;
use crate::words::{format, text};

/// The model against the run itself: whoever reads a prediction must know how well the model knows the past.
pub(super) fn replay(no: RunNo, view: &ScalingView) -> impl IntoView + use<> {
    let replay = view.replay;
    view! {
        <p class="replay">
            {text::replayed_on(replay.slots, replay.slots_seen)} ", the model takes "
            <span class="numbers">{format::duration(replay.modelled_ms)}</span> " (replayed) where the run took "
            <span class="numbers">{format::duration(replay.observed_ms)}</span> " (measured): an error of "
            <strong class="numbers">{format::share(replay.error_ratio)}</strong> ". "
            <a href=route::print(&Route::Accuracy)>{text::ACCURACY}</a>
        </p>
        {calibrated(view.others)}
        {stages(no, &view.replay_stages)}
    }
}

/// The same by stage, for those who want to know where the model errs.
fn stages(no: RunNo, stages: &[StageReplayView]) -> Option<impl IntoView + use<>> {
    let rows = stages.iter().map(|stage| {
        let address = route::print(&Route::run(no, View::Stage { id: stage.id, attempt: stage.attempt }));
        view! {
            <tr>
                <th scope="row"><a href=address>{format!("{}.{}", stage.id, stage.attempt)}</a>" "{format::clipped(&stage.name, 60)}</th>
                <td class="number">{format::duration(stage.observed_ms)}</td>
                <td class="number">{format::duration(stage.modelled_ms)}</td>
                <td class="number">{format::duration((stage.modelled_ms - stage.observed_ms).abs())}</td>
            </tr>
        }
    });
    (!stages.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>"The replay by stage"</summary>
                <div class="plain-scroll" tabindex="0" role="region" aria-label="The replay by stage">
                    <table class="plain-table">
                        <thead>
                            <tr>
                                <th scope="col">"Stage"</th>
                                <th scope="col" class="number">"Observed"</th>
                                <th scope="col" class="number">"Modelled"</th>
                                <th scope="col" class="number">"Apart"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </details>
        }
    })
}

/// What the other open runs are reduced to: those of the same program calibrate the model.
pub(super) fn others(page: Page, own: RunNo) -> LocalResource<Vec<Digest>> {
    LocalResource::new(move || {
        let runs = page.runs.get();
        async move {
            let mut digests = Vec::new();
            for other in runs.into_iter().filter(|other| other.no != own && other.lost.is_none()) {
                if let Ok(Reply::Digest(digest)) = other.client.ask(other.card.run, Request::Digest).await {
                    digests.push(*digest);
                }
            }
            digests
        }
    })
}

fn calibrated(others: OthersView) -> Option<impl IntoView> {
    let passed_over = match others.passed_over {
        0 => String::new(),
        1 => " Another open run is of another program, unfinished, failed, or with other settings.".to_owned(),
        more => format!(" {more} open runs are of other programs, unfinished, failed, or with other settings."),
    };
    let sentence = match others.used {
        0 if passed_over.is_empty() => return None,
        0 => format!("No other open run calibrates these figures.{passed_over}"),
        used => format!(
            "{} of the same program {} in these figures: {} the time on these slots by {}, and its interval is {} times as wide as from this log alone.{passed_over}",
            format::number_of(f64::from(used), "other open run", "other open runs"),
            if used == 1 { "is" } else { "are" },
            if others.shift < 1.0 { "they shorten" } else { "they lengthen" },
            format::share((others.shift - 1.0).abs()),
            format::plain((others.width * 10.0).round() / 10.0),
        ),
    };
    Some(view! { <p class="quiet-text">{sentence}</p> })
}

//! stub
use leptos::prelude::*;
use crate::state::Run;
pub(super) fn timeline(_run: &Run) -> impl IntoView + use<> { view!{ <p></p> } }

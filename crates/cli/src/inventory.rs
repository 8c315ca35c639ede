//! `afterglow inventory`: what sensitive content logs have.

use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::contract::InventoryJson;
use afterglow_engine::{Input, Trust};

use crate::args::Format;
use crate::exit::{NOT_READ, PARTLY_READ, warn};
use crate::render;
use crate::run::{print, several, written};

/// Prints the inventory of each log among the inputs; `whole` if all that was named could be opened.
pub(crate) fn inventories(inputs: &[Rc<dyn Input>], trust: Trust, format: Format, whole: bool) -> ExitCode {
    let (views, failures) = afterglow_engine::inventories(inputs, trust);
    for failure in &failures {
        warn(&failure.message);
    }
    if views.is_empty() {
        if failures.is_empty() {
            warn("no Spark event log was found");
        }
        return ExitCode::from(NOT_READ);
    }
    let mut partly = !whole || !failures.is_empty();
    let mut texts = Vec::new();
    for view in views {
        partly |= !view.failures.is_empty();
        for failure in &view.failures {
            warn(failure);
        }
        match written(format, &InventoryJson::of(view), render::inventory) {
            Ok(text) => texts.push(text),
            Err(error) => warn(&error),
        }
    }
    print(&several(&texts, format));
    if partly { ExitCode::from(PARTLY_READ) } else { ExitCode::SUCCESS }
}

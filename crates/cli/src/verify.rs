//! `afterglow verify`: a report held to the files that it was made from.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use afterglow_engine::Trust;
use afterglow_engine::audit::{Given, LARGEST, NoReport, Report, read_report, verify};
use afterglow_engine::house::House;

use crate::args::{Command, Format};
use crate::exit::{BAD_USAGE, DIFFERS, NOT_READ, UNJUDGED, warn};
use crate::run::{print, written};
use crate::{files, render};

/// What a report is verified with, beside its files and the house.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct With {
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) policy: Option<String>,
    pub(crate) rates: Option<String>,
}

/// Verifies the first path by the others, and tells by the exit status what came of it.
pub(crate) fn report(command: &Command, with: &With, house: House) -> ExitCode {
    let Some((path, logs)) = command.paths.split_first() else { return ExitCode::from(BAD_USAGE) };
    let report = match read(path) {
        Ok(report) => report,
        Err(why) => {
            warn(&format!("{}: {why}", path.display()));
            return ExitCode::from(NOT_READ);
        }
    };
    let (inputs, errors) = files::inputs(logs);
    for error in &errors {
        warn(error);
    }
    let With { key, policy, rates } = with.clone();
    let trust_size = command.trust == Trust::Asked;
    let verdict = verify(&report, &Given { inputs: &inputs, house, policy, rates, key, trust_size });
    let exit = match verdict.outcome.as_str() {
        "stands" => ExitCode::SUCCESS,
        "differs" => ExitCode::from(DIFFERS),
        _ => ExitCode::from(UNJUDGED),
    };
    match written(command.format, &verdict, render::verdict) {
        Ok(text) => print(if command.format == Format::Text { text.trim_end() } else { &text }),
        Err(message) => {
            warn(&message);
            return ExitCode::from(BAD_USAGE);
        }
    };
    exit
}

fn read(path: &Path) -> Result<Report, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let bytes = file.metadata().map_or(0, |about| about.len());
    if bytes > LARGEST as u64 {
        return Err(NoReport::TooLarge { bytes }.to_string());
    }
    let mut text = Vec::new();
    // One byte more than may be, so that what is too long is seen to be, also of what has no length.
    file.take(LARGEST as u64 + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
    read_report(&text).map_err(|why| why.to_string())
}

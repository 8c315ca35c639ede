//! `--house`, `--catalogue` and `afterglow house`: rules, rates and newer price files from disk.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use afterglow_engine::house::{Brought, House, HouseFile, MOST_FILES, RatesTable, bring, policy_problems};

use crate::args::Command;
use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};

/// The house that a command line names; an empty one where it names none.
///
/// # Errors
/// The first file that cannot be used, and why: an answer under other rules than were asked for would be a wrong one.
pub(crate) fn of(command: &Command) -> Result<House, String> {
    let mut house = House::default();
    if let Some(path) = &command.house {
        match read(path)? {
            Brought::House(read) => house = read,
            _ => return Err(format!("{}: this is no house file; make one by afterglow house", path.display())),
        }
    }
    for path in &command.catalogues {
        match read(path)? {
            Brought::Prices(file) => {
                tell(path, &file);
                house.files.push(*file);
            }
            _ => {
                return Err(format!(
                    "{}: this is no price file; give it by --house, --policy or --rates",
                    path.display()
                ));
            }
        }
    }
    Ok(house)
}

/// Puts files together into one house, in their order.
pub(crate) fn put_together(paths: &[PathBuf], out: &Path) -> ExitCode {
    let mut house = House::default();
    let mut left_out = false;
    for path in paths {
        match read(path) {
            Ok(brought) => {
                if let Brought::Prices(file) = &brought {
                    tell(path, file);
                }
                house.take(brought);
            }
            Err(message) => {
                warn(&message);
                left_out = true;
            }
        }
    }
    for (field, what) in policy_problems(&house.policy) {
        warn(&format!("the policy, {field}: {what}"));
        left_out = true;
    }
    for issue in RatesTable::parse(&house.rates).issues {
        warn(&format!("the rates, {}", issue.text));
        left_out = true;
    }
    if house.is_empty() {
        warn("nothing to put together: give a policy (JSON), rates (CSV), newer price files, or other houses");
        return ExitCode::from(NOT_READ);
    }
    if house.files.len() > MOST_FILES {
        warn(&format!("a house has {MOST_FILES} price files at most, and these are {}", house.files.len()));
        return ExitCode::from(BAD_USAGE);
    }
    let written = File::create_new(out).and_then(|mut file| file.write_all(house.to_json().as_bytes()));
    if let Err(error) = written {
        warn(&format!("{}: {error}; a file that exists is not written over", out.display()));
        return ExitCode::from(BAD_USAGE);
    }
    if left_out { ExitCode::from(PARTLY_READ) } else { ExitCode::SUCCESS }
}

fn read(path: &Path) -> Result<Brought, String> {
    let named = |message: String| format!("{}: {message}", path.display());
    let file = File::open(path).map_err(|error| named(error.to_string()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    bring(&name, BufReader::new(file)).map_err(named)
}

/// What a price file brought, and what of it could not be used.
fn tell(path: &Path, file: &HouseFile) {
    let view = file.view();
    for issue in &view.issues {
        warn(&format!("{}: {issue}", path.display()));
    }
    let more = view.issues_total.saturating_sub(view.issues.len() as u64);
    if more > 0 {
        warn(&format!("{}: {more} more of the kind", path.display()));
    }
    let date = view.date.map(|date| format!(" of {date}")).unwrap_or_default();
    warn(&format!(
        "{}: {}{date}: {} types, {} prices, {} fees, {} passed over",
        path.display(),
        view.kind,
        view.types,
        view.prices,
        view.fees,
        view.passed_over
    ));
}

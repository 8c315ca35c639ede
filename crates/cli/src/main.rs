//! `afterglow`: the command line over the same engine as the page.

mod args;
mod exit;
mod files;
mod redact;
mod render;
mod run;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => run::run(&command),
        Err(message) => {
            eprintln!("afterglow: {message}");
            ExitCode::from(exit::BAD_USAGE)
        }
    }
}

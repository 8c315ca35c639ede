//! `afterglow`: the command line over the same engine as the page.

mod advise;
mod args;
mod away;
mod emit;
mod exit;
mod files;
mod help;
mod house;
mod inventory;
mod plain;
mod redact;
mod render;
mod rightsize;
mod run;
mod table;
mod verify;

use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => run::run(&command),
        Err(message) => {
            eprintln!("afterglow: {}", plain::lines(&message));
            ExitCode::from(exit::BAD_USAGE)
        }
    }
}

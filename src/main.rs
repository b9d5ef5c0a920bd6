//! The program: parse, run, print a failure with its hint, exit.

use std::process::ExitCode;

use clap::Parser as _;
use intercoder::cli::{self, Cli};
use intercoder::session::Host;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let state = match std::env::var_os("INTERCODER_STATE") {
        Some(folder) => folder.into(),
        None => cli::default_state_folder(),
    };
    match cli::run(cli, Host::real(state)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit as u8)
        }
    }
}

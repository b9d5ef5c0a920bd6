//! The program: parse, run, print a failure with its hint, exit.

use std::process::ExitCode;

use clap::Parser as _;
use intercoder::cli::output::tell;
use intercoder::cli::{self, Cli};
use intercoder::session::{Host, default_state_folder};
use intercoder::text::visible::sweep;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let host = || Host::real(default_state_folder(), Box::new(tell));
    match cli::run(cli, Box::new(host)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", sweep(&failure.to_string()));
            ExitCode::from(failure.exit as u8)
        }
    }
}

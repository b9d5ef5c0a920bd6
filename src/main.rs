//! The program: parse, run, print a failure with its hint, exit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use intercoder::cli::output::{tell, warn};
use intercoder::cli::{self, Cli, fallen};
use intercoder::session::{Host, default_state_folder};

/// The exit code of a program that fell over.
const FELL_OVER: u8 = 101;

fn main() -> ExitCode {
    fallen::watch();
    let asked = Cli::asked();
    let host = || Host::real(default_state_folder(), Box::new(tell));
    // Nothing of it is used again after it fell over.
    match catch_unwind(AssertUnwindSafe(|| cli::run(asked, Box::new(host)))) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Err(_) => {
            fallen::say_once();
            ExitCode::from(FELL_OVER)
        }
        Ok(Err(failure)) => {
            warn(&format!("{failure}\n"));
            ExitCode::from(failure.exit as u8)
        }
    }
}

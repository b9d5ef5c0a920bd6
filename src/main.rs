//! The program: parse, run, print a failure with its hint, exit.

use std::process::ExitCode;

use intercoder::cli::output::tell;
use intercoder::cli::{self, Cli};
use intercoder::search::guard::is_reading;
use intercoder::session::{Host, default_state_folder};
use intercoder::text::visible::sweep;

fn main() -> ExitCode {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !is_reading() {
            before(info);
        }
    }));
    let asked = Cli::asked();
    let host = || Host::real(default_state_folder(), Box::new(tell));
    match cli::run(asked, Box::new(host)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", sweep(&failure.to_string()));
            ExitCode::from(failure.exit as u8)
        }
    }
}

//! The benches: how long what people wait for takes, on a generated corpus that is the same on every machine.
//!
//! ```text
//! cargo bench --bench speed                     every case, at full size
//! cargo bench --bench speed -- import agree     only these cases
//! cargo bench --bench speed -- --quick          small sizes, to see that the benches themselves work
//! ```
//!
//! Each line gives the median, the fastest and the slowest run, and the target it was designed against. Nothing is asserted: times
//! are the machine's. Whole commands are run as processes of their own, with everything a start of the program costs.

// A bench that cannot be set up has nothing to measure, so it stops where it stands.
#![allow(clippy::unwrap_used, clippy::panic)]

mod timing;
mod corpus;
mod pen;
mod program;
mod session;
mod million;
mod gamma;
mod screen;
mod search;
mod figures;
mod matrix;
mod export;
mod report;
mod refi;
mod case;

use crate::case::CASES;
use crate::timing::Size;

fn main() {
    // Cargo itself adds `--bench`.
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (flags, names): (Vec<String>, Vec<String>) = words.partition(|word| word.starts_with('-'));
    let known: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
    if let Some(word) = unknown.or(flags.iter().find(|flag| *flag != "--quick")) {
        eprintln!(
            "there is no case {word}; the cases are {}, and the one option is --quick",
            known.join(", ")
        );
        std::process::exit(2);
    }
    let size = if flags.is_empty() {
        Size::Full
    } else {
        Size::Quick
    };
    for (name, run) in CASES {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            run(size);
        }
    }
}

//! `report html`: the whole study on one page.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::report::Asked;
use crate::report::team;

/// Write the whole study as one page for a browser
///
/// The page loads nothing and runs nothing, prints well, and is read on a phone. The team's page holds whole transcripts. A person
/// whose attribute may_quote is no is quoted nowhere.
///
/// Example: intercoder report html -o report.html
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's; without it, final if it holds anything, else all.
    #[arg(long, value_name = "all|final|CODER")]
    layer: Option<String>,
    /// Write to this file; a file that is there is not overwritten.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let layer = asked.layer(&view, args.layer.as_deref())?;
    let basis = asked.basis(&view, layer)?;
    let page = team::report(&basis, &asked.made);
    match &args.output {
        Some(path) => context.out.save(path, page.as_bytes()),
        None => context.out.text(&page),
    }
}

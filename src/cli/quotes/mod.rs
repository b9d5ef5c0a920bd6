//! `quotes`: the excerpts behind a theme, those that go into the paper, and whether a manuscript quotes what was said.

mod choose;
mod list;
mod table;
mod verify;

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// List the excerpts of a theme, choose the ones to print, print them, check a manuscript's quotations
///
/// A person whose attribute may_quote is no is quoted nowhere.
///
/// Example: intercoder quotes list --theme rel-crisis --where role=parent
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    List(list::Args),
    Choose(choose::Args),
    Table(table::Args),
    Verify(verify::Args),
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::List(args) => list::run(context, &args),
        Action::Choose(args) => choose::run(context, args),
        Action::Table(args) => table::run(context, &args),
        Action::Verify(args) => verify::run(context, &args),
    }
}

//! `conflicts`: what people must decide.

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// List what people must decide: two values that nothing replaces, skipped moves, orphaned excerpts
///
/// Example: intercoder conflicts
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &mut Context, _args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let conflicts: Vec<_> = view.conflicts().collect();
    if context.out.is_json() {
        return context
            .out
            .json(&serde_json::json!({ "conflicts": conflicts }));
    }
    for conflict in &conflicts {
        context.out.line(format!("- {}", conflict.what))?;
    }
    match conflicts.len() {
        0 => context.out.line("nothing to decide"),
        _ => context
            .out
            .line("a value is decided by setting it once more; a code by renaming or merging it"),
    }
}

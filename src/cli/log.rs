//! `log`: the audit trail, one line an action.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::history::entries;

/// Show the history: who did what when, and what was undone
///
/// Example: intercoder log --coder ana --last 10
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this coder's actions.
    #[arg(long)]
    coder: Option<String>,
    /// Only actions whose words hold this.
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// Only the last so many.
    #[arg(long, value_name = "N")]
    last: Option<usize>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let wanted = args.about.as_ref().map(|words| words.to_lowercase());
    let mut entries = entries(&view);
    entries.retain(|entry| {
        let by = args
            .coder
            .as_ref()
            .is_none_or(|coder| entry.coder.0 == *coder);
        by && wanted
            .as_ref()
            .is_none_or(|words| entry.what.to_lowercase().contains(words))
    });
    let skipped = args
        .last
        .map_or(0, |last| entries.len().saturating_sub(last));
    let shown = entries.split_off(skipped);
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({ "history": shown }));
    }
    for entry in &shown {
        let undone = if entry.undone { "  (undone)" } else { "" };
        let when = entry.at.replace('T', " ");
        context.out.line(format!(
            "{:<10} {:<17} {}{undone}",
            entry.name,
            when.get(..16).unwrap_or(&when),
            entry.what
        ))?;
    }
    for round in view.hiding() {
        context.out.line(format!(
            "round {} is blind: what the others did in it is hidden until it closes",
            round.name
        ))?;
    }
    Ok(())
}

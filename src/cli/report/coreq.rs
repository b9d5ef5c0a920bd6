//! `report coreq`: the checklist for reports of interviews and focus groups.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::report::Asked;
use crate::report::coreq::checklist;

/// Write the COREQ checklist: 32 items, filled in as far as the study knows
///
/// What only the authors know is a prompt that begins with "to be written"; the column for the page is left to them.
///
/// Example: intercoder report coreq -o coreq.docx
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's; without it, final if it holds anything, else all.
    #[arg(long, value_name = "all|final|CODER")]
    layer: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let layer = asked.layer(&view, args.layer.as_deref())?;
    let mut table = checklist(&asked.basis(&view, layer)?);
    table.notes.extend(asked.made.lacks.clone());
    context.out.table(&table, &args.format)
}

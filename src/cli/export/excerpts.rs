//! `export excerpts`: coded segments for analysis.

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::excerpts::coded_segments;
use crate::problem::Problem;

/// Write every coding with its words, its code's path, its place and the attributes of who speaks
///
/// For analysis, not for publication: small groups are not screened, and documents and people are named. The words of people whose
/// attribute may_quote is no are left out.
///
/// Example: intercoder export excerpts --csv -o excerpts.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let mut table = coded_segments(&view, &texts, &layer(&view, &args.layer)?);
    table.notes.extend(provisos(&view, incomplete.or(outsider)));
    // A file for a spreadsheet has no place for notes, and this table needs them.
    if args.format.for_sheets() {
        let notes = table
            .notes
            .iter()
            .map(|note| Problem::new("excerpts", note, ""));
        context.out.problems(&notes.collect::<Vec<_>>())?;
    }
    context.out.table(&table, &args.format)
}

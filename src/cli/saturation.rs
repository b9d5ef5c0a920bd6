//! `saturation`: how many codes each further document brings.

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::saturation::curve;
use crate::table::{Cell, Row, Table};

/// Print how many codes each further document brings that none before it had
///
/// Documents in import order, theme codes only.
///
/// Example: intercoder saturation
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
    let view = session.view();
    let steps = curve(&view, &texts, &layer(&view, &args.layer)?);
    if context.out.is_json_for(&args.format) {
        let found = serde_json::json!({ "layer": args.layer, "unit": "code", "steps": steps });
        return context.out.value(&found, &args.format);
    }
    let row = |step: &crate::saturation::Step| Row {
        label: step.document.clone(),
        values: vec![
            Cell::Count(step.new_codes as u64),
            Cell::Count(step.total as u64),
        ],
    };
    let mut notes = vec![format!(
        "layer {}; theme codes; documents in import order",
        args.layer
    )];
    notes.extend(incomplete);
    let table = Table {
        title: "New codes per document".to_owned(),
        unit: "code".to_owned(),
        columns: vec!["new codes".to_owned(), "total".to_owned()],
        stub: "document".to_owned(),
        rows: steps.iter().map(row).collect(),
        notes,
    };
    context.out.table(&table, &args.format)
}

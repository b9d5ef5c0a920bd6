//! `matrix documents`: how many excerpts of every code each document has.

use crate::cli::context::{Context, layer};
use crate::cli::failure::Failure;
use crate::cli::matrix::{Asked, documents_called, say};
use crate::cli::output::TableFormat;
use crate::matrix::occurrence::{DocumentRow, by_document};
use crate::table::{Cell, Row, Table};

/// Show how many excerpts of every code each document has
///
/// An excerpt is a distinct stretch, however many coders marked it. A code takes in all below it, as in the theme table.
///
/// Example: intercoder matrix documents --documents I02,I12,FG1
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Only these documents.
    #[arg(long, value_delimiter = ',', value_name = "DOCUMENTS")]
    documents: Vec<String>,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let layer = layer(&view, &args.layer)?;
    let documents = documents_called(&view, &args.documents)?;
    let mut found = by_document((&view, &asked.texts), &layer, &documents);
    let said = "counted: distinct excerpts; a code takes in all below it, each excerpt once";
    found.notes.insert(0, said.to_owned());
    found.notes.extend(asked.provisos.iter().cloned());
    let json = serde_json::to_value(&found)
        .map_err(|_| Failure::new("the table cannot be written as JSON"))?;
    let line = |row: &DocumentRow| {
        let counts = row.excerpts.iter().chain(std::iter::once(&row.documents));
        Row {
            label: format!("{}{}", "  ".repeat(row.depth), row.key),
            values: counts.map(|count| Cell::Count(*count as u64)).collect(),
        }
    };
    let last = std::iter::once("documents with it".to_owned());
    let table = Table {
        title: format!("Codes by document (layer: {})", found.layer),
        unit: "excerpt".to_owned(),
        columns: found.documents.iter().cloned().chain(last).collect(),
        stub: "code".to_owned(),
        rows: found.rows.iter().map(line).collect(),
        notes: found.notes.clone(),
    };
    say(context, (json, vec![table]), &args.format)
}

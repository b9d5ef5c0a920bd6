//! `codebook table`: the codebook as people print it and edit it, with what each code stands on.

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::released;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::matrix::codes::{CodeRow, codes};
use crate::table::{Cell, Row, Table};

/// Print the codebook as a table: definitions, rules and examples, with files, references and people
///
/// Files are documents with an excerpt, references distinct excerpts, people those who speak in them; a code takes in all below it.
/// As a workbook, a Word document or CSV it can be edited and brought back: `codebook import` shows what differs, field by field.
///
/// Example: intercoder codebook table --csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
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
    let (rows, mut notes) = codes((&view, &texts), &layer(&view, &args.layer)?);
    let said = format!(
        "layer {}; files: documents with an excerpt; references: distinct excerpts; people: who speaks in them; a code takes in all below it",
        args.layer
    );
    notes.insert(0, said);
    notes.extend(provisos(&view, incomplete.into_iter().chain(outsider)));
    if context.out.is_json_for(&args.format) {
        let found = serde_json::json!({
            "title": "Codebook", "unit": "code", "layer": args.layer, "rows": rows, "notes": notes
        });
        return context.out.value(&found, &args.format);
    }
    let table = drawn(&rows, notes, &args.format);
    let table = released(context, &session, (table, &args.format))?;
    context.out.table(&table, &args.format)
}

fn drawn(rows: &[CodeRow], notes: Vec<String>, format: &TableFormat) -> Table {
    // A sheet says in a column what people see from how deep a code lies.
    let for_sheets = format.for_sheets();
    let line = |row: &CodeRow| {
        let code = &row.code;
        let parent = for_sheets.then_some(code.parent.as_deref().unwrap_or_default());
        let fields = [
            &code.name,
            &code.definition,
            &code.use_when,
            &code.not_when,
            &code.example,
        ];
        let words = parent.into_iter().chain(fields.map(String::as_str));
        let counts = [row.files, row.references, row.people];
        let counts = counts.map(|count| Cell::Count(count as u64));
        Row {
            label: match for_sheets {
                true => code.id.clone(),
                false => format!("{}{}", "  ".repeat(row.depth), code.id),
            },
            values: words.map(Cell::from).chain(counts).collect(),
        }
    };
    let heads = [
        "name",
        "definition",
        "use when",
        "not when",
        "example",
        "files",
        "references",
        "people",
    ];
    let parent = for_sheets.then_some("parent");
    Table {
        title: "Codebook".to_owned(),
        unit: "code".to_owned(),
        columns: parent.into_iter().chain(heads).map(str::to_owned).collect(),
        stub: "code".to_owned(),
        rows: rows.iter().map(line).collect(),
        notes,
    }
}

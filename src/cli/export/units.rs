//! `export units`: the units of all documents by codes, as ones and zeros.

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::matrix::units::{UnitRow, Units, units_by_code};
use crate::round::Unit;
use crate::table::{Cell, Row, Table};

/// Export a 0/1 matrix of units by codes for statistics packages
///
/// A row for each unit and coder, or of the final layer; a column for each theme code. 1 where it was put, 0 where it was looked
/// for and not put, empty where nobody can say: the coder did not finish the document, or the code was not in their version.
/// For analysis, not for publication.
///
/// Example: intercoder export units --unit turn --layer ana --raw -o units.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What a row is.
    #[arg(long, default_value = "turn", value_parser = ["turn", "sentence", "paragraph", "document"])]
    unit: String,
    /// Whose codings: all, with rows for each coder, final, or one coder's.
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
    let unit = Unit::parse(&args.unit)
        .ok_or_else(|| Failure::wrong_use(format!("there is no unit {}", args.unit)))?;
    let layer = layer(&view, &args.layer)?;
    let mut found = units_by_code((&view, &texts), &layer, unit);
    let said = incomplete.into_iter().chain(outsider);
    found.notes.extend(provisos(&view, said));
    if context.out.is_json_for(&args.format) {
        return context.out.value(&found, &args.format);
    }
    context.out.table(&drawn(found), &args.format)
}

fn drawn(found: Units) -> Table {
    let line = |row: UnitRow| {
        let whole = |number: usize| Cell::Count(number as u64);
        let place = [
            whole(row.number),
            whole(row.turn),
            Cell::Count(u64::from(row.start.0)),
            Cell::Count(u64::from(row.end.0)),
            Cell::Text(row.people.join("; ")),
            Cell::Text(row.speakers.join("; ")),
            Cell::Text(row.coder),
        ];
        let values = row.values.into_iter();
        let values =
            values.map(|value| value.map_or(Cell::Blank, |value| Cell::Count(u64::from(value))));
        Row {
            label: row.document,
            values: place.into_iter().chain(values).collect(),
        }
    };
    let place = [
        "number", "turn", "start", "end", "person", "speaker", "coder",
    ];
    Table {
        title: format!("Units by code (layer: {})", found.layer),
        unit: found.unit.as_str().to_owned(),
        columns: place
            .iter()
            .map(|head| (*head).to_owned())
            .chain(found.codes)
            .collect(),
        stub: "document".to_owned(),
        rows: found.rows.into_iter().map(line).collect(),
        notes: found.notes,
    }
}

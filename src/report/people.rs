//! The participants of a report: the study's own table of them, with a warning where a cell could tell who somebody is.

use crate::people::{spec, table};
use crate::report::Basis;
use crate::table::{Cell, Table};

/// People of one cell below which somebody may be recognised.
const FEWEST: u64 = 3;

/// The table, or why there is none.
pub fn participants(basis: &Basis<'_>) -> Result<Table, String> {
    let spec = spec(basis.view).map_err(|cause| cause.to_string())?;
    let mut table = table(basis.view, &spec).map_err(|cause| cause.to_string())?;
    let cells = table.rows.iter().flat_map(|row| &row.values);
    let small = cells.filter(|cell| matches!(cell, Cell::Count(n) if (1..FEWEST).contains(n)));
    let small = small.count();
    if small > 0 {
        table.notes.push(format!(
            "{small} cells have fewer than {FEWEST} people: whoever knows the field may know who they are"
        ));
    }
    Ok(table)
}

//! The participants of a report: the study's own table of them, with a warning where a cell could tell who somebody is.

use crate::disclosure::group::smallest_shown;
use crate::people::{Naming, small_cells, spec, table};
use crate::report::Basis;
use crate::table::Table;

/// The table, or why there is none.
pub fn participants(basis: &Basis<'_>) -> Result<Table, String> {
    let spec = spec(basis.view).map_err(|cause| cause.to_string())?;
    let mut table =
        table(basis.view, (&spec, Naming::Nobody)).map_err(|cause| cause.to_string())?;
    let warning = small_cells(&table, smallest_shown(basis.view));
    table.notes.extend(warning);
    Ok(table)
}

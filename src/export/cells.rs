//! Cells: the parts of a table as words, the same for every format.

use crate::table::{Row, Table};
use crate::text::visible::sweep;

/// Text as every format may hold it: what acts on a terminal or turns a line around is made visible, what no document may hold is
/// shown as missing.
pub fn shown(text: &str) -> String {
    sweep(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// Text up to so many UTF-16 units, whole characters only.
pub fn cut(text: &str, most: usize) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= most
    };
    text.chars().take_while(fits).collect()
}

/// The heads of all columns, that of the labels first.
pub fn head(table: &Table) -> Vec<String> {
    let head = std::iter::once(&table.stub).chain(&table.columns);
    head.cloned().collect()
}

/// The label and the cells of a row, as people read them.
pub fn row(row: &Row) -> Vec<String> {
    let values = row.values.iter().map(ToString::to_string);
    std::iter::once(row.label.clone()).chain(values).collect()
}

/// Whether each column, that of the labels first, has a number anywhere: then it lines up on the right.
pub fn numeric(table: &Table) -> Vec<bool> {
    let has_number = |column: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.values.get(column));
        cells.any(|cell| cell.is_number())
    };
    let columns = (0..table.columns.len()).map(has_number);
    std::iter::once(false).chain(columns).collect()
}

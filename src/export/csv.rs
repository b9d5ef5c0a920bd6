//! Tables as CSV: UTF-8 with a byte order mark, so that a spreadsheet reads it, and no cell that it would run as a formula.

use crate::export::cells;
use crate::table::{Cell, Table};
use crate::text::cell::guarded;

/// The mark that tells spreadsheets the file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table as CSV for spreadsheets, without its notes.
pub fn table(table: &Table) -> String {
    format!("{BYTE_ORDER_MARK}{}", records(rows(table)))
}

/// A table as CSV for programs, without its notes: no mark, and every cell as it is.
pub fn raw_table(table: &Table) -> String {
    written(rows(table))
}

fn rows(table: &Table) -> impl Iterator<Item = Vec<String>> {
    let value = |cell: &Cell| match cell {
        Cell::Figure(figure) => figure.to_string(),
        other => other.to_string(),
    };
    let rows = table.rows.iter().map(move |row| {
        let values = row.values.iter().map(value);
        std::iter::once(row.label.clone()).chain(values).collect()
    });
    std::iter::once(cells::head(table)).chain(rows)
}

/// Records as CSV lines; what a spreadsheet would take for a formula gets an apostrophe before it.
pub fn records(records: impl IntoIterator<Item = Vec<String>>) -> String {
    let guarded = |record: Vec<String>| record.iter().map(|cell| guarded(cell)).collect();
    written(records.into_iter().map(guarded))
}

fn written(records: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(&record)
            .expect("a record is written to memory, and all have one length");
    }
    let bytes = writer.into_inner().expect("memory can be flushed");
    String::from_utf8(bytes).expect("CSV of strings is UTF-8")
}

//! Tables as CSV: UTF-8 with a byte order mark, so that a spreadsheet reads it, and no cell that it would run as a formula.

use crate::table::Table;

/// The mark that tells spreadsheets the file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table as CSV, without its notes.
pub fn table(table: &Table) -> String {
    let head = std::iter::once(table.stub.as_str()).chain(table.columns.iter().map(String::as_str));
    let rows = table.rows.iter().map(|row| {
        let values = row.values.iter().map(|cell| match cell {
            crate::table::Cell::Figure(figure) => figure.to_string(),
            other => other.to_string(),
        });
        std::iter::once(row.label.clone())
            .chain(values)
            .collect::<Vec<String>>()
    });
    let head: Vec<String> = head.map(str::to_owned).collect();
    format!(
        "{BYTE_ORDER_MARK}{}",
        records(std::iter::once(head).chain(rows))
    )
}

/// Records as CSV lines; a cell that a spreadsheet would take for a formula gets a leading apostrophe.
pub fn records(records: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        let safe: Vec<String> = record.into_iter().map(guarded).collect();
        writer
            .write_record(&safe)
            .expect("a record is written to memory, and all have one length");
    }
    let bytes = writer.into_inner().expect("memory can be flushed");
    String::from_utf8(bytes).expect("CSV of strings is UTF-8")
}

fn guarded(cell: String) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && !is_number {
        format!("'{cell}")
    } else {
        cell
    }
}

//! Tables as a workbook: a sheet for each, its heads frozen, numbers as numbers and every text as text.
//!
//! No cell holds a formula or a link, whatever its text begins with.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::export::cells::{cut, shown};
use crate::export::format::Unwritten;
use crate::table::{Cell, Table};

/// The most UTF-16 units of a cell.
const LONGEST: usize = 32_767;

/// The most characters of a sheet's name.
const LONGEST_NAME: usize = 31;

/// The widest column, in pixels: longer texts are wrapped.
const WIDEST: u32 = 420;

/// Tables as a workbook's bytes.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, Unwritten> {
    let mut book = Workbook::new();
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let name = sheet_name(&table.title, &names);
        let sheet = book.add_worksheet();
        let written = sheet.set_name(&name).map(drop);
        written
            .and_then(|()| write(sheet, table))
            .map_err(unwritten)?;
        names.push(name.to_lowercase());
    }
    book.save_to_buffer().map_err(unwritten)
}

fn unwritten(cause: XlsxError) -> Unwritten {
    Unwritten(match cause {
        XlsxError::RowColumnLimitError => {
            "the table has more rows or columns than a sheet can hold; write it as CSV".to_owned()
        }
        cause => format!("the workbook could not be made: {cause}"),
    })
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let strong = Format::new().set_bold().set_text_wrap();
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let figure = plain.clone().set_num_format("0.00");
    let heads = std::iter::once(&table.stub).chain(&table.columns);
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, fitting(head), &strong)?;
    }
    let mut at = 1;
    for row in &table.rows {
        sheet.write_string_with_format(at, 0, fitting(&row.label), &plain)?;
        for (column, cell) in (1..).zip(&row.values) {
            match cell {
                // Beyond this a sheet's numbers lose digits.
                Cell::Count(count) if *count < 1 << 53 => {
                    sheet.write_number_with_format(at, column, *count as f64, &plain)?;
                }
                Cell::Figure(value) if value.is_finite() => {
                    sheet.write_number_with_format(at, column, *value, &figure)?;
                }
                Cell::Blank => {}
                other => {
                    let words = fitting(&other.to_string());
                    sheet.write_string_with_format(at, column, words, &plain)?;
                }
            }
        }
        at += 1;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    // What belongs below is written last, so that no column is as wide as a note.
    let title = format!("{} ({})", table.title, table.unit);
    for note in std::iter::once(&title).chain(&table.notes) {
        at += 1;
        sheet.write_string(at, 0, fitting(note))?;
    }
    Ok(())
}

/// Text that fits into a cell.
fn fitting(text: &str) -> String {
    const CUT: &str = "… (cut: a cell holds no more)";
    let text = shown(text);
    match text.encode_utf16().count() <= LONGEST {
        true => text,
        false => cut(&text, LONGEST - CUT.encode_utf16().count()) + CUT,
    }
}

/// A name that no other sheet has and that a workbook takes.
fn sheet_name(title: &str, taken: &[String]) -> String {
    let words = shown(title).replace(['[', ']', ':', '*', '?', '/', '\\', '\'', '\n', '\t'], " ");
    let words = match words.trim() {
        "" => "Table",
        words => words,
    };
    let numbered = (2..).map(|number: usize| {
        let end = format!(" {number}");
        cut(words, LONGEST_NAME - end.len()) + &end
    });
    // A workbook keeps the name History for itself.
    let is_free = |name: &String| {
        let name = name.to_lowercase();
        !taken.contains(&name) && name != "history"
    };
    let mut names = std::iter::once(cut(words, LONGEST_NAME)).chain(numbered);
    names.find(is_free).unwrap_or_default()
}

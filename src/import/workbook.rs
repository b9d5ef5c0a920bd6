//! Workbooks: the rows of the first sheet as words.
//!
//! Formulas are read as the values that the program which saved them worked out; nothing is calculated here.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use zip::ZipArchive;

use crate::problem::Problem;

/// The most bytes that a workbook may unpack to.
const LARGEST: u64 = 256 << 20;

/// Whether a packed file is a workbook.
pub fn is_one(bytes: &[u8]) -> bool {
    let packed = ZipArchive::new(Cursor::new(bytes));
    packed.is_ok_and(|packed| packed.index_for_name("xl/workbook.xml").is_some())
}

/// The cells of the first sheet of a workbook, row by row.
pub fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let unread = |what: String| {
        Problem::new(
            name,
            what,
            "save it again as an Excel workbook (.xlsx), or as CSV in UTF-8",
        )
    };
    let mut packed = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| unread("is no workbook, or was cut short".to_owned()))?;
    let sizes = (0..packed.len()).map(|at| packed.by_index_raw(at).map_or(0, |part| part.size()));
    if sizes.fold(0, u64::saturating_add) > LARGEST {
        return Err(unread("unpacks to more than 256 MiB".to_owned()));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
        .map_err(|cause| unread(format!("is no workbook that can be read: {cause}")))?;
    let first = book.worksheet_range_at(0);
    let sheet = first
        .ok_or_else(|| unread("has no sheet".to_owned()))?
        .map_err(|cause| unread(format!("has a sheet that cannot be read: {cause}")))?;
    let row = |cells: &[calamine::Data]| cells.iter().map(ToString::to_string).collect();
    Ok(sheet.rows().map(row).collect())
}

//! Workbooks of Excel (`.xlsx`).

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx};
use zip::ZipArchive;

use crate::import::stamp::{self, Unit};
use crate::import::workbook::{Book, Grid, LARGEST, TOO_FAR, length};

/// Reads a workbook, or says what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let mut packed = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| "is no workbook, or was cut short".to_owned())?;
    let sizes = (0..packed.len()).map(|at| packed.by_index_raw(at).map_or(0, |part| part.size()));
    if sizes.fold(0, u64::saturating_add) > LARGEST {
        return Err("unpacks to more than 256 MiB".to_owned());
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
        .map_err(|cause| format!("is no workbook that can be read: {cause}"))?;
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut found = Book {
        sheet: names.first().cloned().ok_or("has no sheet")?,
        ..Book::default()
    };
    for name in names {
        match found.rows.is_empty() {
            true => {
                found.rows = rows(&mut book, &name)?;
                found.sheet = name;
            }
            false if says_something(&mut book, &name) => found.others.push(name),
            false => {}
        }
    }
    Ok(found)
}

type Opened<'b> = Xlsx<Cursor<&'b [u8]>>;

fn rows(book: &mut Opened<'_>, name: &str) -> Result<Vec<Vec<String>>, String> {
    let damaged = |cause| format!("has a sheet that cannot be read: {cause}");
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    let mut grid = Grid::default();
    while let Some(next) = cells.next_cell().map_err(damaged)? {
        let (row, column) = next.get_position();
        let words = cell(next.get_value());
        if !words.is_empty() && !grid.put((row as usize, column as usize), words) {
            return Err(TOO_FAR.to_owned());
        }
    }
    Ok(grid.rows)
}

/// Whether a further sheet has a cell with something in it; one that is damaged may have.
fn says_something(book: &mut Opened<'_>, name: &str) -> bool {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return true;
    };
    loop {
        match cells.next_cell() {
            Ok(Some(next)) if cell(next.get_value()).trim().is_empty() => {}
            Ok(Some(_)) | Err(_) => return true,
            Ok(None) => return false,
        }
    }
}

/// What a cell shows: days and times in words, since a spreadsheet keeps them as numbers that say nothing.
fn cell(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(time) => moment(*time),
        DataRef::SharedString(words) => (*words).to_owned(),
        other => Data::from(other.clone()).to_string(),
    }
}

/// `2023-04-27`, `2023-04-27 10:36:00`, or `0:43:03.500` where it is a time and no day.
fn moment(time: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let serial = time.as_f64();
    if time.is_duration() || serial < 1.0 {
        let ms = stamp::of_number(serial * 86_400.0, Unit::Seconds);
        return length(ms.unwrap_or_default());
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}

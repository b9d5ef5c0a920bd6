//! Workbooks: the rows of the first sheet as words.
//!
//! Formulas are read as the values that the program which saved them worked out; nothing is calculated here.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx};
use zip::ZipArchive;

use crate::import::stamp::{self, Unit};
use crate::problem::Problem;

/// The most bytes that a workbook may unpack to.
const LARGEST: u64 = 256 << 20;

/// The most rows and columns that Excel has: a cell beyond them is no cell.
const ROWS: usize = 1 << 20;
const COLUMNS: usize = 1 << 14;

/// The most cells that are kept, the blank ones before others of their rows among them.
const CELLS: usize = 8 << 20;

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
    let mut sheets = book.sheets_metadata().iter();
    let first = sheets.find(|sheet| sheet.typ == SheetType::WorkSheet);
    let first = first.map(|sheet| sheet.name.clone());
    let first = first.ok_or_else(|| unread("has no sheet".to_owned()))?;
    let damaged = |cause| unread(format!("has a sheet that cannot be read: {cause}"));
    let mut cells = book.worksheet_cells_reader(&first).map_err(damaged)?;
    let mut grid = Grid::default();
    while let Some(next) = cells.next_cell().map_err(damaged)? {
        let (row, column) = next.get_position();
        let words = cell(next.get_value());
        if !words.is_empty() && !grid.put((row as usize, column as usize), words) {
            let what = "has a cell far away from the others, or more of them than can be read";
            return Err(unread(what.to_owned()));
        }
    }
    Ok(grid.rows)
}

/// The rows of a sheet as far as they were read, and what they take.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    cells: usize,
    bytes: u64,
}

impl Grid {
    /// Puts words where they stand, unless they would take more than a workbook may: one far-off cell would make a sheet of millions,
    /// and one long text may be shown by every cell.
    fn put(&mut self, (row, column): (usize, usize), words: String) -> bool {
        if row >= ROWS || column >= COLUMNS {
            return false;
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let Some(cells) = self.rows.get_mut(row) else {
            return false;
        };
        self.cells += (column + 1).saturating_sub(cells.len());
        self.bytes += words.len() as u64;
        if self.cells > CELLS || self.bytes > LARGEST {
            return false;
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(there) = cells.get_mut(column) {
            *there = words;
        }
        true
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
        let ms = stamp::of_number(serial * 86_400.0, Unit::Seconds).unwrap_or_default();
        let (seconds, rest) = (ms / 1000, ms % 1000);
        let fraction = if rest == 0 {
            String::new()
        } else {
            format!(".{rest:03}")
        };
        return format!(
            "{}:{:02}:{:02}{fraction}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}

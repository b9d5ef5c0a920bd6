//! Workbooks of Excel and LibreOffice: the rows of the first sheet that says anything, as words.
//!
//! Formulas are read as the values that the program which saved them worked out; nothing is calculated here. Further sheets are
//! not read, and told by name.

mod excel;
mod ods;

use std::io::Cursor;

use zip::ZipArchive;

use crate::import::sheet::Sheet;
use crate::problem::Problem;

/// The most bytes that a workbook may unpack to.
const LARGEST: u64 = 256 << 20;

/// The most rows and columns that Excel has: a cell beyond them is no cell.
const ROWS: usize = 1 << 20;
const COLUMNS: usize = 1 << 14;

/// The most cells that are kept, the blank ones before others of their rows among them.
const CELLS: usize = 8 << 20;

/// What is done about a workbook that cannot be read.
const AGAIN: &str = "save it again as an Excel workbook (.xlsx), or as CSV in UTF-8";

/// What is wrong with a sheet that is too large.
const TOO_FAR: &str = "has a cell far away from the others, or more of them than can be read";

/// What was read of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The name of the sheet that was read.
    pub sheet: String,
    /// Its cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// The names of further sheets that say something.
    pub others: Vec<String>,
}

impl Book {
    /// Says which sheets were not read.
    pub fn left_out(&self, name: &str) -> Option<Problem> {
        let others: Vec<String> = self.others.iter().map(|name| format!("“{name}”")).collect();
        let what = format!(
            "further sheets of the workbook were not read: {}; what was read is the first, “{}”",
            others.join(", "),
            self.sheet
        );
        let advice = "if they matter, save each as a file of its own, such as CSV, and import that";
        (!others.is_empty()).then(|| Problem::new(name, what, advice))
    }
}

/// Whether a file is a workbook.
pub fn is_one(bytes: &[u8]) -> bool {
    is_excel(bytes) || ods::is_one(bytes)
}

/// The first sheet of a workbook that says anything.
pub fn read(name: &str, bytes: &[u8]) -> Result<Book, Problem> {
    let book = match is_excel(bytes) {
        true => excel::read(bytes),
        false => ods::read(bytes),
    };
    book.map_err(|what| Problem::new(name, what, AGAIN))
}

/// The same as rows below their heads, and what was not read.
pub fn sheet(name: &str, bytes: &[u8]) -> Result<(Sheet, Vec<Problem>), Problem> {
    let book = read(name, bytes)?;
    let left_out = book.left_out(name).into_iter().collect();
    Ok((Sheet::of(book.rows), left_out))
}

/// What is wrong with the sheet that was read, which may be the wrong one of several.
pub fn refused(mut problem: Problem, left_out: &[Problem]) -> Problem {
    for other in left_out {
        problem.what = format!("{}; {}", problem.what, other.what);
    }
    problem
}

fn is_excel(bytes: &[u8]) -> bool {
    let packed = ZipArchive::new(Cursor::new(bytes));
    packed.is_ok_and(|packed| packed.index_for_name("xl/workbook.xml").is_some())
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

/// `0:43:03`, or `0:43:03.500`.
fn length(ms: u64) -> String {
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let fraction = if rest == 0 {
        String::new()
    } else {
        format!(".{rest:03}")
    };
    format!(
        "{}:{:02}:{:02}{fraction}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

//! Sheets: rows of cells below a line of heads, as spreadsheets write them into a file: separated by commas, semicolons or tabs.
//!
//! The heads are the first row that says anything, and tell what separates cells. Rows are given as they are: a short one lacks
//! cells, and one with more cells than heads is for the reader of the sheet to refuse, because nobody can tell which of its
//! separators stands in a cell without quotation marks.

use crate::problem::Problem;

/// A row with the line it starts on, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file.
    pub number: usize,
    /// The cells, without white space around them.
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of a column; nothing where the row has none.
    pub fn cell(&self, column: Option<usize>) -> &str {
        let cell = column.and_then(|at| self.cells.get(at));
        cell.map_or("", String::as_str)
    }

    /// Something that is wrong with this row.
    pub fn problem(
        &self,
        name: &str,
        (what, advice): (impl Into<String>, impl Into<String>),
    ) -> Problem {
        Problem::new(format!("{name} line {}", self.number), what, advice)
    }
}

/// The rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The first row that says anything.
    pub heads: Row,
    /// Those below it that say anything: spreadsheets leave rows of nothing but separators behind.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Reads a file's text; one that says nothing has no heads.
    pub fn read(name: &str, text: &str) -> Result<Self, Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .delimiter(delimiter(&text))
            .from_reader(text.as_bytes());
        let mut rows: Vec<Row> = Vec::new();
        let (mut number, mut read) = (1, 0);
        for record in reader.records() {
            let record = record.map_err(|cause| {
                let advice = "save it again as CSV, in UTF-8";
                Problem::new(name, format!("cannot be read: {cause}"), advice)
            })?;
            // A record's own line is where the one before ended; the empty lines between them are counted here.
            let start = record.position().map_or(0, csv::Position::byte) as usize;
            let rest = text.get(start..).unwrap_or_default();
            let until = start + rest.len() - rest.trim_start_matches('\n').len();
            number += text
                .get(read..until)
                .unwrap_or_default()
                .matches('\n')
                .count();
            read = until;
            if record.iter().any(|cell| !cell.is_empty()) {
                let cells = record.iter().map(str::to_owned).collect();
                rows.push(Row { number, cells });
            }
        }
        let mut rows = rows.into_iter();
        Ok(Self {
            heads: rows.next().unwrap_or_default(),
            rows: rows.collect(),
        })
    }

    /// A sheet from cells that were separated already, as a workbook or a Word table has them.
    pub fn of(rows: Vec<Vec<String>>) -> Self {
        let trimmed =
            |cells: Vec<String>| cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let numbered = rows.into_iter().zip(1..).map(|(cells, number)| Row {
            number,
            cells: trimmed(cells),
        });
        let mut rows = numbered.filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        Self {
            heads: rows.next().unwrap_or_default(),
            rows: rows.collect(),
        }
    }

    /// Takes out the rows that have more cells than there are heads, and says so of each.
    pub fn without_overlong(mut self, name: &str) -> (Self, Vec<Problem>) {
        let wanted = self.heads.cells.len();
        let says_more = |row: &Row| row.cells.iter().skip(wanted).any(|cell| !cell.is_empty());
        let problem = |row: &Row| {
            let what = format!(
                "has {} cells where the first line has {wanted}",
                row.cells.len()
            );
            let advice =
                "the row is left out; put a cell that holds a separator in quotation marks";
            row.problem(name, (what, advice))
        };
        let overlong = self.rows.iter().filter(|row| says_more(row));
        let problems = overlong.map(problem).collect();
        self.rows.retain(|row| !says_more(row));
        (self, problems)
    }

    /// The names of the columns, as they are compared: in lower case, with `_` for blanks and hyphens.
    pub fn columns(&self) -> Vec<String> {
        let heads = self.heads.cells.iter();
        heads
            .map(|head| head.to_lowercase().replace([' ', '-'], "_"))
            .collect()
    }
}

/// The first column that has one of some names.
pub fn place(columns: &[String], names: &[&str]) -> Option<usize> {
    columns
        .iter()
        .position(|column| names.contains(&column.as_str()))
}

/// What separates the cells: what occurs most in the first line that says anything.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    // The last of equals wins, so the comma stands last.
    let separators = [b'\t', b';', b','].into_iter();
    separators
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

//! People and sessions from CSV or a workbook: one row a person, or one row a document with who speaks in it.
//!
//! The first column, or one called `id`, `handle` or `person`, is the handle; every other column is an attribute. Several values
//! in one cell are separated by semicolons. An empty cell says nothing at all, which is not the same as `no` or `not asked`.

use crate::document::Kind;
use crate::id::{PersonId, check_handle};
use crate::import::sheet::{Sheet, place};
use crate::import::workbook;
use crate::person::{Attributes, Value};
use crate::problem::Problem;

/// A person as a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The handle.
    pub handle: PersonId,
    /// What is known; blank cells are left out.
    pub attributes: Attributes,
}

/// A document as a row of a sessions file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The document's handle.
    pub handle: String,
    /// What sort it is.
    pub kind: Option<Kind>,
    /// The people who speak in it.
    pub participants: Vec<PersonId>,
    /// The labels of the research team.
    pub facilitators: Vec<String>,
    /// Every other column.
    pub attributes: Attributes,
}

/// The people of a file, and what is wrong with the rest of it.
pub fn read_people(name: &str, text: &str) -> (Vec<PersonRow>, Vec<Problem>) {
    match Sheet::read(name, text) {
        Ok(sheet) => people(name, (sheet, Vec::new())),
        Err(problem) => (Vec::new(), vec![problem]),
    }
}

/// The people of a file that may be a workbook; one that is no table is refused.
pub fn read_people_file(
    name: &str,
    bytes: &[u8],
) -> Result<(Vec<PersonRow>, Vec<Problem>), Problem> {
    table(name, bytes).map(|table| people(name, table))
}

/// The documents of a sessions file.
pub fn read_sessions(name: &str, text: &str) -> (Vec<SessionRow>, Vec<Problem>) {
    match Sheet::read(name, text) {
        Ok(sheet) => sessions(name, (sheet, Vec::new())),
        Err(problem) => (Vec::new(), vec![problem]),
    }
}

/// The documents of a sessions file that may be a workbook; one that is no table is refused.
pub fn read_sessions_file(
    name: &str,
    bytes: &[u8],
) -> Result<(Vec<SessionRow>, Vec<Problem>), Problem> {
    table(name, bytes).map(|table| sessions(name, table))
}

/// A table, and what is wrong with it so far.
type Table = (Sheet, Vec<Problem>);

fn table(name: &str, bytes: &[u8]) -> Result<Table, Problem> {
    if workbook::is_one(bytes) {
        return workbook::sheet(name, bytes);
    }
    let advice = "save it as CSV in UTF-8, or as a workbook (.xlsx or .ods)";
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new(name, "is no table in UTF-8", advice))?;
    Ok((Sheet::read(name, text)?, Vec::new()))
}

fn people(name: &str, table: Table) -> (Vec<PersonRow>, Vec<Problem>) {
    let (rows, mut problems) = rows(name, table, &["id", "handle", "person", "participant"]);
    let mut people: Vec<PersonRow> = Vec::new();
    for row in rows {
        if people.iter().any(|person| person.handle.0 == row.handle) {
            let what = format!("{} is there twice", row.handle);
            problems.push(Problem::new(name, what, "the second row is left out"));
            continue;
        }
        people.push(PersonRow {
            handle: PersonId(row.handle),
            attributes: row.cells.into_iter().map(typed).collect(),
        });
    }
    (people, problems)
}

fn sessions(name: &str, table: Table) -> (Vec<SessionRow>, Vec<Problem>) {
    let (rows, mut problems) = rows(name, table, &["id", "handle", "document", "session"]);
    let mut sessions = Vec::new();
    for row in rows {
        let mut session = SessionRow {
            handle: row.handle,
            kind: None,
            participants: Vec::new(),
            facilitators: Vec::new(),
            attributes: Attributes::new(),
        };
        for (column, cell) in row.cells {
            match column.as_str() {
                "type" | "kind" => {
                    session.kind = Kind::parse(&cell);
                    if session.kind.is_none() {
                        let what = format!("{}: “{cell}” is no kind of document", session.handle);
                        problems.push(Problem::new(
                            name,
                            what,
                            "use interview, focus_group or document",
                        ));
                    }
                }
                "participants" | "people" => {
                    session.participants = several(&cell).map(PersonId).collect()
                }
                "facilitators" | "interviewers" => session.facilitators = several(&cell).collect(),
                _ => session.attributes.extend([typed((column, cell))]),
            }
        }
        sessions.push(session);
    }
    (sessions, problems)
}

struct Cells {
    handle: String,
    cells: Vec<(String, String)>,
}

fn rows(name: &str, (sheet, mut problems): Table, handles: &[&str]) -> (Vec<Cells>, Vec<Problem>) {
    let (sheet, overlong) = sheet.without_overlong(name);
    problems.extend(overlong);
    let columns = sheet.columns();
    let handle = place(&columns, handles).unwrap_or(0);
    let mut rows = Vec::new();
    for row in &sheet.rows {
        let own = row.cell(Some(handle));
        if let Err(cause) = check_handle(own) {
            problems.push(row.problem(name, (cause.to_string(), "the row is left out")));
            continue;
        }
        let cells = columns.iter().zip(&row.cells).enumerate();
        let cells = cells.filter(|(column, (_, cell))| *column != handle && !cell.is_empty());
        let cells = cells.map(|(_, (column, cell))| (column.clone(), cell.clone()));
        rows.push(Cells {
            handle: own.to_owned(),
            cells: cells.collect(),
        });
    }
    (rows, problems)
}

/// An attribute from a column's name and a cell, in which semicolons separate values.
pub fn typed((column, cell): (String, String)) -> (String, Vec<Value>) {
    (
        column,
        several(&cell).map(|value| Value::parse(&value)).collect(),
    )
}

fn several(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split(';')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

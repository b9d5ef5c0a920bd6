//! Workbooks of LibreOffice (`.ods`, and `.fods` in one flat file).
//!
//! Read by an own walk: a cell may say of itself that it stands there sixteen thousand times, in a row that stands there a million
//! times, and only what carries words is ever put down.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::import::attribute::attribute;
use crate::import::container::{Container, Part, Refusal};
use crate::import::stamp::{self, Unit};
use crate::import::workbook::{Book, CELLS, COLUMNS, Grid, LARGEST, TOO_FAR, length};

/// How an OpenDocument file says that it is a workbook.
const KIND: &str = "opendocument.spreadsheet";

/// How much of a flat file, or of the list of a packed one, is looked at for it.
const HEAD: usize = 4096;

/// The most blanks one element may stand for.
const BLANKS: usize = 1024;

/// Elements whose words and cells are none of the sheet's: comments, what was deleted, drawings, copies of other files.
const PAST: [&str; 6] = [
    "annotation",
    "tracked-changes",
    "shapes",
    "frame",
    "dde-link",
    "forms",
];

/// Whether a file is such a workbook.
pub fn is_one(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK") {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let head = String::from_utf8_lossy(head);
        return head.contains("<office:document") && head.contains(KIND);
    }
    let says = |name: &str| {
        let mut container = Container::open(bytes).ok()?;
        let part = container.read(name).ok()??;
        let head: String = part.xml.chars().take(HEAD).collect();
        // A text document lists the workbooks embedded in it, below itself.
        let first = head.find("opendocument.")?;
        head.get(first..).map(|head| head.starts_with(KIND))
    };
    says("mimetype")
        .or_else(|| says("META-INF/manifest.xml"))
        .unwrap_or(false)
}

/// Reads a workbook, or says what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let refused = |refusal: Refusal| match refusal {
        Refusal::Locked => "is locked with a password".to_owned(),
        other => other.into_problem("").what,
    };
    let part = content(bytes).map_err(refused)?;
    let mut walk = Walk::default();
    let mut reader = Reader::from_str(&part.xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let damaged = |at: u64| refused(part.damaged(at));
        let event = reader.read_event();
        match event.map_err(|_| damaged(reader.error_position()))? {
            Event::Start(tag) => walk.start(&tag)?,
            Event::End(tag) => walk.end(tag.local_name().as_ref())?,
            Event::Text(words) => walk.say(&words.xml10_content()),
            Event::CData(words) => walk.say(&words.xml10_content()),
            Event::GeneralRef(entity) => walk.say_entity(&entity),
            Event::DocType(_) => return Err(refused(Refusal::DocType(part.name.clone()))),
            Event::Eof if walk.depth > 0 => return Err(damaged(reader.buffer_position())),
            Event::Eof => return walk.finish(),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn content(bytes: &[u8]) -> Result<Part, Refusal> {
    if !bytes.starts_with(b"PK") {
        let name = "the XML".to_owned();
        return match std::str::from_utf8(bytes) {
            Ok(xml) => Ok(Part {
                name,
                xml: xml.to_owned(),
            }),
            Err(error) => Err(Refusal::Damaged(name, error.valid_up_to() as u64)),
        };
    }
    let mut container = Container::open(bytes)?;
    let manifest = container.read("META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|part| part.xml.contains("encryption-data")) {
        return Err(Refusal::Locked);
    }
    container
        .read("content.xml")?
        .ok_or(Refusal::Other("an OpenDocument file without a sheet in it"))
}

/// A cell that is open.
#[derive(Default)]
struct Cell {
    /// What it is worth, where a spreadsheet keeps that beside what it shows.
    value: Option<String>,
    shown: String,
    paragraphs: usize,
    repeated: usize,
}

#[derive(Default)]
struct Walk {
    book: Option<Book>,
    others: Vec<String>,
    /// The name of the open sheet, and what was read of it.
    sheet: Option<(String, Grid)>,
    /// How many tables are open: one in a cell is none of the sheet's.
    tables: usize,
    /// The row that is open: how often it stands there, and its cells by their column.
    row: Option<(usize, Vec<(usize, String)>)>,
    /// Where the next row and the next cell stand.
    at: (usize, usize),
    cell: Option<Cell>,
    /// How many bytes the words of open and kept cells take, repeated ones once.
    bytes: u64,
    past: usize,
    depth: usize,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        self.depth += 1;
        let name = tag.local_name();
        let name = name.as_ref();
        if self.past > 0 || PAST.contains(&name) || name == "table" && self.tables > 0 {
            self.past += 1;
            return Ok(());
        }
        match name {
            "table" => {
                self.tables += 1;
                self.at = (0, 0);
                let called = attribute(tag, "name").unwrap_or_default();
                self.sheet = Some((called, Grid::default()));
            }
            "table-row" if self.sheet.is_some() => {
                self.at.1 = 0;
                self.row = Some((repeated(tag, "number-rows-repeated"), Vec::new()));
            }
            "table-cell" | "covered-table-cell" if self.row.is_some() => {
                self.cell = Some(Cell {
                    value: value(tag),
                    repeated: repeated(tag, "number-columns-repeated"),
                    ..Cell::default()
                });
            }
            "p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.shown.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "s" => {
                let blanks = attribute(tag, "c").and_then(|number| number.parse().ok());
                self.say(&" ".repeat(blanks.unwrap_or(1_usize).min(BLANKS)));
            }
            "tab" => self.say("\t"),
            "line-break" => self.say("\n"),
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, words: &str) {
        if let (0, Some(cell)) = (self.past, &mut self.cell)
            && cell.paragraphs > 0
        {
            cell.shown.push_str(words);
        }
    }

    fn say_entity(&mut self, entity: &BytesRef<'_>) {
        if let Ok(Some(c)) = entity.resolve_char_ref() {
            self.say(c.encode_utf8(&mut [0; 4]));
        } else if let Some(words) = resolve_predefined_entity(&entity.xml10_content()) {
            self.say(words);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), String> {
        self.depth = self.depth.saturating_sub(1);
        if self.past > 0 {
            self.past -= 1;
            return Ok(());
        }
        match name {
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.end_row(),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                self.end_sheet();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let (Some(cell), Some((_, cells))) = (self.cell.take(), &mut self.row) else {
            return Ok(());
        };
        let words = cell.value.unwrap_or(cell.shown);
        let first = self.at.1;
        self.at.1 = first.saturating_add(cell.repeated);
        if words.trim().is_empty() || self.book.is_some() && !cells.is_empty() {
            return Ok(());
        }
        for column in first..self.at.1 {
            self.bytes += words.len() as u64;
            if column >= COLUMNS || self.bytes > LARGEST {
                return Err(TOO_FAR.to_owned());
            }
            cells.push((column, words.clone()));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), String> {
        let (Some((times, cells)), Some((_, grid))) = (self.row.take(), &mut self.sheet) else {
            return Ok(());
        };
        let first = self.at.0;
        self.at.0 = first.saturating_add(times);
        if cells.is_empty() {
            return Ok(());
        }
        // Of a further sheet it is enough to know that it says something.
        let rows = match self.book.is_some() {
            true => first..first.saturating_add(1),
            false => first..self.at.0,
        };
        if rows.len().saturating_mul(cells.len()) > CELLS {
            return Err(TOO_FAR.to_owned());
        }
        for row in rows {
            for (column, words) in &cells {
                if !grid.put((row, *column), words.clone()) {
                    return Err(TOO_FAR.to_owned());
                }
            }
        }
        Ok(())
    }

    fn end_sheet(&mut self) {
        let Some((name, grid)) = self.sheet.take() else {
            return;
        };
        match (&self.book, grid.rows.is_empty()) {
            (_, true) => {}
            (Some(_), false) => self.others.push(name),
            (None, false) => {
                self.book = Some(Book {
                    sheet: name,
                    rows: grid.rows,
                    others: Vec::new(),
                });
            }
        }
    }

    fn finish(self) -> Result<Book, String> {
        Ok(Book {
            others: self.others,
            ..self.book.unwrap_or_default()
        })
    }
}

fn repeated(tag: &BytesStart<'_>, name: &str) -> usize {
    let times = attribute(tag, name).and_then(|times| times.parse().ok());
    times.unwrap_or(1)
}

/// What a cell is worth, where that tells more than what it shows: numbers, days and times are shown in the fashion of a country.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    match attribute(tag, "value-type")?.as_str() {
        "float" | "percentage" | "currency" => attribute(tag, "value"),
        "boolean" => attribute(tag, "boolean-value"),
        "date" => attribute(tag, "date-value").map(|day| moment(&day)),
        "time" => attribute(tag, "time-value").map(|time| {
            let ms = span(&time);
            ms.map_or(time, length)
        }),
        _ => None,
    }
}

/// `2023-04-27T10:36:00` as `2023-04-27 10:36:00`, and midnight as the day alone.
fn moment(day: &str) -> String {
    let (date, time) = day.split_once('T').unwrap_or((day, ""));
    let time = time.split(['.', ',']).next().unwrap_or_default();
    match time {
        "" | "00:00:00" | "00:00" => date.to_owned(),
        _ => format!("{date} {time}"),
    }
}

/// Milliseconds of `PT00H43M03.5S`.
fn span(time: &str) -> Option<u64> {
    let mut rest = time.strip_prefix("PT")?;
    let mut part = |unit: char| -> Option<f64> {
        match rest.split_once(unit) {
            Some((number, after)) => {
                rest = after;
                number.replace(',', ".").parse().ok()
            }
            None => Some(0.0),
        }
    };
    let seconds = part('H')? * 3600.0 + part('M')? * 60.0 + part('S')?;
    stamp::of_number(seconds, Unit::Seconds)
}

//! Workbooks of Excel (`.xlsx`).

use std::io::{self, Cursor, Read as _};

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::import::stamp::{self, Unit};
use crate::import::workbook::{Book, Grid, LARGEST, TOO_FAR, length};

/// Reads a workbook, or says what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    check(bytes)?;
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

/// Refuses what would take more room than there is: the parts as they really unpack, and the number of words that they say to have.
fn check(bytes: &[u8]) -> Result<(), String> {
    let damaged = |_| "is no workbook, or was cut short".to_owned();
    let mut packed = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = LARGEST;
    for at in 0..packed.len() {
        let part = packed.by_index(at);
        let mut part = part.map_err(|cause| format!("is no workbook that can be read: {cause}"))?;
        let holds_words = part
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut words = Vec::new();
        let mut within = (&mut part).take(left + 1);
        let unpacked = match holds_words {
            true => within.read_to_end(&mut words).map(|size| size as u64),
            false => io::copy(&mut within, &mut io::sink()),
        };
        let unpacked =
            unpacked.map_err(|cause| format!("is no workbook that can be read: {cause}"))?;
        left = left
            .checked_sub(unpacked)
            .ok_or("unpacks to more than 256 MiB")?;
        if holds_words && said_to_hold(&words)? > unpacked {
            return Err("says that it has more words than it can hold".to_owned());
        }
    }
    Ok(())
}

/// How many words a part says that it has: room is made for all of them before the first is read. It is read as the workbook's reader
/// reads it, which forgives ends that have no beginning.
fn said_to_hold(part: &[u8]) -> Result<u64, String> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends) = (false, true);
    let mut room = Vec::new();
    let damaged = |cause: quick_xml::Error| format!("has words that cannot be read: {cause}");
    loop {
        match reader.read_event_into(&mut room).map_err(damaged)? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "sst" => {
                let count = start.try_get_attribute("uniqueCount");
                let count = count.map_err(|cause| damaged(cause.into()))?;
                return Ok(count
                    .and_then(|count| count.value.trim().parse().ok())
                    .unwrap_or(0));
            }
            Event::Eof => return Ok(0),
            _ => {}
        }
    }
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

//! Talk in a table: a row is a turn, with who speaks, what is said and when, in whatever order the columns stand.
//!
//! Every row stays a turn of its own; one without a speaker, such as a stage direction, is a turn of nobody. NVivo's rows
//! leave a timespan blank that goes on, so it is filled down.

use crate::import::column::{Columns, find};
use crate::import::grammar::Grammar;
use crate::import::sheet::{Row, Sheet};
use crate::import::speeches::{self, Joining, Making, Speech, name_as_asked};
use crate::import::stamp::{self, Time, Unit};
use crate::import::{Speakers, Transcript, entity};
use crate::problem::Problem;

/// Whether a text is a table of turns: its heads are known, and nearly every row has as many cells.
pub fn begins(text: &str) -> bool {
    let Ok(sheet) = Sheet::read("", text) else {
        return false;
    };
    let wide = sheet.heads.cells.len();
    let even = sheet.rows.iter().filter(|row| row.cells.len() == wide);
    find(&sheet.heads.cells).is_some()
        && !sheet.rows.is_empty()
        && even.count() * 5 >= sheet.rows.len() * 4
}

/// Reads a table of turns; a table of something else is refused.
pub fn read(
    (name, importer): (&str, &'static str),
    sheet: &Sheet,
    speakers: &Speakers,
) -> Result<Transcript, Problem> {
    let columns = find(&sheet.heads.cells).ok_or_else(|| {
        let what = "the table has no column of words beside one of speakers or times";
        let advice = "call them speaker, text and start in the first row; a survey comes in with --survey, a table of people with: intercoder people import";
        Problem::new(name, what, advice)
    })?;
    let mut reading = Reading::new(sheet, &columns);
    let mut speeches: Vec<Speech> = sheet.rows.iter().map(|row| reading.speech(row)).collect();
    name_as_asked(&mut speeches, speakers);
    let mut problems = reading.problems(name, sheet);
    if importer == "sheet" {
        problems.extend(whole_minutes(name, (sheet, &columns), &speeches));
    }
    let making = Making {
        name,
        importer,
        grammar: Grammar::Rows,
        joining: Joining::Each,
    };
    let transcript = speeches::transcript(speeches, making).ok_or_else(|| {
        Problem::new(
            name,
            "no row of the table holds words",
            "check that it was saved completely",
        )
    })?;
    problems.extend(transcript.problems);
    Ok(Transcript {
        problems,
        ..transcript
    })
}

/// A table while it is read, and what was met on the way.
struct Reading<'c> {
    columns: &'c Columns,
    unit: Unit,
    numbers: usize,
    last: Option<(u64, u64)>,
    wordless: usize,
    nameless: usize,
    unread: Vec<String>,
    behind: Vec<String>,
}

impl<'c> Reading<'c> {
    fn new(sheet: &Sheet, columns: &'c Columns) -> Self {
        Self {
            columns,
            unit: columns.unit.unwrap_or_else(|| unit(sheet, columns)),
            numbers: 0,
            last: None,
            wordless: 0,
            nameless: 0,
            unread: Vec::new(),
            behind: Vec::new(),
        }
    }

    fn speech(&mut self, row: &Row) -> Speech {
        let words = entity::decode(row.cell(Some(self.columns.words)));
        let speaker = entity::decode(row.cell(self.columns.speaker));
        self.wordless += usize::from(words.is_empty());
        self.nameless +=
            usize::from(self.columns.speaker.is_some() && speaker.is_empty() && !words.is_empty());
        let ms = self.times(row);
        Speech {
            speaker: Some(speaker).filter(|name| !name.is_empty()),
            words,
            ms,
        }
    }

    fn times(&mut self, row: &Row) -> Option<(u64, u64)> {
        let start = row.cell(self.columns.start);
        if start.is_empty() {
            return self.last;
        }
        if let Some(ms) = stamp::stretch(start) {
            self.last = Some(ms);
            return self.last;
        }
        let (from, to) = span(start).unwrap_or((start, row.cell(self.columns.end)));
        let begin = self.time(from)?;
        let end = if to.is_empty() { None } else { self.time(to) };
        let ms = (begin, end.unwrap_or(begin).max(begin));
        self.last = Some(ms);
        self.last
    }

    fn time(&mut self, cell: &str) -> Option<u64> {
        let cell = cell.trim();
        if let Some(number) = number(cell) {
            self.numbers += 1;
            return stamp::of_number(number, self.unit);
        }
        if let Some(ms) = stamp::milliseconds(cell) {
            return Some(ms);
        }
        let found = stamp::leading(cell).and_then(|stamp| match stamp.time {
            Time::Clear(ms) => Some((ms, cell.get(stamp.bytes..)?)),
            Time::Short(_) => None,
        });
        match found {
            Some((ms, rest)) => {
                if !rest.trim().is_empty() {
                    self.behind.push(rest.trim().to_owned());
                }
                Some(ms)
            }
            None => {
                self.unread.push(cell.to_owned());
                None
            }
        }
    }

    fn problems(self, name: &str, sheet: &Sheet) -> Vec<Problem> {
        let heads = self.columns.others.iter();
        let heads: Vec<&str> = heads.map(|at| sheet.heads.cell(Some(*at))).collect();
        let first = |cells: &[String]| cells.first().cloned().unwrap_or_default();
        let unit = match self.unit {
            Unit::Milliseconds => "milliseconds",
            Unit::Seconds => "seconds",
        };
        let unsure = if self.columns.unit.is_some() {
            0
        } else {
            self.numbers
        };
        let told = [
            (
                heads.len(),
                format!("columns not taken over ({})", heads.join(", ")),
            ),
            (self.wordless, "rows without words, left out".to_owned()),
            (
                self.nameless,
                "rows without a speaker, each a turn of nobody".to_owned(),
            ),
            (
                self.unread.len(),
                format!(
                    "times that cannot be read, the first “{}”",
                    first(&self.unread)
                ),
            ),
            (
                self.behind.len(),
                format!(
                    "words behind a time, left out, the first “{}”",
                    first(&self.behind)
                ),
            ),
            (
                unsure,
                format!("times that are plain numbers, taken for {unit}"),
            ),
        ];
        let told = told.into_iter().filter(|(number, _)| *number > 0);
        told.map(|(number, what)| Problem::new(name, format!("{what}: {number}"), ""))
            .collect()
    }
}

/// A plain number, with a point or a comma.
fn number(cell: &str) -> Option<f64> {
    let digits = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    digits
        .then(|| cell.replace(',', ".").parse().ok())
        .flatten()
}

/// The two ends of `0:00.0 - 0:03.5`.
fn span(cell: &str) -> Option<(&str, &str)> {
    [" - ", " – ", "-->", "–"]
        .into_iter()
        .find_map(|between| cell.split_once(between))
}

/// Whisper's tables count milliseconds in whole numbers, both ends of each row; anything else that is a number counts seconds.
fn unit(sheet: &Sheet, columns: &Columns) -> Unit {
    let whole = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let both = |row: &Row| whole(row.cell(columns.start)) && whole(row.cell(columns.end));
    match !sheet.rows.is_empty() && sheet.rows.iter().all(both) {
        true => Unit::Milliseconds,
        false => Unit::Seconds,
    }
}

/// So few letters a minute nobody speaks, not even with long pauses: people say several hundred, and a hundred in Chinese.
const SLOWEST: u64 = 40;

/// Says that the times of a workbook may be minutes and seconds that its program took for hours and minutes, as it does with `0:07`.
fn whole_minutes(
    name: &str,
    (sheet, columns): (&Sheet, &Columns),
    speeches: &[Speech],
) -> Option<Problem> {
    let cells = sheet.rows.iter().map(|row| row.cell(columns.start));
    let mut cells = cells.filter(|cell| !cell.is_empty());
    let is_whole = |cell: &str| cell.matches(':').count() == 2 && cell.ends_with(":00");
    let mut timed = speeches.iter().filter_map(|speech| speech.ms);
    let (first, last) = (timed.next()?.0, timed.next_back()?.0);
    let letters = |speech: &Speech| speech.words.chars().filter(|c| c.is_alphanumeric()).count();
    // What is said from the last time on takes as long as nobody knows.
    let before = speeches
        .iter()
        .filter(|speech| speech.ms.is_some_and(|(start, _)| start < last));
    let said: usize = before.map(letters).sum();
    let minutes = last.saturating_sub(first) / 60_000;
    let is_slow = minutes > 0 && said as u64 / minutes < SLOWEST;
    let example = cells.clone().find(|cell| *cell != "0:00:00")?;
    let what = format!(
        "all times of the column “{}” are whole minutes, such as {example}, and hardly anything is said in them: they may be \
         minutes and seconds that were taken for hours and minutes",
        sheet.heads.cell(columns.start)
    );
    let advice = "if so, format the column as text or as h:mm:ss, write the times again, and bring them in with document revise";
    (is_slow && cells.all(is_whole)).then(|| Problem::new(name, what, advice))
}

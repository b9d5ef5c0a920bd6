//! What commands print: lines, tables and JSON, swept clean where a terminal reads them.
//!
//! Where identifiers are to be taken out, that is done here and nowhere else, so that no command can forget it.
//! Control, C1 and bidirectional override characters from any text would act on a terminal; they are shown as visible marks there,
//! and left as they are in a pipe or a file. JSON is pretty and ends with a line feed.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, presets};
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::redact::{RedactArgs, refuse};
use crate::disclosure::identifier::Screen;
use crate::export::format::{Format, PaperFormat, Unwritten};
use crate::export::paper::Paper;
use crate::export::redaction::{self, Written};
use crate::number::counted;
use crate::problem::Problem;
use crate::store::atomic::Existing;
use crate::store::outside;
use crate::table::Table;
use crate::text::visible::{acts_on_a_terminal, sweep};

/// How a table is written.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TableFormat {
    /// Write CSV: UTF-8 with a byte order mark, safe for spreadsheets.
    #[arg(long, group = "written", help_heading = "Table format")]
    csv: bool,
    /// Write CSV for programs: no mark, and every cell as it is.
    #[arg(long, group = "written", help_heading = "Table format")]
    raw: bool,
    /// Write Markdown.
    #[arg(long, group = "written", help_heading = "Table format")]
    md: bool,
    /// Write LaTeX, for a document that uses array, booktabs and longtable.
    #[arg(long, group = "written", help_heading = "Table format")]
    latex: bool,
    /// Write one HTML page.
    #[arg(long, group = "written", help_heading = "Table format")]
    html: bool,
    /// Write a workbook for Excel, a sheet a table; needs -o.
    #[arg(
        long,
        group = "written",
        requires = "output",
        help_heading = "Table format"
    )]
    xlsx: bool,
    /// Write a Word document; needs -o.
    #[arg(
        long,
        group = "written",
        requires = "output",
        help_heading = "Table format"
    )]
    docx: bool,
    /// Write to this file, in the format of its ending; a file that is there is not overwritten.
    #[arg(short, long, value_name = "FILE", help_heading = "Table format")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    redaction: RedactArgs,
}

impl TableFormat {
    /// Whether anything else than words on the terminal is asked for. Redaction is: what is looked at cell by cell is a table, and
    /// whoever takes identifiers out has a paper in mind.
    pub fn is_given(&self) -> bool {
        self.may_leave() || self.redaction.redact
    }

    /// Whether it is written in a format for others, or into a file.
    fn may_leave(&self) -> bool {
        self.format().is_some() || self.output.is_some()
    }

    /// The format that is asked for by name, else by the ending of the file; none where people or programs read the answer as it
    /// is printed.
    pub fn format(&self) -> Option<Format> {
        self.named().or_else(|| Format::of(self.output.as_deref()?))
    }

    /// Whether a spreadsheet reads it: then one row says one thing, and cells hold nothing but values.
    pub fn for_sheets(&self) -> bool {
        self.format().is_some_and(Format::is_sheet)
    }

    /// Whether people read it in a paper.
    pub fn for_pages(&self) -> bool {
        self.format().is_some_and(|format| !format.is_sheet())
    }

    /// Refuses a file whose ending says something else than what it would hold.
    fn check_ending(&self) -> Result<(), Failure> {
        let Some(path) = self.output.as_deref() else {
            return Ok(());
        };
        let ending = path.extension().and_then(std::ffi::OsStr::to_str);
        let is_text = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
        let said = match (self.named(), Format::of(path)) {
            (None, None) if !is_text && !self.names_json() => {
                "does not say how it is to be written"
            }
            (Some(named), Some(of)) if named.ending() != of.ending() => {
                "is not of the format asked for"
            }
            _ => return Ok(()),
        };
        Err(
            Failure::wrong_use(format!("the ending of {} {said}", path.display()))
                .hint("end it in .csv, .md, .tex, .html, .xlsx, .docx, .json or .txt"),
        )
    }

    /// Whether the file's ending says that programs read it.
    fn names_json(&self) -> bool {
        let ending = self.output.as_deref().and_then(Path::extension);
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
    }

    fn named(&self) -> Option<Format> {
        let named = [
            (self.csv, Format::Csv),
            (self.raw, Format::RawCsv),
            (self.md, Format::Markdown),
            (self.latex, Format::Latex),
            (self.html, Format::Html),
            (self.xlsx, Format::Xlsx),
            (self.docx, Format::Docx),
        ];
        named
            .into_iter()
            .find_map(|(is, format)| is.then_some(format))
    }
}

/// How far an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The team reads it on a terminal, or a program of theirs does.
    Team,
    /// It is written in a format for a paper, or into a file: it may leave.
    Paper,
}

/// Whether programs or people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// People: words and tables.
    People,
    /// Programs: one JSON value.
    Programs,
}

/// Where a command's answer goes.
pub struct Output {
    out: Box<dyn Write>,
    sweeps: bool,
    /// Who reads.
    pub readers: Readers,
    /// What is taken out of everything; nothing where that is not asked for.
    pub screen: Option<Screen>,
    /// The files that were written.
    pub written: Vec<PathBuf>,
}

impl Output {
    /// The standard output, swept if it is a terminal.
    pub fn standard(readers: Readers) -> Self {
        let out = io::stdout();
        Self {
            sweeps: out.is_terminal(),
            out: Box::new(io::BufWriter::new(out)),
            readers,
            screen: None,
            written: Vec::new(),
        }
    }

    /// Whether programs read.
    pub fn is_json(&self) -> bool {
        self.readers == Readers::Programs
    }

    /// Prints a line.
    pub fn line(&mut self, line: impl AsRef<str>) -> Result<(), Failure> {
        let clean = self.clean(line.as_ref()).into_owned();
        self.say(&(clean + "\n"))
    }

    /// Prints text as it is, without a line feed of its own.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        let clean = self.clean(text).into_owned();
        self.say(&clean)
    }

    fn clean<'w>(&self, words: &'w str) -> Cow<'w, str> {
        match &self.screen {
            Some(screen) => Cow::Owned(redaction::words(screen, words)),
            None => Cow::Borrowed(words),
        }
    }

    /// Prints what may be printed as it is.
    fn say(&mut self, text: &str) -> Result<(), Failure> {
        let swept = match self.sweeps {
            true => Cow::Owned(sweep(text)),
            false => Cow::Borrowed(text),
        };
        ended(self.out.write_all(swept.as_bytes()))
    }

    /// Prints a value as JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.value_to(value, None)
    }

    /// Whether one JSON value is asked for, and not a table in a format of its own.
    pub fn is_json_for(&self, format: &TableFormat) -> bool {
        (self.is_json() || format.names_json()) && format.named().is_none()
    }

    /// How far a table goes in a format.
    pub fn reach(&self, format: &TableFormat) -> Reach {
        match self.is_json_for(format) || !format.may_leave() {
            true => Reach::Team,
            false => Reach::Paper,
        }
    }

    /// Prints one JSON value, or saves it where a file is named.
    pub fn value(&mut self, value: &impl Serialize, format: &TableFormat) -> Result<(), Failure> {
        self.value_to(value, format.output.as_deref())
    }

    /// Prints one JSON value, or saves it in a file.
    pub fn value_to(&mut self, value: &impl Serialize, path: Option<&Path>) -> Result<(), Failure> {
        if let Some(path) = path.filter(|path| Format::of(path).is_some()) {
            let refused = format!(
                "{} would hold JSON, which its ending denies",
                path.display()
            );
            return Err(
                Failure::wrong_use(refused).hint("end the name in .json, or leave --json out")
            );
        }
        let safe = self.as_json(value)?;
        self.send((Written::Json, safe.as_bytes()), path)
    }

    fn as_json(&self, value: &impl Serialize) -> Result<String, Failure> {
        let written = match &self.screen {
            None => serde_json::to_string_pretty(value),
            Some(screen) => serde_json::to_value(value)
                .map(|whole| redaction::value(screen, whole))
                .and_then(|clean| serde_json::to_string_pretty(&clean)),
        };
        let written = written.map_err(|_| Failure::new("the answer cannot be written as JSON"))?;
        let safe = if self.sweeps {
            escaped(&written)
        } else {
            written
        };
        Ok(safe + "\n")
    }

    /// Prints problems to the standard error, one a line.
    pub fn problems(&mut self, problems: &[Problem]) -> Result<(), Failure> {
        self.flush()?;
        let mut errors = io::stderr().lock();
        for problem in problems {
            let problem = problem.to_string();
            ended(writeln!(errors, "note: {}", sweep(&self.clean(&problem))))?;
        }
        Ok(())
    }

    /// Prints a table in the format asked for, or saves it.
    pub fn table(&mut self, table: &Table, format: &TableFormat) -> Result<(), Failure> {
        self.tables(std::slice::from_ref(table), format)
    }

    /// Prints tables one after another in the format asked for, or saves them in one file.
    pub fn tables(&mut self, tables: &[Table], format: &TableFormat) -> Result<(), Failure> {
        format.check_ending()?;
        let asked = match self.is_json() {
            true => format.named(),
            false => format.format(),
        };
        let screen = self.screen.as_ref();
        let clean = screen.map(|screen| redacted(screen, tables));
        let tables = clean.as_deref().unwrap_or(tables);
        let path = format.output.as_deref();
        if let Some(asked) = asked {
            let bytes = asked.write(tables).map_err(unwritten)?;
            return self.send((Written::As(asked), &bytes), path);
        }
        if self.is_json_for(format) {
            let values = tables.iter().map(|table| self.as_json(table));
            let values = values.collect::<Result<Vec<_>, _>>()?.join("\n");
            return self.send((Written::Json, values.as_bytes()), path);
        }
        // A drawing puts cells side by side and cuts them where the terminal ends: they were looked at one by one.
        let text = tables.iter().map(drawn).collect::<Vec<_>>().join("\n");
        self.give(text.as_bytes(), path)
    }

    /// Prints text that is written already, or saves it.
    pub fn put(&mut self, text: &str, format: &TableFormat) -> Result<(), Failure> {
        let path = format.output.as_deref();
        match format.format() {
            Some(Format::Html) => self.page(text, path),
            named => {
                let written = named.map_or(Written::Lines, Written::As);
                let clean = self.clean(text).into_owned();
                self.send((written, clean.as_bytes()), path)
            }
        }
    }

    /// Prints a page of HTML, or saves it in a file.
    pub fn page(&mut self, html: &str, path: Option<&Path>) -> Result<(), Failure> {
        let screen = self.screen.as_ref();
        let clean = screen.map(|screen| redaction::page(screen, html));
        let page = clean.as_deref().unwrap_or(html);
        self.send((Written::As(Format::Html), page.as_bytes()), path)
    }

    /// Prints a paper as Markdown or JSON, or saves it in a file and the format of its ending.
    pub fn paper(&mut self, paper: &Paper, path: Option<&Path>) -> Result<(), Failure> {
        if self.is_json() && path.is_none() {
            return self.value_to(paper, None);
        }
        let format = match path {
            None => PaperFormat::Markdown,
            Some(path) => PaperFormat::of(path).ok_or_else(|| {
                Failure::wrong_use(format!("{} names no format for words", path.display()))
                    .hint("end the name in .docx, .md or .html")
            })?,
        };
        let screen = self.screen.as_ref();
        let clean = screen.map(|screen| redaction::paper(screen, paper));
        let bytes = format.write(clean.as_ref().unwrap_or(paper));
        let bytes = bytes.map_err(unwritten)?;
        self.send((Written::As(format.into()), &bytes), path)
    }

    /// Looks at what was written again, where identifiers were to be taken out, and gives it only where none is left.
    fn send(
        &mut self,
        (written, bytes): (Written, &[u8]),
        path: Option<&Path>,
    ) -> Result<(), Failure> {
        if let Some(screen) = &self.screen {
            refuse(&redaction::left_in(screen, (written, bytes)).map_err(unwritten)?)?;
        }
        self.give(bytes, path)
    }

    /// Saves bytes in a file that is not there yet.
    pub fn save(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let saved = outside::write(path, bytes, Existing::Keep);
        saved.map_err(|cause| Failure::new(cause.to_string()))?;
        self.written.push(path.to_owned());
        Ok(())
    }

    /// Saves bytes in a file that is not there yet, and says so; prints them where no file is named.
    fn give(&mut self, bytes: &[u8], path: Option<&Path>) -> Result<(), Failure> {
        let Some(path) = path else {
            return self.say(&String::from_utf8_lossy(bytes));
        };
        self.save(path, bytes)?;
        // The name of the file is what was typed, and not looked at.
        let name = path.display().to_string();
        match self.is_json() {
            true => {
                let said = serde_json::to_string_pretty(&serde_json::json!({ "written": name }));
                self.say(&(said.unwrap_or_default() + "\n"))
            }
            false => self.say(&format!("written: {name}\n")),
        }
    }

    /// Sends everything on its way.
    pub fn flush(&mut self) -> Result<(), Failure> {
        ended(self.out.flush())
    }
}

fn unwritten(cause: Unwritten) -> Failure {
    Failure::new(cause.to_string())
}

/// Tables with their identifiers taken out.
fn redacted(screen: &Screen, tables: &[Table]) -> Vec<Table> {
    let clean = tables.iter().map(|table| {
        let (mut clean, changed) = redaction::table(screen, table);
        let note = format!(
            "identifiers were taken out of {}; a screen, not a guarantee",
            counted(changed, "cell")
        );
        clean.notes.push(redaction::words(screen, &note));
        clean
    });
    clean.collect()
}

/// Says a problem at once, on the standard error.
pub fn tell(problem: &Problem) {
    warn(&format!("note: {problem}\n"));
}

/// Says something on the standard error. Where nobody listens, what was asked for goes on all the same.
pub fn warn(words: &str) {
    let words = sweep(words);
    io::stderr().write_all(words.as_bytes()).ok();
}

/// A reader that went away (`| head`) is no failure of ours.
fn ended(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "the answer could not be written: {cause}"
        ))),
        _ => Ok(()),
    }
}

/// A table drawn for a terminal, its notes below.
pub fn drawn(table: &Table) -> String {
    let mut drawing = comfy_table::Table::new();
    drawing
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic);
    drawing.set_header(std::iter::once(table.stub.clone()).chain(table.columns.iter().cloned()));
    for row in &table.rows {
        let values = row.values.iter().map(|cell| {
            let alignment = if cell.is_number() {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            };
            comfy_table::Cell::new(cell).set_alignment(alignment)
        });
        drawing.add_row(std::iter::once(comfy_table::Cell::new(&row.label)).chain(values));
    }
    if let Some(labels) = drawing.column_mut(0) {
        labels.set_constraint(ColumnConstraint::ContentWidth);
    }
    let mut text = format!("{} (unit: {})\n", table.title, table.unit);
    for line in drawing.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for note in &table.notes {
        text.push_str(&format!("  {note}\n"));
    }
    text
}

/// JSON in which what would act on a terminal is written as an escape: the same value to every reader of JSON.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if acts_on_a_terminal(c) {
            for half in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{half:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

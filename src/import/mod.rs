//! Import: the bytes of a file become a transcript, that is a verbatim text, its turns and the labels in it.
//!
//! What a file is, is told by its content and not by its ending. Nothing here opens a file, knows a study or fails on
//! content it can read: whatever is left out of the text is reported as a problem, and only what cannot be a transcript
//! (nothing in it, no text, a damaged or oversized container) is refused, in a sentence that says what to do.
#![deny(clippy::indexing_slicing)]

pub mod encoding;
pub mod grammar;

mod advice;
mod attribute;
mod captions;
mod chat;
mod column;
mod container;
mod counts;
mod daytime;
mod dialect;
mod docx;
mod entity;
mod html;
mod label;
mod line;
mod markdown;
mod metadata;
mod odt;
mod opening;
mod otter;
mod parted;
mod paragraph;
mod plain;
mod rtf;
mod segments;
mod sniff;
mod speeches;
mod stamp;
mod stamped;
mod subtitles;
mod talk;

pub mod sheet;
pub mod workbook;
pub mod people;
pub mod codebook;
pub mod codings;
pub mod comments;
pub mod ratings;
pub mod manuscript;
pub mod pseudonyms;
pub mod plan;
mod roles;

mod respondents;

pub mod survey;

use encoding_rs::Encoding;
use regex::Regex;

use crate::document::Turns;
use crate::import::dialect::Dialect;
use crate::import::encoding::{Basis, Guess};
use crate::import::grammar::Grammar;
use crate::import::plain::Page;
use crate::import::sheet::Sheet;
use crate::import::sniff::{Form, Sort};
use crate::problem::Problem;
use crate::text::span::Position;
use crate::text::{LARGEST, Text};

/// A file as it came: its name is used in problems and as a hint, never to decide what the file is.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file name, without folders.
    pub name: &'a str,
    /// All its bytes.
    pub bytes: &'a [u8],
}

/// How speakers are found.
#[derive(Clone, Debug, Default)]
pub enum Speakers {
    /// By what labels look like: seen at least twice, or declared in a `#` line.
    #[default]
    Auto,
    /// By a pattern at the start of a line; its first group, or all of it, is the label.
    Pattern(Regex),
    /// Not at all: every paragraph is a turn of nobody.
    None,
}

/// What the person importing may decide.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How speakers are found.
    pub speakers: Speakers,
    /// The encoding of the file, where the person knows better.
    pub encoding: Option<&'static Encoding>,
    /// Labels that are speakers however seldom they stand there.
    pub named: Vec<String>,
}

/// A label and how many turns it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelCount {
    /// As it was first written.
    pub label: String,
    /// As [`crate::document::fold_label`] folds it; labels with one key are one speaker.
    pub key: String,
    /// How many turns it opens.
    pub turns: u32,
}

/// Something that looks like a label but was seen only once, so it was left as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// As it is written.
    pub label: String,
    /// As [`crate::document::fold_label`] folds it.
    pub key: String,
    /// The line it stands on, counted from 1.
    pub line: u32,
}

/// A comment in the margin of a Word document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Who wrote it, as Word has it.
    pub author: String,
    /// What it says; its paragraphs are separated by LF.
    pub text: String,
    /// The line of the transcript it hangs on, counted from 1, if it hangs on any.
    pub line: Option<u32>,
}

/// What a file was read as.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// The verbatim text, or the one put together from a source that has none.
    pub text: Text,
    /// Its turns.
    pub turns: Turns,
    /// What read it: `txt`, `md`, `otter`, `chat`, `captions`, `docx`, `odt`, `rtf`, `html`, `vtt`, `srt`, `lrc`, `whisper`,
    /// `json`, `csv`, `sheet` or `survey`.
    pub importer: &'static str,
    /// How its turns were found.
    pub grammar: Grammar,
    /// The encoding, and how it was found.
    pub encoding: Guess,
    /// The pairs of the leading `#` lines, in the order written.
    pub metadata: Vec<(String, String)>,
    /// The labels that open turns, in the order of their first turn.
    pub labels: Vec<LabelCount>,
    /// What looks like a label but was left as text.
    pub questions: Vec<Question>,
    /// Comments in the margin; each is also reported as a problem.
    pub comments: Vec<Comment>,
    /// What was left out or changed, and what is worth knowing.
    pub problems: Vec<Problem>,
}

impl Transcript {
    /// Three lines by which a person can tell whether the encoding was guessed right: the first with letters beyond ASCII.
    pub fn preview(&self) -> Vec<&str> {
        let telling = self.text.as_str().lines().filter(|line| !line.is_ascii());
        let plain =
            self.text.as_str().lines().filter(|line| {
                line.is_ascii() && line.bytes().any(|byte| !byte.is_ascii_whitespace())
            });
        telling.chain(plain).take(3).collect()
    }
}

/// Reads a file as a transcript, or says why it cannot be one.
pub fn read(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    if source.bytes.len() > LARGEST {
        return Err(too_large(source));
    }
    match sniff::sort(source)? {
        Sort::Word => docx::read(source, options),
        Sort::OpenDocument => odt::read(source, options),
        Sort::Rtf => rtf::read(source, options),
        Sort::Workbook => {
            let (sheet, left_out) = workbook::sheet(source.name, source.bytes)?;
            if column::find(&sheet.heads.cells).is_none() && survey::looks_like_one(&sheet) {
                return Err(survey::untold(source.name));
            }
            let talk = talk::read((source.name, "sheet"), &sheet, &options.speakers);
            let mut transcript = talk.map_err(|problem| workbook::refused(problem, &left_out))?;
            transcript.problems.splice(0..0, left_out);
            Ok(transcript)
        }
        Sort::Text => read_text(source, options),
    }
}

fn read_text(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    let decoded = html::decode(source, options.encoding)?;
    if decoded.content.len() > LARGEST {
        return Err(too_large(source));
    }
    // A text that still began with a byte order mark would lose it when it is read back, and every span would shift.
    let text = Text::from_source(decoded.content.trim_start_matches('\u{feff}'));
    let mut transcript = match sniff::form(source.name, text.as_str()) {
        Form::Subtitles(kind) => subtitles::read((source.name, kind), &text, &options.speakers)?,
        Form::Rows => {
            let sheet = Sheet::read(source.name, text.as_str())?;
            talk::read((source.name, "csv"), &sheet, &options.speakers)?
        }
        Form::Json => segments::read((source.name, text.as_str()), &options.speakers)?,
        Form::Html => html::read((source.name, text.as_str()), options)?,
        Form::Captions => captions::read((source.name, text.as_str()), &options.speakers)?,
        Form::Markdown => {
            let page = markdown::read(source.name, &text, &options.speakers);
            let heads = (Dialect::Markdown, page.headings.as_slice());
            let mut transcript = read_page((source.name, page.text), heads, options);
            transcript.problems.splice(0..0, page.problems);
            transcript
        }
        Form::Plain if survey::begins(source.name, text.as_str()) => {
            return Err(survey::untold(source.name));
        }
        Form::Plain => read_page((source.name, text), (Dialect::Plain, &[]), options),
    };
    transcript.encoding = decoded.guess;
    transcript.problems.splice(0..0, decoded.problems);
    Ok(transcript)
}

/// A text that came out of another program's project, with the turns that can be found in it.
pub fn of_text(text: Text) -> Transcript {
    read_page(("", text), (Dialect::Plain, &[]), &Options::default())
}

/// A text whose turns are known; turns that do not fit it are looked for instead.
pub fn with_turns(text: Text, turns: Turns) -> Transcript {
    if !turns.fit(&text) {
        return of_text(text);
    }
    let labels = opening::count_labels(&text, &turns.turns);
    let found = plain::Found {
        turns: turns.turns,
        labels,
        grammar: Grammar::Given,
        ..plain::Found::default()
    };
    found.into_transcript(text, "txt")
}

fn read_page(
    (name, text): (&str, Text),
    (dialect, headings): (Dialect, &[Position]),
    options: &Options,
) -> Transcript {
    let found = plain::find(&Page {
        text: &text,
        speakers: &options.speakers,
        name,
        dialect,
        headings,
        named: &options.named,
    });
    let importer = match (found.form, dialect) {
        (Some(form), _) => form,
        (None, Dialect::Markdown) => "md",
        (None, _) => "txt",
    };
    found.into_transcript(text, importer)
}

fn too_large(source: &Source<'_>) -> Problem {
    Problem::new(
        source.name,
        format!(
            "the file is larger than {} MB, the most a document may have",
            LARGEST >> 20
        ),
        "split it into several files",
    )
}

/// The encoding of a text that says itself what it is in.
pub(crate) fn declared_utf8() -> Guess {
    Guess {
        encoding: encoding_rs::UTF_8,
        by: Basis::Declared,
    }
}

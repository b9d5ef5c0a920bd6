//! Codings as files have them: what one says, before anybody asked whether the study knows its coder, its code and its words.
//!
//! What a file is, is told by its content; the ending of its name decides only between a sheet and JSON lines that are damaged.

use serde::Deserialize;
use serde_json::Value;

use crate::import::codings::{brat, label_studio, sheet};
use crate::problem::Problem;

/// What is wrong with a coding, and what to do about it.
pub type Why = (String, &'static str);

/// One coding of a file.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Entry {
    /// Whose it is, where the file says it.
    pub coder: Option<String>,
    /// The document, where the file says it.
    pub document: Option<String>,
    /// The code, by its handle or its name.
    pub code: String,
    /// Its words.
    pub quote: Option<String>,
    /// Where they begin.
    pub start: Option<u32>,
    /// Where they end.
    pub end: Option<u32>,
    /// The round, by its name or number.
    pub round: Option<Value>,
    /// Which occurrence of the words is meant, from 1.
    pub occurrence: Option<usize>,
    /// A label of the code's scale.
    pub value: Option<String>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Found {
    /// Its codings, or what is wrong with each, by its line or its number.
    pub entries: Vec<(usize, Result<Entry, Why>)>,
    /// What the numbers count.
    pub noun: Noun,
    /// What is in the file and is no coding.
    pub left_out: Vec<Problem>,
}

/// What a file is counted in.
#[derive(Clone, Copy, Debug, Default)]
pub enum Noun {
    /// Lines.
    #[default]
    Line,
    /// Tasks of Label Studio.
    Task,
}

impl Noun {
    /// The word.
    pub fn said(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Task => "task",
        }
    }
}

/// Reads the codings of a file.
pub fn read(name: &str, content: &str) -> Result<Found, Problem> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let start = content.trim_start();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_lowercase().as_str() {
        _ if start.starts_with("#FORMAT=WebAnno") => Err(of_inception(name, "in WebAnno TSV")),
        _ if start.starts_with('<') => Err(refused(name, "in XML")),
        _ if start.starts_with('[') => label_studio::read(name, content),
        _ if start.starts_with('{') => lines_or_whole(name, content),
        "ann" => Ok(brat::read(name, content)),
        "jsonl" | "json" | "ndjson" => Ok(lines(content)),
        _ if brat::is_one(start) => Ok(brat::read(name, content)),
        _ => sheet::read(name, content),
    }
}

/// INCEpTION writes no table of codings: brat's files are the one form of its exports that is read here.
fn of_inception(name: &str, form: &str) -> Problem {
    let advice = "if each code is a layer there, export “brat custom” from INCEpTION (whoever runs it may have to switch that on) \
        and import its .ann file; else make a table of it with the columns coder, document, code, start, end and quote, and import that as CSV";
    let what = format!("is an export of INCEpTION or WebAnno {form}, which is not read here");
    Problem::new(name, what, advice)
}

fn refused(name: &str, form: &str) -> Problem {
    let advice = "make a table of it with the columns coder, document, code, start, end and quote, and import that as CSV";
    let what = format!("is an export {form}, which is not read here");
    Problem::new(name, what, advice)
}

/// One JSON object over all of the file is a task of Label Studio or the export of another program; else each line is a coding.
fn lines_or_whole(name: &str, content: &str) -> Result<Found, Problem> {
    match serde_json::from_str::<Value>(content) {
        Ok(whole) if whole.get("annotations").is_some() => label_studio::read(name, content),
        Ok(whole) if whole.get("%TYPES").is_some() => Err(of_inception(name, "in UIMA CAS JSON")),
        _ => Ok(lines(content)),
    }
}

fn lines(content: &str) -> Found {
    let lines = content.lines().zip(1..);
    let said = lines.filter(|(line, _)| !line.trim().is_empty());
    let entry = |line: &str| {
        serde_json::from_str::<Entry>(line).map_err(|cause| {
            let what = format!("is not a coding: {}", plain(&cause));
            let advice = "each line is one JSON object with coder, code and quote";
            (what, advice)
        })
    };
    Found {
        entries: said.map(|(line, number)| (number, entry(line))).collect(),
        ..Found::default()
    }
}

fn plain(cause: &serde_json::Error) -> String {
    let whole = cause.to_string();
    whole.split(" at line ").next().unwrap_or(&whole).to_owned()
}

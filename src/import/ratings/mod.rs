//! Ratings from a file that anybody brings along: a table as CSV, or one of several kinds as JSON.
//!
//! Nothing is guessed and nothing left out: a file either holds what its shape promises, or one problem says where it does
//! not. The figures are the business of `agreement::ratings`.

pub mod scale;
pub mod table;
pub mod json;
pub mod kind;

use crate::agreement::ratings::Ratings;
use crate::import::ratings::kind::read_json;
use crate::import::ratings::table::read_csv;
use crate::problem::Problem;

/// Ratings, and what a reader should know about how they were read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the file holds.
    pub ratings: Ratings,
    /// Such as why numbers were taken for words.
    pub notes: Vec<Problem>,
}

/// Reads a file by what is in it; `name` says where problems lie.
pub fn read(name: &str, text: &str) -> Result<Read, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => Err(Problem::new(
            name,
            "is empty",
            "write a first line “unit,” with one column a coder, and one line a unit",
        )),
        Some('{') => Ok(Read {
            ratings: read_json(name, text)?,
            notes: Vec::new(),
        }),
        Some('[') => Err(Problem::new(
            name,
            "is a JSON list, not an object",
            "write {\"kind\":\"matrix\",\"data\":{\"units\":[…]}}",
        )),
        Some(_) => read_csv(name, text),
    }
}

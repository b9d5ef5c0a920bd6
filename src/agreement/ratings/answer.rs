//! An answer: named figures of a file of ratings, in the order people read them.

use crate::agreement::figure::{Figure, Undefined};

/// Named figures with what they stand on.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What one unit is.
    pub unit: &'static str,
    /// What the figures were computed over, as words for people: units, coders, values.
    pub scope: Vec<String>,
    /// The figures.
    pub lines: Vec<Line>,
}

/// A name and what it stands for.
pub type Line = (String, Found);

/// One thing found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A number, or why there is none.
    Figure(Figure),
    /// A count.
    Count(u64),
    /// A word.
    Word(String),
    /// Numbers in a row, such as the ends of an interval, or why there are none.
    Row(Result<Vec<f64>, Undefined>),
    /// Named things one level down.
    Group(Vec<Line>),
    /// Groups without names of their own.
    List(Vec<Vec<Line>>),
}

impl Answer {
    /// Whether no figure at all has a value; then the first reason why.
    pub fn nothing(&self) -> Option<Undefined> {
        let mut first = None;
        if has_value(&self.lines, &mut first) {
            None
        } else {
            first
        }
    }
}

fn has_value(lines: &[Line], first: &mut Option<Undefined>) -> bool {
    lines.iter().any(|(_, found)| match found {
        Found::Figure(Ok(_)) | Found::Row(Ok(_)) => true,
        Found::Figure(Err(reason)) | Found::Row(Err(reason)) => {
            first.get_or_insert(*reason);
            false
        }
        // Counts and words say what there is, not how far it agrees.
        Found::Count(_) | Found::Word(_) => false,
        Found::Group(lines) => has_value(lines, first),
        Found::List(groups) => groups.iter().any(|lines| has_value(lines, first)),
    })
}

/// A figure under a name.
pub fn figure(name: impl Into<String>, figure: Figure) -> Line {
    (name.into(), Found::Figure(figure))
}

/// A count under a name, or why there is nothing to count.
pub fn count_of(name: impl Into<String>, found: Result<u64, Undefined>) -> Line {
    let name = name.into();
    match found {
        Ok(found) => count(name, found),
        Err(reason) => figure(name, Err(reason)),
    }
}

/// A count under a name.
pub fn count(name: impl Into<String>, count: u64) -> Line {
    (name.into(), Found::Count(count))
}

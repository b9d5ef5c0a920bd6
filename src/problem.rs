//! A problem: something in a file or a study that a person should know about.
//!
//! Content never makes a computation fail: layers 1 to 4 return what they could make of it together with a list of problems.
//! A problem says where, what, and what to do next, in sentences for a researcher. It is not an error type of the disk.

use std::fmt;

/// One thing found wrong or worth saying: where it is, what it is, what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Problem {
    /// The file and line, the document and turn, or the command that it concerns.
    pub place: String,
    /// What was found, as a sentence without its full stop.
    pub what: String,
    /// What the reader can do next; empty where nothing is needed.
    pub advice: String,
}

impl Problem {
    /// Builds a problem from its three sentences.
    pub fn new(
        place: impl Into<String>,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        if !self.advice.is_empty() {
            write!(f, "; {}", self.advice)?;
        }
        Ok(())
    }
}

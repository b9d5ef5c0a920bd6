//! What is counted in a document's text, once for each revision.

use crate::agreement::unit::{InterviewerTurns, units};
use crate::document::Document;
use crate::round::Unit;
use crate::text::span::Span;
use crate::texts::Passage;

/// What is counted in a document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words of all bodies.
    pub words: u32,
    /// Minutes of the recording, where the transcript has times.
    pub minutes: Option<u64>,
    /// The bodies of participants' turns.
    pub turns: Vec<Span>,
}

impl Counts {
    /// Counts a document.
    pub fn of(document: &Document, passage: &Passage) -> Self {
        let end = passage
            .turns
            .iter()
            .filter_map(|turn| turn.ms)
            .map(|(_, end)| end)
            .max();
        let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
        Self {
            words: passage.count_words(),
            minutes: end
                .map(|end| end.div_ceil(60_000))
                .or_else(|| told_minutes(document)),
            turns: turns.into_iter().map(|unit| unit.span).collect(),
        }
    }
}

/// The minutes that the team wrote down, where the transcript has no times.
fn told_minutes(document: &Document) -> Option<u64> {
    document
        .attributes
        .get("minutes")?
        .first()?
        .as_str()
        .parse()
        .ok()
}

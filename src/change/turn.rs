//! Changes of turns: read, and nothing applies.

use crate::change::Change;
use crate::document::Document;
use crate::filter::View;
use crate::problem::Problem;
use crate::progress::{self, Whose, is_coded, passes_of_turn};
use crate::text::span::Span;

/// A turn of a document's current text.
#[derive(Clone, Copy)]
pub struct Turn<'d> {
    /// The document.
    pub document: &'d Document,
    /// The number of the turn, from 1.
    pub number: usize,
    /// What was said.
    pub body: Span,
}

impl std::fmt::Display for Turn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "turn {} of {}", self.number, self.document.handle)
    }
}

/// "Read, and nothing applies"; nothing where that was said already.
pub fn pass(view: &View<'_>, turn: Turn<'_>, whose: Whose<'_>) -> Result<Option<Change>, Problem> {
    let refused = |what: &str, advice: &str| Err(Problem::new(turn.to_string(), what, advice));
    let place = (turn.document, turn.body);
    if turn.body.is_empty() {
        return refused("has no words to judge", "");
    }
    if is_coded(view, place, whose) {
        let advice = "take the code off first: intercoder coding remove REF, or d on it";
        return refused("carries a code of yours, so something applies", advice);
    }
    let is_passed = !passes_of_turn(view, place, whose).is_empty();
    Ok((!is_passed).then(|| Change::one(progress::pass(place, whose))))
}

/// The turn waits again; nothing where it was not passed.
pub fn take_back(view: &View<'_>, turn: Turn<'_>, whose: Whose<'_>) -> Option<Change> {
    let passes = passes_of_turn(view, (turn.document, turn.body), whose);
    let events: Vec<_> = passes.into_iter().map(progress::take_back).collect();
    (!events.is_empty()).then_some(Change::Events(events))
}

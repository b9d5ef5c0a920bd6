//! Changes of quotes: an excerpt that would do in the paper, or is to be printed.

use crate::change::Change;
use crate::coding::{Coding, QuoteState};
use crate::filter::View;
use crate::id::CoderId;
use crate::quotes::{self, Marked, Wording};

/// A coder marks the excerpt of a coding for its code; nothing where they have.
pub fn mark(view: &View<'_>, coder: &CoderId, coding: &Coding) -> Option<Change> {
    let marked = quotes::of_coding(coding);
    let is_marked = !quotes::quotes_on(view, coder, marked).is_empty();
    let event = quotes::mark(view, coder, (marked, QuoteState::Quotable.into()));
    event.filter(|_| !is_marked).map(Change::one)
}

/// A coder chooses an excerpt for a code, in some words; what they marked there before is replaced. Nothing where it says so
/// already.
pub fn choose(
    view: &View<'_>,
    coder: &CoderId,
    (marked, wording): (Marked, Wording),
) -> Option<Change> {
    let before = quotes::quotes_on(view, coder, marked);
    let is_said = before.iter().any(|quote| {
        quote.state == wording.state
            && quote.edited == wording.edited
            && quote.attribution == wording.attribution
    });
    let event = quotes::mark(view, coder, (marked, wording));
    event.filter(|_| !is_said).map(Change::one)
}

/// A coder takes their mark off the excerpt of a coding; nothing where there is none.
pub fn unmark(view: &View<'_>, coder: &CoderId, coding: &Coding) -> Option<Change> {
    drop_marks(view, coder, quotes::of_coding(coding))
}

/// A coder takes their mark off an excerpt; nothing where there is none.
pub fn drop_marks(view: &View<'_>, coder: &CoderId, marked: Marked) -> Option<Change> {
    let marks = quotes::quotes_on(view, coder, marked);
    let events: Vec<_> = marks.into_iter().map(quotes::unmark).collect();
    (!events.is_empty()).then_some(Change::Events(events))
}

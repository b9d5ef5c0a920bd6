//! Changes of quotes: an excerpt that would do in the paper.

use crate::change::Change;
use crate::coding::Coding;
use crate::filter::View;
use crate::id::CoderId;
use crate::quotes;

/// A coder marks the excerpt of a coding for its code; nothing where they have.
pub fn mark(view: &View<'_>, coder: &CoderId, coding: &Coding) -> Option<Change> {
    let marked = quotes::of_coding(coding);
    let is_marked = !quotes::quotes_on(view, coder, marked).is_empty();
    let event = quotes::mark(view, coder, marked).filter(|_| !is_marked);
    event.map(Change::one)
}

/// A coder takes their mark off; nothing where there is none.
pub fn unmark(view: &View<'_>, coder: &CoderId, coding: &Coding) -> Option<Change> {
    let marks = quotes::quotes_on(view, coder, quotes::of_coding(coding));
    let events: Vec<_> = marks.into_iter().map(quotes::unmark).collect();
    (!events.is_empty()).then_some(Change::Events(events))
}

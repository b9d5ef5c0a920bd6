//! Disclosure: what a table that leaves for a paper may show, and what must be said beside it.
//!
//! [`group`] screens small cells: attributes that would single somebody out give way to fewer or coarser ones. [`mod@release`] keeps
//! words in whose speakers asked for that. [`identifier`] finds what names people directly, by [`mod@shape`] and by [`names`]. All are screens, not guarantees:
//! insiders may know the voice.

pub mod group;
pub mod shape;
pub mod names;
pub mod identifier;
pub mod naming;
pub mod release;

use crate::filter::View;
use crate::id::{DocumentRef, PersonId};
use crate::person::{Person, Value};
use crate::text::span::Span;
use crate::texts::Texts;
use crate::themes::speakers_at;

/// What is said under everything that was screened.
pub const NO_GUARANTEE: &str = "a screen, not a guarantee: insiders may know the voice";

/// The attribute by which people keep their words in.
const MAY_QUOTE: &str = "may_quote";

/// Whether a person's words may leave: they may where nothing is said, and where all that is said is yes. Whatever else stands there
/// - no, n, never, not disclosed - keeps them in: nobody is quoted for a misspelling.
pub fn may_quote(person: &Person) -> bool {
    let keeps_in = |(name, values): (&String, &Vec<Value>)| {
        name.eq_ignore_ascii_case(MAY_QUOTE) && values.iter().any(|value| *value != Value::Yes)
    };
    !person.attributes.iter().any(keeps_in)
}

/// The people who speak in a stretch and keep their words in.
pub fn kept_in(view: &View<'_>, texts: &Texts, place: (DocumentRef, Span)) -> Vec<PersonId> {
    let speakers = speakers_at(view, texts, place).into_iter();
    let refuses = |id: &PersonId| view.person(id).is_some_and(|person| !may_quote(person));
    speakers.filter(refuses).collect()
}

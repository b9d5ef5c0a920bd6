//! Quotes: the excerpts that coders would print, and the events that mark them.
//!
//! A mark is one coder's own judgement of an excerpt, for one code or for none. [`exemplar`] gathers what is to be printed,
//! [`edit`] holds shortened words to what was said, [`mod@attribution`] says by whom; [`cell`] is what a figure stands on, and
//! [`mod@verify`] holds the quotations of a [`manuscript`] to the transcripts.

pub mod edit;
pub mod exemplar;
pub mod attribution;
pub mod cell;
pub mod manuscript;
pub mod verify;

use crate::coding::{Coding, Quote, QuoteState};
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::quote::{QuoteChoose, Stretch};
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef};
use crate::text::span::Span;

/// What is marked: a stretch of a document's current text, and the code it stands for.
pub type Marked = (DocumentRef, Span, Option<CodeRef>);

/// What marking a coding's excerpt marks.
pub fn of_coding(coding: &Coding) -> Marked {
    let excerpt = coding.excerpt;
    (excerpt.document, excerpt.span, Some(coding.code))
}

/// A coder's quotes on exactly this stretch for this code: several where the text was corrected, or codes were merged, between
/// them.
pub fn quotes_on<'v>(
    view: &View<'v>,
    coder: &CoderId,
    (document, span, theme): Marked,
) -> Vec<&'v Quote> {
    let here = |quote: &&Quote| {
        let excerpt = quote.excerpt;
        quote.coder == *coder
            && quote.theme == theme
            && (excerpt.document, excerpt.span) == (document, span)
            && excerpt.fate != Fate::Orphaned
    };
    view.quotes().filter(here).collect()
}

/// How far an excerpt is on its way into the paper, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Quotable, or chosen.
    pub state: QuoteState,
    /// Its words, where they are shortened.
    pub edited: Option<String>,
    /// Who is said to have said it, in the words of the paper.
    pub attribution: Option<String>,
}

impl Wording {
    /// What a quote says of itself.
    pub fn of(quote: &Quote) -> Self {
        Self {
            state: quote.state,
            edited: quote.edited.clone(),
            attribution: quote.attribution.clone(),
        }
    }
}

impl From<QuoteState> for Wording {
    fn from(state: QuoteState) -> Self {
        Self {
            state,
            edited: None,
            attribution: None,
        }
    }
}

/// "This would do in the paper", or "this is to be printed"; nothing where the document is not here.
pub fn mark(
    view: &View<'_>,
    coder: &CoderId,
    ((document, span, theme), wording): (Marked, Wording),
) -> Option<Event> {
    let revision = view.document(document)?.current;
    Some(Event::QuoteChoose(Box::new(QuoteChoose {
        coder: coder.clone(),
        excerpt: Stretch {
            document,
            revision,
            span,
        },
        theme,
        edited: wording.edited,
        attribution: wording.attribution,
        state: wording.state,
    })))
}

/// Takes the mark off a quote, wherever it was carried since.
pub fn unmark(quote: &Quote) -> Event {
    Event::QuoteChoose(Box::new(QuoteChoose {
        coder: quote.coder.clone(),
        excerpt: Stretch {
            document: quote.excerpt.document,
            revision: quote.revision,
            span: quote.made_at,
        },
        theme: quote.marked_for,
        edited: None,
        attribution: None,
        state: QuoteState::Dropped,
    }))
}

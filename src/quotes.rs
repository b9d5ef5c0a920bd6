//! Quotes: the excerpts that coders would print, and the events that mark them.
//!
//! A mark is one coder's own judgement of an excerpt, for one code or for none. Whether its words may be printed is no question
//! of this module.

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

/// "This would do in the paper"; nothing where the document is not here.
pub fn mark(view: &View<'_>, coder: &CoderId, (document, span, theme): Marked) -> Option<Event> {
    let revision = view.document(document)?.current;
    Some(Event::QuoteChoose(Box::new(QuoteChoose {
        coder: coder.clone(),
        excerpt: Stretch {
            document,
            revision,
            span,
        },
        theme,
        edited: None,
        attribution: None,
        state: QuoteState::Quotable,
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

//! The quotes that were chosen for the paper, as a report prints them: their words and who said them.

use std::collections::BTreeSet;

use crate::coding::{Quote, QuoteState};
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, PersonId};
use crate::report::release::Release;
use crate::text::span::Span;
use crate::texts::{Passage, Texts};
use crate::themes::speakers_at;

/// What stands for a speaker whom nobody put in words yet.
const SOMEBODY: &str = "a participant";

/// A quote in print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The code it stands for.
    pub theme: Option<CodeRef>,
    /// Its words: as they were edited, else as they were said.
    pub words: String,
    /// Who said them, as the paper puts it.
    pub attribution: String,
    /// Who spoke.
    pub speakers: BTreeSet<PersonId>,
}

/// The chosen quotes, each once however many coders chose it, and how many are not printed because their speaker is not to be
/// quoted.
pub fn quotes(view: &View<'_>, texts: &Texts, release: &Release) -> (Vec<Printed>, usize) {
    let mut known = BTreeSet::new();
    let chosen = view
        .quotes()
        .filter(|quote| quote.state == QuoteState::Chosen && quote.excerpt.fate != Fate::Orphaned);
    let chosen = chosen
        .filter(|quote| known.insert((quote.excerpt.document, quote.excerpt.span, quote.theme)));
    let (mut printed, mut withheld) = (Vec::new(), 0);
    for quote in chosen {
        let document = view.document(quote.excerpt.document);
        let Some(document) = document.filter(|document| !document.retired) else {
            continue;
        };
        let Some(passage) = texts.current(document) else {
            continue;
        };
        let words = words(quote, passage);
        if release.touches((document, passage), quote.excerpt.span) || release.repeats(&words) {
            withheld += 1;
            continue;
        }
        printed.push(Printed {
            theme: quote.theme,
            words,
            attribution: quote
                .attribution
                .clone()
                .unwrap_or_else(|| SOMEBODY.to_owned()),
            speakers: speakers_at(view, texts, (quote.excerpt.document, quote.excerpt.span)),
        });
    }
    (printed, withheld)
}

fn words(quote: &Quote, passage: &Passage) -> String {
    let edited = quote.edited.clone();
    edited.unwrap_or_else(|| spoken(passage, quote.excerpt.span))
}

/// What was said in a stretch, without labels and time marks; a line for each turn it reaches into.
pub fn spoken(passage: &Passage, span: Span) -> String {
    let turns = passage.turns_at(span);
    let parts = turns.filter_map(|(_, turn)| turn.body.overlap(span));
    let parts: Vec<&str> = parts.map(|part| passage.text.slice(part).trim()).collect();
    parts.join("\n")
}

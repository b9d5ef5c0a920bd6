//! What the screen needs from the disk: a glimpse of each excerpt, and the codes of the frozen versions.
//!
//! A document is read when a code that lies in it is first marked; what was read is kept as a line of words, not as a text.

use std::collections::{BTreeSet, HashSet};

use crate::codebook::FrozenCode;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{DocumentRef, PersonId, Ref, RevisionRef};
use crate::text::span::Span;
use crate::texts::Texts;
use crate::themes::speakers_at;

/// Words of an excerpt that are kept, at most this many characters.
const LONGEST: usize = 200;

/// An excerpt as a line shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glimpse {
    /// The turn it begins in, from 1; nothing where the text is not here.
    pub turn: Option<usize>,
    /// Its first words.
    pub words: String,
    /// Who speaks in it.
    pub people: BTreeSet<PersonId>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The excerpts of some documents.
    pub excerpts: Vec<((RevisionRef, Span), Glimpse)>,
    /// The codes of every frozen version, by its freeze; nothing where its file is not here.
    pub versions: Vec<(Ref, Option<Vec<FrozenCode>>)>,
}

impl Reading {
    /// Glimpses of every excerpt of some documents. One whose text is not here is glimpsed as nothing, so that it is not asked
    /// for at every key.
    pub fn of(view: &View<'_>, documents: &[&Document], texts: &Texts) -> Self {
        let wanted: HashSet<DocumentRef> = documents.iter().map(|document| document.id).collect();
        let placed = view.codings().iter().filter(|coding| {
            coding.excerpt.fate != Fate::Orphaned && wanted.contains(&coding.excerpt.document)
        });
        let places: BTreeSet<(DocumentRef, Span)> = placed
            .map(|coding| (coding.excerpt.document, coding.excerpt.span))
            .collect();
        let glimpse = |(id, span): (DocumentRef, Span)| {
            let document = view.document(id)?;
            let seen = glimpse(view, texts, (document, span));
            Some(((document.current, span), seen))
        };
        let versions = view.versions().iter().map(|version| {
            let codes = texts
                .codebook(version.id)
                .map(|frozen| frozen.codes.clone());
            (version.id, codes)
        });
        Self {
            excerpts: places.into_iter().filter_map(glimpse).collect(),
            versions: versions.collect(),
        }
    }
}

fn glimpse(view: &View<'_>, texts: &Texts, (document, span): (&Document, Span)) -> Glimpse {
    let Some(passage) = texts.current(document) else {
        return Glimpse::default();
    };
    let words: Vec<&str> = passage.text.slice(span).split_whitespace().collect();
    Glimpse {
        turn: passage.turns_at(span).next().map(|(number, _)| number),
        words: words.join(" ").chars().take(LONGEST).collect(),
        people: speakers_at(view, texts, (document.id, span)),
    }
}

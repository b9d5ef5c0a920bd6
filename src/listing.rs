//! Listings: codings and documents as programs read them, one value each.
//!
//! What a blind round hides is not in the view and so not here.

use serde::Serialize;

use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::document::{Document, Kind};
use crate::filter::{Layer, View};
use crate::id::{CoderId, CodingRef, Digest};
use crate::layer::Mark;
use crate::round::{Round, RoundName};
use crate::text::span::Position;
use crate::texts::{Passage, Texts};

/// A coding as `coding list --json` gives it.
#[derive(Serialize)]
pub struct Listed {
    /// None for a mark of the final layer, which no single line made.
    #[serde(rename = "ref")]
    pub id: Option<CodingRef>,
    /// Whose it is; `final` for the final layer.
    pub coder: CoderId,
    pub document: String,
    pub code: String,
    pub start: Position,
    pub end: Position,
    pub quote: String,
    pub round: Option<RoundName>,
    pub codebook_version: Option<u32>,
    pub fate: Fate,
}

/// The codings that a filter lets through, in the order they were made.
pub fn listed(view: &View<'_>, texts: &Texts, keep: impl Fn(&Coding) -> bool) -> Vec<Listed> {
    let entry = |coding: &Coding| {
        let document = view.document(coding.excerpt.document)?;
        let orphaned = coding.excerpt.fate == Fate::Orphaned;
        let passage = if orphaned {
            texts.passage(coding.revision)
        } else {
            texts.current(document)
        };
        let span = coding.excerpt.span;
        Some(Listed {
            id: Some(coding.id),
            coder: coding.coder.clone(),
            document: document.handle.clone(),
            code: crate::history::code(view, coding.code),
            start: span.start(),
            end: span.end(),
            quote: passage
                .map(|passage| passage.text.slice(span).to_owned())
                .unwrap_or_default(),
            round: coding
                .round
                .and_then(|round| view.round(round))
                .map(Round::written_name),
            codebook_version: coding
                .codebook
                .and_then(|freeze| view.version(freeze))
                .map(|version| version.number),
            fate: coding.excerpt.fate,
        })
    };
    view.codings()
        .iter()
        .filter(|coding| keep(coding))
        .filter_map(|coding| entry(coding))
        .collect()
}

/// The marks of a layer that is nobody's own, as codings.
pub fn listed_marks(view: &View<'_>, texts: &Texts, marks: &[Mark]) -> Vec<Listed> {
    let entry = |mark: &Mark| {
        let document = view.document(mark.document)?;
        let passage = texts.current(document);
        Some(Listed {
            id: None,
            coder: CoderId::from(Layer::Final.to_string().as_str()),
            document: document.handle.clone(),
            code: crate::history::code(view, mark.code),
            start: mark.span.start(),
            end: mark.span.end(),
            quote: passage
                .map(|passage| passage.text.slice(mark.span).to_owned())
                .unwrap_or_default(),
            round: None,
            codebook_version: None,
            fate: Fate::Exact,
        })
    };
    marks.iter().filter_map(entry).collect()
}

/// A document as `document list --json` gives it.
#[derive(Serialize)]
pub struct Summary {
    pub id: String,
    pub kind: Kind,
    pub words: u32,
    pub turns: usize,
    pub speakers: Vec<String>,
    pub text_sha256: Digest,
}

/// What `document list --json` says of every document; one whose text is not here has no words.
pub fn summaries(view: &View<'_>, texts: &Texts) -> Vec<Summary> {
    let summary = |document: &Document| {
        let passage = texts.current(document);
        Summary {
            id: document.handle.clone(),
            kind: document.kind,
            words: passage.map_or(0, Passage::count_words),
            turns: passage.map_or(0, |passage| passage.turns.len()),
            speakers: passage
                .map(|p| p.labels().into_iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            text_sha256: document.revision().text,
        }
    };
    view.documents().map(summary).collect()
}

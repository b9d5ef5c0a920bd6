//! Cells: the excerpts that a figure of the theme table stands on.
//!
//! A theme takes in all codes below it. With values of attributes, those excerpts count in which somebody with that value speaks,
//! or, for an attribute of documents, those that lie in such a document: the same that the table counts in its column.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::coding::QuoteState;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, PersonId};
use crate::layer::{Mark, marks};
use crate::person::Value;
use crate::quotes::exemplar::said;
use crate::text::span::{Position, Span};
use crate::texts::Texts;
use crate::themes::{BLANK, is_of_people, speakers_at};

/// An excerpt of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellExcerpt {
    /// The document's handle.
    pub document: String,
    /// The number of its first turn.
    pub turn: usize,
    pub start: Position,
    pub end: Position,
    /// Who speaks.
    pub people: BTreeSet<PersonId>,
    /// Which codes of the theme lie on it.
    pub codes: BTreeSet<String>,
    /// Who put them there; nobody alone in the final layer.
    pub coders: BTreeSet<CoderId>,
    /// What is said.
    pub words: String,
    /// How far it is on its way into the paper, for any of these codes.
    pub state: Option<QuoteState>,
    /// A coding that lies exactly there.
    pub coding: Option<CodingRef>,
    #[serde(skip)]
    pub place: (DocumentRef, Span),
    /// The theme's codes that lie on it; a mark of this excerpt stands for the first.
    #[serde(skip)]
    pub marked: BTreeSet<CodeRef>,
}

/// Which codes lie on a place, and who put them there.
struct Marked {
    document: DocumentRef,
    codes: BTreeSet<CodeRef>,
    coders: BTreeSet<CoderId>,
}

/// What cells are looked up in: the marks of a layer, and what lies exactly on their places.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    marks: Vec<Mark>,
    beside: Beside,
}

impl Ground {
    /// Gathers a layer once, for any number of cells.
    pub fn of((view, texts): (&View<'_>, &Texts), layer: &Layer) -> Self {
        Self {
            marks: marks(view, texts, layer).marks,
            beside: Beside::of(view),
        }
    }

    /// The excerpts of a code with all below it, in the order of documents and text, where every condition holds.
    pub fn excerpts(
        &self,
        (view, texts): (&View<'_>, &Texts),
        (theme, conditions): (CodeRef, &[(String, String)]),
    ) -> Vec<CellExcerpt> {
        let places = self.places(view, theme).into_iter();
        places
            .filter_map(|((_, span), marked)| {
                let people = speakers_at(view, texts, (marked.document, span));
                let holds = |(name, value): &(String, String)| {
                    has(view, (marked.document, &people), (name, value))
                };
                match conditions.iter().all(holds) {
                    true => self
                        .beside
                        .excerpt((view, texts), (theme, span), (marked, people)),
                    false => None,
                }
            })
            .collect()
    }

    /// The places of a code with all below it, in the order of documents and text.
    fn places(&self, view: &View<'_>, theme: CodeRef) -> BTreeMap<(usize, Span), Marked> {
        let documents = view.documents().enumerate();
        let order: BTreeMap<DocumentRef, usize> =
            documents.map(|(at, document)| (document.id, at)).collect();
        let below: BTreeSet<CodeRef> = view
            .codes()
            .map(|code| code.id)
            .filter(|code| *code == theme || view.stands_below(*code, theme))
            .collect();
        let mut places: BTreeMap<(usize, Span), Marked> = BTreeMap::new();
        for mark in self.marks.iter().filter(|mark| below.contains(&mark.code)) {
            let Some(at) = order.get(&mark.document) else {
                continue;
            };
            let marked = places.entry((*at, mark.span)).or_insert_with(|| Marked {
                document: mark.document,
                codes: BTreeSet::new(),
                coders: BTreeSet::new(),
            });
            marked.codes.insert(mark.code);
            marked.coders.extend(mark.coder.clone());
        }
        places
    }
}

/// What lies exactly on a place beside its codes.
#[derive(Clone, Debug, Default)]
struct Beside {
    codings: HashMap<(DocumentRef, Span), Vec<(CodeRef, CodingRef)>>,
    quotes: HashMap<(DocumentRef, Span), Vec<(CodeRef, QuoteState)>>,
}

impl Beside {
    fn of(view: &View<'_>) -> Self {
        let mut beside = Self::default();
        for coding in view.codings() {
            let place = (coding.excerpt.document, coding.excerpt.span);
            let here = beside.codings.entry(place).or_default();
            here.push((coding.code, coding.id));
        }
        for quote in view.quotes() {
            let place = (quote.excerpt.document, quote.excerpt.span);
            let here = beside.quotes.entry(place).or_default();
            here.extend(quote.theme.map(|theme| (theme, quote.state)));
        }
        beside
    }

    fn excerpt(
        &self,
        (view, texts): (&View<'_>, &Texts),
        (theme, span): (CodeRef, Span),
        (marked, people): (Marked, BTreeSet<PersonId>),
    ) -> Option<CellExcerpt> {
        let Marked {
            document,
            codes,
            coders,
        } = marked;
        let place = (document, span);
        let known = view.document(document)?;
        let passage = texts.current(known)?;
        let quotes = self.quotes.get(&place).into_iter().flatten();
        let quotes = quotes.filter(|(of, _)| *of == theme || codes.contains(of));
        let state = quotes.map(|(_, state)| *state).max();
        let codings = self.codings.get(&place).into_iter().flatten();
        let coding = codings
            .filter(|(code, _)| codes.contains(code))
            .map(|(_, id)| *id);
        let coding = coding.min();
        Some(CellExcerpt {
            document: known.handle.clone(),
            turn: passage
                .turns_at(span)
                .next()
                .map_or(0, |(number, _)| number),
            start: span.start(),
            end: span.end(),
            people,
            codes: codes
                .iter()
                .filter_map(|code| Some(view.code(*code)?.code.id.clone()))
                .collect(),
            coders,
            marked: codes,
            words: said(passage, span),
            state,
            coding,
            place,
        })
    }
}

/// Whether somebody who speaks there has a value, or the document has it.
fn has(
    view: &View<'_>,
    (id, people): (DocumentRef, &BTreeSet<PersonId>),
    (name, value): (&str, &str),
) -> bool {
    let holds = |values: &[Value]| match values.is_empty() {
        true => value == BLANK,
        false => values.iter().any(|own| own.as_str() == value),
    };
    if is_of_people(view, name) {
        let mut of_people = people.iter().filter_map(|person| view.person(person));
        return of_people.any(|person| holds(person.values(name)));
    }
    let attributes = view.document(id).map(|document| &document.attributes);
    let values = attributes.and_then(|of| of.get(name));
    holds(values.map(Vec::as_slice).unwrap_or_default())
}

//! Disagreements: where coders who judged the same words coded them differently.
//!
//! One disagreement is a maximal group of overlapping codings in one document whose sets of place and code differ between the
//! coders who finished it. Groups on which all of them put the same are agreed by themselves. Only what a scope holds is compared,
//! so a blind round has none until it closes.

pub mod kind;
pub mod confusion;
pub mod habit;

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::question::Books;
use crate::agreement::scope::{CodeMark, Judgement, Request, Scope, Source};
use crate::decision::Marked;
use crate::disagreement::kind::Kind;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, RoundRef};
use crate::text::span::Span;
use crate::texts::Texts;

/// A stretch that everybody who judged it coded, or that some of them did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The document.
    pub document: DocumentRef,
    /// The round they all judged it in, or none.
    pub round: Option<RoundRef>,
    /// From the first edge to the last, in the document's current text.
    pub span: Span,
    /// Every coder who judged it with what they put there, in the order of the text; some put nothing.
    pub sides: BTreeMap<CoderId, Vec<Marked>>,
    /// The codings, in order.
    pub codings: Vec<CodingRef>,
}

/// A group that coders coded differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What they put where.
    pub group: Group,
    /// What sort of difference it is.
    pub kind: Kind,
}

/// The groups of a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// Where coders differ, in the order of documents and text.
    pub differing: Vec<Disagreement>,
    /// Where everybody who judged it put the same.
    pub agreed: Vec<Group>,
}

impl Group {
    /// The codes that anybody put there.
    pub fn codes(&self) -> BTreeSet<CodeRef> {
        self.sides
            .values()
            .flatten()
            .map(|mark| mark.code)
            .collect()
    }

    /// The same in the order of their handles, which is the same on every machine.
    pub fn codes_by_handle(&self, view: &View<'_>) -> Vec<CodeRef> {
        by_handle(view, self.codes())
    }

    /// Whether every coder put the same codes on the same places.
    fn is_agreed(&self) -> bool {
        let places = |marks: &Vec<Marked>| -> Vec<(Span, CodeRef)> {
            marks.iter().map(|mark| (mark.span, mark.code)).collect()
        };
        let mut sides = self.sides.values().map(places);
        let first = sides.next();
        sides.all(|side| Some(&side) == first.as_ref())
    }
}

/// Codes in the order of their handles.
pub fn by_handle(view: &View<'_>, codes: impl IntoIterator<Item = CodeRef>) -> Vec<CodeRef> {
    let mut codes: Vec<CodeRef> = codes.into_iter().collect();
    let handle = |id: &CodeRef| view.code(*id).map(|code| code.code.id.clone());
    codes.sort_by_cached_key(handle);
    codes
}

/// All groups of a scope; a document that one coder alone judged has none.
pub fn groups(scope: &Scope<'_>, (view, texts): (&View<'_>, &Texts)) -> Groups {
    let books = Books::of(scope, view, texts);
    let mut found = Groups::default();
    for judgement in &scope.judgements {
        for group in groups_of((judgement, &books), &scope.panel) {
            match group.is_agreed() {
                true => found.agreed.push(group),
                false => found.differing.push(Disagreement {
                    kind: kind::of(&group, view),
                    group,
                }),
            }
        }
    }
    found
}

/// The disagreements in one document, round by round and outside any, in the order of the text.
pub fn differing_in(view: &View<'_>, texts: &Texts, document: DocumentRef) -> Vec<Disagreement> {
    let Some(handle) = view
        .document(document)
        .map(|document| document.handle.clone())
    else {
        return Vec::new();
    };
    let request = Request {
        documents: vec![handle],
        coders: Vec::new(),
    };
    let rounds = view.rounds().iter().filter(|round| {
        round
            .assignments
            .iter()
            .any(|(assigned, _)| *assigned == document)
    });
    let mut sources: Vec<Source<'_>> = rounds.map(|round| Source::of_round(view, round)).collect();
    if sources.is_empty() {
        sources.push(Source::outside_rounds(view));
    }
    let mut found: Vec<Disagreement> = Vec::new();
    for source in &sources {
        let scope = Scope::of(std::slice::from_ref(source), texts, &request);
        found.extend(groups(&scope, (view, texts)).differing);
    }
    found.sort_by_key(|disagreement| disagreement.group.span);
    found
}

/// A mark with the coder's place in the panel.
type Put<'j> = (usize, &'j CodeMark);

fn groups_of((judgement, books): Judged<'_>, panel: &[CoderId]) -> Vec<Group> {
    let mut marks: Vec<Put> = Vec::new();
    for (coder, judged) in judgement.judged.iter().enumerate() {
        marks.extend(
            judged
                .iter()
                .flat_map(|judged| &judged.marks)
                .map(|mark| (coder, mark)),
        );
    }
    marks.retain(|(coder, mark)| judgement.has_judged(*coder, (ANY_TURN, mark.span)));
    marks.sort_by_key(|(coder, mark)| (mark.span.start(), mark.span.end(), *coder));
    let mut found = Vec::new();
    let mut open: Vec<Put> = Vec::new();
    let mut end = None;
    for mark in marks {
        if end.is_none_or(|end| mark.1.span.start() >= end) {
            found.extend(group((judgement, books), panel, &open));
            open.clear();
        }
        end = end.max(Some(mark.1.span.end()));
        open.push(mark);
    }
    found.extend(group((judgement, books), panel, &open));
    found
}

/// A stretch smaller than a document is judged by everybody whose range it touches.
const ANY_TURN: usize = 1;

/// A document as it was judged, with the codebooks it was judged under.
type Judged<'j> = (&'j Judgement<'j>, &'j Books);

/// Whether a coder put any of the marks, or worked under a version that has one of their codes: what a coder could not have put is
/// missing, not absent.
fn could_use((judgement, books): Judged<'_>, coder: usize, marks: &[Put<'_>]) -> bool {
    let version = judgement.judged[coder]
        .as_ref()
        .and_then(|judged| judged.version);
    let known = version.and_then(|version| books.codes_of(version));
    let has = |mark: &CodeMark| {
        known.is_none_or(|codes| codes.contains(&mark.applied) || codes.contains(&mark.merged))
    };
    marks.iter().any(|(of, mark)| *of == coder || has(mark))
}

/// One group of marks; nothing where fewer than two coders judged it.
fn group((judgement, books): Judged<'_>, panel: &[CoderId], marks: &[Put<'_>]) -> Option<Group> {
    let first = marks.first()?.1.span;
    let end = marks.iter().map(|(_, mark)| mark.span.end()).max()?;
    let span = Span::between(first.start(), end);
    let judges: Vec<usize> = (0..panel.len())
        .filter(|coder| judgement.has_judged(*coder, (ANY_TURN, span)))
        .filter(|coder| could_use((judgement, books), *coder, marks))
        .collect();
    if judges.len() < 2 {
        return None;
    }
    let mut sides: BTreeMap<CoderId, Vec<Marked>> = judges
        .iter()
        .map(|coder| (panel[*coder].clone(), Vec::new()))
        .collect();
    let mut codings = Vec::new();
    for (coder, mark) in marks {
        codings.push(mark.coding);
        sides
            .entry(panel[*coder].clone())
            .or_default()
            .push(Marked {
                code: mark.merged,
                span: mark.span,
                value: mark.value.clone(),
            });
    }
    for side in sides.values_mut() {
        side.sort_by_key(|mark| (mark.span, mark.code));
        side.dedup_by_key(|mark| (mark.span, mark.code));
    }
    codings.sort_unstable();
    Some(Group {
        document: judgement.document.id,
        round: round_of(judgement, &judges),
        span,
        sides,
        codings,
    })
}

/// The round that everybody judged the document in; none where they differ.
fn round_of(judgement: &Judgement<'_>, judges: &[usize]) -> Option<RoundRef> {
    let mut rounds = judges
        .iter()
        .filter_map(|coder| judgement.judged[*coder].as_ref())
        .map(|judged| judged.progress.round);
    let first = rounds.next()??;
    rounds.all(|round| round == Some(first)).then_some(first)
}

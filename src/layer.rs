//! Layers: which marks a report counts - everybody's, one coder's, or what the team stands by.
//!
//! The final layer stands, per document, on what finished coders agree on: for each code that every finished coder put on the same
//! unit of the round, the stretch all of them marked. Where one coder alone finished, theirs stands; where several finished
//! outside a round, the primary coder's. What is undecided is left out, and counted, so that every table can say so.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::scope::{Judgement, Request, Scope, Source};
use crate::agreement::unit::{InterviewerTurns, touched, units};
use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef};
use crate::round::{State, Unit};
use crate::text::span::Span;
use crate::texts::Texts;

/// A code on a stretch of a document's current text, whoever put it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The document.
    pub document: DocumentRef,
    /// The stretch.
    pub span: Span,
    /// The code.
    pub code: CodeRef,
    /// Who put it there; nobody alone in the final layer.
    pub coder: Option<CoderId>,
}

/// The marks of a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// All marks, equal ones of one coder once.
    pub marks: Vec<Mark>,
    /// Disagreements that nobody has decided and that are left out.
    pub undecided: usize,
}

/// The marks of a layer, as the viewer may see them.
pub fn marks(view: &View<'_>, texts: &Texts, layer: &Layer) -> Marks {
    let of_coder = |coder: Option<&CoderId>| {
        let counted = view
            .codings()
            .iter()
            .filter(|coding| coding.excerpt.fate != Fate::Orphaned);
        let own = counted.filter(|coding| coder.is_none_or(|coder| coding.coder == *coder));
        let in_force = own.filter(|coding| {
            view.document(coding.excerpt.document)
                .is_some_and(|d| !d.retired)
        });
        let marks = in_force.map(|coding| Mark {
            document: coding.excerpt.document,
            span: coding.excerpt.span,
            code: coding.code,
            coder: Some(coding.coder.clone()),
        });
        Marks {
            marks: marks.collect(),
            undecided: 0,
        }
    };
    match layer {
        Layer::All => of_coder(None),
        Layer::Coder(coder) => of_coder(Some(coder)),
        Layer::Final => final_marks(view, texts),
    }
}

fn final_marks(view: &View<'_>, texts: &Texts) -> Marks {
    let mut found = Marks::default();
    let mut settled: BTreeSet<DocumentRef> = BTreeSet::new();
    // A later round speaks for a document that an earlier one had too.
    for round in view.rounds().iter().rev() {
        let Some(close) = &round.close else { continue };
        let sources = [Source {
            view,
            round: Some(round.id),
            without: &close.without,
        }];
        let scope = Scope::of(&sources, texts, &Request::default());
        for judgement in scope
            .judgements
            .iter()
            .filter(|judgement| settled.insert(judgement.document.id))
        {
            found.add(agreed(judgement, round.unit));
        }
    }
    for document in view
        .documents()
        .filter(|document| !settled.contains(&document.id))
    {
        found.add(one_coder_s(view, document));
    }
    found.marks.sort();
    found.marks.dedup();
    found
}

/// Outside a round: the only finished coder's marks, or the primary coder's where several finished.
fn one_coder_s(view: &View<'_>, document: &Document) -> Marks {
    let done = view
        .seen_progress()
        .filter(|p| p.document == document.id && p.state == State::Done);
    let finished: BTreeSet<&CoderId> = done.map(|progress| &progress.coder).collect();
    let stands = match (finished.len(), &document.primary) {
        (1, _) => finished.first().map(|coder| (*coder).clone()),
        (_, Some(primary)) if finished.contains(primary) => Some(primary.clone()),
        _ => None,
    };
    let mut found = Marks::default();
    let counted = view
        .codings()
        .iter()
        .filter(|coding| coding.excerpt.fate != Fate::Orphaned);
    for coding in counted.filter(|coding| coding.excerpt.document == document.id) {
        let mark = Mark {
            document: document.id,
            span: coding.excerpt.span,
            code: coding.code,
            coder: None,
        };
        match &stands {
            Some(coder) if coding.coder == *coder => found.marks.push(mark),
            None if finished.len() > 1 => found.undecided += 1,
            _ => {}
        }
    }
    found
}

impl Marks {
    fn add(&mut self, other: Self) {
        self.marks.extend(other.marks);
        self.undecided += other.undecided;
    }
}

/// What everybody who judged a unit marked alike there, and how many runs of units they did not.
fn agreed(judgement: &Judgement<'_>, unit: Unit) -> Marks {
    let units = units(
        judgement.document,
        judgement.passage,
        unit,
        InterviewerTurns::Included,
    );
    let coders = judgement.judged.len();
    let mut by_code: BTreeMap<CodeRef, Vec<Vec<Span>>> = BTreeMap::new();
    for (at, judged) in judgement.judged.iter().enumerate() {
        for mark in judged.iter().flat_map(|judged| &judged.marks) {
            by_code
                .entry(mark.merged)
                .or_insert_with(|| vec![Vec::new(); coders])[at]
                .push(mark.span);
        }
    }
    let mut found = Marks::default();
    for (code, by_coder) in by_code {
        let mut undecided: Vec<usize> = Vec::new();
        let spans = by_coder.iter().flatten();
        let any: BTreeSet<usize> = spans.flat_map(|span| touched(&units, *span)).collect();
        for at in any {
            let place = (units[at].turn, units[at].span);
            let judges = (0..coders).filter(|coder| judgement.has_judged(*coder, place));
            let marked: Vec<&[Span]> = judges.map(|coder| by_coder[coder].as_slice()).collect();
            let stretches = common_stretches(&marked)
                .into_iter()
                .filter(|stretch| stretch.touches(units[at].span));
            let stretches: Vec<Span> = stretches.collect();
            if stretches.is_empty() {
                undecided.push(at);
            }
            let document = judgement.document.id;
            found.marks.extend(stretches.into_iter().map(|span| Mark {
                document,
                span,
                code,
                coder: None,
            }));
        }
        found.undecided += runs(undecided.into_iter());
    }
    found.marks.sort();
    found.marks.dedup();
    found
}

/// The stretches that every coder marked; none where one of them marked nothing.
fn common_stretches(by_coder: &[&[Span]]) -> Vec<Span> {
    let mut coders = by_coder.iter();
    let mut common = coders
        .next()
        .map(|spans| spans.to_vec())
        .unwrap_or_default();
    for spans in coders {
        common = common
            .iter()
            .flat_map(|one| spans.iter().filter_map(|other| one.overlap(*other)))
            .collect();
    }
    common.sort();
    common.dedup();
    common
}

fn runs(units: impl Iterator<Item = usize>) -> usize {
    let mut previous = None;
    let mut count = 0;
    for unit in units {
        count += usize::from(previous.is_none_or(|previous: usize| previous + 1 != unit));
        previous = Some(unit);
    }
    count
}

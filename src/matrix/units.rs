//! The matrix of units: a row for each unit of a document, a column for each code, 1 where it was put and 0 where it was not.
//!
//! For statistics packages. Codes stand for themselves, whatever stands below them; process codes stay out. A value is missing
//! where nobody can say that the code was looked for: the coder has not finished the document, the unit is not in their range, the
//! code was not in their version; in the final layer, nobody judged the unit, or a coding of the code there is undecided.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::agreement::measure::{Level, Measure};
use crate::agreement::question::Books;
use crate::agreement::scope::{self, Company, Judged, Judgement, Scope, Source};
use crate::agreement::sheet::{Sheet, sheet};
use crate::agreement::unit::{UnitSpan, touched, units};
use crate::codebook::Depth;
use crate::document::{Document, Turns};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef};
use crate::layer::marks;
use crate::matrix::case::{Which, columns, with_merged};
use crate::matrix::presence::{has_any, is_open, left_out};
use crate::round::Unit;
use crate::text::span::{Position, Span};
use crate::texts::{Passage, Texts};

/// The matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Units {
    /// What a row is.
    pub unit: Unit,
    /// Whose codings: of everybody's, each coder's has rows of its own.
    pub layer: String,
    /// The codes, by handle, in codebook order.
    pub codes: Vec<String>,
    /// Documents in import order, there by coder, there in the order of the text.
    pub rows: Vec<UnitRow>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// A unit as one coder, or the final layer, judged it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitRow {
    /// The document, by handle.
    pub document: String,
    /// Its number among the document's units, from 1.
    pub number: usize,
    /// The turn it lies in, from 1; 0 for a whole document.
    pub turn: usize,
    /// Where it starts, in characters of the document.
    pub start: Position,
    /// Where it ends; the character there is no longer part of it.
    pub end: Position,
    /// Who speaks there, of the people of the study.
    pub people: Vec<String>,
    /// Who speaks there, as the transcript labels it.
    pub speakers: Vec<String>,
    /// The coder, or the layer.
    pub coder: String,
    /// One value a code; nothing where it is missing.
    pub values: Vec<Option<u8>>,
}

/// A code, and those that were merged into it.
struct Head {
    key: String,
    codes: HashSet<CodeRef>,
}

/// The matrix of a layer in a unit.
pub fn units_by_code((view, texts): (&View<'_>, &Texts), layer: &Layer, unit: Unit) -> Units {
    let heads = heads(view);
    let measure = Measure::of_study(view, (Some(unit), &[Level::Code]));
    let mut notes = vec![
        "for analysis, not for publication: nothing is guarded against re-identification"
            .to_owned(),
        "1 put there, 0 looked for and not put there, empty: nobody can say".to_owned(),
    ];
    let rows = match layer {
        Layer::Final => {
            let (rows, provisos) = finally((view, texts), (&heads, &measure));
            notes.extend(provisos);
            rows
        }
        Layer::All => by_coder((view, texts), &[], (&heads, &measure)),
        Layer::Coder(coder) => by_coder(
            (view, texts),
            std::slice::from_ref(coder),
            (&heads, &measure),
        ),
    };
    Units {
        unit,
        layer: layer.to_string(),
        codes: heads.into_iter().map(|head| head.key).collect(),
        rows,
        notes,
    }
}

/// The theme-use codes that can be put somewhere, or are.
fn heads(view: &View<'_>) -> Vec<Head> {
    let used: HashSet<CodeRef> = view.codings().iter().map(|coding| coding.code).collect();
    let (columns, _) = columns(view, &Which::At(Depth::Codes));
    let counts = |code: CodeRef| {
        let known = view.code(code);
        used.contains(&code) || known.is_some_and(|code| code.code.assignable)
    };
    let all = columns.into_iter().filter(|column| counts(column.code));
    all.map(|column| Head {
        key: column.key,
        codes: with_merged(view, HashSet::from([column.code])),
    })
    .collect()
}

/// A row for each coder and unit of each document that they have finished or put a code in.
fn by_coder(
    (view, texts): (&View<'_>, &Texts),
    coders: &[CoderId],
    (heads, measure): (&[Head], &Measure),
) -> Vec<UnitRow> {
    let sources = [Source::outside_rounds(view)];
    let request = scope::Request {
        documents: Vec::new(),
        coders: coders.to_vec(),
    };
    let scope = Scope::with(&sources, texts, (&request, Company::Alone));
    let books = Books::of(&scope, view, texts);
    let judgements = scope.judgements.iter();
    let judgements: BTreeMap<DocumentRef, &Judgement<'_>> =
        judgements.map(|of| (of.document.id, of)).collect();
    let mut rows = Vec::new();
    for document in view.documents() {
        let Some(passage) = texts.current(document) else {
            continue;
        };
        let judgement = judgements.get(&document.id).copied();
        let sheet = judgement.map(|judgement| sheet(judgement, measure, &books));
        let units = units(document, passage, measure.unit, measure.interviewers);
        for coder in at_work(view, document, coders) {
            let at = scope.panel.iter().position(|known| *known == coder);
            let judged = judgement
                .zip(at)
                .and_then(|(of, at)| of.judged.get(at)?.as_ref());
            let known = judged.zip(sheet.as_ref()).zip(at);
            let values = match known {
                Some(((judged, sheet), at)) => values((sheet, at), judged, (heads, &books)),
                None => vec![vec![None; heads.len()]; units.len()],
            };
            rows.extend(laid_out((document, passage), (&units, &coder.0), values));
        }
    }
    rows
}

/// Who of some coders, or of all, has finished a document or put a code in it, by handle.
fn at_work(view: &View<'_>, document: &Document, coders: &[CoderId]) -> BTreeSet<CoderId> {
    let done = view.seen_progress().filter(|of| of.document == document.id);
    let done = done.filter(|of| of.state == crate::round::State::Done);
    let coded = view.codings().iter();
    let coded = coded.filter(|coding| coding.excerpt.document == document.id);
    let all = done.map(|of| &of.coder).chain(coded.map(|of| &of.coder));
    let asked = all.filter(|coder| coders.is_empty() || coders.contains(coder));
    asked.cloned().collect()
}

/// The values of one coder, unit by unit.
fn values(
    (sheet, at): (&Sheet<'_>, usize),
    judged: &Judged,
    (heads, books): (&[Head], &Books),
) -> Vec<Vec<Option<u8>>> {
    let known = judged.version.and_then(|version| books.codes_of(version));
    let could: Vec<bool> = heads
        .iter()
        .map(|head| known.is_none_or(|codes| !codes.is_disjoint(&head.codes)))
        .collect();
    let is_judged = |unit: &UnitSpan| sheet.judgement.has_judged(at, (unit.turn, unit.span));
    let row = |unit: &UnitSpan| -> Vec<Option<u8>> {
        let judged = is_judged(unit);
        could
            .iter()
            .map(|could| (judged && *could).then_some(0))
            .collect()
    };
    let mut values: Vec<Vec<Option<u8>>> = sheet.units.iter().map(row).collect();
    let places = places(heads);
    for mark in &judged.marks {
        let Some(head) = places.get(&mark.merged) else {
            continue;
        };
        for unit in sheet.touched(mark.span) {
            let is_judged = sheet.units.get(unit).is_some_and(is_judged);
            if let (Some(value), true) = (cell(&mut values, (unit, *head)), is_judged) {
                *value = Some(1);
            }
        }
    }
    values
}

fn places(heads: &[Head]) -> HashMap<CodeRef, usize> {
    let codes = |(at, head): (usize, &Head)| {
        let codes: Vec<(CodeRef, usize)> = head.codes.iter().map(|code| (*code, at)).collect();
        codes
    };
    heads.iter().enumerate().flat_map(codes).collect()
}

fn cell(values: &mut [Vec<Option<u8>>], (unit, head): (usize, usize)) -> Option<&mut Option<u8>> {
    values.get_mut(unit)?.get_mut(head)
}

/// A row for each unit of the documents that the final layer speaks for, and what must be read with them.
fn finally(
    (view, texts): (&View<'_>, &Texts),
    (heads, measure): (&[Head], &Measure),
) -> (Vec<UnitRow>, Vec<String>) {
    let found = marks(view, texts, &Layer::Final);
    let places = places(heads);
    let mut rows = Vec::new();
    for document in view.documents() {
        let (Some(passage), Some((version, _))) =
            (texts.current(document), found.spoken_for.get(&document.id))
        else {
            continue;
        };
        let of = |unit| units(document, passage, unit, measure.interviewers);
        let (units, turns) = (of(measure.unit), of(Unit::Turn));
        let open = left_out(view, (document, &found));
        let could = heads
            .iter()
            .map(|head| has_any((view, texts), (*version, &head.codes)));
        let could: Vec<bool> = could.collect();
        let row = |unit: &UnitSpan| -> Vec<Option<u8>> {
            let value = |(head, could): (&Head, &bool)| {
                let is_open = is_open(&open, (unit.span, &head.codes));
                (*could && !is_open).then_some(0)
            };
            heads.iter().zip(&could).map(value).collect()
        };
        let mut values: Vec<Vec<Option<u8>>> = units.iter().map(row).collect();
        for mark in found
            .marks
            .iter()
            .filter(|mark| mark.document == document.id)
        {
            let Some(head) = places.get(&mark.code) else {
                continue;
            };
            // A whole document reaches over turns that are left out: what lies in those alone is not put on it.
            if touched(&turns, mark.span).is_empty() {
                continue;
            }
            for unit in touched(&units, mark.span) {
                if let Some(value) = cell(&mut values, (unit, *head)) {
                    *value = Some(1);
                }
            }
        }
        rows.extend(laid_out((document, passage), (&units, "final"), values));
    }
    (rows, found.provisos(&Layer::Final))
}

fn laid_out(
    (document, passage): (&Document, &Passage),
    (units, coder): (&[UnitSpan], &str),
    values: Vec<Vec<Option<u8>>>,
) -> Vec<UnitRow> {
    let row = |(at, (unit, values)): (usize, (&UnitSpan, Vec<Option<u8>>))| {
        let (people, speakers) = speaking((document, passage), unit.span);
        UnitRow {
            document: document.handle.clone(),
            number: at + 1,
            turn: unit.turn,
            start: unit.span.start(),
            end: unit.span.end(),
            people,
            speakers,
            coder: coder.to_owned(),
            values,
        }
    };
    units.iter().zip(values).enumerate().map(row).collect()
}

/// The people and the labels of the turns that a stretch touches, each once.
fn speaking((document, passage): (&Document, &Passage), span: Span) -> (Vec<String>, Vec<String>) {
    let (mut people, mut speakers) = (BTreeSet::new(), BTreeSet::new());
    for (_, turn) in passage.turns_at(span) {
        let role = document.role(&passage.text, turn);
        people.extend(role.person().map(ToString::to_string));
        speakers.insert(Turns::label(&passage.text, turn).to_owned());
    }
    speakers.remove("");
    (people.into_iter().collect(), speakers.into_iter().collect())
}

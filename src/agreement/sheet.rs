//! A sheet: one document laid out in units, with who judged each and who put which code on it.
//!
//! Counting a question touches only the units that somebody coded; all others are added by their number, so that a report in
//! characters costs little more than one in turns.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::measure::Measure;
use crate::agreement::passage::{Before, Passage, passages};
use crate::agreement::question::{Books, Question};
use crate::agreement::rating::{Counts, NO, Rating, YES};
use crate::agreement::scope::Judgement;
use crate::agreement::unit::{UnitSpan, touched, units as units_of};
use crate::id::{CodeRef, DocumentRef, Ref};
use crate::round::Unit;
use crate::text::span::Span;

/// A document's units with who judged each and what touches it.
pub struct Sheet<'s> {
    /// The document.
    pub document: DocumentRef,
    /// Its units, in the order of the text.
    pub units: Vec<UnitSpan>,
    /// For each distinct set of judges: who they are, and how many units they judged.
    pub patterns: Vec<(Vec<bool>, u64)>,
    /// For each unit, its pattern.
    pub pattern_of: Vec<usize>,
    /// By code, the coders and the units they put it on.
    pub marks: BTreeMap<CodeRef, Vec<(usize, std::ops::Range<usize>)>>,
    /// The document, and who judged what of it.
    pub judgement: &'s Judgement<'s>,
    /// The turns in scope, where the one unit is the whole document and reaches over others that are left out.
    turns: Option<Vec<UnitSpan>>,
}

impl Sheet<'_> {
    /// The units a stretch touches, as places in the units; none where it lies wholly on turns that are left out.
    pub fn touched(&self, span: Span) -> std::ops::Range<usize> {
        match &self.turns {
            Some(turns) if touched(turns, span).is_empty() => 0..0,
            _ => touched(&self.units, span),
        }
    }
}

/// Lays out one document.
pub fn sheet<'s>(judgement: &'s Judgement<'s>, measure: &Measure, books: &Books) -> Sheet<'s> {
    let units = units_of(
        judgement.document,
        judgement.passage,
        measure.unit,
        measure.interviewers,
    );
    let mut patterns: Vec<(Vec<bool>, u64)> = Vec::new();
    let mut pattern_of = Vec::with_capacity(units.len());
    for unit in &units {
        let place = (unit.turn, unit.span);
        let judges: Vec<bool> = (0..judgement.judged.len())
            .map(|at| judgement.has_judged(at, place))
            .collect();
        let known = patterns.iter().position(|(known, _)| *known == judges);
        let pattern = known.unwrap_or_else(|| {
            patterns.push((judges, 0));
            patterns.len() - 1
        });
        patterns[pattern].1 += 1;
        pattern_of.push(pattern);
    }
    let (document, passage) = (judgement.document, judgement.passage);
    let turns = (measure.unit == Unit::Document)
        .then(|| units_of(document, passage, Unit::Turn, measure.interviewers));
    let mut sheet = Sheet {
        document: document.id,
        units,
        patterns,
        pattern_of,
        marks: BTreeMap::new(),
        judgement,
        turns,
    };
    for (coder, judged) in judgement.judged.iter().enumerate() {
        for mark in judged.iter().flat_map(|judged| &judged.marks) {
            let on = sheet.touched(mark.span);
            if !on.is_empty() {
                sheet
                    .marks
                    .entry(books.counted(mark))
                    .or_default()
                    .push((coder, on));
            }
        }
    }
    sheet
}

/// For each coder of the panel, whether the version they worked under has any of the question's codes: where it has none, what
/// they left uncoded is missing, not absent.
pub fn could_use(question: &Question, judgement: &Judgement<'_>, books: &Books) -> Vec<bool> {
    let has = |version: Ref| {
        books
            .codes_of(version)
            .is_none_or(|codes| !codes.is_disjoint(&question.codes))
    };
    let judged = judgement.judged.iter();
    judged
        .map(|judged| {
            judged
                .as_ref()
                .and_then(|judged| judged.version)
                .is_none_or(has)
        })
        .collect()
}

/// The units that somebody put a code of the question on, each with who did.
fn marked(question: &Question, sheet: &Sheet<'_>) -> BTreeSet<(usize, usize)> {
    let codes = question.codes.iter();
    let marks = codes.flat_map(|code| sheet.marks.get(code).into_iter().flatten());
    marks
        .flat_map(|(coder, units)| units.clone().map(|unit| (unit, *coder)))
        .collect()
}

/// Counts one question in one document, touching only units that somebody coded, and gives its passages.
pub fn count(
    question: &Question,
    sheet: &Sheet<'_>,
    could: &[bool],
    counts: &mut Counts,
) -> Vec<Passage> {
    let on = marked(question, sheet);
    let rating =
        |judge: bool, coded: bool| -> Rating { judge.then_some(if coded { YES } else { NO }) };
    let mut left: Vec<u64> = sheet.patterns.iter().map(|(_, units)| *units).collect();
    let mut coded: Vec<(Before, Vec<Rating>)> = Vec::new();
    let mut previous = None;
    let mut ahead = on.iter().peekable();
    while let Some(&(unit, first)) = ahead.next() {
        let pattern = sheet.pattern_of[unit];
        let mut marked = vec![false; could.len()];
        marked[first] = true;
        while let Some((_, coder)) = ahead.next_if(|(other, _)| *other == unit) {
            marked[*coder] = true;
        }
        let judges = sheet.patterns[pattern].0.iter().zip(could).zip(marked);
        let ratings: Vec<Rating> = judges
            .map(|((judge, could), on)| rating(*judge && (*could || on), on))
            .collect();
        counts.add(&ratings, 1);
        left[pattern] -= 1;
        let follows = previous.is_some_and(|previous: usize| previous + 1 == unit);
        let before = if follows {
            sheet.units[unit].before
        } else {
            Before::Gap
        };
        coded.push((before, ratings));
        previous = Some(unit);
    }
    for ((judges, _), left) in sheet.patterns.iter().zip(left) {
        let ratings: Vec<Rating> = judges
            .iter()
            .zip(could)
            .map(|(judge, could)| rating(*judge && *could, false))
            .collect();
        counts.add(&ratings, left);
    }
    passages(coded)
}

/// The counts of one question in blocks of so many consecutive turns that are in scope.
pub fn count_blocks(
    question: &Question,
    sheet: &Sheet<'_>,
    could: &[bool],
    turns: usize,
) -> Vec<Counts> {
    let on = marked(question, sheet);
    let mut blocks: Vec<Counts> = Vec::new();
    let (mut seen, mut last) = (0, None);
    for (at, unit) in sheet.units.iter().enumerate() {
        if last != Some(unit.turn) {
            if seen % turns == 0 {
                blocks.push(Counts::yes_no(could.len()));
            }
            (seen, last) = (seen + 1, Some(unit.turn));
        }
        let judges = &sheet.patterns[sheet.pattern_of[at]].0;
        let rating = |(coder, judge): (usize, &bool)| -> Rating {
            let coded = on.contains(&(at, coder));
            (*judge && (could[coder] || coded)).then_some(if coded { YES } else { NO })
        };
        let ratings: Vec<Rating> = judges.iter().enumerate().map(rating).collect();
        if let Some(block) = blocks.last_mut() {
            block.add(&ratings, 1);
        }
    }
    blocks
}

//! A document as one continuum of characters: the bodies of the turns in scope, joined, with each coder's stretches on it.
//!
//! What is left out, such as interviewers' turns, takes no room; a stretch of continuum that other coders judged than the
//! one before it is a continuum of its own. The text itself is not read: lengths and places are enough.

use crate::agreement::measure::Measure;
use crate::agreement::scope::{CodeMark, Judgement};
use crate::agreement::unit::units;
use crate::agreement::unitize::{Overlap, Stretch, Unitized};
use crate::round::Unit;
use crate::text::span::{Position, Span};

/// One document.
pub struct Continuum<'s> {
    judgement: &'s Judgement<'s>,
    /// Where each body lies in the text, and how many characters of the continuum come before it.
    bodies: Vec<(Span, u32)>,
    length: u32,
    /// Stretches of the continuum by who judged them.
    runs: Vec<(Span, Vec<bool>)>,
}

/// Lays out one document.
pub fn continuum<'s>(judgement: &'s Judgement<'s>, measure: &Measure) -> Continuum<'s> {
    let turns = units(
        judgement.document,
        judgement.passage,
        Unit::Turn,
        measure.interviewers,
    );
    let mut of = Continuum {
        judgement,
        bodies: Vec::new(),
        length: 0,
        runs: Vec::new(),
    };
    for turn in turns {
        of.bodies.push((turn.span, of.length));
        if of.is_judged_as_one() {
            of.extend(turn.span.len(), judges(judgement, (turn.turn, turn.span)));
            continue;
        }
        for at in turn.span.start().0..turn.span.end().0 {
            let character = Span::between(Position(at), Position(at + 1));
            of.extend(1, judges(judgement, (turn.turn, character)));
        }
    }
    of
}

fn judges(judgement: &Judgement<'_>, place: (usize, Span)) -> Vec<bool> {
    let coders = 0..judgement.judged.len();
    coders.map(|at| judgement.has_judged(at, place)).collect()
}

impl Continuum<'_> {
    /// Whether everybody judged the current text, so that nobody judged a part of a turn.
    fn is_judged_as_one(&self) -> bool {
        let judged = self.judgement.judged.iter().flatten();
        let current = self.judgement.document.current;
        let mut judged = judged.map(|judged| (judged.progress.revision, &judged.missing));
        judged.all(|(revision, missing)| revision == current && missing.is_empty())
    }

    fn extend(&mut self, length: u32, judges: Vec<bool>) {
        let (start, end) = (Position(self.length), Position(self.length + length));
        self.length = end.0;
        match self.runs.last_mut() {
            Some((span, known)) if *known == judges => *span = Span::between(span.start(), end),
            _ => self.runs.push((Span::between(start, end), judges)),
        }
    }

    /// Where a place of the text lies on the continuum; what is left out lies where the next body begins.
    fn place(&self, at: Position) -> Position {
        let next = self.bodies.partition_point(|(body, _)| body.end() <= at);
        let Some((body, before)) = self.bodies.get(next) else {
            return Position(self.length);
        };
        Position(before + at.0.saturating_sub(body.start().0))
    }

    /// The stretch of the text that a stretch of the continuum stands for; one that is not empty.
    fn in_text(&self, span: Span) -> Span {
        let place = |at: u32| {
            let next = self.bodies.partition_point(|(_, before)| *before <= at);
            let body = next.checked_sub(1).and_then(|last| self.bodies.get(last));
            body.map_or(at, |(body, before)| body.start().0 + at - before)
        };
        let last = place(span.end().0.saturating_sub(1));
        Span::between(Position(place(span.start().0)), Position(last + 1))
    }

    /// Adds each coder's stretches to the sums: the marks that have a value, joined where those of one value overlap.
    ///
    /// Coders who could not have used any of the values are missing. Gives what overlaps and was therefore not added,
    /// by places in the panel and in the text.
    pub fn add(
        &self,
        (value, could): (impl Fn(&CodeMark) -> Option<u32>, &[bool]),
        sums: &mut Unitized,
    ) -> Vec<Overlap> {
        let mut stretches: Vec<Vec<Stretch>> = Vec::new();
        for judged in &self.judgement.judged {
            let marks = judged.iter().flat_map(|judged| &judged.marks);
            let own = marks.filter_map(|mark| {
                let (start, end) = (self.place(mark.span.start()), self.place(mark.span.end()));
                let span = Span::new(start, end).filter(|span| !span.is_empty())?;
                let value = value(mark)?;
                Some(Stretch { span, value })
            });
            stretches.push(joined(own.collect()));
        }
        let mut overlaps = Vec::new();
        for (run, judges) in &self.runs {
            let coders = (judges.iter().zip(could)).map(|(judge, could)| *judge && *could);
            let here = coders.enumerate().filter(|(_, judge)| *judge);
            let here: Vec<usize> = here.map(|(coder, _)| coder).collect();
            let cut = here.iter().map(|coder| within(&stretches[*coder], *run));
            let mut cut: Vec<Vec<Stretch>> = cut.collect();
            if cut.len() < 2 {
                continue;
            }
            let found = sums.add(run.len(), &mut cut).err().unwrap_or_default();
            let in_text = |stretch: Stretch| {
                let from = |at: Position| Position(at.0 + run.start().0);
                let own = Span::between(from(stretch.span.start()), from(stretch.span.end()));
                let span = self.in_text(own);
                Stretch { span, ..stretch }
            };
            overlaps.extend(found.into_iter().map(|overlap| Overlap {
                coder: here[overlap.coder],
                first: in_text(overlap.first),
                second: in_text(overlap.second),
            }));
        }
        overlaps
    }
}

/// Stretches of one value joined where they overlap; those that only meet stay two.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable_by_key(|stretch| (stretch.value, stretch.span));
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if last.value == stretch.value && last.span.touches(stretch.span) => {
                let end = last.span.end().max(stretch.span.end());
                last.span = Span::between(last.span.start(), end);
            }
            _ => joined.push(stretch),
        }
    }
    joined.sort_unstable_by_key(|stretch| stretch.span);
    joined
}

/// The stretches within a run, counted from its start.
fn within(stretches: &[Stretch], run: Span) -> Vec<Stretch> {
    let cut = |stretch: &Stretch| {
        let common = stretch.span.overlap(run)?;
        let from = |at: Position| Position(at.0 - run.start().0);
        Some(Stretch {
            span: Span::between(from(common.start()), from(common.end())),
            value: stretch.value,
        })
    };
    stretches.iter().filter_map(cut).collect()
}

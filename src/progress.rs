//! Progress: how far each coder is with each document, in turns and never in codes.
//!
//! This is what a blind round may show of others: that a document is finished, not what was found in it. A pass is finer: one turn
//! that its coder read and to which nothing applies. It is hidden like a coding, and only a finished document counts as judged.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::agreement::unit::{InterviewerTurns, UnitSpan, touched, units};
use crate::coding::Coding;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::round::{ProgressSet, TurnPass};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, RevisionRef, RoundRef};
use crate::round::{Pass, PassState, Round, RoundName, State, TurnRange, Unit};
use crate::study::draft::{Draft, TooLong};
use crate::text::span::Span;
use crate::texts::Passage;

/// One coder's state in one document, in one round or outside any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The document, by handle.
    pub document: String,
    /// The coder.
    pub coder: CoderId,
    /// The round, by name.
    pub round: Option<RoundName>,
    /// Finished or not.
    pub state: State,
    /// The turns that were judged, where not all were.
    pub range: Option<TurnRange>,
}

/// How a coder stands in a round: finished documents of assigned ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoundStanding {
    /// The coder.
    pub coder: CoderId,
    /// Documents finished.
    pub done: usize,
    /// Documents assigned.
    pub assigned: usize,
}

/// What everybody said of how far they are, documents in import order.
pub fn standings(view: &View<'_>) -> Vec<Standing> {
    let mut found = Vec::new();
    for document in view.documents() {
        for progress in view
            .progress()
            .iter()
            .filter(|progress| progress.document == document.id)
        {
            let round = progress
                .round
                .and_then(|round| view.round(round))
                .map(Round::written_name);
            let (coder, state, range) = (progress.coder.clone(), progress.state, progress.range);
            found.push(Standing {
                document: document.handle.clone(),
                coder,
                round,
                state,
                range,
            });
        }
    }
    found
}

/// How the coders of a round stand.
pub fn round_standings(view: &View<'_>, round: RoundRef) -> Vec<RoundStanding> {
    let Some(round) = view.round(round) else {
        return Vec::new();
    };
    let standing = |coder: CoderId| {
        let own: Vec<_> = round
            .assignments
            .iter()
            .filter(|(_, assigned)| *assigned == coder)
            .collect();
        let done = own.iter().filter(|(document, _)| {
            view.progress().iter().any(|progress| {
                let here = progress.document == *document && progress.round == Some(round.id);
                here && progress.coder == coder && progress.state == State::Done
            })
        });
        RoundStanding {
            done: done.count(),
            assigned: own.len(),
            coder,
        }
    };
    round.coders().into_iter().map(standing).collect()
}

/// What a coder finished: the document, the revision they read, who they are, and the round it was in.
pub type Finished = (DocumentRef, RevisionRef, CoderId, Option<RoundRef>);

/// Whether a coder has finished a document, in a round or outside any.
pub fn is_done(
    view: &View<'_>,
    (document, coder, round): (DocumentRef, &CoderId, Option<RoundRef>),
) -> bool {
    view.progress().iter().any(|progress| {
        let here = progress.document == document && progress.round == round;
        here && progress.coder == *coder && progress.state == State::Done
    })
}

/// The open round in which a coder has a document, the latest if several.
pub fn open_round<'v>(
    view: &View<'v>,
    coder: &CoderId,
    document: DocumentRef,
) -> Option<&'v Round> {
    let assigned = |round: &&Round| {
        round
            .assignments
            .iter()
            .any(|(d, c)| *d == document && c == coder)
    };
    view.rounds()
        .iter()
        .rev()
        .find(|round| round.close.is_none() && assigned(round))
}

/// Writes "finished", with what its writer had before it.
pub fn say_done(
    draft: &mut Draft<'_>,
    (document, revision, coder, round): Finished,
    range: Option<TurnRange>,
) -> Result<(), TooLong> {
    let seen = Some(draft.runs());
    let said = ProgressSet {
        coder,
        document,
        revision,
        round,
        range,
        state: State::Done,
        seen,
    };
    draft.add(Event::ProgressSet(Box::new(said))).map(|_| ())
}

/// Whose work it is, and in which round: without one, in whichever. What was coded in a round that is over need not be coded again.
pub type Whose<'c> = (&'c CoderId, Option<RoundRef>);

/// "Not finished after all": takes back what a coder said of a document.
pub fn reopened((document, revision, coder, round): Finished) -> Event {
    Event::ProgressSet(Box::new(ProgressSet {
        coder,
        document,
        revision,
        round,
        range: None,
        state: State::Open,
        seen: None,
    }))
}

/// Whether a coder said that they judged the whole of a document: in a round, or without one in whichever.
pub fn has_finished(view: &View<'_>, document: DocumentRef, (coder, round): Whose<'_>) -> bool {
    view.progress().iter().any(|progress| {
        progress.document == document
            && progress.coder == *coder
            && (round.is_none() || progress.round == round)
            && progress.state == State::Done
            && progress.range.is_none()
    })
}

/// Participants' turns of a document that wait for a coder, in a round or outside any, by their number from 1: they carry no
/// code of theirs, and were not passed.
pub fn uncoded_turns(
    view: &View<'_>,
    (document, passage): (&Document, &Passage),
    whose: Whose<'_>,
) -> Vec<usize> {
    let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
    let mut dealt_with = coded(view, (document, &turns), whose);
    dealt_with.extend(passed(view, (document, &turns), whose));
    numbers(&turns, |at| !dealt_with.contains(at))
}

/// Participants' turns of a document that a coder passed, in a round or outside any, by their number from 1. A code put on a
/// passed turn since says more than the pass.
pub fn passed_turns(
    view: &View<'_>,
    (document, passage): (&Document, &Passage),
    whose: Whose<'_>,
) -> Vec<usize> {
    let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
    let coded = coded(view, (document, &turns), whose);
    let passed = passed(view, (document, &turns), whose);
    numbers(&turns, |at| passed.contains(at) && !coded.contains(at))
}

fn numbers(turns: &[UnitSpan], is_meant: impl Fn(&usize) -> bool) -> Vec<usize> {
    let meant = turns.iter().enumerate().filter(|(at, _)| is_meant(at));
    meant.map(|(_, unit)| unit.turn).collect()
}

fn coded(
    view: &View<'_>,
    (document, turns): (&Document, &[UnitSpan]),
    whose: Whose<'_>,
) -> BTreeSet<usize> {
    codings(view, document.id, whose)
        .flat_map(|coding| touched(turns, coding.excerpt.span))
        .collect()
}

/// A coder's codings that are somewhere in a document's current text.
fn codings<'v>(
    view: &View<'v>,
    document: DocumentRef,
    (coder, round): Whose<'_>,
) -> impl Iterator<Item = &'v Coding> {
    let all = view.codings().iter().copied();
    all.filter(move |coding| {
        coding.coder == *coder
            && (round.is_none() || coding.round == round)
            && coding.excerpt.document == document
            && coding.excerpt.fate != Fate::Orphaned
    })
}

fn passed(
    view: &View<'_>,
    (document, turns): (&Document, &[UnitSpan]),
    whose: Whose<'_>,
) -> BTreeSet<usize> {
    passes(view, document.id, whose)
        .flat_map(|pass| touched(turns, pass.excerpt.span))
        .collect()
}

fn passes<'v>(
    view: &View<'v>,
    document: DocumentRef,
    (coder, round): Whose<'_>,
) -> impl Iterator<Item = &'v Pass> {
    view.passes().filter(move |pass| {
        pass.excerpt.document == document
            && pass.coder == *coder
            && (round.is_none() || pass.round == round)
    })
}

/// Whether the turn with this body carries a code of a coder's, in a round or outside any.
pub fn is_coded(view: &View<'_>, (document, body): (&Document, Span), whose: Whose<'_>) -> bool {
    codings(view, document.id, whose).any(|coding| coding.excerpt.span.touches(body))
}

/// A coder's passes of the turn with this body, in a round or outside any: several where the text was corrected between them.
pub fn passes_of_turn<'v>(
    view: &View<'v>,
    (document, body): (&Document, Span),
    whose: Whose<'_>,
) -> Vec<&'v Pass> {
    let all = passes(view, document.id, whose);
    all.filter(|pass| pass.excerpt.span.touches(body)).collect()
}

/// "I read this turn, and nothing applies": of the turn with this body in the current text.
pub fn pass((document, body): (&Document, Span), (coder, round): Whose<'_>) -> Event {
    Event::TurnPass(Box::new(TurnPass {
        coder: coder.clone(),
        document: document.id,
        revision: document.current,
        span: body,
        round,
        state: PassState::Passed,
    }))
}

/// Takes a pass back, wherever it was carried since.
pub fn take_back(pass: &Pass) -> Event {
    Event::TurnPass(Box::new(TurnPass {
        coder: pass.coder.clone(),
        document: pass.excerpt.document,
        revision: pass.revision,
        span: pass.made_at,
        round: pass.round,
        state: PassState::Open,
    }))
}

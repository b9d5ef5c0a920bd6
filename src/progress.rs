//! Progress: how far each coder is with each document, in turns and never in codes.
//!
//! This is what a blind round may show of others: that a document is finished, not what was found in it. A pass is finer: one turn
//! that its coder read and to which nothing applies. It is hidden like a coding, and only a finished document counts as judged.

use serde::Serialize;

use crate::agreement::unit::{InterviewerTurns, UnitSpan, units};
use crate::coding::Coding;
use crate::decision::How;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::round::{ProgressSet, TurnPass};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, RevisionRef, RoundRef};
use crate::round::{Pass, PassState, Round, RoundName, Sight, State, TurnRange, Unit};
use crate::seal;
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
            .filter(|(document, assigned)| {
                // Nobody has to finish what was taken back.
                *assigned == coder && view.document(*document).is_some()
            })
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

/// That nothing of what the viewer codes can be saved, where this program cannot seal and they code in a sealed round: said before
/// anything is refused.
pub fn said_unsealable(view: &View<'_>) -> Option<String> {
    let viewer = view.viewer().filter(|_| !seal::IS_BUILT_IN)?;
    let mut rounds = view.rounds().iter();
    let is_theirs = |round: &&Round| round.sight == Sight::Sealed && round.is_hiding();
    let round = rounds.find(|round| is_theirs(round) && round.has(viewer))?;
    Some(format!(
        "round {} is sealed, and this program was built without seals: nothing that you code can be saved here",
        round.name
    ))
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

/// The closed round of a document from which a disagreement was sent back to its coders and waits: what they code there now belongs
/// to it again. It is late for the round's figures, and lies before the lead.
pub fn round_sent_back<'v>(
    view: &View<'v>,
    coder: &CoderId,
    document: DocumentRef,
) -> Option<&'v Round> {
    let back = view
        .decisions()
        .filter(|decision| decision.excerpt.document == document && decision.how == How::SentBack);
    let mut rounds = back.filter_map(|decision| view.round(decision.round?));
    rounds.find(|round| {
        let assigned = |(of, given): &(DocumentRef, CoderId)| *of == document && given == coder;
        round.close.is_some() && round.assignments.iter().any(assigned)
    })
}

/// Writes "finished", with what its writer had before it.
pub fn say_done(
    draft: &mut Draft<'_>,
    finished: Finished,
    range: Option<TurnRange>,
) -> Result<(), TooLong> {
    let said = ProgressSet {
        range,
        state: State::Done,
        seen: Some(draft.runs()),
        ..progress_of(finished)
    };
    draft.add(Event::ProgressSet(Box::new(said))).map(|_| ())
}

/// Whose work it is, and in which round: without one, in whichever. What was coded in a round that is over need not be coded again.
pub type Whose<'c> = (&'c CoderId, Option<RoundRef>);

/// "Not finished after all": takes back what a coder said of a document.
pub fn reopened(finished: Finished) -> Event {
    Event::ProgressSet(Box::new(progress_of(finished)))
}

/// What is said of a document that is open.
fn progress_of((document, revision, coder, round): Finished) -> ProgressSet {
    ProgressSet {
        coder,
        document,
        revision,
        round,
        range: None,
        state: State::Open,
        seen: None,
    }
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
    let judged = coded(view, document.id, whose).chain(passed(view, document.id, whose));
    numbers(&turns, &untouched(&bodies(&turns), judged))
}

/// Participants' turns of a document that a coder passed, in a round or outside any, by their number from 1. A code put on a
/// passed turn since says more than the pass.
pub fn passed_turns(
    view: &View<'_>,
    (document, passage): (&Document, &Passage),
    whose: Whose<'_>,
) -> Vec<usize> {
    let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
    let bodies = bodies(&turns);
    let mut without_code = untouched(&bodies, coded(view, document.id, whose));
    let without_pass = untouched(&bodies, passed(view, document.id, whose));
    without_code.retain(|at| without_pass.binary_search(at).is_err());
    numbers(&turns, &without_code)
}

/// The stretches that nothing judged touches, by their places; stretches stand in the order of the text.
pub fn untouched(stretches: &[Span], judged: impl IntoIterator<Item = Span>) -> Vec<usize> {
    let mut is_touched = vec![false; stretches.len()];
    for span in judged {
        let first = stretches.partition_point(|stretch| stretch.end() <= span.start());
        let last = stretches.partition_point(|stretch| stretch.start() < span.end());
        let touched = is_touched.get_mut(first..last);
        touched
            .into_iter()
            .flatten()
            .for_each(|stretch| *stretch = true);
    }
    let places = is_touched.iter().enumerate();
    places
        .filter(|(_, is_touched)| !**is_touched)
        .map(|(at, _)| at)
        .collect()
}

fn bodies(turns: &[UnitSpan]) -> Vec<Span> {
    turns.iter().map(|turn| turn.span).collect()
}

fn numbers(turns: &[UnitSpan], places: &[usize]) -> Vec<usize> {
    let meant = places.iter().filter_map(|at| turns.get(*at));
    meant.map(|turn| turn.turn).collect()
}

fn coded<'v>(
    view: &View<'v>,
    document: DocumentRef,
    whose: Whose<'_>,
) -> impl Iterator<Item = Span> {
    codings(view, document, whose).map(|coding| coding.excerpt.span)
}

fn passed<'v>(
    view: &View<'v>,
    document: DocumentRef,
    whose: Whose<'_>,
) -> impl Iterator<Item = Span> {
    passes(view, document, whose).map(|pass| pass.excerpt.span)
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

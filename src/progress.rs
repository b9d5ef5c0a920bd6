//! Progress: how far each coder is with each document, in turns and never in codes.
//!
//! This is what a blind round may show of others: that a document is finished, not what was found in it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::agreement::unit::{InterviewerTurns, touched, units};
use crate::document::Document;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::round::ProgressSet;
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, RevisionRef, RoundRef};
use crate::round::{Round, RoundName, State, TurnRange, Unit};
use crate::study::draft::{Draft, TooLong};
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

/// Participants' turns of a document that carry no code of a coder's in a round, or outside any, by their number from 1.
pub fn uncoded_turns(
    view: &View<'_>,
    (document, passage): (&Document, &Passage),
    (coder, round): (&CoderId, Option<RoundRef>),
) -> Vec<usize> {
    let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
    let own = view.codings().iter().filter(|coding| {
        coding.coder == *coder
            && coding.round == round
            && coding.excerpt.document == document.id
            && coding.excerpt.fate != Fate::Orphaned
    });
    let coded: BTreeSet<usize> = own
        .flat_map(|coding| touched(&turns, coding.excerpt.span))
        .collect();
    turns
        .iter()
        .enumerate()
        .filter(|(at, _)| !coded.contains(at))
        .map(|(_, unit)| unit.turn)
        .collect()
}

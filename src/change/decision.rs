//! Changes of the final layer: a disagreement is decided, sent back or opened again, and a coding recoded for somebody.

use crate::change::Change;
use crate::coding::{Coding, MemoState, On};
use crate::decision::{Cause, Decision, How, Marked, Recoded};
use crate::disagreement::Group;
use crate::event::Event;
use crate::event::coding::MemoWrite;
use crate::event::decision::{CodingRecode, DecisionMake};
use crate::event::study::Runs;
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::problem::Problem;
use crate::reconcile::choice;
use crate::text::span::Span;

/// How somebody settles a disagreement, and what they say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The way.
    pub how: How,
    /// What holds, where it is edited.
    pub edited: Vec<Marked>,
    /// Why it is settled like this.
    pub reason: String,
    /// Why the coders had differed.
    pub cause: Option<Cause>,
    /// Who is present.
    pub present: Vec<CoderId>,
    /// A note for the codebook that the disagreement gave rise to.
    pub note: Option<(CodeRef, String)>,
}

impl Ruling {
    /// A way to settle it, about which nothing is said yet.
    pub fn of(how: How) -> Self {
        Self {
            how,
            edited: Vec::new(),
            reason: String::new(),
            cause: None,
            present: Vec::new(),
            note: None,
        }
    }
}

/// A disagreement is decided, kept or sent back; refused where the way leads to no result.
pub fn decide(view: &View<'_>, group: &Group, ruling: &Ruling) -> Result<Change, Problem> {
    let result = match ruling.how {
        How::Edited => ruling.edited.clone(),
        ref how => choice::result(group, how)?,
    };
    let considered = group.codings.clone();
    let place = (group.round, group.document, group.span);
    let made = made(view, place, (result, ruling))?;
    let note = ruling.note.as_ref().map(|(code, text)| {
        Event::MemoWrite(Box::new(MemoWrite {
            memo: None,
            on: On::Code(*code),
            text: text.clone(),
            to: None,
            reply_to: None,
            state: MemoState::Note,
        }))
    });
    Ok(Change::Decision(
        Box::new(DecisionMake { considered, ..made }),
        note.into_iter().collect(),
    ))
}

/// A decision is taken back by another over it: the disagreement is undecided again.
pub fn reopen(view: &View<'_>, decision: &Decision) -> Result<Change, Problem> {
    let ruling = Ruling::of(How::Reopened);
    let place = (
        decision.round,
        decision.excerpt.document,
        decision.excerpt.span,
    );
    let made = made(view, place, (Vec::new(), &ruling))?;
    Ok(Change::Decision(Box::new(made), Vec::new()))
}

/// What the final layer holds on a stretch is stated anew, whether or not there was a disagreement.
pub fn restate(
    view: &View<'_>,
    place: Place,
    (result, ruling): (Vec<Marked>, &Ruling),
) -> Result<Change, Problem> {
    let made = made(view, place, (result, ruling))?;
    Ok(Change::Decision(Box::new(made), Vec::new()))
}

/// The round a decision belongs to, its document and its stretch.
pub type Place = (Option<crate::id::RoundRef>, crate::id::DocumentRef, Span);

fn made(
    view: &View<'_>,
    (round, document, span): Place,
    (result, ruling): (Vec<Marked>, &Ruling),
) -> Result<DecisionMake, Problem> {
    let known = view
        .document(document)
        .ok_or_else(|| Problem::new(document.to_string(), "is not here any more", ""))?;
    // A code that reaches over the disagreement's edge takes the decision along.
    let ends = result.iter().map(|marked| marked.span);
    let span = ends.fold(span, |whole, part| {
        let (start, end) = (whole.start().min(part.start()), whole.end().max(part.end()));
        Span::between(start, end)
    });
    Ok(DecisionMake {
        round,
        document,
        revision: known.current,
        span,
        considered: Vec::new(),
        result,
        how: ruling.how.clone(),
        present: ruling.present.clone(),
        reason: ruling.reason.trim().to_owned(),
        cause: ruling.cause,
        seen: Runs::default(),
    })
}

/// A coding counts as something else in the final layer; its coder's own layer stays.
pub fn recode(coding: &Coding, to: Recoded, reason: &str) -> Change {
    Change::one(Event::CodingRecode(Box::new(CodingRecode {
        coding: coding.id,
        to,
        reason: reason.trim().to_owned(),
    })))
}

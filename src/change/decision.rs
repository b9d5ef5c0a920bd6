//! Changes of the final layer: a disagreement is decided, sent back or opened again, and a coding recoded for somebody.

use crate::change::Change;
use crate::change::coding::check;
use crate::coding::{Coding, MemoState, On};
use crate::decision::{Cause, Decision, How, Marked, Recoded};
use crate::disagreement::{Group, differing_in};
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::coding::MemoWrite;
use crate::event::decision::{CodingRecode, DecisionMake};
use crate::event::study::Runs;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, RoundRef};
use crate::layer::{Mark, held_in};
use crate::problem::Problem;
use crate::reconcile::choice;
use crate::text::span::Span;
use crate::texts::Texts;

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
    if ruling.how == How::Edited {
        for marked in &result {
            view.code(marked.code)
                .map_or(Ok(()), |code| check(code, None))?;
        }
    }
    refuse_reach(view, group, &result)?;
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

/// Refuses a result that reaches into what belongs to another disagreement: one decision would swallow another.
fn refuse_reach(view: &View<'_>, group: &Group, result: &[Marked]) -> Result<(), Problem> {
    let reaches = |span: &Span| {
        let meets = |marked: &Marked| marked.span.touches(*span);
        !span.touches(group.span) && result.iter().any(meets)
    };
    let codings = view.codings().iter().filter(|coding| {
        let excerpt = coding.excerpt;
        excerpt.document == group.document
            && excerpt.fate != Fate::Orphaned
            && coding.round == group.round
    });
    let decisions = view.decisions().filter(|decision| {
        decision.excerpt.document == group.document && decision.round == group.round
    });
    let mut others = codings
        .map(|coding| coding.excerpt.span)
        .chain(decisions.map(|decision| decision.excerpt.span));
    others.find(reaches).map_or(Ok(()), |span| {
        let (start, end) = (span.start().0, span.end().0);
        Err(Problem::new(
            "the result",
            format!("reaches into what was coded at {start}-{end}"),
            "end it before, and settle that by itself",
        ))
    })
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

/// A change of what the final layer holds, whether or not there was a disagreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recast {
    /// A code more.
    Add(CodeRef, Span),
    /// A code less.
    Take(CodeRef, Span),
    /// A code instead of another.
    Swap(CodeRef, Span, CodeRef),
    /// Other edges.
    Move(CodeRef, Span, Span),
}

/// The final layer of a document is recast by hand: a decision over all that hangs together there, for coders who have left, or
/// where nobody disagreed. Nothing where it holds that already.
pub fn recast(
    view: &View<'_>,
    texts: &Texts,
    (document, recast): (DocumentRef, Recast),
) -> Result<Option<Change>, Problem> {
    let held = held_in(view, texts, document);
    let touched = match recast {
        Recast::Add(_, span) | Recast::Take(_, span) | Recast::Swap(_, span, _) => span,
        Recast::Move(_, from, to) => from.hull(to),
    };
    let whole = hanging_together(view, (document, &held), touched);
    refuse_unsettled(view, texts, (document, whole))?;
    let mut result: Vec<Marked> = held
        .into_iter()
        .filter(|mark| mark.span.touches(whole))
        .map(|mark| Marked {
            code: mark.code,
            span: mark.span,
            value: mark.value,
        })
        .collect();
    let before = result.clone();
    match recast {
        Recast::Add(code, span) => result.push(marked(code, span)),
        Recast::Take(code, span) => result.retain(|mark| (mark.code, mark.span) != (code, span)),
        Recast::Swap(code, span, to) => {
            result.retain(|mark| (mark.code, mark.span) != (code, span));
            result.push(marked(to, span));
        }
        Recast::Move(code, from, to) => {
            result.retain(|mark| (mark.code, mark.span) != (code, from));
            result.push(marked(code, to));
        }
    }
    result.sort_by_key(|mark| (mark.span, mark.code));
    result.dedup_by_key(|mark| (mark.span, mark.code));
    if result == before {
        return Ok(None);
    }
    let ruling = Ruling {
        present: view.viewer().cloned().into_iter().collect(),
        ..Ruling::of(How::Edited)
    };
    let place = (round_of(view, document), document, whole);
    let made = made(view, place, (result, &ruling))?;
    let round = round_of(view, document);
    let considered = view
        .codings()
        .iter()
        .filter(|coding| {
            let excerpt = coding.excerpt;
            excerpt.document == document
                && excerpt.fate != Fate::Orphaned
                && coding.round == round
                && excerpt.span.touches(whole)
        })
        .map(|coding| coding.id)
        .collect();
    Ok(Some(Change::Decision(
        Box::new(DecisionMake { considered, ..made }),
        Vec::new(),
    )))
}

/// Refuses to recast where a disagreement waits: it would be settled without anybody having seen it.
fn refuse_unsettled(
    view: &View<'_>,
    texts: &Texts,
    (document, span): (DocumentRef, Span),
) -> Result<(), Problem> {
    let round = round_of(view, document);
    let is_settled = |stretch: Span| {
        view.decisions().any(|decision| {
            let is_of_it = decision.excerpt.document == document && decision.round == round;
            let settles = decision.how.is_settled() && decision.how != How::Kept;
            is_of_it && settles && decision.excerpt.span.touches(stretch)
        })
    };
    let differing = differing_in(view, texts, document);
    let mut waiting = differing
        .iter()
        .map(|found| &found.group)
        .filter(|group| group.round == round && group.span.touches(span));
    let Some(group) = waiting.find(|group| !is_settled(group.span)) else {
        return Ok(());
    };
    let (start, end) = (group.span.start().0, group.span.end().0);
    let handle = view.document(document).map_or("", |known| &known.handle);
    Err(Problem::new(
        format!("{handle}:{start}-{end}"),
        "is a disagreement that is not settled",
        "decide it first: Space r",
    ))
}

fn marked(code: CodeRef, span: Span) -> Marked {
    Marked {
        code,
        span,
        value: None,
    }
}

/// A stretch with all of the final layer that touches it, marks and decisions, so that none is cut in two.
fn hanging_together(view: &View<'_>, (document, held): (DocumentRef, &[Mark]), span: Span) -> Span {
    let decisions = view
        .decisions()
        .filter(|decision| decision.excerpt.document == document && decision.how.is_settled());
    let stretches: Vec<Span> = held
        .iter()
        .map(|mark| mark.span)
        .chain(decisions.map(|decision| decision.excerpt.span))
        .collect();
    let mut whole = span;
    loop {
        let met = stretches.iter().filter(|stretch| stretch.touches(whole));
        let wider = met.fold(whole, |whole, stretch| whole.hull(*stretch));
        if wider == whole {
            return whole;
        }
        whole = wider;
    }
}

/// The latest closed round of a document: the one whose disagreements a decision by hand is about.
fn round_of(view: &View<'_>, document: DocumentRef) -> Option<RoundRef> {
    let mut closed = view
        .rounds()
        .iter()
        .rev()
        .filter(|round| round.close.is_some());
    let round = closed.find(|round| round.documents().contains(&document));
    round.map(|round| round.id)
}

/// The round a decision belongs to, its document and its stretch.
type Place = (Option<RoundRef>, DocumentRef, Span);

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
    let span = ends.fold(span, Span::hull);
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

//! Decisions and recodings as the fold leaves them: what nothing replaces, carried to the text that counts.
//!
//! A decision is no register, since two people may draw its edges differently: it is written over every decision of its round that
//! its stretch touches. Two that meet and know nothing of each other are a conflict, and the later one in fold order counts.

use crate::coding::Excerpt;
use crate::decision::{Decision, How, Marked, Recoded, Recoding};
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::decision::DecisionMake;
use crate::id::{CodeRef, CoderId, DecisionRef, DocumentRef, RevisionRef};
use crate::journal::Line;
use crate::study::Study;
use crate::study::excerpt::Routes;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Value};
use crate::study::retained::in_force;
use crate::study::switch::unreplaced;

/// The decisions in force that no other replaces, in fold order. An orphan is among them, so that it can be listed; it decides
/// nothing.
pub fn decisions(study: &Study, carriers: (&Pointers, &Routes)) -> Vec<Decision> {
    let others = in_force((&study.set, &study.forces), study.set.others());
    let made: Vec<(usize, &Line, &DecisionMake)> = others
        .filter_map(|(place, line, event)| match event {
            Event::DecisionMake(event) => Some((place, line, event.as_ref())),
            _ => None,
        })
        .collect();
    let places: Vec<usize> = made.iter().map(|(place, ..)| *place).collect();
    let standing = unreplaced(&study.set, &places, |id| vec![id]);
    made.into_iter()
        .filter(|(place, ..)| standing.contains(place))
        .filter_map(|(_, line, event)| decision(study, carriers, (line, event)))
        .collect()
}

fn decision(
    study: &Study,
    (pointers, routes): (&Pointers, &Routes),
    (line, event): (&Line, &DecisionMake),
) -> Option<Decision> {
    let revision = RevisionRef(study.canonical(event.revision.0));
    let excerpt = routes.carry(revision, event.span)?;
    let carried = |marked: &Marked| {
        let at = routes.carry(revision, marked.span)?;
        (at.fate != Fate::Orphaned).then(|| Marked {
            code: pointers.merged(CodeRef(study.canonical(marked.code.0))),
            span: at.span,
            value: marked.value.clone(),
        })
    };
    let mut result: Vec<Marked> = event.result.iter().filter_map(carried).collect();
    result.sort_by_key(|marked| (marked.span, marked.code));
    result.dedup();
    Some(Decision {
        id: DecisionRef(line.id()),
        coder: writer(study, line),
        at: line.head.at.as_str().to_owned(),
        round: event.round,
        excerpt,
        revision,
        made_at: event.span,
        considered: event.considered.clone(),
        result,
        how: event.how.clone(),
        present: event.present.clone(),
        reason: event.reason.clone(),
        cause: event.cause,
        clock: line.head.clock,
    })
}

/// What codings count as in the final layer; stretches whose words are gone count as nothing any more and are left out.
pub fn recodings(study: &Study, (pointers, routes): (&Pointers, &Routes)) -> Vec<Recoding> {
    let said = study.registers.iter().filter_map(|(key, register)| {
        let (Key::Recoding(coding), Value::Recoding { to, reason }) = (key, register.value())
        else {
            return None;
        };
        let line = study.line(register.line())?;
        let excerpt = match to {
            Recoded::Stretch { revision, span } => Some(routes.carry(*revision, *span)?),
            _ => None,
        };
        let lost = |excerpt: &Excerpt| excerpt.fate == Fate::Orphaned;
        let to = match to {
            Recoded::Code(code) => Recoded::Code(pointers.merged(*code)),
            other => other.clone(),
        };
        (!excerpt.as_ref().is_some_and(lost)).then(|| Recoding {
            id: line.id(),
            coder: writer(study, line),
            coding: *coding,
            to,
            excerpt,
            reason: reason.clone(),
            clock: line.head.clock,
        })
    });
    said.collect()
}

fn writer(study: &Study, line: &Line) -> CoderId {
    let known = study.coder_of(&line.head.writer).cloned();
    known.unwrap_or_else(|| CoderId(line.head.writer.0.clone()))
}

/// Whether two decisions are about one disagreement: in one round, on stretches that meet.
pub fn is_same_matter(one: &Decision, other: &Decision) -> bool {
    let is_placed = |of: &Decision| of.excerpt.fate != Fate::Orphaned;
    one.round == other.round
        && is_placed(one)
        && is_placed(other)
        && one.excerpt.document == other.excerpt.document
        && one.excerpt.span.touches(other.excerpt.span)
}

/// Whether two decisions put the same on the same stretch.
pub fn says_the_same(one: &Decision, other: &Decision) -> bool {
    // No code at all is a result, a disagreement that stays is none, and both leave nothing there.
    let standing = |of: &Decision| (of.how.is_settled(), of.how == How::Kept);
    standing(one) == standing(other)
        && one.excerpt.span == other.excerpt.span
        && one.result == other.result
}

/// Whether two decisions that are being written are about one disagreement.
pub fn meets(one: &DecisionMake, other: &DecisionMake) -> bool {
    one.round == other.round
        && one.document == other.document
        && one.revision == other.revision
        && one.span.touches(other.span)
}

/// The decisions of a study that one being written is about too.
pub fn met_by(study: &Study, made: &DecisionMake) -> Vec<DecisionRef> {
    let document = DocumentRef(study.canonical(made.document.0));
    let known = study.documents.iter().filter(|known| known.id == document);
    let routes = Routes::of(known.cloned().collect::<Vec<_>>().as_slice());
    let revision = RevisionRef(study.canonical(made.revision.0));
    let Some(excerpt) = routes.carry(revision, made.span) else {
        return Vec::new();
    };
    let met = study.decisions.iter().filter(|decision| {
        let there = decision.excerpt;
        decision.round == made.round
            && there.fate != Fate::Orphaned
            && there.document == document
            && there.span.touches(excerpt.span)
    });
    met.map(|decision| decision.id).collect()
}

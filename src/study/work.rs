//! From the steps' results to what coders do with the things: versions, rounds, progress, codings, memos.
//!
//! As in [`things`](crate::study::things), each starts from the line that introduced it; nothing is decided here.

use std::collections::HashSet;

use crate::coding::{Coding, Memo};
use crate::event::Event;
use crate::event::coding::CodingAdd;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, MemoRef, RevisionRef, RoundRef};
use crate::journal::Line;
use crate::round::{Close, Progress, Round, State};
use crate::study::excerpt::Routes;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Register, Value};
use crate::study::retained::Force;
use crate::study::things::introduced;
use crate::study::{Study, Version};

/// Fills a study with its work, once it has its things.
pub fn fill(study: &mut Study, pointers: &Pointers) {
    study.versions = versions(study);
    study.rounds = rounds(study);
    study.progress = progress(study);
    study.codings = codings(study, pointers);
    study.memos = memos(study);
}

fn versions(study: &Study) -> Vec<Version> {
    let frozen = introduced(study, |event| match event {
        Event::CodebookFreeze(event) => Some(event),
        _ => None,
    });
    let version = |(line, event): (&Line, &crate::event::codebook::CodebookFreeze)| Version {
        id: line.id(),
        number: event.number,
        sha256: event.sha256,
        at: line.head.at.clone(),
        clock: line.head.clock,
    };
    frozen.map(version).collect()
}

fn rounds(study: &Study) -> Vec<Round> {
    let opened = introduced(study, |event| match event {
        Event::RoundOpen(event) => Some(event.as_ref()),
        _ => None,
    });
    let mut rounds: Vec<Round> = opened
        .map(|(line, event)| new_round(study, line, event))
        .collect();
    for line in &study.set.lines {
        let Some(Event::RoundAssign(event)) = line.event() else {
            continue;
        };
        let round = rounds.iter_mut().find(|round| round.id == event.round);
        if let (Some(round), true) = (round, study.force(line.id()) != Force::None) {
            assign(study, round, &event.documents, &event.coders);
        }
    }
    rounds
}

fn new_round(study: &Study, line: &Line, event: &crate::event::round::RoundOpen) -> Round {
    let id = RoundRef(line.id());
    let close = study.registers.get(&Key::Close(id));
    let mut round = Round {
        id,
        name: event.name.clone(),
        assignments: Vec::new(),
        codebook: event.codebook,
        sight: event.blind,
        unit: event.unit,
        coefficient: event.coefficient,
        target: event.target,
        close: close.and_then(|register| closed(study, register)),
        closed_twice: close.is_some_and(|register| register.values.len() > 1),
        opened: line.head.clock,
    };
    assign(study, &mut round, &event.documents, &event.coders);
    round
}

fn assign(study: &Study, round: &mut Round, documents: &[DocumentRef], coders: &[CoderId]) {
    for document in documents {
        let document = DocumentRef(study.identity.canonical(document.0));
        for coder in coders {
            if !round.assignments.contains(&(document, coder.clone())) {
                round.assignments.push((document, coder.clone()));
            }
        }
    }
}

fn closed(study: &Study, register: &Register) -> Option<Close> {
    let Value::Close { without, reason } = register.value() else {
        return None;
    };
    let at = study
        .line(register.line())
        .map(|line| line.head.at.clone())
        .unwrap_or_default();
    Some(Close {
        id: register.line(),
        without: without.clone(),
        reason: reason.clone(),
        at,
    })
}

fn progress(study: &Study) -> Vec<Progress> {
    let said = study
        .registers
        .iter()
        .filter_map(|(key, register)| match (key, register.value()) {
            (
                Key::Progress(coder, document, round),
                Value::Progress {
                    state,
                    range,
                    revision,
                },
            ) => Some(Progress {
                coder: coder.clone(),
                document: *document,
                round: *round,
                state: if register.is_conflict() {
                    State::Open
                } else {
                    *state
                },
                range: *range,
                revision: *revision,
                id: register.line(),
            }),
            _ => None,
        });
    said.collect()
}

fn codings(study: &Study, pointers: &Pointers) -> Vec<Coding> {
    let routes = Routes::of(&study.documents);
    let codes: HashSet<CodeRef> = study.codes.iter().map(|code| code.id).collect();
    let removed = removed(study);
    let added = introduced(study, |event| match event {
        Event::CodingAdd(event) => Some(event.as_ref()),
        _ => None,
    });
    let mut seen = HashSet::new();
    let mut codings = Vec::new();
    for (line, event) in added.filter(|(line, _)| !removed.contains(&CodingRef(line.id()))) {
        let Some(coding) = coding(study, line, event, (&routes, pointers)) else {
            continue;
        };
        let known = codes.contains(&coding.code);
        let excerpt = (
            coding.excerpt.document,
            coding.excerpt.span,
            coding.excerpt.fate,
        );
        if known && seen.insert((coding.coder.clone(), coding.code, excerpt, coding.round)) {
            codings.push(coding);
        }
    }
    codings
}

fn coding(
    study: &Study,
    line: &Line,
    event: &CodingAdd,
    (routes, pointers): (&Routes, &Pointers),
) -> Option<Coding> {
    let id = CodingRef(line.id());
    let applied = CodeRef(study.identity.canonical(event.code.0));
    let (revision, made_at) = match study.registers.get(&Key::Edges(id)).map(Register::value) {
        Some(Value::Edges { revision, span }) => (*revision, *span),
        _ => (
            RevisionRef(study.identity.canonical(event.revision.0)),
            event.span,
        ),
    };
    Some(Coding {
        id,
        coder: event.coder.clone(),
        code: pointers.merged(applied),
        applied,
        excerpt: routes.carry(revision, made_at)?,
        revision,
        made_at,
        round: event.round,
        codebook: event.codebook,
        value: event.value.clone(),
        origin: event.origin.clone(),
    })
}

/// Codings taken off by their own coder, on whichever machine.
fn removed(study: &Study) -> HashSet<CodingRef> {
    let lines = study
        .set
        .lines
        .iter()
        .zip(&study.forces)
        .filter(|(_, force)| **force != Force::None);
    lines
        .filter_map(|(line, _)| match line.event() {
            Some(Event::CodingRemove(event)) => Some(event.coding),
            _ => None,
        })
        .collect()
}

fn memos(study: &Study) -> Vec<Memo> {
    let removed: HashSet<MemoRef> = introduced(study, |event| match event {
        Event::MemoRemove(event) => Some(event.memo),
        _ => None,
    })
    .map(|(_, memo)| memo)
    .collect();
    let mut memos: Vec<(u64, Memo)> = Vec::new();
    for (key, register) in &study.registers {
        let (Key::Memo(id), Value::Memo(value)) = (key, register.value()) else {
            continue;
        };
        let (Some(first), Some(last)) = (study.line(id.0), study.line(register.line())) else {
            continue;
        };
        if removed.contains(id) || study.force(id.0) == Force::None {
            continue;
        }
        let coder = study
            .coder_of(&first.head.writer)
            .cloned()
            .unwrap_or(CoderId(first.head.writer.0.clone()));
        let (on, text, to) = (value.on.clone(), value.text.clone(), value.to.clone());
        let (reply_to, state, at) = (value.reply_to, value.state, last.head.at.clone());
        memos.push((
            first.head.clock,
            Memo {
                id: *id,
                coder,
                on,
                text,
                to,
                reply_to,
                state,
                at,
            },
        ));
    }
    memos.sort_by_key(|(clock, memo)| (*clock, memo.id));
    memos.into_iter().map(|(_, memo)| memo).collect()
}

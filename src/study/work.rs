//! From the steps' results to what coders do with the things: versions, rounds, progress, passes, codings, memos, quotes, summaries.
//!
//! As in [`things`](crate::study::things), each starts from the line that introduced it; nothing is decided here.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rayon::prelude::*;

use crate::coding::{Case, Coding, Excerpt, Memo, Quote, QuoteState, Summary};
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::coding::CodingAdd;
use crate::id::{
    CodeRef, CoderId, CodingRef, DocumentRef, MemoRef, Ref, RefMap, RefSet, RevisionRef, RoundRef,
};
use crate::journal::Line;
use crate::round::{Close, Pass, PassState, Progress, Round, State};
use crate::study::decision;
use crate::study::excerpt::Routes;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Register, Value};
use crate::study::retained::{Force, in_force};
use crate::study::run;
use crate::study::things::introduced;
use crate::study::{Study, Version};
use crate::text::span::Span;

/// Fills a study with its work, once it has its things.
pub fn fill(study: &mut Study, pointers: &Pointers) {
    study.versions = versions(study);
    study.rounds = rounds(study);
    study.progress = progress(study);
    let routes = Routes::of(&study.documents);
    study.passes = passes(study, &routes);
    (study.codings, study.standing_for_others, study.coded) = codings(study, (pointers, &routes));
    study.memos = memos(study);
    study.quotes = quotes(study, (pointers, &routes));
    study.summaries = summaries(study, (pointers, &routes));
    study.decisions = decision::decisions(study, (pointers, &routes));
    study.recodings = decision::recodings(study, (pointers, &routes));
    study.runs = run::runs(study, pointers);
    study.judgements = run::judgements(study, &routes);
}

fn versions(study: &Study) -> Vec<Version> {
    let frozen = introduced(study, |event| match event {
        Event::CodebookFreeze(event) => Some(event),
        _ => None,
    });
    let version = |(line, event): (&Line, &crate::event::codebook::CodebookFreeze)| Version {
        id: line.id(),
        number: event.number,
        sha256: study.withdrawn.instead_of(event.sha256),
        at: line.head.at.as_str().to_owned(),
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
    for (_, _, event) in in_force((&study.set, &study.forces), study.set.others()) {
        let Event::RoundAssign(event) = event else {
            continue;
        };
        let round = rounds.iter_mut().find(|round| round.id == event.round);
        if let Some(round) = round {
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
        sight: event.sight,
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
        .map(|line| line.head.at.as_str().to_owned())
        .unwrap_or_default();
    Some(Close {
        id: register.line(),
        without: without.clone(),
        reason: reason.clone(),
        at,
    })
}

/// Who is how far with what.
pub fn progress(study: &Study) -> Vec<Progress> {
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

/// Passes that stand. One said and taken back on two machines apart is a conflict: the turn then waits for a code.
fn passes(study: &Study, routes: &Routes) -> Vec<Pass> {
    let said = study.registers.iter().filter_map(|(key, register)| {
        let (Key::Pass(coder, _, revision, span, round), Value::Pass(PassState::Passed)) =
            (key, register.value())
        else {
            return None;
        };
        let excerpt = routes.carry(*revision, *span)?;
        let counts = !register.is_conflict() && excerpt.fate != Fate::Orphaned;
        counts.then(|| Pass {
            id: register.line(),
            coder: coder.clone(),
            excerpt,
            revision: *revision,
            made_at: *span,
            round: *round,
        })
    });
    said.collect()
}

/// Where a coding lies: what it was made on or moved to, and what has become of that.
#[derive(Clone, Copy)]
pub struct Place {
    pub revision: RevisionRef,
    pub made_at: Span,
    pub excerpt: Excerpt,
}

/// A coding as the line says that added it, with the code it counts as and the code that was applied.
pub fn coding(
    (id, event): (CodingRef, &CodingAdd),
    (code, applied): (CodeRef, CodeRef),
    place: Place,
) -> Coding {
    Coding {
        id,
        coder: event.coder.clone(),
        code,
        applied,
        excerpt: place.excerpt,
        revision: place.revision,
        made_at: place.made_at,
        round: event.round,
        codebook: event.codebook,
        value: event.value.clone(),
        origin: event.origin.clone(),
    }
}

/// What counts once: two codings of one coder with the same code on the same place in one round. How an excerpt got to its place
/// makes no difference, unless it got nowhere. Codes that were merged since stay apart here, for versions frozen before the merge;
/// a view shows them once.
pub type Once<'s> = (
    (DocumentRef, Span, bool),
    CodeRef,
    Option<RoundRef>,
    &'s CoderId,
);

/// What makes a coding one with another.
pub fn once(
    coder: &CoderId,
    applied: CodeRef,
    excerpt: Excerpt,
    round: Option<RoundRef>,
) -> Once<'_> {
    let is_orphaned = excerpt.fate == Fate::Orphaned;
    let place = (excerpt.document, excerpt.span, is_orphaned);
    (place, applied, round, coder)
}

/// What is coded: the digests of what makes codings one, sorted. One that was taken off since may still be among them.
#[derive(Debug, Default)]
pub struct Coded {
    folded: Vec<u64>,
    since: HashSet<u64>,
    rounds: BTreeSet<RoundRef>,
}

impl Coded {
    /// Whether a coding that counts once with this one may be there; if not, there is none.
    pub fn may_hold(&self, coding: &Coding) -> bool {
        let digest = digest(coding);
        self.folded.binary_search(&digest).is_ok() || self.since.contains(&digest)
    }

    /// From here on this one may be there.
    pub fn add(&mut self, coding: &Coding) {
        self.since.insert(digest(coding));
        self.rounds.extend(coding.round);
    }

    /// The rounds that codings say they belong to; each of them has or had one.
    pub fn rounds(&self) -> &BTreeSet<RoundRef> {
        &self.rounds
    }
}

fn digest(coding: &Coding) -> u64 {
    let mut hasher = DefaultHasher::new();
    once_of(coding).hash(&mut hasher);
    hasher.finish()
}

/// What makes a coding one with another.
pub fn once_of(coding: &Coding) -> Once<'_> {
    let (coder, applied) = (&coding.coder, coding.applied);
    once(coder, applied, coding.excerpt, coding.round)
}

/// The codings that count, each once, those of them that stand for others too, and what is coded.
fn codings(
    study: &Study,
    (pointers, routes): (&Pointers, &Routes),
) -> (Vec<Coding>, RefSet<CodingRef>, Coded) {
    let codes: RefSet<CodeRef> = study.codes.iter().map(|code| code.id).collect();
    let (moved, removed) = (moved(study), removed(study));
    let mut codings = Vec::with_capacity(study.set.codings().len());
    for (_, line, event) in in_force((&study.set, &study.forces), study.set.codings()) {
        let Event::CodingAdd(event) = event else {
            continue;
        };
        let id = CodingRef(line.id());
        if removed.contains(&id) {
            continue;
        }
        let applied = CodeRef(study.identity.canonical(event.code.0));
        let code = pointers.merged(applied);
        let first = || {
            (
                RevisionRef(study.identity.canonical(event.revision.0)),
                event.span,
            )
        };
        let (revision, made_at) = moved.get(&id).copied().unwrap_or_else(first);
        let Some(excerpt) = routes.carry(revision, made_at) else {
            continue;
        };
        if !codes.contains(&code) {
            continue;
        }
        let place = Place {
            revision,
            made_at,
            excerpt,
        };
        codings.push(coding((id, event), (code, applied), place));
    }
    let (standing_for_others, coded) = each_once(&mut codings);
    (codings, standing_for_others, coded)
}

/// Leaves of codings that count once only the first; gives those that then stand for others, and what is coded.
fn each_once(codings: &mut Vec<Coding>) -> (RefSet<CodingRef>, Coded) {
    let mut folded: Vec<u64> = codings.par_iter().map(digest).collect();
    folded.par_sort_unstable();
    let twice = folded.windows(2).filter(|pair| pair[0] == pair[1]);
    let twice: HashSet<u64> = twice.map(|pair| pair[0]).collect();
    let mut standing_for_others = RefSet::default();
    // Most digests are there once. Where several are, they may still be of different codings.
    if !twice.is_empty() {
        let mut again = HashSet::new();
        let mut firsts: HashMap<u64, Vec<&Coding>> = HashMap::new();
        for known in codings.iter() {
            let digest = digest(known);
            if !twice.contains(&digest) {
                continue;
            }
            let alike = firsts.entry(digest).or_default();
            match alike.iter().find(|first| once_of(first) == once_of(known)) {
                None => alike.push(known),
                Some(first) => {
                    standing_for_others.insert(first.id);
                    again.insert(known.id);
                }
            }
        }
        codings.retain(|known| !again.contains(&known.id));
    }
    let alike = codings.chunk_by(|one, other| one.round == other.round);
    let rounds = alike.filter_map(|codings| codings.first()?.round);
    let coded = Coded {
        folded,
        since: HashSet::new(),
        rounds: rounds.collect(),
    };
    (standing_for_others, coded)
}

/// Where the codings lie whose edges their coder moved.
fn moved(study: &Study) -> RefMap<CodingRef, (RevisionRef, Span)> {
    let (first, last) = (CodingRef(Ref::new(0)), CodingRef(Ref::new(u64::MAX)));
    let edges = study.registers.range(Key::Edges(first)..=Key::Edges(last));
    edges
        .filter_map(|(key, register)| match (key, register.value()) {
            (Key::Edges(coding), Value::Edges { revision, span }) => {
                Some((*coding, (*revision, *span)))
            }
            _ => None,
        })
        .collect()
}

/// Codings taken off by their own coder, on whichever machine.
pub fn removed(study: &Study) -> RefSet<CodingRef> {
    let others = in_force((&study.set, &study.forces), study.set.others());
    others
        .filter_map(|(_, _, event)| match event {
            Event::CodingRemove(event) => Some(event.coding),
            _ => None,
        })
        .collect()
}

/// The memos, in the order they were first written.
pub fn memos(study: &Study) -> Vec<Memo> {
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
        let coder = coder_of(study, first);
        let (on, text, to) = (value.on.clone(), value.text.clone(), value.to.clone());
        let (reply_to, state, at) = (
            value.reply_to,
            value.state,
            last.head.at.as_str().to_owned(),
        );
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

fn quotes(study: &Study, (pointers, routes): (&Pointers, &Routes)) -> Vec<Quote> {
    let codes: RefSet<CodeRef> = study.codes.iter().map(|code| code.id).collect();
    let mut quotes: Vec<(u64, Quote)> = Vec::new();
    for (key, register) in &study.registers {
        let (Key::Quote(coder, _, revision, span, marked_for), Value::Quote(value)) =
            (key, register.value())
        else {
            continue;
        };
        let theme = marked_for.map(|code| pointers.merged(code));
        let (Some(excerpt), Some(line)) =
            (routes.carry(*revision, *span), study.line(register.line()))
        else {
            continue;
        };
        if value.state == QuoteState::Dropped || theme.is_some_and(|code| !codes.contains(&code)) {
            continue;
        }
        let quote = Quote {
            id: line.id(),
            coder: coder.clone(),
            excerpt,
            revision: *revision,
            made_at: *span,
            theme,
            marked_for: *marked_for,
            edited: value.edited.clone(),
            attribution: value.attribution.clone(),
            state: value.state,
        };
        quotes.push((line.head.clock, quote));
    }
    quotes.sort_by_key(|(clock, quote)| (*clock, quote.id));
    quotes.into_iter().map(|(_, quote)| quote).collect()
}

/// The summaries of cases that are here, in the order they were last written.
fn summaries(study: &Study, (pointers, routes): (&Pointers, &Routes)) -> Vec<Summary> {
    let codes: RefSet<CodeRef> = study.codes.iter().map(|code| code.id).collect();
    let is_here = |on: &Case| match on {
        Case::Person(person) => study.people.iter().any(|known| known.handle == *person),
        Case::Document(document) => study.document(*document).is_some(),
    };
    let mut summaries: Vec<(u64, Summary)> = Vec::new();
    for (key, register) in &study.registers {
        let (Key::Summary(on, written_for), Value::Summary(value)) = (key, register.value()) else {
            continue;
        };
        let theme = pointers.merged(*written_for);
        let Some(line) = study.line(register.line()) else {
            continue;
        };
        if value.text.is_empty() || !is_here(on) || !codes.contains(&theme) {
            continue;
        }
        let excerpts = value.excerpts.iter();
        let summary = Summary {
            id: line.id(),
            coder: coder_of(study, line),
            on: on.clone(),
            theme,
            written_for: *written_for,
            text: value.text.clone(),
            layer: value.layer.clone(),
            excerpts: excerpts
                .filter_map(|of| routes.carry(of.revision, of.span))
                .collect(),
            is_disputed: register.is_conflict(),
            at: line.head.at.as_str().to_owned(),
        };
        summaries.push((line.head.clock, summary));
    }
    summaries.sort_by_key(|(clock, summary)| (*clock, summary.id));
    summaries.into_iter().map(|(_, summary)| summary).collect()
}

/// Who wrote a line: the coder, or the writer's name where nobody opened it.
pub fn coder_of(study: &Study, line: &Line) -> CoderId {
    let known = study.coder_of(&line.head.writer).cloned();
    known.unwrap_or_else(|| CoderId(line.head.writer.0.clone()))
}

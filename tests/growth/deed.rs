//! What somebody might write next, made up from numbers: the ground of the properties of growth.

use std::sync::Arc;

use intercoder::coding::{Case, MemoState, On, QuoteState};
use intercoder::decision::{How, Recoded};
use intercoder::event::Event;
use intercoder::event::codebook::{CodePoint, Pointer};
use intercoder::event::coding::{CodingRemove, CodingRespan, MemoRemove, MemoWrite};
use intercoder::event::decision::CodingRecode;
use intercoder::event::document::DocumentRevise;
use intercoder::event::person::PersonAdd;
use intercoder::event::quote::{QuoteChoose, Stretch};
use intercoder::event::round::{ProgressSet, TurnPass};
use intercoder::event::study::{Seen, Switch, Withdraw, WithdrawMode};
use intercoder::id::{
    ActionRef, CodeRef, CoderId, CodingRef, Digest, DocumentRef, MemoRef, PersonId, Ref,
    RevisionRef, RoundRef,
};
use intercoder::journal::Line;
use intercoder::round::{PassState, State};
use intercoder::run::Verdict;

use crate::pen::{Pen, begin, code, coding, decision, span, summary, verdict};

use crate::growth::Ground;

pub fn person() -> Event {
    Event::PersonAdd(PersonAdd {
        handle: PersonId::from("P01"),
        attributes: Default::default(),
    })
}

pub fn revision(document: Ref, from: u32) -> Event {
    let name = from.to_be_bytes();
    Event::DocumentRevise(Box::new(DocumentRevise {
        document: DocumentRef(document),
        parent: RevisionRef(document),
        text: Digest::of(&name),
        turns: Digest::of(b"turns"),
        // The first words are the same, and two more stand before the rest.
        kept: vec![
            (span(0, from), span(0, from)),
            (span(from + 1, 20), span(from + 3, 22)),
        ],
    }))
}

pub fn withdraw(line: Ref) -> Event {
    Event::Withdraw(Box::new(Withdraw {
        documents: Vec::new(),
        people: Vec::new(),
        refs: vec![line],
        mode: WithdrawMode::Blank,
        revisions: Vec::new(),
        files: Vec::new(),
    }))
}

pub fn memo(on: On, memo: Option<MemoRef>) -> Event {
    Event::MemoWrite(Box::new(MemoWrite {
        memo,
        on,
        text: "why".to_owned(),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    }))
}

pub fn progress(pen: &Pen, ground: Ground, (round, state): (Option<RoundRef>, State)) -> Event {
    Event::ProgressSet(Box::new(ProgressSet {
        coder: pen.coder.clone(),
        document: DocumentRef(ground.document),
        revision: RevisionRef(ground.document),
        round,
        range: None,
        state,
        seen: Some(pen.study().runs()),
    }))
}

/// What a pen does, with lines picked by number among those it knows.
pub type Deed = (u8, u8, u8);

/// Lines of some kind that a pen knows, whether they count or not.
pub fn known(pen: &Pen, pick: impl Fn(&Event) -> bool) -> Vec<Ref> {
    let is_of_it = |line: &&Arc<Line>| line.event().is_some_and(&pick);
    pen.lines.iter().filter(is_of_it).map(|l| l.id()).collect()
}

pub fn pick(from: &[Ref], number: u8) -> Option<Ref> {
    (!from.is_empty()).then(|| from[from.len() - 1 - number as usize % from.len()])
}

pub fn codings(pen: &Pen) -> Vec<Ref> {
    known(pen, |event| matches!(event, Event::CodingAdd(_)))
}

pub fn memos(pen: &Pen) -> Vec<Ref> {
    known(pen, |event| matches!(event, Event::MemoWrite(_)))
}

/// A coding of few kinds, so that equal ones come about.
pub fn applied(pen: &Pen, ground: Ground, (a, b): (u8, u8)) -> Event {
    let codes = known(pen, |event| matches!(event, Event::CodeAdd(_)));
    let start = u32::from(b % 3) * 4;
    let event = coding(
        &pen.coder,
        ground.document,
        codes[a as usize % codes.len()],
        (start, start + 4),
    );
    let Event::CodingAdd(mut add) = event else {
        unreachable!()
    };
    add.round = a.is_multiple_of(2).then_some(ground.round);
    let revisions = known(pen, |event| matches!(event, Event::DocumentRevise(_)));
    if let Some(revision) = pick(&revisions, b).filter(|_| b >= 128) {
        add.revision = RevisionRef(revision);
    }
    if b % 16 == 7 {
        add.coder = "ben".into();
    }
    Event::CodingAdd(add)
}

pub fn coding_with(pen: &Pen, ground: Ground, code: Ref) -> Event {
    coding(&pen.coder, ground.document, code, (8, 9))
}

/// The events of a deed; none if what it needs is not there.
pub fn events(pen: &Pen, ground: Ground, (kind, a, b): Deed) -> Option<Vec<Event>> {
    let document = DocumentRef(ground.document);
    let coding = || pick(&codings(pen), a).map(CodingRef);
    let one = match kind % 20 {
        0..5 => applied(pen, ground, (a, b)),
        5 => {
            return Some(vec![
                applied(pen, ground, (a, b)),
                applied(pen, ground, (b, a)),
            ]);
        }
        6 => Event::CodingRemove(CodingRemove { coding: coding()? }),
        7 => Event::CodingRespan(CodingRespan {
            coding: coding()?,
            revision: RevisionRef(ground.document),
            span: span(u32::from(b % 3) * 4, 12),
        }),
        8 => memo(On::Coding(coding()?), None),
        9 => memo(On::Document(document), None),
        10 => memo(On::Coding(coding()?), pick(&memos(pen), b).map(MemoRef)),
        11 if b < 32 => Event::MemoRemove(MemoRemove {
            memo: MemoRef(pick(&memos(pen), a)?),
        }),
        11 => memo(On::Person(PersonId::from("P01")), None),
        12 | 13 => {
            let own = known(pen, |_| true);
            let on = b.is_multiple_of(2);
            let action = ActionRef(pen.study().action_of(pick(&own, a % 8)?)?.0);
            Event::Switch(Switch { action, on })
        }
        14 => {
            let round = a.is_multiple_of(2).then_some(ground.round);
            let state = [State::Done, State::Open][b as usize % 2];
            let mut done = progress(pen, ground, (round, state));
            if let (Event::ProgressSet(done), true) = (&mut done, b < 128) {
                done.seen = None;
            }
            return Some(vec![done, applied(pen, ground, (a, b))]);
        }
        15 => Event::Seen(Seen {
            runs: pen.study().runs(),
        }),
        16 if b < 64 => Event::CodePoint(CodePoint {
            code: CodeRef(ground.codes[a as usize % 3]),
            to: Pointer::Merged(CodeRef(ground.codes[b as usize % 3])),
        }),
        16 => code(&format!("new{}", a % 2), "new", None),
        17 if b < 64 => revision(ground.document, u32::from(a % 12)),
        18 if b < 16 => withdraw(coding()?.0),
        17 => {
            let revised = known(pen, |event| matches!(event, Event::DocumentRevise(_)));
            Event::TurnPass(Box::new(TurnPass {
                coder: for_whom(pen, b),
                document: DocumentRef(ground.document),
                revision: RevisionRef(pick(&revised, a).unwrap_or(ground.document)),
                span: span(u32::from(b % 3) * 4, 4),
                round: a.is_multiple_of(2).then_some(ground.round),
                state: [PassState::Passed, PassState::Open][b as usize % 2],
            }))
        }
        18 if b < 128 => {
            let codes = known(pen, |event| matches!(event, Event::CodeAdd(_)));
            let quote = Event::QuoteChoose(Box::new(QuoteChoose {
                coder: for_whom(pen, b),
                excerpt: Stretch {
                    document: DocumentRef(ground.document),
                    revision: RevisionRef(ground.document),
                    span: span(u32::from(b % 3) * 4, 4),
                },
                theme: pick(&codes, a).map(CodeRef),
                edited: None,
                attribution: None,
                state: [QuoteState::Quotable, QuoteState::Dropped][b as usize % 2],
            }));
            return Some(match a % 3 {
                0 => vec![applied(pen, ground, (a, b)), quote],
                _ => vec![quote],
            });
        }
        19 if b < 64 => {
            let codes = known(pen, |event| matches!(event, Event::CodeAdd(_)));
            let at = u32::from(b % 3) * 4;
            let put: Vec<Ref> = pick(&codes, a).into_iter().collect();
            decision(pen, ground.document, (at, at + 4), (&put, How::Majority))
        }
        19 if b < 128 => Event::CodingRecode(Box::new(CodingRecode {
            coding: coding()?,
            to: Recoded::Code(CodeRef(ground.codes[b as usize % 3])),
            reason: String::new(),
        })),
        19 if b < 160 => begin(ground.codes[a as usize % 3]),
        19 => {
            let runs = known(pen, |event| matches!(event, Event::AutocodeRun(_)));
            let run = (pick(&runs, a)?, ground.document);
            let coding = (b % 2 == 0).then(coding).flatten();
            let verdicts = [Verdict::Yes, Verdict::No, Verdict::Skip, Verdict::Other];
            let said = verdicts[b as usize / 2 % 4];
            let at = u32::from(b % 3) * 4;
            verdict(run, (at, at + 4), (said, coding))
        }
        18 => {
            let case = match a % 2 {
                0 => Case::Person(PersonId::from("P01")),
                _ => Case::Document(document),
            };
            let words = ["", "They slept.", "They did not."][b as usize % 3];
            let at = u32::from(b % 3) * 4;
            let theme = ground.codes[a as usize % 3];
            summary(case, (theme, words), (ground.document, &[(at, at + 4)]))
        }
        _ => return None,
    };
    Some(vec![one])
}

/// Mostly the pen's own coder; now and then another, for whom something is brought.
pub fn for_whom(pen: &Pen, b: u8) -> CoderId {
    if b % 16 == 7 {
        CoderId::from("ben")
    } else {
        pen.coder.clone()
    }
}

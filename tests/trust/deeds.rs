//! Deeds: one event of any kind, about things that its writer knows of, whether they count or not.

use intercoder::codebook::Use;
use intercoder::coding::{Case, MemoState, On, Origin, QuoteState};
use intercoder::decision::{Cause, How, Recoded};
use intercoder::document::{Kind, SourceNote};
use intercoder::event::Event;
use intercoder::event::autocode::{AutocodeJudge, AutocodeRun};
use intercoder::event::codebook::{
    CodeAdd, CodeChange, CodePoint, CodeSet, CodebookFreeze, Pointer,
};
use intercoder::event::coding::{CodingAdd, CodingRemove, CodingRespan, MemoRemove, MemoWrite};
use intercoder::event::decision::{CodingRecode, DecisionMake};
use intercoder::event::document::{
    DocumentAdd, DocumentChange, DocumentRevise, DocumentSet, NamedValues,
};
use intercoder::event::person::{PersonAdd, PersonSet, SpeakerAssign, TurnAssign};
use intercoder::event::quote::{QuoteChoose, Stretch};
use intercoder::event::round::{ProgressSet, RoundAssign, RoundClose, RoundOpen, TurnPass};
use intercoder::event::study::Switch;
use intercoder::event::summary::SummaryWrite;
use intercoder::id::{
    ActionRef, CodeRef, CoderId, CodingRef, Digest, DocumentRef, MemoRef, PersonId, Ref,
    RevisionRef, RoundRef, RunRef,
};
use intercoder::person::{Role, Value};
use intercoder::round::{Coefficient, PassState, Sight, State, TurnRange, Unit};
use intercoder::run::{Order, Verdict};
use intercoder::study::Study;
use intercoder::text::span::Span;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::pen::span;
use crate::trust::founding;

/// What one writer may do next.
pub struct Deeds<'s> {
    pub study: &'s Study,
    pub coder: &'s CoderId,
}

/// One of some, by chance.
pub fn one_of<T: Clone>(draw: &mut ChaCha8Rng, from: &[T]) -> Option<T> {
    (!from.is_empty()).then(|| from[draw.random_range(0..from.len())].clone())
}

pub fn chance(draw: &mut ChaCha8Rng, of: u32) -> bool {
    draw.random_range(0..of) == 0
}

fn stretch(draw: &mut ChaCha8Rng) -> Span {
    let start = draw.random_range(0..4) * 4;
    span(start, start + draw.random_range(1..3) * 4)
}

impl Deeds<'_> {
    /// Draws an event; none if what it needs is not there.
    pub fn draw(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        match draw.random_range(0..45) {
            0..5 => self.coding(draw),
            5..8 => self.switch(draw),
            8..18 => self.codebook(draw),
            18..23 => self.document(draw),
            23..26 => self.people(draw),
            26..30 => self.round(draw),
            30..33 => self.beside(draw),
            33..36 => self.settled(draw),
            36..38 => self.autocode(draw),
            38..43 => crate::trust::taken::draw((self.study, self.coder), draw),
            _ => founding::draw((self.study, self.coder(draw)), draw),
        }
    }

    /// Lines of a kind that are known.
    fn known(&self, kind: &str) -> Vec<Ref> {
        let lines = self.study.lines().iter();
        let is_of_it = |line: &&std::sync::Arc<intercoder::journal::Line>| {
            line.event().is_some_and(|event| event.kind() == kind)
        };
        lines.filter(is_of_it).map(|line| line.id()).collect()
    }

    fn one(&self, draw: &mut ChaCha8Rng, kind: &str) -> Option<Ref> {
        one_of(draw, &self.known(kind))
    }

    fn code(&self, draw: &mut ChaCha8Rng) -> Option<CodeRef> {
        self.one(draw, "code.add").map(CodeRef)
    }

    /// A document with one of its revisions.
    fn ground(&self, draw: &mut ChaCha8Rng) -> Option<(DocumentRef, RevisionRef)> {
        if let Some(document) = one_of(draw, &self.study.documents) {
            let revision = one_of(draw, &document.revisions)?;
            return Some((document.id, revision.id));
        }
        let document = self.one(draw, "document.add")?;
        Some((DocumentRef(document), RevisionRef(document)))
    }

    fn place(&self, draw: &mut ChaCha8Rng) -> Option<Stretch> {
        let (document, revision) = self.ground(draw)?;
        let span = stretch(draw);
        Some(Stretch {
            document,
            revision,
            span,
        })
    }

    /// Mostly the writer's own coder; now and then another, as imports bring them.
    fn coder(&self, draw: &mut ChaCha8Rng) -> CoderId {
        match chance(draw, 6) {
            true => CoderId::from("ben"),
            false => self.coder.clone(),
        }
    }

    fn in_round(&self, draw: &mut ChaCha8Rng) -> Option<RoundRef> {
        let round = self.one(draw, "round.open")?;
        chance(draw, 2).then_some(RoundRef(round))
    }

    /// Mostly an action of the writer's own coder, by its first line or by any other.
    fn switch(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let study = self.study;
        let is_theirs = |line: &&std::sync::Arc<intercoder::journal::Line>| {
            study.coder_of(&line.head.writer) == Some(self.coder)
        };
        let lines = study.lines().iter();
        let all = chance(draw, 8);
        let lines: Vec<Ref> = lines
            .filter(|line| all || is_theirs(line))
            .map(|line| line.id())
            .collect();
        let line = one_of(draw, &lines)?;
        let action = study.action_of(line).filter(|_| !chance(draw, 8));
        Some(Event::Switch(Switch {
            action: action.unwrap_or(ActionRef(line)),
            on: chance(draw, 3),
        }))
    }

    fn coding(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let Stretch {
            document,
            revision,
            span,
        } = self.place(draw)?;
        let known = || self.known("coding.add");
        Some(match draw.random_range(0..10) {
            0 | 1 => Event::CodingRespan(CodingRespan {
                coding: CodingRef(one_of(draw, &known())?),
                revision,
                span,
            }),
            2 => Event::CodingRemove(CodingRemove {
                coding: CodingRef(one_of(draw, &known())?),
            }),
            _ => Event::CodingAdd(CodingAdd {
                coder: self.coder(draw),
                code: self.code(draw)?,
                document,
                revision,
                span,
                round: self.in_round(draw),
                codebook: self.one(draw, "codebook.freeze"),
                value: chance(draw, 4).then(|| "strong".into()),
                origin: chance(draw, 4).then(|| Box::new(Origin::Query("plan".to_owned()))),
            }),
        })
    }

    fn codebook(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let code = self.code(draw)?;
        let other = self.code(draw)?;
        Some(match draw.random_range(0..10) {
            0..3 => Event::CodeAdd(Box::new(CodeAdd {
                handle: one_of(draw, &["one", "two", "three"])?.to_owned(),
                name: one_of(draw, &["one", "two"])?.to_owned(),
                parent: chance(draw, 2).then_some(other),
                origin: String::new(),
                definition: one_of(draw, &["", "what it means"])?.to_owned(),
                use_when: String::new(),
                not_when: String::new(),
                example: String::new(),
                use_: Use::Theme,
                assignable: !chance(draw, 6),
                scale: Vec::new(),
                color: None,
                apart: match chance(draw, 6) {
                    true => vec![code],
                    false => Vec::new(),
                },
            })),
            3 | 4 => Event::CodePoint(CodePoint {
                code,
                to: Pointer::Merged(other),
            }),
            5 | 6 => Event::CodePoint(CodePoint {
                code,
                to: Pointer::Parent((!chance(draw, 4)).then_some(other)),
            }),
            7 => Event::CodebookFreeze(CodebookFreeze {
                number: draw.random_range(1..3),
                sha256: Digest::of(b"codebook"),
                seen: self.study.runs(),
            }),
            _ => Event::CodeSet(CodeSet {
                code,
                change: match draw.random_range(0..5) {
                    0 => CodeChange::Handle("two".to_owned()),
                    1 => CodeChange::Name(one_of(draw, &["one", "new"])?.to_owned()),
                    2 => CodeChange::Scale(vec!["weak".to_owned(), "strong".to_owned()]),
                    3 => CodeChange::Use(Use::Process),
                    _ => CodeChange::Retired(chance(draw, 2)),
                },
            }),
        })
    }

    fn document(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let handle = one_of(draw, &["I01", "I02"])?;
        let text = Digest::of(handle.as_bytes());
        if chance(draw, 4) {
            return Some(Event::DocumentAdd(Box::new(DocumentAdd {
                handle: handle.to_owned(),
                kind: one_of(draw, &[Kind::Interview, Kind::FocusGroup])?,
                title: chance(draw, 3).then(|| "A title".to_owned()),
                language: None,
                text,
                turns: Digest::of(b"turns"),
                source: SourceNote {
                    sha256: text,
                    importer: "txt".to_owned(),
                    ..SourceNote::default()
                },
                attributes: Default::default(),
            })));
        }
        let (document, parent) = self.ground(draw)?;
        if chance(draw, 3) {
            let from = draw.random_range(0..10);
            return Some(Event::DocumentRevise(Box::new(DocumentRevise {
                document,
                parent,
                text: Digest::of(&[from]),
                turns: Digest::of(b"turns"),
                kept: vec![
                    (span(0, u32::from(from)), span(0, u32::from(from))),
                    (span(u32::from(from) + 1, 20), span(u32::from(from) + 3, 22)),
                ],
            })));
        }
        Some(Event::DocumentSet(DocumentSet {
            document,
            change: match draw.random_range(0..6) {
                0 => DocumentChange::Handle("I02".to_owned()),
                1 => DocumentChange::Title(one_of(draw, &["A title", "Another"])?.to_owned()),
                2 => DocumentChange::Language("de".to_owned()),
                3 => DocumentChange::Attribute(NamedValues {
                    name: "site".to_owned(),
                    values: vec![Value::Number("4".to_owned())],
                }),
                4 => DocumentChange::Primary(self.coder(draw)),
                _ => DocumentChange::Retired(chance(draw, 2)),
            },
        }))
    }

    fn people(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let person = PersonId::from(one_of(draw, &["P01", "P02"])?);
        let to = match draw.random_range(0..4) {
            0 => Role::Interviewer,
            1 => Role::Ignore,
            _ => Role::Person(person.clone()),
        };
        let value = one_of(draw, &[Value::Yes, Value::No, Value::NotAsked])?;
        let (document, revision) = self.ground(draw)?;
        Some(match draw.random_range(0..4) {
            0 => Event::PersonAdd(PersonAdd {
                handle: person,
                attributes: match chance(draw, 2) {
                    true => [("role".to_owned(), vec![value])].into(),
                    false => Default::default(),
                },
            }),
            1 => Event::PersonSet(PersonSet {
                person,
                attribute: "role".to_owned(),
                values: vec![value],
            }),
            2 => Event::SpeakerAssign(SpeakerAssign {
                document,
                label: one_of(draw, &["int", "p01"])?.to_owned(),
                to,
            }),
            _ => Event::TurnAssign(TurnAssign {
                revision,
                span: stretch(draw),
                to,
            }),
        })
    }

    fn round(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let Stretch {
            document,
            revision,
            span,
        } = self.place(draw)?;
        let coders = vec![CoderId::from("ana"), self.coder.clone()];
        let seen = self.study.runs();
        let round = || self.known("round.open");
        Some(match draw.random_range(0..8) {
            0 | 1 => Event::RoundOpen(Box::new(RoundOpen {
                name: one_of(draw, &["1", "2"])?.to_owned(),
                documents: vec![document],
                coders,
                codebook: self.one(draw, "codebook.freeze")?,
                sight: one_of(draw, &[Sight::Blind, Sight::Open])?,
                unit: Unit::Turn,
                coefficient: Coefficient::Alpha,
                target: Some(0.8),
            })),
            2 => Event::RoundAssign(RoundAssign {
                round: RoundRef(one_of(draw, &round())?),
                documents: vec![document],
                coders,
            }),
            3 => Event::RoundClose(RoundClose {
                round: RoundRef(one_of(draw, &round())?),
                seen,
                without: Vec::new(),
                reason: chance(draw, 2).then(|| "time".to_owned()),
            }),
            4 => Event::TurnPass(Box::new(TurnPass {
                coder: self.coder(draw),
                document,
                revision,
                span,
                round: self.in_round(draw),
                state: one_of(draw, &[PassState::Passed, PassState::Open])?,
            })),
            _ => Event::ProgressSet(Box::new(ProgressSet {
                coder: self.coder(draw),
                document,
                revision,
                round: self.in_round(draw),
                range: chance(draw, 3).then_some(TurnRange { first: 1, last: 2 }),
                state: one_of(draw, &[State::Done, State::Open])?,
                seen: chance(draw, 2).then_some(seen),
            })),
        })
    }

    /// Memos, quotes and summaries.
    fn beside(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let place = self.place(draw)?;
        let memos = self.known("memo.write");
        let person = PersonId::from("P01");
        let coder = self.coder(draw);
        Some(match draw.random_range(0..8) {
            0 => Event::MemoRemove(MemoRemove {
                memo: MemoRef(one_of(draw, &memos)?),
            }),
            1..5 => Event::MemoWrite(Box::new(MemoWrite {
                memo: one_of(draw, &memos)
                    .filter(|_| chance(draw, 3))
                    .map(MemoRef),
                on: match draw.random_range(0..5) {
                    0 => On::Document(place.document),
                    1 => On::Code(self.code(draw)?),
                    2 => On::Person(person),
                    3 => On::Coding(CodingRef(self.one(draw, "coding.add")?)),
                    _ => On::Excerpt {
                        document: place.document,
                        revision: place.revision,
                        span: place.span,
                    },
                },
                text: one_of(draw, &["why", "because"])?.to_owned(),
                to: chance(draw, 3).then_some(coder),
                reply_to: one_of(draw, &memos)
                    .filter(|_| chance(draw, 3))
                    .map(MemoRef),
                state: one_of(draw, &[MemoState::Note, MemoState::Question])?,
            })),
            5 => Event::SummaryWrite(Box::new(SummaryWrite {
                on: match chance(draw, 2) {
                    true => Case::Person(person),
                    false => Case::Document(place.document),
                },
                theme: self.code(draw)?,
                text: one_of(draw, &["", "They slept."])?.to_owned(),
                layer: "all".to_owned(),
                excerpts: vec![place],
            })),
            _ => Event::QuoteChoose(Box::new(QuoteChoose {
                coder,
                excerpt: place,
                theme: self.code(draw).filter(|_| chance(draw, 2)),
                edited: None,
                attribution: chance(draw, 2).then(|| "P01".to_owned()),
                state: one_of(draw, &[QuoteState::Quotable, QuoteState::Dropped])?,
            })),
        })
    }

    fn settled(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let Stretch {
            document,
            revision,
            span,
        } = self.place(draw)?;
        let coding = self.one(draw, "coding.add").map(CodingRef);
        if chance(draw, 3) {
            return Some(Event::CodingRecode(Box::new(CodingRecode {
                coding: coding?,
                to: match draw.random_range(0..3) {
                    0 => Recoded::Nothing,
                    1 => Recoded::Stretch { revision, span },
                    _ => Recoded::Code(self.code(draw)?),
                },
                reason: "left".to_owned(),
            })));
        }
        let how = one_of(
            draw,
            &[How::Majority, How::Edited, How::None, How::Reopened],
        )?;
        let puts = matches!(how, How::Majority | How::Edited);
        let marked = |code| intercoder::decision::Marked {
            code,
            span,
            value: None,
        };
        let code = self.code(draw).filter(|_| puts);
        Some(Event::DecisionMake(Box::new(DecisionMake {
            round: self.in_round(draw),
            document,
            revision,
            span,
            considered: coding.into_iter().collect(),
            result: code.map(marked).into_iter().collect(),
            how,
            present: vec![self.coder.clone()],
            reason: "so it is".to_owned(),
            cause: one_of(draw, &Cause::ALL),
            seen: self.study.runs(),
        })))
    }

    fn autocode(&self, draw: &mut ChaCha8Rng) -> Option<Event> {
        let runs = self.known("autocode.run");
        let Some(run) = one_of(draw, &runs).filter(|_| !chance(draw, 4)) else {
            return Some(Event::AutocodeRun(Box::new(AutocodeRun {
                query: "plan".to_owned(),
                code: self.code(draw)?,
                unit: Unit::Sentence,
                order: Order::Uncertain,
                limit: None,
            })));
        };
        let place = self.place(draw)?;
        Some(Event::AutocodeJudge(Box::new(AutocodeJudge {
            run: RunRef(run),
            document: place.document,
            revision: place.revision,
            span: place.span,
            verdict: one_of(draw, &[Verdict::Yes, Verdict::No, Verdict::Skip])?,
            coding: self.one(draw, "coding.add").map(CodingRef),
        })))
    }
}

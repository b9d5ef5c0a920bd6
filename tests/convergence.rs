//! Any order, any repeats: the same study. And what was done and undone is as if it had not been.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use intercoder::coding::QuoteState;
use intercoder::decision::{How, Recoded};
use intercoder::event::Event;
use intercoder::event::codebook::{CodeChange, CodePoint, CodeSet, Pointer};
use intercoder::event::coding::{CodingRemove, CodingRespan};
use intercoder::event::decision::CodingRecode;
use intercoder::id::{ActionRef, CodeRef, CoderId, CodingRef, Ref, RevisionRef};
use intercoder::round::PassState;
use intercoder::run::Verdict;
use intercoder::study::Study;
use proptest::prelude::*;

use crate::pen::{
    Pen, begin, code, coded, coding, decision, pass, quote, shown, span, study_id, verdict,
};

/// One thing a writer does, with places picked by number among what it knows.
#[derive(Clone, Debug)]
enum Deed {
    Add(u8),
    Rename(u8, u8),
    Move(u8, u8),
    Merge(u8, u8),
    Code(u8, u8),
    Respan(u8, u8),
    Remove(u8),
    Pass(u8, u8),
    Quote(u8, u8),
    Decide(u8, u8),
    Recode(u8, u8),
    Begin(u8),
    Judge(u8, u8),
    Switch(u8, bool),
    Receive(u8),
}

fn deeds() -> impl Strategy<Value = Vec<(u8, Deed)>> {
    let deed = prop_oneof![
        any::<u8>().prop_map(Deed::Add),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Rename(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Move(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Merge(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Code(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Respan(a, b)),
        any::<u8>().prop_map(Deed::Remove),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Pass(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Quote(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Decide(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Recode(a, b)),
        any::<u8>().prop_map(Deed::Begin),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Judge(a, b)),
        (any::<u8>(), any::<bool>()).prop_map(|(a, on)| Deed::Switch(a, on)),
        any::<u8>().prop_map(Deed::Receive),
    ];
    prop::collection::vec((any::<u8>(), deed), 1..40)
}

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[number as usize % from.len()])
}

fn codes(study: &Study) -> Vec<Ref> {
    study.codes.iter().map(|code| code.id.0).collect()
}

fn codings(study: &Study) -> Vec<CodingRef> {
    study.codings.iter().map(|coding| coding.id).collect()
}

/// The event of a deed, if what it needs is there.
fn event(pen: &Pen, document: Ref, deed: &Deed) -> Option<Event> {
    let study = pen.study();
    let (codes, codings) = (codes(&study), codings(&study));
    let point = |a: u8, to: Pointer| {
        Some(Event::CodePoint(CodePoint {
            code: CodeRef(pick(&codes, a)?),
            to,
        }))
    };
    match *deed {
        Deed::Add(n) => Some(code(
            &format!("code{}", n % 4),
            &format!("name{}", n % 2),
            pick(&codes, n / 8),
        )),
        Deed::Rename(a, b) => {
            let change = CodeChange::Name(format!("name{b}"));
            Some(Event::CodeSet(CodeSet {
                code: CodeRef(pick(&codes, a)?),
                change,
            }))
        }
        Deed::Move(a, b) => point(a, Pointer::Parent(pick(&codes, b).map(CodeRef))),
        Deed::Merge(a, b) => point(a, Pointer::Merged(CodeRef(pick(&codes, b)?))),
        Deed::Code(a, b) => {
            let start = u32::from(b % 16);
            Some(coding(
                &pen.coder,
                document,
                pick(&codes, a)?,
                (start, start + 4),
            ))
        }
        Deed::Respan(a, b) => {
            let (coding, start) = (pick(&codings, a)?, u32::from(b % 16));
            let revision = RevisionRef(document);
            Some(Event::CodingRespan(CodingRespan {
                coding,
                revision,
                span: span(start, start + 2),
            }))
        }
        Deed::Remove(a) => Some(Event::CodingRemove(CodingRemove {
            coding: pick(&codings, a)?,
        })),
        Deed::Pass(a, b) => {
            let states = [PassState::Passed, PassState::Passed, PassState::Open];
            let (start, state) = (u32::from(b % 4), pick(&states, a)?);
            Some(pass(&judge(pen, a), document, (start, start + 4), state))
        }
        Deed::Quote(a, b) => {
            let states = [
                QuoteState::Quotable,
                QuoteState::Chosen,
                QuoteState::Dropped,
            ];
            let (start, state) = (u32::from(b % 4), pick(&states, a)?);
            let theme = pick(&codes, b / 4).filter(|_| b % 8 > 0);
            let of = judge(pen, a);
            Some(quote(&of, document, (start, start + 4), (theme, state)))
        }
        Deed::Decide(a, b) => {
            let hows = [How::Majority, How::Edited, How::None, How::Reopened];
            let how = hows[usize::from(b / 64)].clone();
            let start = u32::from(b % 12);
            let all = pick(&codes, a).into_iter().collect::<Vec<_>>();
            let put = if how == How::Majority || how == How::Edited {
                all.as_slice()
            } else {
                &[]
            };
            Some(decision(pen, document, (start, start + 4), (put, how)))
        }
        Deed::Recode(a, b) => Some(Event::CodingRecode(Box::new(CodingRecode {
            coding: pick(&codings, a)?,
            to: match b % 3 {
                0 => Recoded::Nothing,
                1 => Recoded::Stretch {
                    revision: RevisionRef(document),
                    span: span(u32::from(b), u32::from(b) + 2),
                },
                _ => Recoded::Code(CodeRef(pick(&codes, b / 4)?)),
            },
            reason: String::new(),
        }))),
        Deed::Begin(a) => Some(begin(pick(&codes, a)?)),
        Deed::Judge(a, b) => {
            let runs: Vec<Ref> = study.runs.iter().map(|run| run.id.0).collect();
            let verdicts = [Verdict::Yes, Verdict::No, Verdict::Skip, Verdict::Other];
            let at = u32::from(b % 3) * 4;
            let said = (
                pick(&verdicts, b / 4)?,
                pick(&codings, b).filter(|_| b % 2 == 0),
            );
            Some(verdict((pick(&runs, a)?, document), (at, at + 4), said))
        }
        Deed::Switch(..) | Deed::Receive(_) => None,
    }
}

/// Whose judgement a writer writes down: mostly their own, sometimes another's, as imports do.
fn judge(pen: &Pen, number: u8) -> CoderId {
    match number / 64 {
        0 => CoderId::from("ben"),
        _ => pen.coder.clone(),
    }
}

/// Three writers doing things and sometimes hearing of each other.
fn live(deeds: &[(u8, Deed)]) -> (Vec<Pen>, Ref) {
    let mut pens = vec![Pen::new("ana", 1), Pen::new("ben", 2), Pen::new("ana", 3)];
    let document = pens[0].add_document("I01");
    let first = pens[0].copied();
    pens[1].receive(&first);
    pens[2].receive(&first);
    for (who, deed) in deeds {
        let who = *who as usize % pens.len();
        if let Deed::Receive(from) = deed {
            let other = pens[*from as usize % pens.len()].copied();
            pens[who].receive(&other);
        } else if let Deed::Switch(n, on) = deed {
            let own: Vec<Ref> = pens[who].lines.iter().map(|line| line.id()).collect();
            if let Some(action) = pick(&own, *n) {
                pens[who].switch(action, *on);
            }
        } else if let Some(event) = event(&pens[who], document, deed) {
            pens[who].write(event);
        }
    }
    (pens, document)
}

fn has_a_ring(study: &Study) -> bool {
    let parent = |id| {
        study
            .codes
            .iter()
            .find(|code| code.id == id)
            .and_then(|code| code.parent)
    };
    study.codes.iter().any(|code| {
        let mut at = code.parent;
        (0..=study.codes.len()).any(|_| {
            at = at.and_then(parent);
            at == Some(code.id)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repeats_give_the_same_study(deeds in deeds(), seed in any::<u64>()) {
        let (pens, _) = live(&deeds);
        let mut lines: Vec<Arc<_>> = pens.iter().flat_map(|pen| pen.lines.iter().cloned()).collect();
        let study = Study::fold(study_id(), lines.iter().cloned());
        prop_assert!(study.completeness.is_complete(), "{:?}", study.completeness);
        prop_assert!(!has_a_ring(&study));
        let count = lines.len() as u64;
        lines.sort_by_key(|line| BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, line.hash)));
        let repeated: Vec<_> = lines.iter().take((seed % count) as usize).cloned().collect();
        let shuffled = Study::fold(study_id(), lines.into_iter().chain(repeated));
        prop_assert_eq!(shown(&study), shown(&shuffled));
    }

    #[test]
    fn doing_and_undoing_an_action_is_as_if_it_had_not_been_done(deeds in deeds(), last in deeds()) {
        let (mut pens, document) = live(&deeds);
        let mut pen = pens.swap_remove(0);
        let before = coded(&pen.study());
        let Some(event) = last.iter().find_map(|(_, deed)| event(&pen, document, deed)) else { return Ok(()) };
        let action = pen.write(event);
        pen.switch(action, false);
        prop_assert_eq!(coded(&pen.study()), before.clone());
        pen.switch(action, true);
        let redone = coded(&pen.study());
        pen.switch(action, false);
        pen.switch(action, true);
        prop_assert_eq!(coded(&pen.study()), redone);
    }

    #[test]
    fn every_line_survives_the_way_through_its_bytes(deeds in deeds()) {
        for pen in live(&deeds).0 {
            let study = pen.study();
            let mut own: Vec<_> = study.lines().iter().filter(|line| line.head.writer == pen.tip.writer).collect();
            own.sort_by_key(|line| line.head.seq);
            let read = pen.text.lines().map(|line| intercoder::journal::verify(&study_id(), line).unwrap());
            prop_assert!(own.into_iter().map(|line| line.as_ref().clone()).eq(read));
        }
    }

    #[test]
    fn a_switch_of_somebody_elses_action_does_nothing(deeds in deeds(), n in any::<u8>()) {
        let mut pens = live(&deeds).0;
        let (mut ben, ana) = (pens.swap_remove(1), pens.swap_remove(0));
        ben.receive(&ana);
        let theirs: Vec<Ref> = ana.lines.iter().filter(|line| line.head.writer == ana.tip.writer).map(|l| l.id()).collect();
        let before = coded(&ben.study());
        ben.write(Event::Switch(intercoder::event::study::Switch {
            action: ActionRef(pick(&theirs, n).unwrap()),
            on: false,
        }));
        prop_assert_eq!(coded(&ben.study()), before);
    }
}

#[test]
fn the_end_of_an_action_whose_beginning_is_not_here_is_not_said_to_be_seen() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    ana.receive(&ben);
    let (known, writer) = (ben.lines.len(), ben.tip.writer.clone());
    let before = ana.study().runs();
    let both = ben.act(vec![code("one", "one", None), code("two", "two", None)]);
    ana.lines.push(Arc::clone(&ben.lines[known + 1]));
    assert!(ana.study().line(both[1]).is_some());
    assert_eq!(
        ana.study().runs(),
        before,
        "a crash may have kept it from being saved"
    );
    assert!(!ana.study().completeness.is_complete());
    // What comes after it on its writer's chain shows that it was.
    ben.write(code("three", "three", None));
    ana.lines.push(Arc::clone(ben.lines.last().unwrap()));
    assert_eq!(ana.study().runs()[&writer].len(), 2);
    ana.receive(&ben);
    assert_eq!(ana.study().runs()[&writer], ben.study().runs()[&writer]);
}

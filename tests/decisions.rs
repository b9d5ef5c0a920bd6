//! Decisions: a disagreement is settled once, over what was decided before, and no coder's coding is touched.

use intercoder::decision::{How, Recoded};
use intercoder::document::kept;
use intercoder::event::Event;
use intercoder::event::codebook::{CodePoint, Pointer};
use intercoder::event::decision::CodingRecode;
use intercoder::event::document::DocumentRevise;
use intercoder::filter::View;
use intercoder::history::describe;
use intercoder::id::{CodeRef, Digest, DocumentRef, Ref, RevisionRef};
use intercoder::study::Study;
use intercoder::study::conflict::Kind;
use intercoder::text::Text;

use crate::pen::{Pen, decision};

/// Who decided, the way, where, and the codes that were put there.
type Decided<'d> = (&'d str, How, (u32, u32), &'d [Ref]);

/// What was decided, in order.
fn check(study: &Study, expected: &[Decided<'_>]) {
    let found: Vec<_> = study
        .decisions
        .iter()
        .map(|decision| {
            let (span, codes) = (decision.excerpt.span, &decision.result);
            let codes: Vec<Ref> = codes.iter().map(|marked| marked.code.0).collect();
            let place = (span.start().0, span.end().0);
            (
                decision.coder.0.as_str(),
                decision.how.clone(),
                place,
                codes,
            )
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(coder, how, place, codes)| (*coder, how.clone(), *place, codes.to_vec()))
        .collect();
    assert_eq!(found, expected);
}

fn double_decisions(study: &Study) -> usize {
    let conflicts = study.conflicts.iter();
    conflicts
        .filter(|found| found.kind == Kind::Decisions)
        .count()
}

#[test]
fn a_decision_replaces_every_decision_it_touches_and_undo_brings_them_back() {
    let mut lee = Pen::new("lee", 1);
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    let tone = lee.add_code("tone", None);
    lee.write(decision(&lee, document, (0, 4), (&[voice], How::Majority)));
    lee.write(decision(&lee, document, (6, 9), (&[tone], How::Union)));
    let wide = lee.write(decision(&lee, document, (2, 8), (&[tone], How::Edited)));
    check(&lee.study(), &[("lee", How::Edited, (2, 8), &[tone])]);
    lee.switch(wide, false);
    check(
        &lee.study(),
        &[
            ("lee", How::Majority, (0, 4), &[voice]),
            ("lee", How::Union, (6, 9), &[tone]),
        ],
    );
}

#[test]
fn a_reopened_disagreement_is_undecided() {
    let mut lee = Pen::new("lee", 1);
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    lee.write(decision(&lee, document, (0, 4), (&[voice], How::Majority)));
    lee.write(decision(&lee, document, (0, 4), (&[], How::Reopened)));
    let study = lee.study();
    check(&study, &[("lee", How::Reopened, (0, 4), &[])]);
    assert!(!study.decisions[0].how.is_settled());
}

#[test]
fn two_leads_who_decide_one_disagreement_apart_are_a_conflict_until_somebody_decides_over_both() {
    let (mut lee, mut max) = (Pen::new("lee", 1), Pen::new("max", 2));
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    max.receive(&lee);
    lee.write(decision(&lee, document, (0, 4), (&[voice], How::Majority)));
    max.write(decision(&max, document, (2, 6), (&[], How::None)));
    lee.receive(&max);
    max.receive(&lee);
    assert_eq!(double_decisions(&lee.study()), 1);
    assert_eq!(double_decisions(&max.study()), 1);
    lee.write(decision(&lee, document, (0, 6), (&[voice], How::Edited)));
    assert_eq!(double_decisions(&lee.study()), 0);
    check(&lee.study(), &[("lee", How::Edited, (0, 6), &[voice])]);
}

#[test]
fn two_leads_who_decide_alike_apart_are_no_conflict() {
    let (mut lee, mut max) = (Pen::new("lee", 1), Pen::new("max", 2));
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    max.receive(&lee);
    lee.write(decision(&lee, document, (0, 4), (&[voice], How::Majority)));
    max.write(decision(&max, document, (0, 4), (&[voice], How::Union)));
    lee.receive(&max);
    assert_eq!(double_decisions(&lee.study()), 0);
    max.write(decision(&max, document, (8, 9), (&[], How::None)));
    lee.write(decision(&lee, document, (8, 9), (&[], How::Kept)));
    lee.receive(&max);
    assert_eq!(
        double_decisions(&lee.study()),
        1,
        "none and kept are not the same"
    );
}

#[test]
fn a_decision_stands_when_a_coding_that_was_weighed_is_taken_off() {
    let (mut lee, mut ana) = (Pen::new("lee", 1), Pen::new("ana", 2));
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    ana.receive(&lee);
    let coding = ana.add_coding(document, voice, (0, 4));
    lee.receive(&ana);
    let Event::DecisionMake(mut made) = decision(&lee, document, (0, 4), (&[voice], How::Union))
    else {
        unreachable!()
    };
    made.considered.push(coding);
    lee.write(Event::DecisionMake(made));
    lee.receive(&ana);
    ana.switch(coding.0, false);
    lee.receive(&ana);
    let study = lee.study();
    assert!(study.codings.is_empty());
    check(&study, &[("lee", How::Union, (0, 4), &[voice])]);
    assert!(study.completeness.is_complete());
}

#[test]
fn a_decision_travels_with_its_words_and_its_codes_with_their_merges() {
    let mut lee = Pen::new("lee", 1);
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    let tone = lee.add_code("tone", None);
    lee.write(decision(&lee, document, (0, 4), (&[voice], How::Majority)));
    lee.write(Event::CodePoint(CodePoint {
        code: CodeRef(voice),
        to: Pointer::Merged(CodeRef(tone)),
    }));
    let [old, new] = ["abcdefgh", "  abcdefgh"].map(|text| Text::new(text.to_owned()));
    lee.write(Event::DocumentRevise(Box::new(DocumentRevise {
        document: DocumentRef(document),
        parent: RevisionRef(document),
        text: Digest::of(b"corrected"),
        turns: Digest::of(b"turns"),
        kept: kept::compare(&old, &new),
    })));
    check(&lee.study(), &[("lee", How::Majority, (2, 6), &[tone])]);
}

#[test]
fn a_recoding_leaves_the_coding_as_it_is_and_can_be_undone() {
    let (mut lee, mut ana) = (Pen::new("lee", 1), Pen::new("ana", 2));
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    let tone = lee.add_code("tone", None);
    ana.receive(&lee);
    let coding = ana.add_coding(document, voice, (0, 4));
    lee.receive(&ana);
    let recode = Event::CodingRecode(Box::new(CodingRecode {
        coding,
        to: Recoded::Code(CodeRef(tone)),
        reason: "ana has left".to_owned(),
    }));
    let line = lee.write(recode);
    let study = lee.study();
    assert_eq!(study.codings[0].code, CodeRef(voice));
    assert_eq!(study.recodings[0].to, Recoded::Code(CodeRef(tone)));
    lee.switch(line, false);
    assert!(lee.study().recodings.is_empty());
}

#[test]
fn the_history_says_how_a_disagreement_was_settled() {
    let mut lee = Pen::new("lee", 1);
    let (document, voice) = (lee.add_document("I01"), lee.add_code("voice", None));
    let event = decision(&lee, document, (0, 4), (&[voice], How::Coder("ben".into())));
    let study = lee.study();
    let view = View::new(&study, &"lee".into());
    assert_eq!(
        describe(&view, &event),
        "decided a disagreement of I01: as ben had it"
    );
}

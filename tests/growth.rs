//! Growth: a study that takes in an action just written is exactly the study that a fold of all its lines gives.

mod deed;

use std::sync::Arc;

use intercoder::coding::On;
use intercoder::event::Event;
use intercoder::event::codebook::CodebookFreeze;
use intercoder::event::coding::{CodingRemove, CodingRespan};
use intercoder::event::round::RoundOpen;
use intercoder::event::study::{Seen, Switch};
use intercoder::id::{ActionRef, CodingRef, Digest, DocumentRef, Ref, RevisionRef, RoundRef};
use intercoder::journal::Line;
use intercoder::round::{Coefficient, Sight, State, Unit};
use intercoder::run::Verdict;
use intercoder::study::Study;
use proptest::prelude::*;

use crate::growth::deed::{
    Deed, applied, coding_with, codings, events, known, memo, person, progress, revision, withdraw,
};
use crate::pen::{Pen, begin, code, shown, span, study_id, verdict};

/// What the pens begin with.
#[derive(Clone, Copy)]
struct Ground {
    document: Ref,
    codes: [Ref; 3],
    round: RoundRef,
}

/// Two machines of ana and one of ben, and one of ben that has written nothing yet; all know the ground.
fn pens() -> (Vec<Pen>, Ground) {
    let mut pens = vec![
        Pen::new("ana", 1),
        Pen::new("ben", 2),
        Pen::new("ana", 3),
        Pen::silent("ben", 4),
    ];
    let ana = &mut pens[0];
    let document = ana.add_document("I01");
    let codes = ["one", "two", "three"].map(|handle| ana.add_code(handle, None));
    let (seen, sha256) = (ana.study().runs(), Digest::of(b"v1"));
    let codebook = ana.write(Event::CodebookFreeze(CodebookFreeze {
        number: 1,
        sha256,
        seen,
    }));
    ana.write(person());
    let round = Event::RoundOpen(Box::new(RoundOpen {
        name: "1".to_owned(),
        documents: vec![DocumentRef(document)],
        coders: vec!["ana".into(), "ben".into()],
        codebook,
        sight: Sight::Open,
        unit: Unit::Turn,
        coefficient: Coefficient::Alpha,
        target: None,
    }));
    let round = RoundRef(ana.write(round));
    let first = ana.copied();
    pens.iter_mut().skip(1).for_each(|pen| pen.receive(&first));
    let ground = Ground {
        document,
        codes,
        round,
    };
    (pens, ground)
}

/// Everything that a study answers, as one text.
fn everything(study: &Study) -> String {
    let lines: Vec<_> = study
        .lines()
        .iter()
        .map(|line| {
            let (id, writer) = (line.id(), &line.head.writer);
            let coder = (study.coder_of(writer), study.has_news_for(writer));
            (
                id,
                study.force(id),
                study.action_of(id),
                coder,
                study.canonical(id),
            )
        })
        .collect();
    let switched = study.switched();
    let mut off: Vec<usize> = switched.off.iter().copied().collect();
    off.sort();
    let mut covered: Vec<Ref> = study.covered_by(&study.runs()).into_iter().collect();
    covered.sort();
    let switches = (off, &switched.skipped, &switched.registers);
    let set = (study.runs(), study.clock(), covered);
    format!(
        "{}{lines:#?}{:#?}{switches:#?}{set:#?}",
        shown(study),
        study.registers
    )
}

/// The lines of a pen's last action, taken in by the study it had before.
fn last_action(pen: &mut Pen, events: Vec<Event>) -> Option<Study> {
    let before = pen.study();
    let count = pen.lines.len();
    pen.act(events);
    let grown = before.extended(&pen.lines[count..]);
    if let Some(grown) = &grown {
        assert_eq!(everything(grown), everything(&pen.study()));
    }
    grown
}

fn is_taken_in(pen: &mut Pen, events: Vec<Event>) -> bool {
    last_action(pen, events).is_some()
}

/// The study of a pen, to which what another wrote comes action after action: each lies in fold order where its clock says.
fn arrived(mut study: Study, pen: &mut Pen, other: &Pen) -> Study {
    let same_action = |one: &Arc<Line>, next: &Arc<Line>| {
        one.head.writer == next.head.writer && one.batch() == next.batch()
    };
    for action in other.lines.chunk_by(same_action) {
        if action.iter().all(|line| study.line(line.id()).is_some()) {
            continue;
        }
        pen.lines.extend(action.iter().cloned());
        let folded = pen.study();
        let grown = study.extended(action);
        if let Some(grown) = &grown {
            assert_eq!(everything(grown), everything(&folded));
        }
        study = grown.unwrap_or(folded);
    }
    study
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_study_that_grew_is_the_study_that_all_lines_make(deeds in prop::collection::vec((any::<u8>(), any::<Deed>()), 1..40)) {
        let (mut pens, ground) = pens();
        let mut studies: Vec<Study> = pens.iter().map(Pen::study).collect();
        for (who, deed) in deeds {
            let at = who as usize % pens.len();
            if deed.0 >= 244 {
                let other = pens[deed.1 as usize % pens.len()].copied();
                let study = std::mem::replace(&mut studies[at], Study::fold(study_id(), []));
                studies[at] = arrived(study, &mut pens[at], &other);
                continue;
            }
            let deed = if pens[at].tip.seq == 0 { Some(vec![pens[at].opening()]) } else { events(&pens[at], ground, deed) };
            let Some(events) = deed else { continue };
            let count = pens[at].lines.len();
            pens[at].act(events);
            let folded = pens[at].study();
            let study = std::mem::replace(&mut studies[at], Study::fold(study_id(), []));
            let grown = study.extended(&pens[at].lines[count..]);
            if let Some(grown) = &grown {
                prop_assert_eq!(everything(grown), everything(&folded));
            }
            studies[at] = grown.unwrap_or(folded);
        }
    }
}

#[test]
fn what_coders_write_all_day_is_taken_in() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let document = DocumentRef(ground.document);
    assert!(is_taken_in(ana, vec![applied(ana, ground, (0, 0))]));
    assert!(is_taken_in(
        ana,
        vec![applied(ana, ground, (1, 1)), applied(ana, ground, (2, 2))]
    ));
    let [first, .., last] = codings(ana)[..] else {
        panic!("three codings")
    };
    let runs = ana.study().runs();
    assert!(is_taken_in(ana, vec![Event::Seen(Seen { runs })]));
    assert!(is_taken_in(ana, vec![memo(On::Document(document), None)]));
    assert!(is_taken_in(
        ana,
        vec![memo(On::Coding(CodingRef(last)), None)]
    ));
    let respan = Event::CodingRespan(CodingRespan {
        coding: CodingRef(first),
        revision: RevisionRef(ground.document),
        span: span(1, 3),
    });
    assert!(is_taken_in(ana, vec![respan]));
    let coding = CodingRef(first);
    assert!(is_taken_in(
        ana,
        vec![Event::CodingRemove(CodingRemove { coding })]
    ));
    for state in [State::Done, State::Open] {
        let done = progress(ana, ground, (Some(ground.round), state));
        assert!(is_taken_in(ana, vec![done]));
    }
}

#[test]
fn a_new_installation_and_what_it_writes_first_are_taken_in() {
    let (mut pens, ground) = pens();
    let ben = &mut pens[3];
    assert!(is_taken_in(ben, vec![ben.opening()]));
    let runs = ben.study().runs();
    let first = vec![Event::Seen(Seen { runs }), applied(ben, ground, (1, 1))];
    assert!(is_taken_in(ben, first));
    // An installation begins once.
    assert!(!is_taken_in(ben, vec![ben.opening()]));
}

#[test]
fn verdicts_of_a_run_are_taken_in_wherever_they_lie() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let other = ana.add_document("I02");
    assert!(is_taken_in(ana, vec![begin(ground.codes[0])]));
    let run = known(ana, |event| matches!(event, Event::AutocodeRun(_)))[0];
    for (document, start, said) in [
        (ground.document, 8, Verdict::No),
        (other, 0, Verdict::Skip),
        (ground.document, 0, Verdict::No),
        (other, 8, Verdict::No),
        (ground.document, 4, Verdict::Skip),
        // What was said of a stretch before is said anew.
        (ground.document, 0, Verdict::Skip),
    ] {
        let said = verdict((run, document), (start, start + 4), (said, None));
        assert!(is_taken_in(ana, vec![said]));
    }
    assert_eq!(ana.study().judgements.len(), 5);
}

#[test]
fn undoing_and_redoing_codings_is_taken_in() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let made = ana.act(vec![
        applied(ana, ground, (1, 1)),
        applied(ana, ground, (2, 2)),
    ]);
    ana.write(applied(ana, ground, (3, 0)));
    for on in [false, true, true, false, true] {
        let action = ActionRef(made[0]);
        let study = last_action(ana, vec![Event::Switch(Switch { action, on })]).unwrap();
        assert_eq!(study.codings.len(), if on { 3 } else { 1 });
    }
}

#[test]
fn an_equal_coding_is_taken_in_and_the_first_of_them_can_only_go_by_a_fold() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let first = ana.write(applied(ana, ground, (1, 1)));
    let study = last_action(ana, vec![applied(ana, ground, (1, 1))]).unwrap();
    assert_eq!(study.codings.len(), 1);
    let action = ActionRef(first);
    assert!(!is_taken_in(
        ana,
        vec![Event::Switch(Switch { action, on: false })]
    ));
    assert_eq!(ana.study().codings.len(), 1);
}

#[test]
fn codings_that_were_moved_taken_off_or_hold_something_up_come_and_go_as_a_fold_says() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let moved = ana.write(applied(ana, ground, (1, 1)));
    ana.write(Event::CodingRespan(CodingRespan {
        coding: CodingRef(moved),
        revision: RevisionRef(ground.document),
        span: span(1, 2),
    }));
    let gone = ana.write(applied(ana, ground, (2, 2)));
    let coding = CodingRef(gone);
    ana.write(Event::CodingRemove(CodingRemove { coding }));
    let late = ana.write(code("late", "late", None));
    let event = coding_with(ana, ground, late);
    let holding = ana.write(event);
    ana.switch(late, false);
    let noted = ana.write(applied(ana, ground, (1, 2)));
    ana.write(memo(On::Coding(CodingRef(noted)), None));
    let withdrawn = ana.write(applied(ana, ground, (0, 2)));
    ana.write(withdraw(withdrawn));
    let first = ana.write(applied(ana, ground, (2, 1)));
    ana.switch(first, false);
    ana.write(applied(ana, ground, (2, 1)));
    for action in [moved, gone, holding, noted, withdrawn, first] {
        for on in [true, false, true] {
            let action = ActionRef(action);
            // Each is compared with the fold where it is taken in at all.
            last_action(ana, vec![Event::Switch(Switch { action, on })]);
        }
    }
}

#[test]
fn progress_said_apart_is_decided_by_a_fold() {
    let (mut pens, ground) = pens();
    let (mut other, mut ana) = (pens.swap_remove(2), pens.swap_remove(0));
    let runs = other.study().runs();
    other.write(Event::Seen(Seen { runs }));
    ana.write(progress(&ana, ground, (None, State::Done)));
    ana.receive(&other);
    let count = other.lines.len();
    other.write(progress(&other, ground, (None, State::Open)));
    // The other machine did not know what was said on this one.
    assert!(ana.study().extended(&other.lines[count..]).is_none());
    ana.receive(&other);
    assert_eq!(ana.study().conflicts.len(), 1);
    let done = progress(&ana, ground, (None, State::Done));
    assert!(!is_taken_in(&mut ana, vec![done]));
    assert_eq!(ana.study().conflicts, []);
}

#[test]
fn a_writer_of_whom_later_lines_are_missing_goes_on_by_a_fold() {
    let (mut pens, ground) = pens();
    let (mut ben, mut ana) = (pens.swap_remove(1), pens.swap_remove(0));
    let mut restored = ana.copied();
    for start in [0, 1, 2] {
        ana.write(applied(&ana, ground, (1, start)));
    }
    ben.receive(&ana);
    let runs = ben.study().runs();
    ben.write(Event::Seen(Seen { runs }));
    let own = |line: &&Arc<Line>| line.head.writer == ben.tip.writer;
    restored.lines.extend(ben.lines.iter().filter(own).cloned());
    assert_eq!(restored.study().completeness.gaps.len(), 1);
    let event = applied(&restored, ground, (1, 1));
    assert!(!is_taken_in(&mut restored, vec![event]));
}

#[test]
fn an_action_that_takes_words_back_is_not_undone_by_growing_either() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let taken_back = ana.write(memo(On::Document(DocumentRef(ground.document)), None));
    let coded = applied(ana, ground, (1, 1));
    let action = ActionRef(ana.act(vec![withdraw(taken_back), coded])[0]);
    let before = ana.study();
    let count = ana.lines.len();
    ana.write(Event::Switch(Switch { action, on: false }));
    let grown = before.extended(&ana.lines[count..]);
    assert_eq!(
        ana.study().codings.len(),
        1,
        "what was written with it stays"
    );
    assert!(grown.is_none_or(|grown| everything(&grown) == everything(&ana.study())));
}

#[test]
fn what_reaches_further_than_itself_is_folded() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    let coded = ana.write(applied(ana, ground, (1, 1)));
    ana.write(memo(On::Coding(CodingRef(coded)), None));
    // A memo would be left hanging.
    let coding = CodingRef(coded);
    assert!(!is_taken_in(
        ana,
        vec![Event::CodingRemove(CodingRemove { coding })]
    ));
    // What was undone comes back because somebody builds on it.
    let added = ana.write(code("late", "late", None));
    ana.switch(added, false);
    let event = coding_with(ana, ground, added);
    assert!(!is_taken_in(ana, vec![event]));
    // A document, a code or a correction changes what everything else means.
    assert!(!is_taken_in(ana, vec![revision(ground.document, 6)]));
    assert!(!is_taken_in(ana, vec![code("more", "more", None)]));
}

#[test]
fn what_was_coded_apart_is_put_where_it_belongs() {
    let (mut pens, ground) = pens();
    let (mut ben, mut ana) = (pens.swap_remove(1), pens.swap_remove(0));
    ana.receive(&ben);
    for start in [0, 1, 2] {
        ana.write(applied(&ana, ground, (1, start)));
    }
    let known = ben.lines.len();
    ben.write(applied(&ben, ground, (2, 2)));
    let between = ben.lines[known..].to_vec();
    ben.write(applied(&ben, ground, (2, 1)));
    let last = ben.lines[known + 1..].to_vec();
    // Ben's lines are as old as ana's first two, and come after hers did.
    let grown = ana
        .study()
        .extended(&between)
        .and_then(|study| study.extended(&last));
    ana.receive(&ben);
    assert_eq!(everything(&grown.unwrap()), everything(&ana.study()));
}

#[test]
fn lines_that_do_not_go_on_from_what_is_here_are_folded() {
    let (mut pens, ground) = pens();
    let ana = &mut pens[0];
    // The line before the last is not there.
    let before = ana.study();
    let count = ana.lines.len();
    ana.write(applied(ana, ground, (1, 2)));
    ana.write(applied(ana, ground, (2, 1)));
    assert!(before.extended(&ana.lines[count + 1..]).is_none());
}

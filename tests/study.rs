//! The fold: what the same set of lines must show, whoever wrote what when.

use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::document::kept::{self, Fate};
use intercoder::event::Event;
use intercoder::event::codebook::{CodeChange, CodePoint, CodeSet, Pointer};
use intercoder::event::coding::{CodingRemove, CodingRespan, MemoWrite};
use intercoder::event::document::DocumentRevise;
use intercoder::event::round::ProgressSet;
use intercoder::filter::View;
use intercoder::id::{CodeRef, Digest, DocumentRef, Ref, RevisionRef};
use intercoder::round::State;
use intercoder::study::Study;
use intercoder::study::conflict::Kind;
use intercoder::text::Text;

use crate::pen::{Pen, code, coded, coding, shown, span, study_id};

fn rename(code: Ref, name: &str) -> Event {
    Event::CodeSet(CodeSet {
        code: CodeRef(code),
        change: CodeChange::Name(name.to_owned()),
    })
}

fn merge(code: Ref, into: Ref) -> Event {
    Event::CodePoint(CodePoint {
        code: CodeRef(code),
        to: Pointer::Merged(CodeRef(into)),
    })
}

fn move_below(code: Ref, parent: Ref) -> Event {
    Event::CodePoint(CodePoint {
        code: CodeRef(code),
        to: Pointer::Parent(Some(CodeRef(parent))),
    })
}

/// Two pens that know each other's lines.
fn meet(one: &mut Pen, other: &mut Pen) {
    one.receive(other);
    other.receive(one);
}

fn kinds(study: &Study) -> Vec<Kind> {
    study
        .conflicts
        .iter()
        .map(|conflict| conflict.kind)
        .collect()
}

fn names(study: &Study) -> Vec<&str> {
    study
        .codes
        .iter()
        .map(|code| code.code.name.as_str())
        .collect()
}

#[test]
fn one_handle_with_different_content_is_two_codes() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    ana.write(code("support", "Support from staff", None));
    ben.write(code("support", "Support from family", None));
    meet(&mut ana, &mut ben);
    let study = ana.study();
    let view = View::new(&study, &"ana".into());
    let mut handles: Vec<&str> = view.codes().map(|code| code.code.id.as_str()).collect();
    handles.sort();
    assert_eq!(handles, ["support (ana)", "support (ben)"]);
    assert_eq!(kinds(&study), [Kind::SameHandle]);
}

#[test]
fn equal_codes_added_apart_are_one() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (one, other) = (ana.add_code("support", None), ben.add_code("support", None));
    let document = ana.add_document("I01");
    ben.receive(&ana);
    ana.add_coding(document, one, (0, 5));
    ben.add_coding(document, other, (0, 5));
    meet(&mut ana, &mut ben);
    let study = ana.study();
    assert_eq!(study.codes.len(), 1);
    assert_eq!(study.codings.len(), 2);
    assert!(
        study
            .codings
            .iter()
            .all(|coding| coding.code == study.codes[0].id)
    );
    assert!(kinds(&study).is_empty());
}

#[test]
fn equal_codes_stay_apart_where_the_later_knew_the_earlier_and_says_so() {
    let mut ana = Pen::new("ana", 1);
    let first = ana.add_code("support", None);
    let Event::CodeAdd(mut again) = code("support", "support", None) else {
        unreachable!()
    };
    again.apart = vec![CodeRef(first)];
    ana.write(Event::CodeAdd(again));
    assert_eq!(ana.study().codes.len(), 2);
}

#[test]
fn a_rename_over_one_of_several_equal_adds_is_over_them_all() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let one = ana.add_code("support", None);
    ana.write(rename(one, "Support"));
    ben.add_code("support", None);
    ana.receive(&ben);
    assert_eq!(names(&ana.study()), ["Support"]);
    assert!(kinds(&ana.study()).is_empty());
}

#[test]
fn concurrent_renames_are_a_conflict_until_one_replaces_both() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let code = ana.add_code("support", None);
    ben.receive(&ana);
    ana.write(rename(code, "Support A"));
    ben.write(rename(code, "Support B"));
    meet(&mut ana, &mut ben);
    let study = ana.study();
    assert_eq!(kinds(&study), [Kind::Values]);
    let what = &study.conflicts[0].what;
    assert!(
        what.contains("Support A") && what.contains("Support B"),
        "{what}"
    );
    ben.write(rename(code, "Support"));
    assert_eq!(names(&ben.study()), ["Support"]);
    assert!(kinds(&ben.study()).is_empty());
}

#[test]
fn undoing_a_value_that_was_already_replaced_changes_nothing_one_sees() {
    let mut ana = Pen::new("ana", 1);
    let code = ana.add_code("support", None);
    let first = ana.write(rename(code, "one"));
    ana.write(rename(code, "two"));
    let before = coded(&ana.study());
    ana.switch(first, false);
    assert_eq!(coded(&ana.study()), before);
    assert!(kinds(&ana.study()).is_empty());
}

#[test]
fn undo_brings_the_value_before_back_and_redo_the_value_after() {
    let mut ana = Pen::new("ana", 1);
    let code = ana.add_code("support", None);
    ana.write(rename(code, "one"));
    let second = ana.write(rename(code, "two"));
    let before = coded(&ana.study());
    ana.switch(second, false);
    assert_eq!(names(&ana.study()), ["one"]);
    ana.switch(second, true);
    assert_eq!(coded(&ana.study()), before);
}

#[test]
fn undoing_a_merge_is_as_if_it_had_never_been() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (a, b, document) = (
        ana.add_code("a", None),
        ana.add_code("b", None),
        ana.add_document("I01"),
    );
    ana.add_coding(document, a, (0, 4));
    ben.receive(&ana);
    let merged = ana.write(merge(a, b));
    ben.add_coding(document, a, (2, 6));
    let without = coded(&ben.study());
    meet(&mut ana, &mut ben);
    assert!(ana.study().codings.iter().all(|coding| coding.code.0 == b));
    ana.switch(merged, false);
    assert_eq!(coded(&ana.study()), without);
}

#[test]
fn a_ring_of_moves_made_apart_is_skipped_listed_and_counts_again_once_it_is_gone() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (a, b) = (ana.add_code("a", None), ana.add_code("b", None));
    ben.receive(&ana);
    let first = ana.write(move_below(a, b));
    let second = ben.write(move_below(b, a));
    meet(&mut ana, &mut ben);
    let study = ana.study();
    assert_eq!(kinds(&study), [Kind::SkippedMove]);
    let skipped = study.conflicts[0].lines[0];
    let (stands, writer) = if skipped == first {
        (second, &mut ben)
    } else {
        (first, &mut ana)
    };
    writer.switch(stands, false);
    let study = writer.study();
    assert!(kinds(&study).is_empty());
    assert_eq!(
        study
            .codes
            .iter()
            .filter(|code| code.parent.is_some())
            .count(),
        1
    );
}

#[test]
fn a_code_undone_by_one_and_used_by_another_stays_as_retired() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    ben.receive(&ana);
    ana.switch(support, false);
    ben.add_coding(document, support, (0, 3));
    meet(&mut ana, &mut ben);
    let study = ana.study();
    assert_eq!(kinds(&study), [Kind::BuiltOn]);
    assert!(study.codes[0].retired);
    assert_eq!(study.codings.len(), 1);
}

#[test]
fn only_its_coder_removes_or_moves_a_coding_and_only_its_coder_undoes_an_action() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    let coding = ana.add_coding(document, support, (0, 3));
    ben.receive(&ana);
    let before = coded(&ana.study());
    ben.write(Event::CodingRemove(CodingRemove { coding }));
    ben.write(Event::CodingRespan(CodingRespan {
        coding,
        revision: RevisionRef(document),
        span: span(1, 2),
    }));
    ben.switch(support, false);
    ana.receive(&ben);
    let study = ana.study();
    assert_eq!(coded(&study), before);
    assert_eq!(kinds(&study), [Kind::NotTheirs; 3]);
    let mut laptop = Pen::new("ana", 9);
    laptop.receive(&ana);
    laptop.write(Event::CodingRemove(CodingRemove { coding }));
    assert!(laptop.study().codings.is_empty());
}

#[test]
fn equal_codings_of_one_coder_count_once() {
    let (mut ana, mut laptop) = (Pen::new("ana", 1), Pen::new("ana", 2));
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    laptop.receive(&ana);
    ana.add_coding(document, support, (0, 3));
    laptop.add_coding(document, support, (0, 3));
    meet(&mut ana, &mut laptop);
    assert_eq!(ana.study().codings.len(), 1);
}

#[test]
fn progress_said_twice_apart_and_differently_is_not_finished() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let mut laptop = Pen::new("ana", 2);
    laptop.receive(&ana);
    let say = |state| {
        let (coder, document, revision) =
            ("ana".into(), DocumentRef(document), RevisionRef(document));
        let said = ProgressSet {
            coder,
            document,
            revision,
            round: None,
            range: None,
            state,
            seen: None,
        };
        Event::ProgressSet(Box::new(said))
    };
    ana.write(say(State::Done));
    assert_eq!(ana.study().progress[0].state, State::Done);
    laptop.write(say(State::Open));
    ana.receive(&laptop);
    let study = ana.study();
    assert_eq!(study.progress[0].state, State::Open);
    assert_eq!(kinds(&study), [Kind::Values]);
    ana.write(say(State::Done));
    assert_eq!(ana.study().progress[0].state, State::Done);
}

#[test]
fn half_a_sync_is_incomplete_and_says_which_lines_are_missing() {
    let (mut pc, mut laptop) = (Pen::new("ana", 1), Pen::new("ana", 2));
    let code = pc.add_code("support", None);
    pc.write(rename(code, "Support"));
    let whole = pc.study();
    assert!(whole.completeness.is_complete());
    laptop.receive(&pc);
    let holes = pc
        .lines
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != 2)
        .map(|(_, line)| line.clone());
    let half = Study::fold(study_id(), holes);
    let gap = &half.completeness.gaps[0];
    assert_eq!((gap.first, gap.last), (3, 3));
    assert!(!half.completeness.is_complete());
}

#[test]
fn a_cut_at_the_end_is_noticed_where_another_line_has_seen_it() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    ana.add_code("support", None);
    ben.receive(&ana);
    let runs = ben.study().runs();
    ben.write(Event::Seen(intercoder::event::study::Seen { runs }));
    let without_last = |line: &&Arc<intercoder::journal::Line>| line.id() != ana.lines[2].id();
    let cut = Study::fold(study_id(), ben.lines.iter().filter(without_last).cloned());
    assert_eq!(cut.completeness.gaps.len(), 1);
    assert_eq!(
        cut.completeness.gaps[0].to_string(),
        format!("{}:3", ana.tip.writer)
    );
}

#[test]
fn both_chains_of_a_fork_are_kept_and_the_fork_is_listed() {
    let mut ana = Pen::new("ana", 1);
    let mut copy = ana.copied();
    ana.add_code("one", None);
    copy.add_code("two", None);
    let undone = copy.add_code("three", None);
    copy.switch(undone, false);
    ana.receive(&copy);
    let study = ana.study();
    let mut kept = names(&study);
    kept.sort();
    assert_eq!(kept, ["one", "two"]);
    assert_eq!((study.forks.len(), study.forks[0].seq), (1, 3));
    assert!(study.completeness.is_complete());
}

#[test]
fn a_late_line_changes_nothing_at_an_earlier_frontier() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    ben.receive(&ana);
    ana.add_coding(document, support, (0, 3));
    let runs = ana.study().runs();
    let figures = shown(&ana.study());
    ben.add_coding(document, support, (5, 9));
    ana.receive(&ben);
    assert_eq!(ana.study().codings.len(), 2);
    assert_eq!(shown(&ana.study().at(&runs)), figures);
}

#[test]
fn a_correction_of_the_text_gives_every_excerpt_one_of_four_fates() {
    let (old, new) = (
        "one two three four five six seven",
        "zero one two three for five six",
    );
    let (old, new) = (Text::new(old.to_owned()), Text::new(new.to_owned()));
    let mut ana = Pen::new("ana", 1);
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    for words in ["one two", "three four", "seven", "two thre"] {
        let start = old.as_str().find(words).unwrap() as u32;
        ana.add_coding(document, support, (start, start + words.len() as u32));
    }
    ana.write(Event::DocumentRevise(Box::new(DocumentRevise {
        document: DocumentRef(document),
        parent: RevisionRef(document),
        text: Digest::of(new.as_str().as_bytes()),
        turns: Digest::of(b"turns"),
        kept: kept::compare(&old, &new),
    })));
    let study = ana.study();
    let fates: Vec<(Fate, &str)> = study
        .codings
        .iter()
        .map(|coding| (coding.excerpt.fate, new.slice(coding.excerpt.span)))
        .collect();
    assert_eq!(fates[0], (Fate::Moved, "one two"));
    assert_eq!(fates[1], (Fate::Changed, "three for"));
    assert_eq!(fates[2].0, Fate::Orphaned);
    assert_eq!(fates[3], (Fate::Moved, "two thre"));
    assert_eq!(kinds(&study), [Kind::Orphan, Kind::Changed]);
}

#[test]
fn a_lead_who_imported_codings_can_undo_the_import() {
    let mut lee = Pen::new("lee", 1);
    let (document, support) = (lee.add_document("I01"), lee.add_code("support", None));
    let both = ["ana", "ben"].map(|coder| coding(&coder.into(), document, support, (0, 2)));
    let action = lee.act(both.to_vec())[0];
    assert_eq!(lee.study().codings.len(), 2);
    lee.switch(action, false);
    assert!(lee.study().codings.is_empty());
}

#[test]
fn only_a_memo_on_a_coding_that_was_taken_off_hangs() {
    let mut pen = Pen::new("ana", 1);
    let document = pen.add_document("I01");
    let code = pen.add_code("one", None);
    let (stays, goes) = (
        pen.add_coding(document, code, (0, 4)),
        pen.add_coding(document, code, (4, 8)),
    );
    for coding in [stays, goes] {
        pen.write(Event::MemoWrite(Box::new(MemoWrite {
            memo: None,
            on: On::Coding(coding),
            text: "why".to_owned(),
            to: None,
            reply_to: None,
            state: MemoState::Note,
        })));
    }
    assert_eq!(pen.study().conflicts, []);
    pen.write(Event::CodingRemove(CodingRemove { coding: goes }));
    let study = pen.study();
    let [conflict] = &study.conflicts[..] else {
        panic!("{:?}", study.conflicts)
    };
    assert_eq!(conflict.kind, Kind::Hanging);
    assert!(conflict.lines.contains(&goes.0));
}

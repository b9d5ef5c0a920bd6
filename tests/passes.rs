//! Passes: a turn that was read and to which nothing applies, one coder's own word.

use intercoder::document::kept;
use intercoder::document::{Document, Turn, Turns};
use intercoder::event::Event;
use intercoder::event::document::DocumentRevise;
use intercoder::event::round::RoundClose;
use intercoder::filter::View;
use intercoder::history::{describe, entries};
use intercoder::id::{CoderId, Digest, DocumentRef, Ref, RevisionRef, RoundRef};
use intercoder::progress::{Whose, pass, passed_turns, passes_of_turn, take_back, uncoded_turns};
use intercoder::round::PassState;
use intercoder::study::Study;
use intercoder::study::conflict::Kind;
use intercoder::text::Text;
use intercoder::text::span::Span;
use intercoder::texts::Passage;

use crate::cli::{code, in_a_blind_round, small_study};
use crate::pen::{Pen, span};

/// One turn a line.
const WORDS: &str = "It was hard.\nThen she came.\nNow I sleep.";

fn passage(words: &str) -> Passage {
    let mut start = 0;
    let turns = words.lines().map(|line| {
        let end = start + line.chars().count() as u32;
        let body = span(start, end);
        start = end + 1;
        let (label, ms) = (None, None);
        Turn { label, body, ms }
    });
    let turns = turns.collect();
    Passage::new(Text::new(words.to_owned()), Turns { turns }).unwrap()
}

fn body(passage: &Passage, number: usize) -> Span {
    passage.turns[number - 1].body
}

/// What of the words waits for ana outside any round, and what she passed.
fn check(study: &Study, words: &str, (waits, was_passed): (&[usize], &[usize])) {
    let ana = CoderId::from("ana");
    let (view, passage) = (View::new(study, &ana), passage(words));
    let (document, whose): (&Document, Whose<'_>) = (&study.documents[0], (&ana, None));
    assert_eq!(uncoded_turns(&view, (document, &passage), whose), waits);
    assert_eq!(passed_turns(&view, (document, &passage), whose), was_passed);
}

fn passing(pen: &Pen, number: usize) -> Event {
    let study = pen.study();
    let turn = body(&passage(WORDS), number);
    pass((&study.documents[0], turn), (&pen.coder, None))
}

fn correct(pen: &mut Pen, (old, new): (&str, &str)) {
    let document = pen.study().documents[0].id;
    let (old, new) = (Text::new(old.to_owned()), Text::new(new.to_owned()));
    pen.write(Event::DocumentRevise(Box::new(DocumentRevise {
        document,
        parent: RevisionRef(document.0),
        text: Digest::of(new.as_str().as_bytes()),
        turns: Digest::of(b"turns"),
        kept: kept::compare(&old, &new),
    })));
}

#[test]
fn a_passed_turn_no_longer_waits_and_undo_lets_it_wait_again() {
    let mut ana = Pen::new("ana", 1);
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    ana.add_coding(document, support, (0, 5));
    check(&ana.study(), WORDS, (&[2, 3], &[]));
    let action = ana.write(passing(&ana, 3));
    check(&ana.study(), WORDS, (&[2], &[3]));
    ana.switch(action, false);
    check(&ana.study(), WORDS, (&[2, 3], &[]));
    ana.switch(action, true);
    check(&ana.study(), WORDS, (&[2], &[3]));
}

#[test]
fn a_code_put_on_a_passed_turn_says_more_than_the_pass() {
    let mut ana = Pen::new("ana", 1);
    let (document, support) = (ana.add_document("I01"), ana.add_code("support", None));
    ana.write(passing(&ana, 1));
    ana.add_coding(document, support, (0, 5));
    check(&ana.study(), WORDS, (&[2, 3], &[]));
}

#[test]
fn a_pass_counts_for_its_own_coder_in_its_round_and_outside_any_but_in_no_other() {
    let mut ana = Pen::new("ana", 1);
    ana.add_document("I01");
    let mut ben = Pen::new("ben", 2);
    ben.receive(&ana);
    ben.write(passing(&ben, 1));
    let study = ben.study();
    let in_a_round = Some(RoundRef(Ref::new(7)));
    let turn = body(&passage(WORDS), 2);
    ana.receive(&ben);
    ana.write(pass(
        (&study.documents[0], turn),
        (&"ana".into(), in_a_round),
    ));
    check(&ana.study(), WORDS, (&[1, 3], &[2]));
    let (study, ana) = (ana.study(), CoderId::from("ana"));
    let view = View::new(&study, &ana);
    let waits = |round: u64| {
        let whose = (&ana, Some(RoundRef(Ref::new(round))));
        uncoded_turns(&view, (&study.documents[0], &passage(WORDS)), whose)
    };
    assert_eq!(waits(7), [1, 3]);
    assert_eq!(waits(8), [1, 2, 3]);
}

#[test]
fn a_pass_goes_along_with_its_turn_when_the_text_is_corrected_and_is_taken_back_there() {
    let mut ana = Pen::new("ana", 1);
    ana.add_document("I01");
    ana.write(passing(&ana, 1));
    ana.write(passing(&ana, 3));
    let corrected = "At first.\nIt was hard.\nNow I slept.";
    correct(&mut ana, (WORDS, corrected));
    check(&ana.study(), corrected, (&[1], &[2, 3]));
    let study = ana.study();
    let view = View::new(&study, &ana.coder);
    let turn = body(&passage(corrected), 2);
    let known = passes_of_turn(&view, (&study.documents[0], turn), (&ana.coder, None));
    let events = known.into_iter().map(take_back).collect();
    ana.act(events);
    check(&ana.study(), corrected, (&[1, 2], &[3]));
}

#[test]
fn a_pass_of_a_turn_that_is_gone_is_not_counted_and_nobody_is_asked_about_it() {
    let mut ana = Pen::new("ana", 1);
    ana.add_document("I01");
    ana.write(passing(&ana, 2));
    let corrected = "It was hard.\nNow I sleep.";
    correct(&mut ana, (WORDS, corrected));
    assert!(ana.study().passes.is_empty() && ana.study().conflicts.is_empty());
    check(&ana.study(), corrected, (&[1, 2], &[]));
}

#[test]
fn another_coder_cannot_take_my_pass_back() {
    let mut ana = Pen::new("ana", 1);
    ana.add_document("I01");
    ana.write(passing(&ana, 1));
    let mut ben = Pen::new("ben", 2);
    ben.receive(&ana);
    ben.write(take_back(&ben.study().passes[0]));
    let study = ben.study();
    check(&study, WORDS, (&[2, 3], &[1]));
    assert_eq!(study.conflicts[0].kind, Kind::NotTheirs);
    let what = "ben changed what another coder said of a turn; it is skipped";
    assert_eq!(study.conflicts[0].what, what);
    // Not even where they do not know of it, so that nothing of hers is replaced.
    let mut chi = Pen::new("chi", 4);
    chi.lines = ana.lines[..3].to_vec();
    chi.write(take_back(&study.passes[0]));
    chi.receive(&ana);
    check(&chi.study(), WORDS, (&[2, 3], &[1]));
    let mut laptop = Pen::new("ana", 3);
    laptop.receive(&ana);
    laptop.write(take_back(&laptop.study().passes[0]));
    check(&laptop.study(), WORDS, (&[1, 2, 3], &[]));
}

#[test]
fn a_pass_may_be_brought_for_another_but_never_over_what_they_said() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let mut lee = Pen::new("lee", 2);
    lee.receive(&ana);
    let bodies = [body(&passage(WORDS), 1), body(&passage(WORDS), 2)];
    let brought = |turn: Span| {
        let ends = (turn.start().0, turn.end().0);
        crate::pen::pass(&"ana".into(), document, ends, PassState::Passed)
    };
    lee.write(brought(bodies[0]));
    check(&lee.study(), WORDS, (&[2, 3], &[1]));
    ana.receive(&lee);
    ana.write(take_back(&ana.study().passes[0]));
    lee.receive(&ana);
    lee.act(bodies.map(brought).to_vec());
    check(&lee.study(), WORDS, (&[1, 3], &[2]));
}

#[test]
fn a_turn_passed_and_taken_back_on_two_machines_apart_waits_until_its_coder_decides() {
    let mut ana = Pen::new("ana", 1);
    ana.add_document("I01");
    ana.write(passing(&ana, 1));
    let mut laptop = Pen::new("ana", 2);
    laptop.receive(&ana);
    let back = take_back(&laptop.study().passes[0]);
    laptop.write(back);
    laptop.write(passing(&laptop, 1));
    ana.write(take_back(&ana.study().passes[0]));
    ana.receive(&laptop);
    let study = ana.study();
    check(&study, WORDS, (&[1, 2, 3], &[]));
    assert_eq!(study.conflicts[0].kind, Kind::Values);
    let what = &study.conflicts[0].what;
    assert!(what.contains("a turn of I01 for ana"), "{what}");
    ana.write(passing(&ana, 1));
    check(&ana.study(), WORDS, (&[2, 3], &[1]));
    assert!(ana.study().conflicts.is_empty());
}

/// A blind round over one document in which ana, who opened it, has passed a turn; with the refs of document and round.
fn passed_in_a_blind_round() -> (Pen, DocumentRef, RoundRef) {
    let mut ana = Pen::new("ana", 1);
    ana.receive(&Pen::new("ben", 2));
    let document = DocumentRef(ana.add_document("I01"));
    let round = ana.open_blind_round(document, &["ana", "ben"]);
    let study = ana.study();
    let turn = body(&passage(WORDS), 1);
    let whose = (&ana.coder.clone(), Some(round));
    ana.write(pass((&study.documents[0], turn), whose));
    (ana, document, round)
}

/// Whether a coder sees a pass in the study, and whether in its history.
fn check_seen(study: &Study, coder: &str, seen: bool) {
    let view = View::new(study, &coder.into());
    assert_eq!(view.passes().count(), usize::from(seen), "{coder}");
    let mut told = entries(&view).into_iter();
    let in_history = told.any(|entry| entry.what == "passed a turn of I01: nothing applies");
    assert_eq!(in_history, seen, "{coder}");
}

#[test]
fn a_blind_round_hides_a_pass_from_the_others_until_it_closes() {
    let (mut ana, document, round) = passed_in_a_blind_round();
    let study = ana.study();
    check_seen(&study, "ana", true);
    check_seen(&study, "ben", false);
    check_seen(&study, "nobody", false);
    // Outside the round, but on a document of it, a pass would tell as much.
    let turn = body(&passage(WORDS), 2);
    let ends = (turn.start().0, turn.end().0);
    ana.write(crate::pen::pass(
        &"ana".into(),
        document.0,
        ends,
        PassState::Passed,
    ));
    check_seen(&ana.study(), "ben", false);
    ana.write(Event::RoundClose(RoundClose {
        round,
        seen: ana.study().runs(),
        without: vec!["ben".into()],
        reason: None,
    }));
    let study = ana.study();
    assert_eq!(View::new(&study, &"ben".into()).passes().count(), 2);
}

#[test]
fn taking_a_pass_back_is_told_without_a_word_of_the_turn() {
    let (ana, ..) = passed_in_a_blind_round();
    let study = ana.study();
    let view = View::new(&study, &ana.coder);
    let told = describe(&view, &take_back(&study.passes[0]));
    assert_eq!(told, "took a pass of I01 back");
}

#[test]
fn a_document_that_was_undone_stays_where_somebody_passed_a_turn_of_it() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let mut ben = Pen::new("ben", 2);
    ben.receive(&ana);
    ben.write(passing(&ben, 1));
    ana.switch(document, false);
    ana.receive(&ben);
    assert!(ana.study().documents[0].retired);
}

#[test]
fn agreement_takes_no_notice_of_passes_since_only_a_finished_document_was_judged() {
    let place = small_study();
    let ana = [("T1", "My worker.", "support"), ("T2", "How?", "voice")];
    code(&place, "machine", ("study", "ana"), &ana);
    let ben = [
        ("T1", "Hard at first.", "change"),
        ("T2", "They listened to me.", "voice"),
    ];
    code(&place, "laptop", ("study", "ben"), &ben);
    place.ok(&["done", "T1", "--study", "study"]);
    for document in ["T1", "T2"] {
        place.ok_on(
            "laptop",
            &["done", document, "--study", "study", "--as", "ben"],
        );
    }
    let agree = || place.json(&["agree", "--study", "study"]);
    let before = agree();
    for (document, turns) in [("T1", &["2", "6"][..]), ("T2", &["2", "4", "6"])] {
        for turn in turns {
            place.ok(&[
                "coding", "pass", document, "--turn", turn, "--study", "study",
            ]);
        }
    }
    assert_eq!(agree(), before);
    place.ok(&["done", "T2", "--study", "study"]);
    assert_ne!(agree(), before);
}

#[test]
fn done_counts_passed_turns_among_those_without_a_code() {
    let place = small_study();
    let pass = |turn: &str, more: &[&str]| {
        let args = ["coding", "pass", "T1", "--turn", turn, "--study", "study"];
        place.ok(&[&args[..], more].concat())
    };
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "Now I sleep.", "change")],
    );
    assert_eq!(pass("2", &[]), "turn 2 of T1: read, nothing applies\n");
    assert_eq!(pass("2", &[]), "turn 2 of T1: passed already\n");
    let said = place.ok(&["done", "T1", "--study", "study"]);
    let words = "2 participant turns have no code: read, nothing applies (1 of them passed before)";
    assert!(said.contains(words), "{said}");
    assert_eq!(
        pass("2", &["--off"]),
        "turn 2 of T1: waits for a code again\n"
    );
    let said = place.ok(&["done", "T1", "--study", "study"]);
    assert!(
        said.contains("2 participant turns") && !said.contains("passed"),
        "{said}"
    );
}

#[test]
fn a_turn_with_a_code_of_ones_own_cannot_be_passed_and_what_changes_nothing_writes_nothing() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "Now I sleep.", "change")],
    );
    let before = std::fs::read(crate::cli::only_journal(&place)).unwrap();
    let pass = ["coding", "pass", "T1", "--study", "study", "--turn"];
    let (exit, said) = place.fails(&[&pass[..], &["6"]].concat());
    assert_eq!(
        (exit, said.contains("carries a code of yours")),
        (1, true),
        "{said}"
    );
    let (exit, said) = place.fails(&[&pass[..], &["7"]].concat());
    assert_eq!(
        (exit, said.contains("turns 1 to 6, not 7")),
        (1, true),
        "{said}"
    );
    let said = place.ok(&[&pass[..], &["2", "--off"]].concat());
    assert!(said.contains("was not passed"), "{said}");
    place.ok(&[&pass[..], &["2", "--off", "--as", "ben"]].concat());
    let journals = std::fs::read_dir(place.path("study/journal")).unwrap();
    assert_eq!(journals.count(), 1);
    assert_eq!(
        std::fs::read(crate::cli::only_journal(&place)).unwrap(),
        before
    );
}

#[test]
fn the_others_see_nothing_of_a_pass_in_a_blind_round_in_any_answer() {
    let place = in_a_blind_round();
    let pass = ["coding", "pass", "T1", "--turn", "2", "--study", "study"];
    let said = place.json(&[&pass[..], &["--as", "ben"]].concat());
    assert_eq!(
        (&said["turn"], &said["state"]),
        (&2.into(), &"passed".into())
    );
    let own = place.ok(&["log", "--study", "study", "--as", "ben"]);
    assert!(
        own.contains("passed a turn of T1: nothing applies"),
        "{own}"
    );
    let others = place.ok(&["log", "--study", "study", "--as", "ana"]);
    assert!(!others.contains("passed"), "{others}");
}

//! The journal line: its frozen shape, and that every change of it is noticed.

use intercoder::event::Event;
use intercoder::event::study::StudySet;
use intercoder::id::{StudyId, Writer};
use intercoder::journal::{self, Body, Head, Line, Unverified};

use crate::pen::{Pen, study_id};

/// Never edit this line: it is what the format promises.
const GOLDEN: &str = r#"{"hash":"269eaa38151f94d220138f575fee733b","head":{"v":1,"writer":"ana-k7f3q2","seq":1,"prev":"bf6337caf489c1898f66db8f6037f859","clock":107,"at":"2026-11-21T20:50:00Z"},"salt":"07070707070707070707070707070707","body":{"study.set":{"key":"title","value":"Recovery “and” parenting~\n"}}}"#;

fn head() -> Head {
    let writer = Writer::from("ana-k7f3q2");
    Head {
        v: 1,
        seq: 1,
        prev: journal::first_prev(&study_id(), &writer),
        writer,
        clock: 107,
        at: "2026-11-21T20:50:00Z".into(),
        batch: None,
        over: [].into(),
    }
}

fn line() -> String {
    let title = "Recovery “and” parenting~\n".to_owned();
    let event = Event::StudySet(StudySet {
        key: "title".to_owned(),
        value: title,
    });
    journal::render(&study_id(), &head(), [7; 16], &event)
        .unwrap()
        .0
}

fn check(line: &str) -> Result<Line, Unverified> {
    journal::verify(&study_id(), line)
}

#[test]
fn the_golden_line_is_written_byte_for_byte() {
    assert_eq!(line().trim_end_matches('\n'), GOLDEN);
}

#[test]
fn a_rendered_line_verifies_and_says_what_was_written() {
    let read = check(line().trim_end_matches('\n')).unwrap();
    assert_eq!(read.head, head());
    assert!(matches!(read.body, Body::Event(Event::StudySet(ref set)) if set.key == "title"));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let line = line();
    let bytes = line.trim_end_matches('\n').as_bytes();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.to_vec();
            flipped[place] ^= 1 << bit;
            let Ok(flipped) = String::from_utf8(flipped) else {
                continue;
            };
            assert!(
                check(&flipped).is_err(),
                "bit {bit} of byte {place} went unnoticed: {flipped}"
            );
        }
    }
}

#[test]
fn a_cut_at_any_byte_inside_a_line_is_noticed() {
    let line = line();
    let whole = line.trim_end_matches('\n');
    let cuts = (0..whole.len()).filter_map(|end| whole.get(..end));
    assert_eq!(cuts.filter(|cut| check(cut).is_ok()).count(), 0);
}

#[test]
fn no_byte_may_stand_outside_the_frame() {
    let line = line();
    let whole = line.trim_end_matches('\n');
    for changed in [
        format!(" {whole}"),
        format!("{whole} "),
        whole.replacen(",\"salt\"", " ,\"salt\"", 1),
    ] {
        assert_eq!(check(&changed), Err(Unverified::Frame));
    }
    let spaced = whole.replacen("\"head\":{", "\"head\":{ ", 1);
    assert_eq!(check(&spaced), Err(Unverified::Hash));
}

#[test]
fn a_line_of_another_study_does_not_verify() {
    let read = journal::verify(&StudyId::from("another"), line().trim_end_matches('\n'));
    assert_eq!(read, Err(Unverified::Hash));
}

#[test]
fn a_blanked_line_still_verifies_under_its_hash_and_holds_no_word() {
    let line = line();
    let whole = line.trim_end_matches('\n');
    let blank = journal::blank(whole).unwrap();
    assert!(!blank.contains("Recovery") && !blank.contains("salt"));
    let (full, blanked) = (check(whole).unwrap(), check(&blank).unwrap());
    assert_eq!((full.hash, full.head), (blanked.hash, blanked.head));
    assert_eq!(blanked.body, Body::Blank);
    assert_eq!(journal::blank(&blank).unwrap(), blank);
}

#[test]
fn an_unknown_kind_and_a_newer_version_are_kept_by_name() {
    let mut pen = Pen::new("ana", 1);
    pen.add_code("support", None);
    let known = pen.text.lines().last().unwrap();
    let newer = known.replacen("{\"code.add\"", "{\"code.dream\"", 1);
    assert_eq!(check(&newer), Err(Unverified::Hash));
    let event = Event::StudySet(StudySet {
        key: "k".to_owned(),
        value: "3".to_owned(),
    });
    let (line, _) =
        journal::render(&study_id(), &Head { v: 2, ..head() }, [1; 16], &event).unwrap();
    assert_eq!(
        check(line.trim_end_matches('\n')).unwrap().body,
        Body::Unknown("study.set".to_owned())
    );
}

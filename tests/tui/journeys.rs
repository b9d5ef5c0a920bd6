//! The journeys, played with the keys they name.

use intercoder::event::Event;
use intercoder::event::document::{DocumentChange, DocumentSet};

use super::Seat;
use crate::program::{self, Place};

#[test]
fn the_first_interview_is_coded_with_eight_keys_and_undo_works_tomorrow() {
    let mut seat = Seat::in_sample("you").at("I01");
    seat.press("xx<enter>relc<enter>");
    assert_eq!(seat.codings().len(), 1);
    assert!(
        seat.codings()[0].starts_with("rel-crisis: "),
        "{:?}",
        seat.codings()
    );
    seat.press("u");
    assert!(seat.codings().is_empty());
    seat.press("U");
    assert_eq!(seat.codings().len(), 1);
    seat.press("u");
    let mut tomorrow = seat.again();
    assert!(tomorrow.codings().is_empty());
    tomorrow.press("U");
    assert_eq!(tomorrow.codings().len(), 1);
    tomorrow.press("u");
    assert!(tomorrow.codings().is_empty());
}

#[test]
fn a_whole_turn_gets_the_same_code_and_words_become_one() {
    let mut seat = Seat::in_sample("you").at("I01");
    seat.press("xx<enter>relc<enter>JX.");
    assert_eq!(seat.codings().len(), 2);
    seat.press("Lvwwwi<enter>mtheir own words<esc>");
    assert_eq!(seat.codings().len(), 3, "{}", seat.said());
    assert_eq!(
        seat.view()
            .memos()
            .filter(|memo| memo.coder.0 == "you")
            .count(),
        1
    );
    seat.press("d");
    assert_eq!(seat.codings().len(), 2, "{}", seat.said());
    seat.press("u");
    assert_eq!(seat.codings().len(), 3);
    let uncoded = seat.frame();
    seat.press("gu0");
    assert_ne!(uncoded, seat.frame());
    assert_eq!(seat.view().passes().count(), 1);
    seat.press("q");
    assert_eq!(seat.errands, [intercoder::tui::desk::Errand::Quit]);
    let said = intercoder::tui::summary::summary(&seat.desk, std::time::Duration::from_secs(200));
    let line = said.last().unwrap();
    assert!(
        line.starts_with("I01: ")
            && line.contains("1 read")
            && line.contains("3 excerpts; 1 new code; 4 min"),
        "{line}"
    );
}

#[test]
fn the_hard_passage_takes_nine_keys_with_both_codes_among_the_recent_and_seventeen_without() {
    let without = "xxx<enter>relc<enter>xx<enter>strr<enter>";
    assert!(intercoder::tui::keys::Key::typed(without).len() <= 17);
    let mut seat = Seat::in_sample("you")
        .at("I12")
        .on("There was a night in March");
    seat.press(without);
    let hard = [
        "rel-crisis: There was a night in March. He rang at two, he had the number of the old friend in his hand. I stayed on the line till the shop closed.",
        "str-relapse: Next day we tore up the old plan and wrote the next one together at his kitchen table. Nobody told him off.",
    ];
    assert_eq!(seat.codings(), hard);
    seat.press("uu");
    let mut seat = Seat::in_sample("you")
        .at("I12")
        .on("They do, and it makes me itch");
    seat.press("x<enter>relc<enter>x<enter>strr<enter>");
    let recent = &mut seat;
    let start = recent.find("There was a night in March").start();
    recent.desk.model.reader.as_mut().unwrap().land(start);
    let keys = "xxxr1xxr2";
    assert!(keys.len() <= 9);
    recent.press(keys);
    assert!(
        hard.iter()
            .all(|coding| recent.codings().contains(&(*coding).to_owned())),
        "{:?}",
        recent.codings()
    );
}

/// A blind round over two documents of the sample for ben and chi, opened by lee.
fn in_a_blind_round() -> Place {
    let place = Place::new();
    program::copy(&Place::sample().path("sample"), &place.path("study"));
    place.ok(&[
        "round",
        "new",
        "--documents",
        "I01,I04",
        "--coders",
        "ben,chi",
        "--study",
        "study",
        "--as",
        "lee",
    ]);
    program::copy(&place.path("study"), &place.path("other"));
    place
}

#[test]
fn two_copies_code_at_once_and_see_each_other_when_the_round_is_closed_and_not_before() {
    let place = in_a_blind_round();
    let other = Place::new();
    program::copy(&place.path("other"), &other.path("study"));
    let mut ben = Seat::sit((place, "ben"), "ben").at("I01");
    let mut chi = Seat::sit((other, "chi"), "chi").at("I01");
    ben.press("x<enter>relc<enter>DD");
    chi.press("x<enter>relr<enter>DD");
    program::bring_journals(&chi.place.path("study"), &ben.place.path("study"));
    ben.desk.session.refresh().unwrap();
    ben.desk.hear(intercoder::tui::message::Message::Arrived);
    let theirs = |seat: &Seat, coder: &str| {
        seat.view()
            .codings()
            .iter()
            .filter(|coding| {
                coding.coder.0 == coder
                    && coding.round.is_some_and(|round| {
                        seat.view()
                            .rounds()
                            .iter()
                            .any(|known| known.id == round && known.name == "3")
                    })
            })
            .count()
    };
    assert_eq!(theirs(&ben, "chi"), 0, "a blind round shows nothing");
    assert!(
        !ben.press("t")
            .press("t")
            .frame()
            .contains("OTHERS IN THIS TURN")
    );
    assert!(
        ben.press("<space>d").frame().contains("done"),
        "progress is shown"
    );
    ben.press("<enter>");
    let folder = ben.place.path("study");
    ben.place.ok_on(
        "lee",
        &[
            "round",
            "close",
            "3",
            "--without",
            "ben,chi",
            "--reason",
            "test: I04 left out",
            "--study",
            folder.to_str().unwrap(),
            "--as",
            "lee",
        ],
    );
    ben.desk.session.refresh().unwrap();
    ben.desk.hear(intercoder::tui::message::Message::Arrived);
    assert_eq!(theirs(&ben, "chi"), 1, "a closed round shows all");
    assert!(
        ben.frame().contains("OTHERS IN THIS TURN"),
        "{}",
        ben.frame()
    );
}

#[test]
fn what_arrives_does_not_move_the_cursor() {
    let place = Place::new();
    program::copy(&Place::sample().path("sample"), &place.path("study"));
    let mut seat = Seat::sit((place, "machine"), "you")
        .at("I12")
        .on("Nobody told him off");
    seat.press("x");
    let before = (
        seat.selected(),
        seat.desk.model.reader.as_ref().unwrap().top,
    );
    seat.codes_elsewhere("ana");
    let count = seat.view().codings().len();
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(intercoder::tui::message::Message::Arrived);
    assert_eq!(seat.view().codings().len(), count + 1);
    assert_eq!(
        (
            seat.selected(),
            seat.desk.model.reader.as_ref().unwrap().top
        ),
        before
    );
}

#[test]
fn a_document_that_goes_while_another_screen_is_open_is_in_no_list_and_behind_no_screen() {
    let mut seat = super::saying("Hard at first.");
    let document = seat.view().document_called("T1").unwrap().id;
    seat.press("<space>c");
    let gone = Event::DocumentSet(DocumentSet {
        document,
        change: DocumentChange::Retired(true),
    });
    let session = &mut seat.desk.session;
    session.record(|draft| draft.add(gone)).unwrap();
    seat.desk.hear(intercoder::tui::message::Message::Arrived);
    seat.press("<esc>");
    assert!(
        seat.frame().contains("No documents yet"),
        "{}",
        seat.frame()
    );
}

#[test]
fn a_correction_that_arrives_is_shown_and_the_cursor_stays_with_its_words() {
    let mut seat = super::saying("Hard at first. Then she came.");
    seat.press("Lx<enter>voi<enter><esc>");
    seat.place.write("better.txt", "INT1: How was it?\nP01: It was hard at first. Then she came.\nINT1: Thank you.\nP01: Bye.\n");
    seat.place.ok_on(
        "other",
        &[
            "document",
            "revise",
            "T1",
            "better.txt",
            "--study",
            "study",
            "--as",
            "ana",
        ],
    );
    let journals = intercoder::store::journals::read(seat.desk.session.folder()).unwrap();
    seat.desk
        .arrive(intercoder::store::watch::Arrival::Journals(journals));
    assert!(
        seat.frame().contains("It was hard at first."),
        "{}",
        seat.frame()
    );
    assert_eq!(seat.codings(), ["voice: Then she came."]);
    seat.press("x");
    assert_eq!(seat.selected(), "Then she came.");
    seat.press("<enter>cha<enter>");
    assert_eq!(
        super::marked(&seat),
        "It was hard at first. [voice:[change:Then she came.]]"
    );
}

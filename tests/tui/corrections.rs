//! Corrections on the screen: the words of a turn, whose it is, and the queue of what they changed.

use intercoder::texts::Texts;
use intercoder::tui::action::Screen;

use super::{Seat, marked, saying};

const SAID: &str = "Hard at frist. Then she came.";

/// Two excerpts of what P01 says, with a typing error in the first.
fn seat() -> Seat {
    let mut seat = saying(SAID);
    seat.press("x<enter>cha<enter><esc>Lx<enter>voi<enter><esc>gg");
    assert_eq!(
        marked(&seat),
        "[change:Hard at frist.] [voice:Then she came.]"
    );
    seat.on("Hard")
}

/// The turn at the cursor gets other words.
fn rewrite(seat: &mut Seat, words: &str) {
    seat.press("E");
    let typed = format!("{}{words}<esc>", "<backspace>".repeat(SAID.len()));
    seat.press(&typed);
}

#[test]
fn words_of_a_turn_are_corrected_and_excerpts_move_along_and_u_brings_all_back() {
    let mut seat = seat();
    rewrite(&mut seat, "It was Hard at first. Then she came.");
    assert_eq!(
        seat.said(),
        "turn 2 corrected; excerpts: 1 moved, 1 changed"
    );
    assert_eq!(
        marked(&seat),
        "It was [change:Hard at first.] [voice:Then she came.]"
    );
    seat.press("u");
    assert!(seat.said().contains("u again"), "{}", seat.said());
    seat.press("u");
    assert!(seat.said().starts_with("undone"), "{}", seat.said());
    assert_eq!(
        marked(&seat),
        "[change:Hard at frist.] [voice:Then she came.]"
    );
    seat.press("U");
    assert!(
        seat.frame().contains("It was Hard at first."),
        "{}",
        seat.frame()
    );
}

#[test]
fn what_was_not_changed_or_has_no_words_is_not_written() {
    let mut seat = seat();
    let before = seat.view().extent();
    seat.press("E<esc>");
    assert_eq!(seat.said(), "the words are as they were");
    rewrite(&mut seat, "");
    assert!(seat.said().contains("keeps its words"), "{}", seat.said());
    seat.press("<c-c><c-c>");
    assert_eq!(seat.view().extent(), before);
}

#[test]
fn a_text_that_was_corrected_meanwhile_is_not_written_over() {
    let mut seat = seat();
    seat.press("E um");
    seat.place.ok_on(
        "other",
        &[
            "document", "replace", "T1", "--find", "frist", "--with", "first", "--study", "study",
            "--as", "ana",
        ],
    );
    let journals = intercoder::store::journals::read(seat.desk.session.folder()).unwrap();
    seat.desk
        .arrive(intercoder::store::watch::Arrival::Journals(journals));
    seat.press("<esc>");
    assert!(
        seat.said().contains("corrected meanwhile"),
        "{}",
        seat.said()
    );
    assert!(
        seat.frame().contains("came. um"),
        "the words are kept: {}",
        seat.frame()
    );
    seat.press("<c-c><c-c>E um<esc>");
    assert!(
        seat.frame().contains("Hard at first. Then she came. um"),
        "{}",
        seat.frame()
    );
}

#[test]
fn a_turn_is_said_to_be_somebody_s_and_waits_no_more_where_it_is_an_interviewer_s() {
    let mut seat = saying("Hm.");
    let waiting = seat.desk.model.reader.as_ref().unwrap().waiting.len();
    seat.press("Winterv<enter>");
    assert_eq!(seat.said(), "turn 2 is an interviewer's now");
    let now = seat.desk.model.reader.as_ref().unwrap().waiting.len();
    assert_eq!(now, waiting - 1);
    seat.press("uu");
    let back = seat.desk.model.reader.as_ref().unwrap().waiting.len();
    assert_eq!(back, waiting);
}

/// At the queue, after the first excerpt changed and the words of the second went elsewhere.
fn queue() -> Seat {
    let mut seat = seat();
    rewrite(&mut seat, "Hard at first. He went.");
    seat.press("<space>d");
    assert!(
        seat.frame().contains("To review: 2 excerpts of yours"),
        "{}",
        seat.frame()
    );
    seat.press("r");
    seat
}

#[test]
fn ctrl_o_comes_back_from_the_transcript_to_what_waits() {
    let mut seat = queue();
    let waiting = seat.frame();
    seat.press("t");
    assert_ne!(seat.desk.model.screen, Screen::Review);
    seat.press("<c-o>");
    assert_eq!(seat.desk.model.screen, Screen::Review);
    assert_eq!(seat.frame(), waiting);
}

#[test]
fn a_verdict_goes_on_and_a_movement_decides_nothing() {
    let mut seat = queue();
    for words in [
        "review: 1 of 2",
        "Hard at frist.",
        "Hard at first.",
        "its words are other",
    ] {
        assert!(seat.frame().contains(words), "{words}: {}", seat.frame());
    }
    let before = seat.view().extent();
    seat.press("jkgegg");
    assert_eq!(seat.view().extent(), before);
    seat.press("y");
    assert!(seat.frame().contains("review: 1 of 1"), "{}", seat.frame());
    seat.press("u");
    assert!(seat.frame().contains("review: 1 of 2"), "{}", seat.frame());
    seat.press("yx");
    assert!(seat.frame().contains("Nothing waits"), "{}", seat.frame());
    seat.press("<esc>");
    assert!(!seat.frame().contains("To review"), "{}", seat.frame());
}

#[test]
fn an_excerpt_is_held_against_the_text_when_it_comes_and_not_when_it_is_drawn() {
    let mut seat = queue();
    seat.desk.model.texts = Texts::default();
    for words in ["Hard at frist.", "Hard at first."] {
        assert!(seat.frame().contains(words), "{words}: {}", seat.frame());
    }
}

#[test]
fn what_is_gone_is_attached_where_its_words_may_stand() {
    let mut seat = seat();
    rewrite(&mut seat, "Hard at frist. Zzz!");
    seat.press("<space>dr");
    assert!(
        seat.frame().contains("its words are gone"),
        "{}",
        seat.frame()
    );
    seat.press("y");
    assert!(
        seat.said().contains("its words are gone"),
        "{}",
        seat.said()
    );
    seat.press("<enter><enter>");
    assert!(
        seat.said().contains("voice lies there now"),
        "{}",
        seat.said()
    );
    assert!(seat.frame().contains("Nothing waits"), "{}", seat.frame());
    assert_eq!(marked(&seat), "[change:Hard at frist.] [voice:Zzz!]");
}

#[test]
fn the_queue_looks_as_it_did_and_fits_a_small_terminal() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let mut seat = queue();
        seat.resize(columns, rows);
        for (name, keys) in [("changed", "gg"), ("last", "ge")] {
            seat.press(keys);
            let (text, styles) = seat.screen();
            insta::assert_snapshot!(format!("review-{name}-{columns}x{rows}"), text.trim_end());
            insta::assert_snapshot!(
                format!("review-{name}-{columns}x{rows}-styles"),
                styles.trim_end()
            );
        }
    }
    let mut seat = queue();
    seat.resize(20, 5).frame();
    let mut idle = saying("Hm.");
    idle.press("<space>dr");
    assert!(idle.frame().contains("Nothing waits"), "{}", idle.frame());
    idle.press("yxjt<enter>");
}

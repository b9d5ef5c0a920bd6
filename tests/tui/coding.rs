//! Coding words: what is selected and coded, key by key.

use super::{check, saying};

#[test]
fn a_sentence_is_selected_and_coded_and_the_next_x_starts_after_it() {
    check(
        "Hard at first. |Then she came. Now I sleep.",
        "x<enter>voi<enter>",
        "Hard at first. [voice:Then she came.] Now I sleep.",
    );
    check(
        "|Hard at first. Then she came. Now I sleep.",
        "x<enter>voi<enter>x.",
        "[voice:Hard at first.] [voice:Then she came.] Now I sleep.",
    );
    check(
        "|Hard at first. Then she came. Now I sleep.",
        "xx<enter>voi<enter>",
        "[voice:Hard at first. Then she came.] Now I sleep.",
    );
}

#[test]
fn a_selection_is_coded_without_the_blanks_around_it() {
    check(
        "I felt <the staff> listened",
        "<enter>voi<enter>",
        "I felt [voice:the staff] listened",
    );
    check(
        "I felt< the staff >listened",
        "<enter>voi<enter>",
        "I felt [voice:the staff] listened",
    );
    check(
        "I |felt the staff listened",
        "vww<enter>cha<enter>",
        "I [change:felt the] staff listened",
    );
    check(
        "I |felt the staff listened",
        "<s-right><s-right>c<enter>",
        "I [voice:felt the] staff listened",
    );
    check(
        "I |felt the staff",
        "vlll<enter>voi<enter>",
        "I [voice:fel]t the staff",
    );
}

#[test]
fn with_nothing_selected_the_sentence_at_the_cursor_is_coded() {
    check(
        "Hard at first. Then |she came.",
        "<enter>voi<enter>",
        "Hard at first. [voice:Then she came.]",
    );
}

#[test]
fn several_codes_go_on_one_excerpt_and_overlap_another() {
    check(
        "<Hard at first>. Then she came.",
        "<enter>voi<tab>cha<enter>",
        "[voice:[change:Hard at first]]. Then she came.",
    );
    check(
        "<Hard at first>. Then she came.",
        "<enter>voi<enter><enter>cha<enter>",
        "[voice:[change:Hard at first]]. Then she came.",
    );
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("X<enter>voi<enter>lx<enter>cha<enter>");
    assert_eq!(
        seat.codings(),
        [
            "voice: Hard at first. Then she came.",
            "change: Hard at first."
        ]
    );
}

#[test]
fn the_same_code_on_the_same_words_is_not_put_on_twice() {
    check(
        "<Hard> at first",
        "<enter>voi<enter>.",
        "[voice:Hard] at first",
    );
}

#[test]
fn enter_never_makes_a_code_and_ctrl_n_does() {
    check("<Hard> at first", "<enter>zzz<enter><esc>", "Hard at first");
    check(
        "<Hard> at first",
        "<enter>hardship<c-n>",
        "[hardship:Hard] at first",
    );
}

#[test]
fn words_become_a_code_of_their_own() {
    check(
        "She came |every single week.",
        "vww<esc>",
        "She came every single week.",
    );
    check(
        "She came <every single week>.",
        "i<enter>",
        "She came [every-single-week:every single week].",
    );
    let mut seat = saying("She came every single week.");
    seat.press("xivoi<enter>");
    let view = seat.view();
    let code = view.code_called("she-came-every-single-week").unwrap();
    assert_eq!(code.code.origin, "in vivo");
    assert_eq!(code.parent, view.code_called("voice").map(|voice| voice.id));
}

#[test]
fn recent_codes_have_letters_that_stay() {
    check(
        "|One. Two. Three. Four.",
        "x<enter>voi<enter>x<enter>cha<enter>xr1xr2",
        "[voice:One.] [change:Two.] [voice:Three.] [change:Four.]",
    );
}

#[test]
fn the_code_at_the_cursor_is_taken_off_and_undo_puts_it_back() {
    check("<Hard> at first", "<enter>voi<enter>d", "Hard at first");
    check(
        "<Hard> at first",
        "<enter>voi<enter>du",
        "[voice:Hard] at first",
    );
    check("<Hard> at first", "<enter>voi<enter>duU", "Hard at first");
}

#[test]
fn where_codings_overlap_one_is_picked_and_going_around_changes_nothing() {
    let two = "<enter>voi<tab>cha<enter><esc>";
    check(
        "<Hard> at first",
        &format!("{two}d"),
        "[voice:[change:Hard]] at first",
    );
    check(
        "<Hard> at first",
        &format!("{two}dddd<esc>"),
        "[voice:[change:Hard]] at first",
    );
    check(
        "<Hard> at first",
        &format!("{two}d<enter>"),
        "[change:Hard] at first",
    );
    check(
        "<Hard> at first",
        &format!("{two}dd<enter>"),
        "[voice:Hard] at first",
    );
}

#[test]
fn another_code_takes_the_place_and_the_memo() {
    let mut seat = saying("Hard at first.");
    seat.press("x<enter>voi<enter>mBig words<esc>*schange<enter>");
    assert_eq!(seat.codings(), ["change: Hard at first."]);
    let view = seat.view();
    let own = view.codings()[0];
    let memo = view.memos().next().unwrap();
    assert_eq!(memo.on, intercoder::coding::On::Coding(own.id));
    assert_eq!(memo.text, "Big words");
    let quotes: Vec<_> = view.quotes().map(|quote| quote.theme).collect();
    assert_eq!(quotes, [Some(own.code)]);
    drop(view);
    seat.press("u");
    assert_eq!(seat.codings(), ["voice: Hard at first."]);
}

#[test]
fn an_edge_moves_and_never_past_the_other() {
    check(
        "<Hard> at first",
        "<enter>voi<enter>oww<enter>",
        "[voice:Hard at first]",
    );
    check(
        "Hard <at first>",
        "<enter>voi<enter>oob<enter>",
        "[voice:Hard at first]",
    );
    check(
        "Hard <at> first",
        "<enter>voi<enter>obbbb<enter>",
        "Hard [voice:at] first",
    );
    check(
        "<Hard> at first",
        "<enter>voi<enter>oww<esc>",
        "[voice:Hard] at first",
    );
}

#[test]
fn a_value_of_the_scale_is_asked_for_and_can_be_changed() {
    let mut seat = saying("Hard at first.");
    seat.press("x<enter>stance<enter>3");
    assert_eq!(seat.view().codings()[0].value.as_deref(), Some("for"));
    seat.press("V1");
    assert_eq!(seat.view().codings()[0].value.as_deref(), Some("against"));
    seat.press("u");
    assert_eq!(seat.view().codings()[0].value.as_deref(), Some("for"));
}

#[test]
fn a_turn_is_passed_and_taken_back() {
    let mut seat = saying("Hard at first.");
    seat.press("0");
    assert_eq!(seat.view().passes().count(), 1);
    assert!(
        seat.frame().contains("1 uncoded turn left"),
        "{}",
        seat.frame()
    );
    seat.press("0");
    assert_eq!(seat.view().passes().count(), 0);
    seat.press("x<enter>voi<enter>0");
    assert_eq!(
        seat.view().passes().count(),
        0,
        "a coded turn is not passed"
    );
}

#[test]
fn a_document_is_finished_after_one_question_and_opened_again() {
    let mut seat = saying("Hard at first.");
    seat.press("D");
    assert!(
        seat.said()
            .contains("2 participant turns have no code: read, nothing applies?"),
        "{}",
        seat.said()
    );
    assert!(seat.view().progress().is_empty());
    seat.press("D");
    assert_eq!(
        seat.view().progress()[0].state,
        intercoder::round::State::Done
    );
    seat.press("D");
    assert_eq!(
        seat.view().progress()[0].state,
        intercoder::round::State::Open
    );
}

#[test]
fn a_question_is_answered_by_the_same_key_alone() {
    let mut seat = saying("Hard at first.");
    seat.press("DjD");
    assert!(seat.view().progress().is_empty());
}

#[test]
fn a_memo_is_written_again_and_emptied() {
    let mut seat = saying("Hard at first.");
    seat.press("x<enter>voi<enter>mTwo acts?<esc>");
    assert_eq!(seat.view().memos().next().unwrap().text, "Two acts?");
    seat.press("m No.<esc>");
    assert_eq!(
        seat.view()
            .memos()
            .map(|memo| memo.text.clone())
            .collect::<Vec<_>>(),
        ["Two acts? No."]
    );
    seat.press("m<c-c>");
    assert_eq!(seat.view().memos().count(), 1);
    seat.press(&format!("m{}<esc>", "<backspace>".repeat(20)));
    assert_eq!(seat.view().memos().count(), 0);
    seat.press("u");
    assert_eq!(seat.view().memos().count(), 1);
}

#[test]
fn what_is_copied_says_where_it_stands_and_respects_who_may_not_be_quoted() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("xy");
    let copied =
        intercoder::tui::desk::Errand::Copy("“Hard at first.” (P01, T1, turn 2)".to_owned());
    assert_eq!(seat.errands, [copied]);
    let place = seat.place;
    drop(seat.desk);
    place.write("people.csv", "id,role,may_quote\nP01,parent,no\n");
    place.ok(&["people", "import", "people.csv", "--study", "study"]);
    let mut seat = super::Seat::sit((place, "machine"), "ana").at("T1");
    seat.press("xy");
    assert!(seat.errands.is_empty());
    assert!(
        seat.said().contains("P01 must not be quoted"),
        "{}",
        seat.said()
    );
}

#[test]
fn wide_and_combined_characters_are_whole() {
    check(
        "|👩‍👧 came e\u{301}arly",
        "vl<enter>voi<enter>",
        "[voice:👩‍👧] came e\u{301}arly",
    );
    check(
        "come |e\u{301}arly",
        "vl<enter>voi<enter>",
        "come [voice:e\u{301}]arly",
    );
    check(
        "|שלום לכם היום",
        "vw<enter>voi<enter>",
        "[voice:שלום] לכם היום",
    );
}

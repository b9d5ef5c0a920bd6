//! The search screen: what is asked, what is shown of it, and the way there and back.

use std::fs;

use intercoder::round::Unit;
use intercoder::run::Order;
use intercoder::tui::message::Message;
use intercoder::tui::screen::search::review::{Place, first};

use super::Seat;

/// Ana at the search screen of the sample, after these keys.
fn check(keys: &str, shown: &[&str]) -> Seat {
    let mut seat = Seat::in_sample("ana");
    seat.resize(120, 36).press("<space>/").press(keys);
    let frame = seat.frame();
    for words in shown {
        assert!(frame.contains(words), "{keys}: {words}\n{frame}");
    }
    seat
}

#[test]
fn words_are_looked_for_while_they_are_typed() {
    check("", &["871 turns in 15 documents", "at most 8 words apart"]);
    check(
        "zzyzx",
        &["> zzyzx", "0 hits in 0 documents", "Nothing found."],
    );
    check(
        "\"kitchen floor\"",
        &["> \"kitchen floor\"", "2 hits in 2 documents", "I02 t22"],
    );
    check("kitchen<enter>", &["hits in", "▌  1 ", "/ query"]);
}

#[test]
fn a_line_that_cannot_be_read_is_said_at_its_place() {
    let seat = check(
        "plan code:rel-crisys<enter>",
        &["there is no code rel-crisys; did you mean rel-crisis?"],
    );
    let frame = seat.frame();
    let lines: Vec<&str> = frame.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("> plan code:"))
        .unwrap();
    let place = |line: &str, sign: &str| line.split(sign).next().unwrap().chars().count();
    assert_eq!(place(lines[at + 1], "^"), place(lines[at], "rel-crisys"));
}

#[test]
fn what_a_line_may_not_have_been_meant_to_say_stands_below_it() {
    let said = "the filter holds on one side of OR";
    check("night OR morning role:parent<enter>", &[said, "▌  1 "]);
    check(
        "zzyzx or zyzzyx<enter>",
        &["OR in capitals joins", "Nothing found."],
    );
    let meant = check("(night OR morning) role:parent<enter>", &["▌  1 "]);
    assert!(!meant.frame().contains(said), "{}", meant.frame());
}

#[test]
fn a_hit_leads_into_the_transcript_and_back_to_the_same_hit() {
    for back in ["<c-o>", "<esc>"] {
        let mut seat = check("phone<enter>jj", &["▌  3 "]);
        let place = |frame: &str| {
            let line = frame.lines().find(|line| line.contains("▌  3 ")).unwrap();
            line.chars().skip(6).take(11).collect::<String>()
        };
        let before = place(&seat.frame());
        seat.press("<enter>");
        let document = before.split(' ').next().unwrap();
        assert!(
            seat.frame().contains(&format!("┌─ {document}")),
            "{}",
            seat.frame()
        );
        seat.press(back);
        assert!(seat.frame().contains("> phone"), "{}", seat.frame());
        assert_eq!(place(&seat.frame()), before);
    }
}

#[test]
fn a_facet_is_asked_for_and_taken_away_again() {
    let seat = check(
        "phone<enter><tab><enter>",
        &["> phone coded", "asked for: phone coded"],
    );
    assert!(!seat.frame().contains("interviewer "), "{}", seat.frame());
    check(
        "phone<enter><tab><enter><enter>",
        &["> phone ", "asked for: phone"],
    );
    check("phone OR call<enter><tab><enter>", &["> (phone OR call) "]);
}

#[test]
fn what_was_asked_comes_back_and_esc_leaves_the_line_as_it_is() {
    check(
        "phone<enter>/ plan<enter>/<up><up>",
        &["> phone ", "hits in"],
    );
    check(
        "phone<enter>/ plan<enter>/<up><up><down><enter>",
        &["> phone plan"],
    );
}

#[test]
fn a_turn_is_coded_from_the_hits_and_the_hit_says_so() {
    let mut seat = check("\"kitchen floor\"<enter>", &["str-relapse rel-crisis"]);
    seat.press("c");
    assert!(seat.frame().contains("code this:"), "{}", seat.frame());
    seat.press("fst-early<enter>");
    assert!(seat.frame().contains("fst-early on"), "{}", seat.frame());
    seat.press("<esc><esc>");
    let frame = seat.frame();
    assert!(frame.contains("> \"kitchen floor\""), "{frame}");
    assert!(frame.contains("fst-early"), "{frame}");
}

#[test]
fn passages_in_the_same_words_are_found_and_opened() {
    let mut seat = check(
        "\"kitchen floor\"<enter>S",
        &["passages in the same words", "0."],
    );
    seat.press("<enter>");
    assert!(seat.frame().contains("AT CURSOR"), "{}", seat.frame());
    seat.press("<esc>");
    assert!(
        seat.frame().contains("passages in the same words"),
        "{}",
        seat.frame()
    );
}

#[test]
fn all_hits_go_into_a_file_and_none_is_overwritten() {
    let mut seat = check("phone<enter>X", &["write all hits to which file (CSV)"]);
    let path = seat.place.path("hits.csv");
    let name = path.display().to_string();
    seat.press("<c-u>").press(&name).press("<enter>");
    assert!(seat.frame().contains("hits written to"), "{}", seat.frame());
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("\u{feff}document,turn,speaker,role,start,end,codes,score,quote"));
    assert!(written.contains("On the phone, in the car"), "{written}");
    seat.press("X<c-u>").press(&name).press("<enter>");
    assert!(seat.frame().contains("not written: "), "{}", seat.frame());
}

#[test]
fn a_small_screen_shows_the_hits_and_what_has_the_keys() {
    let mut seat = Seat::in_sample("ana");
    seat.resize(80, 24).press("<space>/phone<enter>");
    assert!(seat.frame().contains("turn "), "{}", seat.frame());
    seat.press("<tab>");
    assert!(seat.frame().contains("facets, turns"), "{}", seat.frame());
}

/// Ana at the proposals of a line for a code, none judged.
fn reviewing() -> Seat {
    let seat = check(
        "phone -role:interviewer<enter>Aproc-covid<enter>",
        &[
            "proposed for proc-covid",
            "reviewed 0: yes 0  no 0  other 0  skip 0",
            "undefined",
        ],
    );
    assert_eq!(own(&seat).len(), 0);
    seat
}

/// The codings that came of a query.
fn own(seat: &Seat) -> Vec<String> {
    let view = seat.desk.view();
    let queried = view.codings().iter().filter(|coding| {
        matches!(coding.origin.as_deref(), Some(intercoder::coding::Origin::Query(line)) if line == "phone -role:interviewer")
    });
    queried
        .map(|coding| intercoder::history::code(&view, coding.code))
        .collect()
}

#[test]
fn nothing_is_coded_before_a_yes_and_every_yes_keeps_its_query() {
    let mut seat = reviewing();
    seat.press("xs");
    assert_eq!(own(&seat), [""; 0]);
    assert!(
        seat.frame()
            .contains("reviewed 2: yes 0  no 1  other 0  skip 1"),
        "{}",
        seat.frame()
    );
    seat.press("y");
    assert_eq!(own(&seat), ["proc-covid"]);
    assert!(
        seat.frame()
            .contains("reviewed 3: yes 1  no 1  other 0  skip 1"),
        "{}",
        seat.frame()
    );
    assert!(
        seat.frame().contains("precision so far 0.50  n = 2"),
        "{}",
        seat.frame()
    );
    seat.press("eorg-recs<enter>");
    assert_eq!(own(&seat), ["proc-covid", "org-recs"]);
}

#[test]
fn a_verdict_is_taken_back_by_undo_and_waits_again() {
    let mut seat = reviewing();
    let waiting = |seat: &Seat| seat.desk.model.search.review.as_ref().unwrap().waiting;
    let before = waiting(&seat);
    seat.press("y");
    assert_eq!(waiting(&seat), before - 1);
    seat.press("u");
    assert_eq!(own(&seat), [""; 0]);
    assert_eq!(waiting(&seat), before);
}

/// Where the proposal before the coder lies.
fn before_the_coder(seat: &Seat) -> Place {
    let review = seat.desk.model.search.review.as_ref().unwrap();
    let offered = first(review).unwrap();
    (offered.proposal.document, offered.proposal.span)
}

#[test]
fn what_is_taken_back_comes_before_the_coder_again_one_after_another() {
    let mut seat = reviewing();
    let first = before_the_coder(&seat);
    seat.press("s");
    let second = before_the_coder(&seat);
    seat.press("x");
    assert!(before_the_coder(&seat) != second && second != first);
    seat.press("u");
    assert_eq!(before_the_coder(&seat), second);
    seat.press("u");
    assert_eq!(before_the_coder(&seat), first);
    let lines = seat.view().lines().count();
    seat.press("u");
    assert_eq!(
        seat.view().lines().count(),
        lines,
        "nothing of before the review is taken back"
    );
    assert!(
        seat.said().contains("nothing of this review"),
        "{}",
        seat.said()
    );
}

#[test]
fn a_proposal_is_read_whole_on_a_small_screen_and_opened_where_it_stands() {
    let mut seat = reviewing();
    seat.resize(80, 24);
    for _ in 0..12 {
        let review = seat.desk.model.search.review.as_ref().unwrap();
        let offered = first(review).unwrap();
        let sentence = offered.turn[offered.at.clone()].to_owned();
        let frame: String = seat.frame().replace(['│', '▌'], " ");
        let frame = frame.split_whitespace().collect::<Vec<_>>().join(" ");
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(frame.contains(&sentence), "{sentence}\n{frame}");
        seat.press("s");
    }
    let (document, _) = before_the_coder(&seat);
    let turn = first(seat.desk.model.search.review.as_ref().unwrap())
        .unwrap()
        .proposal
        .turn;
    seat.resize(120, 36).press("<enter>");
    assert_eq!(seat.desk.model.reader.as_ref().unwrap().document, document);
    assert!(
        seat.frame().contains(&format!("AT CURSOR  turn {turn}")),
        "{}",
        seat.frame()
    );
}

#[test]
fn the_unit_and_the_order_of_proposals_are_chosen_before_the_first_verdict() {
    let mut seat = reviewing();
    let unit = |seat: &Seat| seat.desk.model.search.review.as_ref().unwrap().unit;
    seat.press("+");
    assert_eq!(unit(&seat), Unit::Turn);
    seat.press("-oo");
    assert!(seat.frame().contains("order: document"), "{}", seat.frame());
    seat.press("y+");
    assert_eq!(unit(&seat), Unit::Sentence);
    let view = seat.view();
    let run = view.runs().next().unwrap();
    assert_eq!(
        (run.unit, run.order, run.limit),
        (Unit::Sentence, Order::Document, None)
    );
}

#[test]
fn what_another_coder_does_meanwhile_is_found() {
    let mut seat = check("code:rel-crisis coder:chi document:I12<enter>", &["hit"]);
    let turns = |seat: &Seat| seat.desk.model.search.page.as_ref().unwrap().turns;
    let before = turns(&seat);
    seat.codes_elsewhere("chi");
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    assert_eq!(turns(&seat), before + 1);
}

#[test]
fn passages_like_all_of_a_code_leave_out_what_has_it() {
    let mut seat = check("code:rel-crisis<enter><tab>", &["facets, turns"]);
    let at = {
        let slices = seat.desk.model.search.slices();
        let is_meant = |slice: &intercoder::query::facet::Slice| slice.filter == "code:rel-crisis";
        slices
            .iter()
            .position(|(_, slice)| is_meant(slice))
            .unwrap()
    };
    seat.press(&"j".repeat(at)).press("S");
    let alike = seat.desk.model.search.alike.clone().unwrap();
    assert!(alike.len() > 5);
    let coded = alike
        .iter()
        .filter(|alike| alike.codes.contains(&"rel-crisis".to_owned()));
    assert_eq!(coded.count(), 0);
}

#[test]
fn what_was_skipped_comes_again_last_when_the_review_is_gone_on_with() {
    let mut seat = reviewing();
    let waiting = |seat: &Seat| seat.desk.model.search.review.as_ref().unwrap().waiting;
    let (all, skipped) = (waiting(&seat), before_the_coder(&seat));
    seat.press("sx<esc>Aproc-covid<enter>");
    assert_eq!(waiting(&seat), all - 1);
    assert!(before_the_coder(&seat) != skipped);
    seat.press(&"x".repeat(all - 2));
    assert_eq!(before_the_coder(&seat), skipped);
}

#[test]
fn a_review_that_was_left_goes_on_as_the_same_run() {
    let mut seat = reviewing();
    seat.press("yx<esc>Aproc-covid<enter>");
    assert!(
        seat.frame().contains("reviewed 2: yes 1  no 1"),
        "{}",
        seat.frame()
    );
    assert_eq!(seat.desk.view().runs().count(), 1);
}

//! The search screen: what is asked, what is shown of it, and the way there and back.

use std::fs;

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
        matches!(&coding.origin, Some(intercoder::coding::Origin::Query(line)) if line == "phone -role:interviewer")
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

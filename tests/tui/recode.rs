//! Recoding on the screen: one excerpt at a time with its code then and now; a verdict goes on, a movement decides nothing.

use super::Seat;
use crate::program::Place;

/// The sample after rel-crisis was narrowed and lex-limits split, with a coder at the recode queue.
fn seat(coder: &str) -> Seat {
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("study"));
    let lee = ["--study", "study", "--as", "lee"];
    for change in [
        &["edit", "rel-crisis", "--not-when", "calls by day"][..],
        &["split", "lex-limits", "--into", "lim-time,lim-role"],
        &["freeze"],
    ] {
        place.ok(&[&["codebook"], change, &lee].concat());
    }
    let mut seat = Seat::sit((place, "machine"), coder);
    seat.press("c");
    seat
}

/// The coder's codings with a code, by version.
fn codings(seat: &Seat, handle: &str) -> Vec<u32> {
    let view = seat.view();
    let coder = view.viewer().unwrap();
    let code = view.code_called(handle).unwrap().id;
    let own = view.codings().iter();
    own.filter(|coding| coding.coder == *coder && coding.code == code)
        .filter_map(|coding| Some(view.version(coding.codebook?)?.number))
        .collect()
}

/// After keys the screen says this, and so many codings of rel-crisis are under version 1, and under version 2.
fn check(keys: &str, words: &str, counts: (usize, usize)) -> Seat {
    let mut seat = seat("ana");
    // The excerpts of lex-limits come first.
    seat.press(&"j".repeat(11)).press(keys);
    assert!(seat.frame().contains(words), "{keys}: {}", seat.frame());
    let versions = codings(&seat, "rel-crisis");
    let of = |number: u32| {
        versions
            .iter()
            .filter(|version| **version == number)
            .count()
    };
    assert_eq!((of(1), of(2)), counts, "{keys}");
    seat
}

#[test]
fn a_verdict_goes_on_a_movement_decides_nothing_and_u_takes_it_back() {
    let seat = check("", "recode: 12 of 25", (14, 0));
    let frame = seat.frame();
    for words in [
        "calls by day",
        "planned relapse plan",
        "not when v1",
        "not when v2",
    ] {
        assert!(frame.contains(words), "{frame}");
    }
    check("jjkjgegg", "recode: 1 of 25", (14, 0));
    check("y", "recode: 12 of 24", (13, 1));
    check("x", "recode: 12 of 24", (13, 0));
    check("yu", "recode: 12 of 25", (14, 0));
    check("<enter>str-rel<enter>", "recode: 12 of 24", (13, 0));
    check("<enter><esc>", "recode: 12 of 25", (14, 0));
}

#[test]
fn a_split_code_cannot_be_kept_and_a_new_one_can_be_taken() {
    let mut seat = seat("ana");
    seat.press("y");
    assert!(seat.said().contains("is a container"), "{}", seat.said());
    seat.press("<enter>lim-t<enter>");
    assert!(seat.frame().contains("1 of 24"), "{}", seat.frame());
    assert_eq!(codings(&seat, "lim-time"), [2]);
}

#[test]
fn a_lead_recodes_the_team_s_excerpts_in_the_final_layer_alone() {
    let mut seat = seat("lee");
    assert!(seat.frame().contains("1 of 66"), "{}", seat.frame());
    let before: Vec<_> = seat.view().codings().iter().map(|of| of.id).collect();
    seat.press("rshe has left<enter>x");
    assert!(seat.frame().contains("1 of 65"), "{}", seat.frame());
    let after: Vec<_> = seat.view().codings().iter().map(|of| of.id).collect();
    assert_eq!(before, after);
    let reasons: Vec<String> = seat
        .view()
        .recodings()
        .map(|of| of.reason.clone())
        .collect();
    assert!(reasons.contains(&"she has left".to_owned()), "{reasons:?}");
}

#[test]
fn the_screen_fits_a_small_terminal_and_says_when_nothing_waits() {
    let mut seat = seat("ana");
    for (columns, rows) in [(80, 24), (20, 5)] {
        seat.resize(columns, rows).frame();
    }
    let mut idle = Seat::in_sample("ana");
    idle.press("c");
    assert!(idle.frame().contains("Nothing waits"), "{}", idle.frame());
}

//! Codes that lie together on the screen: the command's figures in a triangle, and the way to a place and back.

use intercoder::matrix::within::Within;
use intercoder::tui::action::Screen;
use intercoder::tui::desk::Errand;
use intercoder::tui::message::{Message, Pointer};
use intercoder::tui::theme::{Colours, Theme};
use serde_json::Value;

use super::{Seat, saying};

/// At the heat map of the sample.
fn seat(coder: &str) -> Seat {
    let mut seat = Seat::in_sample(coder);
    seat.resize(80, 24).press("<space>x");
    seat
}

fn check(seat: &Seat, words: &[&str]) {
    let frame = seat.frame();
    for words in words {
        assert!(frame.contains(words), "{words}:\n{frame}");
    }
}

/// The marked pair: both handles, how often together.
fn marked(seat: &Seat) -> (String, String, u32) {
    let heat = &seat.desk.model.heat;
    let pair = heat.pair().unwrap();
    let handle = |row: usize| heat.found.rows()[row].key.clone();
    (handle(pair.rows.0), handle(pair.rows.1), pair.together)
}

/// Two codes, how often together, and c.
type Counted = (String, String, u64, String);

/// What the screen counts, as the command prints it.
fn counted(seat: &Seat) -> Vec<Counted> {
    let heat = &seat.desk.model.heat;
    let handle = |row: usize| heat.found.rows()[row].key.clone();
    let pairs = heat.found.pairs(heat.fewest()).into_iter();
    let each = pairs.map(|pair| {
        let (one, other) = pair.rows;
        (
            handle(one),
            handle(other),
            pair.together.into(),
            format!("{:.9}", pair.c.unwrap()),
        )
    });
    each.collect()
}

#[test]
fn every_nearness_layer_and_level_has_the_figures_of_the_command() {
    let mut seat = seat("lee");
    for (keys, asked) in [
        ("", &["--within", "overlap"][..]),
        ("s", &["--within", "turn"]),
        ("s", &["--within", "2"]),
        ("+", &["--within", "3"]),
        ("F", &["--within", "3", "--layer", "final"]),
        ("F", &["--within", "3", "--layer", "ana"]),
        (
            "v",
            &["--within", "3", "--layer", "ana", "--level", "theme"],
        ),
        (
            "m",
            &[
                "--within", "3", "--layer", "ana", "--level", "theme", "--min", "2",
            ],
        ),
    ] {
        seat.press(keys);
        let args = [
            &["matrix", "cooccur"],
            asked,
            &["--study", "study", "--as", "lee"],
        ]
        .concat();
        let said = seat.place.json(&args);
        let pairs = said["pairs"].as_array().unwrap().iter();
        let word = |of: &Value| of.as_str().unwrap().to_owned();
        let expected: Vec<Counted> = pairs
            .map(|pair| {
                let (one, other) = (word(&pair["first"]), word(&pair["second"]));
                (
                    one,
                    other,
                    pair["together"].as_u64().unwrap(),
                    format!("{:.9}", pair["c"].as_f64().unwrap()),
                )
            })
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(counted(&seat), expected, "{asked:?}");
    }
}

#[test]
fn it_opens_at_the_pair_most_often_together_and_tab_goes_on_to_the_next() {
    let mut seat = seat("you");
    let first = marked(&seat);
    assert_eq!(
        (first.0.as_str(), first.1.as_str()),
        ("rel-crisis", "str-relapse")
    );
    check(
        &seat,
        &[
            "rel-crisis + str-relapse   together 4",
            "excerpts of rel-crisis have",
        ],
    );
    seat.press("<tab>");
    let second = marked(&seat);
    assert!(second != first && second.2 <= first.2);
    seat.press("ge");
    let heat = &seat.desk.model.heat;
    assert_eq!(heat.line.at, heat.shown.len() - 1);
    seat.press("gg");
    assert_eq!(
        (seat.desk.model.heat.line.at, seat.desk.model.heat.column.at),
        (1, 0)
    );
}

#[test]
fn the_mark_never_leaves_the_triangle() {
    let mut seat = seat("you");
    for keys in [
        "gg",
        "k",
        "h",
        "lll",
        "jjj",
        "llllll",
        "<pgdn>",
        "<pgup>",
        "ge",
        "llllllllll",
        "j",
    ] {
        seat.press(keys);
        let heat = &seat.desk.model.heat;
        assert!(
            heat.column.at < heat.line.at && heat.line.at < heat.shown.len(),
            "{keys}"
        );
        seat.frame();
    }
}

#[test]
fn enter_opens_the_marked_place_and_ctrl_o_comes_back_to_the_same_cell() {
    let mut seat = seat("you");
    seat.press("J");
    let (pair, spot) = (marked(&seat), seat.desk.model.heat.spots[1].clone());
    seat.press("<enter>");
    let reader = seat.desk.model.reader.as_ref().unwrap();
    let start = spot.excerpts.0.start().min(spot.excerpts.1.start());
    assert_eq!((reader.document, reader.head), (spot.document, start));
    // A jump inside the transcript is gone back first.
    seat.press("gu<c-o>");
    assert_eq!(seat.desk.model.screen, Screen::Reader);
    seat.press("<c-o>");
    assert_eq!(
        (seat.desk.model.screen, marked(&seat)),
        (Screen::Cooccurrence, pair)
    );
}

#[test]
fn the_keys_say_what_they_changed_and_the_screen_says_what_is_counted() {
    let mut seat = seat("you");
    check(
        &seat,
        &[
            "codes together on overlapping excerpts  layer all  at least 1",
            "unit excerpt",
            "/ one above the other",
            "left out",
        ],
    );
    seat.press("s");
    assert_eq!(seat.said(), "together: in the same turn");
    check(&seat, &["unit turn"]);
    seat.press("+");
    assert_eq!(seat.desk.model.heat.within, Within::Turns(3));
    seat.press("F");
    assert_eq!(seat.said(), "layer final");
    check(&seat, &["undecided, left out"]);
    seat.press("mt");
    check(&seat, &["at least 2", "quarters of the most often"]);
    seat.press("x");
    match seat.errands.last() {
        Some(Errand::Copy(words)) => assert!(words.contains("| first | second |"), "{words}"),
        other => panic!("{other:?}"),
    }
    seat.press("?");
    check(
        &seat,
        &[
            "all keys of codes that lie together",
            "/  one code stands above",
        ],
    );
}

#[test]
fn where_nothing_is_together_the_screen_says_what_to_do() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("<space>x");
    check(&seat, &["Nothing is coded yet", "Space d"]);
    seat.press("<esc>x<enter>voi<enter><esc><space>x");
    check(&seat, &["No two codes of one coder", "s looks further"]);
    seat.press("<esc>w<esc>x<enter>cha<enter><esc><space>x");
    check(&seat, &["voice + change   together 1   c 1.00"]);
    seat.press("m");
    check(&seat, &["at least 2 times", "m shows"]);
}

#[test]
fn the_mouse_marks_a_cell_and_a_place() {
    let mut seat = seat("you");
    seat.press("gg");
    // The third line of the triangle, its second column.
    let (x, y) = (1 + 25 + 4 + 1, 1 + 2 + 2);
    seat.desk.hear(Message::Pointer(Pointer::Down, (x, y)));
    let heat = &seat.desk.model.heat;
    assert_eq!((heat.line.at, heat.column.at), (2, 1));
    seat.desk.hear(Message::Pointer(Pointer::Down, (x + 40, y)));
    assert_eq!(seat.desk.model.heat.column.at, 1, "there is no cell");
    seat.desk.hear(Message::Pointer(Pointer::Wheel(2), (x, y)));
    assert_eq!(seat.desk.model.heat.line.at, 4);
}

#[test]
fn without_colour_every_shade_is_another_sign() {
    let mut seat = seat("you");
    seat.press("st");
    seat.desk.model.theme = Theme {
        colours: Colours::None,
    };
    let frame = seat.resize(120, 40).frame();
    for sign in ["░  1", "▒  4", "█  9", "/  7", "·"] {
        assert!(frame.contains(sign), "{sign}\n{frame}");
    }
}

#[test]
fn a_blind_coder_sees_nothing_of_the_others() {
    let place = crate::cli::in_a_blind_round();
    let ben = ["--study", "study", "--as", "ben"];
    place.ok_on(
        "laptop",
        &[
            &[
                "coding",
                "add",
                "T1",
                "--quote",
                "Now I sleep.",
                "--code",
                "voice",
            ],
            &ben[..],
        ]
        .concat(),
    );
    let mut seat = Seat::sit((place, "machine"), "ana");
    seat.press("<space>x");
    check(
        &seat,
        &["No two codes of one coder", "round 1 is blind: yours alone"],
    );
    let heat = &seat.desk.model.heat;
    assert!(heat.found.rows().iter().all(|row| row.key != "secret"));
    // Nor may she look at ben's alone: there is nothing of his to see.
    let mut layers = Vec::new();
    for _ in 0..4 {
        seat.press("F");
        layers.push(seat.desk.model.heat.layer.to_string());
        check(&seat, &["No two codes"]);
    }
    assert_eq!(layers, ["final", "ana", "all", "final"]);
}

//! Frames: what every screen shows, and that none falls over.

use intercoder::tui::keys::{Key, sequence};
use intercoder::tui::message::{Message, Pointer};
use intercoder::tui::table::BINDINGS;
use intercoder::tui::theme::{Colours, Theme};
use proptest::prelude::*;
use ratatui::style::Color;

use super::{Seat, saying};

const SCREENS: [(&str, &str); 13] = [
    ("reader", ""),
    ("documents", "<space>d"),
    ("codebook", "<space>c"),
    ("agreement", "<space>a"),
    ("reconcile", "<space>r"),
    ("hits", "<space>/phone<enter>"),
    ("cooccurrence", "<space>x"),
    ("themes", "<space>t"),
    ("framework", "<space>m"),
    ("presence", "<space>mt"),
    ("crosstab", "<space>mtt"),
    ("history", "<space>h"),
    ("help", "?"),
];

#[test]
fn the_screens_look_as_they_did() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        for (name, keys) in SCREENS {
            // The history of the sample has one entry of today; only the lead's are the same for ever.
            let keys = if name == "history" {
                "<space>h/lee<enter>"
            } else {
                keys
            };
            let mut seat = Seat::in_sample("you")
                .at("I12")
                .on("There was a night in March");
            seat.resize(columns, rows)
                .press("xxx<enter>relc<enter>xx<enter>strr<enter>");
            seat.press(keys);
            let (text, styles) = seat.screen();
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), text.trim_end());
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}-styles"), styles.trim_end());
        }
    }
}

#[test]
fn the_picker_a_memo_and_a_choice_look_as_they_did() {
    for (name, keys) in [
        ("excerpts", "<space>c/lex-model<enter><enter>jj"),
        ("fields", "<space>c/rel-crisis<enter>e"),
        ("search", "/kitchen"),
        (
            "summary",
            "<space>mjeShe was met by people who had been there.<esc>",
        ),
        ("recent", "x<enter>relc<enter>xr"),
        ("picker", "xxx<enter>relc"),
        ("memo", "x<enter>relc<enter>mTwo acts."),
        ("which", "x<enter>relc<tab>relr<enter><esc>d"),
    ] {
        let mut seat = Seat::in_sample("you")
            .at("I12")
            .on("There was a night in March");
        seat.resize(80, 24).press(keys);
        let (text, styles) = seat.screen();
        insta::assert_snapshot!(name, text.trim_end());
        insta::assert_snapshot!(format!("{name}-styles"), styles.trim_end());
    }
}

#[test]
fn nothing_is_wider_than_the_screen_and_the_key_line_leads_on() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 36), (200, 60)] {
        for (name, keys) in SCREENS {
            let mut seat = Seat::in_sample("ana").at("FG2");
            let frame = seat.resize(columns, rows).press(keys).frame();
            let last = frame.lines().last().unwrap();
            assert!(
                last.contains("all keys") && last.contains("quit"),
                "{name} at {columns}: {last}"
            );
            let borders = frame
                .lines()
                .filter(|line| line.starts_with('│') || line.starts_with('┌'));
            for line in borders {
                let width = unicode_width::UnicodeWidthStr::width(line);
                assert_eq!(width, usize::from(columns), "{name}: {line}");
            }
        }
    }
}

#[test]
fn too_small_a_screen_says_so_and_nothing_falls_over() {
    for (columns, rows) in [(20, 5), (1, 1), (59, 40), (80, 14)] {
        for (_, keys) in SCREENS {
            let mut seat = Seat::in_sample("you").at("I01");
            seat.resize(columns, rows)
                .press(keys)
                .press("jkx<enter>a<esc><esc>");
            let frame = seat.frame();
            assert!(columns < 20 || frame.contains("too small"), "{frame}");
        }
    }
}

#[test]
fn hostile_words_reach_the_screen_as_marks() {
    let mut seat = saying(
        "A \u{1b}[31mred\u{1b}[0m \u{202e}drow\u{202c} \u{9b}2J bell\u{7} tab\there. 👩‍👧 e\u{301} 中文 שלום",
    );
    for (columns, rows) in [(60, 15), (80, 24), (120, 36)] {
        let frame = seat
            .resize(columns, rows)
            .press("x<enter>voi<enter><esc>")
            .frame();
        let acts = frame
            .chars()
            .find(|c| intercoder::text::visible::acts_on_a_terminal(*c) && *c != '\n');
        assert_eq!(acts, None, "{frame:?}");
        assert!(frame.contains('␛'), "{frame}");
        seat.press("u");
    }
}

#[test]
fn hostile_names_reach_no_screen_as_they_are() {
    let mut seat = saying("Hard at first.");
    let hostile = "\u{1b}[31mred \u{202e}drow\u{9b}2J";
    for change in [
        ["study", "set", "title", hostile],
        ["codebook", "edit", "voice", "--name"],
    ] {
        let mut args = change.to_vec();
        args.extend((args[0] == "codebook").then_some(hostile));
        args.extend(["--study", "study", "--as", "ana"]);
        seat.place.ok_on("other", &args);
    }
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    for (columns, rows) in [(60, 15), (80, 24), (160, 50)] {
        for (name, keys) in SCREENS
            .into_iter()
            .chain([("picker", "<esc><esc><esc><space>d<enter>x<enter>")])
        {
            let frame = seat.resize(columns, rows).press(keys).frame();
            let acts = frame
                .chars()
                .find(|c| intercoder::text::visible::acts_on_a_terminal(*c) && *c != '\n');
            assert_eq!(acts, None, "{name}: {frame:?}");
        }
        seat.press("<esc><esc>");
    }
}

/// The colours of every cell of the reader and the codebook.
fn colours(colours: Colours) -> Vec<Color> {
    let mut seat = Seat::in_sample("ana").at("I02");
    seat.desk.model.theme = Theme { colours };
    let mut all = Vec::new();
    for keys in ["tt", "<space>c", "<space>d"] {
        seat.press(keys);
        let mut terminal =
            ratatui::Terminal::new(ratatui::backend::TestBackend::new(120, 36)).unwrap();
        terminal.draw(|frame| seat.desk.draw(frame)).unwrap();
        let cells = &terminal.backend().buffer().content;
        // No cell has a ground of its own, so that light and dark terminals keep theirs.
        assert!(cells.iter().all(|cell| cell.bg == Color::Reset));
        all.extend(
            cells
                .iter()
                .map(|cell| cell.fg)
                .filter(|colour| *colour != Color::Reset),
        );
    }
    all
}

#[test]
fn each_sort_of_terminal_gets_colours_it_has_and_keeps_its_own_ground() {
    let is_named = |colour: &Color| !matches!(colour, Color::Indexed(_) | Color::Rgb(..));
    let sixteen = colours(Colours::Sixteen);
    assert!(!sixteen.is_empty() && sixteen.iter().all(is_named));
    let many = colours(Colours::Many);
    assert!(
        !many.is_empty()
            && many
                .iter()
                .all(|colour| matches!(colour, Color::Indexed(_)))
    );
    let all = colours(Colours::True);
    assert!(!all.is_empty() && all.iter().all(|colour| matches!(colour, Color::Rgb(..))));
    assert!(colours(Colours::None).is_empty());
}

#[test]
fn what_the_terminal_can_show_is_what_the_environment_says() {
    for (no_color, colorterm, term, expected) in [
        (
            Some("1"),
            Some("truecolor"),
            Some("xterm-256color"),
            Colours::None,
        ),
        (
            Some(""),
            Some("truecolor"),
            Some("xterm-256color"),
            Colours::True,
        ),
        (None, None, Some("xterm-256color"), Colours::Many),
        (None, None, Some("xterm"), Colours::Sixteen),
        (None, None, Some("dumb"), Colours::None),
    ] {
        assert_eq!(Colours::told(no_color, colorterm, term), expected);
    }
}

#[test]
fn the_turns_that_wait_are_those_that_progress_tells() {
    for coder in ["ana", "you"] {
        for document in ["I02", "FG1", "I12"] {
            let mut seat = Seat::in_sample(coder).at(document);
            seat.press("gux<enter>relc<enter>gu0");
            let reader = seat.desk.model.reader.as_ref().unwrap();
            let (view, hand) = (seat.view(), reader.hand.as_ref().unwrap());
            let document = (
                view.document(reader.document).unwrap(),
                reader.passage.as_ref(),
            );
            let told =
                intercoder::progress::uncoded_turns(&view, document, (&hand.coder, hand.round));
            let waiting: Vec<usize> = reader.waiting.iter().map(|turn| turn + 1).collect();
            assert_eq!(waiting, told, "{coder} in {}", document.0.handle);
        }
    }
}

#[test]
fn interviewers_are_hidden_and_come_back() {
    let mut seat = Seat::in_sample("you").at("I12");
    assert!(seat.frame().contains("INT2"));
    seat.press("z");
    assert!(!seat.frame().contains("INT2"), "{}", seat.frame());
    seat.press("z");
    assert!(seat.frame().contains("INT2"));
}

#[test]
fn stripes_go_by_code_by_parent_by_coder_and_by_density() {
    let mut seat = Seat::in_sample("ana").at("I02");
    assert!(seat.frame().contains("STRIPES (t) your codes"));
    assert!(
        seat.press("t")
            .frame()
            .contains("STRIPES (t) the codes above yours")
    );
    let by_coder = seat.press("t").frame();
    assert!(
        by_coder.contains("STRIPES (t) coders") && by_coder.contains(" chi"),
        "{by_coder}"
    );
    assert!(
        seat.press("t")
            .frame()
            .contains("STRIPES (t) how many codings")
    );
}

#[test]
fn words_are_found_in_this_document() {
    let mut seat = Seat::in_sample("you").at("I12");
    seat.press("/KITCHEN<enter>");
    assert!(seat.said().starts_with("hit 1 of "), "{}", seat.said());
    seat.press("n");
    assert!(seat.said().starts_with("hit "), "{}", seat.said());
    seat.press("/zebra<enter>");
    assert_eq!(seat.said(), "“zebra” does not stand in this document");
}

#[test]
fn the_mouse_places_selects_and_scrolls() {
    let mut seat = Seat::in_sample("you").at("I12");
    let geometry = seat.desk.model.reader.as_ref().unwrap().geometry;
    let top = (geometry.words, geometry.first);
    seat.desk.hear(Message::Pointer(Pointer::Down, top));
    seat.desk
        .hear(Message::Pointer(Pointer::Drag, (top.0 + 10, top.1)));
    assert!(
        !seat.selected().is_empty() && seat.selected().len() <= 10,
        "{}",
        seat.selected()
    );
    let before = seat.desk.model.reader.as_ref().unwrap().top;
    seat.desk.hear(Message::Pointer(Pointer::Wheel(3), top));
    assert_eq!(seat.desk.model.reader.as_ref().unwrap().top, before + 3);
}

#[test]
fn a_paste_outside_a_field_does_nothing_and_says_so() {
    let mut seat = Seat::in_sample("you").at("I12");
    seat.desk.hear(Message::Paste("dddqqq".to_owned()));
    assert!(
        seat.said().contains("paste does nothing here"),
        "{}",
        seat.said()
    );
    assert!(seat.errands.is_empty());
}

/// The keys that fuzzing presses: all of the table, and what types words.
fn any_keys() -> impl Strategy<Value = Vec<Key>> {
    let table = BINDINGS
        .iter()
        .flat_map(|binding| binding.keys.iter().map(|keys| sequence(keys)));
    let typed = [
        "rel",
        "e",
        "1",
        "9",
        "é",
        "中",
        "voi",
        "<backspace>",
        "<enter>",
        "<esc>",
    ];
    let all: Vec<Vec<Key>> = table.chain(typed.into_iter().map(Key::typed)).collect();
    prop::collection::vec(prop::sample::select(all), 400..=400).prop_map(|keys| keys.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_keys_make_it_fall_over_and_the_study_still_verifies(keys in any_keys(), columns in 20_u16..160, rows in 4_u16..50) {
        let mut seat = saying("Hard at first. Then she came, e\u{301}very 中文 week. 👩‍👧 Now I sleep.");
        seat.resize(columns, rows);
        for key in keys {
            seat.desk.press(key);
        }
        seat.frame();
        seat.resize(80, 24).frame();
        let place = seat.place;
        drop(seat.desk);
        place.ok(&["verify", "--study", "study"]);
    }
}

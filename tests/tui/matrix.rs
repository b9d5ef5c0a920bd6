//! The matrix on the screen: the commands' figures, summaries that are written, stale and brought back, and the way into a file.

use intercoder::tui::action::Screen;
use intercoder::tui::message::{Message, Pointer};
use intercoder::tui::screen::matrix::Focus;
use intercoder::tui::theme::{Colours, Theme};
use serde_json::{Value, to_value};

use super::{Seat, saying};

/// At the matrix of the sample.
fn seat(coder: &str) -> Seat {
    let mut seat = Seat::in_sample(coder);
    seat.resize(80, 24).press("<space>m");
    seat
}

fn check(seat: &Seat, words: &[&str]) {
    let frame = seat.frame();
    for words in words {
        assert!(frame.contains(words), "{words}:\n{frame}");
    }
}

/// What the command says of the same study.
fn of_command(seat: &Seat, asked: &[&str]) -> Value {
    let args = [&["matrix"], asked, &["--study", "study", "--as", "lee"]].concat();
    seat.place.json(&args)
}

/// What is written of a cell on the disk: its words, and whether it is stale.
fn written(seat: &Seat, (case, theme): (&str, &str)) -> (Option<String>, bool) {
    let said = of_command(seat, &["framework"]);
    let cases = said["cases"].as_array().unwrap().iter();
    let cell = cases
        .filter(|of| of["case"] == case)
        .flat_map(|of| of["cells"].as_array().unwrap())
        .find(|cell| cell["theme"] == theme)
        .unwrap();
    let words = cell["summary"].as_str().map(str::to_owned);
    (words, cell["stale"].as_bool().unwrap())
}

/// Goes to a cell of the framework.
fn go(seat: &mut Seat, (case, theme): (&str, &str)) {
    let found = seat.desk.model.matrix.found.as_ref().unwrap();
    let line = found.cases.iter().position(|of| of.handle == case).unwrap();
    let mut columns = found.request.columns.iter();
    let column = columns.position(|of| of.key == theme).unwrap();
    seat.press("gg").press(&"h".repeat(60));
    seat.press(&"j".repeat(line)).press(&"l".repeat(column));
    assert_eq!(seat.desk.model.matrix.keys(), Some((case, theme)));
}

#[test]
fn every_framework_has_the_figures_of_the_command() {
    let mut seat = seat("lee");
    for (keys, asked) in [
        ("", &["framework"][..]),
        ("r", &["framework", "--cases", "documents"]),
        (
            "v",
            &["framework", "--cases", "documents", "--themes", "all"],
        ),
        ("rv", &["framework", "--themes", "top"]),
        ("v", &["framework", "--themes", "themes"]),
        (
            "F",
            &["framework", "--themes", "themes", "--layer", "final"],
        ),
        ("F", &["framework", "--themes", "themes", "--layer", "ana"]),
    ] {
        seat.press(keys);
        let found = seat.desk.model.matrix.found.as_ref().unwrap();
        let (shown, said) = (
            to_value(&found.framework).unwrap(),
            of_command(&seat, asked),
        );
        assert!(!said["cases"].as_array().unwrap().is_empty());
        for key in ["layer", "themes", "cases", "filled", "stale"] {
            assert_eq!(shown[key], said[key], "{key} of {asked:?}");
        }
    }
}

#[test]
fn presence_has_the_figures_of_the_command_and_its_totals() {
    let mut seat = seat("lee");
    for (keys, asked) in [
        ("t", &["presence"][..]),
        ("r", &["presence", "--cases", "documents"]),
        (
            "F",
            &["presence", "--cases", "documents", "--layer", "final"],
        ),
    ] {
        seat.press(keys);
        let found = seat.desk.model.matrix.found.as_ref().unwrap();
        let shown = to_value(found.presence.as_ref().unwrap()).unwrap();
        let said = of_command(&seat, asked);
        for key in ["layer", "themes", "cases", "totals"] {
            assert_eq!(shown[key], said[key], "{key} of {asked:?}");
        }
    }
    check(&seat, &["●p", "all ●p present", "all ·n not stated"]);
}

#[test]
fn a_crosstab_has_the_figures_of_the_command_and_each_cell_opens_to_its_people() {
    let mut seat = seat("lee");
    seat.press("vtt");
    while seat.desk.model.matrix.asked.by.as_deref() != Some("role") {
        seat.press("p");
    }
    let said = of_command(&seat, &["crosstab", "--by", "role"]);
    let found = seat.desk.model.matrix.found.as_ref().unwrap();
    let shown = to_value(found.crosstab.as_ref().unwrap()).unwrap();
    assert_eq!(shown["rows"], said["rows"]);
    assert_eq!(shown["attributes"], said["attributes"]);
    check(
        &seat,
        &["clinician", "of 2", "role clinician is 2: groups below k"],
    );
    seat.press("gg").press(&"h".repeat(20));
    // The speakers of a cell's excerpts are the people that it counts.
    for at in 0..seat.desk.model.matrix.size().1 {
        let of = seat.desk.model.matrix.found.as_ref().unwrap();
        let row = &of.crosstab.as_ref().unwrap().rows[0];
        let value = of.groups[at].value.clone();
        let count = row.by["role"].get(&value).copied().unwrap_or(0);
        let view = seat.desk.view();
        let excerpts = seat.desk.model.matrix.excerpts.iter();
        let speakers: std::collections::BTreeSet<_> = excerpts
            .flat_map(|of| intercoder::themes::speakers_at(&view, &seat.desk.model.texts, of.place))
            .filter(|id| {
                let values = view.person(id).unwrap().values("role").iter();
                let mut values = values.map(|of| of.as_str()).peekable();
                match values.peek() {
                    Some(_) => values.any(|of| of == value),
                    None => value == "not stated",
                }
            })
            .collect();
        assert_eq!(speakers.len(), count, "{value}");
        drop(view);
        seat.press("l");
    }
}

#[test]
fn a_summary_is_what_the_command_says_goes_stale_and_undo_brings_the_old_one_back() {
    let mut seat = saying("Hard at first. Then she came. Now I sleep.");
    seat.place.ok_on(
        "other",
        &[
            "codebook", "add", "loud", "--below", "voice", "--study", "study", "--as", "ana",
        ],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    seat.press("x<enter>loud<enter><esc><space>m");
    check(
        &seat,
        &[
            "…",
            "waiting for a summary; e writes one",
            "“Hard at first.”",
        ],
    );
    let said = |seat: &Seat| {
        let said = seat
            .place
            .json(&["matrix", "framework", "--study", "study", "--as", "ana"]);
        let cell = said["cases"][0]["cells"][0].clone();
        (cell["summary"].clone(), cell["stale"].clone())
    };
    seat.press("eIt was hard<esc>");
    assert_eq!(said(&seat), ("It was hard".into(), false.into()));
    check(
        &seat,
        &[
            "It was hard",
            "written by ana for layer all",
            "+ 1 written  ! 0 stale",
        ],
    );
    // Words that stay as they are write nothing.
    seat.press("e<esc>");
    assert!(seat.said().starts_with("as it was"), "{}", seat.said());
    // Another excerpt is coded: the summary stands on something else now.
    seat.place.ok_on(
        "other",
        &[
            "coding",
            "add",
            "T1",
            "--quote",
            "Now I sleep.",
            "--code",
            "loud",
            "--study",
            "study",
            "--as",
            "ana",
        ],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    check(
        &seat,
        &[
            "STALE: other excerpts",
            "+ 1 written  ! 1 stale",
            "* T1 turn 2",
        ],
    );
    assert_eq!(said(&seat), ("It was hard".into(), true.into()));
    seat.press("y");
    assert_eq!(said(&seat), ("It was hard".into(), false.into()));
    seat.press("y");
    assert!(seat.said().contains("is not stale"), "{}", seat.said());
    seat.press("e<c-w>better<esc>");
    assert_eq!(said(&seat), ("It was better".into(), false.into()));
    seat.press("u");
    assert_eq!(said(&seat), ("It was hard".into(), false.into()));
    // No words clear it, and that is taken back too.
    seat.press("e<c-w><c-w><c-w><esc>");
    assert_eq!(said(&seat), (Value::Null, false.into()));
    seat.press("u");
    assert_eq!(said(&seat).0, "It was hard");
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_written_over_unseen() {
    let mut seat = seat("ana");
    let cell = ("P05", "relationship");
    go(&mut seat, cell);
    seat.press("eMine.");
    seat.place.ok_on(
        "other",
        &[
            "matrix",
            "framework",
            "write",
            "--person",
            cell.0,
            "--theme",
            cell.1,
            "--text",
            "Theirs.",
            "--study",
            "study",
            "--as",
            "lee",
        ],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    seat.press("<esc>");
    check(&seat, &["Esc again writes yours", "Theirs."]);
    assert_eq!(written(&seat, cell).0.as_deref(), Some("Theirs."));
    seat.press("<esc>");
    assert_eq!(written(&seat, cell).0.as_deref(), Some("Mine."));
}

#[test]
fn an_excerpt_opens_in_its_transcript_and_ctrl_o_comes_back_to_the_cell() {
    let mut seat = seat("lee");
    seat.press("gu<enter>");
    assert_eq!(seat.desk.model.matrix.focus, Focus::Excerpts);
    let matrix = &seat.desk.model.matrix;
    let (line, column) = matrix.keys().unwrap();
    let keys = (line.to_owned(), column.to_owned());
    let (document, span) = matrix.excerpts[matrix.excerpt.at].place;
    seat.press("<enter>");
    assert_eq!(seat.desk.model.cursor(), Some((document, span.start())));
    seat.press("<c-o>");
    assert_eq!(seat.desk.model.screen, Screen::Matrix);
    let (line, column) = seat.desk.model.matrix.keys().unwrap();
    assert_eq!((line.to_owned(), column.to_owned()), keys);
}

#[test]
fn the_themes_lead_to_it_and_to_codes_that_lie_together() {
    let mut seat = Seat::in_sample("lee");
    seat.press("<space>tf");
    assert_eq!(seat.desk.model.screen, Screen::Matrix);
    seat.press("<esc>o");
    assert_eq!(seat.desk.model.screen, Screen::Cooccurrence);
    seat.press("<esc>");
    assert_eq!(seat.desk.model.screen, Screen::Themes);
}

#[test]
fn the_cell_that_waits_is_the_next_one_with_excerpts_and_no_summary() {
    let mut seat = seat("lee");
    let mut seen = 0;
    let waiting = seat.desk.model.matrix.found.as_ref().unwrap().waiting;
    assert!(waiting > 2);
    loop {
        let before = (
            seat.desk.model.matrix.line.at,
            seat.desk.model.matrix.column.at,
        );
        let cell = seat.desk.model.matrix.cell().unwrap();
        if cell.summary.is_none() && cell.n_excerpts > 0 {
            seen += 1;
        }
        seat.press("gu");
        if (
            seat.desk.model.matrix.line.at,
            seat.desk.model.matrix.column.at,
        ) == before
        {
            break;
        }
    }
    assert_eq!(seen, waiting);
    assert_eq!(seat.said(), "no cell waits in this direction");
}

#[test]
fn the_working_table_says_what_it_is_and_a_crosstab_singles_nobody_out() {
    let mut seat = seat("lee");
    let path = seat.place.path("framework.csv");
    seat.press("x<c-u>")
        .press(&format!("{}<enter>", path.display()))
        .write();
    assert!(
        seat.said().contains("a working table: its rows name cases"),
        "{}",
        seat.said()
    );
    let csv = std::fs::read_to_string(&path).unwrap();
    assert!(csv.contains("P05") && csv.contains("no summary"), "{csv}");
    seat.press("tt");
    while seat.desk.model.matrix.asked.by.as_deref() != Some("role") {
        seat.press("p");
    }
    let path = seat.place.path("crosstab.md");
    seat.press("x<c-u>")
        .press(&format!("{}<enter>", path.display()))
        .write();
    assert!(seat.said().contains("split by group"), "{}", seat.said());
    let words = std::fs::read_to_string(&path).unwrap();
    assert!(
        !words.contains("clinician |") && words.contains("staff"),
        "{words}"
    );
    assert!(words.contains("a screen, not a guarantee"), "{words}");
    seat.press("x<c-u>").press("matrix.pages<enter>");
    check(&seat, &["no ending that says how to write it"]);
}

#[test]
fn without_colour_every_state_is_another_sign() {
    let mut seat = seat("lee");
    go(&mut seat, ("P05", "relationship"));
    seat.press("eTrust came with time.<esc>");
    seat.desk.model.theme = Theme {
        colours: Colours::None,
    };
    check(&seat, &["+", "…", "░", "·", "Trust came with time."]);
    seat.press("t");
    check(&seat, &["●p", "·n"]);
    seat.press("t");
    check(&seat, &["2 ████··", "of 3"]);
}

#[test]
fn a_long_summary_is_read_line_by_line() {
    let mut seat = seat("lee");
    go(&mut seat, ("P05", "relationship"));
    seat.press(&format!("e{}last<esc>", "many words ".repeat(80)));
    assert!(!seat.frame().contains("last"), "{}", seat.frame());
    check(&seat, &["more of the summary: J K"]);
    seat.press(&"J".repeat(40));
    check(&seat, &["last"]);
    seat.press(&"K".repeat(40));
    check(&seat, &["written by lee"]);
}

#[test]
fn the_mouse_marks_a_cell_and_an_excerpt() {
    let mut seat = seat("lee");
    // The third line, its second column.
    let (x, y) = (1 + 20 + 5 + 1, 1 + 2 + 2);
    seat.desk.hear(Message::Pointer(Pointer::Down, (x, y)));
    let matrix = &seat.desk.model.matrix;
    assert_eq!((matrix.line.at, matrix.column.at), (2, 1));
    seat.desk.hear(Message::Pointer(Pointer::Wheel(2), (x, y)));
    assert_eq!(seat.desk.model.matrix.line.at, 4);
    seat.press("gg").press(&"h".repeat(20)).press("gu");
    let frame = seat.frame();
    let row = frame.lines().position(|line| line.contains('“')).unwrap();
    seat.desk
        .hear(Message::Pointer(Pointer::Down, (x, row as u16)));
    assert_eq!(seat.desk.model.matrix.focus, Focus::Excerpts);
}

#[test]
fn where_nothing_is_to_be_charted_the_screen_says_what_to_do() {
    let mut seat = saying("Hard at first.");
    seat.press("<space>m");
    check(
        &seat,
        &[
            "a theme is a code with others below it",
            "v shows every code",
        ],
    );
    seat.press("v");
    check(&seat, &["P01", "nothing written, no excerpt"]);
    seat.press("tt");
    check(
        &seat,
        &["No attribute of people has between two and eight values"],
    );
}

#[test]
fn a_blind_coder_sees_nothing_of_the_others() {
    let place = crate::cli::in_a_blind_round();
    place.ok_on(
        "laptop",
        &[
            "matrix",
            "framework",
            "write",
            "--document",
            "T1",
            "--theme",
            "change",
            "--text",
            "hush",
            "--study",
            "study",
            "--as",
            "ben",
        ],
    );
    let mut seat = Seat::sit((place, "machine"), "ana");
    seat.press("<space>mv");
    for keys in ["", "r", "l", "l", "l"] {
        let frame = seat.press(keys).frame();
        assert!(
            !frame.contains("hush") && frame.contains("+ 0 written"),
            "{frame}"
        );
    }
    seat.press("r");
    check(&seat, &["round 1 is blind: yours alone"]);
    let said = |seat: &Seat| {
        let asked = [
            "matrix",
            "framework",
            "--themes",
            "all",
            "--study",
            "study",
            "--as",
            "ana",
        ];
        seat.place.json(&asked)
    };
    let found = seat.desk.model.matrix.found.as_ref().unwrap();
    let shown = to_value(&found.framework).unwrap();
    assert_eq!(shown["cases"], said(&seat)["cases"]);
    assert!(
        found
            .request
            .columns
            .iter()
            .all(|theme| theme.key != "secret")
    );
    let excerpts: usize = found
        .framework
        .cases
        .iter()
        .flat_map(|case| &case.cells)
        .filter(|cell| cell.theme == "change")
        .map(|cell| cell.n_excerpts)
        .sum();
    assert_eq!(excerpts, 0, "ben's coding is hidden");
}

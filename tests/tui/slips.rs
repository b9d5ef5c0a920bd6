//! Slips: what must not go wrong when hands, disks and others are quick.

use intercoder::tui::message::{Landing, Message, Pointer};
use intercoder::tui::table::BINDINGS;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{Seat, marked, saying};
use crate::program::{self, Place};

/// While this is held, the journal cannot be written.
struct Stuck {
    journal: std::path::PathBuf,
    aside: std::path::PathBuf,
}

impl Stuck {
    fn at(seat: &Seat) -> Self {
        let (journal, aside) = (seat.place.path("study/journal"), seat.place.path("aside"));
        std::fs::rename(&journal, &aside).unwrap();
        std::fs::write(&journal, "no folder").unwrap();
        Self { journal, aside }
    }

    fn freed(self) {
        std::fs::remove_file(&self.journal).unwrap();
        std::fs::rename(&self.aside, &self.journal).unwrap();
    }
}

#[test]
fn undo_takes_what_is_not_saved_first() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("x<enter>voi<enter>");
    let stuck = Stuck::at(&seat);
    seat.press("x<enter>cha<enter>u");
    assert!(
        seat.said().starts_with("taken back before it was saved"),
        "{}",
        seat.said()
    );
    stuck.freed();
    seat.press("<c-s>");
    assert_eq!(marked(&seat), "[voice:Hard at first.] Then she came.");
}

#[test]
fn the_same_code_twice_while_unsaved_is_one_coding() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("x<enter>voi<enter>u");
    let stuck = Stuck::at(&seat);
    seat.press("x<enter>voi<enter><esc>ggJx<enter>voi<enter>");
    stuck.freed();
    seat.press("<c-s>");
    assert_eq!(marked(&seat), "[voice:Hard at first.] Then she came.");
    seat.press("u");
    assert_eq!(marked(&seat), "Hard at first. Then she came.");
}

#[test]
fn a_change_saved_after_another_document_was_opened_moves_nothing_there() {
    let mut seat = Seat::in_sample("you")
        .at("I12")
        .on("There was a night in March");
    seat.press("x<enter>relc<enter>u");
    let stuck = Stuck::at(&seat);
    seat.press("x<enter>relc<enter>");
    let id = seat.view().document_called("I01").unwrap().id;
    seat.desk.open(id, Landing::Uncoded);
    let head = seat.desk.model.reader.as_ref().unwrap().head;
    stuck.freed();
    seat.press("<c-s>");
    let reader = seat.desk.model.reader.as_ref().unwrap();
    assert_eq!((reader.head, &reader.applied), (head, &None));
    assert_eq!(
        seat.view()
            .codings()
            .iter()
            .filter(|coding| coding.coder.0 == "you")
            .count(),
        1
    );
}

#[test]
fn words_too_long_for_an_entry_stay_open_and_stop_nothing() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("x<enter>voi<enter>m");
    seat.desk
        .hear(Message::Paste("lorem ipsum ".repeat(30_000)));
    seat.press("<esc>");
    assert!(seat.said().contains("too long"), "{}", seat.said());
    assert!(seat.desk.model.over.is_some());
    seat.press("<c-c>");
    assert!(
        seat.desk.model.over.is_some(),
        "words are thrown away after a question only"
    );
    seat.press("<c-c>x<enter>cha<enter>");
    assert_eq!(
        marked(&seat),
        "[voice:Hard at first.] [change:Then she came.]"
    );
}

#[test]
fn undo_of_an_import_asks_first() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.desk.session.refresh().unwrap();
    let mut presses = 0;
    while !seat.said().starts_with("u again undoes this") && presses < 12 {
        seat.press("u");
        presses += 1;
    }
    assert!(seat.said().contains("imported T1"), "{}", seat.said());
    assert_eq!(seat.view().documents().count(), 1);
    seat.press("ju");
    assert_eq!(
        seat.view().documents().count(),
        1,
        "another key takes the question away"
    );
    seat.press("u");
    assert_eq!(seat.view().documents().count(), 0);
    assert!(
        seat.frame().contains("No documents yet"),
        "{}",
        seat.frame()
    );
    seat.press("U");
    assert_eq!(seat.view().documents().count(), 1);
}

#[test]
fn repeat_goes_by_what_stands_there_after_a_swap_and_after_undo() {
    let mut seat = saying("One. Two. Three.");
    seat.press("x<enter>voi<enter>scha<enter>x.");
    assert_eq!(marked(&seat), "[change:One.] [change:Two.] Three.");
    let mut seat = saying("One. Two. Three.");
    seat.press("x<enter>voi<tab>cha<enter>ux.");
    assert_eq!(marked(&seat), "[voice:One.] [voice:Two.] Three.");
}

#[test]
fn hidden_turns_are_not_coded_and_the_wheel_changes_no_selection() {
    let mut seat = saying("Hard at first. Then she came.");
    seat.press("ggzx<enter>voi<enter>");
    assert_eq!(seat.codings(), ["voice: Hard at first."]);
    let mut seat = Seat::in_sample("you").at("I12");
    seat.press("x");
    let (selected, geometry) = (
        seat.selected(),
        seat.desk.model.reader.as_ref().unwrap().geometry,
    );
    for _ in 0..20 {
        seat.desk.hear(Message::Pointer(
            Pointer::Wheel(3),
            (geometry.words, geometry.first),
        ));
    }
    assert_eq!(seat.selected(), selected);
}

#[test]
fn the_mark_stays_on_its_action_and_on_its_document() {
    let mut seat = saying("One. Two. Three.");
    seat.press("x<enter>voi<enter>x<enter>cha<enter><space>hjxx");
    assert_eq!(
        marked(&seat),
        "[voice:One.] [change:Two.] Three.",
        "undone and redone"
    );
    let mut seat = Seat::in_sample("ana");
    seat.press("jj");
    seat.place.ok_on(
        "lee",
        &[
            "round",
            "new",
            "--documents",
            "I09",
            "--coders",
            "ana,ben",
            "--study",
            "study",
            "--as",
            "lee",
        ],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    seat.press("<enter>");
    assert!(seat.frame().contains("─ I03 "), "{}", seat.frame());
}

#[test]
fn a_frame_of_another_size_than_the_model_s_does_not_fall_over() {
    let mut seat = Seat::in_sample("you").at("I12");
    for keys in ["", "<space>d", "<space>c", "<space>h", "?"] {
        seat.press(keys);
        for (columns, rows) in [(80, 24), (30, 8), (200, 70)] {
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
            terminal.draw(|frame| seat.desk.draw(frame)).unwrap();
        }
    }
}

#[test]
fn the_help_can_be_read_to_its_end_at_every_size() {
    for (columns, rows) in [(80, 24), (100, 24), (120, 36), (200, 60)] {
        for keys in ["", "<space>c", "<space>d", "<space>h"] {
            let mut seat = Seat::in_sample("you").at("I12");
            seat.resize(columns, rows).press(keys).press("?");
            let mut seen = String::new();
            for _ in 0..12 {
                seen.push_str(&seat.frame());
                seat.press("<pgdn>");
            }
            for binding in BINDINGS
                .iter()
                .filter(|binding| binding.mode == intercoder::tui::keys::Mode::Everywhere)
            {
                let first: String = binding.words.chars().take(12).collect();
                assert!(seen.contains(&first), "{first} at {columns}×{rows}");
            }
        }
    }
}

#[test]
fn pasted_lines_stay_lines_and_a_pasted_filter_narrows() {
    let mut seat = saying("Hard at first.");
    seat.press("x<enter>voi<enter>m");
    seat.desk.hear(Message::Paste("one\rtwo".to_owned()));
    seat.press("<esc>");
    assert_eq!(seat.view().memos().next().unwrap().text, "one\ntwo");
    let mut seat = Seat::in_sample("you");
    seat.press("/");
    seat.desk.hear(Message::Paste("FG2".to_owned()));
    assert!(
        seat.frame().contains("1 document with “FG2”"),
        "{}",
        seat.frame()
    );
}

#[test]
fn very_many_blanks_do_no_harm() {
    let mut seat = saying(&format!("a.{}b", " ".repeat(70_000)));
    seat.press("<end>ljx");
    seat.frame();
}

#[test]
fn a_line_of_the_linear_reader_is_not_taken_for_keys_where_nothing_asked() {
    let seat = saying("Hard at first.");
    let document = seat.desk.model.reader.as_ref().unwrap().document;
    let mut lines = intercoder::tui::linear::Linear::new(seat.desk.session, document);
    let said = lines.hear("m 0 tolerance");
    assert!(
        said.last()
            .unwrap()
            .contains("nothing asked for “0 tolerance”"),
        "{said:?}"
    );
    drop(lines);
    let seat = Seat::sit((seat.place, "machine"), "ana").at("T1");
    assert_eq!(seat.view().passes().count(), 0);
}

#[test]
fn a_field_that_somebody_else_changed_meanwhile_is_not_written_over() {
    let mut seat = saying("Hard at first.");
    seat.press("<space>cgge");
    seat.place.ok_on(
        "other",
        &[
            "codebook",
            "edit",
            "voice",
            "--definition",
            "THEIRS",
            "--study",
            "study",
            "--as",
            "ana",
        ],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    let sheet = match &mut seat.desk.model.over {
        Some(intercoder::tui::over::Over::Words(sheet)) => sheet,
        _ => panic!("no sheet is open"),
    };
    let mut lines = sheet.words.lines().to_vec();
    let definition = lines.iter().rposition(|line| line == "voice").unwrap();
    "MINE".clone_into(&mut lines[definition]);
    sheet.words = ratatui_textarea::TextArea::new(lines);
    seat.press("<esc>");
    assert!(
        seat.said()
            .contains("somebody else changed definition meanwhile"),
        "{}",
        seat.said()
    );
    assert_eq!(
        seat.view().code_called("voice").unwrap().code.definition,
        "THEIRS"
    );
}

#[test]
fn that_an_undone_code_is_in_use_in_a_blind_round_is_not_told() {
    let frame = |uses: bool| {
        let place = Place::new();
        program::copy(&Place::sample().path("sample"), &place.path("study"));
        place.ok_on(
            "chi",
            &[
                "codebook", "add", "chis-own", "--study", "study", "--as", "chi",
            ],
        );
        place.ok_on(
            "lee",
            &[
                "round",
                "new",
                "--documents",
                "I05",
                "--coders",
                "ben,chi",
                "--study",
                "study",
                "--as",
                "lee",
            ],
        );
        if uses {
            place.ok_on(
                "ben",
                &[
                    "coding", "add", "I05", "--turn", "2", "--code", "chis-own", "--study",
                    "study", "--as", "ben",
                ],
            );
        }
        let mut seat = Seat::sit((place, "chi"), "chi");
        seat.press("u<space>c/chis-own<enter>");
        seat.frame()
    };
    assert_eq!(frame(true), frame(false));
    assert!(!frame(true).contains("chis-own  "), "{}", frame(true));
}

#[test]
fn a_question_is_answered_from_the_documents() {
    let mut seat = Seat::in_sample("lee");
    assert!(
        seat.frame()
            .contains("ben asks you about rel-crisis (a answers)"),
        "{}",
        seat.frame()
    );
    seat.press("aYes, it counts.<esc>");
    assert!(!seat.frame().contains("asks you"), "{}", seat.frame());
    let view = seat.view();
    let answer = view
        .memos()
        .find(|memo| memo.coder.0 == "lee" && memo.text == "Yes, it counts.")
        .unwrap();
    assert_eq!(answer.to.as_ref().unwrap().0, "ben");
}

#[test]
fn a_document_whose_words_are_missing_is_named() {
    let seat = Seat::in_sample("you");
    let texts = seat.place.path("study/texts");
    for entry in std::fs::read_dir(&texts).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("I05.") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    let seat = seat.at("I05");
    assert!(
        seat.said().contains("the words of I05 are not here"),
        "{}",
        seat.said()
    );
    let place = seat.place;
    drop(seat.desk);
    let (exit, said) = place.fails(&["code", "I05", "--linear", "--as", "you", "--study", "study"]);
    assert!(exit == 4 && said.contains("I05"), "{exit}: {said}");
}

#[test]
fn excerpts_under_codes_that_changed_since_are_listed_and_lead_to_their_place_and_back() {
    let seat = saying("Hard at first. Then she came.");
    let (place, desk) = (seat.place, seat.desk);
    drop(desk);
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let mut seat = Seat::sit((place, "machine"), "ana").at("T1");
    seat.press("Lx<enter>voi<enter><esc><esc>");
    assert!(!seat.frame().contains("To recode"), "{}", seat.frame());
    seat.place.ok_on(
        "other",
        &[
            "codebook",
            "edit",
            "voice",
            "--definition",
            "said aloud",
            "--study",
            "study",
            "--as",
            "ana",
        ],
    );
    seat.place.ok_on(
        "other",
        &["codebook", "freeze", "--study", "study", "--as", "ana"],
    );
    seat.desk.session.refresh().unwrap();
    seat.desk.hear(Message::Arrived);
    assert!(
        seat.frame().contains("To recode: 1 excerpt of yours"),
        "{}",
        seat.frame()
    );
    seat.press("c");
    assert!(seat.frame().contains("said aloud"), "{}", seat.frame());
    seat.press("t");
    let reader = seat.desk.model.reader.as_ref().unwrap();
    assert_eq!(reader.head, seat.find("Then she came.").start());
    seat.press("<esc>");
    assert!(seat.frame().contains("recode: 1 of 1"), "{}", seat.frame());
    seat.press("<enter>cha<enter><esc>");
    assert!(!seat.frame().contains("To recode"), "{}", seat.frame());
}

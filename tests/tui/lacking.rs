//! What somebody who only ever uses the screens must see: that the study is incomplete, and that not every computer has obeyed a
//! withdrawal.

use std::fs;
use std::path::PathBuf;

use intercoder::store::journals;
use intercoder::store::layout::Folder;
use intercoder::store::watch::Arrival;

use super::Seat;
use crate::program::{self, Place};

/// A copy of the sample study.
fn place() -> Place {
    let place = Place::new();
    program::copy(&Place::sample().path("sample"), &place.path("study"));
    place
}

/// The file of the study whose name begins and ends so.
fn file(place: &Place, folder: &str, (begin, end): (&str, &str)) -> PathBuf {
    let files = fs::read_dir(place.path("study").join(folder)).unwrap();
    let mut files = files.map(|entry| entry.unwrap().path());
    let is_it = |name: &str| name.starts_with(begin) && name.ends_with(end);
    files
        .find(|path| is_it(path.file_name().unwrap().to_str().unwrap()))
        .unwrap()
}

/// Cuts the last lines off a journal, as a sync tool does that has not brought them yet; gives the whole journal.
fn cut(place: &Place, coder: &str) -> (PathBuf, String) {
    let path = file(place, "journal", (coder, ".jsonl"));
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let kept = lines[..lines.len() - 30].join("\n") + "\n";
    fs::write(&path, kept).unwrap();
    (path, whole)
}

/// The lead's desk, at a study of which some of ben's lines have not come.
fn without_lines_of_ben() -> Seat {
    let place = place();
    cut(&place, "ben-");
    Seat::sit((place, "machine"), "lee")
}

fn check(seat: &Seat, words: &[&str]) {
    let frame = seat.frame();
    for words in words {
        assert!(frame.contains(words), "{words}:\n{frame}");
    }
}

#[test]
fn every_screen_says_that_the_study_is_incomplete() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        for keys in ["", "c", "a", "r", "x", "t", "m", "h"] {
            let mut seat = without_lines_of_ben();
            seat.resize(columns, rows);
            if !keys.is_empty() {
                seat.press(&format!("<space>{keys}"));
            }
            let head = seat.frame().lines().next().unwrap().to_owned();
            assert!(head.contains("INCOMPLETE"), "{keys}: {head}");
        }
    }
    let seat = without_lines_of_ben();
    check(&seat, &["The study is incomplete", "missing ben-"]);
}

#[test]
fn figures_of_an_incomplete_study_say_so_above_them() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut seat = without_lines_of_ben();
        seat.resize(columns, rows).press("<space>a");
        check(&seat, &["incomplete study: missing ben-"]);
    }
}

#[test]
fn a_text_that_has_not_come_makes_a_study_incomplete_too() {
    let place = place();
    fs::remove_file(file(&place, "texts", ("I02.", ".txt"))).unwrap();
    let seat = Seat::sit((place, "machine"), "lee");
    check(&seat, &["INCOMPLETE", "a file with this in its"]);
    // A cloud shows a file before it brings it.
    let place = self::place();
    fs::write(file(&place, "texts", ("I02.", ".txt")), "").unwrap();
    let mut seat = Seat::sit((place, "machine"), "lee");
    seat.press("<space>a");
    check(&seat, &["INCOMPLETE", "incomplete study: "]);
}

#[test]
fn a_change_makes_no_incomplete_study_complete() {
    let place = place();
    let changed = file(&place, "texts", ("I02.", ".txt"));
    let words = fs::read_to_string(&changed).unwrap();
    fs::write(&changed, words + " ").unwrap();
    let mut seat = Seat::sit((place, "machine"), "lee");
    seat.press("<space>a");
    check(&seat, &["INCOMPLETE"]);
    seat.press("<space>d<enter>0<space>t");
    check(&seat, &["INCOMPLETE"]);
}

#[test]
fn many_withdrawals_leave_room_for_the_documents() {
    let place = place();
    for document in ["I01", "I02", "I03", "I04"] {
        let lee = ["--yes", "--study", "study", "--as", "lee"];
        place.ok(&[&["document", "withdraw", document], &lee[..]].concat());
    }
    let mut seat = Seat::sit((place, "machine"), "ana");
    seat.resize(80, 24);
    check(&seat, &["4 withdrawals are not obeyed", "I05"]);
}

#[test]
fn what_has_come_meanwhile_is_missed_no_more() {
    let place = place();
    let (path, whole) = cut(&place, "ben-");
    let mut seat = Seat::sit((place, "machine"), "lee");
    fs::write(path, whole).unwrap();
    let folder = Folder::open(&seat.place.path("study")).unwrap();
    let journals = journals::read(&folder).unwrap();
    seat.desk.arrive(Arrival::Journals(journals));
    assert!(!seat.frame().to_lowercase().contains("incomplete"));
}

#[test]
fn a_withdrawal_that_not_everybody_has_obeyed_stands_above_the_documents() {
    let place = place();
    place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "study", "--as", "lee",
    ]);
    let mut seat = Seat::sit((place, "machine"), "ana");
    for (columns, rows) in [(80, 24), (120, 36)] {
        seat.resize(columns, rows);
        check(&seat, &["the words of P07", "not yet by"]);
    }
}

#[test]
fn a_withdrawal_under_the_cursor_is_called_no_correction() {
    for (document, person) in [("FG2", "P16"), ("FG1", "P07")] {
        let mut seat = Seat::in_sample("ana").at(document);
        seat.place.ok(&[
            "people", "withdraw", person, "--yes", "--study", "study", "--as", "lee",
        ]);
        let folder = Folder::open(&seat.place.path("study")).unwrap();
        let journals = journals::read(&folder).unwrap();
        seat.desk.arrive(Arrival::Journals(journals));
        assert_eq!(
            seat.said(),
            format!("words were taken back in {document}; go on where you were")
        );
    }
}

//! The reader line by line.

use intercoder::tui::linear::Linear;

use super::{Seat, saying};
use crate::program::Place;

/// A study in which P01 says some words, read line by line.
fn linear(words: &str) -> (Linear, Place) {
    let seat = saying(words);
    let document = seat.desk.model.reader.as_ref().unwrap().document;
    (Linear::new(seat.desk.session, document), seat.place)
}

#[test]
fn a_turn_is_read_out_coded_and_taken_back_with_the_keys_of_the_screen() {
    let (mut lines, _place) = linear("Hard at first. Then she came.");
    assert!(
        lines
            .greeting()
            .iter()
            .any(|line| line == "Turn 2 of 4, P01: Hard at first. Then she came.")
    );
    assert_eq!(
        lines.hear("x"),
        ["Selected, 1 sentence, 3 words: Hard at first."]
    );
    assert_eq!(
        lines.hear("c voi"),
        ["Your codes here: voice", "- voice on 1 sentence, 3 words"]
    );
    assert_eq!(
        lines.hear("m Big words"),
        ["Your codes here: voice", "- memo written; u takes it back"]
    );
    assert_eq!(
        lines.hear("u"),
        [
            "Your codes here: voice",
            "- undone: wrote a note on voice in T1 (ana:11)"
        ]
    );
    assert_eq!(
        lines.hear("u").last().unwrap(),
        "- undone: ana coded voice in T1"
    );
    let farewell = {
        lines.hear("q");
        assert!(lines.is_over);
        lines.farewell()
    };
    assert_eq!(
        farewell,
        ["T1: 2 turns of participants: 0 coded, 0 read, 2 uncoded; 0 excerpts"]
    );
}

#[test]
fn an_empty_line_goes_to_the_next_turn_and_a_question_mark_lists_the_keys() {
    let (mut lines, _place) = linear("Hard at first.");
    assert_eq!(lines.hear(""), ["Turn 4 of 4, P01: Bye."]);
    assert!(
        lines
            .hear("?")
            .iter()
            .any(|line| line == "x: this sentence; again adds the next")
    );
    assert!(
        lines
            .hear("Z")
            .last()
            .unwrap()
            .contains("Z does nothing here")
    );
}

#[test]
fn the_sample_can_be_coded_from_a_pipe() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let seat = Seat::in_sample("you");
    let mut child = Command::new(env!("CARGO_BIN_EXE_intercoder"))
        .args(["code", "I01", "--linear", "--as", "you", "--study"])
        .arg(seat.place.path("study"))
        .env("INTERCODER_STATE", seat.place.path(".state-pipe"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"xx\nc relc\nq\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && said.contains("- rel-crisis on 2 sentences"),
        "{said}"
    );
}

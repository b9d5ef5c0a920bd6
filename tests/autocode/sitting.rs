//! A sitting in a terminal: what is asked next, and how it is told.
#![cfg(unix)]

use std::io::{Read as _, Write as _};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::program::Place;

const COLUMNS: u16 = 70;

const ASK: [&str; 7] = [
    "autocode",
    "phone OR called",
    "--code",
    "rel-crisis",
    "--study",
    "sample",
    "--as",
];

/// All that is said in a sitting in which these lines are typed, and then left.
fn sitting(place: &Place, typed: &[&str]) -> String {
    let size = PtySize {
        rows: 30,
        cols: COLUMNS,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
    command.args(ASK);
    command.arg("lee");
    command.cwd(place.dir.path());
    command.env("INTERCODER_STATE", place.path(".state-machine"));
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let lines: String = typed.iter().map(|line| format!("{line}\n")).collect();
    keys.write_all(format!("{lines}q\n").as_bytes()).unwrap();
    let mut said = Vec::new();
    // A terminal whose program has gone ends in an error on some systems.
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        said.extend_from_slice(&buffer[..count]);
    }
    assert!(child.wait().unwrap().success());
    String::from_utf8(said).unwrap().replace('\r', "")
}

#[test]
fn what_is_asked_next_is_what_the_verdicts_so_far_leave_most_open() {
    let place = Place::with_sample();
    let mut typed = ["y", "x"].repeat(5);
    typed.extend(["e", "e nocode"]);
    let said = sitting(&place, &typed);
    let listed = place.json(&[&ASK[..], &["lee", "--list"]].concat());
    assert_eq!(listed["followed"], "uncertain");
    let next = listed["proposals"][0]["quote"].as_str().unwrap();
    let asked = said.split("11 of ").next().unwrap();
    let asked = asked
        .rsplit("10 of ")
        .next()
        .unwrap()
        .replace(['«', '»'], "");
    let words: Vec<&str> = asked.split_whitespace().collect();
    assert!(words.join(" ").contains(&format!("> {next}")), "{said}");
    // What cannot be done is told with what to do instead, and the same is asked again.
    assert!(said.contains("e needs a code: e lex-parent"), "{said}");
    assert!(
        said.contains("hint: see them with: intercoder codebook tree"),
        "{said}"
    );
    assert_eq!(said.matches("11 of ").count(), 3, "{said}");
}

#[test]
fn lines_end_where_words_end() {
    let place = Place::with_sample();
    let said = sitting(&place, &["y"]);
    // The bar that tells of the index goes back to the beginning of its line; what was typed ahead ends no line of a prompt.
    let asked = said.split("u undo   q leave").nth(1).unwrap();
    let asked = asked.replace("(rel-crisis) > ", "(rel-crisis) >\n");
    for line in asked.lines() {
        assert!(line.chars().count() <= usize::from(COLUMNS), "{line}");
    }
}

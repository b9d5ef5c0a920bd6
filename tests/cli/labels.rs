//! Labels: who speaks is said beforehand, asked once on a terminal, and remembered as far as it can be.

use std::io::{Read as _, Write as _};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::program::Place;

const ONE: &str = "Interviewer 2: How?\nAnna: Well.\nInterviewer 2: And?\nAnna: Well.\nZoe: Hm.\n";
const TWO: &str = "Interviewer 2: How?\nAnna: Badly.\nInterviewer 2: And?\nAnna: Badly.\n";

fn study() -> Place {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place.write("T1.txt", ONE);
    place.write("T2.txt", TWO);
    place
}

fn speakers(place: &Place, document: &str) -> Vec<(String, String, u64)> {
    let told = place.json(&["document", "speakers", document, "--study", "study"]);
    let labels = told["labels"].as_array().unwrap().iter();
    let row = |row: &serde_json::Value| {
        let word = |key: &str| row[key].as_str().unwrap().to_owned();
        (
            word("label"),
            word("speaker"),
            row["turns"].as_u64().unwrap(),
        )
    };
    labels.map(row).collect()
}

fn row(label: &str, speaker: &str, turns: u64) -> (String, String, u64) {
    (label.to_owned(), speaker.to_owned(), turns)
}

#[test]
fn an_alias_says_who_a_label_is_and_makes_a_rare_one_a_speaker() {
    let place = study();
    let aliases = [
        "--alias",
        "Interviewer 2=interviewer",
        "--alias",
        "anna=P01",
        "--alias",
        "Zoe=P02",
    ];
    let mut words = vec!["import", "T1.txt", "--study", "study"];
    words.extend(aliases);
    let said = place.ok(&words);
    assert!(!said.contains("who is"), "{said}");
    assert_eq!(
        speakers(&place, "T1"),
        [
            row("Interviewer 2", "interviewer", 2),
            row("Anna", "P01", 2),
            row("Zoe", "P02", 1)
        ]
    );
    let people = place.json(&["people", "list", "--study", "study"]);
    assert_eq!(people["rows"].as_array().unwrap().len(), 2);
    let (code, said) = place.fails(&[
        "import", "T2.txt", "--alias", "nonsense", "--study", "study",
    ]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("does not say whom a label stands for"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn on_a_terminal_labels_are_asked_for_and_an_answer_is_offered_again() {
    let place = study();
    let size = PtySize {
        rows: 24,
        cols: 120,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
    command.args(["import", "T1.txt", "T2.txt", "--study", "study"]);
    command.cwd(place.path(""));
    command.env("INTERCODER_STATE", place.path(".state-machine"));
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    // What is asked comes in a fixed order: Anna in T1, then Anna in T2; Enter takes the answer before.
    keys.write_all(b"no handle\rP01\r\r").unwrap();
    drop(pair.slave);
    let mut all = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        all.extend_from_slice(&buffer[..count]);
    }
    assert!(child.wait().unwrap().success());
    let said = String::from_utf8_lossy(&all);
    assert!(
        said.contains(
            "who is “Anna” in T1 (2 turns)? a person, interviewer or ignore; Enter: later"
        ),
        "{said}"
    );
    assert!(
        said.contains("who is “Anna” in T2 (2 turns)? a person, interviewer or ignore; Enter: P01"),
        "{said}"
    );
    assert_eq!(speakers(&place, "T1")[1], row("Anna", "P01", 2));
    assert_eq!(speakers(&place, "T2")[1], row("Anna", "P01", 2));
}

#[test]
fn a_dry_run_shows_how_each_file_was_read_with_its_counts() {
    let place = study();
    place.write("T1.txt", format!("Recorded in May.\n\n{ONE}"));
    place.write("notes.txt", "One thought.\n\nAnother thought.\n");
    let said = place.ok(&[
        "import",
        "T1.txt",
        "notes.txt",
        "--dry-run",
        "--study",
        "study",
    ]);
    let found =
        "found by labels before a colon or in headings: 4 turns, 2 labels, 1 line outside any turn";
    assert!(said.contains(found), "{said}");
    let guessed = "found by paragraphs, since no speaker was found: 2 turns, 0 labels, 0 lines outside any turn\n      One thought.\n";
    assert!(said.contains(guessed), "{said}");
    place.write("book.qdc", "<?xml version=\"1.0\"?><CodeBook/>");
    let (_, refused) = place.fails(&["import", "book.qdc", "--study", "study"]);
    assert!(
        refused.contains("intercoder codebook import book.qdc"),
        "{refused}"
    );
}

#[test]
fn a_chat_and_a_workbook_of_people_come_in_by_one_command() {
    let place = study();
    place.write("chat.txt", include_bytes!("../import/files/zoom-chat.txt"));
    place.write("people.ods", include_bytes!("../import/files/people.ods"));
    let aliases = ["--alias", "Ana Lopez=interviewer", "--alias", "Dr. K.=P02"];
    let mut words = vec!["import", "chat.txt", "--people", "people.ods"];
    words.extend(aliases);
    words.extend(["--study", "study"]);
    let mut dry = words.clone();
    dry.push("--dry-run");
    let said = place.ok(&dry);
    let found = "found by messages of a chat, each with its time and its name: 6 turns, 3 labels, 0 lines outside any turn";
    assert!(said.contains(found), "{said}");
    place.ok(&words);
    assert_eq!(
        speakers(&place, "chat"),
        [
            row("Ana Lopez", "interviewer", 3),
            row("Ben (he/him)", "unknown", 2),
            row("Dr. K.", "P02", 1)
        ]
    );
    let people = place.json(&["people", "list", "--study", "study"]);
    assert_eq!(people["rows"].as_array().unwrap().len(), 2);
    let said = place.ok(&["people", "import", "people.ods", "--study", "study"]);
    assert!(said.contains("0 people added"), "{said}");
}

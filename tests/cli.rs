//! The commands as their users type them: the main job, blindness, bad input.

mod coding;
mod entries;
mod imports;
mod labels;
mod rounds;
mod sharing;
mod surveys;
mod undo;

use clap::CommandFactory as _;
use serde_json::Value;

use crate::program::Place;

pub const ONE: &str = "INT1: How was it?\nP01: Hard at first. Then she came.\nINT1: Who?\nP01: My worker. She came every week.\nINT1: And now?\nP01: Now I sleep.\n";
pub const TWO: &str = "INT1: How was it?\nP02: They listened to me.\nINT1: How?\nP02: She asked what I needed.\nINT1: And now?\nP02: I have my kids back.\n";

/// A study of two short transcripts and three codes, led by ana, with ben in it.
pub fn small_study() -> Place {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Small", "--coder", "ana", "--lead",
    ]);
    place.write("T1.txt", ONE);
    place.write("T2.txt", TWO);
    place.write("people.csv", "id,role\nP01,parent\nP02,parent\n");
    place.ok(&[
        "import",
        "T1.txt",
        "T2.txt",
        "--people",
        "people.csv",
        "--study",
        "study",
    ]);
    for code in ["support", "change", "voice"] {
        place.ok(&[
            "codebook",
            "add",
            code,
            "--definition",
            code,
            "--study",
            "study",
        ]);
    }
    place.ok(&["coder", "add", "ben", "--study", "study"]);
    place
}

pub fn code(
    place: &Place,
    machine: &str,
    (study, coder): (&str, &str),
    marks: &[(&str, &str, &str)],
) {
    for (document, quote, code) in marks {
        place.ok_on(
            machine,
            &[
                "coding", "add", document, "--quote", quote, "--code", code, "--study", study,
                "--as", coder,
            ],
        );
    }
}

pub fn row<'r>(report: &'r Value, key: &str) -> &'r Value {
    report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["key"] == key)
        .unwrap()
}

/// A round over both documents for ana, the lead, and ben; nothing is coded.
pub fn in_a_round() -> Place {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1,T2",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    place
}

/// A blind round over both documents, with ana, the lead, and ben coding.
pub fn in_a_blind_round() -> Place {
    let place = in_a_round();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "Now I sleep.", "change")],
    );
    place.ok_on(
        "laptop",
        &[
            "codebook", "add", "secret", "--study", "study", "--as", "ben",
        ],
    );
    place.ok_on(
        "laptop",
        &[
            "memo",
            "add",
            "--document",
            "T1",
            "--text",
            "hush",
            "--study",
            "study",
            "--as",
            "ben",
        ],
    );
    place
}

/// What a command says and exits with when its input is bad.
pub fn check_refused(args: &[&str], (exit, words): (i32, &str)) {
    let place = small_study();
    place.write(
        "container.json",
        r#"{"codes":[{"id":"theme","assignable":false}]}"#,
    );
    place.ok(&["codebook", "import", "container.json", "--study", "study"]);
    place.write("bomb.docx", "this is no zip");
    place.write("empty.txt", "");
    place.write("nul.txt", b"INT1: a\0b");
    let before = std::fs::read(only_journal(&place)).unwrap();
    let args: Vec<&str> = args.iter().copied().chain(["--study", "study"]).collect();
    let (code, said) = place.fails(&args);
    assert_eq!(code, exit, "{said}");
    assert!(said.contains(words), "{args:?} said: {said}");
    for jargon in [
        "Err(",
        "Some(",
        "panicked",
        "Utf8Error",
        "os error 2)\nstack",
    ] {
        assert!(!said.contains(jargon), "{said}");
    }
    assert_eq!(
        std::fs::read(only_journal(&place)).unwrap(),
        before,
        "something was written"
    );
}

pub fn only_journal(place: &Place) -> std::path::PathBuf {
    let mut files = std::fs::read_dir(place.path("study/journal")).unwrap();
    files.next().unwrap().unwrap().path()
}

#[test]
fn the_command_line_is_sound() {
    intercoder::cli::Cli::command().debug_assert();
}

#[test]
fn bad_input_gets_a_clear_sentence_and_changes_nothing() {
    let add = |extra: &[&'static str]| [&["coding", "add", "T1"], extra].concat();
    check_refused(
        &add(&["--quote", "She", "--code", "support", "--occurrence", "9"]),
        (1, "only"),
    );
    check_refused(
        &add(&["--quote", "INT1", "--code", "support"]),
        (1, "occurs 3 times in T1"),
    );
    check_refused(
        &add(&["--quote", "nowhere", "--code", "support"]),
        (1, "does not occur in T1"),
    );
    check_refused(
        &add(&["--span", "10:99999", "--code", "support"]),
        (1, "lies outside T1"),
    );
    check_refused(
        &add(&["--span", "10:5", "--code", "support"]),
        (2, "ends before it starts"),
    );
    check_refused(
        &add(&["--turn", "77", "--code", "support"]),
        (1, "turns 1 to 6"),
    );
    check_refused(&add(&["--turn", "2", "--code", "theme"]), (1, "container"));
    check_refused(
        &add(&["--turn", "2", "--code", "nope"]),
        (1, "no code nope"),
    );
    check_refused(
        &add(&["--turn", "2", "--code", "support", "--as", "zoe"]),
        (1, "zoe has not joined"),
    );
    check_refused(&["import", "bomb.docx"], (1, "nothing was imported"));
    check_refused(
        &["import", "empty.txt", "nul.txt", "absent.txt"],
        (1, "nothing was imported"),
    );
    check_refused(&["agree"], (1, "finished by two coders"));
    check_refused(&["agree", "--unit", "verse"], (2, "no unit verse"));
    check_refused(&["themes", "--layer", "zoe"], (2, "no layer zoe"));
    check_refused(&["undo", "ana:999"], (1, "no action ana:999"));
    check_refused(
        &["round", "new", "--documents", "T1", "--coders", "ana"],
        (1, "frozen codebook"),
    );
    check_refused(&["study", "set", "colour", "red"], (2, "no setting colour"));
    check_refused(
        &["init", "study", "--title", "T", "--coder", "ana"],
        (1, "study"),
    );
    check_refused(&["nonsense"], (2, "unrecognized"));
}

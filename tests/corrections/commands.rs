//! Corrections as commands: small ones, names, labels, and the queue of what they changed.

use crate::cli::{code, small_study};
use crate::program::Place;

const STUDY: [&str; 2] = ["--study", "study"];

fn said(place: &Place, command: &[&str]) -> String {
    place.ok(&[command, &STUDY].concat())
}

fn printed(place: &Place) -> String {
    said(place, &["document", "print", "T1"])
}

/// T1 with three excerpts of ana's.
fn coded() -> Place {
    let place = small_study();
    let marks = [
        ("T1", "Hard at first.", "change"),
        ("T1", "She came every week.", "support"),
        ("T1", "Now I sleep.", "voice"),
    ];
    code(&place, "machine", ("study", "ana"), &marks);
    place
}

#[test]
fn words_that_stand_more_than_once_are_asked_about_and_a_trial_changes_nothing() {
    let place = coded();
    let came = [
        "document", "replace", "T1", "--find", "came", "--with", "comes",
    ];
    let (_, error) = place.fails(&[&came[..], &STUDY].concat());
    assert!(error.contains("2 places of T1 (turns 2, 4)"), "{error}");
    let before = printed(&place);
    let tried = said(&place, &[&came[..], &["--all", "--dry-run"]].concat());
    assert!(
        tried.contains(
            "T1 would be corrected; 3 excerpts: 1 unmoved, 1 moved, 1 changed, 0 orphaned"
        ),
        "{tried}"
    );
    assert_eq!(printed(&place), before);
    said(&place, &[&came[..], &["--turn", "2"]].concat());
    let now = printed(&place);
    assert!(
        now.contains("Then she comes.") && now.contains("She came every week."),
        "{now}"
    );
    let (_, error) = place.fails(&[
        "document", "replace", "T1", "--find", "INT1", "--with", "X", "--study", "study",
    ]);
    assert!(error.contains("stands nowhere in what was said"), "{error}");
}

#[test]
fn one_s_own_excerpts_are_looked_at_again_and_nobody_else_s() {
    let place = coded();
    said(
        &place,
        &[
            "document",
            "replace",
            "T1",
            "--find",
            "every week",
            "--with",
            "each week",
        ],
    );
    said(
        &place,
        &[
            "document",
            "replace",
            "T1",
            "--find",
            "Now I sleep.",
            "--with",
            "Zzz!",
        ],
    );
    let list = said(&place, &["document", "review"]);
    for words in [
        "support: its words are other",
        "now   “She came each week.”",
        "voice: its words are gone",
        "what stands there now",
        "2 excerpts of yours",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let ben = place.ok_on(
        "laptop",
        &["document", "review", "--study", "study", "--as", "ben"],
    );
    assert!(
        ben.contains("no excerpt of yours") && ben.contains("ana 2"),
        "{ben}"
    );
    let waiting = place.json(&["document", "review", "--study", "study"]);
    let name = |at: usize| waiting["waiting"][at]["ref"].as_str().unwrap().to_owned();
    let (gone, changed) = match waiting["waiting"][0]["fate"].as_str() {
        Some("orphaned") => (name(0), name(1)),
        _ => (name(1), name(0)),
    };
    let theirs = [
        "document", "review", "--accept", &changed, "--study", "study", "--as", "ben",
    ];
    let output = place.run_on("laptop", &theirs);
    assert_eq!(output.status.code(), Some(3));
    let (_, error) = place.fails(&["document", "review", "--accept", &gone, "--study", "study"]);
    assert!(error.contains("has no words left"), "{error}");
    said(&place, &["document", "review", "--accept", "all"]);
    said(
        &place,
        &["document", "review", "--attach", &gone, "--candidate", "1"],
    );
    assert!(said(&place, &["document", "review"]).contains("no excerpt of yours waits"));
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let quotes: Vec<&str> = codings["codings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|of| of["quote"].as_str())
        .collect();
    assert!(
        quotes.iter().any(|quote| quote.starts_with("Zzz")),
        "{quotes:?}"
    );
    said(&place, &["undo"]);
    assert!(said(&place, &["document", "review"]).contains("1 excerpt of yours"));
}

#[test]
fn names_give_way_in_words_and_labels_and_the_files_that_still_hold_them_are_named() {
    let place = coded();
    place.write("names.csv", "name,pseudonym\nP01,Rosa\nshe,\n");
    let redact = ["document", "redact", "--all", "--names", "names.csv"];
    let told = said(&place, &redact);
    assert!(told.contains("T1 is corrected; 3 excerpts"), "{told}");
    assert!(
        told.contains("texts/T1.") && told.contains("sources/"),
        "{told}"
    );
    let now = printed(&place);
    assert!(
        now.contains("Rosa") && now.contains("[name] came every week"),
        "{now}"
    );
    assert!(!now.to_lowercase().contains(" she "), "{now}");
    let speakers = said(&place, &["document", "speakers", "T1"]);
    assert!(speakers.contains("Rosa             P01"), "{speakers}");
    assert!(said(&place, &redact).contains("nothing to do"));
    said(&place, &["undo"]);
    assert!(printed(&place).contains("She came every week."));
    assert!(said(&place, &["document", "speakers", "T1"]).contains("P01              P01"));
}

#[test]
fn a_label_is_called_otherwise_and_stands_for_whom_it_stood() {
    let place = coded();
    said(
        &place,
        &["document", "speakers", "T1", "INT1", "interviewer"],
    );
    let rename = ["document", "speakers", "T1", "INT1", "--rename", "Kim"];
    assert!(said(&place, &rename).contains("3 excerpts: 0 unmoved, 3 moved"));
    let speakers = said(&place, &["document", "speakers", "T1"]);
    assert!(
        speakers.contains("Kim              interviewer      3 turns"),
        "{speakers}"
    );
    let (_, error) = place.fails(&[
        "document", "speakers", "T1", "Kim", "--rename", "P01", "--study", "study",
    ]);
    assert!(error.contains("two different speakers"), "{error}");
    said(
        &place,
        &["document", "speakers", "T1", "--turn", "2", "--is", "P02"],
    );
    let speakers = said(&place, &["document", "speakers", "T1"]);
    assert!(speakers.contains("turn 2           P02"), "{speakers}");
}

#[test]
fn a_file_is_read_as_it_was_imported() {
    let place = small_study();
    place.write(
        "N1.txt",
        "A said: Hello there.\nB said: Well, hello.\nA said: So.\nB said: Yes.\n",
    );
    let pattern = "^([AB]) said:";
    place.ok(&[
        "import",
        "N1.txt",
        "--speakers",
        pattern,
        "--study",
        "study",
    ]);
    place.write(
        "N1.txt",
        "A said: Hello here.\nB said: Well, hello.\nA said: So.\nB said: Yes.\n",
    );
    said(&place, &["document", "revise", "N1", "N1.txt"]);
    let speakers = said(&place, &["document", "speakers", "N1"]);
    assert!(speakers.contains("2 turns"), "{speakers}");
    assert_eq!(speakers.lines().count(), 2, "{speakers}");
}

#[test]
fn what_a_blind_round_hides_moves_along_and_is_not_counted() {
    let place = small_study();
    said(&place, &["codebook", "freeze"]);
    said(
        &place,
        &["round", "new", "--documents", "T1", "--coders", "ana,ben"],
    );
    let marks = [("T1", "My worker.", "support")];
    code(&place, "laptop", ("study", "ben"), &marks);
    let replace = [
        "document", "replace", "T1", "--find", "Hard", "--with", "Harder",
    ];
    let told = said(&place, &replace);
    assert!(told.contains("0 excerpts"), "{told}");
    assert!(told.contains("a blind round hides"), "{told}");
    let listed = [
        "coding", "list", "--study", "study", "--as", "ben", "--json",
    ];
    assert!(place.ok_on("laptop", &listed).contains("My worker."));
}

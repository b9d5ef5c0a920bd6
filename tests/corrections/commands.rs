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

/// Both of ana's excerpts corrected: one has other words now, and one is gone.
fn corrected() -> Place {
    let place = coded();
    for (find, with) in [("every week", "each week"), ("Now I sleep.", "Zzz!")] {
        let replace = ["document", "replace", "T1", "--find", find, "--with", with];
        said(&place, &replace);
    }
    place
}

/// The refs of what waits: what is gone, and what is changed.
fn waiting(place: &Place) -> (String, String) {
    let told = place.json(&["document", "review", "--study", "study"]);
    let of = |fate: &str| {
        let mut each = told["waiting"].as_array().unwrap().iter();
        let found = each.find(|coding| coding["fate"] == fate).unwrap();
        found["ref"].as_str().unwrap().to_owned()
    };
    (of("orphaned"), of("changed"))
}

#[test]
fn excerpts_are_listed_for_their_coder_and_only_counted_for_others() {
    let place = corrected();
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
    let ben = ["document", "review", "--study", "study", "--as", "ben"];
    let ben = place.ok_on("laptop", &ben);
    assert!(
        ben.contains("no excerpt of yours") && ben.contains("ana 2"),
        "{ben}"
    );
}

#[test]
fn nobody_accepts_for_another_nor_what_has_no_words() {
    let place = corrected();
    let (gone, changed) = waiting(&place);
    let theirs = [
        "document", "review", "--accept", &changed, "--study", "study", "--as", "ben",
    ];
    let output = place.run_on("laptop", &theirs);
    assert_eq!(output.status.code(), Some(3));
    let (_, error) = place.fails(&["document", "review", "--accept", &gone, "--study", "study"]);
    assert!(error.contains("has no words left"), "{error}");
}

#[test]
fn an_excerpt_is_accepted_or_put_elsewhere_and_that_can_be_undone() {
    let place = corrected();
    let (gone, _) = waiting(&place);
    said(&place, &["document", "review", "--accept", "all"]);
    let attach = ["document", "review", "--attach", &gone, "--candidate", "1"];
    said(&place, &attach);
    assert!(said(&place, &["document", "review"]).contains("no excerpt of yours waits"));
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let codings = codings["codings"].as_array().unwrap().iter();
    let quotes: Vec<&str> = codings.filter_map(|of| of["quote"].as_str()).collect();
    assert!(
        quotes.iter().any(|quote| quote.starts_with("Zzz")),
        "{quotes:?}"
    );
    said(&place, &["undo"]);
    assert!(said(&place, &["document", "review"]).contains("1 excerpt of yours"));
}

#[test]
fn long_excerpts_are_shown_around_what_is_other_now() {
    let place = small_study();
    let (before, behind) = ("very ".repeat(400), "well ".repeat(400));
    let words = format!("It was {before}hard and {behind}so.");
    place.write(
        "L1.txt",
        format!("INT1: How?\nP01: {words}\nINT1: And?\nP01: So.\n"),
    );
    said(&place, &["import", "L1.txt"]);
    let marks = [("L1", words.as_str(), "change")];
    code(&place, "machine", ("study", "ana"), &marks);
    let hard = [
        "document",
        "replace",
        "L1",
        "--find",
        "hard and",
        "--with",
        "rather tough",
    ];
    said(&place, &hard);
    let list = said(&place, &["document", "review"]);
    for words in ["“…", "very hard and well", "very rather tough well", "…”"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    said(
        &place,
        &[
            "document",
            "replace",
            "L1",
            "--find",
            &words.replace("hard and", "rather tough"),
            "--with",
            "Zzz!",
        ],
    );
    let list = list + &said(&place, &["document", "review"]);
    assert!(list.contains("“It was very very"), "{list}");
    let longest = list.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(300), "{list}");
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

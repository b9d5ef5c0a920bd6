//! Verdicts of a file: values of scales, stretches judged twice, what was skipped, and what of a run is told.

use serde_json::Value;

use crate::autocode::{ASK, codings, list, only_journal, quotes, review, runs, small_study};
use crate::cli::code;
use crate::program::Place;

/// A small study whose code `mood` has a scale.
fn with_a_scale() -> Place {
    let place = small_study();
    let codes = r#"{"codes":[{"id":"mood","definition":"d","scale":["weak","strong"]}]}"#;
    place.write("c.json", codes);
    place.ok(&["codebook", "import", "c.json", "--study", "study"]);
    place
}

const MOOD: [&str; 6] = ["autocode", "came", "--code", "mood", "--study", "study"];

const BACK: [&str; 4] = ["autocode", "--review", "judged.csv", "--study"];

fn again(place: &Place, of: &str, with: &str) -> Value {
    let sheet = std::fs::read_to_string(place.path("judged.csv")).unwrap();
    let changed = sheet.replace(of, with);
    assert_ne!(changed, sheet);
    place.write("judged.csv", changed);
    place.json(&[&BACK[..], &["study"]].concat())
}

/// The value of the one coding that stands: of those that were made, the one whose line no other takes off.
fn value(place: &Place) -> String {
    assert_eq!(codings(place).len(), 1);
    let journal = std::fs::read_to_string(only_journal(place)).unwrap();
    let lines = journal
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let bodies: Vec<Value> = lines.map(|line| line["body"].clone()).collect();
    let made: Vec<&Value> = bodies.iter().map(|body| &body["coding.add"]).collect();
    let made: Vec<&Value> = made.into_iter().filter(|made| made.is_object()).collect();
    let off = bodies
        .iter()
        .filter(|body| body["coding.remove"].is_object());
    assert_eq!(made.len(), 1 + off.count());
    made.last().unwrap()["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn another_value_takes_the_place_of_the_first_and_the_same_again_is_known() {
    let place = with_a_scale();
    review(&place, &MOOD, &[("Then she came.", "y weak")]);
    assert_eq!(value(&place), "weak");
    let taken = again(&place, "y weak", "y strong");
    assert_eq!((&taken["taken"], &taken["known"]), (&1.into(), &0.into()));
    assert_eq!(value(&place), "strong");
    let before = std::fs::read(only_journal(&place)).unwrap();
    let back = [&BACK[..], &["study"]].concat();
    assert_eq!(place.json(&back)["known"], 1);
    // A yes that names no value says nothing against the one that is there.
    assert_eq!(again(&place, "y strong", "y")["known"], 1);
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
    assert_eq!(value(&place), "strong");
}

#[test]
fn a_stretch_judged_twice_in_a_file_is_refused_with_both_lines() {
    let place = small_study();
    let sheet = place.ok(&[&ASK[..], &["--list", "--csv", "--order", "document"]].concat());
    let lines: Vec<&str> = sheet.lines().collect();
    let file = [
        lines[0].to_owned(),
        format!("{}y", lines[1]),
        format!("{}y", lines[2]),
        format!("{}n", lines[1]),
    ];
    place.write("judged.csv", file.join("\n"));
    let (exit, said) = place.fails(&[&BACK[..], &["study"]].concat());
    assert_eq!(exit, 1);
    assert!(
        said.contains("judged.csv lines 2 and 4: they judge the same stretch"),
        "{said}"
    );
    assert_eq!(
        codings(&place),
        ["\"ana\" \"T1\" \"support\" \"She came every week.\""]
    );
}

#[test]
fn a_run_counts_the_codings_that_it_made_and_none_that_was_there() {
    let place = small_study();
    let sheet = place.ok(&[&ASK[..], &["--list", "--csv"]].concat());
    let marks = [("T1", "Then she came.", "support")];
    code(&place, "machine", ("study", "ana"), &marks);
    let judged: Vec<String> = sheet
        .lines()
        .map(
            |line| match line.contains("Then she") || line.contains("every week") {
                true => format!("{line}y"),
                false => line.to_owned(),
            },
        )
        .collect();
    place.write("judged.csv", judged.join("\n"));
    place.ok(&[&BACK[..], &["study"]].concat());
    assert_eq!(codings(&place).len(), 2);
    assert_eq!(runs(&place)[0]["codings"], 1);
    let name = runs(&place)[0]["name"].as_str().unwrap().to_owned();
    let undo = ["autocode", "--undo", &name, "--study", "study"];
    let said = place.ok(&undo);
    assert!(said.contains("with 1 coding"), "{said}");
    assert_eq!(codings(&place).len(), 1);
    // Programs read an answer where there is nothing left to do, too.
    let told = place.json(&undo);
    assert_eq!(
        (&told["done"], &told["codings"]),
        (&"undone".into(), &0.into())
    );
    let redo = ["autocode", "--redo", &name, "--study", "study"];
    place.ok(&redo);
    assert_eq!(place.json(&redo)["done"], "redone");
}

#[test]
fn nothing_is_coded_yet_is_said_where_it_is_so() {
    let place = small_study();
    let asked = [&ASK[..], &["--list"]].concat();
    assert!(place.ok(&asked).contains("nothing is coded yet: say"));
    review(&place, &ASK, &[("every week", "n")]);
    assert!(place.ok(&asked).contains("nothing is coded yet: say"));
    review(&place, &ASK, &[("Then she came.", "y")]);
    let said = place.ok(&asked);
    assert!(!said.contains("nothing is coded"), "{said}");
    assert!(said.contains("1 coding of this run stands"), "{said}");
}

#[test]
fn what_was_skipped_comes_again_in_another_sitting_after_all_others() {
    let place = small_study();
    let order = ["--order", "document"];
    review(&place, &ASK, &[("Then she came.", "s")]);
    let expected = [
        "She came every week.",
        "She asked what I needed.",
        "Then she came.",
    ];
    assert_eq!(quotes(&list(&place, &order)), expected);
    review(&place, &ASK, &[("Then she came.", "y")]);
    assert_eq!(quotes(&list(&place, &order)), expected[..2]);
    assert_eq!(runs(&place)[0]["judged"]["skip"], 0);
}

#[test]
fn a_proposal_shows_what_was_sought_between_marks_that_no_transcript_has() {
    let place = small_study();
    let said = place.ok(&[&ASK[..], &["--list"]].concat());
    assert!(said.contains("Then «she» «came»."), "{said}");
    assert!(said.contains("wait for a verdict of ana"), "{said}");
}

#[test]
fn codings_where_a_closed_round_compares_coders_are_said_to_wait() {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let round = ["round", "new", "--documents", "T1", "--coders", "ana,ben"];
    place.ok(&[&round[..], &["--study", "study"]].concat());
    for coder in ["ana", "ben"] {
        place.ok_on(coder, &["done", "T1", "--study", "study", "--as", coder]);
    }
    place.ok(&["round", "close", "1", "--study", "study", "--as", "ana"]);
    let as_ana = [&ASK[..], &["--as", "ana"]].concat();
    let sheet = place.ok(&[&as_ana[..], &["--csv"]].concat());
    let judged = sheet.lines().enumerate();
    let judged: Vec<String> = judged
        .map(|(at, line)| format!("{line}{}", if at == 0 { "" } else { "y" }))
        .collect();
    place.write("judged.csv", judged.join("\n"));
    let said = place.ok(&[&BACK[..], &["study", "--as", "ana"]].concat());
    assert!(said.contains("3 verdicts taken"), "{said}");
    assert!(
        said.contains(
            "2 codings lie in documents of round 1, which compares coders: they wait to be reconciled"
        ),
        "{said}"
    );
}

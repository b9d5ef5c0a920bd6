//! Agreement before and after: a correction that touches no word of a coded stretch changes no figure, and undo changes all back.

use serde_json::Value;

use crate::program::{Place, copy};

const LEE: [&str; 4] = ["--study", "study", "--as", "lee"];

fn sample() -> Place {
    let place = Place::new();
    copy(&Place::sample().path("sample"), &place.path("study"));
    place
}

/// Every coefficient that a question gets, in the order it is told.
fn figures(place: &Place, asked: &[&str]) -> Value {
    let mut figures = place.json(&[&["agree"], asked, &LEE].concat());
    // Where stretches overlap is told by their places in the text, which may well move.
    let fields = figures.as_object_mut().unwrap();
    fields.remove("overlaps");
    if asked.contains(&"--documents") {
        without_continuum(&mut figures);
    }
    figures
}

/// Leaves out what is counted in characters: nobody who finished before has judged a character that was not there then.
fn without_continuum(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !name.contains("u_alpha"));
            fields.values_mut().for_each(without_continuum);
        }
        Value::Array(values) => values.iter_mut().for_each(without_continuum),
        _ => {}
    }
}

/// What was coded, to the letter.
fn coded(place: &Place) -> Vec<(String, String)> {
    let listed = place.json(&[&["coding", "list"][..], &LEE].concat());
    let codings = listed["codings"].as_array().unwrap().iter();
    let words = |of: &Value| (of["ref"].to_string(), of["quote"].to_string());
    codings.map(words).collect()
}

/// After a correction the figures of the round, and of the documents as they are, are what they were; and so they are after undo.
fn check(correction: &[&str]) {
    let place = sample();
    let questions = [
        &["--round", "2"][..],
        &["--documents", "I02,I12", "--unit", "turn"],
        &["--documents", "I02,I12", "--unit", "sentence"],
        &["--documents", "I02,I12", "--unit", "word"],
    ];
    let all = || questions.map(|asked| figures(&place, asked));
    let (before, words) = (all(), coded(&place));
    let said = place.ok(&[correction, &LEE].concat());
    assert!(said.contains("0 changed, 0 orphaned"), "{said}");
    assert!(before == all(), "{correction:?}");
    assert_eq!(words, coded(&place), "{correction:?}");
    place.ok(&[&["undo"][..], &LEE].concat());
    assert!(before == all(), "undo of {correction:?}");
}

#[test]
fn a_label_that_is_renamed_changes_no_figure() {
    check(&[
        "document",
        "speakers",
        "I12",
        "INT2",
        "--rename",
        "Interviewer 2",
    ]);
}

#[test]
fn a_typing_error_beside_every_coded_stretch_changes_no_figure() {
    let (find, with) = ("Twice a year, maybe", "Twice a yaer, mabye");
    check(&["document", "replace", "I12", "--find", find, "--with", with]);
}

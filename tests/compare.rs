//! Side by side: what coders put on each sentence, for talk rather than for figures.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::{code, in_a_blind_round, small_study};
use crate::program::Place;

/// What coders put on a sentence of T1 is this, and whether it is alike.
fn check(marks: &[(&str, &str, &str)], expected: &[(&str, &[&str], &[&str], bool)]) {
    let place = small_study();
    for (coder, quote, of) in marks {
        code(&place, "machine", ("study", coder), &[("T1", quote, of)]);
    }
    let said = place.json(&["compare", "T1", "ana", "ben", "--study", "study"]);
    let sentences = said["sentences"].as_array().unwrap();
    let codes = |of: &Value| -> Vec<String> {
        let of = of.as_array().unwrap().iter();
        of.map(|code| code.as_str().unwrap().to_owned()).collect()
    };
    let found: Vec<_> = sentences
        .iter()
        .map(|one| {
            let put = &one["codes"];
            let words = one["words"].as_str().unwrap().to_owned();
            (
                words,
                codes(&put["ana"]),
                codes(&put["ben"]),
                one["alike"] == true,
            )
        })
        .collect();
    let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let expected: Vec<(String, Vec<String>, Vec<String>, bool)> = expected
        .iter()
        .map(|(words, ana, ben, alike)| ((*words).to_owned(), owned(ana), owned(ben), *alike))
        .collect();
    assert_eq!(found, expected);
    let alike = expected.iter().filter(|one| one.3).count();
    assert_eq!(said["alike"], alike);
    assert_eq!(said["differing"], expected.len() - alike);
}

#[test]
fn sentences_show_what_each_put_and_only_where_anybody_coded() {
    check(&[], &[]);
    check(
        &[
            ("ana", "Then she came.", "support"),
            ("ben", "Then she", "support"),
            ("ana", "My worker. She came", "voice"),
            ("ben", "She came every week.", "change"),
        ],
        &[
            ("Then she came.", &["support"], &["support"], true),
            ("My worker.", &["voice"], &[], false),
            ("She came every week.", &["voice"], &["change"], false),
        ],
    );
}

#[test]
fn all_sentences_are_there_when_asked_for_and_the_final_layer_is_a_column() {
    let place = Place::sample();
    let ask = |args: &[&str]| {
        let all = ["--study", "sample", "--as", "lee"];
        place.json(&[&["compare", "I12"], args, &all].concat())
    };
    let (some, all) = (ask(&["ana", "final"]), ask(&["ana", "final", "--all"]));
    let count = |of: &Value| of["sentences"].as_array().unwrap().len();
    assert!(count(&all) > count(&some));
    assert_eq!(
        (&all["alike"], &all["differing"]),
        (&some["alike"], &some["differing"])
    );
    let held = place.json(&[
        "coding", "list", "I12", "--layer", "final", "--study", "sample", "--as", "lee",
    ]);
    let held = held["codings"].as_array().unwrap();
    for one in all["sentences"].as_array().unwrap() {
        let number = |of: &Value, key: &str| of[key].as_u64().unwrap();
        let touching = held.iter().filter(|mark| {
            number(mark, "start") < number(one, "end") && number(mark, "end") > number(one, "start")
        });
        let codes: BTreeSet<&str> = touching
            .map(|mark| mark["code"].as_str().unwrap())
            .collect();
        let put = one["codes"]["final"].as_array().unwrap().iter();
        let put: BTreeSet<&str> = put.map(|code| code.as_str().unwrap()).collect();
        assert_eq!(put, codes, "{one}");
    }
}

#[test]
fn a_blind_round_hides_the_others_and_an_open_one_does_not() {
    let place = in_a_blind_round();
    let (exit, said) = place.fails(&["compare", "T1", "ana", "ben", "--study", "study"]);
    assert!(exit == 3 && said.contains("round 1 is blind"), "{said}");
    assert!(!said.contains("change"), "{said}");
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1",
        "--coders",
        "ana,ben",
        "--open",
        "--study",
        "study",
    ]);
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "Now I sleep.", "change")],
    );
    let said = place.ok(&["compare", "T1", "ana", "ben", "--study", "study"]);
    assert!(
        said.contains("Now I sleep.") && said.contains("ben has not finished T1"),
        "{said}"
    );
}

#[test]
fn in_a_reflexive_study_figures_are_off_and_readings_are_not() {
    let place = Place::with_sample();
    let lee = ["--study", "sample", "--as", "lee"];
    place.ok(&[&["study", "set", "reflexive", "on"][..], &lee].concat());
    let (exit, said) = place.fails(&[&["agree", "--round", "1"][..], &lee].concat());
    assert!(
        exit == 3 && said.contains("reflexive") && said.contains("compare"),
        "{said}"
    );
    place.ok(&[&["compare", "I12", "ana", "ben"][..], &lee].concat());
    let (_, said) = place.fails(&[&["study", "set", "reflexive", "maybe"][..], &lee].concat());
    assert!(said.contains("reflexive cannot be"), "{said}");
    place.ok(&[&["study", "set", "reflexive", "off"][..], &lee].concat());
    place.ok(&[&["agree", "--round", "1"][..], &lee].concat());
}

#[test]
fn one_column_or_an_unknown_one_is_refused() {
    let place = Place::sample();
    for (names, words) in [
        (&["ana"][..], "2 more values"),
        (&["ana", "zoe"], "no coder zoe"),
        (&["ana", "ana"], "named twice"),
        (&["ana", "all"], "no coder all"),
    ] {
        let args = [
            &["compare", "I12"],
            names,
            &["--study", "sample", "--as", "lee"],
        ]
        .concat();
        let (exit, said) = place.fails(&args);
        assert_eq!(exit, 2, "{said}");
        assert!(said.contains(words) || names.len() == 1, "{said}");
    }
}

#[test]
fn where_the_final_layer_has_no_word_nothing_differs_from_it() {
    let place = small_study();
    // Two finished and nobody speaks for them: what ana alone put waits for a decision. The second document has no final word.
    let marks = [
        ("T1", "My worker.", "support"),
        ("T1", "Now I sleep.", "change"),
        ("T2", "They listened", "voice"),
    ];
    code(&place, "machine", ("study", "ana"), &marks);
    code(&place, "laptop", ("study", "ben"), &marks[..1]);
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    let said = |document: &str| {
        let found = place.json(&["compare", document, "ana", "final", "--study", "study"]);
        ["alike", "differing", "undecided"].map(|key| found[key].as_u64().unwrap())
    };
    assert_eq!(said("T1"), [1, 0, 1]);
    assert_eq!(said("T2"), [0, 0, 1]);
    let drawn = place.ok(&["compare", "T1", "ana", "final", "--study", "study"]);
    let counts =
        "2 sentences coded by anybody here: 1 alike, 0 differing, 1 on which final has no word yet";
    assert!(drawn.contains(counts), "{drawn}");
}

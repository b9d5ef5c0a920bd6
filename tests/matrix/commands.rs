//! The commands: their figures follow from the codings as they are listed, and nothing of a blind round is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::cli::{check_refused, code, in_a_blind_round, small_study};
use crate::program::Place;

fn matrix(place: &Place, args: &[&str]) -> Value {
    place.json(&[&["matrix"], args, &["--study", "sample", "--as", "lee"]].concat())
}

/// A coding as it is listed: coder, code, document, start, end.
type Listed = (String, String, String, (u64, u64));

fn codings(place: &Place, study: &str) -> Vec<Listed> {
    let listed = place.json(&["coding", "list", "--study", study, "--as", "lee"]);
    let word = |of: &Value, key: &str| of[key].as_str().unwrap().to_owned();
    let all = listed["codings"].as_array().unwrap().iter();
    all.map(|of| {
        let span = (of["start"].as_u64().unwrap(), of["end"].as_u64().unwrap());
        (
            word(of, "coder"),
            word(of, "code"),
            word(of, "document"),
            span,
        )
    })
    .collect()
}

#[test]
fn pairs_of_the_sample_are_those_of_its_codings() {
    let place = Place::sample();
    let codings = codings(place, "sample");
    for (within, near) in [
        (
            "excerpt",
            (|a, b| a == b) as fn((u64, u64), (u64, u64)) -> bool,
        ),
        ("overlap", |a, b| a.0.max(b.0) < a.1.min(b.1)),
    ] {
        let mut places: BTreeMap<(&str, &str), BTreeSet<_>> = BTreeMap::new();
        for (coder, code, document, span) in &codings {
            let others = codings
                .iter()
                .filter(|(of, _, there, at)| of == coder && there == document && near(*span, *at));
            for (_, other, _, _) in others.filter(|(_, other, _, _)| other != code) {
                places
                    .entry((code, other))
                    .or_default()
                    .insert((document, span));
            }
        }
        let count = |one: &str, other: &str| places.get(&(one, other)).map_or(0, BTreeSet::len);
        let said = matrix(place, &["cooccur", "--within", within]);
        let pairs = said["pairs"].as_array().unwrap();
        for pair in pairs {
            let (one, other) = (
                pair["first"].as_str().unwrap(),
                pair["second"].as_str().unwrap(),
            );
            assert_eq!(pair["first_with_second"], count(one, other), "{pair}");
            assert_eq!(
                pair["together"],
                count(one, other).min(count(other, one)),
                "{pair}"
            );
        }
        // Process codes have no row, and each pair is said once.
        let process = |code: &str| {
            intercoder::sample::CODEBOOK.contains(&format!("\"id\": \"{code}\""))
                && !said["codes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|row| row["key"] == code)
        };
        let found: BTreeSet<_> = places
            .keys()
            .filter(|(a, b)| a < b && !process(a) && !process(b))
            .collect();
        assert_eq!(found.len(), pairs.len(), "{within}");
    }
}

#[test]
fn people_by_attribute_are_those_of_the_theme_table() {
    let place = Place::sample();
    let themes = place.json(&[
        "themes",
        "--by",
        "role,site",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    let crosstab = matrix(place, &["crosstab", "--by", "role,site"]);
    let (one, other) = (
        themes["rows"].as_array().unwrap(),
        crosstab["rows"].as_array().unwrap(),
    );
    assert_eq!(one.len(), other.len());
    for (theme, row) in one.iter().zip(other) {
        assert_eq!(
            (&theme["key"], &theme["by"], &theme["people"]),
            (&row["key"], &row["by"], &row["total"])
        );
    }
}

/// Counts of a code by role in a study of a parent, who says two things in T1, and of somebody whose role nobody filled in.
fn check_count(count: &str, expected: &Value) {
    let place = small_study();
    place.write(
        "T3.txt",
        "INT1: And you?\nP03: They asked me. They helped me.\nINT1: So?\nP03: That is all.\n",
    );
    place.write("more.csv", "id,role\nP03,\n");
    place.ok(&[
        "import", "T3.txt", "--people", "more.csv", "--study", "study",
    ]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "Then she came.", "support"),
            ("T1", "My worker.", "support"),
            ("T2", "They listened to me.", "support"),
            ("T3", "They asked me.", "support"),
            ("T3", "They helped me.", "support"),
        ],
    );
    let said = place.json(&[
        "matrix", "crosstab", "--by", "role", "--count", count, "--study", "study",
    ]);
    let row = said["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["key"] == "support")
        .unwrap();
    assert_eq!(
        &json!([row["total"], row["by"]["role"]]),
        expected,
        "{count}"
    );
    let shown = place.ok(&[
        "matrix", "crosstab", "--by", "role", "--count", count, "--study", "study",
    ]);
    assert!(
        shown.contains("not stated") && shown.contains(&format!("distinct {count}")),
        "{shown}"
    );
}

#[test]
fn people_documents_and_excerpts_are_counted_each_once_and_what_nobody_stated_is_said() {
    check_count("people", &json!([3, { "parent": 2, "not stated": 1 }]));
    check_count("documents", &json!([3, { "parent": 2, "not stated": 1 }]));
    check_count("excerpts", &json!([5, { "parent": 3, "not stated": 2 }]));
}

#[test]
fn an_attribute_of_documents_alone_is_theirs() {
    let place = small_study();
    place.write(
        "T4.txt",
        "INT1: And you?\nP01: They asked me.\nINT1: So?\nP01: That is all.\n",
    );
    place.write("sessions.csv", "id,wave\nT4,first\n");
    place.ok(&[
        "import",
        "T4.txt",
        "--documents",
        "sessions.csv",
        "--study",
        "study",
    ]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T4", "They asked me.", "support"),
            ("T2", "They listened to me.", "support"),
        ],
    );
    let said = place.json(&["matrix", "crosstab", "--by", "wave", "--study", "study"]);
    assert_eq!(said["attributes"][0]["of"], "documents");
    let row = &said["rows"][0];
    assert_eq!(row["by"]["wave"], json!({ "first": 1, "not stated": 1 }));
}

#[test]
fn the_documents_of_a_code_hold_its_distinct_excerpts() {
    let place = Place::sample();
    let said = matrix(place, &["documents"]);
    let documents: Vec<&str> = said["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of.as_str().unwrap())
        .collect();
    let mut excerpts: BTreeMap<(String, String), BTreeSet<(u64, u64)>> = BTreeMap::new();
    for (_, code, document, span) in codings(place, "sample") {
        excerpts.entry((code, document)).or_default().insert(span);
    }
    let leaf =
        |key: &str| !intercoder::sample::CODEBOOK.contains(&format!("\"parent\": \"{key}\""));
    for row in said["rows"].as_array().unwrap() {
        let key = row["key"].as_str().unwrap().to_owned();
        for (document, count) in documents.iter().zip(row["excerpts"].as_array().unwrap()) {
            let own = excerpts
                .get(&(key.clone(), (*document).to_owned()))
                .map_or(0, BTreeSet::len) as u64;
            let count = count.as_u64().unwrap();
            assert!(
                if leaf(&key) {
                    count == own
                } else {
                    count >= own
                },
                "{key} in {document}"
            );
        }
    }
    let one = matrix(place, &["documents", "--documents", "I12"]);
    assert_eq!(one["documents"], json!(["I12"]));
}

#[test]
fn a_code_line_holds_every_coding_in_the_order_of_the_text() {
    let place = Place::sample();
    let said = matrix(place, &["line", "I12"]);
    let mut found: BTreeSet<Listed> = BTreeSet::new();
    let mut last = 0;
    for turn in said["turns"].as_array().unwrap() {
        let number = turn["turn"].as_u64().unwrap();
        assert!(number > last);
        last = number;
        for placed in turn["codes"].as_array().unwrap() {
            let span = (
                placed["start"].as_u64().unwrap(),
                placed["end"].as_u64().unwrap(),
            );
            for coder in placed["coders"].as_array().unwrap() {
                let (coder, code) = (coder.as_str().unwrap(), placed["code"].as_str().unwrap());
                found.insert((coder.to_owned(), code.to_owned(), "I12".to_owned(), span));
            }
        }
    }
    let expected: BTreeSet<Listed> = codings(place, "sample")
        .into_iter()
        .filter(|of| of.2 == "I12")
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_final_layer_says_what_it_leaves_out() {
    let place = Place::sample();
    for args in [
        &["cooccur"][..],
        &["proximity", "rel-crisis"],
        &["crosstab", "--by", "role"],
        &["documents"],
        &["line", "I12"],
    ] {
        let args = [
            &["matrix"],
            args,
            &["--layer", "final", "--study", "sample", "--as", "lee"],
        ]
        .concat();
        let said = place.ok(&args);
        assert!(said.contains("disagreements undecided, left out"), "{said}");
    }
}

#[test]
fn a_square_is_the_same_from_both_sides_and_has_the_codes_own_counts_across() {
    let place = Place::sample();
    let args = [
        "matrix", "cooccur", "--within", "turn", "--min", "2", "--square", "--csv", "--study",
        "sample", "--as", "lee",
    ];
    let said = place.ok(&args);
    let rows: Vec<Vec<&str>> = said.lines().map(|line| line.split(',').collect()).collect();
    let pairs = matrix(place, &["cooccur", "--within", "turn", "--min", "2"]);
    assert!(rows.len() > 3);
    for (at, row) in rows.iter().enumerate().skip(1) {
        assert_eq!(row[0], rows[0][at]);
        let own = pairs["codes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|code| code["key"] == row[0])
            .unwrap();
        assert_eq!(row[at], own["n"].to_string());
        for (other, cell) in row.iter().enumerate().skip(1) {
            assert_eq!(*cell, rows[other][at]);
        }
    }
}

#[test]
fn naming_one_code_gives_its_pairs_and_naming_several_those_among_them() {
    let place = Place::sample();
    let pairs = |codes: &[&str]| -> BTreeSet<(String, String)> {
        let said = matrix(place, &[&["cooccur", "--within", "turn"], codes].concat());
        let pairs = said["pairs"].as_array().unwrap().iter();
        let word = |of: &Value| of.as_str().unwrap().to_owned();
        pairs
            .map(|pair| (word(&pair["first"]), word(&pair["second"])))
            .collect()
    };
    let of_one = pairs(&["--code", "rel-crisis"]);
    assert!(
        of_one.len() > 2
            && of_one
                .iter()
                .all(|(one, other)| one == "rel-crisis" || other == "rel-crisis")
    );
    let among = pairs(&["--code", "rel-crisis,str-relapse"]);
    assert_eq!(
        among,
        BTreeSet::from([("rel-crisis".to_owned(), "str-relapse".to_owned())])
    );
}

#[test]
fn a_square_keeps_the_codes_that_were_named_and_says_how_many_it_leaves_out() {
    let place = Place::sample();
    let square = |args: &[&str]| {
        let asked = ["matrix", "cooccur", "--square", "count"];
        place.ok(&[&asked[..], args, &["--study", "sample", "--as", "lee"]].concat())
    };
    let said = square(&["--code", "rel-crisis,str-relapse,lex-relate"]);
    assert!(said.contains("lex-relate"), "{said}");
    assert!(!said.contains("left out: in no pair"), "{said}");
    let said = square(&["--min", "4"]);
    assert!(
        said.contains("are left out: in no pair that is together so often; --min 0"),
        "{said}"
    );
    assert!(!square(&["--min", "0"]).contains("left out: in no pair"));
}

#[test]
fn whether_a_blank_is_not_stated_is_decided_once_for_an_attribute() {
    let place = small_study();
    place.write(
        "moods.csv",
        "id,role,mood\nP01,parent,not stated\nP02,parent,\n",
    );
    place.ok(&["people", "import", "moods.csv", "--study", "study"]);
    let marks = [
        ("T2", "They listened", "voice"),
        ("T1", "Now I sleep.", "change"),
    ];
    code(&place, "machine", ("study", "ana"), &marks);
    let asked = ["matrix", "crosstab", "--by", "mood", "--study", "study"];
    let said = place.json(&asked);
    assert_eq!(
        said["attributes"][0]["all"],
        json!({ "(blank)": 1, "not stated": 1 })
    );
    let of = |key: &str| {
        let rows = said["rows"].as_array().unwrap();
        rows.iter().find(|row| row["key"] == key).unwrap()["by"]["mood"].clone()
    };
    assert_eq!(of("voice"), json!({ "(blank)": 1 }));
    assert_eq!(of("change"), json!({ "not stated": 1 }));
}

#[test]
fn a_blind_coder_s_matrices_know_nothing_of_the_others() {
    let (place, alone) = (in_a_blind_round(), in_a_blind_round());
    // In one study ben codes on: whatever ana asks, her answers are those of the other.
    let ben = ["--study", "study", "--as", "ben"];
    for (quote, code) in [
        ("Now I sleep.", "secret"),
        ("My worker.", "voice"),
        ("Hard at first.", "support"),
    ] {
        place.ok_on(
            "laptop",
            &[
                &["coding", "add", "T1", "--quote", quote, "--code", code],
                &ben[..],
            ]
            .concat(),
        );
    }
    for args in [
        &["cooccur", "--min", "0"][..],
        &["cooccur", "--within", "4", "--layer", "ben", "--min", "0"],
        &[
            "cooccur", "--within", "turn", "--layer", "final", "--min", "0",
        ],
        &["proximity", "support"],
        &["crosstab", "--by", "role", "--count", "excerpts"],
        &["documents"],
        &["documents", "--layer", "final"],
        &["line", "T1"],
        &["line", "T1", "--layer", "ben"],
    ] {
        let args = [&["matrix"], args, &["--study", "study", "--as", "ana"]].concat();
        let (one, other) = (place.ok(&args), alone.ok(&args));
        assert_eq!(one, other, "{args:?}");
        assert!(
            one.contains(
                "round 1 is blind: the others' codings in it are neither seen nor counted"
            ) && !one.contains("secret"),
            "{one}"
        );
        assert_eq!(place.json(&args), alone.json(&args), "{args:?}");
    }
    let (exit, said) = place.fails(&[
        "matrix",
        "proximity",
        "secret",
        "--study",
        "study",
        "--as",
        "ana",
    ]);
    assert!(
        exit == 1 && said.contains("there is no code secret"),
        "{said}"
    );
}

#[test]
fn bad_input_gets_a_clear_sentence() {
    check_refused(
        &["matrix", "cooccur", "--within", "verse"],
        (2, "nothing lies within verse"),
    );
    check_refused(
        &["matrix", "cooccur", "--code", "nope"],
        (1, "no code nope"),
    );
    check_refused(
        &["matrix", "cooccur", "--code", "theme"],
        (2, "theme has no row here"),
    );
    check_refused(
        &["matrix", "cooccur", "--layer", "zoe"],
        (2, "no layer zoe"),
    );
    check_refused(
        &["matrix", "documents", "--documents", "T9"],
        (1, "no document T9"),
    );
    check_refused(
        &["matrix", "crosstab", "--by", "age"],
        (1, "nobody has an attribute age"),
    );
    check_refused(&["matrix", "crosstab"], (2, "--by"));
    check_refused(
        &["matrix", "proximity", "support", "support"],
        (2, "no distance from itself"),
    );
    check_refused(&["matrix", "line", "T9"], (1, "no document T9"));
}

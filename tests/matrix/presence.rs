//! The presence matrix and the matrix of units: what nobody judged is never absence.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::{code, in_a_round, small_study};
use crate::program::Place;

/// The state of a theme for a case.
fn check(place: &Place, args: &[&str], expected: &[(&str, &str, &str)]) {
    let all = ["matrix", "presence", "--themes", "all", "--study", "study"];
    let found = place.json(&[&all[..], args].concat());
    for (case, theme, state) in expected {
        let mut rows = found["cases"].as_array().unwrap().iter();
        let row = rows.find(|row| row["case"] == *case).unwrap();
        let mut cells = row["cells"].as_array().unwrap().iter();
        let cell = cells.find(|cell| cell["theme"] == *theme).unwrap();
        assert_eq!(cell["state"], *state, "{case} under {theme} {args:?}");
    }
}

#[test]
fn what_nobody_finished_is_not_stated_and_what_somebody_did_is_absent() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    let before = [
        ("P01", "support", "present"),
        ("P01", "voice", "not_stated"),
        ("P02", "support", "not_stated"),
    ];
    check(&place, &[], &before);
    place.ok(&["done", "T1", "--study", "study"]);
    let after = [("P01", "voice", "absent"), ("P02", "voice", "not_stated")];
    for layer in ["all", "ana", "final"] {
        check(&place, &["--layer", layer], &after);
        check(
            &place,
            &["--layer", layer, "--cases", "documents"],
            &[("T1", "voice", "absent"), ("T2", "voice", "not_stated")],
        );
    }
    check(
        &place,
        &["--layer", "ben"],
        &[
            ("P01", "voice", "not_stated"),
            ("P01", "support", "not_stated"),
        ],
    );
}

#[test]
fn a_code_that_came_later_and_a_disagreement_are_no_absence() {
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
        &[("T1", "My worker.", "change")],
    );
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    place.ok(&["round", "close", "1", "--study", "study"]);
    place.ok(&[
        "codebook",
        "add",
        "late",
        "--definition",
        "late",
        "--study",
        "study",
    ]);
    check(
        &place,
        &["--layer", "all"],
        &[("P01", "late", "not_stated"), ("P01", "voice", "absent")],
    );
    let undecided = [
        ("P01", "support", "not_stated"),
        ("P01", "change", "not_stated"),
        ("P01", "voice", "absent"),
        ("P01", "late", "not_stated"),
    ];
    check(&place, &["--layer", "final"], &undecided);
    // The unit that ana coded, and the code that came after her version.
    for layer in ["ana", "final"] {
        let found = units(&place, &["--layer", layer, "--study", "study"]);
        let late = found["codes"].as_array().unwrap().iter();
        let late = late.take_while(|code| *code != "late").count();
        let rows = found["rows"].as_array().unwrap();
        assert!(
            rows.iter().all(|row| row["values"][late].is_null()),
            "{found}"
        );
        assert!(
            rows.iter().any(|row| row["values"][late - 1] == 0),
            "{found}"
        );
    }
}

#[test]
fn the_sample_has_as_many_people_with_each_theme_as_its_theme_table() {
    let place = Place::sample();
    let found = place.json(&["matrix", "presence", "--themes", "all", "--study", "sample"]);
    let expected: Value =
        serde_json::from_str(include_str!("../../transcripts-sample/expected.json")).unwrap();
    let themes = expected["themes_layer_all"].as_object().unwrap();
    for total in found["totals"].as_array().unwrap() {
        let wanted = &themes[total["theme"].as_str().unwrap()]["people"];
        assert_eq!(&total["present"], wanted, "{total}");
        let all = ["present", "absent", "not_stated"].map(|state| total[state].as_u64().unwrap());
        assert_eq!(all.iter().sum::<u64>(), 19);
    }
}

fn units(place: &Place, args: &[&str]) -> Value {
    place.json(&[&["export", "units"], args].concat())
}

#[test]
fn a_unit_is_one_where_the_code_is_zero_where_it_was_looked_for_and_empty_elsewhere() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T2", "She asked what I needed.", "voice"),
        ],
    );
    place.ok(&["done", "T1", "--study", "study"]);
    let found = units(&place, &["--study", "study"]);
    assert_eq!(
        found["codes"],
        serde_json::json!(["support", "change", "voice"])
    );
    let rows = found["rows"].as_array().unwrap();
    let values = |document: &str| -> Vec<Value> {
        let own = rows.iter().filter(|row| row["document"] == document);
        own.map(|row| row["values"].clone()).collect()
    };
    let (yes, no) = (serde_json::json!([1, 0, 0]), serde_json::json!([0, 0, 0]));
    assert_eq!(values("T1"), [no.clone(), yes, no]);
    let missing = serde_json::json!([null, null, null]);
    assert_eq!(values("T2"), [missing.clone(), missing.clone(), missing]);
    let csv = place.ok(&["export", "units", "--raw", "--study", "study"]);
    assert!(
        csv.starts_with(
            "document,number,turn,start,end,person,speaker,coder,support,change,voice\n"
        ),
        "{csv}"
    );
    assert!(
        csv.contains("P01,P01,ana,1,0,0\n") && csv.contains("P02,P02,ana,,,\n"),
        "{csv}"
    );
}

#[test]
fn the_units_of_the_sample_have_each_coding_of_its_coders_once() {
    let place = Place::sample();
    let found = units(place, &["--study", "sample", "--layer", "ana"]);
    let codes = found["codes"].as_array().unwrap();
    let mut ones: BTreeSet<(String, u64, String)> = BTreeSet::new();
    for row in found["rows"].as_array().unwrap() {
        for (code, value) in codes.iter().zip(row["values"].as_array().unwrap()) {
            if value == 1 {
                let (document, turn) = (
                    row["document"].as_str().unwrap(),
                    row["turn"].as_u64().unwrap(),
                );
                ones.insert((document.to_owned(), turn, code.as_str().unwrap().to_owned()));
            }
        }
    }
    let listed = place.json(&["coding", "list", "--study", "sample"]);
    let own = listed["codings"].as_array().unwrap().iter();
    let own = own.filter(|coding| coding["coder"] == "ana" && codes.contains(&coding["code"]));
    let mut put: BTreeSet<(String, u64, String)> = BTreeSet::new();
    for coding in own {
        let document = coding["document"].as_str().unwrap().to_owned();
        let (start, end) = (
            coding["start"].as_u64().unwrap(),
            coding["end"].as_u64().unwrap(),
        );
        let rows = found["rows"].as_array().unwrap().iter();
        let touched = rows.filter(|row| {
            row["document"] == document.as_str()
                && row["start"].as_u64().unwrap() < end
                && row["end"].as_u64().unwrap() > start
        });
        put.extend(touched.map(|row| {
            (
                document.clone(),
                row["turn"].as_u64().unwrap(),
                coding["code"].as_str().unwrap().to_owned(),
            )
        }));
    }
    // What she put in a round other than her last one in that document is of another look at it.
    assert!(ones.is_subset(&put) && !ones.is_empty());
    let last: usize = put.difference(&ones).count();
    assert_eq!(
        last,
        0,
        "{:?}",
        put.difference(&ones).take(5).collect::<Vec<_>>()
    );
}

//! One more coder at the table: the final layer, or a coder's own earlier pass.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::{code, row, small_study};
use crate::program::Place;

fn said(words: &str) -> Vec<&str> {
    words.split(' ').chain(["--study", "study"]).collect()
}

/// What the small study answers as JSON.
fn check(place: &Place, words: &str) -> Value {
    place.json(&said(words))
}

fn open_round(place: &Place, name: &str, coders: &str) {
    let words = format!("round new --open --name {name} --documents T1,T2 --coders {coders}");
    place.ok(&said(&words));
}

fn finish(place: &Place, (machine, coder): (&str, &str)) {
    for document in ["T1", "T2"] {
        let words = ["done", document, "--study", "study", "--as", coder];
        place.ok_on(machine, &words);
    }
}

/// A closed round: both put support on one turn, ana alone put change on another.
fn one_disagreement() -> Place {
    let place = small_study();
    place.ok(&said("codebook freeze"));
    open_round(&place, "1", "ana,ben");
    let own = [
        ("T1", "My worker.", "support"),
        ("T1", "Now I sleep.", "change"),
    ];
    code(&place, "machine", ("study", "ana"), &own);
    code(&place, "laptop", ("study", "ben"), &own[..1]);
    finish(&place, ("machine", "ana"));
    finish(&place, ("laptop", "ben"));
    place.ok(&said("round close 1"));
    place
}

#[test]
fn what_is_undecided_is_missing_for_the_final_layer_until_it_is_decided() {
    let place = one_disagreement();
    let before = check(&place, "agree --round 1 --coders ana,final --unit turn");
    assert_eq!(before["scope"]["coders"], json!(["ana", "final"]));
    // Six turns of participants; on one of them the team has no word yet.
    assert_eq!(
        (&before["n_units"], &before["n_pairable"]),
        (&json!(6), &json!(5))
    );
    assert_eq!(row(&before, "support")["alpha"], 1.0);
    assert!(
        before["final"]
            .as_str()
            .unwrap()
            .contains("missing for it, not absent")
    );
    let by_character = check(
        &place,
        "agree --round 1 --coders ana,final --unit character",
    );
    let lost =
        by_character["n_units"].as_u64().unwrap() - by_character["n_pairable"].as_u64().unwrap();
    assert_eq!(lost, "Now I sleep.".len() as u64);
    let listed = check(&place, "reconcile --round 1 list --undecided");
    let name = listed["items"][0]["id"].as_str().unwrap().to_owned();
    place.ok(&said(&format!("reconcile --round 1 decide {name} --none")));
    let after = check(&place, "agree --round 1 --coders ana,final --unit turn");
    assert_eq!(
        (&after["n_units"], &after["n_pairable"]),
        (&json!(6), &json!(6))
    );
    let percent = row(&after, "change")["percent"].as_f64().unwrap();
    assert!((percent - 5.0 / 6.0).abs() < 1e-9, "{percent}");
    let ben = check(&place, "agree --round 1 --coders ben,final --unit turn");
    assert_eq!(row(&ben, "support")["percent"], 1.0);
}

#[test]
fn the_final_layer_needs_a_coder_and_repeats_nobody() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    place.ok(&said("done T1"));
    let (exit, said_of) = place.fails(&said("agree --coders final"));
    assert_eq!(exit, 2, "{said_of}");
    // The final layer of T1 is ana's own work: there is nobody to compare her with.
    assert_eq!(place.fails(&said("agree --coders ana,final")).0, 1);
}

#[test]
fn on_the_sample_the_final_layer_counts_as_its_marks_do() {
    let place = Place::sample();
    let args = ["agree", "--study", "sample", "--as", "lee", "--round", "2"];
    let more = ["--coders", "ana,final", "--unit", "turn", "--level", "code"];
    let found = place.json(&[&args[..], &more].concat());
    let list = |layer: &str| {
        place.json(&[
            "coding", "list", "--layer", layer, "--study", "sample", "--as", "lee",
        ])
    };
    let (held, own) = (list("final"), list("ana"));
    let documents: BTreeSet<&str> = found["scope"]["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of.as_str().unwrap())
        .collect();
    let used = |of: &Value| -> BTreeSet<String> {
        let codings = of["codings"].as_array().unwrap().iter();
        let here = codings.filter(|of| documents.contains(of["document"].as_str().unwrap()));
        here.map(|of| of["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let (held, own) = (used(&held), used(&own));
    for row in found["rows"].as_array().unwrap() {
        let key = row["key"].as_str().unwrap();
        assert!(held.contains(key) || own.contains(key), "{key}");
    }
    assert!(found["n_pairable"].as_u64() < found["n_units"].as_u64());
}

#[test]
fn a_coder_is_compared_with_their_own_earlier_pass() {
    let place = one_disagreement();
    let (exit, sentence) = place.fails(&said("agree --intra ana"));
    assert_eq!(exit, 1);
    assert!(
        sentence.contains("ana has finished no document twice"),
        "{sentence}"
    );
    open_round(&place, "2", "ana,ben");
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    finish(&place, ("machine", "ana"));
    finish(&place, ("laptop", "ben"));
    place.ok(&said("round close 2"));
    let found = check(&place, "agree --intra ana --unit turn");
    assert_eq!(
        found["scope"]["coders"],
        json!(["ana, round 1", "ana, round 2"])
    );
    assert_eq!(
        (&found["n_units"], &found["n_pairable"]),
        (&json!(6), &json!(6))
    );
    assert_eq!(row(&found, "support")["alpha"], 1.0);
    // Once of six turns she said something else than before.
    let percent = row(&found, "change")["percent"].as_f64().unwrap();
    assert!((percent - 5.0 / 6.0).abs() < 1e-9, "{percent}");
    assert!(
        place
            .ok(&said("agree --intra ana"))
            .contains("ana with themself")
    );
}

//! A round that is not closed: no figures, unless somebody allows ones that can still change.

use crate::cli::{code, small_study};
use crate::program::Place;

/// An open round over both documents in which ben has not finished the second.
pub fn half_done() -> Place {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--open",
        "--documents",
        "T1,T2",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        let marks = [("T1", "My worker.", "support")];
        code(&place, machine, ("study", coder), &marks);
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    place.ok(&["done", "T2", "--study", "study"]);
    place
}

/// What the program says where it refuses, with its exit code.
fn check(place: &Place, words: &str, (exit, said): (i32, &str)) {
    let args: Vec<&str> = words.split(' ').chain(["--study", "study"]).collect();
    let (found, sentence) = place.fails(&args);
    assert_eq!(found, exit, "{sentence}");
    assert!(sentence.contains(said), "{sentence}");
}

#[test]
fn a_round_that_is_not_closed_is_refused_with_what_is_missing() {
    let place = half_done();
    let missing = "round 1 is not closed: ben has 1 document to finish";
    check(&place, "agree --round 1", (3, missing));
    check(&place, "agree --rounds 1", (3, missing));
    check(&place, "reconcile --round 1 list", (3, missing));
    check(
        &place,
        "agree --round 1",
        (3, "a lead closes it with: intercoder round close 1"),
    );
    let said = place.ok(&[
        "agree",
        "--round",
        "1",
        "--allow-incomplete",
        "--study",
        "study",
    ]);
    assert!(
        said.contains(missing) && said.contains("can still change"),
        "{said}"
    );
    let found = place.json(&[
        "agree",
        "--round",
        "1",
        "--allow-incomplete",
        "--study",
        "study",
    ]);
    assert!(found["incomplete"].as_str().unwrap().contains(missing));
    place.ok_on("laptop", &["done", "T2", "--study", "study", "--as", "ben"]);
    let everybody = "round 1 is not closed: everybody has finished";
    check(&place, "agree --round 1", (3, everybody));
    place.ok(&["round", "close", "1", "--study", "study"]);
    let found = place.json(&["agree", "--round", "1", "--study", "study"]);
    assert!(found.get("incomplete").is_none());
}

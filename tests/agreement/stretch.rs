//! Gamma of a study: document by document, the same figure as of the stretches brought along in a file.

use serde_json::{Value, json};

use crate::program::Place;

/// What the sample answers as JSON.
fn check(words: &str) -> Value {
    let mut args = vec!["agree", "--study", "sample", "--as", "lee"];
    args.extend(words.split(' '));
    Place::sample().json(&args)
}

const COARSE: &str = "--round 1 --documents I02 --measure gamma --precision 0.2 --seed 5 --process";

#[test]
fn gamma_of_a_document_is_that_of_the_same_stretches_in_a_file() {
    let found = check(COARSE);
    let row = &found["rows"][0];
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&found["unit"], &found["seed"]),
        (&json!("stretch"), &json!(5))
    );
    assert!(row["precision"].as_f64().unwrap() <= 0.2);
    let listed =
        Place::sample().json(&["coding", "list", "I02", "--study", "sample", "--as", "lee"]);
    let mut coders = serde_json::Map::new();
    for coder in row["coders"].as_array().unwrap() {
        let codings = listed["codings"].as_array().unwrap().iter();
        let own = codings.filter(|coding| coding["coder"] == *coder && coding["round"] == 1);
        let own = own.map(|coding| json!([coding["start"], coding["end"], coding["code"]]));
        coders.insert(coder.as_str().unwrap().to_owned(), own.collect());
    }
    let place = Place::new();
    let file = json!({"kind": "spans_free", "data": {"coders": coders}});
    place.write("free.json", file.to_string());
    let args = [
        "agree",
        "--ratings",
        "free.json",
        "--seed",
        "5",
        "--precision",
        "0.2",
    ];
    let brought = place.json(&args);
    let of = |value: &Value| value.as_f64().unwrap();
    assert!((of(&brought["best_alignment_disorder"]) - of(&row["observed_disorder"])).abs() < 1e-9);
    // Codes are numbered otherwise there, so other random continua are drawn.
    assert!((of(&brought["gamma"]) - of(&row["gamma"])).abs() < 0.04);
    assert!((of(&found["mean"]["gamma"]) - of(&row["gamma"])).abs() < 1e-12);
    assert_eq!(found["mean"]["n_documents"], 1);
    assert_eq!(check(COARSE), found);
}

#[test]
fn codes_of_one_theme_lie_nearer_by_the_tree_and_disorder_falls() {
    let (apart, tree) = (check(COARSE), check(&format!("{COARSE} --distance tree")));
    let disorder = |found: &Value| found["rows"][0]["observed_disorder"].as_f64().unwrap();
    assert!(disorder(&tree) < disorder(&apart));
}

#[test]
fn what_is_only_for_gamma_is_refused_elsewhere() {
    for words in [
        "--precision 0.1",
        "--distance tree",
        "--measure gamma --precision 7",
    ] {
        let mut args = vec!["agree", "--study", "sample", "--as", "lee", "--round", "1"];
        args.extend(words.split(' '));
        assert_eq!(Place::sample().fails(&args).0, 2);
    }
}

//! What is compared: documents that two coders finished, and words that are in scope.

use serde_json::{Value, json};

use crate::cli::{code, row, small_study};
use crate::program::Place;

/// A closed round in which ana and ben finished the first document, and ana alone the second, which chi was given too.
fn one_shared_document() -> Place {
    let place = small_study();
    place.ok(&["coder", "add", "chi", "--study", "study"]);
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let round = "round new --open --documents T1 --coders ana,ben --unit turn --study study";
    place.ok(&round.split(' ').collect::<Vec<_>>());
    let more = "round assign --documents T2 --coders ana,chi --study study";
    place.ok(&more.split(' ').collect::<Vec<_>>());
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        let marks = [("T1", "My worker.", "support")];
        code(&place, machine, ("study", coder), &marks);
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened", "voice")],
    );
    place.ok(&["done", "T2", "--study", "study"]);
    let close = "round close 1 --without chi --reason ill --study study";
    place.ok(&close.split(' ').collect::<Vec<_>>());
    place
}

/// What `agree` answers as JSON.
fn check(place: &Place, words: &str) -> Value {
    let words = format!("agree {words} --study study");
    place.json(&words.split(' ').collect::<Vec<_>>())
}

#[test]
fn a_document_that_one_coder_finished_is_not_double_coded() {
    let place = one_shared_document();
    let found = check(&place, "--round 1");
    assert_eq!(found["scope"]["documents"], json!(["T1"]));
    assert_eq!(found["scope"]["coders"], json!(["ana", "ben"]));
    assert_eq!(
        (&found["n_units"], &found["n_pairable"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(found["n_documents"], 1);
    let said = check(&place, "--methods --round 1");
    let said = said["methods"].as_str().unwrap();
    assert!(
        said.starts_with("In round 1, ana and ben coded 1 of 2 documents (50 %)"),
        "{said}"
    );
    // What the only one who finished it said still stands in the final layer.
    let standing = place.ok(&["coding", "list", "--layer", "final", "--study", "study"]);
    assert!(standing.contains("They listened"), "{standing}");
}

#[test]
fn what_lies_wholly_on_interviewers_turns_is_not_said_of_the_document() {
    let place = small_study();
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        // The middle turn of the interviewer, so that it lies within the stretch of talk that stands for the document.
        let marks: &[_] = match coder {
            "ana" => &[("T1", "Who?", "voice"), ("T1", "My worker.", "support")],
            _ => &[("T1", "My worker.", "support")],
        };
        code(&place, machine, ("study", coder), marks);
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    let handles = |found: &Value| -> Vec<String> {
        let rows = found["rows"].as_array().unwrap().iter();
        rows.map(|row| row["key"].as_str().unwrap().to_owned())
            .collect()
    };
    for words in [
        "--measure presence",
        "--measure frequency",
        "--unit document",
    ] {
        assert_eq!(handles(&check(&place, words)), ["support"], "{words}");
    }
    let all = check(&place, "--unit document --interviewer-turns");
    assert_eq!(row(&all, "voice")["n_coded"], 1);
}

//! What is said around the figures: exploratory, undefined and why, too rare, and where coders' own codes overlap.

use serde_json::{Value, json};

use crate::cli::{code, row, small_study};
use crate::program::Place;

fn words(words: &str) -> Vec<&str> {
    words.split(' ').chain(["--study", "study"]).collect()
}

/// What the small study answers as JSON.
fn check(place: &Place, asked: &str) -> Value {
    place.json(&words(asked))
}

type Marks<'m> = &'m [(&'m str, &'m str, &'m str)];

/// A closed round of ana and ben over both documents.
fn round(place: &Place, (name, unit): (&str, &str), [ana, ben]: [Marks<'_>; 2]) {
    let new = format!(
        "round new --open --name {name} --documents T1,T2 --coders ana,ben --unit {unit} --target 0.8"
    );
    place.ok(&words(&new));
    for (machine, coder, marks) in [("machine", "ana", ana), ("laptop", "ben", ben)] {
        code(place, machine, ("study", coder), marks);
        for document in ["T1", "T2"] {
            let done = ["done", document, "--study", "study", "--as", coder];
            place.ok_on(machine, &done);
        }
    }
    place.ok(&words(&format!("round close {name}")));
}

const EVERYWHERE: Marks<'_> = &[
    ("T1", "Hard at first.", "change"),
    ("T1", "My worker.", "change"),
    ("T1", "Now I sleep.", "change"),
    ("T2", "They listened", "change"),
    ("T2", "She asked", "change"),
    ("T2", "I have my kids", "change"),
];

const FOUR: Marks<'_> = &[
    ("T1", "Hard at first.", "support"),
    ("T1", "My worker.", "support"),
    ("T1", "Now I sleep.", "support"),
    ("T2", "They listened", "voice"),
];

/// A frozen codebook without themes: support differs on one turn, change is everywhere, ana alone put voice on one.
fn flat() -> Place {
    let place = small_study();
    place.ok(&words("codebook freeze"));
    let (ana, ben) = (
        [FOUR, EVERYWHERE].concat(),
        [&FOUR[..2], EVERYWHERE].concat(),
    );
    round(&place, ("1", "turn"), [&ana, &ben]);
    place
}

#[test]
fn the_methods_paragraph_has_a_result_for_each_level_that_has_rows() {
    let place = flat();
    let said = check(&place, "agree --methods");
    let said = said["methods"].as_str().unwrap();
    assert!(said.contains("measured code by code on 6 turns"), "{said}");
    let alpha = row(&check(&place, "agree --round 1"), "support")["alpha"].clone();
    let median = format!(
        "Over the 1 code with three passages or more and a defined alpha, alpha had a median of {:.2}",
        alpha.as_f64().unwrap()
    );
    assert!(said.contains(&median), "{said}");
    assert!(
        said.contains("for 1 further code alpha is undefined; 1 rarer one is reported"),
        "{said}"
    );
    assert!(!said.contains("theme"), "{said}");
    assert!(
        said.contains("Of 2 disagreements, 0 were settled"),
        "{said}"
    );
}

#[test]
fn where_every_code_is_rare_the_methods_paragraph_says_so() {
    let place = small_study();
    place.ok(&words("codebook freeze"));
    round(&place, ("1", "turn"), [&FOUR[1..2], &FOUR[1..2]]);
    let said = check(&place, "agree --methods");
    let said = said["methods"].as_str().unwrap();
    let none =
        "No code has both three passages and a defined alpha; 1 rarer one is reported as a count.";
    assert!(said.contains(none), "{said}");
}

#[test]
fn own_codes_that_overlap_are_named_where_they_leave_cu_alpha_undefined() {
    let place = small_study();
    let marks: Marks<'_> = &[
        ("T1", "My worker.", "support"),
        ("T1", "worker. She came", "voice"),
    ];
    code(&place, "machine", ("study", "ana"), marks);
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    let found = check(&place, "agree --unit turn");
    let start = crate::cli::ONE.find("My worker.").unwrap();
    let overlap = json!([{
        "document": "T1",
        "coder": "ana",
        "first": { "start": start, "end": start + 10, "code": "support" },
        "second": { "start": start + 3, "end": start + 19, "code": "voice" },
    }]);
    assert_eq!(found["overlaps"], overlap);
    assert_eq!(found["overall"]["n_overlaps"], 1);
    let said = place.ok(&words("agree --unit turn"));
    let named = format!(
        "T1 ana: [{start}, {}] support and [{}, {}] voice",
        start + 10,
        start + 3,
        start + 19
    );
    assert!(said.contains(&named), "{said}");
    assert!(said.contains("overlap 1 time;"), "{said}");
}

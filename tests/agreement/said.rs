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
fn figures_that_are_not_the_rounds_own_say_so_in_every_form() {
    let place = flat();
    let note = "exploratory, not this round's measure";
    let found = check(&place, "agree --round 1 --unit sentence");
    assert_eq!(found["exploratory"], note);
    assert!(
        check(&place, "agree --round 1")
            .get("exploratory")
            .is_none()
    );
    let csv = place.ok(&words("agree --round 1 --unit sentence --csv"));
    for line in csv.lines().skip(1) {
        assert!(line.contains(note), "{line}");
    }
    // A part of a round's documents is not what its target is for, and no target is held against it.
    let trend = check(&place, "agree --trend --unit sentence");
    for of in trend["rows"].as_array().unwrap() {
        assert_eq!(of["rounds"][0]["exploratory"], true);
        assert_eq!(of["rounds"][0]["verdict"], Value::Null);
    }
    let drawn = place.ok(&words("agree --trend --unit sentence"));
    assert!(drawn.contains(&format!("round 1: {note}, ")), "{drawn}");
}

#[test]
fn a_trend_judges_what_is_not_rare_and_draws_nothing_across_units() {
    let place = flat();
    let (ana, ben) = (
        [FOUR, EVERYWHERE].concat(),
        [&FOUR[..2], EVERYWHERE].concat(),
    );
    round(&place, ("2", "sentence"), [&ana, &ben]);
    let found = check(&place, "agree --trend");
    let of = |key: &str| row(&found, key).clone();
    assert_eq!(of("support")["rounds"][1]["verdict"], "cannot_tell");
    assert_eq!(of("voice")["rounds"][1]["verdict"], Value::Null);
    assert_eq!(of("support")["trend"], "other_unit");
    let one_unit = check(&place, "agree --trend --unit turn");
    assert_eq!(row(&one_unit, "support")["trend"], "unclear");
    let (exit, said) = place.fails(&words("agree --trend --coders ana,final"));
    assert_eq!(exit, 2);
    assert!(said.contains("final has no trend"), "{said}");
}

#[test]
fn every_figure_without_a_value_has_its_reason() {
    let place = flat();
    let found = check(&place, "agree --round 1");
    let change = row(&found, "change");
    for name in ["fleiss", "conger", "cohen_mean"] {
        assert_eq!(change[name], Value::Null, "{name}");
        assert_eq!(change[format!("{name}_reason")], "no_variation", "{name}");
    }
    assert!(change.get("holsti_reason").is_none());
    let csv = place.ok(&words("agree --round 1 --csv"));
    let line = csv
        .lines()
        .find(|line| line.starts_with("change,"))
        .unwrap();
    assert!(line.contains("fleiss_reason no_variation"), "{line}");
    let frequency = check(&place, "agree --round 1 --measure frequency --documents T1");
    for row in frequency["rows"].as_array().unwrap() {
        assert!(row["exact_ties"].is_number());
    }
    let rolled = check(&place, "agree --round 1 --like nvivo");
    for of in rolled["rolled"].as_array().unwrap() {
        for name in ["corpus_kappa", "mean_kappa_unweighted"] {
            let reason = of.get(format!("{name}_reason"));
            assert_eq!(of[name].is_null(), reason.is_some(), "{of}");
        }
    }
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

#[test]
fn a_plan_asks_for_the_coders_of_a_unit_and_plans_nothing_rare_or_out_of_reach() {
    let place = flat();
    // A third coder in the round, who shares a document with ana alone, makes no unit one of three coders.
    let plan = |words: &str| check(&place, &format!("agree --round 1 --plan {words}"));
    let found = plan("--width 0.1");
    let support = row(&found, "support");
    // Krippendorff's formula for two coders at alpha .8, p .05 one-sided, and five of twelve values yes.
    let (alpha, rarest, z) = (0.8, 5.0 / 12.0, 1.644_853_626_951_472_f64);
    let spread = (1.0 + alpha) * (3.0 - alpha) / (4.0 * rarest * (1.0 - rarest) * (1.0 - alpha));
    let units = 2.0 * z * z * (spread - alpha);
    assert_eq!(support["units_for_alpha"], units.ceil() as u64);
    let voice = row(&found, "voice");
    assert_eq!(
        (&voice["alpha"], &voice["units_for_alpha"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(voice["reason"], "fewer_than_three_passages");
    let change = row(&found, "change");
    assert_eq!(change["units_for_percent"], Value::Null);
    assert_eq!(change["units_for_percent_reason"], "no_variation");
    let drawn = place.ok(&words("agree --round 1 --plan"));
    assert!(
        drawn.contains("too rare to plan by, with fewer than three passages (1): voice"),
        "{drawn}"
    );
    assert!(!drawn.contains("\nvoice"), "{drawn}");
}

#[test]
fn a_target_of_one_takes_no_number_of_units() {
    let place = small_study();
    place.ok(&words("codebook freeze"));
    place.ok(&words(
        "round new --open --name 1 --documents T1,T2 --coders ana,ben --unit turn --target 1",
    ));
    for (machine, coder, marks) in [("machine", "ana", FOUR), ("laptop", "ben", &FOUR[..2])] {
        code(&place, machine, ("study", coder), marks);
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    place.ok(&words("round close 1"));
    let found = check(&place, "agree --round 1 --plan");
    let support = row(&found, "support");
    assert_eq!(support["units_for_alpha"], Value::Null);
    assert_eq!(support["units_for_alpha_reason"], "target_of_one");
}

#[test]
fn nvivo_s_columns_leave_out_what_one_of_two_did_not_judge() {
    let place = small_study();
    let marks: Marks<'_> = &[
        ("T1", "My worker.", "support"),
        ("T1", "Now I sleep.", "change"),
    ];
    code(&place, "machine", ("study", "ana"), marks);
    code(&place, "laptop", ("study", "ben"), &marks[..1]);
    place.ok(&["done", "T1", "--study", "study"]);
    let half = "done T1 --turns 1-4 --study study --as ben";
    place.ok_on("laptop", &half.split(' ').collect::<Vec<_>>());
    let found = check(&place, "agree --like nvivo --unit turn");
    let cells = found["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 1, "{found}");
    // The labels and words of the first four turns, without the line ends between them.
    let judged: usize = crate::cli::ONE.lines().take(4).map(str::len).sum();
    assert_eq!(
        (&cells[0]["node"], &cells[0]["source_size"]),
        (&json!("support"), &json!(judged))
    );
    assert_eq!(cells[0]["a_and_b"].as_f64().unwrap(), 10.0 / judged as f64);
}

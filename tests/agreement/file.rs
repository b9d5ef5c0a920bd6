//! Ratings in a file: every oracle case through the program, and files that are not as they should be.

use std::fs;
use std::path::Path;

use intercoder::agreement::bootstrap::Draw;
use intercoder::agreement::gamma::Sampling;
use intercoder::agreement::ratings::{self, Asked};
use intercoder::import::ratings::read;
use proptest::prelude::{ProptestConfig, any, prop};
use proptest::proptest;
use serde_json::{Value, json};

use crate::program::Place;

/// What the program answers for a file of the folder, and whether it succeeded.
fn answer(path: &Path, more: &[&str]) -> Value {
    let args = [
        &["agree", "--ratings", path.to_str().unwrap(), "--json"],
        more,
    ]
    .concat();
    // Outside of any study, which a file of ratings does not need.
    let output = Place::new().run(&args);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&said).unwrap_or_else(|cause| {
        panic!(
            "{path:?}: {cause}: {said} {}",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// What is off between an expected value and the one found, each with its path.
fn compare(path: &str, (expected, found): (&Value, &Value), tolerance: f64, off: &mut Vec<String>) {
    let skipped =
        |key: &str| key.starts_with("check_") || key.ends_with("_pygamma") || key == "sampled";
    match (expected, found) {
        (Value::Object(expected), _) => {
            for (key, value) in expected.iter().filter(|(key, _)| !skipped(key)) {
                let path = format!("{path}.{key}");
                // Bootstrap figures are random; the case's note gives the ends of their intervals a hundredth.
                let sampled = key.ends_with("_percentile")
                    || ["se_unit", "se_cluster"].contains(&key.as_str());
                let tolerance = if sampled { 0.01 } else { tolerance };
                match found.get(key) {
                    Some(found) => compare(&path, (value, found), tolerance, off),
                    None => off.push(format!("{path} is missing")),
                }
                let reason = found.get(format!("{key}_reason"));
                if value.is_null() && reason.is_none() {
                    off.push(format!("{path} has no reason"));
                }
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{path}[{at}]"), (expected, found), tolerance, off);
            }
        }
        (Value::Number(wanted), Value::Number(number))
            if (wanted.as_f64().unwrap() - number.as_f64().unwrap()).abs() <= tolerance => {}
        (expected, found) if expected == found => {}
        (expected, found) => off.push(format!("{path}: {found} instead of {expected}")),
    }
}

#[test]
fn every_oracle_case_holds_through_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let mut off = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let id = case["id"].as_str().unwrap();
        let tolerance = case["tolerance"].as_f64().unwrap();
        compare(
            id,
            (&case["expected"], &answer(&path, &[])),
            tolerance,
            &mut off,
        );
        cases += 1;
    }
    assert_eq!(off, [""; 0]);
    assert!(cases >= 23, "{cases} cases");
}

/// A file, what is asked of it, and what the program says: its exit code and the sentence.
fn check(name: &str, content: impl AsRef<[u8]>, said: &str) {
    let place = Place::new();
    place.write(name, content);
    let (exit, found) = place.fails(&["agree", "--ratings", name]);
    assert!(found.contains(said), "{found}\ninstead of\n{said}");
    assert!(exit > 0 && !found.contains("panicked"), "{found}");
}

#[test]
fn a_file_that_is_not_as_it_should_be_gets_one_sentence() {
    check("r.csv", "", "r.csv is empty");
    check("r.csv", " \n\n", "r.csv is empty");
    check(
        "r.csv",
        "unit,ana,ben\n",
        "r.csv has a first line and no ratings below it",
    );
    check(
        "r.csv",
        "name,ana,ben\nu1,1,1\n",
        "r.csv line 1 begins with “name” where “unit” is wanted",
    );
    check(
        "r.csv",
        "unit,ana,ben\nu1,1,1\nu2,1\n",
        "r.csv line 3 has 2 cells where the first line has 3",
    );
    check(
        "r.csv",
        "unit,ana,ben\nu1,1,1\n\nu1,2,2\n",
        "r.csv line 4 rates the unit u1 again, after line 2",
    );
    check(
        "r.csv",
        "unit,ana,ana\nu1,1,1\n",
        "line 1 names the coder ana twice",
    );
    check(
        "r.csv",
        "unit,ana\nu1,1\nu2,2\n",
        "holds nothing to compute: fewer than two coders judged anything here",
    );
    check(
        "r.csv",
        "unit,coder,value\nu1,ana,1\nu2,ana,2\n",
        "holds nothing to compute: fewer than two coders judged anything here",
    );
    check(
        "r.csv",
        "unit,coder,value\nu1,ana,1\nu1,ben,2\nu1,ana,1\n",
        "r.csv line 4 rates the unit u1 by ana again, after line 2",
    );
    check(
        "r.csv",
        "unit,ana,ben\nu1,1,\nu2,,2\n",
        "holds nothing to compute: no unit was rated by two coders",
    );
    check("r.csv", [0x75, 0xff, 0xfe, 0x0a], "is not UTF-8 text");
    check("r.json", "{\"kind\":\"matrix\"", "r.json line 1 is no JSON");
    check("r.json", "{\"kind\":\"matrix\"}", "r.json has no “data”");
    check("r.json", "[1,2]", "r.json is a JSON list, not an object");
    check(
        "r.json",
        r#"{"kind":"vector","data":{}}"#,
        "has the kind “vector”, which is none of those that are measured",
    );
    check(
        "r.json",
        r#"{"kind":"matrix","data":{"units":[[1,2],[1]]}}"#,
        "r.json at data.units[2] has 1 rating where the first row has 2",
    );
    check(
        "r.json",
        r#"{"kind":"matrix","data":{"units":[[1,2],[1,3]],"categories":[1,2]}}"#,
        "data.units[2] has a value that is not among the categories",
    );
    check(
        "r.json",
        r#"{"kind":"spans","data":{"length":9,"coders":{"A":[[0,5,"x"],[4,6,"y"]],"B":[]}}}"#,
        "a coder's own stretches overlap: A: [0, 5] x and [4, 6] y",
    );
    check(
        "r.json",
        r#"{"kind":"spans","data":{"length":9,"coders":{"A":[[0,50,"x"]],"B":[]}}}"#,
        "data.coders.A[1] ends after the text, which has 9 characters",
    );
    check(
        "r.json",
        r#"{"kind":"spans_free","data":{"coders":{}}}"#,
        "fewer than two coders",
    );
}

#[test]
fn a_metric_of_numbers_is_refused_for_words() {
    let place = Place::new();
    place.write("r.csv", "unit,ana,ben\nu1,1,1\nu2,2,many\n");
    let (exit, said) = place.fails(&["agree", "--ratings", "r.csv", "--metric", "interval"]);
    assert_eq!(exit, 1);
    assert!(
        said.contains("the interval metric needs numbers, and “many” is none (r.csv line 3)"),
        "{said}"
    );
    let found = place.json(&["agree", "--ratings", "r.csv"]);
    assert_eq!(found["n_pairable"], 4);
    assert!(found.get("alpha_interval").is_none());
}

#[test]
fn the_same_ratings_long_or_wide_give_the_same_figures() {
    let place = Place::new();
    place.write(
        "wide.csv",
        "\u{feff}Unit;ana;ben\r\nu1;1;1\r\nu2;2.0;1\r\nu3;;2\r\n",
    );
    place.write(
        "long.csv",
        "unit,coder,value\nu1,ana,1\nu1,ben,1\nu2,ben,1\nu2,ana,2\nu3,ben,2\nu3,ana,\n",
    );
    let wide = place.json(&["agree", "--ratings", "wide.csv"]);
    assert_eq!(wide, place.json(&["agree", "--ratings", "long.csv"]));
    assert_eq!(wide["n_pairable"], 4);
    // Values 1 1 | 2 1: one pair of two differs, and 2·3 of 4·3 ordered pairs would by chance.
    assert_eq!(wide["alpha_nominal"], 0.0);
}

#[test]
fn what_is_all_alike_has_a_percentage_and_no_coefficient() {
    let place = Place::new();
    place.write("r.csv", "unit,ana,ben\nu1,a,a\nu2,a,a\n");
    let found = place.json(&["agree", "--ratings", "r.csv"]);
    assert_eq!(found["percent"], 1.0);
    assert_eq!(found["alpha_nominal"], Value::Null);
    assert_eq!(found["alpha_nominal_reason"], "no_variation");
    assert_eq!(found["reason"], "no_variation");
}

#[test]
fn what_cannot_be_compared_is_null_with_a_reason_and_fails() {
    let place = Place::new();
    place.write("r.csv", "unit,ana,ben\nu1,1,\nu2,,2\n");
    let output = place.run(&["agree", "--ratings", "r.csv", "--json"]);
    assert!(!output.status.success());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["alpha_nominal"], Value::Null);
    assert_eq!(found["percent_reason"], "no_pairable_units");
}

#[test]
fn a_coder_whom_a_document_does_not_name_is_missing_there() {
    let place = Place::new();
    // The second document is ana's alone; the third names ben, who put nothing on it.
    place.write(
        "r.json",
        r#"{"kind":"documents_spans","data":{"documents":[
            {"id":"one","length":10,"coders":{"ana":[[0,4,"x"]],"ben":[[0,4,"x"]]}},
            {"id":"two","length":10,"coders":{"ana":[[0,10,"x"]]}},
            {"id":"three","length":10,"coders":{"ana":[],"ben":[]}}]}}"#,
    );
    let found = place.json(&["agree", "--ratings", "r.json"]);
    let x = &found["corpus_per_code"]["x"];
    assert_eq!(
        (&x["both"], &x["only_a"], &x["neither"]),
        (&json!(4), &json!(0), &json!(16))
    );
    assert_eq!((&x["percent"], &x["kappa"]), (&json!(1.0), &json!(1.0)));
    assert_eq!(found["n_documents"], 2);
    let cells = found["cells"].as_array().unwrap().iter();
    let named: Vec<&Value> = cells.map(|cell| &cell["doc"]).collect();
    assert_eq!(named, ["one", "three"]);
}

#[test]
fn one_coder_gives_null_and_the_reason_in_every_kind() {
    let ratings = [
        ("r.csv", "unit,ana\nu1,1\nu2,2\n"),
        ("r.json", r#"{"kind":"matrix","data":{"units":[[1],[2]]}}"#),
        (
            "r.json",
            r#"{"kind":"units_in_documents","data":{"documents":[{"id":"d","units":[[1],[2]]}]}}"#,
        ),
        (
            "r.json",
            r#"{"kind":"spans_free","data":{"coders":{"A":[[0,5,"x"]]}}}"#,
        ),
    ];
    for (name, content) in ratings {
        let place = Place::new();
        place.write(name, content);
        let output = place.run(&["agree", "--ratings", name, "--json"]);
        assert_eq!(output.status.code(), Some(1), "{content}");
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = found.as_object().unwrap();
        let nulls: Vec<_> = found.iter().filter(|(_, value)| value.is_null()).collect();
        assert!(nulls.len() >= 4, "{content}");
        for (name, _) in nulls {
            assert_eq!(
                found[&format!("{name}_reason")],
                "fewer_than_two_coders",
                "{name}"
            );
        }
        // What was never counted is not nought.
        for name in [
            "samples",
            "n_unitary_alignments",
            "undefined_replicates_unit",
        ] {
            assert!(found.get(name).is_none_or(Value::is_null), "{name}");
        }
    }
}

#[test]
fn more_values_than_can_be_compared_two_by_two_still_have_an_alpha() {
    let place = Place::new();
    let line = |unit: u32| format!("u{unit},{unit},{}\n", unit + unit % 2);
    let lines: String = (0..500).map(line).collect();
    place.write("r.csv", format!("unit,ana,ben\n{lines}"));
    let found = place.json(&["agree", "--ratings", "r.csv"]);
    assert!(found["alpha_interval"].as_f64().unwrap() > 0.99);
    assert_eq!(found["fleiss"], Value::Null);
    assert_eq!(found["fleiss_reason"], "too_many_categories");
}

#[test]
fn a_bootstrap_repeats_itself_and_follows_its_seed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/bootstrap-s900.json");
    let of = |seed: &str| {
        answer(&path, &["--seed", seed, "--replicates", "500"])["ci95_cluster_percentile"].clone()
    };
    assert_eq!(of("7"), of("7"));
    assert_ne!(of("7"), of("8"));
}

/// Reads words as a file of ratings and answers them, which must never panic; a small draw keeps it quick.
fn survives(words: &str) {
    let asked = Asked {
        metric: None,
        draw: Draw {
            replicates: 10,
            seed: 1,
        },
        // Coarse, so that hundreds of them take seconds.
        sampling: Sampling {
            seed: 1,
            fewest: 3,
            precision: 1e9,
        },
    };
    if let Ok(read) = read("any", words) {
        let _answered = ratings::answer(&read.ratings, asked);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_words_make_the_reader_panic(words in "(unit,(a,b|coder,value)\n)?[a-c0-9,;.\n\"-]{0,60}") {
        survives(&words);
    }

    #[test]
    fn no_change_of_a_case_makes_the_reader_panic(
        case in 0usize..CASES.len(), at in any::<prop::sample::Index>(), with in "[\\[\\]{},:0-9\"a-z-]{0,3}", length in 0usize..6,
    ) {
        let mut letters: Vec<char> = CASES[case].chars().collect();
        let start = at.index(letters.len());
        let end = (start + length).min(letters.len());
        letters.splice(start..end, with.chars());
        survives(&letters.into_iter().collect::<String>());
    }
}

/// A small file of each kind.
const CASES: [&str; 9] = [
    r#"{"kind":"matrix","data":{"units":[[1,2,null],[2,2,1],["a",1,1]],"categories":[1,2,"a"]}}"#,
    r#"{"kind":"contingency","data":{"table":[[3,1],[0,2]],"categories":[1,2]}}"#,
    r#"{"kind":"counts2x2","data":{"both":5,"only_a":1,"only_b":0,"neither":9}}"#,
    r#"{"kind":"sets","data":{"units":[[["a"],[]],[null,["a","b"]]]}}"#,
    r#"{"kind":"spans","data":{"length":20,"coders":{"A":[[0,5,"x"],[5,9,"y"]],"B":[[1,6,"x"]]}}}"#,
    r#"{"kind":"spans_free","data":{"coders":{"A":[[0,5,"x"]],"B":[[1,6,"x"]]}}}"#,
    r#"{"kind":"documents_spans","data":{"documents":[{"id":"d","length":9,"coders":{"A":[[0,3,"x"]],"B":[]}}]}}"#,
    r#"{"kind":"project_units","data":{"codes":["a","b"],"tree":{"t":["a","b"]},"documents":[{"id":"d","coded_by":["A","B"],"units":[{"A":["a"],"B":[]}]}]}}"#,
    r#"{"kind":"units_in_documents","data":{"documents":[{"id":"d","units":[[1,2],[1,1]]},{"id":"e","units":[[0,0]]}]}}"#,
];

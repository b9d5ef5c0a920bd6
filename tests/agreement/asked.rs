//! What can be asked of `agree` beside its rows: other intervals, a plan, counts in documents, NVivo's columns.

use intercoder::agreement::interval::t_quantile;
use serde_json::Value;

use crate::cli::{code, small_study};
use crate::program::Place;

/// What the sample answers as JSON.
fn check(words: &str) -> Value {
    let mut args = vec!["agree", "--study", "sample", "--as", "lee"];
    args.extend(words.split(' '));
    Place::sample().json(&args)
}

fn row<'f>(found: &'f Value, key: &str) -> &'f Value {
    let rows = found["rows"].as_array().unwrap().iter();
    rows.clone().find(|row| row["key"] == key).unwrap()
}

#[test]
fn u_alpha_comes_with_characters_and_only_then() {
    let by_character = check("--round 2 --level theme --unit character");
    for row in by_character["rows"].as_array().unwrap() {
        let u = row["u_alpha"].as_f64().unwrap();
        // With one code there is nothing to mistake it for, so where and what are one question.
        assert!((u - row["bar_u_alpha"].as_f64().unwrap()).abs() < 1e-9 && u <= 1.0);
        assert_eq!(row["u_alpha_reason"], Value::Null);
    }
    let by_turn = check("--round 2 --level theme --unit turn");
    assert!(row(&by_turn, "components").get("u_alpha").is_none());
    // Over the text it makes no difference in which units the rows are.
    assert_eq!(
        by_turn["overall"]["bar_u_alpha"],
        by_character["overall"]["bar_u_alpha"]
    );
    assert_eq!(by_turn["overall"]["cu_alpha"], Value::Null);
    assert_eq!(
        by_turn["overall"]["cu_alpha_reason"],
        "overlapping_stretches"
    );
    assert!(by_turn["overall"]["n_overlaps"].as_u64().unwrap() > 0);
}

#[test]
fn a_bootstrap_stands_beside_the_jackknife_and_says_how_to_repeat_it() {
    let asked = "--round 2 --level theme --interval bootstrap --seed 5 --replicates 300";
    let (plain, found) = (check("--round 2 --level theme"), check(asked));
    assert_eq!(found["interval"]["method"], "bootstrap");
    assert_eq!(found["interval"]["seed"], 5);
    assert_eq!(found["interval"]["replicates"], 300);
    for (row, plain) in found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .zip(plain["rows"].as_array().unwrap())
    {
        assert_eq!(row["alpha_ci"], plain["alpha_ci"]);
        let end = |at: usize| row["alpha_ci_bootstrap"][at].as_f64().unwrap();
        assert!(
            end(0) <= row["alpha"].as_f64().unwrap() && row["alpha"].as_f64().unwrap() <= end(1)
        );
        let chance = |name: &str| row[name].as_f64().unwrap();
        assert!(chance("p_below_667") <= chance("p_below_800"));
    }
    assert_eq!(check(asked), found);
}

#[test]
fn two_documents_have_a_block_interval_within_themselves_and_no_bootstrap() {
    let found = check("--round 1 --level theme --interval block");
    assert_eq!(found["interval"]["holds_for"], "these documents only");
    let components = row(&found, "components");
    assert!(
        components["alpha_ci_block"][0].as_f64().unwrap() < components["alpha"].as_f64().unwrap()
    );
    let found = check("--round 1 --level theme --interval bootstrap");
    let components = row(&found, "components");
    assert_eq!(components["alpha_ci_bootstrap"], Value::Null);
    assert_eq!(
        components["alpha_ci_bootstrap_reason"],
        "fewer_than_four_documents"
    );
    let (exit, said) = Place::sample().fails(&[
        "agree",
        "--study",
        "sample",
        "--round",
        "2",
        "--interval",
        "block",
        "--as",
        "lee",
    ]);
    assert_eq!(exit, 2);
    assert!(
        said.contains("for three documents or fewer, and here are 4"),
        "{said}"
    );
}

#[test]
fn a_plan_falls_with_the_width_and_says_when_the_pilot_is_too_small() {
    let more = |width: &str| {
        let found = check(&format!(
            "--round 2 --level theme --plan --width {width} --code parenting"
        ));
        assert_eq!(found["rows"].as_array().unwrap().len(), 1);
        found["rows"][0]["more_documents"].as_u64().unwrap()
    };
    assert!(more("0.05") > more("0.1") && more("0.1") > more("0.2"));
    // So many documents bring the half-width down to what was asked for, and one fewer would not.
    let found = check("--round 2 --level theme --plan --width 0.1 --code parenting");
    let half_width = found["rows"][0]["half_width"].as_f64().unwrap();
    let error = half_width / t_quantile(3);
    let then = |documents: u64| {
        t_quantile(documents as usize - 1) * error * (4.0 / documents as f64).sqrt()
    };
    let enough = 4 + more("0.1");
    assert!(then(enough) <= 0.1 && then(enough - 1) > 0.1, "{enough}");
    assert_eq!(more("0.9"), 0);
    let found = check("--round 1 --plan --width 0.1 --level theme");
    assert_eq!(found["rows"][0]["more_documents"], Value::Null);
    assert_eq!(found["rows"][0]["reason"], "fewer_than_four_documents");
}

#[test]
fn counts_in_documents_are_compared_as_numbers() {
    let found = check("--round 2 --level theme --measure frequency");
    let components = row(&found, "components");
    assert_eq!(components["n_documents"], 4);
    // By hand: ana 2 and ben 1 codings in one document, 3 each in the other. Values 1 2 3 3.
    let place = small_study();
    let (one, two) = (
        ["Hard at first.", "My worker."],
        ["They listened", "She asked", "I have my kids"],
    );
    let ana: Vec<_> = one.iter().map(|quote| ("T1", *quote, "support")).collect();
    let both: Vec<_> = two.iter().map(|quote| ("T2", *quote, "support")).collect();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[ana.clone(), both.clone()].concat(),
    );
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[&ana[..1], &both].concat(),
    );
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    let found = place.json(&["agree", "--measure", "frequency", "--study", "study"]);
    let support = row(&found, "support");
    let apart = |one: f64, other: f64| ((one - other) / (one + other)).powi(2);
    let observed = 2.0 * apart(1.0, 2.0) / 4.0;
    let by_chance = 2.0 * (apart(1.0, 2.0) + 2.0 * apart(1.0, 3.0) + 2.0 * apart(2.0, 3.0)) / 12.0;
    let ratio = support["alpha_ratio"].as_f64().unwrap();
    assert!(
        (ratio - (1.0 - observed / by_chance)).abs() < 1e-12,
        "{ratio}"
    );
    assert_eq!(
        (&support["exact_ties"], &support["n_codings"]),
        (&Value::from(0.5), &Value::from(9))
    );
    let presence = check("--round 2 --level theme --measure presence");
    assert_eq!(presence["unit"], "document");
    assert_eq!(presence["n_units"], 4);
}

#[test]
fn nvivo_s_columns_are_the_tables_of_characters() {
    let found = check("--round 2 --level theme --like nvivo");
    for cell in found["cells"].as_array().unwrap() {
        let share = |name: &str| cell[name].as_f64().unwrap();
        let four = ["a_and_b", "not_a_and_not_b", "a_and_not_b", "b_and_not_a"];
        assert!((four.into_iter().map(share).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((share("agreement") + share("disagreement") - 1.0).abs() < 1e-9);
    }
    // Sixteen themes, four documents, three pairs: a document where neither used a theme is there too.
    assert_eq!(found["cells"].as_array().unwrap().len(), 16 * 4 * 3);
    let rolled = &found["rolled"][0];
    assert_ne!(rolled["corpus_kappa"], rolled["mean_kappa_unweighted"]);
    let drawn = Place::sample().ok(&[
        "agree", "--study", "sample", "--round", "2", "--like", "nvivo", "--as", "lee",
    ]);
    assert!(
        drawn.contains("text that nobody coded counts as agreement here"),
        "{drawn}"
    );
}

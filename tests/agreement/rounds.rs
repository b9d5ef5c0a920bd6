//! What is said over rounds: the methods paragraph, and how alpha and coders went from round to round.

use serde_json::{Value, json};

use super::standing::half_done;
use crate::program::Place;

/// What the sample answers as JSON.
fn check(words: &str) -> Value {
    let mut args = vec!["agree", "--study", "sample", "--as", "lee"];
    args.extend(words.split(' '));
    Place::sample().json(&args)
}

#[test]
fn the_methods_paragraph_says_the_figures_of_the_round_and_comes_with_its_table() {
    let (found, report) = (
        check("--methods --round 2"),
        check("--round 2 --level theme"),
    );
    let said = found["methods"].as_str().unwrap();
    let median = report["overall"]["alpha_median"].as_f64().unwrap();
    assert!(
        said.starts_with("In round 2, ana, ben and chi coded 4 of "),
        "{said}"
    );
    assert!(said.contains(&format!("a median of {median:.2}")), "{said}");
    let latest = check("--methods");
    assert_eq!(latest["methods"].as_str().unwrap(), said);
    let page = Place::sample().ok(&[
        "agree",
        "--methods",
        "--md",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    assert!(page.starts_with(said), "{page}");
    let rows = check("--round 2 --level code");
    let lines = page.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(lines, rows["rows"].as_array().unwrap().len() + 2);
}

#[test]
fn there_is_no_methods_paragraph_of_a_round_that_is_not_closed() {
    let place = half_done();
    let (exit, said) = place.fails(&["agree", "--methods", "--round", "1", "--study", "study"]);
    assert_eq!(exit, 3);
    assert!(
        said.contains("round 1 is not closed: ben has 1 document"),
        "{said}"
    );
    let (exit, said) = place.fails(&["agree", "--methods", "--study", "study"]);
    assert_eq!(exit, 1);
    assert!(said.contains("no round is closed"), "{said}");
}

#[test]
fn a_trend_puts_the_figures_of_each_round_side_by_side() {
    let found = check("--trend --level theme");
    let reports = [
        check("--round 1 --level theme"),
        check("--round 2 --level theme"),
    ];
    for row in found["rows"].as_array().unwrap() {
        for round in row["rounds"].as_array().unwrap() {
            let report = &reports[round["round"].as_u64().unwrap() as usize - 1];
            let rows = report["rows"].as_array().unwrap();
            let same = rows.iter().find(|of| of["key"] == row["key"]).unwrap();
            assert_eq!(round["alpha"], same["alpha"]);
            assert_eq!(round["alpha_ci"], same["alpha_ci"]);
        }
        // The first round has two documents and so no interval: nothing can be said to rise or fall.
        assert!(row["trend"] == json!("unclear") || row["trend"] == Value::Null);
    }
}

#[test]
fn a_coder_s_drift_is_the_mean_of_their_kappas_with_the_others() {
    let found = check("--trend --level theme");
    for drift in found["drift"].as_array().unwrap() {
        let report = check(&format!("--round {} --level theme", drift["round"]));
        let rows = report["rows"].as_array().unwrap().iter();
        let frequent = rows.filter(|row| row["passages"].as_u64().unwrap() >= 3);
        let pairs = frequent.flat_map(|row| row["pairs"].as_array().unwrap());
        let own = pairs.filter(|pair| pair["coders"].as_array().unwrap().contains(&drift["coder"]));
        let kappas: Vec<f64> = own.filter_map(|pair| pair["cohen"].as_f64()).collect();
        assert_eq!(drift["n"].as_u64().unwrap() as usize, kappas.len());
        let mean = kappas.iter().sum::<f64>() / kappas.len() as f64;
        assert!((drift["cohen_mean"].as_f64().unwrap() - mean).abs() < 1e-9);
    }
    assert_eq!(found["drift"].as_array().unwrap().len(), 6);
}

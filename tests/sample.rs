//! The sample study: every number that was computed independently of this program comes out of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::Place;

fn expected() -> Value {
    serde_json::from_str(include_str!("../transcripts-sample/expected.json")).unwrap()
}

fn rows(report: &Value) -> BTreeMap<String, Value> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["key"].as_str().unwrap().to_owned(), row.clone()))
        .collect()
}

/// Two figures are the same: both undefined, or equal to nine digits.
fn check_figure(what: &str, found: &Value, wanted: &Value) {
    match (found.as_f64(), wanted.as_f64()) {
        (Some(found), Some(wanted)) => assert!(
            (found - wanted).abs() < 1e-9,
            "{what}: {found} is not {wanted}"
        ),
        (None, None) => {}
        _ => panic!("{what}: {found} is not {wanted}"),
    }
}

fn check_agreement(level: &str, expected: &Value) {
    let place = Place::sample();
    let report = place.json(&[
        "agree", "--study", "sample", "--round", "1", "--unit", "turn", "--level", level,
    ]);
    assert_eq!(report["n_units"], expected["n_units"]);
    let (found, wanted) = (rows(&report), expected["rows"].as_object().unwrap());
    let mut keys: Vec<&String> = found.keys().collect();
    keys.sort();
    let mut wanted_keys: Vec<&String> = wanted.keys().collect();
    wanted_keys.sort();
    assert_eq!(keys, wanted_keys);
    for (key, wanted) in wanted {
        for figure in ["alpha", "percent", "ac1", "brennan_prediger"] {
            check_figure(
                &format!("{figure} of {key}"),
                &found[key][figure],
                &wanted[figure],
            );
        }
        for pair in found[key]["pairs"].as_array().unwrap() {
            let coders = &pair["coders"];
            let name = format!(
                "{}-{}",
                coders[0].as_str().unwrap(),
                coders[1].as_str().unwrap()
            );
            check_figure(
                &format!("{name} of {key}"),
                &pair["cohen"],
                &wanted["pairs"][&name],
            );
        }
    }
}

#[test]
fn agreement_of_round_1_code_by_code() {
    check_agreement("code", &expected()["agreement_round_1_turn_code"]);
}

#[test]
fn agreement_of_round_1_theme_by_theme() {
    check_agreement("theme", &expected()["agreement_round_1_turn_theme"]);
}

#[test]
fn intervals_of_round_2() {
    let place = Place::sample();
    let found = rows(&place.json(&[
        "agree", "--study", "sample", "--round", "2", "--level", "theme",
    ]));
    for (key, wanted) in expected()["alpha_ci_round_2_turn_theme"]
        .as_object()
        .unwrap()
    {
        for end in [0, 1] {
            check_figure(
                &format!("interval of {key}"),
                &found[key]["alpha_ci"][end],
                &wanted[end],
            );
        }
    }
}

#[test]
fn themes_of_all_layers_in_codebook_order() {
    let place = Place::sample();
    let themes = place.json(&["themes", "--study", "sample", "--by", "role"]);
    let wanted = expected()["themes_layer_all"].as_object().unwrap().clone();
    let found: Vec<&str> = themes["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["key"].as_str().unwrap())
        .collect();
    let codebook: Value = serde_json::from_str(intercoder::sample::CODEBOOK).unwrap();
    let themes_of = |codes: &Value| -> Vec<String> {
        let themes = codes
            .as_array()
            .unwrap()
            .iter()
            .filter(|code| code["use"] == "theme");
        themes
            .map(|code| code["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found, themes_of(&codebook["codes"]));
    assert_eq!(found.len(), wanted.len());
    for row in themes["rows"].as_array().unwrap() {
        let key = row["key"].as_str().unwrap();
        for count in ["people", "documents", "excerpts", "codings"] {
            assert_eq!(row[count], wanted[key][count], "{count} of {key}");
        }
        let split: u64 = row["by"]["role"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(Value::as_u64)
            .sum();
        assert_eq!(Some(split), row["people"].as_u64(), "roles of {key}");
    }
}

#[test]
fn the_participants_table() {
    let place = Place::sample();
    let table = place.json(&["people", "table", "--study", "sample"]);
    let wanted = &expected()["participants_table"];
    assert_eq!(table["columns"], wanted["columns"]);
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), wanted["rows"].as_object().unwrap().len());
    for row in rows {
        assert_eq!(
            row["values"],
            wanted["rows"][row["label"].as_str().unwrap()]
        );
    }
}

#[test]
fn saturation_in_import_order_and_codings_of_each_coder() {
    let place = Place::sample();
    assert_eq!(
        place.json(&["saturation", "--study", "sample"])["rows"],
        expected()["saturation"]
    );
    let codings = place.json(&["coding", "list", "--study", "sample"]);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for coding in codings["codings"].as_array().unwrap() {
        *counts
            .entry(coding["coder"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    assert_eq!(
        serde_json::to_value(counts).unwrap(),
        expected()["codings_per_coder"]
    );
}

#[test]
fn codes_that_nobody_used_anywhere() {
    let place = Place::sample();
    let warnings = place.json(&["codebook", "lint", "--study", "sample"]);
    let unused = warnings["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|w| w["what"] == "is never used");
    let mut unused: Vec<&Value> = unused.map(|warning| &warning["place"]).collect();
    unused.sort_by_key(|place| place.as_str());
    let mut wanted: Vec<Value> = expected()["never_used"].as_array().unwrap().clone();
    wanted.sort_by_key(|code| code.as_str().map(str::to_owned));
    assert_eq!(unused, wanted.iter().collect::<Vec<_>>());
}

#[test]
fn texts_and_quotes_are_those_of_the_sample_files_after_the_planted_errors_were_corrected() {
    let place = Place::sample();
    let documents = place.json(&["document", "list", "--study", "sample"]);
    let ids: Vec<&str> = documents["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["id"].as_str().unwrap())
        .collect();
    let wanted: Vec<&str> = intercoder::sample::DOCUMENTS
        .iter()
        .map(|(handle, _, _)| *handle)
        .collect();
    assert_eq!(ids, wanted);
    for (document, (_, text, _)) in documents["documents"]
        .as_array()
        .unwrap()
        .iter()
        .zip(intercoder::sample::DOCUMENTS)
    {
        let digest = intercoder::id::Digest::of(text.as_bytes()).to_string();
        assert_eq!(document["text_sha256"], digest, "{}", document["id"]);
    }
    let codings = place.json(&["coding", "list", "--study", "sample"]);
    for coding in codings["codings"].as_array().unwrap() {
        let handle = coding["document"].as_str().unwrap();
        let (_, text, _) = intercoder::sample::DOCUMENTS
            .iter()
            .find(|(of, _, _)| *of == handle)
            .unwrap();
        let (start, end) = (
            coding["start"].as_u64().unwrap() as usize,
            coding["end"].as_u64().unwrap() as usize,
        );
        let words: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(coding["quote"], words);
        assert_ne!(coding["fate"], "changed");
        assert_eq!(coding["codebook_version"], 1);
    }
}

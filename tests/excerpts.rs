//! Coded segments: every coding is there with its own words, and the columns are those that analysts were promised.

use serde_json::Value;

use crate::program::Place;

const STUDY: [&str; 4] = ["--study", "sample", "--as", "lee"];

fn rows(layer: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let export = ["export", "excerpts", "--raw", "--layer", layer];
    let text = Place::sample().ok(&[&export[..], &STUDY].concat());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let owned = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let heads = owned(reader.headers().unwrap());
    let rows = reader.records().map(|record| owned(&record.unwrap()));
    (heads, rows.collect())
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let (heads, _) = rows("all");
    let text = heads.join(",");
    assert!(
        text.starts_with("document,document_kind,person,speaker,"),
        "{text}"
    );
    let last = "code,code_path,coder,start,end,quote,round,codebook_version,memo";
    assert!(text.ends_with(last), "{text}");
    for attribute in ["site", "program", "role", "group", "minutes"] {
        assert!(heads.contains(&attribute.to_owned()), "{attribute}: {text}");
    }
}

#[test]
fn every_coding_is_there_with_its_words_and_offsets() {
    let place = Place::sample();
    let listed = place.json(&[&["coding", "list"][..], &STUDY].concat());
    let (heads, rows) = rows("all");
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let mut written: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            ["document", "code", "coder", "start", "end", "quote"]
                .map(|name| row[at(name)].clone())
                .to_vec()
        })
        .collect();
    let word = |of: &Value| match of {
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    let mut wanted: Vec<Vec<String>> = listed["codings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            ["document", "code", "coder", "start", "end", "quote"]
                .map(|name| word(&of[name]))
                .to_vec()
        })
        .collect();
    written.sort();
    wanted.sort();
    assert_eq!(written, wanted);
    let row = rows
        .iter()
        .find(|row| row[at("code")] == "rel-crisis")
        .unwrap();
    assert_eq!(
        row[at("code_path")],
        "Critical components of the program > The peer recovery specialist approach > Relationship-building > Sitting through crisis"
    );
}

#[test]
fn the_final_layer_is_nobody_s_and_says_it_is_for_analysis() {
    let (heads, rows) = rows("final");
    let coder = heads.iter().position(|head| head == "coder").unwrap();
    assert!(rows.iter().all(|row| row[coder] == "final"));
    let place = Place::sample();
    let said = place.json(&[&["export", "excerpts", "--layer", "final"][..], &STUDY].concat());
    assert!(
        said["notes"]
            .to_string()
            .contains("for analysis, not for publication")
    );
}

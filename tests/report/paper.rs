//! Papers: the methods paragraph, the checklist, the printed transcript, in the formats that authors write in.

use intercoder::import::{Options, Source, read};

use crate::program::Place;

const LEE: [&str; 4] = ["--study", "sample", "--as", "lee"];

/// The words of a Word document that a command wrote.
fn word(args: &[&str]) -> String {
    let place = crate::report::sample();
    place.ok(&[args, &["-o", "paper.docx"], &LEE].concat());
    let bytes = std::fs::read(place.path("paper.docx")).unwrap();
    let source = Source {
        name: "paper.docx",
        bytes: &bytes,
    };
    read(&source, &Options::default())
        .unwrap()
        .text
        .as_str()
        .to_owned()
}

#[test]
fn the_methods_paragraph_has_the_counts_of_the_study_and_of_each_round() {
    let place = Place::sample();
    let said = place.ok(&[&["report", "methods"][..], &LEE].concat());
    let status = place.json(&[&["agree", "--round", "2", "--methods"][..], &LEE].concat());
    for words in [
        "12 interviews and 3 focus groups with 19 people",
        "801 minutes of recording",
        "3 coders (ana, ben and chi)",
        "In round 1,",
        "intercoder",
        status["methods"].as_str().unwrap(),
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(said.trim().lines().count(), 1);
    let page = word(&["report", "methods"]);
    assert!(page.contains("801 minutes of recording"), "{page}");
    let (_, refused) =
        place.fails(&[&["report", "methods", "-o", "methods.xlsx"][..], &LEE].concat());
    assert!(refused.contains(".docx, .md or .html"), "{refused}");
}

#[test]
fn the_checklist_has_all_32_items_and_fills_in_what_the_study_knows() {
    let place = Place::sample();
    let list = place.json(&[&["report", "coreq"][..], &LEE].concat());
    let rows = list["rows"].as_array().unwrap();
    let numbers: Vec<&str> = rows
        .iter()
        .map(|row| row["label"].as_str().unwrap())
        .collect();
    let wanted: Vec<String> = (1..=32).map(|n: usize| n.to_string()).collect();
    assert_eq!(numbers, wanted);
    let known = |n: usize| rows[n - 1]["values"][2].as_str().unwrap();
    for n in [12, 16, 18, 19, 20, 21, 22, 24, 25, 26, 27, 31, 32] {
        assert!(!known(n).starts_with("to be written"), "{n}: {}", known(n));
    }
    for n in [1, 9, 10, 17, 30] {
        assert!(known(n).starts_with("to be written: "), "{n}: {}", known(n));
    }
    assert!(known(12).contains("19 people in 15 documents"));
    assert!(known(21).contains("from 33 to 88 minutes"), "{}", known(21));
    assert!(
        rows.iter().all(|row| row["values"][3].is_null()),
        "the page is the author's"
    );
    assert!(word(&["report", "coreq"]).contains("Data saturation"));
}

#[test]
fn printed_lines_hold_all_words_in_lines_of_at_most_72_characters() {
    let place = Place::sample();
    let lines = place.json(
        &[
            &[
                "document",
                "print",
                "I12",
                "--line-numbers",
                "--layer",
                "final",
            ][..],
            &LEE,
        ]
        .concat(),
    );
    let turns = place.json(&[&["document", "print", "I12", "--layer", "final"][..], &LEE].concat());
    let rows = |found: &serde_json::Value| found["rows"].as_array().unwrap().clone();
    let words = |rows: &[serde_json::Value]| {
        let words = rows
            .iter()
            .flat_map(|row| row["words"].as_str().unwrap().split_whitespace());
        words.map(str::to_owned).collect::<Vec<String>>()
    };
    let (lines, turns) = (rows(&lines), rows(&turns));
    assert_eq!(words(&lines), words(&turns));
    assert!(lines.len() > turns.len());
    for (n, row) in (1..).zip(&lines) {
        assert_eq!(row["number"], n);
        assert!(
            row["words"].as_str().unwrap().chars().count() <= 72,
            "{row}"
        );
    }
    let codes = |rows: &[serde_json::Value]| {
        let codes = rows
            .iter()
            .flat_map(|row| row["codes"].as_array().unwrap().clone());
        codes
            .filter(|code| !code.as_str().unwrap().contains('…'))
            .count()
    };
    assert!(codes(&lines) >= codes(&turns) && codes(&turns) > 10);
    assert!(
        word(&[
            "document",
            "print",
            "I12",
            "--layer",
            "final",
            "--line-numbers"
        ])
        .contains("for the team")
    );
}

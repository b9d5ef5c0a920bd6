//! Manuscripts: every quotation of a paper is found where it was said, or what differs is said.

use intercoder::export::format::Format;
use intercoder::quotes::edit;
use intercoder::quotes::exemplar::quoted;
use intercoder::quotes::manuscript::Manuscript;
use intercoder::table::{Cell, Row, Table};
use proptest::prelude::*;
use serde_json::Value;

use crate::program::Place;

/// What verifying a manuscript against the sample says, quotation by quotation.
fn check(name: &str, text: impl AsRef<[u8]>) -> Value {
    let place = Place::new();
    place.write(name, text);
    crate::program::copy(&Place::sample().path("sample"), &place.path("sample"));
    let args = [
        "quotes", "verify", name, "--json", "--study", "sample", "--as", "lee",
    ];
    let output = place.run(&args);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn state(text: &str) -> (String, Value) {
    let said = check("paper.md", text);
    let first = said["quotations"][0].clone();
    (
        first["state"].as_str().unwrap_or_default().to_owned(),
        first,
    )
}

#[test]
fn words_are_found_whatever_marks_and_letters_stand_around_them() {
    for text in [
        "“You can't get that out of a class.” (parent)",
        "\"you can’t get that out of a class\"",
        "«You can't get that\nout of a class»",
        "> You can't get that out of a class. (P09)",
        "“You can't […] out of a class.”",
        "“You can't get that out of [any] class.”",
        "| theme | “You can't get that out of a class.” (parent) |",
    ] {
        let (state, first) = state(text);
        assert_eq!(state, "found", "{text}: {first}");
        assert_eq!(
            (&first["document"], &first["people"][0]),
            (&"I06".into(), &"P09".into())
        );
        assert_eq!(first["attribution_differs"], Value::Null, "{first}");
    }
}

#[test]
fn single_marks_block_quotes_of_word_and_several_paragraphs_are_quotations_too() {
    assert_eq!(
        state("he said ‘You can’t get that out of a class.’ (parent)").0,
        "found"
    );
    let several = "“I can say I slept in a laundromat behind the dryers because it’s warm, and they go, which one?\n\n\
                   “They know I’m not guessing.” (PRS)";
    assert_eq!(state(several).0, "found");
    let said = check(
        "paper.md",
        "“You can't get that out of a class and on it goes",
    );
    assert_eq!(said["unclosed"], serde_json::json!([1]));
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("sample"));
    let study = ["--study", "sample", "--as", "lee"];
    place.ok(&[
        &["report", "memberpack", "--person", "P16", "-o", "p.docx"][..],
        &study,
    ]
    .concat());
    let output = place.run(&[&["quotes", "verify", "p.docx", "--json"][..], &study].concat());
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(said["found"].as_u64().unwrap() > 5, "{said}");
}

#[test]
fn what_differs_is_said_word_by_word() {
    let (state, first) = state("“You cannot get that out of a class.”");
    assert_eq!(state, "differs");
    assert_eq!(
        first["differences"],
        serde_json::json!([{ "manuscript": "cannot", "transcript": "can't" }])
    );
}

#[test]
fn what_differs_at_either_end_is_said_with_what_was_said_there() {
    let differences = |text: &str| state(text).1["differences"].clone();
    let pair = |written: &str, said: &str| serde_json::json!({ "manuscript": written, "transcript": said });
    assert_eq!(
        differences("“told where to begin since I was twelve.”"),
        serde_json::json!([pair("begin", "start"), pair("twelve", "eleven")])
    );
    let first = &differences("“We have been told where to start since I was eleven.”")[0];
    assert!(
        first["transcript"].as_str().unwrap().ends_with("I’ve"),
        "{first}"
    );
}

#[test]
fn what_nobody_said_is_not_found_and_terms_are_not_looked_for() {
    assert_eq!(
        state("“Nobody ever spoke these particular words here.”").0,
        "not_found"
    );
    assert_eq!(state("so-called “peer support” here").0, "short");
    let said = check("paper.md", "no quotation at all");
    assert_eq!(said["total"], 0);
}

#[test]
fn an_attribution_that_no_speaker_answers_to_is_said_with_its_line() {
    let said = check(
        "paper.md",
        "# Findings\n\nOne said “You can't get that out of a class.” (clinician, site 3)\n\n\
         and “You can't get that out of a class.” (P9, parent, site 2) another\n\n\
         and “You can't get that out of a class.” (PAT parent)\n",
    );
    let quotations = said["quotations"].as_array().unwrap();
    assert_eq!(quotations[0]["at"], 3);
    assert!(
        quotations[0]["attribution_differs"]
            .as_str()
            .unwrap()
            .contains("clinician")
    );
    assert_eq!(quotations[1]["attribution_differs"], Value::Null);
    let program = quotations[2]["attribution_differs"].as_str().unwrap();
    assert!(program.contains("pat"), "{program}");
    assert_eq!(said["attributions_differ"], 2);
}

#[test]
fn a_manuscript_with_a_quotation_that_is_none_fails_and_one_without_passes() {
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("sample"));
    let verify = [
        "quotes",
        "verify",
        "paper.txt",
        "--study",
        "sample",
        "--as",
        "lee",
    ];
    place.write("paper.txt", "“You can't get that out of a class.”");
    assert!(place.ok(&verify).contains("1 of 1 found word for word"));
    place.write(
        "paper.txt",
        "\n\n“Nobody ever spoke these particular words.”",
    );
    let (exit, said) = place.fails(&verify);
    assert!(
        exit == 1 && said.contains("1 quotation not found word for word"),
        "{said}"
    );
}

#[test]
fn quotations_in_the_tables_of_a_word_manuscript_are_found() {
    let table = Table {
        title: "Quotes".to_owned(),
        unit: "quote".to_owned(),
        columns: vec!["quote".to_owned()],
        stub: "theme".to_owned(),
        rows: vec![Row {
            label: "Lived experience".to_owned(),
            values: vec![Cell::Text(quoted("You can't get that out of a class."))],
        }],
        notes: Vec::new(),
    };
    let said = check("paper.docx", Format::Docx.write(&[table]).unwrap());
    assert_eq!((&said["found"], &said["total"]), (&1.into(), &1.into()));
}

#[test]
fn the_quotes_that_the_program_prints_are_found_in_every_format_it_prints() {
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("sample"));
    let study = ["--study", "sample", "--as", "lee"];
    for file in ["quotes.docx", "quotes.md"] {
        let table = [
            "quotes",
            "table",
            "--per-theme",
            "3",
            "--attribution",
            "role",
            "-o",
            file,
        ];
        place.ok(&[&table[..], &study].concat());
        let said = place.json(&[&["quotes", "verify", file][..], &study].concat());
        assert_eq!(
            (&said["found"], &said["total"]),
            (&12.into(), &12.into()),
            "{file}"
        );
        assert_eq!(
            (&said["edited"], &said["attributions_differ"]),
            (&2.into(), &0.into())
        );
    }
}

#[test]
fn an_edit_leaves_whole_words_out() {
    let said = "Somebody does not look unhappy.";
    for edited in [
        "Somebody […] unhappy.",
        "[…] does not look …",
        "Somebody does not look unhappy.",
    ] {
        assert_eq!(edit::check(edited, said), Ok(()), "{edited}");
    }
    for changed in [
        "Some […] unhappy",
        "not look happy",
        "body does not",
        "[…]",
        "unhappy […] Somebody",
    ] {
        assert!(edit::check(changed, said).is_err(), "{changed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_excerpt_with_words_left_out_is_an_edit_and_one_with_a_word_more_is_none(
        words in prop::collection::vec("[a-z]{1,6}", 3..20), from in 0usize..20, n in 1usize..5,
    ) {
        let said = words.join(" ");
        let from = from % words.len();
        let to = (from + n).min(words.len());
        let kept: Vec<String> = [words[..from].join(" "), words[to..].join(" ")].to_vec();
        let edited = kept.join(" […] ");
        prop_assert_eq!(edit::check(&edited, &said).is_ok(), to - from < words.len());
        let more = format!("{} 7 {}", words[..from].join(" "), words[from..].join(" "));
        prop_assert!(edit::check(&more, &said).is_err());
    }

    #[test]
    fn whatever_is_quoted_is_one_quotation_with_the_same_words(words in "[a-z“”\"‘’ ]{1,40}") {
        let text = quoted(&words);
        let (found, _) = Manuscript::of_text(&text).quotations();
        prop_assert_eq!(found.len(), 1);
        let plain = |words: &str| words.replace(['“', '”', '"', '‘', '’'], "");
        prop_assert_eq!(plain(&found[0].words), plain(&words));
    }
}

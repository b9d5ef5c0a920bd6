//! Figures: they stand on exactly what they say they stand on, and on nothing that came later.

use serde_json::{Value, json};

use crate::cli::{code, in_a_round, row, small_study};
use crate::program::{Place, bring_journals, copy};

/// A closed round over both documents: ana and ben, each with a mark, ben finished with T1 alone if `ben` says so.
fn closed_round(without: &[&str]) -> Place {
    let place = in_a_round();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T2", "They listened to me.", "voice"),
        ],
    );
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "My worker.", "support")],
    );
    place.ok(&["done", "T1", "--study", "study"]);
    place.ok(&["done", "T2", "--study", "study"]);
    place.ok_on("laptop", &["done", "T1", "--study", "study", "--as", "ben"]);
    if without.is_empty() {
        place.ok_on("laptop", &["done", "T2", "--study", "study", "--as", "ben"]);
        place.ok(&["round", "close", "1", "--study", "study"]);
    } else {
        place.ok(&[
            "round",
            "close",
            "1",
            "--without",
            without[0],
            "--reason",
            "ill",
            "--study",
            "study",
        ]);
    }
    place
}

fn agree(place: &Place, extra: &[&str]) -> Value {
    place.json(&[&["agree", "--study", "study"], extra].concat())
}

#[test]
fn a_round_closed_without_a_coder_counts_nothing_of_theirs() {
    let place = closed_round(&["ben"]);
    // With the only other coder gone, nothing in the round was judged by two.
    for asked in [&["--round", "1"][..], &["--methods"]] {
        let args = [&["agree"], asked, &["--study", "study"]].concat();
        let (exit, said) = place.fails(&args);
        let none = "no document has been finished by two coders in this scope";
        assert!(exit == 1 && said.contains(none), "{said}");
    }
}

#[test]
fn a_closed_round_s_figures_do_not_follow_later_settings_edits_or_merges() {
    let place = closed_round(&[]);
    let before = agree(&place, &["--round", "1"]);
    place.ok(&[
        "study",
        "set",
        "interviewer_turns",
        "included",
        "--study",
        "study",
    ]);
    place.ok(&["codebook", "merge", "voice", "support", "--study", "study"]);
    place.ok(&[
        "codebook", "edit", "change", "--handle", "growth", "--study", "study",
    ]);
    assert_eq!(agree(&place, &["--round", "1"]), before);
}

#[test]
fn one_round_named_twice_counts_once_and_the_order_of_names_makes_no_difference() {
    let place = closed_round(&[]);
    let once = agree(&place, &["--round", "1"]);
    assert_eq!(
        agree(&place, &["--rounds", "1,1"])["n_units"],
        once["n_units"]
    );
}

#[test]
fn a_coder_of_a_range_has_not_judged_the_document_as_a_whole() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "Now I sleep.", "change")],
    );
    place.ok(&["done", "T1", "--study", "study"]);
    place.ok_on(
        "laptop",
        &[
            "done", "T1", "--turns", "1-4", "--study", "study", "--as", "ben",
        ],
    );
    let whole = agree(&place, &["--unit", "document"]);
    assert_eq!(
        (&whole["n_units"], &whole["n_pairable"]),
        (&json!(1), &json!(0))
    );
    let turns = agree(&place, &["--unit", "turn"]);
    assert_eq!(
        (&turns["n_units"], &turns["n_pairable"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(row(&turns, "change")["percent"], 1.0);
}

#[test]
fn words_that_a_correction_added_were_not_judged_by_who_finished_before() {
    let place = small_study();
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        code(
            &place,
            machine,
            ("study", coder),
            &[("T1", "My worker.", "support")],
        );
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    let text = std::fs::read_to_string(place.path("T1.txt")).unwrap();
    place.write(
        "T1.txt",
        format!("{text}INT1: More?\nP01: Something entirely new came up here.\n"),
    );
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    let report = agree(&place, &["--unit", "turn"]);
    assert_eq!(
        (&report["n_units"], &report["n_pairable"]),
        (&json!(4), &json!(3))
    );
    assert_eq!(row(&report, "support")["alpha"], 1.0);
}

#[test]
fn a_file_holds_every_level_figure_and_reason() {
    let place = closed_round(&[]);
    place.ok(&[
        "agree",
        "--round",
        "1",
        "--csv",
        "-o",
        "agree.csv",
        "--study",
        "study",
    ]);
    let csv = std::fs::read_to_string(place.path("agree.csv")).unwrap();
    let head = csv.lines().next().unwrap();
    for column in [
        "n_units",
        "n_pairable",
        "ac1",
        "brennan_prediger",
        "cohen_mean",
        "alpha_reason",
        "cohen_ana_ben",
    ] {
        assert!(head.split(',').any(|name| name == column), "{head}");
    }
    place.ok(&[
        "agree", "--round", "1", "--md", "-o", "agree.md", "--study", "study",
    ]);
    assert!(
        std::fs::read_to_string(place.path("agree.md"))
            .unwrap()
            .contains("unit: turn")
    );
}

#[test]
fn a_table_spec_with_a_misspelt_attribute_is_refused_and_not_counted_as_zeros() {
    let place = small_study();
    place.write(
        "spec.json",
        r#"{"title":"T","unit":"person","rows":{"by":"role"},"columns":[{"label":"parents","where":{"rolle":"parent"}}]}"#,
    );
    let (exit, said) = place.fails(&["table", "spec.json", "--study", "study"]);
    assert_eq!(exit, 1);
    assert!(said.contains("“rolle”"), "{said}");
}

#[test]
fn what_is_coded_with_a_retired_code_stays_in_the_theme_table() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    place.ok(&["codebook", "retire", "support", "--study", "study"]);
    let themes = place.json(&["themes", "--study", "study"]);
    assert_eq!(row(&themes, "support")["excerpts"], 1);
    assert!(
        themes["notes"]
            .to_string()
            .contains("retired, but still in use: support")
    );
}

#[test]
fn importing_the_codebook_again_leaves_merged_codes_merged() {
    let place = small_study();
    place.ok(&["codebook", "export", "-o", "codes.json", "--study", "study"]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "voice")],
    );
    place.ok(&["codebook", "merge", "voice", "support", "--study", "study"]);
    let output = place.run(&["codebook", "import", "codes.json", "--study", "study"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("was merged into support in this study"),
        "{said}"
    );
    let codings = place.json(&["coding", "list", "--study", "study"]);
    assert_eq!(codings["codings"][0]["code"], "support");
}

#[test]
fn a_missing_text_of_a_correction_that_was_undone_makes_the_study_incomplete() {
    let place = small_study();
    place.write(
        "T1.txt",
        "INT1: How was it?\nP01: Quite other words.\nINT1: Oh?\nP01: Yes.\n",
    );
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    place.ok(&["undo", "--study", "study"]);
    let texts = std::fs::read_dir(place.path("study/texts"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_it = |path: &std::path::PathBuf| {
        std::fs::read_to_string(path).is_ok_and(|words| words.contains("Quite other"))
    };
    std::fs::remove_file(texts.into_iter().find(is_it).unwrap()).unwrap();
    std::fs::remove_dir_all(place.path("study/sources")).unwrap();
    assert_eq!(place.fails(&["themes", "--study", "study"]).0, 3);
}

#[test]
fn a_code_that_arrives_after_a_freeze_changes_neither_the_version_nor_its_figures() {
    let place = closed_round(&[]);
    let version = place.ok(&["codebook", "export", "--version", "1", "--study", "study"]);
    let before = agree(&place, &["--round", "1"]);
    copy(&place.path("study"), &place.path("late"));
    place.ok_on(
        "train",
        &[
            "codebook",
            "add",
            "afterthought",
            "--study",
            "late",
            "--as",
            "ben",
        ],
    );
    place.ok_on(
        "train",
        &[
            "codebook", "edit", "support", "--name", "Other", "--study", "late", "--as", "ben",
        ],
    );
    bring_journals(&place.path("late"), &place.path("study"));
    assert!(
        place
            .ok(&["codebook", "tree", "--study", "study"])
            .contains("afterthought")
    );
    assert_eq!(
        place.ok(&["codebook", "export", "--version", "1", "--study", "study"]),
        version
    );
    assert_eq!(agree(&place, &["--round", "1"]), before);
}

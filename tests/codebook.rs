//! The codebook as a table: counted as the theme table counts, and brought back from a sheet or from Word without a loss.

use serde_json::{Value, json};

use crate::program::Place;

/// What a file of the codebook would change.
fn check(place: &Place, file: &str, expected: &Value) {
    let found = place.json(&[
        "codebook", "import", file, "--study", "sample", "--as", "lee",
    ]);
    assert_eq!(found["added"], 0, "{file}: {found}");
    assert_eq!(&found["differs"], expected, "{file}");
}

fn edit(place: &Place, code: &str, field: &str, words: &str) {
    let args = ["codebook", "edit", code, field, words];
    place.ok(&[&args[..], &["--study", "sample", "--as", "lee"]].concat());
}

#[test]
fn what_was_written_as_a_table_comes_back_as_it_was_and_what_changed_is_shown() {
    let place = Place::with_sample();
    edit(
        &place,
        "rel-crisis",
        "--definition",
        "=1+1 is no formula\n- but words, with \"quotes\", <b> & ümlauts",
    );
    edit(&place, "rel-crisis", "--not-when", "@home\tor away");
    let files = ["book.csv", "book.xlsx", "book.docx"];
    for file in files {
        place.ok(&[
            "codebook", "table", "-o", file, "--study", "sample", "--as", "lee",
        ]);
        check(&place, file, &json!([]));
    }
    edit(&place, "rel-crisis", "--definition", "Something else");
    let words = "=1+1 is no formula\n- but words, with \"quotes\", <b> & ümlauts";
    let changed = json!([{ "handle": "rel-crisis", "field": "definition", "old": "Something else", "new": words }]);
    for file in files {
        check(&place, file, &changed);
    }
    let said = place.ok(&[
        "codebook",
        "import",
        "book.xlsx",
        "--yes",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    assert!(said.contains("“Something else” -> “=1+1"), "{said}");
    assert!(said.contains("0 codes added, 1 field changed"), "{said}");
    for file in files {
        check(&place, file, &json!([]));
    }
}

#[test]
fn a_sheet_says_nothing_of_what_it_has_no_column_for() {
    let place = Place::with_sample();
    place.write(
        "two.csv",
        "code,definition\nrel-crisis,New words\nnot a handle,\n",
    );
    let found = place.json(&[
        "codebook", "import", "two.csv", "--study", "sample", "--as", "lee",
    ]);
    let differs = found["differs"].as_array().unwrap();
    assert_eq!(differs.len(), 1, "{found}");
    assert_eq!(differs[0]["field"], "definition");
}

#[test]
fn what_is_neither_a_workbook_nor_a_document_is_refused_in_words() {
    let place = Place::with_sample();
    for (name, bytes) in [
        ("cut.xlsx", &b"PK\x03\x04 and no more"[..]),
        ("latin.csv", &b"code,name\nx,\xe4\n"[..]),
    ] {
        place.write(name, bytes);
        let (exit, said) = place.fails(&[
            "codebook", "import", name, "--study", "sample", "--as", "lee",
        ]);
        assert!(
            exit == 1 && said.contains(name) && !said.contains("Err("),
            "{said}"
        );
    }
}

#[test]
fn its_counts_are_those_of_the_theme_table() {
    let place = Place::sample();
    let found = place.json(&["codebook", "table", "--study", "sample"]);
    let expected: Value =
        serde_json::from_str(include_str!("../transcripts-sample/expected.json")).unwrap();
    let themes = expected["themes_layer_all"].as_object().unwrap();
    let mut seen = 0;
    for row in found["rows"].as_array().unwrap() {
        let Some(wanted) = themes.get(row["id"].as_str().unwrap()) else {
            continue;
        };
        seen += 1;
        let counts = [&row["people"], &row["files"], &row["references"]];
        assert_eq!(
            counts,
            [&wanted["people"], &wanted["documents"], &wanted["excerpts"]],
            "{row}"
        );
    }
    assert_eq!(seen, themes.len());
}

#[test]
fn what_it_is_exported_as_is_what_the_files_ending_says() {
    let place = Place::with_sample();
    let export =
        |rest: &[&'static str]| [&["codebook", "export", "--study", "sample", "-o"], rest].concat();
    for (name, begins) in [
        ("a.json", "{"),
        ("a.csv", "handle,"),
        ("a.QDC", "<?xml"),
        ("b.json", "{"),
    ] {
        place.ok(&export(&[name]));
        let written = std::fs::read_to_string(place.path(name)).unwrap();
        let start = written.trim_start_matches('\u{feff}');
        assert!(start.starts_with(begins), "{name}: {start:.20}");
    }
    for name in ["cb.md", "cb.yaml", "cb.xlsx", "cb.docx", "cb"] {
        let (exit, said) = place.fails(&export(&[name]));
        assert!(exit == 2 && said.contains(".json, .csv or .qdc"), "{said}");
        assert!(!place.path(name).exists());
    }
    let (_, said) = place.fails(&export(&["c.csv", "--format", "qdc"]));
    assert!(said.contains("not of the format asked for"), "{said}");
    place.ok(&export(&["c.txt", "--format", "csv"]));
}

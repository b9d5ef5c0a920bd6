//! Codings from sheets, brat and Label Studio stand on the words that they name, and what is none is told.

use serde_json::Value;

use crate::program::Place;

const TEXT: &str =
    "INT: How was it? 😀\nP01: It was hard.\nINT: And now?\nP01: Better. My worker came.\n";

/// A study with one document and two codes.
fn study() -> Place {
    let place = crate::foreign::empty();
    place.write("I1.txt", TEXT);
    place.write(
        "book.csv",
        "handle,name\nhard,Hardship\nhelp,Help from others\n",
    );
    place.ok(&["import", "I1.txt", "--study", "study"]);
    place.ok(&["codebook", "import", "book.csv", "--study", "study"]);
    place.ok(&["coder", "add", "ben", "--study", "study"]);
    place
}

/// What the study's codings are.
fn codings(place: &Place) -> Vec<String> {
    let listed = place.json(&["coding", "list", "--study", "study"]);
    let said = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = listed["codings"].as_array().unwrap().iter();
    let mut rows: Vec<String> = rows
        .map(|row| {
            let parts = ["coder", "code", "quote"].map(|key| said(row, key));
            parts.join(" ")
        })
        .collect();
    rows.sort();
    rows
}

/// Imports a file, and compares the study's codings and what was told of the rest.
fn check(file: (&str, &str), args: &[&str], (expected, told): (&[&str], &[&str])) {
    let place = study();
    place.write(file.0, file.1);
    let import = [&["coding", "import", file.0, "--study", "study"], args].concat();
    let output = place.run(&import);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(codings(&place), expected, "{said}");
    for words in told {
        assert!(said.contains(words), "{words}: {said}");
    }
    let again = String::from_utf8_lossy(&place.run(&import).stdout).into_owned();
    assert!(again.contains("0 codings added"), "{again}");
}

/// A stretch of the text in characters.
fn place(words: &str) -> (usize, usize) {
    let byte = TEXT.find(words).unwrap();
    let start = TEXT[..byte].chars().count();
    (start, start + words.chars().count())
}

#[test]
fn a_sheet_says_in_the_words_of_any_program_what_is_coded() {
    let (start, end) = place("Better.");
    let sheet = format!(
        "User;File;Tag;Segment;Begin;End\nana;I1.txt;hard;It was hard.;;\nben;I1;Help from others;;{start};{end}\nana;I1;nobody;Better.;;\nana;I1;hard;Better.;x;\n"
    );
    check(
        ("codings.csv", &sheet),
        &[],
        (
            &["ana hard It was hard.", "ben help Better."],
            &[
                "codings.csv line 4: there is no code nobody",
                "codings.csv line 5: “x” is no number",
            ],
        ),
    );
}

#[test]
fn a_sheet_without_codes_is_refused_with_the_heads_it_needs() {
    check(
        ("codings.csv", "coder,quote\nana,Better.\n"),
        &[],
        (&[], &["has no column “code”", "coder,document,code,quote"]),
    );
}

#[test]
fn labels_of_brat_are_codings_on_each_of_their_stretches() {
    let (start, end) = place("It was hard.");
    let (first, second) = (place("Better."), place("came."));
    let ann = format!(
        "T1\thard {start} {end}\tIt was hard.\nT2\thelp {} {};{} {}\tBetter. came.\nR1\tabout Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tsure\nT3\thelp 5\toops\n",
        first.0, first.1, second.0, second.1
    );
    check(
        ("I1.ann", &ann),
        &["--coder", "ben"],
        (
            &[
                "ben hard It was hard.",
                "ben help Better.",
                "ben help came.",
            ],
            &[
                "1 relation between labels left out",
                "1 note of an annotator left out",
                "I1.ann line 5: is no label of brat",
            ],
        ),
    );
}

#[test]
fn a_label_whose_words_stand_elsewhere_goes_there_or_is_told() {
    let ann = "T1\thard 0 6\tBetter\nT2\thelp 2 5\tP01\n";
    check(
        ("I1.ann", ann),
        &["--coder", "ana"],
        (
            &["ana hard Better"],
            &["I1.ann line 2: its quote occurs 2 times in I1"],
        ),
    );
}

#[test]
fn a_file_that_names_no_coder_asks_for_one() {
    check(
        ("I1.ann", "T1\thard 25 29\thard\n"),
        &[],
        (&[], &["it names no coder", "--coder NAME"]),
    );
}

#[test]
fn results_of_label_studio_are_the_codings_of_whoever_completed_them() {
    // It runs in a browser, which counts UTF-16 units: the emoji before these words is two.
    let (start, end) = place("It was hard.");
    let result = format!(
        r#"{{"type":"labels","value":{{"start":{},"end":{},"text":"It was hard.","labels":["Hardship","help"]}}}}"#,
        start + 1,
        end + 1
    );
    let tasks = format!(
        r#"[{{"id":1,"data":{{"text":"…","document":"I1.txt"}},"annotations":[
        {{"completed_by":1,"result":[{result},{{"type":"choices","value":{{"choices":["sad"]}}}}]}},
        {{"completed_by":{{"id":2,"email":"ben@example.org"}},"result":[{result}]}},
        {{"completed_by":3,"was_cancelled":true,"result":[{result}]}},
        {{"completed_by":9,"result":[{result}]}}]}}]"#
    );
    check(
        ("export.json", &tasks),
        &["--user", "1=ana", "--user", "ben@example.org=ben"],
        (
            &[
                "ana hard It was hard.",
                "ana help It was hard.",
                "ben hard It was hard.",
                "ben help It was hard.",
            ],
            &[
                "1 result of the type “choices” left out",
                "1 cancelled annotation left out",
                "export.json task 1: coder 9 has not joined the study",
            ],
        ),
    );
}

#[test]
fn a_place_in_characters_is_taken_before_one_in_units() {
    let (start, end) = place("hard");
    let line = format!(
        r#"{{"coder":"ana","code":"hard","quote":"hard","start":{start},"end":{end},"document":"I1"}}"#
    );
    check(
        ("any.jsonl", &line),
        &["--document", "i1"],
        (&["ana hard hard"], &[]),
    );
}

#[test]
fn exports_that_are_not_read_are_refused_with_what_to_do() {
    for (name, content) in [
        ("I1.tsv", "#FORMAT=WebAnno TSV 3.3\n"),
        ("I1.json", "{\"%TYPES\": {}}"),
        ("I1.xmi", "<?xml version=\"1.0\"?>"),
    ] {
        check(
            (name, content),
            &[],
            (&[], &["is an export", "import that as CSV"]),
        );
    }
    check(
        ("I1.tsv", "#FORMAT=WebAnno TSV 3.3\n"),
        &[],
        (
            &[],
            &[
                "of INCEpTION or WebAnno in WebAnno TSV",
                "export “brat custom” from INCEpTION",
            ],
        ),
    );
}

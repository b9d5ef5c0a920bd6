//! A project of QualCoder comes in whole, and where its words and its places differ is told.

use intercoder::foreign::{Files, project};
use intercoder::person::Value;
use intercoder::project::{At, On, Project};
use rusqlite::{Connection, MAIN_DB};

use crate::foreign::{empty, fixture};

/// The bytes of a database that these statements make.
pub fn database(statements: &str) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(statements).unwrap();
    connection.serialize(MAIN_DB).unwrap().to_vec()
}

pub fn sample() -> Vec<u8> {
    database(&String::from_utf8(fixture("qualcoder.sql")).unwrap())
}

fn read() -> Project {
    let files = Files {
        name: "trial.qda".to_owned(),
        database: sample(),
        ..Files::default()
    };
    project(&files).unwrap()
}

#[test]
fn every_coding_is_its_coder_s_on_its_words() {
    let project = read();
    let rows = project.codings.iter().map(|coding| {
        let words = project.documents[coding.document.0].text.slice(coding.span);
        let coder = &project.coders[coding.coder.0].name;
        format!("{coder} {}: {words}", project.codes[coding.code.0].name)
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            "ana Hardship: hard",
            "ana Professional: My worker came",
            "ben Hardship: Nobody came",
            "ben Hardship: hard",
            "ben Professional: really",
        ]
    );
}

#[test]
fn categories_are_codes_that_are_not_applied_above_their_codes() {
    let project = read();
    let shown: Vec<_> = project
        .codes
        .iter()
        .map(|code| (code.name.as_str(), code.parent, code.assignable))
        .collect();
    assert_eq!(
        shown,
        [
            ("Recovery", None, false),
            ("Support", Some(At(0)), false),
            ("Professional", Some(At(1)), true),
            ("Hardship", None, true),
        ]
    );
    assert_eq!(project.codes[2].definition, "Help that is paid for");
    assert_eq!(project.codes[2].color.as_deref(), Some("#f5a9a9"));
}

#[test]
fn cases_are_people_with_attributes_documents_and_stretches() {
    let project = read();
    let [ana, ben] = project.people.as_slice() else {
        panic!("{:?}", project.people)
    };
    assert_eq!(ana.attributes["age"], [Value::Number("44".to_owned())]);
    assert!(ben.attributes.is_empty());
    let (document, span) = ana.stretches[0];
    let words = project.documents[document.0].text.slice(span);
    assert_eq!(words, "Ana: It was hard. My worker came.");
    assert_eq!(ben.documents, [At(1)]);
    let site = &project.documents[0].attributes["site"];
    assert_eq!(site, &[Value::Text("North".to_owned())]);
}

#[test]
fn memos_and_annotations_hang_where_they_did() {
    let project = read();
    let words = |on: On| {
        let memos = project.memos.iter().filter(move |memo| memo.on == on);
        memos.map(|memo| memo.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(words(On::Document(At(0))), ["Read twice"]);
    assert_eq!(words(On::Coding(At(0))), ["Says it twice"]);
    assert_eq!(words(On::Person(At(0))), ["A memo"]);
    let span = project.codings[0].span;
    assert_eq!(words(On::Stretch(At(0), span)), ["Look here"]);
    assert_eq!(project.documents[2].name, "Day 1");
}

#[test]
fn words_that_do_not_stand_there_and_what_has_no_place_are_told() {
    let project = read();
    assert_eq!(
        project.reading,
        ["4 of 5 excerpts have the words that the project says"]
    );
    let told: Vec<&str> = project.left_out.iter().map(|p| p.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "another text than the project says stands at character 18 of two.txt",
            "the memo of the project itself has no place here and is left out",
            "1 × an entry of the journal; it became a document",
            "1 × codes on areas of pictures or pages; left out",
            "1 × pictures, recordings and other files without words; left out",
        ]
    );
}

#[test]
fn a_folder_and_the_database_in_it_are_the_same_project() {
    let place = empty();
    place.write("trial.qda/data.qda", sample());
    let said = place.ok(&["import", "trial.qda", "--study", "study"]);
    assert!(said.contains("trial.qda  from QualCoder"), "{said}");
    assert!(
        said.contains("3 documents, 2 people, 4 codes, 5 codings, 4 memos"),
        "{said}"
    );
    let again = place.ok(&["import", "trial.qda/data.qda", "--study", "study"]);
    assert!(again.contains("0 codes, 0 codings, 0 memos"), "{again}");
}

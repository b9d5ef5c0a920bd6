//! What comes in a second time, after the team, or another program, went on working.

use std::io::{Cursor, Read as _};

use serde_json::Value;
use zip::ZipArchive;

use crate::cli::{code, small_study};
use crate::program::Place;
use crate::refi::projects::{empty, put};
use crate::refi::{marked, project_xml, zipped};

const SUPPORT: (&str, &str, &str) = ("T1", "Then she came.", "support");

/// The refs and quotes of what is coded.
fn coded(place: &Place, study: &str) -> Vec<(String, String)> {
    let list = place.json(&["coding", "list", "--study", study]);
    let codings = list["codings"].as_array().unwrap().iter();
    let said = |coding: &Value, field: &str| coding[field].as_str().unwrap_or_default().to_owned();
    codings
        .map(|c| (said(c, "ref"), said(c, "quote")))
        .collect()
}

/// Imports into the study, and gives what is told beside the answer.
fn told(place: &Place, file: &str) -> String {
    let output = place.run(&["import", file, "--study", "study"]);
    assert!(output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

fn exported(place: &Place, more: &[&str]) -> String {
    let args = ["export", "refi", "-o", "out.qdpx", "--study", "study"];
    place.ok(&[&args, more].concat())
}

/// Does to the texts of a project what another program did; it is `edited.qdpx` then.
pub fn edit(place: &Place, change: impl Fn(&str) -> String) {
    let bytes = std::fs::read(place.path("out.qdpx")).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut members = Vec::new();
    let mut is_changed = false;
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).unwrap();
        let mut words = String::new();
        member.read_to_string(&mut words).unwrap();
        let changed = change(&words);
        is_changed |= changed != words;
        members.push((member.name().unwrap().into_owned(), changed));
    }
    assert!(is_changed);
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, words)| (name.as_str(), words.as_bytes()))
        .collect();
    put(place, "edited.qdpx", &zipped(&members));
}

fn imported_anew(place: &Place) {
    place.ok(&["init", "new", "--title", "T", "--coder", "ana", "--lead"]);
    place.ok(&["import", "edited.qdpx", "--study", "new"]);
}

#[test]
fn what_was_taken_off_here_does_not_come_back_with_the_same_file() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[SUPPORT, ("T2", "How?", "voice")],
    );
    exported(&place, &[]);
    let (first, quote) = coded(&place, "study").remove(0);
    place.ok(&["coding", "remove", &first, "--study", "study"]);
    let said = told(&place, "out.qdpx");
    assert!(
        said.contains("1 coding taken off or moved here since they came"),
        "{said}"
    );
    assert!(
        coded(&place, "study")
            .iter()
            .all(|(_, there)| *there != quote)
    );
    place.ok(&["undo", "--study", "study"]);
    let again = told(&place, "out.qdpx");
    assert!(!again.contains("taken off"), "{again}");
    assert_eq!(coded(&place, "study").len(), 2);
}

#[test]
fn a_project_whose_import_was_undone_comes_in_again_whole() {
    let place = empty();
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
    let project = zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", b"Hello there"),
    ]);
    put(&place, "a.qdpx", &project);
    place.ok(&["import", "a.qdpx", "--study", "study"]);
    place.ok(&["undo", "--study", "study"]);
    place.ok(&["import", "a.qdpx", "--study", "study"]);
    assert_eq!(coded(&place, "study").len(), 1);
}

#[test]
fn a_memo_on_what_is_not_written_is_told_and_stops_nothing() {
    let place = small_study();
    code(&place, "machine", ("study", "ana"), &[SUPPORT]);
    for args in [
        [
            "memo", "add", "--code", "voice", "--text", "Whose?", "--study", "study",
        ]
        .as_slice(),
        &[
            "memo",
            "add",
            "--document",
            "T2",
            "--text",
            "Short.",
            "--study",
            "study",
        ],
        &[
            "memo", "add", "--person", "P01", "--text", "One.", "--study", "study",
        ],
        &[
            "memo", "add", "--person", "P01", "--text", "Two.", "--study", "study",
        ],
        &["codebook", "retire", "voice", "--study", "study"],
        &["document", "retire", "T2", "--study", "study"],
    ] {
        place.ok(args);
    }
    let said = exported(&place, &[]);
    assert!(
        said.contains("2 memos: left out: what it is on is not written"),
        "{said}"
    );
    let again = place.ok(&["import", "out.qdpx", "--study", "study"]);
    assert!(
        again.contains("0 documents, 0 people, 0 codes, 0 codings, 0 memos"),
        "{again}"
    );
}

#[test]
fn a_memo_on_a_coding_of_another_layer_stays_with_its_words() {
    let place = small_study();
    code(&place, "machine", ("study", "ana"), &[SUPPORT]);
    let (coding, _) = coded(&place, "study").remove(0);
    place.ok(&[
        "memo", "add", "--ref", &coding, "--text", "Sure?", "--study", "study",
    ]);
    exported(&place, &["--layer", "ben"]);
    std::fs::rename(place.path("out.qdpx"), place.path("edited.qdpx")).unwrap();
    imported_anew(&place);
    let memos = place.ok(&["memo", "list", "--study", "new"]);
    assert!(memos.contains("Sure?"), "{memos}");
    assert!(coded(&place, "new").is_empty());
}

#[test]
fn what_another_program_changed_meanwhile_is_believed_and_the_rest_is_as_it_was() {
    let place = small_study();
    place.write(
        "more.csv",
        "id,role,visits,site\nP01,parent,3,north\nP02,parent,4,north\n",
    );
    place.ok(&["people", "import", "more.csv", "--study", "study"]);
    place.ok(&[
        "codebook",
        "add",
        "scaled",
        "--name",
        "Scaled",
        "--definition",
        "How much",
        "--use-when",
        "it is said",
        "--study",
        "study",
    ]);
    exported(&place, &[]);
    edit(&place, |xml| {
        if !xml.contains("<Project ") {
            return xml.to_owned();
        }
        let xml = xml.replacen("<IntegerValue>3<", "<IntegerValue>9<", 1);
        let site = xml.find("<TextValue>north<").unwrap();
        let (start, end) = (
            xml[..site].rfind("<VariableValue>").unwrap(),
            "</VariableValue>",
        );
        let end = start + xml[start..].find(end).unwrap() + end.len();
        let xml = format!("{}{}", &xml[..start], &xml[end..]);
        xml.replace("How much", "How very much")
            .replace("name=\"ben\"", "name=\"Benedict\"")
    });
    imported_anew(&place);
    let people = place.json(&["people", "list", "--study", "new"]);
    let people = people.to_string();
    assert!(
        people.contains("\"9\"") && !people.contains("\"3\""),
        "{people}"
    );
    assert_eq!(people.matches("north").count(), 1, "{people}");
    let codebook = place.ok(&["codebook", "show", "scaled", "--study", "new"]);
    assert!(codebook.contains("How very much"), "{codebook}");
    assert!(codebook.contains("it is said"), "{codebook}");
    let coders = place.ok(&["coder", "list", "--study", "new"]);
    assert!(
        coders.contains("Benedict") && coders.contains("ben "),
        "{coders}"
    );
}

#[test]
fn a_note_of_a_later_version_is_left_and_told() {
    let place = small_study();
    exported(&place, &[]);
    edit(&place, |words| {
        words.replace("{\"version\":1,", "{\"version\":2,")
    });
    let said = told(&place, "edited.qdpx");
    assert!(
        said.contains("is of a later version of intercoder"),
        "{said}"
    );
}

#[test]
fn two_documents_of_the_same_words_are_one_and_it_is_told() {
    let place = empty();
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
    let second =
        "<TextSource guid=\"S2\" name=\"Interview two\" plainTextPath=\"internal://S2.txt\"/>";
    let xml = xml.replace("</Sources>", &format!("{second}</Sources>"));
    let members: [(&str, &[u8]); 3] = [
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", b"Hello there"),
        ("sources/S2.txt", b"Hello there"),
    ];
    put(&place, "a.qdpx", &zipped(&members));
    let said = told(&place, "a.qdpx");
    assert!(
        said.contains(
            "“Interview two” has the same words as “Interview one”; they are one document here"
        ),
        "{said}"
    );
}

#[test]
fn what_a_project_says_otherwise_of_a_known_document_is_told() {
    let place = small_study();
    exported(&place, &[]);
    place.ok(&[
        "document", "speakers", "T1", "P01", "P02", "--study", "study",
    ]);
    let said = told(&place, "out.qdpx");
    assert!(
        said.contains("T1 differs here in speakers; it stays as the study has it"),
        "{said}"
    );
}

#[test]
fn a_code_renamed_in_another_program_is_still_the_code_it_was() {
    let place = small_study();
    code(&place, "machine", ("study", "ana"), &[SUPPORT]);
    exported(&place, &[]);
    edit(&place, |words| {
        words.replace("name=\"support\"", "name=\"Help\"")
    });
    let said = place.ok(&["import", "edited.qdpx", "--study", "study"]);
    assert!(said.contains("0 codes, 0 codings"), "{said}");
    let told = told(&place, "edited.qdpx");
    assert!(
        told.contains("1 code known here with another name"),
        "{told}"
    );
}

//! A project of qualitative-coding comes in whole.

use std::collections::BTreeMap;

use intercoder::foreign::{Files, SETTINGS, project, wanted};
use intercoder::problem::Problem;
use intercoder::project::Project;

use crate::foreign::{empty, unpacked};

fn files() -> Files {
    let mut others: BTreeMap<String, Vec<u8>> = unpacked("qc.zip").into_iter().collect();
    let database = others.remove("qualitative_coding.sqlite3").unwrap();
    Files {
        name: "project".to_owned(),
        database,
        others,
    }
}

fn read(files: &Files) -> Result<Project, Problem> {
    project(files)
}

#[test]
fn every_coded_line_is_a_coding_on_that_line() {
    let project = read(&files()).unwrap();
    let rows = project.codings.iter().map(|coding| {
        let document = &project.documents[coding.document.0];
        let coder = &project.coders[coding.coder.0].name;
        let code = &project.codes[coding.code.0].name;
        format!("{coder} {code}: {}", document.text.slice(coding.span))
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            "ana family: Ben: My sister calls on Sundays.",
            "ana hardship: Ana: It was hard. My support worker came every day.",
            "ana hardship: Ben: Nobody, really.",
            "ana professional: Ana: Better. I trust her — she listens.",
            "ana professional: Ana: It was hard. My support worker came every day.",
            "ana trust: Ana: Better. I trust her — she listens.",
            "ben family: Ben: My sister calls on Sundays.",
            "ben help: Ben: My sister calls on Sundays.",
            "ben place: Ana: The café helps too.",
            "ben professional: Ana: It was hard. My support worker came every day.",
            "ben trust: Ana: Better. I trust her — she listens.",
        ]
    );
}

#[test]
fn codes_stand_where_the_codebook_has_them() {
    let project = read(&files()).unwrap();
    let above = |name: &str| {
        let code = project.codes.iter().find(|code| code.name == name).unwrap();
        code.parent.map(|at| project.codes[at.0].name.as_str())
    };
    assert_eq!(project.codes.len(), 6);
    assert_eq!(above("professional"), Some("help"));
    assert_eq!(above("family"), Some("help"));
    assert_eq!(above("place"), None);
    assert!(project.left_out.is_empty(), "{:?}", project.left_out);
}

#[test]
fn a_text_that_is_not_there_is_told_with_what_was_coded_in_it() {
    let mut files = files();
    files.others.remove("corpus/group/two.txt");
    let project = read(&files).unwrap();
    assert_eq!(project.codings.len(), 7);
    let told: Vec<&str> = project.left_out.iter().map(|p| p.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "“group/two.txt” is not in its corpus and is left out",
            "4 coded lines of “group/two.txt” left out with it",
        ]
    );
}

#[test]
fn nothing_outside_the_folder_is_asked_for() {
    let mut files = files();
    let settings = "codebook: ../secret.yaml\ncorpus_dir: corpus\ndatabase: d.sqlite3\n";
    files
        .others
        .insert(SETTINGS.to_owned(), settings.as_bytes().to_vec());
    assert!(wanted(&files).unwrap_err().what.contains("settings.yaml"));
}

#[test]
fn a_project_folder_comes_in_by_its_path() {
    let place = empty();
    for (path, bytes) in unpacked("qc.zip") {
        place.write(&format!("project/{path}"), bytes);
    }
    let said = place.ok(&["import", "project", "--done", "--study", "study"]);
    assert!(said.contains("from qualitative-coding"), "{said}");
    assert!(
        said.contains("2 documents, 0 people, 6 codes, 11 codings, 0 memos, 4 finished documents"),
        "{said}"
    );
    let again = place.ok(&[
        "import",
        "project/qualitative_coding.sqlite3",
        "--study",
        "study",
    ]);
    assert!(again.contains("0 codes, 0 codings"), "{again}");
    let listed = place.json(&["coding", "list", "--study", "study"]);
    assert_eq!(listed["codings"].as_array().unwrap().len(), 11);
}

#[test]
fn memos_that_hang_on_nothing_come_as_documents() {
    let place = empty();
    for (path, bytes) in unpacked("qc.zip") {
        place.write(&format!("project/{path}"), bytes);
    }
    place.write("project/memos/2026-11-22_ana.md", "Trust comes late.\n");
    place.write("project/memos/empty.md", "\n");
    let output = place.run(&["import", "project", "--study", "study"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 memo: each is a document now"), "{said}");
    let documents = place.ok(&["document", "list", "--study", "study"]);
    assert!(documents.contains("2026-11-22_ana.md"), "{documents}");
}

//! A project of Taguette comes in whole: what its own exports say is what is here.

use intercoder::foreign::{Files, project};
use intercoder::project::Project;

use crate::foreign::{empty, fixture, unpacked};

fn read(name: &str) -> Project {
    let (_, database) = unpacked(name).remove(0);
    let files = Files {
        name: "t.sqlite3".to_owned(),
        database,
        ..Files::default()
    };
    project(&files).unwrap()
}

/// A code's name from the root down, as Taguette writes it.
fn path(project: &Project, at: usize) -> String {
    let code = &project.codes[at];
    match code.parent {
        Some(above) => format!("{}.{}", path(project, above.0), code.name),
        None => code.name.clone(),
    }
}

fn codings(project: &Project) -> Vec<[String; 4]> {
    let rows = project.codings.iter().map(|coding| {
        let document = &project.documents[coding.document.0];
        let words = document.text.slice(coding.span).split_whitespace();
        [
            document.name.clone(),
            path(project, coding.code.0),
            words.collect::<Vec<_>>().join(" "),
            project.coders[coding.coder.0].name.clone(),
        ]
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

/// Document, tag and words of the highlights that Taguette exported.
fn exported() -> Vec<[String; 3]> {
    let content = fixture("taguette-highlights.csv");
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let words: Vec<&str> = row[3].split_whitespace().collect();
        [row[1].to_owned(), row[2].to_owned(), words.join(" ")]
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

#[test]
fn every_highlight_that_taguette_exports_is_a_coding_on_the_same_words() {
    for name in [
        "taguette-server.sqlite3.zip",
        "taguette-project.sqlite3.zip",
    ] {
        let project = read(name);
        let ours: Vec<_> = codings(&project)
            .into_iter()
            .map(|[document, tag, words, _]| [document, tag, words])
            .collect();
        assert_eq!(ours, exported(), "{name}");
        assert_eq!(
            project.reading,
            ["7 of 7 excerpts have the words that the project says"]
        );
    }
}

#[test]
fn every_tag_that_taguette_exports_is_a_code_with_its_description() {
    let project = read("taguette-project.sqlite3.zip");
    let content = fixture("taguette-codebook.csv");
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        (row[0].to_owned(), row[1].to_owned())
    });
    let mut theirs: Vec<_> = rows.collect();
    theirs.sort();
    let assignable = (0..project.codes.len()).filter(|at| project.codes[*at].assignable);
    let mut ours: Vec<_> = assignable
        .map(|at| (path(&project, at), project.codes[at].definition.clone()))
        .collect();
    ours.sort();
    assert_eq!(ours, theirs);
}

#[test]
fn a_tag_is_its_coder_s_also_on_a_highlight_that_another_made() {
    let project = read("taguette-server.sqlite3.zip");
    let of = |tag: &str, words: &str| {
        let all = codings(&project);
        let found = all
            .iter()
            .find(|row| row[1] == tag && row[2].starts_with(words));
        found.unwrap()[3].clone()
    };
    assert_eq!(of("help.professional", "support worker"), "ana");
    assert_eq!(of("trust", "support worker"), "ben");
    assert_eq!(of("trust", "I trust her"), "ben");
}

#[test]
fn paragraphs_are_lines_and_white_space_is_folded() {
    let project = read("taguette-project.sqlite3.zip");
    assert_eq!(
        project.documents[0].text.as_str(),
        "Interview one\nInterviewer: How did the first week go? 😀\nAna: It was hard. My support worker came every day & stayed.\nAna: The café\u{a0}helps.\nAna: I trust her — she listens."
    );
    assert_eq!(
        project.documents[1].text.as_str(),
        "Interviewer: Who helps you?\nBen: Nobody, really.\nMy sister calls on Sundays."
    );
}

#[test]
fn what_has_no_place_here_is_told() {
    let project = read("taguette-project.sqlite3.zip");
    let told: Vec<&str> = project.left_out.iter().map(|p| p.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "1 × a group of tags that is no tag itself; it became a code that holds others and is not applied",
            "1 × highlights without a tag; left out, because a coding here has a code",
        ]
    );
}

#[test]
fn it_comes_in_on_the_command_line_and_twice_changes_nothing() {
    let place = empty();
    let (name, bytes) = unpacked("taguette-server.sqlite3.zip").remove(0);
    place.write(&name, bytes);
    let import = ["import", &name, "--study", "study"];
    let said = place.ok(&import);
    assert!(said.contains("from Taguette"), "{said}");
    assert!(said.contains("new coder ben"), "{said}");
    assert!(
        said.contains("2 documents, 0 people, 8 codes, 7 codings, 1 memo"),
        "{said}"
    );
    let again = place.ok(&import);
    assert!(
        again.contains("0 documents, 0 people, 0 codes, 0 codings, 0 memos"),
        "{again}"
    );
    let sources: Vec<_> = std::fs::read_dir(place.path("study/sources"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(sources.len(), 1);
    assert_eq!(sources[0].extension().unwrap(), "sqlite3");
}

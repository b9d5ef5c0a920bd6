//! Hostile and broken project files cost a sentence.

use proptest::prelude::*;

use crate::refi::{marked, project_xml, read, zipped};

const TEXT: &[u8] = b"Hello there, and all the best";

fn sound() -> Vec<u8> {
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
    zipped(&[("project.qde", xml.as_bytes()), ("sources/S1.txt", TEXT)])
}

fn check(members: &[(&str, &[u8])], sentence: &str) {
    let problem = read(&zipped(members)).unwrap_err();
    let said = problem.to_string();
    assert!(said.contains(sentence), "{said}");
    assert!(!problem.advice.is_empty(), "{said}");
}

#[test]
fn what_is_no_project_is_refused_with_what_to_do() {
    check(&[("readme.txt", b"x")], "has no .qde at its root");
    check(
        &[("a.qde", b"<Project/>"), ("b.QDE", b"<Project/>")],
        "has several projects in it: a.qde, b.QDE",
    );
    check(&[("project.qde", b"<Project>")], "its project is no XML");
    check(
        &[("project.qde", b"<html></html>")],
        "begins with \u{201c}html\u{201d}",
    );
    check(&[("project.qde", b"\xff\xfe\x00")], "its project");
    let problem = read(b"PK\x03\x04 and nothing more").unwrap_err();
    assert!(problem.what.contains("is no zip file"), "{problem}");
}

#[test]
fn a_document_type_is_refused_before_anything_is_expanded() {
    let xml = br#"<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><Project name="&c;"/>"#;
    check(&[("project.qde", xml)], "declares a document type");
}

#[test]
fn elements_that_stand_too_deep_are_refused() {
    let deep = format!(
        "<Project>{}{}</Project>",
        "<Code>".repeat(5000),
        "</Code>".repeat(5000)
    );
    check(
        &[("project.qde", deep.as_bytes())],
        "elements more than 128 deep",
    );
}

#[test]
fn a_member_that_unpacks_to_gigabytes_is_refused() {
    let zeros = vec![b' '; 80 << 20];
    check(&[("project.qde", &zeros)], "unpacks to more than");
}

#[test]
fn many_texts_that_unpack_to_far_more_than_they_are_cost_only_themselves() {
    let source =
        |n| format!("<TextSource guid='S{n}' name='D{n}' plainTextPath='internal://S{n}.txt'/>");
    let sources: String = (0..9).map(source).collect();
    let xml = format!("<Project><Sources>{sources}</Sources></Project>");
    let texts = (0..9).map(|n| (format!("sources/S{n}.txt"), vec![b'0' + n; 4 << 20]));
    let texts: Vec<(String, Vec<u8>)> = texts.collect();
    let mut members = vec![("project.qde", xml.as_bytes())];
    members.extend(
        texts
            .iter()
            .map(|(name, words)| (name.as_str(), words.as_slice())),
    );
    let project = read(&zipped(&members)).unwrap();
    assert_eq!(project.documents.len(), 2);
    assert_eq!(project.left_out.len(), 7);
}

#[test]
fn what_is_told_one_by_one_has_an_end() {
    let notes = "<Note guid='N' name='n'/>".repeat(2_000);
    let xml = format!("<Project><Notes>{notes}</Notes></Project>");
    let project = read(&zipped(&[("project.qde", xml.as_bytes())])).unwrap();
    let last = project.left_out.last().unwrap();
    assert_eq!(project.left_out.len(), 501);
    assert!(
        last.what.starts_with("1500 × further things"),
        "{}",
        last.what
    );
}

#[test]
fn members_that_climb_out_are_left_alone_and_told() {
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
    let bytes = zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", TEXT),
        ("../../etc/passwd", b"x"),
        ("/tmp/x", b"x"),
    ]);
    let project = read(&bytes).unwrap();
    assert_eq!(project.codings.len(), 1);
    let told = project
        .left_out
        .iter()
        .find(|p| p.what.contains("point out of it"));
    assert!(
        told.unwrap().what.starts_with("2 members"),
        "{:?}",
        project.left_out
    );
}

#[test]
fn a_link_in_a_project_is_left_alone_and_told() {
    use std::io::Write as _;
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("project.qde", options).unwrap();
    zip.write_all(project_xml("X", &marked((0, 5), ("Hello", "C1"))).as_bytes())
        .unwrap();
    zip.add_symlink("sources/S1.txt", "/etc/passwd", options)
        .unwrap();
    let project = read(&zip.finish().unwrap().into_inner()).unwrap();
    assert!(project.documents.is_empty());
    let told = project
        .left_out
        .iter()
        .any(|p| p.what.contains("or are links were left alone"));
    assert!(told, "{:?}", project.left_out);
}

#[test]
fn two_members_of_one_name_are_refused() {
    let mut bytes = zipped(&[
        ("project.qde", b"<Project/>"),
        ("projecu.qde", b"<Project/>"),
    ]);
    let other = b"projecu.qde";
    while let Some(at) = bytes.windows(other.len()).position(|part| part == other) {
        bytes[at..at + other.len()].copy_from_slice(b"project.qde");
    }
    let problem = read(&bytes).unwrap_err();
    assert!(
        problem.what.contains("two members of one name") || problem.what.contains("no zip"),
        "{problem}"
    );
}

#[test]
fn a_source_that_is_missing_costs_only_itself() {
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
    let project = read(&zipped(&[("project.qde", xml.as_bytes())])).unwrap();
    assert!(project.documents.is_empty() && project.codings.is_empty());
    let told = &project.left_out[0];
    assert!(
        told.what.contains(
            "“Interview one” is left out, with 1 marked places: its text is not in the project file"
        ),
        "{told}"
    );
}

#[test]
fn an_element_with_a_million_attributes_costs_no_more_than_its_first() {
    let many: String = (0..1_000_000).map(|at| format!(" a{at}=\"\"")).collect();
    let project = format!("<Project name=\"x\"{many}></Project>");
    let read = read(&zipped(&[("project.qde", project.as_bytes())])).unwrap();
    assert!(read.documents.is_empty());
}

#[test]
fn half_a_million_elements_are_refused_in_a_sentence() {
    let many = format!("<Project>{}</Project>", "<a/>".repeat(450_000));
    check(
        &[("project.qde", many.as_bytes())],
        "more than 400000 elements",
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A project file with any bytes changed is read or refused; it never brings the program down, and no excerpt leaves its text.
    #[test]
    fn changed_bytes_never_bring_the_reader_down(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = sound();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(project) = read(&bytes) {
            for coding in &project.codings {
                prop_assert!(project.documents[coding.document.0].text.contains(coding.span));
            }
        }
    }

    /// The same for its XML alone, which compression would otherwise hide behind a checksum.
    #[test]
    fn changed_xml_never_brings_the_reader_down(changes in proptest::collection::vec((any::<prop::sample::Index>(), proptest::char::any()), 1..12)) {
        let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")));
        let mut characters: Vec<char> = xml.chars().collect();
        for (at, c) in changes {
            let at = at.index(characters.len());
            characters[at] = c;
        }
        let xml: String = characters.into_iter().collect();
        if let Ok(project) = read(&zipped(&[("project.qde", xml.as_bytes()), ("sources/S1.txt", TEXT)])) {
            for coding in &project.codings {
                prop_assert!(project.documents[coding.document.0].text.contains(coding.span));
            }
        }
    }
}

#[test]
fn texts_of_one_name_in_two_folders_are_told_apart() {
    let xml = project_xml("X", &marked((0, 5), ("Hello", "C1")))
        .replace("internal://S1.txt", "internal://b/S1.txt");
    let members: [(&str, &[u8]); 3] = [
        ("project.qde", xml.as_bytes()),
        ("sources/a/S1.txt", b"Other words altogether"),
        ("sources/b/S1.txt", TEXT),
    ];
    let project = read(&zipped(&members)).unwrap();
    assert_eq!(project.documents[0].text.as_str().as_bytes(), TEXT);
    let lost = xml.replace("internal://b/S1.txt", "internal://S1.txt");
    let project = read(&zipped(&[
        ("project.qde", lost.as_bytes()),
        members[1],
        members[2],
    ]))
    .unwrap();
    assert!(project.documents.is_empty());
    let told = project
        .left_out
        .iter()
        .any(|p| p.what.contains("several members of the project file"));
    assert!(told, "{:?}", project.left_out);
}

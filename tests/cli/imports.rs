//! Import as people type it: what cannot be met is said, and names in any letters become handles.

use crate::cli::{ONE, TWO};
use crate::program::Place;
use crate::refi::{marked, project_xml, zipped};

fn study() -> Place {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place
}

/// A project of another program.
fn project() -> Vec<u8> {
    zipped(&[
        (
            "project.qde",
            project_xml("NVivo", &marked((0, 4), ("Hope", "C1"))).as_bytes(),
        ),
        ("Sources/S1.txt", b"Ana: Hope."),
    ])
}

fn import(args: &[&str]) -> Vec<String> {
    [&["import"], args, &["--study", "study"]]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn check_fails(place: &Place, args: &[&str], words: &[&str]) {
    let args = import(args);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (_, said) = place.fails(&args);
    for words in words {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
}

fn imported(place: &Place, args: &[&str]) -> (String, String) {
    let args = import(args);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = place.run(&args);
    let (out, said) = (output.stdout, output.stderr);
    let said = String::from_utf8(said).unwrap();
    assert!(output.status.success(), "{args:?} failed: {said}");
    (String::from_utf8(out).unwrap(), said)
}

fn handles(place: &Place) -> Vec<String> {
    let told = place.json(&["document", "list", "--study", "study"]);
    let documents = told["documents"].as_array().unwrap().iter();
    let mut handles: Vec<String> = documents
        .map(|document| document["id"].as_str().unwrap().to_owned())
        .collect();
    handles.sort();
    handles
}

#[test]
fn words_that_are_there_are_told_how_their_speakers_are_read_otherwise() {
    let place = study();
    place.write("talk.txt", "Ana> How?\nBen> Well.\nAna> Why?\nBen> So.\n");
    imported(&place, &["talk.txt"]);
    let (told, _) = imported(&place, &["talk.txt"]);
    assert!(told.contains("the words of talk, nothing to do"), "{told}");
    let pattern = "^(\\w+)>";
    let (told, _) = imported(&place, &["talk.txt", "--speakers", pattern]);
    let command = format!("document revise talk talk.txt --speakers '{pattern}'");
    assert!(told.contains(&command), "{told}");
    let revise = [
        "document",
        "revise",
        "talk",
        "talk.txt",
        "--speakers",
        pattern,
    ];
    let told = place.ok(&[&revise[..], &["--study", "study"]].concat());
    assert!(told.contains("who is “Ana”, “Ben”"), "{told}");
}

#[test]
fn what_a_project_does_not_take_is_refused_or_told() {
    let place = study();
    place.write("a.qdpx", project());
    place.write("one.txt", ONE);
    let pattern = ["--speakers", "^(\\w+)>", "--alias", "A=interviewer"];
    let alone = [&["a.qdpx"], &pattern[..]].concat();
    check_fails(
        &place,
        &alone,
        &["a project is read without --speakers, --alias"],
    );
    let (_, said) = imported(&place, &[&["one.txt"], &alone[..]].concat());
    assert!(
        said.contains("a.qdpx: a project is read without --speakers, --alias"),
        "{said}"
    );
}

#[test]
fn a_folder_without_files_fails_and_folders_inside_are_told() {
    let place = study();
    std::fs::create_dir_all(place.path("talks/2023")).unwrap();
    check_fails(
        &place,
        &["talks"],
        &[
            "talks: there is no file to read",
            "1 folder in it not looked into: 2023",
        ],
    );
    place.write("talks/one.txt", ONE);
    let (told, said) = imported(&place, &["talks"]);
    assert!(told.contains("1 document and 0 people imported"), "{told}");
    assert!(
        said.contains("1 folder in it not looked into: 2023"),
        "{said}"
    );
}

#[test]
fn names_in_any_letters_become_handles_that_do_not_depend_on_order() {
    let place = study();
    for (name, words) in [
        ("Интервью", ONE),
        ("访谈", TWO),
        ("Bär", "A: A.\n"),
        ("Bör", "B: B.\n"),
    ] {
        place.write(&format!("{name}.txt"), words);
    }
    imported(&place, &["访谈.txt", "Bör.txt", "Интервью.txt", "Bär.txt"]);
    assert_eq!(handles(&place), ["Bar", "Bor", "document", "document-2"]);
    let told = place.ok(&["document", "show", "document", "--study", "study"]);
    assert!(
        told.contains("from Интервью.txt"),
        "the first by name: {told}"
    );
    let (told, _) = imported(&place, &["访谈.txt"]);
    assert!(
        told.contains("the words of document-2, nothing to do"),
        "{told}"
    );
    place.write("面談.txt", "C: C.\n");
    imported(&place, &["面談.txt"]);
    assert!(handles(&place).contains(&"document-3".to_owned()));
}

#[test]
fn a_handle_that_is_none_is_refused() {
    let place = study();
    place.write("one.txt", ONE);
    check_fails(&place, &["one.txt", "--id", "Täst 1"], &["Täst 1"]);
    assert_eq!(handles(&place), [""; 0]);
}

#[test]
fn sentences_about_files_say_what_they_are() {
    let place = study();
    place.write("empty.txt", "");
    place.write("one.txt", ONE);
    imported(&place, &["one.txt"]);
    let revise = ["document", "revise", "one", "empty.txt", "--study", "study"];
    let (_, said) = place.fails(&revise);
    assert!(
        said.starts_with("error: empty.txt: the file is empty"),
        "{said}"
    );
    place.write("cut.qdpx", b"PK\x03\x04and so on");
    check_fails(
        &place,
        &["cut.qdpx"],
        &["cut.qdpx: the project cannot be opened"],
    );
    place.write("none.qdpx", zipped(&[("a.txt", b"a")]));
    check_fails(
        &place,
        &["none.qdpx"],
        &["none.qdpx: there is no project in the file"],
    );
    place.write("book.qdc", project());
    let (_, said) = place.fails(&["codebook", "import", "book.qdc", "--study", "study"]);
    assert!(said.contains("a whole project, not a codebook"), "{said}");
    assert!(said.contains("intercoder import book.qdc"), "{said}");
}

#[test]
fn no_label_is_counted_where_no_speaker_was_found() {
    let place = study();
    place.write("a.txt", "One thought.\n\nAnother one.\n");
    let named = ["--alias", "Ana=interviewer", "--alias", "Ben=P01"];
    let (told, _) = imported(&place, &[&["a.txt", "--dry-run"], &named[..]].concat());
    assert!(
        told.contains("no speaker was found: 2 turns, 0 labels"),
        "{told}"
    );
}

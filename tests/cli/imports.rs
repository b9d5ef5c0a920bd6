//! Import as people type it: what cannot be met is said, and names in any letters become handles.

use crate::cli::ONE;
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

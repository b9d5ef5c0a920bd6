//! Entries that no line of a journal can hold: what, where and what to do is said, and nothing of the action is left.

use std::fs;

use crate::program::Place;

/// An import that must fail with these words; what the study's folder held, it holds.
fn check(place: &Place, import: &[&str], words: &[&str]) {
    let before = held(place);
    let (_, error) = place.fails(&[&["import", "--study", "study"], import].concat());
    for words in words {
        assert!(error.contains(words), "{words}: {error}");
    }
    assert_eq!(held(place), before);
}

/// The files of the study, by name and with their length.
fn held(place: &Place) -> Vec<(String, u64)> {
    let mut folders = vec![place.path("study")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let length = path.metadata().unwrap().len();
                    files.push((path.display().to_string(), length));
                }
            }
        }
    }
    files.sort();
    files
}

#[test]
fn an_import_that_holds_too_long_an_entry_leaves_nothing_and_names_it() {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    let long = "very ".repeat(60_000);
    place.write("T1.txt", "INT1: How was it?\nP01: Hard.\n");
    place.write("people.csv", format!("id,story\nP01,{long}\n"));
    check(
        &place,
        &["T1.txt", "--people", "people.csv"],
        &[
            "the person P01",
            "longer than 256 KiB",
            "nothing was imported; shorten it in its file or table",
        ],
    );
}

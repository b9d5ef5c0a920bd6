//! The folder: what makes one a study, and which are refused.

use std::fs;

use intercoder::id::StudyId;
use intercoder::store::layout::{Folder, FolderError};

use super::Desk;
use crate::pen::study_id;

#[test]
fn a_study_is_found_from_any_folder_below_it() {
    let desk = Desk::new();
    let below = desk.folder.texts();
    assert_eq!(Folder::find(&below).unwrap(), desk.folder);
    assert_eq!(desk.folder.study, study_id());
    let nowhere = Folder::find(desk.path()).unwrap_err();
    assert!(
        nowhere.to_string().contains("there is no study"),
        "{nowhere}"
    );
}

#[test]
fn a_folder_becomes_a_study_once_and_keeps_what_was_in_it() {
    let desk = Desk::new();
    let root = desk.path().join("transcripts");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("I01.txt"), "words").unwrap();
    fs::write(root.join(".gitattributes"), "*.md text\n").unwrap();
    let (_, problems) = Folder::create(&root, study_id()).unwrap();
    assert_eq!(fs::read_to_string(root.join("I01.txt")).unwrap(), "words");
    assert_eq!(problems.len(), 1, "git's own rules are left and told");
    let again = Folder::create(&root, StudyId::from("other")).unwrap_err();
    assert!(matches!(again, FolderError::Taken { .. }), "{again}");
    assert_eq!(Folder::open(&root).unwrap().study, study_id());
}

#[test]
fn a_newer_format_and_an_unreadable_mark_are_refused_with_a_sentence() {
    let desk = Desk::new();
    let mark = desk.folder.root.join("intercoder.toml");
    let refusal = |words: &str| {
        fs::write(&mark, words).unwrap();
        Folder::open(&desk.folder.root).unwrap_err().to_string()
    };
    let newer = refusal("format = 2\nstudy = { id = 7 }\n");
    assert!(newer.contains("has format 2"), "{newer}");
    assert!(newer.contains("install a newer intercoder"), "{newer}");
    for words in [
        "",
        "format = 1",
        "format = \"1\"\nstudy = \"x\"",
        "format = 1\nstudy = \"../x\"",
        "<<<<<<< HEAD",
    ] {
        let sentence = refusal(words);
        assert!(
            sentence.contains("cannot be understood"),
            "{words}: {sentence}"
        );
    }
}

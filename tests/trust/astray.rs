//! Files and folders of a study that lie elsewhere than they should: each is told once, and nothing that is needed is called needless.

use std::fs;

use crate::program::{Place, copy};

/// What doctor says.
fn told(place: &Place) -> String {
    let run = place.run(&["doctor", "--study", "sample", "--as", "ana"]);
    String::from_utf8(run.stdout).unwrap()
}

/// The name of the first file of a folder that begins and ends so.
fn named(place: &Place, folder: &str, (begin, end): (&str, &str)) -> String {
    let files = fs::read_dir(place.path(folder)).unwrap();
    let mut names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .find(|name| name.starts_with(begin) && name.ends_with(end))
        .unwrap()
}

#[test]
fn the_only_copy_of_an_interview_is_not_called_somebodys_own_file() {
    let place = Place::with_sample();
    let texts = place.path("sample/texts");
    let name = named(&place, "sample/texts", ("I12.", ".txt"));
    fs::rename(texts.join(name), texts.join("Interview 12 final.txt")).unwrap();
    let told = told(&place);
    assert_eq!(told.matches("Interview 12 final.txt").count(), 1, "{told}");
    assert!(!told.contains("nothing depends on it"), "{told}");
}

#[test]
fn journals_in_a_folder_beside_theirs_and_a_study_within_the_study_are_told() {
    let place = Place::with_sample();
    let ben = named(&place, "sample/journal", ("ben-", ".jsonl"));
    let beside = place.path("sample/journal (1)");
    fs::create_dir(&beside).unwrap();
    fs::rename(place.path("sample/journal").join(&ben), beside.join(&ben)).unwrap();
    copy(
        &place.path("sample/texts"),
        &place.path("sample/sample (1)/texts"),
    );
    fs::copy(
        place.path("sample/intercoder.toml"),
        place.path("sample/sample (1)/intercoder.toml"),
    )
    .unwrap();
    let said = told(&place);
    assert!(
        said.contains("journal (1): a folder of journals that is not read"),
        "{said}"
    );
    assert!(said.contains("sample (1): another study"), "{said}");
    // What is advised helps.
    fs::rename(beside.join(&ben), place.path("sample/journal").join(&ben)).unwrap();
    assert!(!told(&place).contains("journal (1)"));
}

#[test]
fn a_journal_of_another_study_is_told_as_that_and_moved_out() {
    let place = Place::with_sample();
    place.ok(&[
        "init", "other", "--title", "Other", "--coder", "zoe", "--lead",
    ]);
    let zoe = named(&place, "other/journal", ("zoe-", ".jsonl"));
    let here = place.path("sample/journal").join(&zoe);
    fs::copy(place.path("other/journal").join(&zoe), &here).unwrap();
    let said = told(&place);
    assert_eq!(said.matches(&zoe).count(), 1, "{said}");
    assert!(
        said.contains("it came from another study; move it out"),
        "{said}"
    );
    fs::remove_file(here).unwrap();
    assert!(!told(&place).contains("zoe"));
}

//! What a withdrawal must not leave behind: copies under other names, ends that a crash tore off, damaged lines, and what a machine
//! kept of a folder that was moved since.

use std::path::PathBuf;

use crate::program::{Place, copy};
use crate::trust::planted::{found, phrase, plant, work};

const LEE: [&str; 4] = ["--study", "s", "--as", "lee"];

/// A study in which ana is at work on this machine, and ben on the other.
fn at_work() -> Place {
    let place = Place::new();
    plant(&place);
    work(&place, "machine", "ana", 0);
    work(&place, "other", "ben", 30);
    place
}

fn withdraw(place: &Place) {
    place.ok(&[&["people", "withdraw", "P07", "--yes"], &LEE[..]].concat());
}

/// The first segment of a coder's only journal.
fn journal(place: &Place, coder: &str) -> PathBuf {
    let mut entries = std::fs::read_dir(place.path("s/journal")).unwrap();
    let begin = format!("{coder}-");
    let path = entries.find_map(|entry| {
        let entry = entry.unwrap();
        let is_it = entry.file_name().to_string_lossy().starts_with(&begin);
        is_it.then(|| entry.path())
    });
    path.unwrap()
}

/// The line of a coder's memo that quotes, with its LF.
fn quoting(place: &Place, coder: &str) -> String {
    let words = std::fs::read_to_string(journal(place, coder)).unwrap();
    let mut lines = words.split_inclusive('\n');
    lines
        .find(|line| line.contains("she means"))
        .unwrap()
        .to_owned()
}

/// Appends to a coder's journal what a crash tore off while a quoting memo was saved.
fn tear(place: &Place, coder: &str, memo: &str) {
    let path = journal(place, coder);
    let words = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, words + &memo[..memo.len() - 6]).unwrap();
}

fn doctor(place: &Place, machine: &str, more: &[&str]) -> String {
    let run = place.run_on(machine, &[&["doctor", "--study", "s"], more].concat());
    String::from_utf8(run.stdout).unwrap()
}

fn nowhere(place: &Place, folders: &[&str]) {
    for folder in folders {
        assert_eq!(found(&place.path(folder)), [], "in {folder}");
    }
}

#[test]
fn copies_under_any_name_lose_the_words_with_the_journal() {
    let place = at_work();
    let copies = [
        ("Kopie von", "ana"),
        ("Copy of", "ana"),
        ("Kopie von", "ben"),
    ];
    for (begin, coder) in copies {
        let from = journal(&place, coder);
        let name = from.file_name().unwrap().to_string_lossy().into_owned();
        std::fs::copy(&from, place.path(&format!("s/journal/{begin} {name}"))).unwrap();
    }
    withdraw(&place);
    let others = found(&place.path("s"));
    let is_ben = |(_, file): &(usize, String)| file.contains("ben-");
    assert!(
        !others.is_empty() && others.iter().all(is_ben),
        "{others:?}"
    );
    place.ok(&["search", "rain", "--study", "s", "--as", "ana"]);
    place.ok(&["status", "--study", "s", "--as", "ana"]);
    let state = place.path(".state-machine");
    let study = std::fs::read_dir(&state).unwrap().next().unwrap().unwrap();
    let mut kept = std::fs::read_dir(study.path()).unwrap();
    let is_index = |name: std::ffi::OsString| name.to_string_lossy().starts_with("index-");
    assert!(
        kept.any(|entry| is_index(entry.unwrap().file_name())),
        "what was obeyed is not obeyed again with every command"
    );
    // Doctor moves the copy of another's journal here without the words.
    let told = doctor(&place, "machine", &["--fix", "--yes"]);
    assert!(told.contains("is now"), "{told}");
    nowhere(&place, &[".state-machine"]);
    place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
    nowhere(&place, &["s", ".state-machine", ".state-other"]);
}

#[test]
fn what_a_crash_tore_off_goes_too_before_and_after() {
    let place = at_work();
    let memo = quoting(&place, "ana");
    tear(&place, "ana", &memo);
    withdraw(&place);
    place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
    nowhere(&place, &["s", ".state-machine", ".state-other"]);
    tear(&place, "ana", &memo);
    let add = ["memo", "add", "--document", "I09", "--text", "later"];
    let run = place.run(&[&add[..], &["--study", "s", "--as", "ana"]].concat());
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(told.contains("it is not kept"), "{told}");
    nowhere(&place, &["s", ".state-machine", ".state-other"]);
}

#[test]
fn a_damaged_line_whose_words_go_gives_way_to_its_blank() {
    let place = at_work();
    withdraw(&place);
    let (path, memo) = (journal(&place, "ben"), quoting(&place, "ben"));
    let words = std::fs::read_to_string(&path).unwrap();
    let damaged = words.replace(&memo, &memo.replace("she means", "she meant"));
    std::fs::write(&path, &damaged).unwrap();
    place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
    nowhere(&place, &["s", ".state-machine", ".state-other"]);
    let status = place.ok(&[&["status"], &LEE[..]].concat());
    assert!(status.contains("\n  complete\n"), "{status}");
    // Doctor brings nothing back, here or in what it set aside.
    std::fs::write(&path, &damaged).unwrap();
    let told = doctor(&place, "other", &["--fix", "--yes"]);
    assert!(told.contains("done: "), "{told}");
    nowhere(&place, &["s", ".state-other"]);
}

#[test]
fn a_mark_of_git_before_a_line_hides_no_words_that_go() {
    let place = at_work();
    let (path, memo) = (journal(&place, "ben"), quoting(&place, "ben"));
    let words = std::fs::read_to_string(&path).unwrap();
    withdraw(&place);
    for mark in ["======= ", ">>>>>>> theirs "] {
        std::fs::write(&path, words.replace(&memo, &format!("{mark}{memo}"))).unwrap();
        place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
        nowhere(&place, &["s", ".state-machine", ".state-other"]);
    }
}

#[test]
fn a_copy_that_ends_within_a_line_is_put_away_without_the_words_of_that_line() {
    let place = at_work();
    let (path, memo) = (journal(&place, "ben"), quoting(&place, "ben"));
    let words = std::fs::read_to_string(&path).unwrap();
    let at = words.find(&memo).unwrap() + memo.len() - 12;
    let name = path.file_name().unwrap().to_string_lossy();
    let copy = path.with_file_name(name.replace(".jsonl", " (1).jsonl"));
    withdraw(&place);
    let begun = words.find(&memo).unwrap();
    for half in [&words[..at], &words[begun..at]] {
        std::fs::write(&copy, half).unwrap();
        let told = doctor(&place, "machine", &["--fix", "--yes"]);
        assert!(!copy.exists(), "{told}");
        nowhere(&place, &[".state-machine"]);
    }
}

#[test]
fn one_entry_that_was_withdrawn_is_told_as_one() {
    let place = Place::new();
    plant(&place);
    let text = format!("she means {}", phrase(3));
    let add = ["memo", "add", "--document", "I07", "--text", &text];
    place.ok_on(
        "other",
        &[&add[..], &["--study", "s", "--as", "ben"]].concat(),
    );
    place.ok(&[&["document", "withdraw", "I07", "--yes"], &LEE[..]].concat());
    let told = doctor(&place, "machine", &[]);
    assert!(
        told.contains("1 entry that was withdrawn still holds its words; "),
        "{told}"
    );
}

#[test]
fn what_was_kept_of_a_folder_that_was_moved_since_loses_the_words_too() {
    let place = at_work();
    std::fs::rename(place.path("s"), place.path("moved")).unwrap();
    let run = |machine: &str, args: &[&str], coder: &str| {
        let study = ["--study", "moved", "--as", coder];
        place.ok_on(machine, &[args, &study].concat())
    };
    run("machine", &["people", "withdraw", "P07", "--yes"], "lee");
    let add = ["memo", "add", "--document", "I09", "--text", "later"];
    run("other", &add, "ben");
    nowhere(&place, &["moved", ".state-machine", ".state-other"]);
    let status = run("machine", &["status"], "lee");
    assert!(!status.contains("not yet by"), "{status}");
}

#[test]
fn a_copy_of_a_study_leaves_the_other_one_alone() {
    let place = at_work();
    copy(&place.path("s"), &place.path("copy"));
    place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "copy", "--as", "lee",
    ]);
    assert!(!found(&place.path(".state-machine")).is_empty());
    assert!(!found(&place.path("s")).is_empty());
}

#[test]
fn a_text_that_was_changed_by_hand_goes_all_the_same() {
    let place = at_work();
    let mut texts = std::fs::read_dir(place.path("s/texts")).unwrap();
    let text = texts.find_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name.starts_with("I07.") && name.ends_with(".txt")).then_some(path)
    });
    let text = text.unwrap();
    let words = std::fs::read_to_string(&text).unwrap();
    let stem = text.file_stem().unwrap().to_string_lossy().into_owned();
    let other = text.with_file_name(format!("{stem}.sync-conflict-20240116-101010-ABC.txt"));
    std::fs::write(&other, format!("{words}\nand other")).unwrap();
    place.ok(&[&["document", "withdraw", "I07", "--yes"], &LEE[..]].concat());
    assert!(!text.exists() && !other.exists());
}

#[test]
fn doctor_and_status_say_who_took_back_what_and_what_still_holds_the_words() {
    let place = at_work();
    let mut texts = std::fs::read_dir(place.path("s/texts")).unwrap();
    let text = texts.find_map(|entry| {
        let path = entry.unwrap().path();
        let words = std::fs::read_to_string(&path).unwrap();
        words.contains(&phrase(3)).then_some((path, words))
    });
    let (path, words) = text.unwrap();
    withdraw(&place);
    let ben = journal(&place, "ben");
    let ben = ben.file_name().unwrap().to_string_lossy().into_owned();
    let told = doctor(&place, "machine", &[]);
    let writer = ben.split('.').next().unwrap();
    assert!(
        told.contains(writer) && told.contains("still hold their words"),
        "{told}"
    );
    std::fs::write(&path, words).unwrap();
    let told = doctor(&place, "machine", &[]);
    assert!(told.contains("holds words that were withdrawn"), "{told}");
    let status = place.ok(&[&["status"], &LEE[..]].concat());
    assert!(status.contains(" by lee: the words of P07; "), "{status}");
    assert!(!path.exists(), "opening the study took it out");
    let json = place.json(&[&["status"], &LEE[..]].concat());
    let known = &json["withdrawals"][0];
    assert_eq!(
        (&known["coder"], &known["what"]),
        (&"lee".into(), &"the words of P07".into())
    );
}

//! Undo and redo, across runs.

use crate::cli::{code, only_journal, small_study};

#[test]
fn undo_and_redo_work_across_runs_and_a_new_action_ends_what_can_be_redone() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T1", "Now I sleep.", "change"),
        ],
    );
    let count = || {
        place.json(&["coding", "list", "--study", "study"])["codings"]
            .as_array()
            .unwrap()
            .len()
    };
    place.ok(&["undo", "--study", "study"]);
    place.ok(&["undo", "--study", "study"]);
    assert_eq!(count(), 0);
    place.ok(&["redo", "--study", "study"]);
    assert_eq!(count(), 1);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened to me.", "voice")],
    );
    let (exit, said) = place.fails(&["redo", "--study", "study"]);
    assert_eq!(exit, 1);
    assert!(said.contains("nothing to redo"), "{said}");
    assert_eq!(count(), 2);
}

#[test]
fn what_stands_for_ever_cannot_be_undone_by_name_and_is_never_called_undone() {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let entries = || place.json(&["log", "--study", "study"])["history"].clone();
    let named = |what: &str| {
        let entries = entries();
        let mut found = entries.as_array().unwrap().iter();
        found
            .find(|entry| entry["what"].as_str().unwrap().contains(what))
            .unwrap()
            .clone()
    };
    for what in ["froze codebook", "coder ben joined"] {
        let name = named(what)["name"].as_str().unwrap().to_owned();
        let before = std::fs::read(only_journal(&place)).unwrap();
        let (exit, said) = place.fails(&["undo", &name, "--study", "study"]);
        assert_eq!(exit, 3, "{said}");
        assert!(
            said.contains(&format!("{name} cannot be undone: {what}")),
            "{said}"
        );
        assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
        assert_eq!(named(what)["undone"], false);
    }
}

#[test]
fn redo_takes_what_was_undone_last_and_never_reaches_behind_a_new_action() {
    let place = small_study();
    let add = |code: &str| place.ok(&["codebook", "add", code, "--study", "study"]);
    add("one");
    add("two");
    place.ok(&["undo", "--study", "study"]);
    add("three");
    place.ok(&["undo", "--study", "study"]);
    assert!(
        place
            .ok(&["redo", "--study", "study"])
            .contains("added code three")
    );
    assert!(
        place
            .fails(&["redo", "--study", "study"])
            .1
            .contains("nothing to redo")
    );
}

#[test]
fn undo_stops_at_what_stands_for_ever() {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let (exit, said) = place.fails(&["undo", "--study", "study"]);
    assert_eq!(exit, 3);
    assert!(said.contains("froze codebook version 1"), "{said}");
    assert!(
        place
            .ok(&["codebook", "tree", "--study", "study"])
            .contains("support")
    );
}

#[test]
fn a_name_that_was_printed_stays_good_when_its_coder_writes_on_another_machine() {
    let place = small_study();
    let coded = [
        ("T1", "Then she came.", "change"),
        ("T1", "My worker.", "support"),
    ];
    code(&place, "machine", ("study", "ben"), &coded);
    let names = || {
        let told = place.json(&["log", "--study", "study"]);
        let told = told["history"].as_array().unwrap().clone();
        let of_ben = told.iter().filter(|entry| entry["coder"] == "ben");
        let names = of_ben.map(|entry| entry["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let name = names().into_iter().max().unwrap();
    assert!(name.starts_with("ben:"), "{name}");
    let coded = [("T2", "They listened to me.", "voice")];
    code(&place, "elsewhere", ("study", "ben"), &coded);
    assert!(names().iter().all(|name| name.starts_with("ben-")));
    let memo = [
        "memo",
        "add",
        "--ref",
        &name,
        "--text",
        "Look again.",
        "--as",
        "ben",
        "--study",
        "study",
    ];
    place.ok(&memo);
    let undo = ["undo", &name, "--as", "ben", "--study", "study"];
    let told = place.ok(&undo);
    assert!(told.contains("support"), "{told}");
    let removed = [
        "coding", "remove", "ben:2", "--as", "ben", "--study", "study",
    ];
    let (_, said) = place.fails(&removed);
    assert!(said.contains("names several codings"), "{said}");
    let whole = names().into_iter().filter(|name| name.ends_with(":2"));
    assert!(whole.clone().count() == 2, "{:?}", names());
    assert!(whole.clone().all(|name| said.contains(&name)), "{said}");
}

//! Beyond reach: what a withdrawal prints to be done elsewhere does what it says, and loses nothing.

use std::fs;
use std::process::Command;

use crate::program::Place;

/// What takes paths out of a repository, as the tool that people use for it does in the folder: also what is not committed goes.
const FILTER: &str = r#"#!/bin/sh
shift 2
paths=""
while [ $# -gt 0 ]; do paths="$paths $2"; shift 2; done
git rm -rqf --cached $paths 2>/dev/null
git commit -qm filtered && git reset -q --hard && rm -rf $paths
"#;

fn run(place: &Place, command: &str) -> String {
    let tools = place.path("tools");
    let search = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-ec", command])
        .current_dir(place.dir.path())
        .env("PATH", search)
        .env("GIT_CONFIG_GLOBAL", place.path("gitconfig"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A sample study in a repository, with one change that is not committed.
fn repository() -> Place {
    let place = Place::with_sample();
    place.write(
        "gitconfig",
        "[user]\nname = lee\nemail = lee@localhost\n[init]\ndefaultBranch = main\n",
    );
    place.write("tools/git-filter-repo", FILTER);
    run(
        &place,
        "chmod +x tools/git-filter-repo && mkdir work && mv sample work/ && git -C work init -q && git -C work add -A && git -C work commit -qm first",
    );
    place.ok(&[
        "memo",
        "add",
        "--document",
        "I01",
        "--text",
        "late",
        "--study",
        "work/sample",
        "--as",
        "lee",
    ]);
    place
}

/// A withdrawal of P07, said once or once more.
const WITHDRAW: [&str; 8] = [
    "people",
    "withdraw",
    "P07",
    "--yes",
    "--study",
    "work/sample",
    "--as",
    "lee",
];

#[test]
fn the_commands_that_are_printed_for_git_take_words_out_and_leave_the_study_whole() {
    let place = repository();
    let said = place.ok(&WITHDRAW);
    let (_, rest) = said.split_once("out of its history with:\n").unwrap();
    let commands = rest
        .lines()
        .take_while(|line| !line.trim_start().starts_with("then "));
    let before = place.ok(&["status", "--study", "work/sample", "--as", "ana"]);
    let commands: Vec<&str> = commands.map(str::trim).collect();
    assert_eq!(commands.len(), 5, "{said}");
    // The last says what to look at before the copy is removed.
    commands
        .iter()
        .take(4)
        .for_each(|command| drop(run(&place, command)));
    let after = place.ok(&["status", "--study", "work/sample", "--as", "ana"]);
    assert_eq!(after, before);
    let kept = run(&place, "git -C work ls-files sample/journal");
    let here = fs::read_dir(place.path("work/sample/journal"))
        .unwrap()
        .count();
    assert_eq!(kept.lines().count(), here, "{kept}");
    // Who has lost the screen finds the same again: the files are gone from the folder, and their names hold their hashes.
    let again = [
        "people",
        "withdraw",
        "P07",
        "--everywhere",
        "--yes",
        "--study",
        "work/sample",
        "--as",
        "lee",
    ];
    let again = place.ok(&again);
    assert_eq!(
        again.matches("--path-glob").count(),
        2,
        "text and source: {again}"
    );
}

#[test]
fn what_was_written_from_the_study_into_its_folder_goes_out_of_the_history_too() {
    let place = repository();
    let export = |file: &str| {
        let export = ["export", "excerpts", "-o", file];
        place.ok(&[&export[..], &["--study", "work/sample", "--as", "lee"]].concat());
    };
    export("work/sample/all of it.csv");
    export("work/sample/out.csv");
    export("beside.csv");
    fs::remove_file(place.path("work/sample/out.csv")).unwrap();
    let said = place.ok(&WITHDRAW);
    for name in ["all of it.csv", "out.csv"] {
        let option = format!("--path 'sample/{name}'");
        assert_eq!(said.matches(&option).count(), 1, "{said}");
    }
    assert!(!said.contains("--path 'beside.csv'"), "{said}");
    assert!(!said.contains("sample/../"), "{said}");
}

#[test]
fn the_commands_for_git_come_after_everybody_has_obeyed() {
    let place = repository();
    let said = place.ok(&WITHDRAW);
    let (before, _) = said.split_once("out of its history with:\n").unwrap();
    let after = "after everybody has obeyed (intercoder status says who)";
    assert!(before.contains(after), "{said}");
    // Where nobody else ever wrote, nobody is waited for.
    let place = Place::new();
    place.write("in/I01.txt", "INT: And then?\n\nP07: We kept the kettle.\n");
    place.ok(&[
        "init",
        "work/sample",
        "--title",
        "T",
        "--coder",
        "lee",
        "--lead",
    ]);
    place.ok(&["import", "in", "--study", "work/sample"]);
    fs::create_dir(place.path("work/sample/.git")).unwrap();
    let said = place.ok(&[
        "document",
        "withdraw",
        "I01",
        "--yes",
        "--study",
        "work/sample",
    ]);
    assert!(said.contains("out of its history with:"), "{said}");
    assert!(!said.contains("everybody has obeyed"), "{said}");
}

#[test]
fn what_to_do_elsewhere_is_said_again_when_it_is_asked_for_again() {
    let place = repository();
    let first = place.ok(&[&WITHDRAW[..], &["--everywhere"]].concat());
    let again = place.run(&WITHDRAW);
    let (told, error) = (
        String::from_utf8(again.stdout).unwrap(),
        String::from_utf8(again.stderr).unwrap(),
    );
    assert!(error.contains("nothing of theirs is here"), "{error}");
    for words in [
        "out of its history with:",
        "filter-repo",
        "delete there the versions of",
    ] {
        assert!(first.contains(words) && told.contains(words), "{told}");
    }
}

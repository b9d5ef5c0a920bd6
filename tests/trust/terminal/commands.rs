//! Commands on a terminal: what they print of a study, and what they say of words that they refuse.

use crate::program::Place;
use crate::trust::proof::say;
use crate::trust::terminal::hostile::{FIELDS, at_a_time, study};
use crate::trust::terminal::{foreign, on_a_terminal, sequences};

/// Commands that show the study's fields.
const SHOW: [&[&str]; 27] = [
    &["status"],
    &["document", "list"],
    &["document", "show", "T1"],
    &["document", "print", "T1"],
    &["document", "print", "T1", "--json"],
    &["document", "scan", "T1"],
    &["document", "speakers", "T1"],
    &["people", "list"],
    &["people", "list", "--json"],
    &["people", "check"],
    &["people", "table"],
    &["codebook", "show", "c1"],
    &["codebook", "export", "--format", "json"],
    &["codebook", "export", "--format", "csv"],
    &["codebook", "table"],
    &["codebook", "table", "--md"],
    &["codebook", "table", "--html"],
    &["codebook", "table", "--latex"],
    &["codebook", "table", "--raw"],
    &["memo", "list"],
    &["memo", "list", "--json"],
    &["coder", "list"],
    &["study", "show"],
    &["round", "status"],
    &["log"],
    &["search", "well"],
    &["themes"],
];

/// Progress is drawn by going back to the beginning of the line and erasing it.
fn is_progress(sequence: &str) -> bool {
    sequence == "\r"
        || (sequence.starts_with("\u{1b}[")
            && !sequence.contains("77")
            && sequence.ends_with(['K', 'A', 'B', 'D', 'm']))
}

/// A command line is refused in colours of the command line's own.
fn is_colour(sequence: &str) -> bool {
    [
        "\u{1b}[0m",
        "\u{1b}[1m",
        "\u{1b}[4m",
        "\u{1b}[31m",
        "\u{1b}[32m",
        "\u{1b}[33m",
    ]
    .contains(&sequence)
}

/// Runs on a terminal; nothing foreign comes out. Whether sequences were shown at all, as marks.
fn check(place: &Place, args: &[&str], is_own: fn(&str) -> bool) -> bool {
    let bytes = on_a_terminal((place.dir.path(), &place.path(".state-machine")), args);
    let leak = foreign(&bytes, is_own);
    assert_eq!(leak, None, "{args:?}");
    let text = String::from_utf8(bytes).unwrap();
    text.contains('␛') || text.contains("\\u001b")
}

#[test]
fn what_commands_print_of_a_study_leaves_the_terminal_alone() {
    let place = study();
    let own = ["--study", "study", "--as", "ana"];
    let shown = SHOW
        .iter()
        .filter(|args| check(place, &[args, &own[..]].concat(), is_progress))
        .count();
    assert!(shown >= 20, "only {shown} commands showed any of it");
    let count = sequences::all().len();
    say(
        "terminal commands",
        &format!(
            "{count} sequences in {} fields, {} commands on a terminal, {shown} of them showing sequences; 0 came out",
            FIELDS.len(),
            SHOW.len()
        ),
    );
}

/// Command lines with a place for words that nobody has, or that are wrong there.
const REFUSE: [&[&str]; 24] = [
    &["document", "show", "{}"],
    &["document", "print", "{}"],
    &["document", "speakers", "T1", "{}", "P01"],
    &["code", "{}"],
    &["coding", "add", "T1", "--turn", "2", "--code", "{}"],
    &["coding", "add", "T1", "--quote", "{}", "--code", "c1"],
    &["coding", "list", "{}"],
    &["memo", "add", "--code", "{}", "--text", "x"],
    &["memo", "add", "--person", "{}", "--text", "x"],
    &["agree", "--round", "{}"],
    &["round", "close", "{}", "--reason", "{}"],
    &["search", "{}"],
    &["search", "/({}/"],
    &["search", "code:{}"],
    &["themes", "--by", "{}"],
    &["themes", "--layer", "{}"],
    &["matrix", "crosstab", "--by", "{}"],
    &["log", "--coder", "{}"],
    &["study", "set", "{}", "x"],
    &["codebook", "add", "{}"],
    &["import", "{}.txt"],
    &["{}"],
    &["status", "--{}"],
    &["round", "new", "--unit", "{}"],
];

#[test]
fn what_is_refused_is_quoted_without_acting_on_the_terminal() {
    let place = study();
    let own = ["--study", "study", "--as", "ana"];
    let mut runs = 0;
    for args in REFUSE {
        let mut is_shown = false;
        for some in at_a_time(120) {
            let args: Vec<String> = args.iter().map(|arg| arg.replace("{}", &some)).collect();
            let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
            args.extend(own);
            is_shown |= check(place, &args, |sequence| {
                is_colour(sequence) || is_progress(sequence)
            });
            runs += 1;
        }
        // What is refused without being quoted is as safe, but no proof.
        if !is_shown {
            println!("{args:?} quotes nothing");
        }
    }
    let count = sequences::all().len();
    say(
        "terminal refusals",
        &format!(
            "{count} sequences in {} places of command lines, {runs} runs on a terminal; 0 came out",
            REFUSE.len()
        ),
    );
}

#[test]
fn names_of_files_and_folders_and_files_that_are_wrong_leave_the_terminal_alone() {
    let place = Place::new();
    let mut files = 0;
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    let own = ["--study", "study", "--as", "ana"];
    let state = place.path(".state-machine");
    for (at, some) in at_a_time(30).iter().enumerate() {
        // A name has 255 bytes at most, and no stroke.
        for part in some.replace('/', "-").split(" x ") {
            let name = format!("{}T{at}.txt", part);
            place.write(&name, format!("INT1: a {some}\nP01: b\n"));
            files += 1;
            if files % 8 == 0 {
                let bytes = on_a_terminal(
                    (place.dir.path(), &state),
                    &[&["import", name.as_str()], &own[..]].concat(),
                );
                assert_eq!(foreign(&bytes, is_progress), None, "{name:?}");
            }
        }
        for (name, words, args) in [
            (
                "bad.json",
                format!("{{\"{some}\":{{}}"),
                ["codebook", "import", "bad.json"],
            ),
            (
                "bad.csv",
                format!("id,name\n\"{}\",x\n", some.replace('"', "\"\"")),
                ["codebook", "import", "bad.csv"],
            ),
            (
                "people.csv",
                format!("{}\n1\n", some.replace(['"', ','], "")),
                ["people", "import", "people.csv"],
            ),
            (
                "wrong.csv",
                format!("id,role\n\"{}\",x\n", some.replace('"', "\"\"")),
                ["people", "import", "wrong.csv"],
            ),
            (
                "memos.csv",
                format!(
                    "about,comment,name\n\"{}\",x,y\n",
                    some.replace('"', "\"\"")
                ),
                ["memo", "import", "memos.csv"],
            ),
            ("spec.json", some.clone(), ["table", "people", "spec.json"]),
        ] {
            place.write(name, words);
            check(&place, &[&args[..], &own[..]].concat(), is_colour);
            files += 1;
        }
    }
    let folder: String = sequences::all()[40..60].concat().replace('/', "-");
    place.ok(&["init", &folder, "--title", "x", "--coder", "ana", "--lead"]);
    for args in [
        &["status"][..],
        &["verify"],
        &["doctor"],
        &["document", "list"],
        &["init", &folder],
    ] {
        check(&place, &[args, &["--study", &folder]].concat(), is_colour);
        files += 1;
    }
    place.write(
        &format!(
            "{folder}/journal/{}.jsonl",
            sequences::all()[80..90].concat().replace('/', "-")
        ),
        "{\"hash\":\"\u{1b}[7766m\"}\n",
    );
    for args in [&["status"][..], &["verify"], &["doctor"]] {
        check(&place, &[args, &["--study", &folder]].concat(), is_colour);
        files += 1;
    }
    say(
        "terminal files",
        &format!("{files} files and folders with sequences in their names and words; 0 came out"),
    );
}

#[test]
fn a_program_reads_on_a_terminal_the_words_that_it_reads_from_a_pipe() {
    let place = Place::new();
    let title = "a\u{e0001}b\u{202e}c\u{9b}d 🙂";
    place.ok(&[
        "init", "study", "--title", title, "--coder", "ana", "--lead",
    ]);
    let asked = ["status", "--json", "--study", "study", "--as", "ana"];
    let bytes = on_a_terminal((place.dir.path(), &place.path(".state-machine")), &asked);
    let seen: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(
        seen,
        place.json(
            &asked[..1]
                .iter()
                .chain(&asked[2..])
                .copied()
                .collect::<Vec<_>>()
        )
    );
    assert!(seen.to_string().contains(title), "{seen}");
}

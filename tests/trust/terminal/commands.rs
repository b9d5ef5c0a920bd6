//! Commands on a terminal: what they print of a study, and what they say of words that they refuse.

use crate::program::Place;
use crate::trust::proof::say;
use crate::trust::terminal::hostile::{FIELDS, at_a_time, sign, study};
use crate::trust::terminal::{foreign, is_progress, on_a_terminal, sequences};

/// Commands that show the study's fields.
const SHOW: [&[&str]; 68] = [
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
    &["status", "--json"],
    &["document", "show", "T2"],
    &["document", "list", "--json"],
    &["people", "withdraw", "Q1", "--dry-run"],
    &["people", "withdraw", "Q1", "--dry-run", "--json"],
    &["codebook", "show", "c0"],
    &["codebook", "lint"],
    &["codebook", "diff", "1"],
    &["codebook", "coverage"],
    &["coding", "list"],
    &["coding", "list", "--json"],
    &["round", "status", "--json"],
    &["agree", "--round", "closed"],
    &["agree", "--methods", "--round", "closed"],
    &["agree", "--trend"],
    &["compare", "T2", "ana", "coder0"],
    &["reconcile", "list"],
    &["reconcile", "summary"],
    &["reconcile", "export"],
    &["recode", "list"],
    &["autocode", "--runs"],
    &["quotes", "list", "--theme", "c1"],
    &["quotes", "table", "--themes", "codes", "--per-theme", "9"],
    &[
        "matrix",
        "framework",
        "--cases",
        "documents",
        "--themes",
        "c1,c2",
    ],
    &[
        "matrix",
        "framework",
        "show",
        "--document",
        "T1",
        "--theme",
        "c1",
    ],
    &["report", "methods"],
    &["report", "coreq"],
    &["export", "json"],
    &["log", "--json"],
    &[
        "matrix",
        "framework",
        "--cases",
        "documents",
        "--themes",
        "c1,c2",
        "--json",
    ],
    &["reconcile", "list", "--json"],
    &["coder", "list", "--json"],
    &["verify", "--json"],
    &["doctor", "--json"],
    &["conflicts", "--json"],
    &["agree", "--round", "closed", "--json"],
    &["quotes", "table", "--json"],
    &["export", "excerpts"],
    &["conflicts"],
    &["verify"],
    &["doctor"],
];

/// Fields that commands show, by the words that are planted with their sequences. The reason of recoding and the program that wrote a
/// line are kept, but no face shows them.
const FOUND: [&str; 13] = [
    "deciding",
    "closing",
    "attributed",
    "edited",
    "summary",
    "layer",
    "query",
    "label",
    "writer",
    "handle",
    "kind",
    "moment",
    "apart",
];

/// A command line is refused in colours of the command line's own.
fn is_colour(_: &str, sequence: &str) -> bool {
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

/// What the program may do to a terminal, by what stands before it on its line.
type Own = fn(&str, &str) -> bool;

/// Runs on a terminal; nothing foreign comes out. What does.
fn check(place: &Place, args: &[&str], is_own: Own) -> String {
    let bytes = on_a_terminal((place.dir.path(), &place.path(".state-machine")), args);
    let leak = foreign(&bytes, is_own);
    assert_eq!(leak, None, "{args:?}");
    String::from_utf8(bytes).unwrap()
}

/// Whether sequences were shown at all, as marks.
fn is_marked(text: &str) -> bool {
    text.contains('␛') || text.contains("\\u001b")
}

#[test]
fn what_commands_print_of_a_study_leaves_the_terminal_alone() {
    let place = study();
    let own = ["--study", "study", "--as", "ana", "--allow-incomplete"];
    let run = |args: &&[&str]| check(place, &[args, &own[..]].concat(), is_progress);
    let said: Vec<String> = SHOW.iter().map(run).collect();
    for field in FOUND {
        let is_found = said.iter().any(|text| text.contains(&sign(field)));
        assert!(is_found, "{field} is shown by no command");
    }
    let shown = said.iter().filter(|text| is_marked(text)).count();
    assert!(shown >= 50, "only {shown} commands showed any of it");
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
            let text = check(place, &args, |line, sequence| {
                is_colour(line, sequence) || is_progress(line, sequence)
            });
            is_shown |= is_marked(&text);
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
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    let mut files = 0;
    for (at, some) in at_a_time(30).iter().enumerate() {
        files += transcripts(&place, (at, some));
        files += wrong_files(&place, some);
    }
    files += folders(&place);
    say(
        "terminal files",
        &format!("{files} files and folders with sequences in their names and words; 0 came out"),
    );
}

/// Transcripts with sequences in their names and words, some of them imported; how many.
fn transcripts(place: &Place, (at, some): (usize, &str)) -> usize {
    // A name has 255 bytes at most, and no stroke.
    let names = some.replace('/', "-");
    let names: Vec<String> = names
        .split(" x ")
        .map(|part| format!("{part}T{at}.txt"))
        .collect();
    for name in &names {
        place.write(name, format!("INT1: a {some}\nP01: b\n"));
    }
    for name in names.iter().step_by(8) {
        let import = ["import", name, "--study", "study", "--as", "ana"];
        check(place, &import, is_progress);
    }
    names.len()
}

/// Files that commands refuse, each with sequences where it is wrong; how many.
fn wrong_files(place: &Place, some: &str) -> usize {
    let quoted = some.replace('"', "\"\"");
    let plain = some.replace(['"', ','], "");
    let files = [
        (
            format!("{{\"{some}\":{{}}"),
            ["codebook", "import", "bad.json"],
        ),
        (
            format!("id,name\n\"{quoted}\",x\n"),
            ["codebook", "import", "bad.csv"],
        ),
        (format!("{plain}\n1\n"), ["people", "import", "people.csv"]),
        (
            format!("id,role\n\"{quoted}\",x\n"),
            ["people", "import", "wrong.csv"],
        ),
        (
            format!("about,comment,name\n\"{quoted}\",x,y\n"),
            ["memo", "import", "memos.csv"],
        ),
        (some.to_owned(), ["table", "people", "spec.json"]),
    ];
    for (words, args) in &files {
        place.write(args[2], words);
        check(
            place,
            &[&args[..], &["--study", "study", "--as", "ana"]].concat(),
            is_colour,
        );
    }
    files.len()
}

/// A study in a folder with sequences in its name, and then with a journal that has them; how many times it was looked at.
fn folders(place: &Place) -> usize {
    let all = sequences::all();
    let folder = all[40..60].concat().replace('/', "-");
    place.ok(&["init", &folder, "--title", "x", "--coder", "ana", "--lead"]);
    let mut looks: usize = 0;
    let mut look = |args: &[&str]| {
        check(place, &[args, &["--study", &folder]].concat(), is_colour);
        looks += 1;
    };
    look(&["document", "list"]);
    look(&["init", &folder]);
    let whole = ["status", "verify", "doctor"];
    whole.iter().for_each(|command| look(&[command]));
    let journal = all[80..90].concat().replace('/', "-");
    let journal = format!("{folder}/journal/{journal}.jsonl");
    place.write(&journal, "{\"hash\":\"\u{1b}[7766m\"}\n");
    whole.iter().for_each(|command| look(&[command]));
    looks
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

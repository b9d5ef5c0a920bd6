//! The commands as their users type them: the main job, blindness, bad input.

use clap::CommandFactory as _;
use serde_json::Value;

use crate::program::{Place, bring_journals, copy};

const ONE: &str = "INT1: How was it?\nP01: Hard at first. Then she came.\nINT1: Who?\nP01: My worker. She came every week.\nINT1: And now?\nP01: Now I sleep.\n";
const TWO: &str = "INT1: How was it?\nP02: They listened to me.\nINT1: How?\nP02: She asked what I needed.\nINT1: And now?\nP02: I have my kids back.\n";

/// A study of two short transcripts and three codes, led by ana, with ben in it.
pub fn small_study() -> Place {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Small", "--coder", "ana", "--lead",
    ]);
    place.write("T1.txt", ONE);
    place.write("T2.txt", TWO);
    place.write("people.csv", "id,role\nP01,parent\nP02,parent\n");
    place.ok(&[
        "import",
        "T1.txt",
        "T2.txt",
        "--people",
        "people.csv",
        "--study",
        "study",
    ]);
    for code in ["support", "change", "voice"] {
        place.ok(&[
            "codebook",
            "add",
            code,
            "--definition",
            code,
            "--study",
            "study",
        ]);
    }
    place.ok(&["coder", "add", "ben", "--study", "study"]);
    place
}

pub fn code(
    place: &Place,
    machine: &str,
    (study, coder): (&str, &str),
    marks: &[(&str, &str, &str)],
) {
    for (document, quote, code) in marks {
        place.ok_on(
            machine,
            &[
                "coding", "add", document, "--quote", quote, "--code", code, "--study", study,
                "--as", coder,
            ],
        );
    }
}

pub fn row<'r>(report: &'r Value, key: &str) -> &'r Value {
    report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["key"] == key)
        .unwrap()
}

#[test]
fn the_command_line_is_sound() {
    intercoder::cli::Cli::command().debug_assert();
}

#[test]
fn two_coders_on_two_copies_of_the_folder_get_one_right_answer_once_the_journals_are_together() {
    let place = small_study();
    copy(&place.path("study"), &place.path("bens-copy"));
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T2", "They listened to me.", "voice"),
        ],
    );
    code(
        &place,
        "laptop",
        ("bens-copy", "ben"),
        &[
            ("T1", "She came every week.", "support"),
            ("T1", "Now I sleep.", "change"),
        ],
    );
    for document in ["T1", "T2"] {
        place.ok(&["done", document, "--study", "study"]);
        place.ok_on(
            "laptop",
            &["done", document, "--study", "bens-copy", "--as", "ben"],
        );
    }
    bring_journals(&place.path("bens-copy"), &place.path("study"));
    bring_journals(&place.path("study"), &place.path("bens-copy"));
    let here = place.json(&[
        "agree", "--unit", "turn", "--level", "code", "--study", "study",
    ]);
    let there = place.json(&[
        "agree",
        "--unit",
        "turn",
        "--level",
        "code",
        "--study",
        "bens-copy",
        "--as",
        "ben",
    ]);
    assert_eq!(here, there);
    // Six participant turns; both coded turn 4 with support, ben alone change, ana alone voice.
    assert_eq!(
        (&here["n_units"], &here["n_pairable"]),
        (&Value::from(6), &Value::from(6))
    );
    assert_eq!(row(&here, "support")["alpha"], 1.0);
    assert_eq!(row(&here, "change")["percent"].as_f64(), Some(5.0 / 6.0));
    // One disagreement among 12 values with a single 1: alpha = 1 - (2/12) / (2 * 1 * 11 / (12 * 11)) = 0.
    assert_eq!(row(&here, "change")["alpha"], 0.0);
    assert_eq!(here["scope"]["coders"], serde_json::json!(["ana", "ben"]));
}

/// A blind round over both documents, with ana, the lead, and ben coding.
pub fn in_a_blind_round() -> Place {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1,T2",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "Now I sleep.", "change")],
    );
    place.ok_on(
        "laptop",
        &[
            "codebook", "add", "secret", "--study", "study", "--as", "ben",
        ],
    );
    place.ok_on(
        "laptop",
        &[
            "memo",
            "add",
            "--document",
            "T1",
            "--text",
            "hush",
            "--study",
            "study",
            "--as",
            "ben",
        ],
    );
    place
}

#[test]
fn a_blind_round_hides_the_others_work_in_every_read_until_it_closes() {
    let place = in_a_blind_round();
    for (command, hidden) in [
        (vec!["coding", "list"], "change"),
        (vec!["log"], "ben coded"),
        (vec!["codebook", "tree"], "secret"),
        (vec!["memo", "list"], "hush"),
        (vec!["export", "json"], "hush"),
        (vec!["themes"], "sleep"),
    ] {
        let seen = place.ok(&[&command[..], &["--study", "study"]].concat());
        assert!(!seen.contains(hidden), "{command:?} shows {hidden}: {seen}");
    }
    assert_eq!(
        place.json(&["coding", "list", "--study", "study"])["codings"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let (exit, said) = place.fails(&["agree", "--round", "1", "--study", "study"]);
    assert_eq!(exit, 3);
    assert!(said.contains("blind until it closes"), "{said}");
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    place.ok(&["round", "close", "1", "--study", "study"]);
    assert_eq!(
        place.json(&["coding", "list", "--study", "study"])["codings"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(
        place
            .ok(&["memo", "list", "--study", "study"])
            .contains("hush")
    );
}

#[test]
fn work_that_a_blind_round_hides_is_missing_from_figures_and_not_taken_for_nothing() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "My worker.", "support")],
    );
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    let before = place.json(&["agree", "--unit", "turn", "--study", "study"]);
    assert_eq!(row(&before, "support")["alpha"], 1.0);
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T2",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T2", "They listened to me.", "voice")],
    );
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        place.ok_on(machine, &["done", "T2", "--study", "study", "--as", coder]);
    }
    let during = place.json(&["agree", "--unit", "turn", "--study", "study"]);
    assert_eq!(during["rows"], before["rows"]);
    assert_eq!(during["scope"]["documents"], serde_json::json!(["T1"]));
}

#[test]
fn a_round_is_not_closed_over_the_heads_of_unfinished_coders_without_a_reason() {
    let place = in_a_blind_round();
    let (exit, said) = place.fails(&["round", "close", "1", "--study", "study"]);
    assert_eq!(exit, 3);
    assert!(said.contains("ben 0/2"), "{said}");
    for document in ["T1", "T2"] {
        place.ok(&["done", document, "--study", "study"]);
    }
    place.ok(&[
        "round",
        "close",
        "1",
        "--without",
        "ben",
        "--reason",
        "ill",
        "--study",
        "study",
    ]);
    assert!(
        place
            .ok(&["round", "status", "--study", "study"])
            .contains("without ben (ill)")
    );
}

#[test]
fn codings_that_arrive_after_a_close_change_no_figure_of_the_round() {
    let place = in_a_blind_round();
    copy(&place.path("study"), &place.path("late"));
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    place.ok(&["round", "close", "1", "--study", "study"]);
    let before = place.json(&["agree", "--round", "1", "--study", "study"]);
    code(
        &place,
        "train",
        ("late", "ben"),
        &[
            ("T2", "They listened to me.", "voice"),
            ("T1", "My worker.", "support"),
        ],
    );
    bring_journals(&place.path("late"), &place.path("study"));
    assert_eq!(
        place.json(&["agree", "--round", "1", "--study", "study"])["rows"],
        before["rows"]
    );
    assert!(
        place
            .ok(&["round", "status", "--study", "study"])
            .contains("2 codings arrived after it closed")
    );
}

#[test]
fn half_a_sync_is_refused_for_figures_and_says_what_is_missing() {
    let place = in_a_blind_round();
    copy(&place.path("study"), &place.path("half"));
    let journals = std::fs::read_dir(place.path("half/journal")).unwrap();
    let bens = journals
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("ben-"))
        .unwrap();
    place.ok(&[
        "coding",
        "add",
        "T2",
        "--quote",
        "They listened to me.",
        "--code",
        "voice",
        "--study",
        "study",
    ]);
    bring_journals(&place.path("study"), &place.path("half"));
    std::fs::remove_file(bens).unwrap();
    let (exit, said) = place.fails(&["themes", "--study", "half", "--as", "ana"]);
    assert_eq!(exit, 3);
    assert!(
        said.contains("missing ben-") && said.contains("--allow-incomplete"),
        "{said}"
    );
    assert!(
        place
            .ok(&[
                "themes",
                "--study",
                "half",
                "--as",
                "ana",
                "--allow-incomplete"
            ])
            .contains("incomplete study: missing ben-")
    );
    assert!(
        place
            .ok(&["status", "--study", "half"])
            .contains("incomplete: missing ben-")
    );
}

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
fn adding_a_known_coder_again_makes_leads_and_names_and_never_takes_the_lead_away() {
    let place = small_study();
    let coder = |handle: &str| {
        let coders = place.json(&["coder", "list", "--study", "study"])["coders"].clone();
        let mut coders = coders.as_array().unwrap().iter();
        let found = coders.find(|coder| coder["coder"] == handle).unwrap();
        (found["role"].clone(), found["name"].clone())
    };
    let add = |args: &[&str]| place.ok(&[&["coder", "add", "--study", "study"], args].concat());
    add(&["ana", "--name", "Ana Ito"]);
    assert_eq!(coder("ana"), ("lead".into(), "Ana Ito".into()));
    add(&["ben", "--lead"]);
    assert_eq!(coder("ben").0, "lead");
    let said = add(&["ben"]);
    assert!(said.contains("has joined already"), "{said}");
    assert_eq!(coder("ben").0, "lead");
}

#[test]
fn figures_are_not_given_to_nobody_who_would_see_only_a_part_of_them() {
    let place = small_study();
    copy(&place.path("study"), &place.path("copy"));
    let (exit, said) = place.fails(&["themes", "--study", "copy"]);
    assert_eq!(exit, 2);
    assert!(said.contains("--as NAME"), "{said}");
    assert!(
        place
            .ok(&["themes", "--study", "copy", "--as", "zoe"])
            .contains("zoe has not joined: only closed rounds")
    );
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
fn the_same_import_twice_adds_nothing_and_other_words_never_overwrite() {
    let place = small_study();
    assert!(
        place
            .ok(&["import", "T1.txt", "--study", "study"])
            .contains("the words of T1, nothing to do")
    );
    place.write("T1.txt", ONE.replace("Hard", "Herd"));
    let output = place.run(&["import", "T1.txt", "--study", "study"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("document revise T1"), "{said}");
    assert!(
        place
            .ok(&["document", "print", "T1", "--study", "study"])
            .contains("Hard at first")
    );
}

#[test]
fn a_correction_says_what_becomes_of_every_excerpt_and_agreement_stays() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T1", "Hard at first.", "change"),
        ],
    );
    place.write(
        "T1.txt",
        ONE.replace("Hard at first. ", "")
            .replace("Now I", "And now I"),
    );
    let said = place.ok(&[
        "document",
        "revise",
        "T1",
        "T1.txt",
        "--dry-run",
        "--study",
        "study",
    ]);
    assert!(
        said.contains("0 exact, 1 moved, 0 changed, 1 orphaned"),
        "{said}"
    );
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    assert!(
        place
            .ok(&["conflicts", "--study", "study"])
            .contains("has no words left and is not counted")
    );
    place.ok(&["undo", "--study", "study"]);
    assert!(
        place
            .ok(&["document", "print", "T1", "--study", "study"])
            .contains("Hard at first")
    );
}

#[test]
fn a_codings_file_reports_every_line_it_cannot_place_and_is_never_taken_in_twice() {
    let place = small_study();
    place.write(
        "T1.jsonl",
        [
            r#"{"coder":"ana","code":"support","quote":"My worker."}"#,
            r#"{"coder":"ben","code":"change","start":18,"end":30}"#,
            r#"{"coder":"ana","code":"support","quote":"She"}"#,
            r#"{"coder":"ana","code":"support","quote":"INT1","occurrence":2}"#,
            r#"{"coder":"ana","code":"support","quote":"not there"}"#,
            r#"{"coder":"zoe","code":"support","quote":"My worker."}"#,
            r#"{"coder":"ana","code":"nothing","quote":"My worker."}"#,
            r#"{"coder":"ana","code":"support","start":5,"end":99999}"#,
            r#"{"coder":"ana","code":"support","quote":"My worker.","round":7}"#,
            "no json",
        ]
        .join("\n"),
    );
    let output = place.run(&["coding", "import", "T1.jsonl", "--done", "--study", "study"]);
    let (out, notes) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        out.contains("4 codings added, 0 there already, 6 not placed"),
        "{out}{notes}"
    );
    for (line, why) in [
        (5, "does not occur in T1"),
        (6, "zoe has not joined"),
        (7, "no code nothing"),
        (8, "lies outside T1"),
        (9, "no round 7"),
        (10, "is not a coding"),
    ] {
        let told = notes
            .lines()
            .any(|note| note.contains(&format!("line {line}")) && note.contains(why));
        assert!(told, "line {line}: {notes}");
    }
    let again = place.ok(&["coding", "import", "T1.jsonl", "--done", "--study", "study"]);
    assert!(
        again.contains("0 codings added, 4 there already"),
        "{again}"
    );
    let status = place.ok(&["status", "--by", "coder", "--study", "study"]);
    assert!(status.contains("T1 done"), "{status}");
}

#[test]
fn codings_files_are_taken_in_together_or_not_at_all() {
    let place = small_study();
    let own = r#"{"coder":"ben","document":"T1","code":"support","quote":"My worker."}"#;
    let others = r#"{"coder":"ana","document":"T2","code":"voice","quote":"They listened to me."}"#;
    place.write("own.jsonl", own);
    place.write("others.jsonl", others);
    let count = || {
        let listed = place.json(&["coding", "list", "--study", "study"]);
        listed["codings"].as_array().unwrap().len()
    };
    let both = [
        "coding",
        "import",
        "own.jsonl",
        "others.jsonl",
        "--study",
        "study",
        "--as",
    ];
    let (exit, said) = place.fails(&[&both[..], &["ben"]].concat());
    assert_eq!(exit, 3, "{said}");
    assert_eq!(count(), 0);
    place.write("others.jsonl", format!("{own}\n{others}"));
    let said = place.ok(&[&both[..], &["ana"]].concat());
    assert!(said.contains("2 codings added, 1 there already"), "{said}");
    assert_eq!(count(), 2);
}

#[test]
fn a_codings_file_of_nothing_but_bad_lines_fails_for_programs_too() {
    let place = small_study();
    place.write("T1.jsonl", "no json");
    for format in [&[][..], &["--json"]] {
        let import = ["coding", "import", "T1.jsonl", "--study", "study"];
        let (exit, said) = place.fails(&[&import[..], format].concat());
        assert_eq!(exit, 1);
        assert!(said.contains("no coding could be placed"), "{said}");
    }
}

#[test]
fn a_codings_file_puts_nothing_new_on_a_retired_code_or_into_a_closed_round() {
    let place = in_a_blind_round();
    let line = |code: &str, quote: &str| {
        format!(r#"{{"coder":"ana","code":"{code}","quote":"{quote}","round":1}}"#)
    };
    place.write("T1.jsonl", line("support", "My worker."));
    let import = ["coding", "import", "T1.jsonl", "--study", "study"];
    place.ok(&[
        "round",
        "close",
        "1",
        "--without",
        "ana,ben",
        "--reason",
        "a test",
        "--study",
        "study",
    ]);
    place.ok(&["codebook", "retire", "voice", "--study", "study"]);
    let said = place.ok(&[&import[..], &["--done"]].concat());
    assert!(said.contains("0 codings added, 1 there already"), "{said}");
    place.write(
        "T1.jsonl",
        format!(
            "{}\n{}",
            line("support", "Now I sleep."),
            r#"{"coder":"ana","code":"voice","quote":"Now I sleep."}"#
        ),
    );
    let (exit, said) = place.fails(&import);
    assert_eq!(exit, 1);
    for why in [
        "round 1 is closed: a coding would be late for ever",
        "voice is retired and cannot be applied",
    ] {
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_ref_that_is_empty_or_names_several_codings_names_none() {
    let place = small_study();
    // Seventeen refs: two of them begin with the same digit.
    let line = |at: usize| {
        format!(
            r#"{{"coder":"ana","code":"support","start":{at},"end":{}}}"#,
            at + 1
        )
    };
    place.write("T1.jsonl", (6..23).map(line).collect::<Vec<_>>().join("\n"));
    place.ok(&["coding", "import", "T1.jsonl", "--study", "study"]);
    let listed = place.json(&["coding", "list", "--study", "study"])["codings"].clone();
    let refs = listed.as_array().unwrap().iter();
    let firsts: Vec<char> = refs
        .filter_map(|coding| coding["ref"].as_str()?.chars().next())
        .collect();
    let shared = firsts
        .iter()
        .find(|c| firsts.iter().filter(|other| other == c).count() > 1);
    let shared = shared.unwrap().to_string();
    let before = std::fs::read(only_journal(&place)).unwrap();
    let split = |name: &str| {
        let moved = format!("{name}=near");
        place.fails(&[
            "codebook", "split", "support", "--into", "near,far", "--move", &moved, "--study",
            "study",
        ])
    };
    let memo = |name: &str| {
        place.fails(&[
            "memo", "add", "--ref", name, "--text", "why?", "--study", "study",
        ])
    };
    for (exit, said) in [split(""), memo("")] {
        assert_eq!((exit, said.contains("an empty ref")), (2, true), "{said}");
    }
    for (exit, said) in [split(&shared), memo(&shared)] {
        assert_eq!((exit, said.contains("names several")), (1, true), "{said}");
    }
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
}

#[test]
fn done_counts_the_codings_of_its_round_and_needs_the_words() {
    let place = small_study();
    let marks = [("T1", "Now I sleep.", "change")];
    code(&place, "machine", ("study", "ana"), &marks);
    let done = ["done", "T1", "--study", "study"];
    let said = place.ok(&done);
    assert!(said.contains("2 participant turns"), "{said}");
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    let said = place.ok(&done);
    assert!(said.contains("in round 1; 3 participant turns"), "{said}");
    for text in std::fs::read_dir(place.path("study/texts")).unwrap() {
        std::fs::remove_file(text.unwrap().path()).unwrap();
    }
    let before = std::fs::read(only_journal(&place)).unwrap();
    let (exit, said) = place.fails(&done);
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("the text of T1 is not here"), "{said}");
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
}

#[test]
fn two_files_of_one_name_in_two_folders_keep_their_own_sources() {
    let place = small_study();
    let (first, second) = ("INT1: Why?\nP01: Because.\n", "INT1: Why?\nP01: Not so.\n");
    place.write("a/T3.txt", first);
    place.write("b/T3.txt", second);
    place.ok(&["import", "a/T3.txt", "b/T3.txt", "--study", "study"]);
    let sources = std::fs::read_dir(place.path("study/sources")).unwrap();
    let kept: Vec<String> = sources
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(kept.iter().any(|kept| kept == first), "{kept:?}");
    assert!(kept.iter().all(|kept| kept != second), "{kept:?}");
}

/// What a command says and exits with when its input is bad.
fn check_refused(args: &[&str], (exit, words): (i32, &str)) {
    let place = small_study();
    place.write(
        "container.json",
        r#"{"codes":[{"id":"theme","assignable":false}]}"#,
    );
    place.ok(&["codebook", "import", "container.json", "--study", "study"]);
    place.write("bomb.docx", "this is no zip");
    place.write("empty.txt", "");
    place.write("nul.txt", b"INT1: a\0b");
    let before = std::fs::read(only_journal(&place)).unwrap();
    let args: Vec<&str> = args.iter().copied().chain(["--study", "study"]).collect();
    let (code, said) = place.fails(&args);
    assert_eq!(code, exit, "{said}");
    assert!(said.contains(words), "{args:?} said: {said}");
    for jargon in [
        "Err(",
        "Some(",
        "panicked",
        "Utf8Error",
        "os error 2)\nstack",
    ] {
        assert!(!said.contains(jargon), "{said}");
    }
    assert_eq!(
        std::fs::read(only_journal(&place)).unwrap(),
        before,
        "something was written"
    );
}

fn only_journal(place: &Place) -> std::path::PathBuf {
    let mut files = std::fs::read_dir(place.path("study/journal")).unwrap();
    files.next().unwrap().unwrap().path()
}

#[test]
fn bad_input_gets_a_clear_sentence_and_changes_nothing() {
    let add = |extra: &[&'static str]| [&["coding", "add", "T1"], extra].concat();
    check_refused(
        &add(&["--quote", "She", "--code", "support", "--occurrence", "9"]),
        (1, "only"),
    );
    check_refused(
        &add(&["--quote", "INT1", "--code", "support"]),
        (1, "occurs 3 times in T1"),
    );
    check_refused(
        &add(&["--quote", "nowhere", "--code", "support"]),
        (1, "does not occur in T1"),
    );
    check_refused(
        &add(&["--span", "10:99999", "--code", "support"]),
        (1, "lies outside T1"),
    );
    check_refused(
        &add(&["--span", "10:5", "--code", "support"]),
        (2, "ends before it starts"),
    );
    check_refused(
        &add(&["--turn", "77", "--code", "support"]),
        (1, "turns 1 to 6"),
    );
    check_refused(&add(&["--turn", "2", "--code", "theme"]), (1, "container"));
    check_refused(
        &add(&["--turn", "2", "--code", "nope"]),
        (1, "no code nope"),
    );
    check_refused(
        &add(&["--turn", "2", "--code", "support", "--as", "zoe"]),
        (1, "zoe has not joined"),
    );
    check_refused(&["import", "bomb.docx"], (1, "nothing was imported"));
    check_refused(
        &["import", "empty.txt", "nul.txt", "absent.txt"],
        (1, "nothing was imported"),
    );
    check_refused(&["agree"], (1, "finished by two coders"));
    check_refused(&["agree", "--unit", "verse"], (2, "no unit verse"));
    check_refused(&["themes", "--layer", "zoe"], (2, "no layer zoe"));
    check_refused(&["undo", "ana:999"], (1, "no action ana:999"));
    check_refused(
        &["round", "new", "--documents", "T1", "--coders", "ana"],
        (1, "frozen codebook"),
    );
    check_refused(&["study", "set", "colour", "red"], (2, "no setting colour"));
    check_refused(
        &["init", "study", "--title", "T", "--coder", "ana"],
        (1, "study"),
    );
    check_refused(&["nonsense"], (2, "unrecognized"));
}

#[test]
fn a_batch_goes_on_past_bad_files_and_lists_them() {
    let place = small_study();
    place.write(
        "new/good.txt",
        "INT1: Hello?\nP03: Hello.\nINT1: Yes?\nP03: Yes.\n",
    );
    place.write("new/empty.txt", "");
    place.write("new/broken.docx", "PK no zip");
    let output = place.run(&["import", "new", "--study", "study"]);
    let notes = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{notes}");
    assert!(
        notes.contains("empty.txt") && notes.contains("broken.docx"),
        "{notes}"
    );
    assert!(
        place
            .ok(&["document", "list", "--study", "study"])
            .contains("good")
    );
}

#[test]
fn what_a_sync_tool_rolled_back_comes_back_and_is_said() {
    let place = small_study();
    let journal = only_journal(&place);
    let old = std::fs::read(&journal).unwrap();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    std::fs::write(&journal, old).unwrap();
    assert!(
        place
            .ok(&["status", "--study", "study"])
            .contains("which this machine saved")
    );
    let add = [
        "coding",
        "add",
        "T1",
        "--quote",
        "Now I sleep.",
        "--code",
        "change",
        "--study",
        "study",
    ];
    let output = place.run(&add);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("note: "), "{said}");
    assert_eq!(
        place.json(&["coding", "list", "--study", "study"])["codings"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(
        place
            .ok(&["verify", "--study", "study"])
            .contains(" 0 damaged")
    );
}

#[test]
fn an_own_journal_that_was_deleted_comes_back_with_the_next_change() {
    let place = small_study();
    std::fs::remove_file(only_journal(&place)).unwrap();
    let output = place.run(&["codebook", "add", "late", "--study", "study", "--as", "ana"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = place.ok(&["codebook", "tree", "--study", "study"]);
    assert!(tree.contains("support") && tree.contains("late"), "{tree}");
    assert!(
        place
            .ok(&["status", "--study", "study"])
            .contains("  complete")
    );
}

#[test]
fn damage_is_named_by_writer_and_number_with_exit_4() {
    let place = small_study();
    let journal = only_journal(&place);
    let text = std::fs::read_to_string(&journal).unwrap();
    let damaged = text.replacen("Small", "Large", 1);
    std::fs::write(&journal, damaged).unwrap();
    let output = place.run(&["verify", "--study", "study"]);
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr);
    let writer = journal
        .file_name()
        .unwrap()
        .to_string_lossy()
        .replace(".1.jsonl", "");
    assert!(said.contains(&format!("{writer}:3")), "{said}");
}

#[test]
fn a_newer_format_is_refused_with_a_sentence() {
    let place = small_study();
    let path = place.path("study/intercoder.toml");
    let newer = std::fs::read_to_string(&path)
        .unwrap()
        .replace("format = 1", "format = 9");
    std::fs::write(path, newer).unwrap();
    let (exit, said) = place.fails(&["status", "--study", "study"]);
    assert_eq!(exit, 1);
    assert!(said.contains("newer"), "{said}");
}

#[test]
fn a_text_that_was_changed_by_hand_is_damaged_and_changes_no_figure_silently() {
    let place = small_study();
    let texts = std::fs::read_dir(place.path("study/texts"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let text = texts
        .into_iter()
        .find(|path| path.to_string_lossy().ends_with(".txt"))
        .unwrap();
    std::fs::write(&text, "INT1: something else\n").unwrap();
    // The file as it came has the same words and would stand in for it.
    std::fs::remove_dir_all(place.path("study/sources")).unwrap();
    assert_eq!(place.fails(&["verify", "--study", "study"]).0, 4);
    assert_eq!(place.fails(&["themes", "--study", "study"]).0, 3);
}

//! Sharing a folder: copies, half a sync, rollbacks and damage.

use serde_json::Value;

use crate::cli::{code, in_a_blind_round, only_journal, row, small_study};
use crate::program::{bring_journals, copy};

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
            .contains("which this computer saved")
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

#[test]
fn a_handle_that_two_codes_share_is_answered_with_both_names() {
    let place = small_study();
    copy(&place.path("study"), &place.path("bens-copy"));
    place.ok(&[
        "codebook",
        "add",
        "money",
        "--definition",
        "debts",
        "--study",
        "study",
    ]);
    place.ok_on(
        "laptop",
        &[
            "codebook",
            "add",
            "money",
            "--definition",
            "wages",
            "--study",
            "bens-copy",
            "--as",
            "ben",
        ],
    );
    bring_journals(&place.path("bens-copy"), &place.path("study"));
    let (_, said) = place.fails(&["codebook", "show", "money", "--study", "study"]);
    assert!(
        said.contains("“money (ana)”") && said.contains("“money (ben)”"),
        "{said}"
    );
    place.ok(&[
        "codebook",
        "edit",
        "money (ben)",
        "--handle",
        "wages",
        "--study",
        "study",
    ]);
    assert!(
        place
            .ok(&["codebook", "show", "money", "--study", "study"])
            .contains("debts")
    );
    assert!(
        place
            .ok(&["conflicts", "--study", "study"])
            .contains("nothing to decide")
    );
}

//! Sight: what a blind round must not tell, by any name, count or conflict.

use crate::cli::{code, in_a_blind_round};

#[test]
fn a_code_proposed_in_a_blind_round_changes_no_name_and_no_list_of_the_others() {
    let place = in_a_blind_round();
    // Ben has proposed `secret` already; ana proposes the same handle and must not learn of his.
    place.ok(&[
        "codebook",
        "add",
        "secret",
        "--definition",
        "mine",
        "--study",
        "study",
    ]);
    let tree = place.ok(&["codebook", "tree", "--study", "study"]);
    assert!(
        tree.contains("secret ") && !tree.contains("(ana)") && !tree.contains("(ben)"),
        "{tree}"
    );
    assert!(
        place
            .ok(&["conflicts", "--study", "study"])
            .contains("nothing to decide")
    );
    assert_eq!(place.json(&["status", "--study", "study"])["conflicts"], 0);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened to me.", "secret")],
    );
}

#[test]
fn an_equal_proposal_of_another_does_not_hide_one_s_own() {
    let place = in_a_blind_round();
    place.ok(&["codebook", "add", "secret", "--study", "study"]);
    assert!(
        place
            .ok(&["codebook", "show", "secret", "--study", "study"])
            .contains("added by")
    );
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened to me.", "secret")],
    );
}

#[test]
fn undoing_one_s_codes_does_not_tell_which_of_them_the_others_use() {
    let place = in_a_blind_round();
    let log = place.ok(&["log", "--about", "added code change", "--study", "study"]);
    let name = log.split_whitespace().next().unwrap();
    place.ok(&["undo", name, "--study", "study"]);
    assert!(
        !place
            .ok(&["conflicts", "--study", "study"])
            .contains("in use")
    );
}

#[test]
fn work_in_a_round_that_has_not_arrived_is_taken_to_be_blind() {
    let place = in_a_blind_round();
    let journals = std::fs::read_dir(place.path("study/journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let anas = journals
        .into_iter()
        .find(|path| path.to_string_lossy().contains("ana-"))
        .unwrap();
    let text = std::fs::read_to_string(&anas).unwrap();
    let before_the_round = text
        .lines()
        .take_while(|line| !line.contains("\"round.open\""));
    let cut: String = before_the_round.map(|line| format!("{line}\n")).collect();
    std::fs::remove_dir_all(place.path(".state-machine")).unwrap();
    std::fs::write(&anas, cut).unwrap();
    let seen = place.ok_on(
        "new",
        &["coding", "list", "--study", "study", "--as", "ana"],
    );
    assert!(!seen.contains("sleep"), "{seen}");
}

#[test]
fn whoever_has_not_joined_is_told_that_codings_are_hidden_and_no_number_while_a_round_is_blind() {
    let place = in_a_blind_round();
    for command in [&["status"][..], &["coding", "list"], &["codebook", "tree"]] {
        let asked = [command, &["--study", "study"]].concat();
        let told = place.ok_on("new", &asked);
        assert!(
            told.contains("codings are hidden:")
                && !told.contains("2 codings are hidden")
                && told.contains("whoever has not joined sees closed rounds only")
                && told.contains("round 1 is blind"),
            "{told}"
        );
        // How much a colleague has coded would sway a coder who is blind.
        let told = place.ok(&[&asked[..], &["--as", "ana"]].concat());
        assert!(told.contains("round 1 is blind"), "{told}");
        assert!(!told.contains("are hidden"), "{told}");
    }
    let told = place.ok_on("new", &["status", "--study", "study", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        told["hidden"],
        serde_json::Value::Null,
        "any coder can ask so"
    );
    assert_eq!(told["notes"].as_array().unwrap().len(), 2, "{told}");
    let told = place.json(&["status", "--study", "study", "--as", "ana"]);
    assert!(told["hidden"].is_null(), "{told}");
}

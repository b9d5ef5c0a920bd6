//! Rounds and blindness: what is hidden until a round closes, and what a close fixes.

use crate::cli::{code, in_a_blind_round, row, small_study};
use crate::program::{Place, bring_journals, copy};

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

/// Everybody finishes their documents, and the round is closed.
fn close(place: &Place, reason: &[&str]) {
    for (machine, coder) in [("machine", "ana"), ("laptop", "ben")] {
        for document in ["T1", "T2"] {
            place.ok_on(
                machine,
                &["done", document, "--study", "study", "--as", coder],
            );
        }
    }
    let close = ["round", "close", "1", "--study", "study"];
    place.ok(&[&close[..], reason].concat());
}

#[test]
fn codings_that_arrive_after_a_close_change_no_figure_of_the_round() {
    let place = in_a_blind_round();
    copy(&place.path("study"), &place.path("late"));
    close(&place, &[]);
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
fn lines_that_have_not_come_make_no_coding_late() {
    let place = in_a_blind_round();
    close(&place, &[]);
    let journals = std::fs::read_dir(place.path("study/journal")).unwrap();
    let mut journals = journals.map(|entry| entry.unwrap().path());
    let bens = journals
        .find(|path| path.to_string_lossy().contains("ben-"))
        .unwrap();
    let whole = std::fs::read_to_string(&bens).unwrap();
    let (before, _) = whole.trim_end().rsplit_once('\n').unwrap();
    std::fs::write(&bens, format!("{before}\n")).unwrap();
    for command in [&["status"][..], &["round", "status"]] {
        let asked = [command, &["--study", "study", "--as", "ana"]].concat();
        let told = place.ok(&asked);
        assert!(!told.contains("arrived after it closed"), "{told}");
        let of_all = told.find("incomplete: missing ben-").unwrap();
        let of_round = told.find("whether 1 coding came after it closed").unwrap();
        assert!(of_all < of_round, "{told}");
    }
    let told = place.json(&["round", "status", "--study", "study", "--as", "ana"]);
    assert!(told["missing"].as_str().unwrap().contains("ben-"), "{told}");
}

#[test]
fn why_a_round_was_closed_is_told_with_it_and_with_its_figures() {
    let place = in_a_blind_round();
    close(&place, &["--reason", "saturation reached"]);
    for command in [
        &["status"][..],
        &["round", "status"],
        &["agree", "--round", "1"],
        &["log"],
    ] {
        let told = place.ok(&[command, &["--study", "study"]].concat());
        assert!(told.contains("saturation reached"), "{told}");
    }
    let told = place.json(&["round", "status", "--study", "study"]);
    assert_eq!(told["rounds"][0]["reason"], "saturation reached");
}

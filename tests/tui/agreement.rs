//! Agreement on the screen: the round's own figures, the way to its disagreements, and words to paste.

use intercoder::tui::desk::Errand;

use super::Seat;

/// At the agreement of the latest round.
fn seat() -> Seat {
    let mut seat = Seat::in_sample("lee");
    seat.press("<space>a");
    seat
}

fn check(seat: &Seat, words: &[&str]) {
    let frame = seat.frame();
    for words in words {
        assert!(frame.contains(words), "{words}:\n{frame}");
    }
}

#[test]
fn it_opens_at_themes_worst_first_with_the_figures_of_the_command() {
    let seat = seat();
    let report = seat.place.json(&[
        "agree", "--round", "2", "--level", "theme", "--study", "study", "--as", "lee",
    ]);
    let mut rows: Vec<(&str, f64)> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["passages"].as_u64().unwrap() >= 3)
        .map(|row| (row["key"].as_str().unwrap(), row["alpha"].as_f64().unwrap()))
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let shown: Vec<(String, f64)> = seat
        .desk
        .model
        .agreement
        .rows()
        .iter()
        .take(rows.len())
        .map(|row| (row.key.clone(), row.alpha.unwrap()))
        .collect();
    let rows: Vec<(String, f64)> = rows
        .into_iter()
        .map(|(key, alpha)| (key.to_owned(), alpha))
        .collect();
    assert_eq!(shown.len(), rows.len());
    for ((key, alpha), (expected, figure)) in shown.iter().zip(&rows) {
        assert_eq!(key, expected);
        assert!((alpha - figure).abs() < 1e-12, "{key}: {alpha} {figure}");
    }
    check(
        &seat,
        &[
            "round 2, blind, closed 2026-03-16",
            "worst first",
            "target 0.7: 11 met",
        ],
    );
}

#[test]
fn enter_leads_to_the_disagreements_of_the_row_and_esc_back() {
    let mut seat = seat();
    seat.press("v<enter>");
    check(&seat, &["by sentence", "narrowed"]);
    let codes = seat.desk.model.reconcile.codes.clone();
    let matter = seat.desk.model.reconcile.matter().unwrap();
    assert!(!matter.disagreement.group.codes().is_disjoint(&codes));
    let waiting = seat.desk.model.reconcile.count();
    seat.press("<esc>");
    assert!(seat.desk.model.reconcile.count() > waiting);
    seat.press("<esc>");
    check(&seat, &["codes, worst first"]);
}

#[test]
fn another_unit_says_that_it_is_not_the_rounds_measure_and_has_no_target() {
    let mut seat = seat();
    seat.press("s");
    check(
        &seat,
        &["unit: sentence", "exploratory", "round's own unit only"],
    );
    seat.press("sss");
    check(&seat, &["unit: turn", "target 0.7: 11 met"]);
}

#[test]
fn too_few_documents_give_no_interval_and_no_verdict() {
    let mut seat = seat();
    seat.press("<tab>");
    check(
        &seat,
        &[
            "round 1",
            "2 documents give no interval",
            "0 met, 0 not met",
        ],
    );
}

#[test]
fn pairs_and_codes_are_a_key_away() {
    let mut seat = seat();
    seat.press("p");
    check(&seat, &["ana-ben", "ben-chi"]);
    seat.press("vge");
    check(&seat, &["codes, worst first", "rare: "]);
}

/// What was copied last.
fn copied(seat: &Seat) -> &str {
    match seat.errands.last() {
        Some(Errand::Copy(words)) => words,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_methods_paragraph_names_coders_share_unit_coefficient_interval_version_and_decisions() {
    let mut seat = seat();
    seat.press("y");
    for words in [
        "ana, ben and chi coded 4 of 15 documents (27 %)",
        "version 1 of the codebook",
        "not sealed",
        "165 turns",
        "Krippendorff's alpha (nominal)",
        "median of 0.87",
        "jackknife",
        "Of 147 disagreements, 0 were settled",
    ] {
        assert!(copied(&seat).contains(words), "{words}: {}", copied(&seat));
    }
}

#[test]
fn the_table_is_copied_as_it_stands() {
    let mut seat = seat();
    seat.press("x");
    let table = copied(&seat);
    assert!(table.contains("| theme | alpha |"), "{table}");
    assert!(
        table.contains("| strengths | 0.78 | 0.59 to 0.96 |"),
        "{table}"
    );
}

#[test]
fn decisions_change_causes_and_no_figure() {
    let mut seat = seat();
    let before = seat.desk.model.agreement.measured.clone();
    seat.press("v<enter>cca<enter><esc><esc>");
    assert_eq!(seat.desk.model.agreement.measured, before);
    check(&seat, &["boundary (1)"]);
}

#[test]
fn in_a_reflexive_study_figures_are_off_and_differences_are_there_to_be_talked_about() {
    let seat = Seat::in_sample("lee");
    seat.place.ok(&[
        "study",
        "set",
        "reflexive",
        "on",
        "--study",
        "study",
        "--as",
        "lee",
    ]);
    let mut seat = {
        drop(seat.desk);
        Seat::sit((seat.place, "machine"), "lee")
    };
    seat.press("<space>a");
    check(&seat, &["figures are off", "Space r"]);
    seat.press("y");
    assert!(seat.errands.is_empty());
    seat.press("<space>r");
    check(&seat, &["by sentence"]);
}

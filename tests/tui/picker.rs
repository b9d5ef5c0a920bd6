//! The picker: a few letters find the code that is meant.

use super::Seat;

/// What Enter would take after typing some letters over the sample's codebook.
fn first(letters: &str) -> String {
    let mut seat = Seat::in_sample("you").at("I01");
    seat.press(&format!("x<enter>{letters}"));
    match &seat.desk.model.over {
        Some(intercoder::tui::over::Over::Picker(picker, _)) => picker
            .choice()
            .map(|candidate| candidate.handle.clone())
            .unwrap_or_default(),
        _ => panic!("no picker is open"),
    }
}

#[test]
fn handles_are_found_by_their_letters_names_by_their_words() {
    assert_eq!(first("relc"), "rel-crisis");
    assert_eq!(first("rel cr"), "rel-crisis");
    assert_eq!(first("strr"), "str-relapse");
    assert_eq!(first("sitting"), "rel-crisis");
    assert_eq!(first("skills reminder"), "str-relapse");
}

#[test]
fn every_handle_typed_whole_is_the_first_choice() {
    let seat = Seat::in_sample("you").at("I01");
    let view = seat.view();
    let codebook = view.codebook();
    let handles: Vec<String> = codebook
        .codes()
        .iter()
        .filter(|code| code.assignable)
        .map(|code| code.id.clone())
        .collect();
    drop(view);
    let mut seat = seat;
    for handle in handles {
        seat.press(&format!("x<enter>{handle}"));
        let Some(intercoder::tui::over::Over::Picker(picker, _)) = &seat.desk.model.over else {
            panic!("no picker is open");
        };
        assert_eq!(
            picker.choice().map(|candidate| candidate.handle.clone()),
            Some(handle)
        );
        seat.press("<esc><esc>");
        seat = if seat.desk.model.screen == intercoder::tui::action::Screen::Reader {
            seat
        } else {
            seat.at("I01")
        };
    }
}

#[test]
fn the_definition_is_shown_before_the_code_is_applied() {
    let mut seat = Seat::in_sample("you").at("I01");
    let frame = seat.press("x<enter>relc").frame();
    assert!(
        frame.contains("Support in breakdowns or when triggered to use"),
        "{frame}"
    );
    assert!(
        frame.contains("not: planned relapse plan (str-relapse)"),
        "{frame}"
    );
    assert!(seat.codings().is_empty());
}

#[test]
fn a_container_is_not_offered() {
    assert_ne!(first("prs-approach"), "prs-approach");
}

#[test]
fn documents_and_turns_are_found_too() {
    let mut seat = Seat::in_sample("you").at("I01");
    seat.press("<space>pFG2<enter>");
    assert!(seat.frame().contains("─ FG2 "), "{}", seat.frame());
    seat.press("<space>j17<enter>");
    assert!(seat.frame().contains("turn 17 of"), "{}", seat.frame());
    seat.press("<c-o>");
    assert!(!seat.frame().contains("turn 17 of"), "{}", seat.frame());
    seat.press("<tab>");
    assert!(seat.frame().contains("turn 17 of"), "{}", seat.frame());
}

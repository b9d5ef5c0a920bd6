//! A survey that has grown or was corrected: its questions are read again from the sheet, and nobody gets somebody else's answer.

use crate::cli::{code, small_study};
use crate::program::Place;

const STUDY: [&str; 2] = ["--study", "study"];
const QUESTION: &str = "what-helped-you-most";
const HEADS: &str = "id,site,What helped you most?,What would you change?\n";

fn said(place: &Place, command: &[&str]) -> String {
    place.ok(&[command, &STUDY].concat())
}

/// A survey of two open questions, one answer of the first coded.
fn asked() -> Place {
    let place = small_study();
    let rows = "R1,north,They listened to me when nobody did.,I would like to have longer opening hours.\n\
        R2,south,My worker came evry week to see me.,Nothing at all comes to my mind there.\n";
    place.write("s.csv", format!("{HEADS}{rows}"));
    said(&place, &["import", "s.csv", "--survey"]);
    let marks = [(QUESTION, "My worker came evry week", "support")];
    code(&place, "machine", ("study", "ana"), &marks);
    place
}

#[test]
fn a_grown_survey_brings_answers_and_people_and_excerpts_move_along() {
    let place = asked();
    let rows = "R0,west,A place where I could stay for a while.,I would not change a thing about it.\n\
        R1,north,They listened to me when nobody did.,I would like to have longer opening hours.\n\
        R2,south,My worker came every week to see me.,Nothing at all comes to my mind there.\n";
    place.write("s.csv", format!("{HEADS}{rows}"));
    let revise = ["document", "revise", QUESTION, "s.csv"];
    let told = said(&place, &revise);
    for words in [
        "1 excerpt: 0 unmoved, 0 moved, 1 changed",
        "1 new person",
        "the same sheet answers what-would-you-change",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("who is"), "{told}");
    let speakers = said(&place, &["document", "speakers", QUESTION]);
    assert!(speakers.contains("R0               R0"), "{speakers}");
    let people = place.json(&[&["people", "list"][..], &STUDY].concat());
    let people = people.to_string();
    assert!(
        people.contains("\"west\"") && !people.contains("would not change"),
        "{people}"
    );
    assert!(said(&place, &revise).contains("nothing to do"));
    said(&place, &["undo"]);
    assert!(!said(&place, &["people", "list"]).contains("R0"));
}

#[test]
fn a_question_that_is_called_otherwise_is_asked_for() {
    let place = asked();
    place.write(
        "s.csv",
        "id,site,What has helped?\nR1,north,They listened to me when nobody did.\nR2,south,My worker came each week to see me.\n",
    );
    let revise = ["document", "revise", QUESTION, "s.csv"];
    let (_, error) = place.fails(&[&revise[..], &STUDY].concat());
    assert!(
        error.contains("has no column “What helped you most?”"),
        "{error}"
    );
    assert!(error.contains("--answers COLUMN"), "{error}");
    let told = said(
        &place,
        &[&revise[..], &["--answers", "What has helped?"]].concat(),
    );
    assert!(told.contains("1 changed"), "{told}");
}

#[test]
fn rows_that_do_not_say_who_answered_may_not_change_places() {
    let place = small_study();
    let (first, second) = (
        "40,Because of the people who work there.\n",
        "51,I had nowhere else to go that winter.\n",
    );
    let write = |rows: &[&str]| {
        place.write("s.csv", format!("age,Why did you stay?\n{}", rows.concat()));
    };
    write(&[first, second]);
    said(&place, &["import", "s.csv", "--survey"]);
    let revise = ["document", "revise", "why-did-you-stay", "s.csv"];
    let third = "33,My sister told me that I should.\n";
    write(&[third, first, second]);
    let (_, error) = place.fails(&[&revise[..], &STUDY].concat());
    assert!(error.contains("rows changed places: 2 answers"), "{error}");
    write(&[first, second, third]);
    let told = said(&place, &revise);
    assert!(told.contains("1 new person"), "{told}");
}

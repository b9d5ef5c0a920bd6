//! A survey comes in: people with what they said of themselves, and a document for each open question.

use crate::cli::small_study;

const ASKED: &str = "id,site,What helped you most?\nP01,north,They listened to me when nobody did.\nI7,south,My worker came every week to see me.\nP9,south,\n";

#[test]
fn a_survey_adds_people_and_a_document_for_each_question_and_twice_adds_nothing() {
    let place = small_study();
    place.write("s.csv", ASKED);
    let (_, said) = place.fails(&["import", "s.csv", "--study", "study"]);
    assert!(said.contains("--survey"), "{said}");
    let import = ["import", "s.csv", "--survey", "--study", "study"];
    let dry = place.json(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(dry["documents"][0]["id"], "what-helped-you-most");
    let said = place.ok(&import);
    assert!(said.contains("What helped you most?"), "{said}");
    assert!(said.contains("1 document and 2 people imported"), "{said}");
    assert!(!said.contains("who is"), "{said}");
    let people = place.ok(&["people", "list", "--study", "study"]);
    for word in ["I7", "P9", "south", "parent"] {
        assert!(people.contains(word), "{people}");
    }
    let printed = place.ok(&[
        "document",
        "print",
        "what-helped-you-most",
        "--study",
        "study",
    ]);
    assert!(
        printed.contains("They listened to me when nobody did."),
        "{printed}"
    );
    assert!(place.ok(&import).contains("nothing to do"));
    place.ok(&["undo", "--study", "study"]);
    assert!(
        !place
            .ok(&["people", "list", "--study", "study"])
            .contains("I7")
    );
}

#[test]
fn rows_with_numbers_are_not_taken_for_people_who_have_them_already() {
    let place = small_study();
    place.write(
        "one.csv",
        "age,Why did you stay?\n40,Because of the people who work there.\n",
    );
    place.write(
        "two.csv",
        "age,Why did you go?\n50,I had found a flat of my own.\n",
    );
    place.ok(&["import", "one.csv", "--survey", "--study", "study"]);
    place.ok(&["import", "one.csv", "--survey", "--study", "study"]);
    let (_, said) = place.fails(&["import", "two.csv", "--survey", "--study", "study"]);
    assert!(said.contains("R001 who may be somebody else"), "{said}");
}

#[test]
fn columns_of_answers_are_named_one_by_one() {
    let place = small_study();
    place.write("s.csv", ASKED);
    let answers = [
        "import",
        "s.csv",
        "--survey",
        "--study",
        "study",
        "--answers",
    ];
    let (_, said) = place.fails(&[&answers[..], &["mood"]].concat());
    assert!(said.contains("has no column “mood”"), "{said}");
    let json = place.json(&[&answers[..], &["site,what-helped-you-most"]].concat());
    assert_eq!(json["documents"].as_array().unwrap().len(), 2);
}

#[test]
fn which_columns_say_something_of_people_is_told_unless_the_open_ones_were_named() {
    let place = small_study();
    place.write("s.csv", ASKED);
    let import = [
        "import",
        "s.csv",
        "--survey",
        "--study",
        "study",
        "--dry-run",
    ];
    let told = |more: &[&str]| {
        let output = place.run(&[&import[..], more].concat());
        String::from_utf8(output.stderr).unwrap()
    };
    let found = told(&[]);
    assert!(
        found.contains("1 open question became a document each; what is known of people: site"),
        "{found}"
    );
    let named = told(&["--answers", "What helped you most?"]);
    assert!(!named.contains("what is known of people"), "{named}");
}

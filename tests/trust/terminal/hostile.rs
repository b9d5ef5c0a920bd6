//! A study that has every sequence in every field that takes words.

use std::sync::LazyLock;

use crate::program::Place;
use crate::trust::terminal::sequences;

/// Fields of the study itself that hold sequences: every one of them holds all of them.
pub const FIELDS: [&str; 16] = [
    "words of a transcript",
    "words of a second speaker",
    "survey question",
    "survey answer",
    "attribute value",
    "attribute name",
    "code name",
    "code definition",
    "code use_when",
    "code not_when",
    "code example",
    "memo on a code",
    "name of a reader",
    "name of a coder",
    "title of the study",
    "name of a round",
];

/// A cell of a CSV.
fn cell(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\""))
}

/// The sequences, some at a time, as one argument can hold them.
pub fn at_a_time(most: usize) -> Vec<String> {
    sequences::all()
        .chunks(most)
        .map(|some| some.join(" x "))
        .collect()
}

/// The study, made once; tests only read it.
pub fn study() -> &'static Place {
    static STUDY: LazyLock<Place> = LazyLock::new(made);
    &STUDY
}

fn made() -> Place {
    let place = Place::new();
    let all = sequences::all();
    let joined = all.join(" x ");
    place.ok(&[
        "init", "study", "--title", &joined, "--coder", "ana", "--lead",
    ]);
    let ok = |args: &[&str]| place.ok(&[args, &["--study", "study", "--as", "ana"]].concat());
    let turns = all
        .iter()
        .map(|sequence| format!("INT1: ask {sequence} so\nP01: well {sequence} then\n"));
    place.write("T1.txt", turns.collect::<String>());
    ok(&["import", "T1.txt"]);
    let rows = all.iter().enumerate();
    let people = rows
        .clone()
        .map(|(at, sequence)| format!("Q{at},{},{at}\n", cell(sequence)));
    let people = format!("id,role,{}\n{}", cell(&joined), people.collect::<String>());
    place.write("people.csv", people);
    ok(&["people", "import", "people.csv"]);
    let answers = rows.clone().map(|(at, sequence)| {
        format!(
            "R{at},{}\n",
            cell(&format!("it was {sequence} for me, I would say"))
        )
    });
    let survey = format!(
        "respondent,{}\n{}",
        cell(&format!("How {joined} was it?")),
        answers.collect::<String>()
    );
    place.write("survey.csv", survey);
    ok(&["import", "--survey", "survey.csv"]);
    let codes = rows.clone().map(|(at, sequence)| {
        let words = format!("is {sequence} so");
        serde_json::json!({ "id": format!("c{at}"), "name": words, "definition": words, "use_when": words, "not_when": words, "example": words })
    });
    place.write(
        "codes.json",
        serde_json::to_string(&codes.collect::<Vec<_>>()).unwrap(),
    );
    ok(&["codebook", "import", "codes.json", "--yes"]);
    let memos = rows.map(|(at, sequence)| {
        format!(
            "c{at},{},{}\n",
            cell(&format!("why {sequence}?")),
            cell(&format!("Reader {sequence}"))
        )
    });
    place.write(
        "memos.csv",
        format!("about,comment,name\n{}", memos.collect::<String>()),
    );
    ok(&["memo", "import", "memos.csv"]);
    for (at, some) in at_a_time(30).iter().enumerate() {
        ok(&["coder", "add", &format!("coder{at}"), "--name", some]);
    }
    ok(&["coding", "add", "T1", "--turn", "2", "--code", "c1"]);
    ok(&["coding", "add", "T1", "--turn", "4", "--code", "c2"]);
    ok(&["memo", "add", "--document", "T1", "--text", &joined]);
    ok(&["codebook", "freeze"]);
    ok(&[
        "round",
        "new",
        "--documents",
        "T1",
        "--coders",
        "ana,coder0",
        "--open",
        "--name",
        &joined,
    ]);
    place
}

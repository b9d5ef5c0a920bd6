//! A study that has every sequence in every field that takes words.

use std::sync::LazyLock;

use crate::program::Place;
use crate::trust::terminal::forged::forge;
use crate::trust::terminal::sequences;
use crate::trust::terminal::settled::settle;

/// Fields of the study itself that hold sequences: every one of them holds all of them.
pub const FIELDS: [&str; 33] = [
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
    "title of a document",
    "reason of a decision",
    "reason of closing a round",
    "reason of recoding",
    "attribution of a quote",
    "edited quotation",
    "summary in the framework matrix",
    "layer of a summary",
    "query of autocoding",
    "label of a scale",
    "value of a coding",
    "name of a writer",
    "handle of a coder nobody added",
    "program that wrote",
    "kind of a line",
    "moment of a line",
    "title that another gave the study",
];

/// Words of a field, to be known again where they are shown.
pub fn with(field: &str, sequence: &str) -> String {
    format!("{} {sequence} so", sign(field))
}

/// What the words of a field begin with.
pub fn sign(field: &str) -> String {
    format!("kw{field}")
}

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
    let joined = sequences::all().join(" x ");
    place.ok(&[
        "init", "study", "--title", &joined, "--coder", "ana", "--lead",
    ]);
    transcripts(&place);
    people(&place, &joined);
    survey(&place, &joined);
    codes(&place);
    memos(&place, &joined);
    rounds(&place, &joined);
    settle(&place);
    forge(&place);
    place
}

/// What ana says at the keys.
fn ana(place: &Place, args: &[&str]) {
    place.ok(&[args, &["--study", "study", "--as", "ana"]].concat());
}

/// T1 with a turn a sequence and speaker, and T2 with many to a turn.
fn transcripts(place: &Place) {
    let said = |some: &[String]| -> String {
        let turns = some
            .iter()
            .map(|words| format!("INT1: ask {words} so\nP01: well {words} then\n"));
        turns.collect()
    };
    place.write("T1.txt", said(&sequences::all()));
    place.write("T2.txt", said(&at_a_time(120)));
    ana(place, &["import", "T1.txt", "T2.txt"]);
}

fn people(place: &Place, joined: &str) {
    let rows = sequences::all().into_iter().enumerate();
    let rows = rows.map(|(at, sequence)| format!("Q{at},{},{at}\n", cell(&sequence)));
    let people = format!("id,role,{}\n{}", cell(joined), rows.collect::<String>());
    place.write("people.csv", people);
    ana(place, &["people", "import", "people.csv"]);
    ana(place, &["document", "speakers", "T2", "P01", "Q1"]);
}

fn survey(place: &Place, joined: &str) {
    let rows = sequences::all().into_iter().enumerate();
    let answers = rows.map(|(at, sequence)| {
        let said = cell(&format!("it was {sequence} for me, I would say"));
        format!("R{at},{said}\n")
    });
    let asked = cell(&format!("How {joined} was it?"));
    let survey = format!("respondent,{asked}\n{}", answers.collect::<String>());
    place.write("survey.csv", survey);
    ana(place, &["import", "--survey", "survey.csv"]);
}

fn codes(place: &Place) {
    let rows = sequences::all().into_iter().enumerate();
    let codes = rows.map(|(at, sequence)| {
        let words = format!("is {sequence} so");
        serde_json::json!({ "id": format!("c{at}"), "name": words, "definition": words, "use_when": words, "not_when": words, "example": words })
    });
    let codes = serde_json::to_string(&codes.collect::<Vec<_>>()).unwrap();
    place.write("codes.json", codes);
    ana(place, &["codebook", "import", "codes.json", "--yes"]);
    ana(place, &["codebook", "freeze"]);
}

fn memos(place: &Place, joined: &str) {
    let rows = sequences::all().into_iter().enumerate();
    let memos = rows.map(|(at, sequence)| {
        let (words, name) = (format!("why {sequence}?"), format!("Reader {sequence}"));
        format!("c{at},{},{}\n", cell(&words), cell(&name))
    });
    let memos = memos.collect::<String>();
    place.write("memos.csv", format!("about,comment,name\n{memos}"));
    ana(place, &["memo", "import", "memos.csv"]);
    ana(
        place,
        &["memo", "add", "--document", "T1", "--text", joined],
    );
}

/// A round that was closed without somebody for a reason, in which two coders differ, and one that is open.
fn rounds(place: &Place, joined: &str) {
    for (at, some) in at_a_time(30).iter().enumerate() {
        ana(
            place,
            &["coder", "add", &format!("coder{at}"), "--name", some],
        );
    }
    let open = |documents: &str, name: &str| {
        let asked = ["--coders", "ana,coder0,coder1", "--open", "--name", name];
        let round = ["round", "new", "--documents", documents];
        ana(place, &[&round[..], &asked].concat());
    };
    open("T2", "closed");
    for (coder, codes) in [("ana", ["c1", "c2"]), ("coder0", ["c3", "c2"])] {
        let own = ["--study", "study", "--as", coder];
        for (turn, code) in ["2", "4"].into_iter().zip(codes) {
            let coding = ["coding", "add", "T2", "--turn", turn, "--code", code];
            place.ok(&[&coding[..], &own].concat());
        }
        place.ok(&[&["done", "T2"][..], &own].concat());
    }
    let reason = with("closing", joined);
    let close = ["round", "close", "closed", "--without", "coder1"];
    ana(place, &[&close[..], &["--reason", &reason]].concat());
    open("T1", joined);
    ana(
        place,
        &["coding", "add", "T1", "--turn", "2", "--code", "c1"],
    );
}

//! The commands on the sample study: the queue counted once more by other means, decisions, and what they leave alone.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::Place;

fn ask(place: &Place, args: &[&str]) -> Value {
    place.json(&[args, &["--study", "sample", "--as", "lee"]].concat())
}

fn say(place: &Place, args: &[&str]) -> String {
    place.ok(&[args, &["--study", "sample", "--as", "lee"]].concat())
}

/// Disagreements of a round, counted from its codings alone: by growing groups until no two of them overlap.
fn counted(place: &Place, round: u64) -> (usize, usize) {
    let codings = ask(place, &["coding", "list"]);
    let codings = codings["codings"].as_array().unwrap();
    type Put = (String, String, u64, u64, String);
    let mut groups: Vec<Vec<Put>> = Vec::new();
    for coding in codings.iter().filter(|coding| coding["round"] == round) {
        let word = |key: &str| coding[key].as_str().unwrap().to_owned();
        let number = |key: &str| coding[key].as_u64().unwrap();
        let put = (
            word("document"),
            word("coder"),
            number("start"),
            number("end"),
            word("code"),
        );
        let meets = |group: &Vec<Put>| {
            group
                .iter()
                .any(|known| known.0 == put.0 && known.2 < put.3 && put.2 < known.3)
        };
        let (met, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(meets);
        groups = apart;
        groups.push(met.into_iter().flatten().chain([put]).collect());
    }
    let differs = |group: &&Vec<Put>| {
        let of = |coder: &str| -> BTreeSet<(u64, u64, String)> {
            let own = group.iter().filter(|put| put.1 == coder);
            own.map(|put| (put.2, put.3, put.4.clone())).collect()
        };
        of("ana") != of("ben") || of("ben") != of("chi")
    };
    let differing = groups.iter().filter(differs).count();
    (differing, groups.len() - differing)
}

#[test]
fn the_queue_has_every_disagreement_once() {
    let place = Place::with_sample();
    for round in [1, 2] {
        let queue = ask(
            &place,
            &["reconcile", "--round", &round.to_string(), "list"],
        );
        let (differing, agreed) = counted(&place, round);
        assert_eq!(queue["items"].as_array().unwrap().len(), differing);
        assert_eq!(queue["agreed"], agreed);
    }
}

/// The first disagreement of a kind in round 2 that nobody decided.
fn first_of(place: &Place, kind: &str) -> Value {
    let list = [
        "reconcile",
        "--round",
        "2",
        "list",
        "--undecided",
        "--type",
        kind,
    ];
    ask(place, &list)["items"][0].clone()
}

#[test]
fn a_decision_reaches_the_final_layer_and_neither_codings_nor_agreement() {
    let place = Place::with_sample();
    let (agree, codings) = (["agree", "--round", "2"], ["coding", "list"]);
    let before = (ask(&place, &agree), ask(&place, &codings));
    let matter = first_of(&place, "different_code");
    let (id, side) = (matter["id"].as_str().unwrap(), &matter["sides"]["ana"]);
    say(
        &place,
        &[
            "reconcile",
            "--round",
            "2",
            "decide",
            id,
            "--take",
            "ana",
            "--reason",
            "as the codebook says",
            "--cause",
            "definition-overlap",
            "--present",
            "ana,ben",
        ],
    );
    let last = ask(&place, &["coding", "list", "--layer", "final"]);
    let (start, end) = (
        matter["start"].as_u64().unwrap(),
        matter["end"].as_u64().unwrap(),
    );
    let held: Vec<Value> = last["codings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|mark| mark["document"] == matter["document"])
        .filter(|mark| mark["start"].as_u64().unwrap() < end && mark["end"].as_u64().unwrap() > start)
        .map(|mark| serde_json::json!({"code": mark["code"], "start": mark["start"], "end": mark["end"]}))
        .collect();
    assert_eq!(&Value::from(held), side);
    assert_eq!((ask(&place, &agree), ask(&place, &codings)), before);
    let again = ask(&place, &["reconcile", "--round", "2", "list"]);
    let decided = again["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == id)
        .unwrap();
    assert_eq!(decided["decided"], true);
    assert_eq!(decided["decision"]["cause"], "definition_overlap");
    say(&place, &["undo"]);
    let undone = ask(&place, &["reconcile", "--round", "2", "list"]);
    let decided = undone["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == id)
        .unwrap();
    assert_eq!(decided["decided"], false);
}

#[test]
fn what_is_kept_or_sent_back_is_left_out_and_said_so() {
    let place = Place::with_sample();
    let undecided = |place: &Place| {
        let themes = ask(place, &["themes", "--layer", "final"]);
        let notes = themes["notes"].as_array().unwrap();
        let notes = notes.iter().map(|note| note.as_str().unwrap().to_owned());
        notes
            .filter(|note| note.contains(", left out"))
            .collect::<Vec<_>>()
    };
    let number =
        |notes: &[String]| -> usize { notes[0].split(' ').next().unwrap().parse().unwrap() };
    let before = number(&undecided(&place));
    let matter = first_of(&place, "missing");
    let id = matter["id"].as_str().unwrap();
    say(
        &place,
        &["reconcile", "--round", "2", "decide", id, "--send-back"],
    );
    assert_eq!(number(&undecided(&place)), before);
    say(
        &place,
        &["reconcile", "--round", "2", "decide", id, "--keep"],
    );
    let notes = undecided(&place);
    assert_eq!(number(&notes), before - 1);
    assert!(notes[1].starts_with("1 kept"), "{notes:?}");
    say(&place, &["reconcile", "--round", "2", "reopen", id]);
    assert_eq!(number(&undecided(&place)), before);
}

#[test]
fn what_cannot_be_decided_is_refused_with_what_to_do_instead() {
    let place = Place::with_sample();
    let check = |args: &[&str], words: &str| {
        let (_, said) = place.fails(&[args, &["--study", "sample", "--as", "lee"]].concat());
        assert!(said.contains(words), "{said}");
    };
    let decide = ["reconcile", "--round", "2", "decide"];
    check(
        &[&decide[..], &["I12:1-2", "--none"]].concat(),
        "no disagreement I12:1-2",
    );
    check(&["reconcile", "--round", "9", "list"], "no round 9");
    let matter = first_of(&place, "missing");
    let id = matter["id"].as_str().unwrap();
    check(&[&decide[..], &[id, "--take", "dia"]].concat(), "dia");
    check(
        &[&decide[..], &[id, "--edit", "nothing-like-it"]].concat(),
        "nothing-like-it is no code",
    );
    let (_, said) = place.fails(&[
        "reconcile",
        "decide",
        id,
        "--none",
        "--study",
        "sample",
        "--as",
        "ana",
    ]);
    assert!(said.contains("not a lead"), "{said}");
}

#[test]
fn the_decision_list_has_a_row_for_every_decision_with_who_had_what_and_why() {
    let place = Place::with_sample();
    let listed = ask(&place, &["reconcile", "--round", "1", "list"]);
    let items = listed["items"].as_array().unwrap().iter();
    let decided = items.filter(|item| !item["decision"].is_null()).count();
    let export = say(&place, &["reconcile", "--round", "1", "export", "--csv"]);
    let mut rows = csv::Reader::from_reader(export.as_bytes());
    let head: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    for column in [
        "words",
        "coders",
        "how",
        "result",
        "reason",
        "cause",
        "present",
        "decided by",
    ] {
        assert!(head.iter().any(|known| known == column), "{head:?}");
    }
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), decided);
    assert!(rows.iter().all(|row| row.iter().any(|cell| cell == "lee")));
}

#[test]
fn the_summary_counts_what_the_list_lists() {
    let place = Place::sample();
    let round = ["reconcile", "--round", "2"];
    let listed = ask(place, &[&round[..], &["list"]].concat());
    let summary = ask(place, &[&round[..], &["summary"]].concat());
    let items = listed["items"].as_array().unwrap();
    for kind in ["boundary", "parent_child", "different_code", "missing"] {
        let of_kind = items.iter().filter(|item| item["type"] == kind).count();
        assert_eq!(summary["types"][kind], of_kind, "{kind}");
    }
    let codings = ask(place, &["coding", "list"]);
    for coder in summary["coders"].as_array().unwrap() {
        let all = codings["codings"].as_array().unwrap().iter();
        let own = all.filter(|coding| coding["coder"] == coder["coder"] && coding["round"] == 2);
        assert_eq!(coder["codings"], own.count());
    }
}

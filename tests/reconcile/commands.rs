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

/// A disagreement of round 2 by its name.
fn named(place: &Place, id: &str) -> Value {
    let listed = ask(place, &["reconcile", "--round", "2", "list"]);
    let mut items = listed["items"].as_array().unwrap().iter();
    items.find(|item| item["id"] == id).unwrap().clone()
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
    let decided = named(&place, id);
    assert_eq!(decided["decided"], true);
    assert_eq!(decided["decision"]["cause"], "definition_overlap");
    say(&place, &["undo"]);
    let decided = named(&place, id);
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
    let log = ask(&place, &["log"]);
    let decided = log.to_string().matches("decided a disagreement").count();
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

/// Starts and ends of the disagreements of I12 in round 2, by name.
fn places(place: &Place) -> Vec<(String, u64, u64)> {
    let list = [
        "reconcile",
        "--round",
        "2",
        "list",
        "--documents",
        "I12",
        "--sort",
        "document",
    ];
    let listed = ask(place, &list);
    let items = listed["items"].as_array().unwrap().iter();
    let of = |item: &Value| {
        let name = item["id"].as_str().unwrap().to_owned();
        (
            name,
            item["start"].as_u64().unwrap(),
            item["end"].as_u64().unwrap(),
        )
    };
    items.map(of).collect()
}

#[test]
fn a_result_never_reaches_into_another_disagreement() {
    let place = Place::with_sample();
    let places = places(&place);
    let near = places.windows(2).find(|pair| {
        let between = pair[1].1 - pair[0].2;
        between < 40
    });
    let [(name, start, _), (_, _, end)] = near.unwrap() else {
        unreachable!()
    };
    let edit = format!("rel-crisis@{start}:{end}");
    let args = ["reconcile", "--round", "2", "decide", name, "--edit", &edit];
    let (_, said) = place.fails(&[&args[..], &["--study", "sample", "--as", "lee"]].concat());
    assert!(
        said.contains("reaches into") || said.contains("no stretch"),
        "{said}"
    );
}

#[test]
fn a_coding_that_goes_after_a_decision_makes_it_stale() {
    let place = Place::with_sample();
    let list = [
        "reconcile",
        "--round",
        "2",
        "list",
        "--undecided",
        "--type",
        "boundary",
    ];
    let listed = ask(&place, &list);
    let mut items = listed["items"].as_array().unwrap().iter();
    let matter = items
        .find(|item| item["sides"]["ben"] != item["sides"]["chi"])
        .unwrap();
    let id = matter["id"].as_str().unwrap();
    say(
        &place,
        &["reconcile", "--round", "2", "decide", id, "--union"],
    );
    let of_the_place = |place: &Place| {
        let listed = ask(place, &["reconcile", "--round", "2", "list"]);
        let items = listed["items"].as_array().unwrap().clone();
        let meets = |item: &Value| {
            item["document"] == matter["document"]
                && item["start"].as_u64() < matter["end"].as_u64()
                && matter["start"].as_u64() < item["end"].as_u64()
        };
        items.into_iter().find(meets).unwrap()
    };
    assert_eq!(of_the_place(&place)["decision"]["stale"], false);
    let document = matter["document"].as_str().unwrap();
    let codings = ask(&place, &["coding", "list", document, "--coder", "ana"]);
    let mut codings = codings["codings"].as_array().unwrap().iter();
    let own = codings.find(|coding| {
        coding["start"] == matter["sides"]["ana"][0]["start"]
            && coding["end"] == matter["sides"]["ana"][0]["end"]
    });
    let own = own.unwrap()["ref"].as_str().unwrap();
    place.ok(&["coding", "remove", own, "--study", "sample", "--as", "ana"]);
    let after = of_the_place(&place);
    assert_eq!(after["decision"]["stale"], true);
    assert_eq!(after["decided"], true, "it stands");
}

/// Ana and ben code T1 in a round, each with a code of their own or the same, and the round is closed.
fn round(place: &Place, name: &str, codes: [&str; 2]) {
    place.ok(&[
        "round",
        "new",
        "--name",
        name,
        "--documents",
        "T1",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    for (coder, code) in ["ana", "ben"].into_iter().zip(codes) {
        let words = [("T1", "My worker.", code)];
        let machine = if coder == "ana" { "machine" } else { "laptop" };
        crate::cli::code(place, machine, ("study", coder), &words);
        place.ok_on(machine, &["done", "T1", "--study", "study", "--as", coder]);
    }
    place.ok(&["round", "close", name, "--study", "study"]);
}

#[test]
fn the_latest_round_speaks_for_a_document_and_earlier_decisions_do_not() {
    let place = crate::cli::small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    round(&place, "1", ["support", "voice"]);
    let held = || {
        let listed = place.json(&[
            "coding", "list", "T1", "--layer", "final", "--study", "study",
        ]);
        let codings = listed["codings"].as_array().unwrap().iter();
        let codes: Vec<String> = codings
            .map(|mark| mark["code"].as_str().unwrap().to_owned())
            .collect();
        (codes, listed["undecided"].as_u64().unwrap())
    };
    assert_eq!(held(), (vec![], 1));
    let listed = place.json(&["reconcile", "--round", "1", "list", "--study", "study"]);
    let id = listed["items"][0]["id"].as_str().unwrap();
    place.ok(&[
        "reconcile",
        "--round",
        "1",
        "decide",
        id,
        "--take",
        "ana",
        "--study",
        "study",
    ]);
    assert_eq!(held(), (vec!["support".to_owned()], 0));
    round(&place, "2", ["voice", "voice"]);
    assert_eq!(held(), (vec!["voice".to_owned()], 0));
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

#[test]
fn what_a_coder_codes_after_it_was_sent_back_lies_before_the_lead_and_in_no_figure_of_the_round() {
    let place = crate::cli::small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    round(&place, "1", ["support", "voice"]);
    let list = ["reconcile", "--round", "1", "list", "--study", "study"];
    let figures = ["agree", "--round", "1", "--study", "study"];
    let before = place.json(&figures);
    let id = place.json(&list)["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    place.ok(&[
        "reconcile",
        "--round",
        "1",
        "decide",
        &id,
        "--send-back",
        "--study",
        "study",
    ]);
    crate::cli::code(
        &place,
        "laptop",
        ("study", "ben"),
        &[("T1", "My worker.", "support")],
    );
    let item = &place.json(&list)["items"][0];
    assert_eq!(item["decided"], false);
    assert_eq!(item["decision"]["stale"], true, "ben has looked again");
    let sides = item["sides"]["ben"].as_array().unwrap();
    assert!(sides.iter().any(|mark| mark["code"] == "support"), "{item}");
    assert_eq!(place.json(&figures), before);
    place.ok(&[
        "reconcile",
        "--round",
        "1",
        "decide",
        &id,
        "--take",
        "ana",
        "--study",
        "study",
    ]);
    assert_eq!(place.json(&list)["items"][0]["decided"], true);
}

#[test]
fn a_code_that_a_coder_could_not_have_put_makes_no_disagreement_with_them() {
    let place = crate::cli::small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    crate::cli::code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "Hard at first.", "support")],
    );
    place.ok(&["done", "T1", "--study", "study"]);
    place.ok(&[
        "codebook",
        "add",
        "hope",
        "--definition",
        "hope",
        "--study",
        "study",
    ]);
    place.ok(&["codebook", "freeze", "--study", "study"]);
    let marks = [
        ("T1", "Hard at first.", "support"),
        ("T1", "My worker.", "hope"),
    ];
    crate::cli::code(&place, "laptop", ("study", "ben"), &marks);
    place.ok_on("laptop", &["done", "T1", "--study", "study", "--as", "ben"]);
    let listed = place.json(&["reconcile", "list", "--study", "study"]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 0, "{listed}");
    assert_eq!(listed["agreed"], 1);
}

#[test]
fn what_a_decision_replaces_and_what_is_left_is_said() {
    let place = Place::with_sample();
    let matter = first_of(&place, "boundary");
    let id = matter["id"].as_str().unwrap();
    let decide = ["reconcile", "--round", "2", "decide", id];
    say(&place, &[&decide[..], &["--union"]].concat());
    let said = say(&place, &[&decide[..], &["--none"]].concat());
    assert!(said.contains("instead of what lee decided"), "{said}");
    let said = say(&place, &[&decide[..], &["--send-back"]].concat());
    assert!(said.contains("147 left"), "{said}");
}

//! The recode queue: exactly the excerpts that a newer codebook touches, each once, until somebody looked at it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::{code, small_study};
use crate::program::Place;

fn say(place: &Place, coder: &str, args: &[&str]) -> String {
    place.ok(&[args, &["--study", "sample", "--as", coder]].concat())
}

fn ask(place: &Place, coder: &str, args: &[&str]) -> Value {
    place.json(&[args, &["--study", "sample", "--as", coder]].concat())
}

/// Who coded what where: the codings of some codes, or what waits.
fn places(list: &Value, codes: &[&str]) -> BTreeSet<(String, String, u64, u64, String)> {
    let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let number = |one: &Value, key: &str| one[key].as_u64().unwrap();
    let of = list.as_array().unwrap().iter();
    of.filter(|one| codes.contains(&one["code"].as_str().unwrap()))
        .map(|one| {
            let span = (number(one, "start"), number(one, "end"));
            let (coder, document) = (word(one, "coder"), word(one, "document"));
            (coder, document, span.0, span.1, word(one, "code"))
        })
        .collect()
}

fn waiting(place: &Place, coder: &str) -> Vec<Value> {
    let list = ask(place, coder, &["recode", "list"]);
    list["excerpts"].as_array().unwrap().clone()
}

/// After some changes of the codebook and a freeze, exactly the codings of some codes wait, each once, and for this reason.
fn check(changes: &[&[&str]], codes: &[&str], why: &str) -> Place {
    let place = Place::with_sample();
    let before = ask(&place, "lee", &["coding", "list"]);
    for change in changes {
        say(&place, "lee", &[&["codebook"], *change].concat());
    }
    let impact = ask(&place, "lee", &["codebook", "impact"]);
    say(&place, "lee", &["codebook", "freeze"]);
    let waiting = waiting(&place, "lee");
    let expected = places(&before["codings"], codes);
    assert_eq!(places(&Value::from(waiting.clone()), codes), expected);
    assert_eq!(waiting.len(), expected.len());
    assert_eq!(impact["excerpts"], expected.len());
    for one in &waiting {
        assert_eq!(one["why"], serde_json::json!([why]), "{one}");
    }
    place
}

#[test]
fn what_says_when_a_code_applies_touches_exactly_its_excerpts() {
    let edit = |field: &'static str| ["edit", "rel-crisis", field, "other words"];
    let codes = ["rel-crisis"];
    check(&[&edit("--definition")], &codes, "definition");
    check(&[&edit("--use-when")], &codes, "use_when");
    let place = check(&[&edit("--not-when")], &codes, "not_when");
    let first = waiting(&place, "lee")[0].clone();
    assert_eq!(first["version"], 1);
    assert_eq!(
        first["then"]["not_when"],
        "planned relapse plan (str-relapse)"
    );
    assert_eq!(first["now"]["not_when"], "other words");
}

#[test]
fn a_new_name_a_move_and_what_is_written_after_the_freeze_touch_nothing() {
    let name = [
        "edit",
        "rel-crisis",
        "--name",
        "Nights",
        "--handle",
        "rel-night",
    ];
    let example = ["edit", "str-relapse", "--example", "as he said"];
    let moved = ["move", "str-wins", "--below", "parenting"];
    let place = check(&[&name, &example, &moved], &[], "");
    say(
        &place,
        "lee",
        &["codebook", "edit", "rel-night", "--definition", "x"],
    );
    assert!(waiting(&place, "lee").is_empty());
}

#[test]
fn a_merge_touches_the_excerpts_of_the_code_that_is_gone_and_no_others() {
    let place = Place::with_sample();
    let before = ask(&place, "lee", &["coding", "list"]);
    let expected = places(&before["codings"], &["par-ask"]);
    say(
        &place,
        "lee",
        &["codebook", "merge", "par-ask", "par-patience"],
    );
    say(&place, "lee", &["codebook", "freeze"]);
    let waiting = waiting(&place, "lee");
    assert_eq!(waiting.len(), expected.len());
    for one in &waiting {
        assert_eq!(
            (&one["why"][0], &one["now"]["code"]),
            (&"merged".into(), &"par-patience".into())
        );
    }
}

#[test]
fn a_split_and_a_retired_code_leave_nothing_behind() {
    let split = [
        "split",
        "lex-limits",
        "--into",
        "lim-time=Times,lim-role=Roles",
    ];
    let place = check(&[&split], &["lex-limits"], "container");
    let tree = say(&place, "lee", &["codebook", "show", "lim-time"]);
    assert!(
        tree.contains("Times") && tree.contains("lex-limits"),
        "{tree}"
    );
    check(&[&["retire", "rel-network"]], &["rel-network"], "retired");
    let retired = [&split[..], &["--retire"]].concat();
    check(&[&retired], &["lex-limits"], "retired");
}

#[test]
fn what_was_looked_at_leaves_and_figures_of_closed_rounds_stay() {
    let place = check(
        &[&["edit", "rel-crisis", "--not-when", "planned"]],
        &["rel-crisis"],
        "not_when",
    );
    let figures = |place: &Place| {
        let of = |round: &str| ask(place, "lee", &["agree", "--round", round]);
        (of("1"), of("2"))
    };
    let before = figures(&place);
    let own = waiting(&place, "ana");
    assert!(own.iter().all(|one| one["coder"] == "ana"));
    let name = |at: usize| own[at]["ref"].as_str().unwrap();
    say(
        &place,
        "ana",
        &["memo", "add", "--ref", name(0), "--text", "hard one"],
    );
    say(&place, "ana", &["recode", "keep", name(0)]);
    say(&place, "ana", &["recode", "drop", name(1)]);
    say(&place, "ana", &["recode", "to", name(2), "str-relapse"]);
    let left = waiting(&place, "ana");
    assert_eq!(left.len(), own.len() - 3);
    let codings = ask(&place, "lee", &["coding", "list", "--coder", "ana"]);
    let at = |one: &Value| -> Vec<(Value, Value)> {
        let same = codings["codings"].as_array().unwrap().iter().filter(|of| {
            ["document", "start", "end", "round"]
                .iter()
                .all(|key| one.get(key).is_none_or(|value| of[key] == *value))
        });
        same.map(|of| (of["code"].clone(), of["codebook_version"].clone()))
            .collect()
    };
    assert!(at(&own[0]).contains(&("rel-crisis".into(), 2.into())));
    assert!(!at(&own[1]).iter().any(|(code, _)| code == "rel-crisis"));
    assert!(at(&own[2]).contains(&("str-relapse".into(), 2.into())));
    let memos = say(&place, "ana", &["memo", "list"]);
    assert!(memos.contains("hard one"), "{memos}");
    assert_eq!(figures(&place), before);
    say(&place, "ana", &["undo"]);
    assert_eq!(waiting(&place, "ana").len(), own.len() - 2);
}

#[test]
fn a_lead_recodes_others_in_the_final_layer_alone_and_with_a_reason() {
    let place = check(
        &[&["edit", "rel-crisis", "--definition", "narrower"]],
        &["rel-crisis"],
        "definition",
    );
    let codings = |place: &Place| ask(place, "lee", &["coding", "list"]);
    let last = |place: &Place| ask(place, "lee", &["coding", "list", "--layer", "final"]);
    let before = (codings(&place), last(&place));
    let agree = ["agree", "--round", "2"];
    let figures = ask(&place, "lee", &agree);
    let all = waiting(&place, "lee");
    // Where one coder alone speaks for a document, what their coding counts as is seen at once.
    let alone = all.iter().find(|one| one["document"] == "I05").unwrap();
    let name = alone["ref"].as_str().unwrap();
    say(
        &place,
        "lee",
        &[
            "recode",
            "to",
            name,
            "rel-reliable",
            "--reason",
            "she has left",
        ],
    );
    assert_eq!(waiting(&place, "lee").len(), all.len() - 1);
    assert_eq!(codings(&place), before.0);
    assert_eq!(ask(&place, "lee", &agree), figures);
    let here = |list: &Value| places(&list["codings"], &["rel-crisis", "rel-reliable"]);
    let (was, is) = (here(&before.1), here(&last(&place)));
    let gone: Vec<_> = was.difference(&is).map(|one| one.4.as_str()).collect();
    let came: Vec<_> = is.difference(&was).map(|one| one.4.as_str()).collect();
    assert_eq!((gone, came), (vec!["rel-crisis"], vec!["rel-reliable"]));
    let log = say(&place, "lee", &["log"]);
    let line = log.lines().find(|line| line.contains("recoded rel-crisis"));
    let line = line.unwrap();
    assert!(
        line.ends_with("as rel-reliable in the final layer: she has left"),
        "{line}"
    );
    let kept = waiting(&place, "lee")[0].clone();
    say(
        &place,
        "lee",
        &["recode", "keep", kept["ref"].as_str().unwrap()],
    );
    assert_eq!(waiting(&place, "lee").len(), all.len() - 2);
}

#[test]
fn what_cannot_be_recoded_is_refused_with_what_to_do_instead() {
    let split = ["split", "lex-limits", "--into", "lim-time,lim-role"];
    let place = check(&[&split], &["lex-limits"], "container");
    let refused = |coder: &str, args: &[&str], words: &str| {
        let (_, said) = place.fails(&[args, &["--study", "sample", "--as", coder]].concat());
        assert!(said.contains(words), "{said}");
    };
    let own = waiting(&place, "ana")[0]["ref"]
        .as_str()
        .unwrap()
        .to_owned();
    refused("ana", &["recode", "keep", &own], "is a container");
    refused("ben", &["recode", "drop", &own], "only a lead");
    refused("ben", &["recode", "list", "--coder", "ana"], "only a lead");
    refused("ana", &["recode", "to", &own, "nothing"], "no code nothing");
    refused("ana", &["recode", "list", "--from", "9"], "no version 9");
    refused(
        "ana",
        &["recode", "list", "--from", "2", "--to", "1"],
        "older version",
    );
    say(&place, "ana", &["recode", "to", &own, "lim-time"]);
    refused("ana", &["recode", "drop", &own], "no coding");
}

#[test]
fn what_is_coded_in_an_open_round_waits_until_it_closes() {
    let place = small_study();
    let ok = |args: &[&str]| place.ok(&[args, &["--study", "study"]].concat());
    let list = || place.json(&["recode", "list", "--study", "study"]);
    ok(&["codebook", "freeze"]);
    ok(&["round", "new", "--documents", "T1", "--coders", "ana,ben"]);
    let own = [("T1", "My worker.", "support")];
    code(&place, "machine", ("study", "ana"), &own);
    ok(&["codebook", "edit", "support", "--definition", "narrower"]);
    ok(&["codebook", "freeze"]);
    assert_eq!(list()["excerpts"].as_array().unwrap().len(), 0);
    assert_eq!(list()["in_open_rounds"], 1);
    ok(&["done", "T1"]);
    ok(&["round", "close", "1", "--without", "ben", "--reason", "ill"]);
    assert_eq!(list()["excerpts"].as_array().unwrap().len(), 1);
}

#[test]
fn impact_gives_each_reason_its_own_count() {
    let place = small_study();
    let say = |words: &[&str]| place.ok(&[words, &["--study", "study"]].concat());
    say(&["codebook", "freeze"]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    say(&["codebook", "edit", "support", "--definition", "other"]);
    say(&["codebook", "freeze"]);
    let later = [
        ("T1", "Now I sleep.", "support"),
        ("T1", "Hard at first.", "support"),
    ];
    code(&place, "machine", ("study", "ana"), &later);
    say(&["codebook", "edit", "support", "--not-when", "never"]);
    let found = place.json(&["codebook", "impact", "--study", "study"]);
    let codes = found["codes"].as_array().unwrap().iter();
    let counts: Vec<_> = codes
        .map(|of| (of["why"].to_string(), &of["excerpts"]))
        .collect();
    let both = r#"["definition","not_when"]"#.to_owned();
    let one = r#"["not_when"]"#.to_owned();
    assert_eq!(counts, [(both, &Value::from(1)), (one, &Value::from(2))]);
    let drawn = say(&["codebook", "impact"]);
    assert_eq!(
        drawn
            .lines()
            .filter(|line| line.starts_with("support"))
            .count(),
        2
    );
}

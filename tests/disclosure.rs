//! Disclosure: no small group leaves unsaid, no words of who keeps them in, and no identifier that was to be taken out.

use std::collections::BTreeMap;

use intercoder::disclosure::identifier::{Kind, Screen};
use proptest::prelude::*;
use serde_json::Value;

use crate::program::Place;

/// A study with a document where everybody speaks once, and its people.
fn study(people: &str) -> Place {
    let place = Place::new();
    place.write("people.csv", people);
    let handles: Vec<&str> = people
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    let talk: String = handles
        .iter()
        .map(|handle| format!("{handle}: These are the words of {handle} alone.\n"))
        .collect();
    // A label that stands there once is no label.
    let talk = format!("{talk}{}", talk.replace("words", "thoughts"));
    place.write("T1.txt", talk);
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place.ok(&[
        "import",
        "T1.txt",
        "--people",
        "people.csv",
        "--study",
        "study",
    ]);
    place.ok(&[
        "codebook", "add", "voice", "--name", "Voice", "--study", "study",
    ]);
    for turn in 1..=handles.len() {
        let turn = turn.to_string();
        let args = ["coding", "add", "T1", "--turn", &turn, "--code", "voice"];
        place.ok(&[&args[..], &["--study", "study"]].concat());
    }
    place
}

/// The columns that a theme table leaves with, and the notes under it.
fn check(people: &str, by: &str) -> (Vec<String>, String) {
    let place = study(people);
    let table = place.ok(&["themes", "--by", by, "--md", "--study", "study"]);
    let head = table
        .lines()
        .find(|line| line.starts_with("| theme"))
        .unwrap();
    let cells = head
        .trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().to_owned());
    (
        cells.skip(5).collect(),
        table.split_once("\n\n*").unwrap().1.to_owned(),
    )
}

#[test]
fn a_group_below_k_collapses_to_fewer_attributes_and_the_table_says_so() {
    let people = "id,role,site\nP1,a,1\nP2,a,1\nP3,a,1\nP4,b,1\nP5,b,1\nP6,b,2\n";
    let (columns, notes) = check(people, "role,site");
    assert_eq!(columns, ["a", "b"]);
    assert!(
        notes.contains("1 person is alone in role × site"),
        "{notes}"
    );
    assert!(notes.contains("split by role (a, b) only"), "{notes}");
    assert!(notes.contains("not a guarantee"), "{notes}");
}

#[test]
fn a_single_attribute_gives_way_to_the_coarser_one_that_it_determines() {
    let people = "id,role,group,open\nP1,nurse,staff,yes\nP2,nurse,staff,yes\nP3,cook,staff,yes\n\
                  P4,parent,family,no\nP5,parent,family,no\nP6,parent,family,no\n";
    assert_eq!(check(people, "role").0, ["family", "staff"]);
    // Nothing coarser: no split at all.
    let alone = "id,role\nP1,a\nP2,a\nP3,a\nP4,b\n";
    let (columns, notes) = check(alone, "role");
    assert!(
        columns.is_empty() && notes.contains("not split at all"),
        "{notes}"
    );
    // Who has no value is a group too.
    let blank = "id,role\nP1,a\nP2,a\nP3,a\nP4,\n";
    assert!(check(blank, "role").0.is_empty());
}

#[test]
fn groups_of_k_and_more_are_shown_as_asked() {
    let people = "id,role,site\nP1,a,1\nP2,a,1\nP3,a,1\nP4,b,2\nP5,b,2\nP6,b,2\n";
    let (columns, _) = check(people, "role,site");
    assert_eq!(columns, ["role: a", "role: b", "site: 1", "site: 2"]);
}

#[test]
fn smaller_groups_take_a_reason_which_the_history_keeps() {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\nP4,b\n");
    let themes = [
        "themes", "--by", "role", "--md", "--k", "1", "--study", "study",
    ];
    let (exit, said) = place.fails(&themes);
    assert!(exit == 3 && said.contains("--reason"), "{said}");
    let reason = ["--reason", "the ethics board asked for it"];
    let table = place.ok(&[&themes[..], &reason].concat());
    assert!(table.contains("| b |") && table.contains("the ethics board asked for it"));
    let log = place.ok(&["log", "--study", "study"]);
    assert!(log.contains("the ethics board asked for it"), "{log}");
    // On a terminal and for programs the table is whole, and warns.
    let seen = place.json(&["themes", "--by", "role", "--study", "study"]);
    assert_eq!(seen["rows"][0]["by"]["role"]["b"], 1);
    assert!(seen["notes"].to_string().contains("single people out"));
    let lines = |log: &str| log.lines().count();
    assert_eq!(lines(&place.ok(&["log", "--study", "study"])), lines(&log));
}

#[test]
fn a_crosstab_is_guarded_like_a_theme_table_and_a_participants_table_warns() {
    let place = study("id,role,site\nP1,a,1\nP2,a,1\nP3,a,1\nP4,b,1\n");
    let crosstab = place.ok(&[
        "matrix", "crosstab", "--by", "role", "--csv", "--study", "study",
    ]);
    assert_eq!(crosstab.lines().next().unwrap(), "\u{feff}code,all");
    let people = place.ok(&["people", "table", "--md", "--study", "study"]);
    assert!(people.contains("below k = 3"), "{people}");
}

#[test]
fn who_may_not_be_quoted_is_quoted_nowhere() {
    let place = study("id,role,may_quote\nP1,a,no\nP2,a,\nP3,a,yes\n");
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let coding = |turn: usize| {
        codings["codings"][turn - 1]["ref"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (exit, said) = place.fails(&["quotes", "choose", &coding(1), "--study", "study"]);
    assert!(
        exit == 3 && said.contains("P1 must not be quoted"),
        "{said}"
    );
    place.ok(&["quotes", "choose", &coding(2), "--study", "study"]);
    place.ok(&["quotes", "choose", &coding(3), "--study", "study"]);
    place.write("later.csv", "id,may_quote\nP3,no\n");
    place.ok(&["people", "import", "later.csv", "--study", "study"]);
    for args in [
        &[
            "quotes",
            "table",
            "--themes",
            "codes",
            "--per-theme",
            "9",
            "--md",
        ][..],
        &["themes", "--quotes", "9", "--md"],
        &["themes", "--quotes", "9", "--json"],
        &["export", "excerpts", "--raw"],
        &["export", "excerpts", "--json"],
    ] {
        let printed = place.ok(&[
            args,
            &["--study", "study", "--k", "1", "--reason", "x"]
                [..if args[0] == "export" { 2 } else { 6 }],
        ]
        .concat());
        assert!(printed.contains("words of P2"), "{args:?}: {printed}");
        for kept_in in ["words of P1", "words of P3"] {
            assert!(!printed.contains(kept_in), "{args:?}: {printed}");
        }
    }
}

fn screen(names: &[(&str, &str)]) -> Screen {
    let names = names
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    Screen::new(&names.collect::<Vec<_>>()).unwrap()
}

#[test]
fn identifiers_are_told_by_map_and_shape() {
    let screen = screen(&[("Ann Lee", "Rosa"), ("Ann", "Rosa"), ("Müller", "")]);
    let cases = [
        ("Then ann  lee came", Kind::Name, "Then Rosa came"),
        ("ANN's kitchen", Kind::Name, "Rosa's kitchen"),
        ("Frau müller", Kind::Name, "Frau [name]"),
        (
            "write to a.b+c@mail.example.org.",
            Kind::Email,
            "write to [e-mail].",
        ),
        (
            "see https://example.org/x?y=1 now",
            Kind::Url,
            "see [web address] now",
        ),
        ("go to example.com", Kind::Url, "go to [web address]"),
        ("call (413) 555-0123", Kind::Phone, "call [phone]"),
        ("call +49 30 1234567", Kind::Phone, "call [phone]"),
        ("call 555-0123", Kind::Phone, "call [phone]"),
        ("on 2026-03-04.", Kind::Date, "on [date]."),
        ("on 3/4/26", Kind::Date, "on [date]"),
        ("on March 4th, 2026,", Kind::Date, "on [date],"),
        ("the 4th of March", Kind::Date, "the [date]"),
        ("at 12 Old Mill Road", Kind::Address, "at [address]"),
        (
            "Springfield MA 01103",
            Kind::Address,
            "Springfield [address]",
        ),
        ("I am 93 now", Kind::Age, "I [age over 89] now"),
        ("a 91-year-old", Kind::Age, "a [age over 89]"),
    ];
    for (text, kind, clean) in cases {
        let found = screen.find(text);
        assert_eq!(
            found.iter().map(|of| of.kind).collect::<Vec<_>>(),
            [kind],
            "{text}"
        );
        assert_eq!(screen.redacted(text).unwrap(), clean, "{text}");
    }
    for free in [
        "Annual banns",
        "I am 89",
        "turn 12, 14 of 20",
        "12 people came",
        "3.5 and 0.25",
        "site 2",
    ] {
        assert_eq!(screen.redacted(free), None, "{free}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_redacted_holds_no_identifier_any_more(pieces in prop::collection::vec(prop_oneof![
        Just("Ann Lee"), Just("ann"), Just("a@b.org"), Just("413-555-0123"), Just("2026-03-04"), Just("March 4"),
        Just("12 Mill Road"), Just("I am 93"), Just("www.example.org/a"), Just("word"), Just("7"), Just("-"), Just("\n"),
    ], 0..12), blanks in prop::collection::vec(any::<bool>(), 12)) {
        let screen = screen(&[("Ann Lee", "Rosa"), ("Ann", "")]);
        let mut text = String::new();
        for (piece, blank) in pieces.iter().zip(blanks) {
            text.push_str(piece);
            text.push_str(if blank { " " } else { ", " });
        }
        let clean = screen.redacted(&text).unwrap_or(text);
        prop_assert_eq!(screen.find(&clean), []);
    }
}

/// A sample whose transcript names a person, and a map outside it.
fn with_a_name() -> Place {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\n");
    place.write("names.csv", "name,pseudonym\nwords,sayings\n");
    place
}

#[test]
fn what_is_redacted_is_redacted_in_every_format() {
    let place = with_a_name();
    let redact = ["--redact", "--names", "names.csv", "--study", "study"];
    for ending in ["csv", "md", "html", "tex", "xlsx", "docx"] {
        let file = format!("out.{ending}");
        place.ok(&[&["export", "excerpts", "-o", &file][..], &redact].concat());
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let screen = screen(&[("words", "sayings")]);
        let format = intercoder::export::format::Format::of(std::path::Path::new(&file));
        assert_eq!(
            intercoder::export::redaction::left_in(&screen, (format, &bytes)),
            []
        );
        // The check itself finds what is left.
        let file = format!("plain.{ending}");
        place.ok(&["export", "excerpts", "-o", &file, "--study", "study"]);
        let bytes = std::fs::read(place.path(&file)).unwrap();
        assert!(
            !intercoder::export::redaction::left_in(&screen, (format, &bytes)).is_empty(),
            "{ending}"
        );
    }
    let said: Value = place.json(&[&["export", "excerpts"][..], &redact].concat());
    assert!(said.to_string().contains("sayings of P2"));
}

#[test]
fn redaction_fails_closed_and_the_map_stays_outside_the_study() {
    let place = with_a_name();
    place.write("circle.csv", "name,pseudonym\nwords,many words\n");
    let export = [
        "export", "excerpts", "-o", "out.csv", "--redact", "--study", "study",
    ];
    let (exit, said) = place.fails(&[&export[..], &["--names", "circle.csv"]].concat());
    assert!(exit == 3 && said.contains("nothing was written"), "{said}");
    assert!(
        !said.contains("many words"),
        "the identifier itself is not printed: {said}"
    );
    assert!(!place.path("out.csv").exists());
    place.write("study/names.csv", "name,pseudonym\nwords,sayings\n");
    let (exit, said) = place.fails(&[&export[..], &["--names", "study/names.csv"]].concat());
    assert!(exit == 3 && said.contains("inside a study"), "{said}");
}

#[test]
fn a_quote_list_is_attributed_by_what_singles_no_quoted_person_out() {
    let place = study(
        "id,role,group\nP1,a,staff\nP2,a,staff\nP3,a,staff\nP4,b,staff\nP5,c,family\nP6,c,family\nP7,c,family\n",
    );
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let choose = |turn: usize| {
        let coding = codings["codings"][turn - 1]["ref"].as_str().unwrap();
        place.ok(&["quotes", "choose", coding, "--study", "study"]);
    };
    let who = || -> BTreeMap<String, usize> {
        let args = [
            "quotes",
            "table",
            "--themes",
            "codes",
            "--per-theme",
            "9",
            "--raw",
        ];
        let printed = place.ok(&[&args[..], &["--study", "study"]].concat());
        assert!(!printed.contains("T1"), "{printed}");
        let mut counts = BTreeMap::new();
        for line in printed.lines().skip(1) {
            *counts
                .entry(line.rsplit(',').next().unwrap().to_owned())
                .or_default() += 1;
        }
        counts
    };
    choose(1);
    choose(5);
    // Nobody of the small group is quoted.
    assert_eq!(
        who(),
        BTreeMap::from([("a".to_owned(), 1), ("c".to_owned(), 1)])
    );
    choose(4);
    assert_eq!(
        who(),
        BTreeMap::from([("family".to_owned(), 1), ("staff".to_owned(), 2)])
    );
}

#[test]
fn a_report_is_redacted_or_not_written_and_a_scan_says_what_is_there() {
    let place = with_a_name();
    let study = ["--study", "study"];
    for (report, ending) in [
        (&["report", "html"][..], "html"),
        (&["report", "memberpack", "--person", "P2"], "docx"),
        (&["report", "memberpack", "--person", "P2"], "md"),
        (&["document", "print", "T1"], "html"),
    ] {
        let file = format!("{}.{ending}", report[1]);
        let redact = ["-o", &file, "--redact", "--names", "names.csv"];
        place.ok(&[report, &redact, &study].concat());
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let read = intercoder::export::format::Format::of(std::path::Path::new(&file));
        let screen = screen(&[("words", "sayings")]);
        assert_eq!(
            intercoder::export::redaction::left_in(&screen, (read, &bytes)),
            [],
            "{file}"
        );
    }
    place.write("circle.csv", "name,pseudonym\nwords,many words\n");
    let redact = ["-o", "no.html", "--redact", "--names", "circle.csv"];
    let (exit, _) = place.fails(&[&["report", "html"][..], &redact, &study].concat());
    assert!(exit == 3 && !place.path("no.html").exists());
    let scan = ["document", "scan", "--names", "names.csv"];
    let said = place.json(&[&scan[..], &study].concat());
    assert_eq!(said["rows"].as_array().unwrap().len(), 3, "{said}");
    assert_eq!(
        said["rows"][0]["values"],
        serde_json::json!([1, "name", "words"])
    );
}

#[test]
fn groups_are_those_of_people_who_speak() {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\nP4,b\n");
    // Two more who were never interviewed hide nobody.
    place.write("more.csv", "id,role\nX1,b\nX2,b\n");
    place.ok(&["people", "import", "more.csv", "--study", "study"]);
    let table = place.ok(&["themes", "--by", "role", "--md", "--study", "study"]);
    assert!(table.contains("role b is 1"), "{table}");
    let head = table
        .lines()
        .find(|line| line.starts_with("| theme"))
        .unwrap();
    assert!(!head.contains("| b |"), "{head}");
}

#[test]
fn a_reason_stays_where_it_was_needed_and_a_low_k_of_the_study_is_said() {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\n");
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let coding = codings["codings"][0]["ref"].as_str().unwrap();
    place.ok(&["quotes", "choose", coding, "--study", "study"]);
    let table = [
        "quotes", "table", "--themes", "codes", "--md", "--k", "1", "--reason", "zzz",
    ];
    let said = place.ok(&[&table[..], &["--study", "study"]].concat());
    assert!(!said.contains("zzz"), "{said}");
    place.ok(&["study", "set", "k", "1", "--study", "study"]);
    let said = place.ok(&["themes", "--by", "role", "--md", "--study", "study"]);
    assert!(
        said.contains("k = 1 are shown, as the study is set"),
        "{said}"
    );
}

#[test]
fn whatever_is_not_yes_keeps_words_in() {
    for word in ["no", "n", "0", "never", "not disclosed"] {
        let place = study(&format!(
            "id,role,may_quote\nP1,a,{word}\nP2,a,\nP3,a,yes\n"
        ));
        let printed = place.ok(&["export", "excerpts", "--raw", "--study", "study"]);
        assert!(
            !printed.contains("words of P1") && printed.contains("words of P2"),
            "{word}"
        );
    }
}

#[test]
fn what_coders_wrote_and_what_a_search_finds_holds_no_words_that_are_kept_in() {
    let place = study("id,role,may_quote\nP1,a,no\nP2,a,\nP3,a,\n");
    let theirs = "These are the words of P1 alone";
    let on = |args: &[&str]| place.ok(&[args, &["--study", "study"]].concat());
    on(&["codebook", "edit", "voice", "--example", theirs]);
    on(&[
        "matrix",
        "framework",
        "write",
        "--person",
        "P2",
        "--theme",
        "voice",
        "--text",
        theirs,
    ]);
    let codings = place.json(&["coding", "list", "--study", "study"]);
    let coding = codings["codings"][1]["ref"].as_str().unwrap();
    on(&["memo", "add", "--ref", coding, "--text", theirs]);
    for args in [
        &["export", "excerpts", "--raw"][..],
        &["export", "json"],
        &["search", "words", "--raw"],
        &["matrix", "framework", "--themes", "all", "--md"],
        &["codebook", "table", "--md"],
        &["themes", "--md"],
    ] {
        let printed = on(args);
        assert!(!printed.contains("words of P1"), "{args:?}: {printed}");
    }
    // What was withheld in a copy of the codebook comes back as no change.
    on(&["codebook", "table", "--csv", "-o", "codebook.csv"]);
    let said = on(&["codebook", "import", "codebook.csv"]);
    assert!(
        said.contains("0 fields changed") || said.contains("nothing"),
        "{said}"
    );
    let shown = place.json(&["codebook", "show", "voice", "--study", "study"]);
    assert!(shown.to_string().contains(theirs), "{shown}");
}

#[test]
fn an_attribution_that_names_a_person_or_a_document_is_not_printed() {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\n");
    let codings = place.json(&["coding", "list", "--study", "study"]);
    for (turn, who) in [(0, "P1, interview T1"), (1, "a mother of two")] {
        let coding = codings["codings"][turn]["ref"].as_str().unwrap();
        place.ok(&[
            "quotes",
            "choose",
            coding,
            "--attribution",
            who,
            "--study",
            "study",
        ]);
    }
    for args in [
        &[
            "quotes",
            "table",
            "--themes",
            "codes",
            "--per-theme",
            "5",
            "--md",
        ][..],
        &["themes", "--quotes", "5", "--md"],
        &["report", "html", "--for", "reader"],
    ] {
        let printed = place.ok(&[args, &["--study", "study"]].concat());
        assert!(!printed.contains("interview T1"), "{args:?}: {printed}");
        assert!(printed.contains("a mother of two"), "{args:?}: {printed}");
    }
}

#[test]
fn a_reader_s_page_names_nobody_whatever_stands_around_a_handle() {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\n");
    let ask = [
        "memo",
        "add",
        "--code",
        "voice",
        "--text",
        "Compare P1-P3 with T1-P2, T1: and (P2).",
        "--to",
        "ana",
    ];
    place.ok(&[&ask[..], &["--study", "study"]].concat());
    let page = place.ok(&["report", "html", "--for", "reader", "--study", "study"]);
    assert!(
        page.contains("Compare [a participant]-[a participant] with [a document]-[a participant]"),
        "{page}"
    );
}

#[test]
fn tables_of_people_name_nobody_in_a_paper_and_are_refused_where_the_study_is_incomplete() {
    let place = study("id,role,site\nP1,a,1\nP2,a,1\nP3,b,2\n");
    place.write(
        "spec.json",
        r#"{"title":"T","unit":"person","rows":{"by":"site"},"columns":[{"label":"a","where":{"role":"a"}}],"totals":true}"#,
    );
    let table = ["table", "spec.json", "--study", "study"];
    let paper = place.ok(&[&table[..], &["--md"]].concat());
    assert!(
        paper.contains("1 in no column") && !paper.contains("P3"),
        "{paper}"
    );
    assert!(paper.contains("below k = 3"), "{paper}");
    assert!(place.ok(&table).contains("in no column: P3"));
    let journal = std::fs::read_dir(place.path("study/journal"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let lines = std::fs::read_to_string(&journal).unwrap();
    let kept: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains("person.add") || !line.contains("\"P3\""))
        .collect();
    std::fs::write(&journal, kept.join("\n") + "\n").unwrap();
    for args in [
        &table[..],
        &["people", "table", "--study", "study"],
        &["people", "list", "--study", "study"],
    ] {
        let (exit, said) = place.fails(&[args, &["--as", "zoe"]].concat());
        assert!(exit == 3, "{args:?}: {said}");
    }
}

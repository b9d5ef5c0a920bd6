//! Disclosure: no small group leaves unsaid, and no words of who keeps them in.

use std::collections::BTreeMap;

use crate::program::Place;

/// A study with a document where everybody speaks once, and its people.
pub fn study(people: &str) -> Place {
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

//! Values: what may be asked of an attribute, and what is refused with the values there are.

use intercoder::query::parse::parse;
use intercoder::query::slip::slips;

use crate::query::{FACTS, refused};

#[test]
fn a_day_is_one_that_there_is_and_a_range_goes_forward() {
    for line in [
        "date:2026-1..2026-3",
        "date:2026-13..",
        "date:>=2026-02-30",
        "date:20260101-..",
        "date:..2026-01-01-01",
        "date:2026--1..",
        "minutes:50..40",
        "date:2026-03..2026-01",
        "date:2026..2025",
        "minutes:30..2026-01",
        "minutes:=60",
    ] {
        parse(line, &FACTS).expect_err(line);
    }
    for line in [
        "date:2026-01..2026-03",
        "date:2026-03..2026",
        "date:>2026-01-31",
        "date:..2026",
        "minutes:40..40",
        "minutes:-5..40.5",
    ] {
        parse(line, &FACTS).expect(line);
    }
    let said = ["date:2026-1..2026-3", "minutes:50..40", "minutes:=60"].map(refused);
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn a_value_that_nobody_has_is_refused_with_those_there_are() {
    let said = [
        "role:queen",
        "plan -role:interveiwer",
        "site:seven",
        "site:1,9",
        "date:2026-13",
        "date:2024-01",
    ];
    insta::assert_snapshot!(said.map(refused).join("\n\n"));
    for line in [
        "role:interviewer",
        "role:unknown,ignore",
        "site:blank",
        "role:nobody*",
        "date:2026-02",
        "date:2026",
        "minutes:>900",
    ] {
        parse(line, &FACTS).expect(line);
    }
}

#[test]
fn an_attribute_without_a_value_can_be_asked_for_as_blank() {
    let mut facts = FACTS.clone();
    facts.documents[0]
        .attributes
        .insert("weather".into(), Vec::new());
    parse("weather:blank", &facts).unwrap();
    let cause = parse("weather:wet", &facts).unwrap_err();
    assert_eq!(
        (cause.what.as_str(), cause.hint.as_str()),
        ("there is no weather wet", "there is none yet")
    );
}

#[test]
fn an_expression_that_grows_too_large_is_told_to_repeat_less() {
    let cause = parse(r"/(.|\s){3000}/", &FACTS).unwrap_err();
    assert_eq!(cause.what, "this expression grows too large");
    assert!(cause.hint.starts_with("repeat less"), "{}", cause.hint);
}

#[test]
fn a_denial_is_not_lost_behind_near() {
    let said = ["phone NEAR/6 -night", "phone NEAR/6 NOT night"].map(refused);
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn numbers_of_turns_and_questions_are_read_and_refused() {
    for line in [
        "turn:1..5",
        "turn:3,7",
        "turn:5..",
        "question:..5",
        "question:2..2",
    ] {
        parse(line, &FACTS).expect(line);
    }
    let said = [
        "turn:0",
        "plan turn:5..1",
        "question:..",
        "question:one",
        "turn:>=4",
        "turn:-3",
    ];
    insta::assert_snapshot!(said.map(refused).join("\n\n"));
}

#[test]
fn small_operators_are_said_to_be_words() {
    assert_eq!(
        slips("plan or list and not zzyzx near/8 x or OR \"and\" y", 0),
        [
            "or is looked for as a word; OR in capitals joins",
            "and is looked for as a word; AND in capitals joins",
            "not is looked for as a word; NOT in capitals denies",
            "near/8 is looked for as a word; NEAR/8 in capitals looks for words near each other",
        ]
    );
    assert_eq!(slips("plan OR list", 0), [""; 0]);
    assert_eq!(slips("plan or list", 1), [""; 0]);
}

#[test]
fn a_filter_on_one_side_of_or_is_said_to_hold_there_alone() {
    let is_said = |line: &str| !slips(line, 1).is_empty();
    for line in [
        "night OR morning role:parent",
        "role:parent night OR morning",
        "night OR (morning OR noon) -code:a",
        "night OR \"two words\" uncoded",
        "(night OR morning role:parent) plan",
        "(night OR morning role:parent) document:I01",
    ] {
        assert!(is_said(line), "{line}");
    }
    for line in [
        "(night OR morning) role:parent",
        "night role:parent OR morning role:parent",
        "night OR role:parent",
        "night OR morning",
        "night role:parent",
        "night OR (morning role:parent)",
    ] {
        assert!(!is_said(line), "{line}");
    }
}

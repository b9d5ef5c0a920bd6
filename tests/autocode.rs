//! Autocoding: a query proposes, a person decides, and a whole run can be taken back.

mod review;
mod sitting;

use intercoder::agreement::figure::Undefined;
use intercoder::autocode::order::{Judged, put_in_order};
use intercoder::autocode::precision::{Tally, wilson};
use intercoder::autocode::proposal::Proposal;
use intercoder::filter::View;
use intercoder::id::{CoderId, DocumentRef, Ref};
use intercoder::person::Role;
use intercoder::run::{Order, Verdict};
use intercoder::study::Study;
use serde_json::Value;

use crate::cli::{code, in_a_blind_round, only_journal, small_study};
use crate::pen::{Pen, begin, span, study_id, verdict};
use crate::program::{Place, bring_journals, copy};

const ASK: [&str; 6] = [
    "autocode",
    "came OR she",
    "--code",
    "support",
    "--study",
    "study",
];

fn list(place: &Place, extra: &[&str]) -> Value {
    place.json(&[&ASK[..], &["--list"], extra].concat())
}

/// The words that are proposed, in order.
fn quotes(listed: &Value) -> Vec<&str> {
    let proposals = listed["proposals"].as_array().unwrap().iter();
    proposals
        .map(|one| one["quote"].as_str().unwrap())
        .collect()
}

/// Judges proposals as a colleague would in a spreadsheet: words, and what is said of them.
fn review(place: &Place, asked: &[&str], verdicts: &[(&str, &str)]) -> Value {
    let sheet = place.ok(&[asked, &["--list", "--csv"]].concat());
    let judged: Vec<String> = sheet
        .lines()
        .map(|line| {
            let said = verdicts.iter().find(|(words, _)| line.contains(words));
            format!("{line}{}", said.map_or("", |(_, said)| said))
        })
        .collect();
    place.write("judged.csv", judged.join("\n"));
    let coder = asked.iter().skip_while(|word| **word != "--as").take(2);
    let coder: Vec<&str> = coder.copied().collect();
    let back = ["autocode", "--review", "judged.csv", "--study", "study"];
    place.json(&[&back[..], &coder].concat())
}

/// The codings of a study, without what tells when they were made.
fn codings(place: &Place) -> Vec<String> {
    let listed = place.json(&["coding", "list", "--study", "study"]);
    let all = listed["codings"].as_array().unwrap().iter();
    all.map(|one| {
        format!(
            "{} {} {} {}",
            one["coder"], one["document"], one["code"], one["quote"]
        )
    })
    .collect()
}

fn runs(place: &Place) -> Value {
    place.json(&["autocode", "--runs", "--study", "study"])["runs"].clone()
}

fn check(run: &Value, (yes, no, other, skip): (u32, u32, u32, u32)) {
    let expected = serde_json::json!({ "yes": yes, "no": no, "other": other, "skip": skip });
    assert_eq!(run["judged"], expected, "{run}");
}

#[test]
fn participants_sentences_are_proposed_and_listing_them_writes_nothing() {
    let place = small_study();
    let before = std::fs::read(only_journal(&place)).unwrap();
    let listed = list(&place, &["--order", "document"]);
    let expected = [
        "Then she came.",
        "She came every week.",
        "She asked what I needed.",
    ];
    assert_eq!(quotes(&listed), expected);
    assert_eq!(listed["precision_undefined"], "nothing_judged");
    let turns = list(&place, &["--unit", "turn", "--order", "document"]);
    assert_eq!(quotes(&turns)[0], "Hard at first. Then she came.");
    // Only the interviewer says it.
    let asked = ["autocode", "how", "--code", "support", "--study", "study"];
    assert_eq!(place.json(&asked)["waiting"], 0);
    // What is denied is denied of the sentence, not of its turn.
    let asked = [
        "autocode",
        "she -worker",
        "--code",
        "support",
        "--study",
        "study",
    ];
    assert_eq!(place.json(&asked)["waiting"], 3);
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
    assert_eq!(codings(&place), [""; 0]);
}

#[test]
fn a_query_of_filters_alone_proposes_whole_units_and_what_is_coded_already_is_left_out() {
    let place = small_study();
    let asked = [
        "autocode",
        "person:P02",
        "--code",
        "voice",
        "--study",
        "study",
    ];
    assert_eq!(place.json(&asked)["waiting"], 3);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened", "voice")],
    );
    assert_eq!(place.json(&asked)["waiting"], 2);
    // Ben has not coded it.
    let as_ben = [&asked[..], &["--as", "ben"]].concat();
    assert_eq!(place.json(&as_ben)["waiting"], 3);
}

#[test]
fn a_yes_codes_with_its_query_and_the_same_question_goes_on_with_the_run() {
    let place = small_study();
    let taken = review(
        &place,
        &ASK,
        &[("Then she came.", "y"), ("every week", "n")],
    );
    assert_eq!(taken["taken"], 2);
    assert_eq!(taken["blank"], 1);
    assert_eq!(
        codings(&place),
        ["\"ana\" \"T1\" \"support\" \"Then she came.\""]
    );
    let journal = std::fs::read_to_string(only_journal(&place)).unwrap();
    assert!(
        journal.contains(r#""origin":{"query":"came OR she"}"#),
        "{journal}"
    );
    assert_eq!(quotes(&list(&place, &[])), ["She asked what I needed."]);
    review(&place, &ASK, &[("She asked", "voice")]);
    let runs = runs(&place);
    assert_eq!(runs.as_array().unwrap().len(), 1);
    check(&runs[0], (1, 1, 1, 0));
    assert_eq!(codings(&place).len(), 2);
    // The same file again says nothing new.
    let again = ["autocode", "--review", "judged.csv", "--study", "study"];
    let before = std::fs::read(only_journal(&place)).unwrap();
    assert_eq!(place.json(&again)["known"], 1);
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
}

#[test]
fn another_verdict_takes_the_place_of_the_first_and_of_what_it_coded() {
    let place = small_study();
    review(&place, &ASK, &[("Then she came.", "y")]);
    let sheet = std::fs::read_to_string(place.path("judged.csv")).unwrap();
    let changed = sheet.replace("came OR she,y", "came OR she,n");
    assert_ne!(changed, sheet);
    place.write("judged.csv", changed);
    place.ok(&["autocode", "--review", "judged.csv", "--study", "study"]);
    check(&runs(&place)[0], (0, 1, 0, 0));
    assert_eq!(codings(&place), [""; 0]);
}

#[test]
fn a_bad_line_of_a_review_is_told_and_the_rest_goes_in() {
    let place = small_study();
    let sheet = place.ok(&[&ASK[..], &["--list", "--csv", "--order", "document"]].concat());
    let lines: Vec<&str> = sheet.lines().collect();
    let elsewhere = lines[1].replace("Then she came.", "Other words.");
    let file = [
        lines[0].to_owned(),
        format!("{elsewhere}y"),
        format!("{}nonsense", lines[2]),
        format!("{}y", lines[3]),
    ];
    place.write("judged.csv", file.join("\r\n"));
    let back = ["autocode", "--review", "judged.csv", "--study", "study"];
    let (exit, said) = place.fails(&back);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains("2 lines were not taken"), "{said}");
    assert!(said.contains("judged.csv line 2: the words at"), "{said}");
    assert!(
        said.contains("judged.csv line 3: there is no code nonsense"),
        "{said}"
    );
    assert_eq!(
        codings(&place),
        ["\"ana\" \"T2\" \"support\" \"She asked what I needed.\""]
    );
}

#[test]
fn a_run_of_several_sittings_is_taken_back_whole_and_comes_back_as_it_was() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "Now I sleep.", "change")],
    );
    let before = codings(&place);
    review(&place, &ASK, &[("Then she came.", "y")]);
    review(&place, &ASK, &[("every week", "y")]);
    // The second sitting is taken back by itself, and must not come back with the run.
    place.ok(&["undo", "--study", "study"]);
    review(&place, &ASK, &[("She asked", "voice")]);
    let coded = codings(&place);
    assert_eq!(coded.len(), 3);
    let name = runs(&place)[0]["name"].as_str().unwrap().to_owned();
    let undo = ["autocode", "--undo", &name, "--study", "study"];
    assert!(
        place
            .ok(&undo)
            .contains("undone: the run “came OR she” with 2 codings")
    );
    assert_eq!(codings(&place), before);
    assert_eq!(runs(&place)[0]["undone"], true);
    assert_eq!(list(&place, &[])["waiting"], 3);
    assert!(place.ok(&undo).contains("undone already"));
    let redo = ["autocode", "--redo", &name, "--study", "study"];
    assert!(place.ok(&redo).contains("with 2 codings"));
    assert_eq!(codings(&place), coded);
    check(&runs(&place)[0], (1, 0, 1, 0));
    // A plain redo brings the whole run back too.
    place.ok(&undo);
    place.ok(&["redo", "--study", "study"]);
    assert_eq!(codings(&place), coded);
}

#[test]
fn two_coders_runs_do_not_mix_and_only_their_coder_takes_them_back() {
    let place = small_study();
    let of_ben = [&ASK[..], &["--as", "ben"]].concat();
    review(&place, &ASK, &[("Then she came.", "y")]);
    review(&place, &of_ben, &[("Then she came.", "n")]);
    let runs = place.json(&["autocode", "--runs", "--study", "study", "--as", "ana"]);
    let runs = runs["runs"].as_array().unwrap().clone();
    check(&runs[0], (1, 0, 0, 0));
    check(&runs[1], (0, 1, 0, 0));
    let name = runs[0]["ref"].as_str().unwrap();
    let (exit, said) = place.fails(&[
        "autocode", "--undo", name, "--study", "study", "--as", "ben",
    ]);
    assert!(
        said.contains("is ana's run; only they take it back"),
        "{exit} {said}"
    );
}

#[test]
fn what_cannot_be_coded_by_hand_is_not_proposed_either() {
    let place = small_study();
    place.write("c.json", r#"{"codes":[{"id":"theme","assignable":false}]}"#);
    place.ok(&["codebook", "import", "c.json", "--study", "study"]);
    let (_, said) = place.fails(&["autocode", "she", "--code", "theme", "--study", "study"]);
    assert!(
        said.contains("is a container and cannot be applied"),
        "{said}"
    );
    let (_, said) = place.fails(&["autocode", "she", "--study", "study"]);
    assert!(said.contains("--code"), "{said}");
}

#[test]
fn a_blind_round_tells_nothing_of_the_others_runs() {
    let place = in_a_blind_round();
    copy(&place.path("study"), &place.path("bens"));
    let asked = [
        "autocode", "came", "--code", "support", "--study", "bens", "--as", "ben",
    ];
    let sheet = place.ok_on("laptop", &[&asked[..], &["--list", "--csv"]].concat());
    let judged: Vec<String> = sheet.lines().map(|line| format!("{line}y")).collect();
    place.write(
        "judged.csv",
        judged.join("\n").replace("verdicty", "verdict"),
    );
    let back = [
        "autocode",
        "--review",
        "judged.csv",
        "--study",
        "bens",
        "--as",
        "ben",
    ];
    place.ok_on("laptop", &back);
    bring_journals(&place.path("bens"), &place.path("study"));
    assert_eq!(runs(&place), serde_json::json!([]));
    let log = place.ok(&["log", "--study", "study"]);
    assert!(
        !log.contains("judged") && !log.contains("look for"),
        "{log}"
    );
    let own = place.json(&["autocode", "--runs", "--study", "study", "--as", "ben"]);
    check(&own["runs"][0], (2, 0, 0, 0));
    assert_eq!(list(&place, &[])["judged"]["yes"], 0);
}

#[test]
fn a_view_hides_runs_and_verdicts_of_a_blind_round_and_shows_one_s_own() {
    let mut ana = Pen::new("ana", 1);
    let mut ben = Pen::new("ben", 2);
    let (document, voice) = (ana.add_document("I01"), ana.add_code("voice", None));
    ana.open_blind_round(DocumentRef(document), &["ana", "ben"]);
    ben.receive(&ana);
    let run = ben.write(begin(voice));
    ben.write(verdict((run, document), (0, 4), (Verdict::No, None)));
    let study = ben.study();
    let seen = |coder: &str| {
        let view = View::new(&study, &CoderId::from(coder));
        let lines = view
            .lines()
            .filter(|line| line.head.writer == ben.tip.writer);
        (
            view.runs().count(),
            view.judgements().count(),
            lines.count(),
        )
    };
    let all = seen("ben");
    assert_eq!((all.0, all.1), (1, 1));
    assert_eq!(seen("ana"), (0, 0, all.2 - 2));
    let outsider = seen("zoe");
    assert_eq!((outsider.0, outsider.1), (0, 0));
}

#[test]
fn a_verdict_in_somebody_else_s_run_counts_for_nothing() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (document, voice) = (ana.add_document("I01"), ana.add_code("voice", None));
    let run = ana.write(begin(voice));
    ben.receive(&ana);
    ben.write(verdict((run, document), (0, 4), (Verdict::Yes, None)));
    assert_eq!(ben.study().judgements, []);
    assert_eq!(ben.study().conflicts.len(), 1);
}

#[test]
fn whatever_the_last_line_that_was_kept_all_verdicts_before_it_stand() {
    let mut ana = Pen::new("ana", 1);
    let (document, voice) = (ana.add_document("I01"), ana.add_code("voice", None));
    let run = ana.write(begin(voice));
    let first = ana.lines.len();
    for at in 0..5 {
        let said = (Verdict::Yes, None);
        ana.write(verdict((run, document), (at * 4, at * 4 + 4), said));
    }
    for kept in 0..=5 {
        let lines = ana.lines.iter().take(first + kept).cloned();
        let study = Study::fold(study_id(), lines);
        assert_eq!((study.runs.len(), study.judgements.len()), (1, kept));
    }
}

#[test]
fn precision_is_yes_among_the_judged_and_its_interval_is_wilson_s() {
    let tally = Tally {
        yes: 41,
        no: 15,
        other: 2,
        skip: 2,
    };
    let precision = tally.precision().unwrap();
    assert_eq!((precision.value, precision.n), (41.0 / 58.0, 58));
    let skipped = Tally {
        skip: 9,
        ..Tally::default()
    };
    assert_eq!(skipped.precision(), Err(Undefined::NothingJudged));
    // Newcombe 1998 (Stat. Med. 17:857-872), table I, method 3: the score interval without correction.
    for (yes, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let found = wilson(yes, n).unwrap();
        assert!(
            (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
            "{found:?}"
        );
    }
}

#[test]
fn the_uncertain_order_begins_with_what_is_as_like_the_refused_as_the_accepted() {
    let document = DocumentRef(Ref::new(1));
    let stems = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let proposal = |start: u32, score: f64, words: &str| Proposal {
        document,
        turn: 1 + start as usize,
        span: span(start, start + 1),
        role: Role::Unknown,
        score,
        text: words.to_owned(),
        marked: Vec::new(),
        stems: stems(words),
    };
    let proposals = [
        proposal(0, 1.0, "plan phone"),
        proposal(1, 3.0, "plan kitchen"),
        proposal(2, 2.0, "plan phone kitchen"),
    ];
    let mut judged = Judged::default();
    let order = |order: Order, judged: &Judged| {
        let mut all = proposals.to_vec();
        let followed = put_in_order(&mut all, (order, judged), &[document]);
        let starts = all.iter().map(|one| one.span.start().0).collect::<Vec<_>>();
        (followed, starts)
    };
    assert_eq!(order(Order::Document, &judged).1, [0, 1, 2]);
    for _ in 0..4 {
        judged.add(Verdict::Yes, stems("plan phone night"));
        judged.add(Verdict::Other, stems("plan kitchen table"));
    }
    judged.add(Verdict::No, stems("plan kitchen table"));
    assert_eq!(
        order(Order::Uncertain, &judged),
        (Order::Relevance, vec![1, 2, 0])
    );
    judged.add(Verdict::Yes, stems("plan phone night"));
    assert_eq!(
        order(Order::Uncertain, &judged),
        (Order::Uncertain, vec![2, 1, 0])
    );
}

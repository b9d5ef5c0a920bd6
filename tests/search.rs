//! Search: whatever is asked, the index answers what reading every turn answers.

use std::ops::ControlFlow;
use std::sync::{LazyLock, OnceLock};

use intercoder::document::{Turns, fold_label};
use intercoder::filter::Layer;
use intercoder::id::CoderId;
use intercoder::query::Query;
use intercoder::query::corpus::TurnNumber;
use intercoder::query::facts::Facts;
use intercoder::query::parse::parse;
use intercoder::query::plain::{Spoken, holds};
use intercoder::query::word::Speller;
use intercoder::search::Search;
use intercoder::search::answer::{Base, Order};
use intercoder::search::ground::Ground;
use intercoder::search::renewal::{Progress, Renewed};
use intercoder::session::Session;
use intercoder::store::layout::Folder;
use intercoder::store::texts::Shelf;
use intercoder::texts::Passage;
use proptest::prelude::*;

use crate::cli::{ONE, code, small_study};
use crate::program::{Place, copy};
use crate::tui::host;

/// A study that can be searched, and its words for reading through.
struct Archive {
    _place: Place,
    facts: Facts,
    shelf: Shelf,
    search: Search,
    passages: Vec<Passage>,
    ground: OnceLock<Ground>,
}

/// The sample study as a coder sees it.
fn archive(coder: &str) -> Archive {
    let place = Place::new();
    copy(&Place::sample().path("sample"), &place.path("study"));
    let folder = Folder::open(&place.path("study")).unwrap();
    let shelf = Shelf::list(&folder).unwrap();
    let session = Session::open(host(&place, "machine"), folder, Some(CoderId::from(coder)));
    let session = session.unwrap();
    let facts = Facts::of(&session.view(), &Layer::All);
    let passages = facts
        .documents
        .iter()
        .map(|source| shelf.passage(&source.text, &source.turns).unwrap());
    Archive {
        passages: passages.collect(),
        ground: OnceLock::new(),
        search: Search::open(&session.state_folder()).unwrap(),
        facts,
        shelf,
        _place: place,
    }
}

/// The sample with every document in the index, and the first seven of them alone in another.
static WHOLE: LazyLock<Archive> = LazyLock::new(|| {
    let archive = archive("ana");
    let renewed = archive
        .search
        .renew(&archive.facts, &archive.shelf, &mut |_| {
            ControlFlow::Continue(())
        });
    assert_eq!(renewed.unwrap(), Renewed::Whole(Vec::new()));
    archive
});
static IN_PART: LazyLock<Archive> = LazyLock::new(|| {
    let archive = archive("ana");
    let mut some = archive.facts.clone();
    some.documents.truncate(7);
    let renewed = archive
        .search
        .renew(&some, &archive.shelf, &mut |_| ControlFlow::Continue(()));
    renewed.unwrap();
    archive
});

impl Archive {
    /// The turns for which a query holds, as document and number, by the index.
    fn searched(&self, query: &Query) -> Vec<(String, u32)> {
        let ground = self
            .ground
            .get_or_init(|| Ground::of(&self.search, &self.facts, &self.shelf).unwrap());
        let base = Base {
            ground,
            facts: &self.facts,
            shelf: &self.shelf,
        };
        let answer = base.answer(query).unwrap();
        assert_eq!(answer.problems, []);
        let hits = base.hits(&answer, Order::Document, usize::MAX);
        let place = |number: TurnNumber| {
            let (document, turn) = ground.corpus.place(number);
            (base.source(document).unwrap().handle.clone(), turn)
        };
        hits.into_iter().map(place).collect()
    }
}

/// Every turn of the sample, taken apart once.
static SPOKEN: LazyLock<Vec<(u32, Spoken<'static>)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (source, passage) in WHOLE.facts.documents.iter().zip(&WHOLE.passages) {
        let mut speller = Speller::of(source.language);
        for (number, turn) in (1..).zip(&passage.turns) {
            let label = fold_label(Turns::label(&passage.text, turn));
            let said = (turn.body, passage.text.slice(turn.body));
            let role = source.role(&label, turn.body);
            all.push((number, Spoken::new((source, role), said, &mut speller)));
        }
    }
    all
});

/// The turns for which a query holds, by reading every turn.
fn read(query: &Query) -> Vec<(String, u32)> {
    let held = SPOKEN
        .iter()
        .filter(|(_, spoken)| holds(query, &WHOLE.facts, spoken));
    held.map(|(number, spoken)| (spoken.source.handle.clone(), *number))
        .collect()
}

/// Some word of the sample, in one of its forms; and some that nobody says.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "plan",
        "plans",
        "relapse",
        "the",
        "and",
        "she",
        "night",
        "March",
        "worker",
        "trust",
        "listened",
        "listening",
        "parent",
        "I",
        "not",
        "don't",
        "zzyzx",
        "children",
        "home",
        "Visits",
        "well-being",
        "called",
        "phone",
        "day",
        "I'm",
    ])
    .prop_map(str::to_owned)
}

fn wording() -> impl Strategy<Value = String> {
    let shapes = ["relaps*", "wom?n", "*ing", "t?e", "recover*"];
    let one = prop_oneof![
        6 => word(),
        2 => (word(), word()).prop_map(|(one, other)| format!("\"{one} {other}\"")),
        1 => prop::sample::select(shapes.to_vec()).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["relaps~1", "parrent~2", "nigth~2"]).prop_map(str::to_owned),
        1 => (word(), word()).prop_map(|(one, other)| format!("({one} OR {other})")),
    ];
    (one.clone(), one, 1..12_u32, 0..4_u8).prop_map(|(left, right, apart, form)| match form {
        0 => format!("{left} NEAR/{apart} {right}"),
        1 => format!("({left} NEAR/{apart} {right})"),
        _ => left,
    })
}

fn filter() -> impl Strategy<Value = String> {
    let filters = [
        "code:rel-crisis",
        "code:relationship",
        "-code:lived-experience",
        "coded",
        "uncoded",
        "coder:ana",
        "coder:ana,ben",
        "round:1",
        "role:parent",
        "role:interviewer",
        "site:2",
        "site:1,3",
        "person:P16",
        "document:I0*",
        "document:FG1",
        "kind:focus_group",
        "role:peer_recovery_specialist",
        "minutes:>=60",
        "minutes:..50",
        "date:2026-02",
        "date:2026-01-01..2026-02-15",
        "enrolment:blank",
        "role:\"peer recovery specialist\"",
    ];
    prop::sample::select(filters.to_vec()).prop_map(str::to_owned)
}

fn line() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        5 => wording(),
        3 => filter(),
        1 => prop::sample::select(vec![r"/\d+/", "/plan/i", "/^I /", r"/\.\.\./"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| parts.join(" ")),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            1 => inner.prop_map(|part| format!("NOT ({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_index_answers_what_reading_every_turn_answers(line in line()) {
        let query = parse(&line, &WHOLE.facts);
        let query = query.map_err(|cause| TestCaseError::fail(format!("{line}: {cause}")))?;
        prop_assert_eq!(WHOLE.searched(&query), read(&query), "{}", line);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_the_index_does_not_know_yet_is_read(line in line()) {
        let query = parse(&line, &IN_PART.facts).unwrap();
        prop_assert_eq!(IN_PART.searched(&query), read(&query), "{}", line);
    }
}

#[test]
fn the_random_queries_find_something() {
    let found = |line: &str| WHOLE.searched(&parse(line, &WHOLE.facts).unwrap()).len();
    assert!(found("plan") > 5);
    assert!(found("(plan OR list) NEAR/12 (relapse OR slip OR phone)") > 0);
    assert!(found("code:relationship coder:ana -role:interviewer") > 20);
    assert!(found("minutes:>=60") > 0);
}

#[test]
fn an_index_that_was_stopped_half_way_goes_on_where_it_was() {
    let archive = archive("ana");
    let stop = &mut |_: Progress| ControlFlow::Break(());
    assert_eq!(
        archive
            .search
            .renew(&archive.facts, &archive.shelf, stop)
            .unwrap(),
        Renewed::InPart
    );
    let query = parse("plan", &archive.facts).unwrap();
    assert_eq!(archive.searched(&query), read(&query));
}

/// Ana and ben in a blind round over T1 and T2; ana has coded, ben has not.
fn blind() -> Place {
    let place = small_study();
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1,T2",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T2", "They listened to me.", "voice"),
        ],
    );
    place
}

#[test]
fn a_blind_round_leaks_nothing_through_hits_facets_counts_or_similar_passages() {
    let place = blind();
    let as_ben = |command: &str, asked: &[&str]| {
        let head = [command, "--study", "study", "--as", "ben", "--json"];
        place.run_on("laptop", &[&head, asked].concat())
    };
    let found = |line: &str| -> serde_json::Value {
        let output = as_ben("search", &["--", line]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    for line in [
        "code:support",
        "coder:ana",
        "coded",
        "code:support coder:ana",
    ] {
        assert_eq!(found(line)["turns"], 0, "{line}");
    }
    let all = found("-role:interviewer");
    assert_eq!(all["turns"], 6);
    let written = all.to_string();
    assert!(
        !written.contains("support") && !written.contains("\"value\":\"coded\""),
        "{written}"
    );
    assert_eq!(
        found("uncoded worker")["hits"][0]["codes"],
        serde_json::json!([])
    );
    let similar = as_ben("similar", &["--code", "support"]);
    let said = String::from_utf8_lossy(&similar.stderr).into_owned();
    assert!(
        said.contains("nothing that you may see is coded support"),
        "{said}"
    );
    // What ana may see is there for ana.
    let own = place.json(&["search", "code:support", "--study", "study", "--as", "ana"]);
    assert_eq!(own["turns"], 1);
}

#[test]
fn a_corrected_text_is_searched_as_it_is_now_and_an_index_that_is_gone_is_made_again() {
    let place = small_study();
    let turns = |line: &str| place.json(&["search", line, "--study", "study"])["turns"].clone();
    assert_eq!(turns("worker"), 1);
    place.write("T1.txt", ONE.replace("My worker.", "My neighbour."));
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    assert_eq!(turns("worker"), 0);
    assert_eq!(turns("neighbour"), 1);
    let state = place.path(".state-machine");
    let indexes = || -> Vec<std::path::PathBuf> {
        let studies = std::fs::read_dir(&state).unwrap();
        let folders = studies.flat_map(|study| std::fs::read_dir(study.unwrap().path()).unwrap());
        let names = folders.map(|folder| folder.unwrap().path());
        names
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with("index-")
            })
            .collect()
    };
    assert_eq!(indexes().len(), 1, "the index lies outside the study");
    std::fs::remove_dir_all(&indexes()[0]).unwrap();
    assert_eq!(turns("neighbour"), 1);
    for entry in std::fs::read_dir(&indexes()[0]).unwrap() {
        std::fs::write(entry.unwrap().path(), "no index").unwrap();
    }
    assert_eq!(turns("neighbour"), 1);
}

#[test]
fn a_turn_has_several_codes_and_counts_once() {
    let place = Place::sample();
    let found = place.json(&[
        "search",
        "code:relationship",
        "--study",
        "sample",
        "--as",
        "ana",
    ]);
    let turns = found["turns"].as_u64().unwrap();
    let slices = found["facets"].as_array().unwrap().iter();
    let of = |field: &str| -> u64 {
        let facet = slices
            .clone()
            .find(|facet| facet["field"] == field)
            .unwrap();
        let slices = facet["slices"].as_array().unwrap().iter();
        slices.map(|slice| slice["turns"].as_u64().unwrap()).sum()
    };
    assert_eq!(of("document"), turns);
    assert!(of("code") > turns);
    assert_eq!(found["hits"].as_array().unwrap().len() as u64, turns);
}

/// A study of so many short transcripts, in which one word is said in each.
fn many(count: usize) -> Place {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Many", "--coder", "ana", "--lead",
    ]);
    for number in 0..count {
        let words = "We went on and on about the weather and the house. ".repeat(20);
        place.write(
            &format!("files/D{number}.txt"),
            format!("INT: Yes?\nP: {words} Quokka{number}.\n"),
        );
    }
    place.ok(&["import", "files", "--study", "study"]);
    place
}

#[test]
fn a_program_killed_while_it_indexes_costs_nothing_but_time() {
    let place = many(60);
    let state = place.path(".state-killed");
    for _ in 0..3 {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_intercoder"))
            .args(["search", "quokka7", "--study", "study", "--as", "ana"])
            .current_dir(place.path("."))
            .env("INTERCODER_STATE", &state)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Wherever it is by then: any moment must do.
        while !state.exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let output = place.run_on(
        "killed",
        &[
            "search", "quokka*", "--study", "study", "--as", "ana", "--json",
        ],
    );
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["turns"], 60);
}

#[test]
fn two_programs_that_search_at_once_both_answer_all() {
    let archive = archive("ana");
    let other = {
        let studies = std::fs::read_dir(archive._place.path(".state-machine")).unwrap();
        let place = studies
            .map(|study| study.unwrap().path())
            .find(|path| path.join("index-1").exists());
        Search::open(&place.unwrap()).unwrap()
    };
    let mut seen = None;
    let renewed = archive
        .search
        .renew(&archive.facts, &archive.shelf, &mut |_| {
            // The other one finds the index taken, and reads what it lacks.
            let renewed = other.renew(&archive.facts, &archive.shelf, &mut |_| {
                ControlFlow::Continue(())
            });
            assert_eq!(renewed.unwrap(), Renewed::InPart);
            let ground = Ground::of(&other, &archive.facts, &archive.shelf).unwrap();
            let base = Base {
                ground: &ground,
                facts: &archive.facts,
                shelf: &archive.shelf,
            };
            let answer = base
                .answer(&parse("plan", &archive.facts).unwrap())
                .unwrap();
            seen = Some(answer.turns.count());
            ControlFlow::Continue(())
        });
    assert_eq!(renewed.unwrap(), Renewed::Whole(Vec::new()));
    assert_eq!(
        seen,
        Some(read(&parse("plan", &archive.facts).unwrap()).len())
    );
}

#[test]
fn what_says_more_of_it_comes_first_and_other_orders_are_as_they_say() {
    let query = parse("phone OR called", &WHOLE.facts).unwrap();
    let ground = Ground::of(&WHOLE.search, &WHOLE.facts, &WHOLE.shelf).unwrap();
    let base = Base {
        ground: &ground,
        facts: &WHOLE.facts,
        shelf: &WHOLE.shelf,
    };
    let answer = base.answer(&query).unwrap();
    let ordered = |order| base.hits(&answer, order, usize::MAX);
    let scores: Vec<f64> = ordered(Order::Relevance)
        .iter()
        .map(|hit| answer.scores[hit.0 as usize])
        .collect();
    assert!(scores.is_sorted_by(|one, other| one >= other) && scores[0] > 0.0);
    assert!(ordered(Order::Document).is_sorted());
    let date = |number: &TurnNumber| {
        let source = base.source(ground.corpus.place(*number).0).unwrap();
        source.attributes["date"][0].as_str().to_owned()
    };
    let dates: Vec<String> = ordered(Order::Time).iter().map(date).collect();
    assert!(dates.is_sorted() && dates.first() < dates.last());
    // A page is the beginning of all.
    let all = ordered(Order::Relevance);
    assert_eq!(base.hits(&answer, Order::Relevance, 5), all[..5]);
}

#[test]
fn a_study_in_another_language_is_searched_by_its_own_forms() {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Häuser", "--coder", "ana", "--lead",
    ]);
    place.write("T1.txt", "INT: Wo?\nP: In den Häusern am Fluss.\n");
    place.ok(&["import", "T1.txt", "--study", "study"]);
    let turns = || place.json(&["search", "Haus", "--study", "study"])["turns"].clone();
    assert_eq!(turns(), 0);
    place.ok(&["study", "set", "language", "German", "--study", "study"]);
    assert_eq!(turns(), 1);
}

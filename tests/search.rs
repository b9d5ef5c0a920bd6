//! Search: whatever is asked, the index answers what reading every turn answers.

mod facets;
mod interrupted;
mod study;
mod wide;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{LazyLock, OnceLock};

use intercoder::document::{Turns, fold_label};
use intercoder::filter::Layer;
use intercoder::id::CoderId;
use intercoder::person::Role;
use intercoder::query::Query;
use intercoder::query::corpus::TurnNumber;
use intercoder::query::facts::Facts;
use intercoder::query::filter::Spot;
use intercoder::query::parse::parse;
use intercoder::query::plain::{Spoken, holds};
use intercoder::query::word::Speller;
use intercoder::search::Search;
use intercoder::search::answer::{Base, Order};
use intercoder::search::ground::Ground;
use intercoder::search::renewal::Renewed;
use intercoder::session::Session;
use intercoder::store::layout::Folder;
use intercoder::store::texts::Shelf;
use intercoder::texts::Passage;
use proptest::prelude::*;

use crate::program::{Place, copy};
use crate::tui::host;

/// A study that can be searched, and its words for reading through.
struct Archive {
    _place: Place,
    state: PathBuf,
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
    archive_of(place, coder)
}

/// The study in a place as a coder sees it.
fn archive_of(place: Place, coder: &str) -> Archive {
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
        state: session.state_folder(),
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

/// Every turn of an archive with its number, taken apart.
type Talk<'a> = Vec<(u32, Spoken<'a>)>;

impl Archive {
    fn talk(&self) -> Talk<'_> {
        let mut all = Vec::new();
        for (source, passage) in self.facts.documents.iter().zip(&self.passages) {
            let mut speller = Speller::of(source.language);
            let mut question = 0;
            for (number, turn) in (1..).zip(&passage.turns) {
                let label = fold_label(Turns::label(&passage.text, turn));
                let said = (turn.body, passage.text.slice(turn.body));
                let role = source.role(&label, turn.body);
                if *role == Role::Interviewer {
                    question += 1;
                }
                let spoken = Spoken::new((source, role), said, &mut speller);
                let turn = number;
                all.push((number, spoken.at(Spot { turn, question })));
            }
        }
        all
    }

    /// The turns for which a query holds, by reading every turn.
    fn read(&self, talk: &Talk<'_>, query: &Query) -> Vec<(String, u32)> {
        let held = talk
            .iter()
            .filter(|(_, spoken)| holds(query, &self.facts, spoken));
        held.map(|(number, spoken)| (spoken.source.handle.clone(), *number))
            .collect()
    }
}

/// The talk of the sample, taken apart once.
static SPOKEN: LazyLock<Talk<'static>> = LazyLock::new(|| WHOLE.talk());

/// The turns of the sample for which a query holds, by reading every turn.
fn read(query: &Query) -> Vec<(String, u32)> {
    WHOLE.read(&SPOKEN, query)
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
        "cafe\u{301}",
        "r\u{e9}lapse",
        "Pl\u{c1}N",
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
        "role:\"P\u{c1}RENT\",interviewer",
        "site:\"2\"",
        "document:\"I03\"",
        "minutes:37..41",
        "minutes:>37",
        "date:2026",
        "role:blank",
        "turn:1..5",
        "turn:3,7,30..",
        "question:3",
        "question:..2",
        "-question:1..",
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
    assert!(found("question:3") > found("question:3 role:interviewer"));
    assert_eq!(found("turn:2"), 15);
    // Interviewers are not asked for a role, and so leave none blank.
    assert_eq!(found("role:blank role:interviewer"), 0);
}

#[test]
fn two_programs_that_search_at_once_both_answer_all() {
    let archive = archive("ana");
    let other = Search::open(&archive.state).unwrap();
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

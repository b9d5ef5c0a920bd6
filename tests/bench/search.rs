//! The case `search`: an archive is indexed, opened again, asked, and changed in one document.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use intercoder::autocode::order::{Judged, put_in_order};
use intercoder::autocode::proposal::{Taken, Wanted};
use intercoder::filter::Layer;
use intercoder::id::{CoderId, DocumentRef};
use intercoder::query::facts::Facts;
use intercoder::query::likeness::Examples;
use intercoder::query::parse::parse;
use intercoder::query::word::Language;
use intercoder::round::Unit;
use intercoder::run::{Order as Asked, Verdict};
use intercoder::search::Search;
use intercoder::search::answer::Order;
use intercoder::search::ready::{Places, Ready};
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use intercoder::store::texts::Shelf;
use intercoder::tui::desk::Desk;
use intercoder::tui::theme::{Colours, Theme};

use crate::corpus::{archive, codebook, codings, marks, people};
use crate::program::Place;
use crate::screen::{measure, press};
use crate::timing::{Size, print, print_memory, time};

/// What is asked.
const QUERIES: [&str; 12] = [
    "relapse",
    "the plan",
    "\"the plan\"",
    "(relapse OR slip) NEAR/8 plan role:peer_recovery_specialist -code:code-07",
    "the NEAR/3 plan",
    "metha*",
    "*ing",
    "methadon~1",
    "uncoded role:parent",
    "code:theme-0 coder:ana site:1,3",
    "age:30..45 phone",
    "NOT the",
];

const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Searches archives of 8 and of 40 million words.
pub fn search(size: Size) {
    of(size, size.of(1000, 40), milliseconds(20));
    of(size, size.of(5000, 80), milliseconds(50));
}

fn of(size: Size, count: usize, page: Duration) {
    // What is promised of 8 million words is only told of 40.
    let of_first = |target| size.target(target).filter(|_| count == 1000);
    let place = Place::new();
    study(&place, size, count);
    let told = format!("{count} documents");
    let (taken, peak) = place.run_weighed("search zzyzx --study study --as lee");
    print(
        &format!("{told} indexed and searched"),
        vec![taken],
        of_first(Duration::from_secs(10)),
    );
    print_memory(
        &peak.into_iter().collect::<Vec<_>>(),
        of_first(Duration::ZERO).map(|_| 500),
    );
    let folder = Folder::open(&place.path("study")).unwrap();
    let host = Host::real(place.path("state"), Box::new(|_| ()));
    let session = Session::open(host, folder.clone(), Some(CoderId::from("lee"))).unwrap();
    let mut facts = Facts::default();
    let times = (0..9).map(|_| {
        let (taken, gathered) = time(|| Facts::of(&session.view(), &Layer::All));
        facts = gathered;
        taken
    });
    // It is gathered between a key and its frame.
    print(
        &format!("{told}: what the study knows is gathered"),
        times.collect(),
        size.target(milliseconds(16)),
    );
    let state = session.state_folder();
    let places = Places {
        folder: &folder,
        state: &state,
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let mut ready = None;
    let times = (0..7).map(|_| {
        let facts = Arc::new(facts.clone());
        let (taken, opened) = time(|| Ready::of(places, facts, go_on).unwrap());
        assert!(opened.problems.is_empty() && opened.ground.read_through() == 0);
        ready = Some(opened);
        taken
    });
    print(
        &format!("{told} opened again"),
        times.collect(),
        of_first(milliseconds(50)),
    );
    let ready = ready.unwrap();
    println!(
        "  {} turns, {} words",
        ready.ground.corpus.len(),
        ready.ground.corpus.words()
    );
    for line in QUERIES {
        ask(&ready, line, size.target(page));
    }
    ask(&ready, r"/[a-z]+ methadone\b/", of_first(milliseconds(300)));
    renew(&state, (facts, &folder), size);
    propose(&session, &ready);
    // Last, because what was asked beside the keys may go on for a while.
    keys(&place, (&told, size));
}

/// From a key to its frame while words are taken in beside it, on a machine that has no index yet.
fn keys(place: &Place, (told, size): (&str, Size)) {
    let folder = Folder::open(&place.path("study")).unwrap();
    let host = Host::real(place.path("state-of-another"), Box::new(|_| ()));
    let session = Session::open(host, folder, Some(CoderId::from("lee"))).unwrap();
    let theme = Theme {
        colours: Colours::True,
    };
    let mut desk = Desk::new(session, (theme, (200, 60)));
    desk.search_beside();
    press(&mut desk, "<space>/");
    let name = format!("{told}: a letter typed while they are indexed");
    measure(
        &mut desk,
        (
            &name,
            "plan<backspace><backspace><backspace><backspace>",
            100,
        ),
        size.target(milliseconds(16)),
    );
    until(&mut desk, |desk| desk.model.search.scope.is_some());
    press(&mut desk, "phone role:parent<enter>A<enter>");
    until(&mut desk, |desk| {
        let review = desk.model.search.review.as_ref();
        review.is_some_and(|review| review.waiting > 0)
    });
    // The first change on a machine also makes a writer and says what was seen of the study.
    let name = format!("{told}: the first proposal skipped, on disk");
    measure(&mut desk, (&name, "s", 1), size.target(milliseconds(16)));
    let name = format!("{told}: a proposal skipped, on disk");
    measure(&mut desk, (&name, "s", 60), size.target(milliseconds(16)));
}

/// Hears what is found until that is enough.
fn until(desk: &mut Desk, is_enough: impl Fn(&Desk) -> bool) {
    while !is_enough(desk) {
        desk.look();
        std::thread::yield_now();
    }
}

/// The first page with its words and all facets.
fn ask(ready: &Ready, line: &str, target: Option<Duration>) {
    let mut found = 0;
    let times = (0..9).map(|_| {
        let (taken, count) = time(|| {
            let query = parse(line, &ready.facts).unwrap();
            let base = ready.base();
            let page = base.page(&query, Order::Relevance, 20).unwrap();
            assert!(page.problems.is_empty() && page.hits.len() == page.turns.min(20));
            page.turns
        });
        found = count;
        taken
    });
    let times = times.collect();
    let short: String = line.chars().take(40).collect();
    print(&format!("  {short} ({found} hits)"), times, target);
}

/// One document's words become others.
fn renew(state: &std::path::Path, (mut facts, folder): (Facts, &Folder), size: Size) {
    let shelf = Shelf::list(folder).unwrap();
    let search = Search::open(state).unwrap();
    let times = (0..9).map(|number| {
        let other = ["de", "en"][number % 2];
        facts.documents[3].language = Language::of(Some(other));
        let renewed = time(|| search.renew(&facts, &shelf, &mut |_| ControlFlow::Continue(())));
        renewed.1.unwrap();
        renewed.0
    });
    print(
        "  one document indexed anew",
        times.collect(),
        size.target(milliseconds(50)),
    );
}

fn study(place: &Place, size: Size, count: usize) {
    let interviews = archive(count, size.of(8000, 800));
    for interview in &interviews {
        place.write(&format!("files/{}.txt", interview.handle), &interview.text);
    }
    let marks = marks(&interviews, size.of(50_000, 500));
    place.write("codings.jsonl", &codings(&interviews, &marks, None));
    place.write("codebook.json", &codebook());
    place.write("people.csv", &people(&interviews));
    place.run("init study --title bench --coder lee --lead");
    for coder in crate::corpus::CODERS {
        place.run(&format!("coder add {coder} --study study --as lee"));
    }
    place.run("import files --people people.csv --study study --as lee");
    place.run("codebook import codebook.json --yes --study study --as lee");
    place.run("coding import codings.jsonl --study study --as lee");
}

/// What a common word proposes for a code, in order, before and after a verdict; and what speaks in the words of one excerpt.
fn propose(session: &Session, ready: &Ready) {
    let view = session.view();
    let base = ready.base();
    let query = parse("plan", &ready.facts).unwrap();
    let wanted = Wanted {
        query: &query,
        facts: &ready.facts,
        unit: Unit::Sentence,
    };
    let lee = CoderId::from("lee");
    let code = view.codes().find(|code| code.code.assignable).unwrap().id;
    let taken = Taken::of(&view, (&lee, code));
    let documents: Vec<DocumentRef> = ready.facts.documents.iter().map(|of| of.id).collect();
    let mut judged = Judged::default();
    let mut waiting = Vec::new();
    let times = (0..5).map(|_| {
        let (taken, found) = time(|| {
            let (mut found, problems) = base.proposals(&wanted, &taken).unwrap();
            assert!(problems.is_empty());
            put_in_order(&mut found, (Asked::Uncertain, &judged), &documents);
            found
        });
        waiting = found;
        taken
    });
    let times: Vec<Duration> = times.collect();
    let name = format!("  a common word proposes ({} sentences)", waiting.len());
    print(&name, times, None);
    for (at, proposal) in waiting.iter().take(10).enumerate() {
        let verdict = [Verdict::Yes, Verdict::No][at % 2];
        judged.add(verdict, proposal.stems.clone());
    }
    let times = (0..5).map(|_| {
        let judge = || {
            let said = waiting.remove(0);
            judged.add(Verdict::No, said.stems);
            put_in_order(&mut waiting, (Asked::Uncertain, &judged), &documents)
        };
        let (taken, followed) = time(judge);
        assert_eq!(followed, Asked::Uncertain);
        taken
    });
    let times = times.collect();
    print("  one verdict, and the next in order", times, None);
    let coding = view.codings().first().unwrap();
    let examples = Examples {
        excerpts: vec![(coding.excerpt.document, coding.excerpt.span)],
        ..Examples::default()
    };
    let times = (0..5).map(|_| time(|| base.similar(&examples, 20).unwrap()).0);
    let times = times.collect();
    print("  sentences like one excerpt", times, None);
}

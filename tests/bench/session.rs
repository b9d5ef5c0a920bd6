//! The case `record`: a coder at the keys of a large study, one coding after another in one open session.

use std::time::Duration;

use intercoder::event::Event;
use intercoder::event::coding::CodingAdd;
use intercoder::event::study::Switch;
use intercoder::filter::View;
use intercoder::id::{ActionRef, CodeRef, CoderId, DocumentRef, Ref, RevisionRef};
use intercoder::session::{Host, News, Session};
use intercoder::store::journals::{self, Journals};
use intercoder::text::span::{Position, Span};

use crate::corpus::{interviews, marks};
use crate::pen;
use crate::program::Place;
use crate::timing::{Size, print, time};

/// What is timed, with the number of the run.
type Step = Box<dyn FnMut(&mut Session, u32)>;

/// One coding recorded, undone and redone, without and with looking at what came of it.
pub fn record(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(200, 20), size.of(8000, 2000));
    let marks = marks(&interviews, size.of(96_000, 4800));
    let (folder, lines) = pen::journals(&place.path("long"), &interviews, &marks);
    let host = Host::real(place.path("state"), Box::new(|_| ()));
    let mut session = Session::open(host, folder, Some(CoderId::from("ana"))).unwrap();
    let view = session.view();
    let at = (view.codes().next().unwrap().id, view.all_documents()[0].id);
    // The first one also has to take a name for this installation.
    code(&mut session, at, 0);
    let frame = Some(Duration::from_millis(16));
    let mut print = |name: &str, mut step: Step| {
        let times = (1..=21).map(|number| time(|| step(&mut session, number)).0);
        print(&format!("{name}, {lines} lines"), times.collect(), frame);
    };
    print(
        "one coding recorded",
        Box::new(move |session, number| assert_ne!(code(session, at, number), Ref::default())),
    );
    print(
        "  and looked at",
        Box::new(move |session, number| {
            code(session, at, 100 + number);
            look(&session.view());
        }),
    );
    print(
        "  and looked at with every coding",
        Box::new(move |session, number| {
            code(session, at, 200 + number);
            assert!(session.view().codings().len() > 1);
        }),
    );
    let mut last = Ref::default();
    print(
        "one undone or redone, and looked at",
        Box::new(move |session, number| {
            if number == 1 {
                last = code(session, at, 300);
            }
            switch(session, (last, number % 2 == 0));
            look(&session.view());
        }),
    );
    print("one look", Box::new(|session, _| look(&session.view())));
    print(
        "one look at every coding",
        Box::new(|session, _| assert!(session.view().codings().len() > 1)),
    );
    adopt(&mut session, lines);
}

/// What a watcher read, handed over where it tells nothing new.
fn adopt(session: &mut Session, lines: usize) {
    let read = |_| journals::read(session.folder()).unwrap();
    let readings: Vec<Journals> = (0..5).map(read).collect();
    let mut adopt = |read| assert_eq!(session.adopt(read), News::Nothing);
    let times = readings.into_iter().map(|read| time(|| adopt(read)).0);
    let name = format!("a reading without news, {lines} lines");
    print(&name, times.collect(), None);
}

fn look(view: &View<'_>) {
    assert!(view.codes().count() > 1 && !view.progress().is_empty());
}

/// One coding, whose place says which it is.
pub fn code(session: &mut Session, (code, document): (CodeRef, DocumentRef), number: u32) -> Ref {
    let add = Event::CodingAdd(CodingAdd {
        coder: session.coder().clone(),
        code,
        document,
        revision: RevisionRef(document.0),
        span: Span::between(Position(number), Position(number + 9)),
        round: None,
        codebook: None,
        value: None,
        origin: None,
    });
    session.record(|draft| draft.add(add)).unwrap()
}

fn switch(session: &mut Session, (action, on): (Ref, bool)) {
    let action = ActionRef(action);
    let switch = Event::Switch(Switch { action, on });
    session.record(|draft| draft.add(switch)).unwrap();
}

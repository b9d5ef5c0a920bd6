//! The session: what is recorded, and what arrives meanwhile, make the study that anybody would open.

use std::cell::Cell;
use std::path::PathBuf;

use intercoder::event::Event;
use intercoder::event::study::{CoderJoin, CoderRole};
use intercoder::filter::View;
use intercoder::id::{CodeRef, CoderId, DocumentRef, Ref};
use intercoder::session::{Host, News, NotSaved, Session, first_events};
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use intercoder::study::draft::Tip;
use tempfile::TempDir;

use crate::pen::{Pen, code, coding, study_id};

/// A machine with its own state folder, its own clock, which stands, and its own chance.
fn host(temp: &TempDir, machine: u64) -> Host {
    let random = Cell::new(machine << 32);
    Host {
        now: Box::new(|| "2026-01-02T03:04:05Z".to_owned()),
        random: Box::new(move || {
            random.set(random.get() + 1);
            random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)
        }),
        ..Host::real(
            temp.path().join(format!("state-{machine}")),
            Box::new(|_| ()),
        )
    }
}

fn root(temp: &TempDir) -> PathBuf {
    temp.path().join("study")
}

/// A study of ana's, with ben on another machine.
fn two() -> (TempDir, Session, Session) {
    let temp = TempDir::new().unwrap();
    let (ana, ben) = (CoderId::from("ana"), CoderId::from("ben"));
    let mut first = first_events("Test", &ana, CoderRole::Lead);
    first.push(Event::CoderJoin(CoderJoin {
        coder: ben,
        role: CoderRole::Coder,
        name: None,
    }));
    let ana = Session::create(host(&temp, 1), &root(&temp), &first, ana).unwrap();
    let ben = opened(&temp, 2, "ben");
    (temp, ana, ben)
}

fn opened(temp: &TempDir, machine: u64, coder: &str) -> Session {
    let folder = Folder::open(&root(temp)).unwrap();
    Session::open(host(temp, machine), folder, Some(CoderId::from(coder))).unwrap()
}

fn record(session: &mut Session, event: Event) -> Ref {
    session.record(|draft| draft.add(event)).unwrap()
}

/// A document and a code to work with.
fn ground(session: &mut Session) -> (DocumentRef, CodeRef) {
    let mut pen = Pen::silent("nobody", 0);
    pen.add_document("I01");
    let document = record(session, pen.lines[0].event().unwrap().clone());
    let code = record(session, code("one", "one", None));
    (DocumentRef(document), CodeRef(code))
}

fn mark(session: &mut Session, (document, code): (DocumentRef, CodeRef), start: u32) -> Ref {
    let event = coding(
        &session.coder().clone(),
        document.0,
        code.0,
        (start, start + 2),
    );
    record(session, event)
}

/// What a view shows of work and of lines.
fn seen(view: &View<'_>) -> String {
    let lines: Vec<Ref> = view.lines().map(|line| line.id()).collect();
    let conflicts: Vec<_> = view.conflicts().collect();
    let (codings, completeness) = (view.codings(), view.completeness());
    let state = view.state();
    format!("{lines:#?}{codings:#?}{conflicts:#?}{completeness:#?}{state}")
}

/// What a session shows is what anybody finds who opens the study anew.
fn check(temp: &TempDir, session: &Session) {
    let anew = opened(temp, 9, &session.coder().0);
    assert_eq!(seen(&session.view()), seen(&anew.view()));
    assert!(session.view().completeness().is_complete());
}

#[test]
fn recording_shows_what_a_new_reading_of_the_folder_shows() {
    let (temp, mut ana, _) = two();
    let at = ground(&mut ana);
    for start in [0, 4, 0, 8] {
        mark(&mut ana, at, start);
        check(&temp, &ana);
    }
    assert_eq!(ana.view().codings().len(), 3);
}

#[test]
fn what_others_recorded_is_adopted_and_nothing_new_is_nothing() {
    let (temp, mut ana, mut ben) = two();
    let at = ground(&mut ana);
    let read = || journals::read(ana.folder()).unwrap();
    assert_eq!(ben.adopt(read()), News::Came);
    assert_eq!(ben.adopt(read()), News::Nothing);
    mark(&mut ben, at, 0);
    assert_eq!(ben.adopt(read()), News::Nothing);
    let read = read();
    assert_eq!(ana.adopt(read), News::Came);
    check(&temp, &ana);
    check(&temp, &ben);
}

#[test]
fn those_who_code_in_turn_or_at_the_same_time_come_to_what_anybody_finds() {
    let (temp, mut ana, mut ben) = two();
    let at = ground(&mut ana);
    ben.refresh().unwrap();
    for start in 0..6 {
        mark(&mut ana, at, start);
        // Now and then both code before either hears of the other.
        if start % 3 == 0 {
            mark(&mut ben, at, start + 1);
        }
        let read = journals::read(ben.folder()).unwrap();
        assert_eq!(ben.adopt(read), News::Came);
        mark(&mut ben, at, start + 10);
        let read = journals::read(ana.folder()).unwrap();
        assert_eq!(ana.adopt(read), News::Came);
        check(&temp, &ana);
        check(&temp, &ben);
    }
    assert_eq!(seen(&ana.view()), seen(&ben.view()));
}

#[test]
fn what_was_recorded_after_the_reading_stays() {
    let (temp, mut ana, mut ben) = two();
    let at = ground(&mut ana);
    ben.refresh().unwrap();
    mark(&mut ben, at, 0);
    let read = journals::read(ana.folder()).unwrap();
    mark(&mut ana, at, 4);
    assert_eq!(ana.adopt(read), News::Came);
    assert_eq!(ana.view().codings().len(), 2);
    assert_eq!(ana.gone, []);
    mark(&mut ana, at, 8);
    check(&temp, &ana);
}

#[test]
fn damage_that_came_or_went_is_news() {
    let (_temp, mut ana, _) = two();
    let stray = ana.folder().journal().join("stray.jsonl");
    std::fs::write(&stray, "no line\n").unwrap();
    let read = journals::read(ana.folder()).unwrap();
    assert_eq!(ana.adopt(read), News::Came);
    assert_eq!(ana.damage.len(), 1);
    std::fs::remove_file(&stray).unwrap();
    let read = journals::read(ana.folder()).unwrap();
    assert_eq!(ana.adopt(read), News::Came);
    assert_eq!(ana.damage, []);
}

#[test]
fn a_name_that_somebody_else_writes_under_too_is_given_up() {
    let temp = TempDir::new().unwrap();
    Folder::create(&root(&temp), study_id()).unwrap();
    let mut ana = opened(&temp, 1, "ana");
    ground(&mut ana);
    let own = ana.writer().unwrap().clone();
    let mut copied = Pen::silent("ana", 1);
    copied.tip = Tip::fresh(&study_id(), own.clone());
    copied.add_document("I02");
    std::fs::write(root(&temp).join("journal/copy.jsonl"), &copied.text).unwrap();
    let read = journals::read(ana.folder()).unwrap();
    assert_eq!(ana.adopt(read), News::Came);
    assert_eq!(ana.view().forks().len(), 1);
    record(&mut ana, code("two", "two", None));
    assert_ne!(ana.writer().unwrap(), &own);
    check(&temp, &ana);
}

#[test]
fn a_reading_that_lacks_lines_takes_nothing_away() {
    let (_temp, mut ana, _) = two();
    let at = ground(&mut ana);
    mark(&mut ana, at, 0);
    assert_eq!(ana.adopt(journals::Journals::default()), News::Nothing);
    assert_eq!(ana.view().codings().len(), 1);
}

#[test]
fn nothing_is_saved_into_the_place_of_a_folder_that_was_moved() {
    let (temp, mut ana, _) = two();
    let at = ground(&mut ana);
    mark(&mut ana, at, 0);
    let moved = temp.path().join("moved");
    std::fs::rename(root(&temp), &moved).unwrap();
    let event = code("later", "later", None);
    let refused = ana.record(|draft| draft.add(event.clone())).unwrap_err();
    assert!(matches!(refused, NotSaved::Elsewhere { .. }), "{refused}");
    assert!(!root(&temp).exists());
    // Nor into another study that stands there now.
    let other = first_events("Other", &CoderId::from("eve"), CoderRole::Lead);
    drop(Session::create(host(&temp, 9), &root(&temp), &other, CoderId::from("eve")).unwrap());
    assert!(ana.record(|draft| draft.add(event.clone())).is_err());
    std::fs::remove_dir_all(root(&temp)).unwrap();
    std::fs::rename(&moved, root(&temp)).unwrap();
    record(&mut ana, event);
    check(&temp, &ana);
}

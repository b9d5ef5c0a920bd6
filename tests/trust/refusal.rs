//! Refusals: any single deed may fail, or every one from some moment on, or the disk may be full. Nothing falls over, nothing is
//! said to be saved that is not, what was not saved is not there, and the work goes on once the disk works again.

use std::collections::BTreeSet;
use std::sync::Arc;

use intercoder::id::Ref;
use intercoder::session::Session;
use intercoder::store::journals;
use intercoder::store::layout::Folder;

use crate::program::Place;

use super::fragile::{Fate, Fragile};
use super::proof::{say, tries};
use super::work::{Action, Book, Worker, begun, check_all_there, check_complete, host, study};

/// What the coder does in every story: each kind of action, and some twice.
const STORY: [Action; 12] = [
    Action::Import,
    Action::AddCode,
    Action::Code,
    Action::WriteMemo,
    Action::Freeze,
    Action::Undo,
    Action::Redo,
    Action::Refresh,
    Action::Import,
    Action::Code,
    Action::Freeze,
    Action::Code,
];

/// What a story came to.
#[derive(Default)]
struct Told {
    refused: u64,
    /// Whether it was said that nobody knows what the disk holds.
    is_unsure: bool,
}

/// A story on a disk with a fate, which works again at the end.
struct Story {
    disk: Arc<Fragile>,
    book: Book,
    told: Told,
    name: String,
}

impl Story {
    fn new(name: String) -> Self {
        let (disk, book, told) = (Fragile::new(), Book::default(), Told::default());
        Self {
            disk,
            book,
            told,
            name,
        }
    }

    fn hear(&mut self, said: &str) {
        let name = &self.name;
        let ends = ["disk went away", "no storage space", "next opened"];
        assert!(ends.iter().any(|end| said.contains(end)), "{name}: {said}");
        let begins = ["not saved: ", "perhaps not saved: ", "cannot "];
        assert!(
            begins.iter().any(|is| said.starts_with(is)),
            "{name}: {said}"
        );
        assert!(
            !said.contains('{') && !said.contains("Custom"),
            "{name}: {said}"
        );
        self.told.refused += 1;
        self.told.is_unsure |= said.contains("perhaps");
    }

    fn open(&mut self, machine: u64) -> Option<Session> {
        let host = || host(&self.disk, "ana", machine, &self.book);
        match begun(host, &self.disk, "ana") {
            Ok(session) => Some(session),
            Err(cause) => {
                self.hear(&cause.to_string());
                None
            }
        }
    }

    /// The coder tries each action once, in a second session from the middle on.
    fn tell(&mut self) -> Vec<Worker> {
        let mut workers = Vec::new();
        for (number, action) in (1..).zip(STORY) {
            if workers.is_empty() || number == 8 {
                let session = self.open(number);
                workers.extend(session.map(|session| Worker::of(session, number * 1000)));
            }
            let Some(worker) = workers.last_mut() else {
                continue;
            };
            let before = worker.session.line_count();
            let (was, was_unsure) = (saved(&self.disk), self.told.is_unsure);
            if let Err(cause) = worker.act(action, &mut self.book) {
                // The line that says who writes may have been saved before the action was refused.
                let learnt = worker.session.line_count() - before;
                self.hear(&cause.to_string());
                let name = &self.name;
                assert!(learnt <= 1, "{name}: memory knows what was not saved");
                let is_unsure = self.told.is_unsure && !was_unsure;
                let came = saved(&self.disk) - was;
                assert!(came <= 1 || is_unsure, "{name}: saved and not said so");
            }
        }
        workers
    }

    fn on_disk(&self, session: &Session) -> BTreeSet<Ref> {
        let read = journals::read(session.folder()).unwrap();
        assert_eq!(read.damage, [], "{}", self.name);
        read.lines.iter().map(|line| line.id()).collect()
    }

    fn known(&self, session: &Session) -> BTreeSet<Ref> {
        session.view().lines().map(|line| line.id()).collect()
    }

    /// The disk works again: the sessions that were open go on, and whoever opens the study finds what they know.
    fn check(mut self, mut workers: Vec<Worker>) -> Told {
        self.disk.set(Fate::Works);
        if workers.is_empty() {
            let session = self.open(100).unwrap();
            workers.push(Worker::of(session, 100_000));
        }
        for worker in &mut workers {
            let went_on = worker.act(Action::AddCode, &mut self.book);
            assert!(went_on.is_ok(), "{}: {:?}", self.name, went_on.err());
        }
        for worker in &mut workers {
            worker.session.refresh().unwrap();
            let (known, there) = (self.known(&worker.session), self.on_disk(&worker.session));
            assert_eq!(known, there, "{}: memory and disk differ", self.name);
        }
        drop(workers);
        self.check_anew()
    }

    /// The program ends where it is, and the study is opened when the disk works again.
    fn check_ended(mut self, workers: Vec<Worker>) -> Told {
        self.disk.set(Fate::Works);
        drop(workers);
        let mut worker = Worker::of(self.open(100).unwrap(), 100_000);
        let went_on = worker.act(Action::AddCode, &mut self.book);
        assert!(went_on.is_ok(), "{}: {:?}", self.name, went_on.err());
        drop(worker);
        self.check_anew()
    }

    fn check_anew(mut self) -> Told {
        let session = self.open(200).unwrap();
        check_all_there(&session, &self.book, &self.name);
        check_complete(&session, &self.name);
        assert!(session.view().viewer().is_some(), "{}", self.name);
        self.told
    }
}

/// How many lines a machine that reads the study now would find.
fn saved(disk: &Fragile) -> usize {
    let folder = Folder::open(&study(disk));
    folder.map_or(0, |folder| journals::read(&folder).unwrap().lines.len())
}

/// Tells the story with a fate, and checks both who goes on and who comes back.
fn check(fate: Fate) -> u64 {
    let mut refused = 0;
    for ends in [false, true] {
        let mut story = Story::new(format!("{fate:?}, ends: {ends}"));
        story.disk.set(fate);
        let workers = story.tell();
        let told = match ends {
            false => story.check(workers),
            true => story.check_ended(workers),
        };
        refused += told.refused;
    }
    refused
}

/// How many deeds the story asks of a disk that works.
fn deeds() -> u64 {
    let mut story = Story::new("works".to_owned());
    let workers = story.tell();
    let (deeds, _) = story.disk.deeds();
    assert_eq!(story.check(workers).refused, 0);
    deeds
}

#[test]
fn any_single_deed_of_the_disk_may_fail_and_nothing_is_said_to_be_saved_that_is_not() {
    let all = deeds();
    let step = tries(5, 1) as usize;
    let mut refused = 0;
    let chosen: Vec<u64> = (1..=all).step_by(step).collect();
    for deed in &chosen {
        refused += check(Fate::RefusesOnce(*deed));
        refused += check(Fate::EndsAt(*deed));
    }
    say(
        "refusal",
        &format!(
            "{} of {all} deeds of the disk failed once and for good, {refused} refusals told, 0 changes lost or said to be saved that were not",
            chosen.len()
        ),
    );
}

#[test]
fn a_disk_that_is_full_after_any_byte_says_so_and_keeps_what_was_saved() {
    let most = 16_000;
    let step = tries(611, 13) as usize;
    let mut refused = 0;
    let rooms: Vec<u64> = (0..most).step_by(step).collect();
    for room in &rooms {
        refused += check(Fate::FullAfter(*room));
    }
    assert!(refused > 0);
    say(
        "full disk",
        &format!(
            "{} disks full after 0 to {most} bytes, {refused} refusals told, 0 changes lost",
            rooms.len()
        ),
    );
}

#[test]
fn journals_without_the_mark_of_their_study_are_no_place_to_begin_another_one() {
    let place = Place::with_sample();
    std::fs::remove_file(place.path("sample/intercoder.toml")).unwrap();
    for folder in ["sample", "sample/texts"] {
        let output = place.run_in(folder, &[]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("its intercoder.toml is missing"), "{told}");
        assert!(!output.status.success() && output.stdout.is_empty());
    }
    let output = place.run(&["--study", "sample"]);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(place.ok(&[]).contains("Three ways to begin"));
}

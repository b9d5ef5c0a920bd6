//! Machines: one coder on two of them, a folder brought back from a backup, a computer that was copied whole. Each goes on, nothing
//! is lost, and no name is ever used twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use intercoder::event::study::CoderRole;
use intercoder::id::{CoderId, Writer};
use intercoder::session::{Host, Session, first_events};
use intercoder::store::checkup::put_away;
use intercoder::store::layout::Folder;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use super::proof::{say, tries};
use super::work::{Action, Book, Worker, check_all_there, check_complete};
use crate::program::copy;

fn host(place: &Path) -> Host {
    Host::real(place.join("state"), Box::new(|_| ()))
}

/// Makes a study in a place; its state lies beside it.
fn begun(place: &Path) -> Session {
    let ana = CoderId::from("ana");
    let first = first_events("Test", &ana, CoderRole::Lead);
    Session::create(host(place), &place.join("study"), &first, ana).unwrap()
}

fn opened(place: &Path) -> Session {
    let folder = Folder::open(&place.join("study")).unwrap();
    Session::open(host(place), folder, Some(CoderId::from("ana"))).unwrap()
}

fn act(place: &Path, (action, number): (Action, u64), book: &mut Book) -> Writer {
    let mut worker = Worker::of(opened(place), number * 1000);
    worker.act(action, book).unwrap();
    worker.session.writer().unwrap().clone()
}

/// Every file of a study, from its folder.
fn files(study: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for part in ["journal", "texts", "codebooks", "sources"] {
        for entry in fs::read_dir(study.join(part)).unwrap() {
            found.push(Path::new(part).join(entry.unwrap().file_name()));
        }
    }
    found.sort();
    found
}

/// Brings a file from one copy to the other: what is longer is newer, and stays.
fn bring(file: &Path, (from, to): (&Path, &Path)) {
    let length = |at: &Path| fs::metadata(at.join(file)).map_or(0, |about| about.len());
    if length(from) > length(to) {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

/// What a sync tool may do to one file: bring it, bring it late, bring a part of it, or keep both under two names.
fn sync(file: &Path, (from, to): (&Path, &Path), chance: &mut SmallRng) {
    let bytes = fs::read(from.join(file)).unwrap();
    match chance.random_range(0..6) {
        0 if file.starts_with("journal") => {
            let part = chance.random_range(0..=bytes.len());
            fs::write(to.join(file), &bytes[..part]).unwrap();
        }
        1 if file.starts_with("journal") => {
            let name = file.with_extension("").display().to_string();
            let name = format!("{name} (conflicted copy {}).jsonl", bytes.len());
            fs::write(to.join(name), bytes).unwrap();
        }
        2 => drop(fs::copy(from.join(file), to.join(file)).unwrap()),
        _ => bring(file, (from, to)),
    }
}

fn seen_lines(session: &Session) -> BTreeSet<String> {
    let view = session.view();
    view.lines().map(|line| line.hash.to_string()).collect()
}

/// Whether nothing that anything here names is missing.
fn is_complete(session: &Session) -> bool {
    let is_whole = session.view().completeness().is_complete() && session.damage.is_empty();
    let (_, problems) = session.everything().unwrap();
    is_whole && session.gone.is_empty() && problems.is_empty()
}

/// What doctor does with copies that are not needed; where everything has arrived, that is all of them.
fn put_copies_away(place: &Path) {
    let session = opened(place);
    for copy in session.checkup().unwrap().copies {
        let kept = put_away(
            session.folder(),
            (&session.state_folder(), &Default::default()),
            &copy.file,
        )
        .unwrap();
        assert!(kept.is_some(), "{copy:?} is needed");
    }
}

/// One coder on two machines whose copies of the folder are synced badly, and well at the end.
fn check(seed: u64) -> usize {
    let mut chance = SmallRng::seed_from_u64(seed);
    let temp = TempDir::new().unwrap();
    let places = [temp.path().join("one"), temp.path().join("two")];
    drop(begun(&places[0]));
    copy(&places[0].join("study"), &places[1].join("study"));
    let mut books = [Book::default(), Book::default()];
    let actions = [
        Action::Import,
        Action::AddCode,
        Action::Code,
        Action::Freeze,
    ];
    for step in 1..30 {
        let at = chance.random_range(0..2);
        if chance.random() {
            let action = *actions.choose(&mut chance).unwrap();
            act(&places[at], (action, step * 2 + at as u64), &mut books[at]);
            continue;
        }
        let (from, to) = (places[at].join("study"), places[1 - at].join("study"));
        let file = files(&from).choose(&mut chance).unwrap().clone();
        sync(&file, (&from, &to), &mut chance);
        let session = opened(&places[1 - at]);
        // What this machine saved is never forgotten, whatever the folder has become.
        if is_complete(&session) {
            check_all_there(&session, &books[1 - at], &format!("run {seed}"));
        }
    }
    for at in 0..2 {
        act(
            &places[at],
            (Action::AddCode, 100 + at as u64),
            &mut books[at],
        );
    }
    let [one, two] = places.each_ref().map(|place| place.join("study"));
    for (from, to) in [(&one, &two), (&two, &one)] {
        files(from).iter().for_each(|file| bring(file, (from, to)));
    }
    places.iter().for_each(|place| put_copies_away(place));
    let [one, two] = places.each_ref().map(|place| opened(place));
    for (session, book) in [(&one, &books[0]), (&one, &books[1]), (&two, &books[0])] {
        check_all_there(session, book, &format!("run {seed}"));
        check_complete(session, &format!("run {seed}"));
        assert_eq!(session.view().forks(), [], "run {seed}");
    }
    assert_eq!(seen_lines(&one), seen_lines(&two), "run {seed}");
    books.iter().map(|book| book.lines.len()).sum()
}

#[test]
fn one_coder_on_two_badly_synced_machines_loses_nothing_and_ends_with_one_study() {
    let runs = tries(12, 1000);
    let saved: usize = (0..runs).map(check).sum();
    say(
        "two machines",
        &format!(
            "{runs} runs of one coder on two machines, {saved} changes said to be saved, 0 lost, 0 forks"
        ),
    );
}

#[test]
fn a_folder_brought_back_from_a_backup_gets_its_lines_back_byte_for_byte() {
    for is_at_once in [false, true] {
        let temp = TempDir::new().unwrap();
        let (place, mut book) = (temp.path(), Book::default());
        drop(begun(place));
        let writer = act(place, (Action::Import, 1), &mut book);
        copy(&place.join("study"), &place.join("backup"));
        act(place, (Action::AddCode, 2), &mut book);
        act(place, (Action::Code, 3), &mut book);
        let journal = place.join(format!("study/journal/{writer}.1.jsonl"));
        let before = fs::read(&journal).unwrap();
        copy(&place.join("backup"), &place.join("study"));
        let mut session = opened(place);
        assert!(!is_complete(&session), "two saved lines are gone");
        assert_eq!(session.gone.len(), 1);
        match is_at_once {
            true => {
                let said = session.mend().unwrap();
                assert!(
                    said[0].what.contains("2 saved changes were gone"),
                    "{said:?}"
                );
                assert_eq!(fs::read(&journal).unwrap(), before);
            }
            false => {
                drop(session);
                act(place, (Action::AddCode, 4), &mut book);
                assert!(fs::read(&journal).unwrap().starts_with(&before));
            }
        }
        let session = opened(place);
        check_all_there(&session, &book, "after the backup");
        check_complete(&session, "after the backup");
    }
}

#[test]
fn a_computer_copied_whole_forks_once_and_both_go_on_under_new_names() {
    let temp = TempDir::new().unwrap();
    let (here, away) = (temp.path().join("computer"), temp.path().join("away"));
    drop(begun(&here));
    let mut book = Book::default();
    let old = act(&here, (Action::AddCode, 1), &mut book);
    copy(&here, &away);
    // Both computers know the study under one path, so each works where the other was.
    let swap = || {
        let aside = temp.path().join("aside");
        fs::rename(&here, &aside).unwrap();
        fs::rename(&away, &here).unwrap();
        fs::rename(&aside, &away).unwrap();
    };
    assert_eq!(act(&here, (Action::AddCode, 2), &mut book), old);
    swap();
    assert_eq!(act(&here, (Action::AddCode, 3), &mut book), old);
    let journal = format!("journal/{old}.1.jsonl");
    let conflicted = format!("journal/{old}.1 (conflicted copy).jsonl");
    let meet = |from: &Path, to: &Path| {
        let (from, to) = (from.join("study"), to.join("study"));
        fs::copy(from.join(&journal), to.join(&conflicted)).unwrap();
    };
    meet(&away, &here);
    meet(&here, &away);
    let mut names = BTreeSet::from([old.clone()]);
    for number in [4, 5] {
        let session = opened(&here);
        assert_eq!(session.view().forks().len(), 1, "the fork is told");
        check_all_there(&session, &book, "both chains are kept");
        drop(session);
        let mut own = Book::default();
        names.insert(act(&here, (Action::AddCode, number), &mut own));
        check_all_there(&opened(&here), &own, "it goes on");
        swap();
    }
    assert_eq!(names.len(), 3, "two new names: {names:?}");
    for (from, to) in [(&here, &away), (&away, &here)] {
        let (from, to) = (from.join("study"), to.join("study"));
        files(&from)
            .iter()
            .for_each(|file| bring(file, (&from, &to)));
    }
    let (one, two) = (opened(&here), opened(&away));
    assert_eq!(seen_lines(&one), seen_lines(&two));
    assert_eq!(one.view().forks().len(), 1, "healed: no second fork");
    assert!(one.view().completeness().is_complete());
}

#[test]
fn a_deep_folder_and_a_long_name_work_and_one_that_is_too_long_is_refused_with_a_sentence() {
    let temp = TempDir::new().unwrap();
    let deep = (0..8).fold(temp.path().to_owned(), |path, _| path.join("d".repeat(60)));
    let deep = deep.join("n".repeat(255));
    assert!(deep.as_os_str().len() > 700);
    drop(begun(&deep));
    let mut book = Book::default();
    for (number, action) in (1..).zip([Action::Import, Action::Freeze, Action::AddCode]) {
        act(&deep, (action, number), &mut book);
    }
    check_complete(&opened(&deep), "deep");
    let ana = CoderId::from("ana");
    let too_long = temp.path().join("n".repeat(256));
    let refused = Session::create(host(temp.path()), &too_long, &[], ana)
        .err()
        .unwrap();
    assert!(
        refused.to_string().starts_with("cannot create "),
        "{refused}"
    );
}

#[test]
fn files_whose_names_differ_only_by_upper_and_lower_case_hold_the_same_words() {
    let temp = TempDir::new().unwrap();
    drop(begun(temp.path()));
    let mut book = Book::default();
    for coder in ["ana", "Ana", "ANA"] {
        let folder = Folder::open(&temp.path().join("study")).unwrap();
        let session = Session::open(host(temp.path()), folder, Some(CoderId::from(coder)));
        let mut worker = Worker::of(session.unwrap(), 7000);
        worker.act(Action::Import, &mut book).unwrap();
        worker.act(Action::Freeze, &mut book).unwrap();
    }
    let names = files(&temp.path().join("study"));
    let mut folded: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for name in &names {
        let words = fs::read(temp.path().join("study").join(name)).unwrap();
        let key = name.display().to_string().to_lowercase();
        assert_eq!(folded.entry(key).or_insert_with(|| words.clone()), &words);
    }
    let journals = names.iter().filter(|name| name.starts_with("journal"));
    assert!(journals.clone().all(|name| {
        let name = name.display().to_string();
        name == name.to_lowercase()
    }));
    assert_eq!(journals.count(), 3, "one journal a coder");
}

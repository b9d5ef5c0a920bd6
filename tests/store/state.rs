//! Who writes: one installation, one name, and never two of them under one.

use std::fs;
use std::path::Path;

use intercoder::event::study::Run;
use intercoder::id::CoderId;
use intercoder::store::layout::Folder;
use intercoder::store::mend::{Mend, Retirement};
use intercoder::store::state::{AcquireError, Present, State, gone};
use intercoder::store::writer::AppendError;
use intercoder::study::set::{Gap, Set};

use super::{Desk, acquire, next_line, said, save, title, words, writers};
use crate::pen::Pen;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn a_coder_goes_on_under_the_same_name_and_another_gets_their_own() {
    let desk = Desk::new();
    let mut ana = desk.acquire("ana");
    assert_eq!(ana.tip().seq, 0);
    save(&mut ana, "one");
    let name = ana.writer().clone();
    drop(ana);
    let ana = desk.acquire("ana");
    assert_eq!((ana.writer(), ana.tip().seq), (&name, 1));
    drop(ana);
    let ben = desk.acquire("ben");
    assert!(ben.writer().0.starts_with("ben-"), "{}", ben.writer());
}

#[test]
fn coders_whose_handles_fold_to_one_file_name_do_not_share_a_writer() {
    let desk = Desk::new();
    let (first, name) = (desk.acquire("a.b"), desk.acquire("a.b").writer().clone());
    drop(first);
    let other = desk.acquire("a_b");
    assert_ne!(other.writer(), &name);
}

#[test]
fn two_processes_of_one_coder_at_once_write_under_two_names() {
    let desk = Desk::new();
    let mut first = desk.acquire("ana");
    let mut second = desk.acquire("ana");
    assert_ne!(first.writer(), second.writer());
    save(&mut first, "one");
    save(&mut second, "two");
    let names = writers(&desk.read().lines);
    drop((first, second));
    let (again, and_again) = (desk.acquire("ana"), desk.acquire("ana"));
    let taken = [again.writer().clone(), and_again.writer().clone()];
    assert_eq!(names, taken.into(), "no third name is needed");
}

#[test]
fn a_copied_folder_gets_a_new_writer_and_both_go_on() {
    let desk = Desk::new();
    let mut here = desk.acquire("ana");
    save(&mut here, "one");
    let name = here.writer().clone();
    drop(here);
    let there = desk.path().join("copy");
    copy(&desk.folder.root, &there);
    let folder = Folder::open(&there).unwrap();
    let state = State::at(&desk.path().join("state"), &folder);
    let mut there = acquire(&folder, &state, "ana");
    assert_ne!(there.writer(), &name);
    let mut here = desk.acquire("ana");
    assert_eq!(here.writer(), &name);
    save(&mut here, "two");
    save(&mut there, "three");
    let file = format!("{}.1.jsonl", there.writer());
    let to = desk.folder.journal().join(&file);
    fs::copy(folder.journal().join(&file), to).unwrap();
    let lines = desk.read().lines;
    assert_eq!(said(&lines), words(["one", "two", "three"]));
    assert_eq!(Set::of(lines).forks(), []);
}

#[test]
fn a_lost_state_mints_a_new_writer_and_never_forks() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    save(&mut open, "one");
    let old = open.writer().clone();
    drop(open);
    fs::remove_dir_all(desk.state.place()).unwrap();
    let mut open = desk.acquire("ana");
    assert_ne!(open.writer(), &old);
    save(&mut open, "two");
    let lines = desk.read().lines;
    assert_eq!(said(&lines), words(["one", "two"]));
    assert_eq!(Set::of(lines).forks(), []);
}

#[test]
fn a_writer_copied_with_its_state_is_given_up_where_the_fork_is_seen() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let path = desk.segment(open.writer(), 1);
    let one = save(&mut open, "one");
    let elsewhere = next_line(&open, "elsewhere");
    save(&mut open, "here");
    let old = open.writer().clone();
    // The other machine's file wins in the shared folder.
    fs::write(&path, one + &elsewhere).unwrap();
    let error = open.append(&next_line(&open, "more")).unwrap_err();
    assert!(
        error.to_string().contains("a new name is needed"),
        "{error}"
    );
    assert!(open.append(&next_line(&open, "more")).is_err());
    let all = words(["one", "here", "elsewhere"]);
    assert_eq!(said(&desk.read().lines), all, "both chains are kept");
    drop(open);
    let mut open = desk.acquire("ana");
    assert_ne!(open.writer(), &old);
    assert_eq!(save(&mut open, "on").matches("\"seq\":1,").count(), 1);
}

#[test]
fn a_line_that_follows_another_than_ours_is_a_fork_too() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let path = desk.segment(open.writer(), 1);
    let one = save(&mut open, "one");
    let mut elsewhere = Pen::silent("ana", 0);
    elsewhere.tip = open.tip();
    elsewhere.write(title("two, elsewhere"));
    elsewhere.text.clear();
    elsewhere.write(title("three, elsewhere"));
    save(&mut open, "two");
    fs::write(&path, one + &elsewhere.text).unwrap();
    let error = open.append(&next_line(&open, "more")).unwrap_err();
    assert!(matches!(error, AppendError::Forked { .. }), "{error}");
}

#[test]
fn a_fork_found_by_the_fold_makes_a_new_writer() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    save(&mut open, "one");
    let elsewhere = next_line(&open, "elsewhere");
    save(&mut open, "here");
    let writer = open.writer().clone();
    drop(open);
    let copy = desk.folder.journal().join("conflict.jsonl");
    fs::write(copy, elsewhere).unwrap();
    let mut open = desk.acquire("ana");
    assert_ne!(open.writer(), &writer);
    let why = Retirement::Forked;
    assert_eq!(open.take_mends(), [Mend::Retired { writer, why }]);
}

#[test]
fn a_name_that_is_taken_is_not_minted_again() {
    let desk = Desk::new();
    let first = desk.acquire("ana");
    let second = desk
        .state
        .acquire(&CoderId::from("ana"), &Present::default(), &mut || 1);
    assert!(matches!(second, Err(AcquireError::NoName { .. })));
    drop(first);
}

#[test]
fn what_this_machine_saved_and_the_folder_lacks_is_named() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let one = save(&mut open, "one");
    save(&mut open, "two");
    save(&mut open, "three");
    let tips = desk.state.tips().unwrap();
    assert_eq!(tips, [open.tip()]);
    assert_eq!(gone(&tips, &desk.read().lines), []);
    fs::write(desk.segment(open.writer(), 1), one).unwrap();
    let gap = Gap {
        writer: open.writer().clone(),
        first: 2,
        last: 3,
    };
    assert_eq!(gone(&tips, &desk.read().lines), [gap]);
}

#[test]
fn lines_that_others_saw_count_as_written() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    save(&mut open, "one");
    let mut ben = Pen::new("ben", 7);
    let end = intercoder::id::Ref::new(5);
    let run = Run {
        first: 1,
        last: 9,
        end,
    };
    let runs = [(open.writer().clone(), vec![run])].into();
    ben.write(intercoder::event::Event::Seen(
        intercoder::event::study::Seen { runs },
    ));
    fs::write(desk.folder.journal().join("ben-700000.1.jsonl"), ben.text).unwrap();
    let present = Present::of(&desk.read(), []);
    assert_eq!(present.last[open.writer()], 9);
}
